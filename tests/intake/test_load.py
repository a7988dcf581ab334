"""Imports as a whole: what is added, updated, left alone, rejected, and kept apart."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import pandas as pd
import pytest
from intake_files import NOON, contents, counts, rows, table, take_in

from abm_core import store as stores
from abm_core.errors import AbmError
from abm_core.intake.layout.mapping import Mapping, propose
from abm_core.intake.ledger import ledger, stored_rejects
from abm_core.intake.load import import_tables, load_frames, rejects_csv
from abm_core.store import Store

ACCOUNTS = """Id,Name,Website,Annual revenue,Employees,Technologies,Created date,NPS
1,Acme,acme.com,$1.2M,"1,200",SAP; Oracle,2021-04-16,7
2,Beta,beta.com,,,,,
"""


def test_accounts_are_typed(store: Store) -> None:
    assert counts(take_in(store, ACCOUNTS)) == (2, 0, 0, 0)
    found = rows(store, """
        SELECT account_id, name, domain, annual_revenue, employees, technologies, created_on, extra
        FROM accounts ORDER BY account_id""")
    assert found == [
        ("1", "Acme", "acme.com", 1_200_000.0, 1200, ["SAP", "Oracle"], date(2021, 4, 16),
         '{"NPS":7}'),
        ("2", "Beta", "beta.com", None, None, None, None, None),
    ]  # fmt: skip


def test_every_insert_and_every_changed_field_is_logged_once(store: Store) -> None:
    take_in(store, ACCOUNTS)
    added = rows(store, "SELECT entity_id, field, old_value, new_value FROM change_log ORDER BY 1")
    assert added == [("1", "+", None, None), ("2", "+", None, None)]
    take_in(store, "Id,Name,Industry,Technologies,NPS\n1,Acme Ltd,IT,SAP,8\n2,Beta,,,\n")
    changed = rows(store, """
        SELECT entity_id, field, old_value, new_value FROM change_log
        WHERE import_id = 2 ORDER BY change_id""")
    assert [(row[0], row[1]) for row in changed] == [
        ("1", "name"), ("1", "industry"), ("1", "technologies"), ("1", "extra"),
    ]  # fmt: skip
    values = [[json.loads(value) if value else None for value in row[2:]] for row in changed]
    assert values == [
        ["Acme", "Acme Ltd"], [None, "IT"], [["SAP", "Oracle"], ["SAP"]], [{"NPS": 7}, {"NPS": 8}],
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    take_in(store, ACCOUNTS)
    before = contents(store), rows(store, "SELECT count(*) FROM change_log")
    with store.cursor() as cursor:
        revision = stores.revision(cursor)
    report = take_in(store, ACCOUNTS)
    assert counts(report) == (0, 0, 2, 0)
    assert not report.changed
    assert (contents(store), rows(store, "SELECT count(*) FROM change_log")) == before
    with store.cursor() as cursor:
        assert stores.revision(cursor) == revision
        assert len(ledger(cursor)) == 2


def test_blank_cells_and_absent_columns_leave_what_is_there(store: Store) -> None:
    take_in(store, ACCOUNTS)
    before = contents(store)
    assert counts(take_in(store, "Id,Name,Employees,Industry\n1,Acme,,\n")) == (0, 0, 1, 0)
    assert contents(store) == before


def test_further_columns_merge_by_header(store: Store) -> None:
    take_in(store, "Id,Name,Industry,NPS,Site\n1,Acme,IT,7,HQ\n")
    take_in(store, "Id,Name,Industry,NPS,Floor space\n1,Acme,IT,9,120\n")
    (found,) = rows(store, "SELECT extra FROM accounts")
    assert json.loads(found[0]) == {"NPS": 9, "Site": "HQ", "Floor space": 120}


def test_an_account_without_a_name_goes_by_its_domain(store: Store) -> None:
    """Only by one that tells a company, only where it is new, and until a file gives the name."""
    text = "Id,Name,Website\n1,,https://www.acme.com/en\n2,,facebook.com\n3,Gamma,gamma.com\n"
    report = take_in(store, text)
    assert counts(report) == (2, 0, 0, 1)
    assert report.files[0].reasons == {"Account name is missing": 1}
    assert report.files[0].notes == [
        "Account name: 1 account has none and goes by its domain, such as 'acme.com'; a later file "
        "may give the name"
    ]
    names = "SELECT account_id, name FROM accounts ORDER BY account_id"
    assert rows(store, names) == [("1", "acme.com"), ("3", "Gamma")]
    assert counts(take_in(store, text)) == (0, 0, 2, 1)
    report = take_in(store, "Id,Name,Website,Industry\n1,Acme Inc,,\n3,,gamma.com,Optics\n")
    assert counts(report) == (0, 2, 0, 0) and report.files[0].notes == []
    assert rows(store, names) == [("1", "Acme Inc"), ("3", "Gamma")]
    report = take_in(store, "Name,Website,Industry\n,acme.com,Mills\n")
    assert counts(report) == (0, 1, 0, 0)
    assert rows(store, names) == [("1", "Acme Inc"), ("3", "Gamma")]


def test_rejects_name_all_reasons_and_come_back_corrected(store: Store) -> None:
    text = """Id,Name,Annual revenue,Created date,City
1,Acme,lots,soon,Bonn
2,,5000000,,
3,Gamma,7M,,
"""
    report = take_in(store, text)
    assert counts(report) == (1, 0, 0, 2)
    (file,) = report.files
    assert file.reasons == {
        "Annual revenue: 'lots' is not an amount. Created on: 'soon' is not a date": 1,
        "Account name is missing": 1,
    }
    assert file.rejects["row"].tolist() == [2, 3]
    assert file.rejects["City"].tolist()[0] == "Bonn"
    with store.cursor() as cursor:
        kept = stored_rejects(cursor, report.import_id)
    assert json.loads(kept["cells"][0])["Annual revenue"] == "lots"
    lines = list(csv.reader(io.StringIO(rejects_csv(file).decode("utf-8-sig"))))
    assert lines[0] == ["Id", "Name", "Annual revenue", "Created date", "City", "Reason", "Row"]
    assert lines[2][-2:] == ["Account name is missing", "3"]
    corrected = rejects_csv(file).decode("utf-8-sig").replace("lots", "4M").replace("soon", "")
    report = take_in(store, corrected.replace("2,,5000000", "2,Beta,5000000"))
    assert counts(report) == (2, 0, 0, 0)
    extras = rows(store, "SELECT extra FROM accounts WHERE account_id = '1'")
    assert json.loads(extras[0][0]) == {"City": "Bonn"}


def test_rows_with_too_many_cells_are_rejects_not_lost(store: Store) -> None:
    report = take_in(store, "Id,Name,Industry\n1,Acme,IT\n2,Beta,IT,extra\n")
    assert counts(report) == (1, 0, 0, 1)
    assert "too many: 'extra'" in next(iter(report.files[0].reasons))


def test_a_rehearsal_says_what_the_import_does_and_leaves_no_trace(store: Store) -> None:
    take_in(store, ACCOUNTS)
    before = contents(store), rows(store, "SELECT count(*) FROM imports")
    later = "Id,Name,Industry\n1,Acme,IT\n9,New,IT\n10,,IT\n"
    rehearsed = take_in(store, later, dry_run=True)
    assert (contents(store), rows(store, "SELECT count(*) FROM imports")) == before
    done = take_in(store, later)
    assert counts(rehearsed) == counts(done) == (1, 1, 0, 1)
    assert rehearsed.import_id == done.import_id
    assert rehearsed.is_dry_run and not done.is_dry_run


def test_one_refused_file_stops_all_of_them(store: Store) -> None:
    deals = "Deal ID,Stage,Amount,Close date\n1,Won,5,3/4/2021\n"
    with pytest.raises(AbmError, match="day or the month first"):
        take_in(store, ACCOUNTS, deals)
    assert contents(store)["accounts"] == []


def test_accounts_go_first_whatever_the_order(store: Store) -> None:
    deals = "Deal ID,Account name,Stage,Amount\n1,ACME,Won,5\n"
    report = take_in(store, deals, ACCOUNTS)
    assert [file.entity for file in report.files] == ["opportunities", "accounts"]
    assert report.files[0].n_orphans == 0
    assert rows(store, "SELECT reference, account_id, rule FROM match_ledger") == [
        ("ACME", "1", "name")
    ]


def test_progress_is_told_in_sentences(store: Store) -> None:
    said: list[str] = []
    found = table(ACCOUNTS, "crm.csv")
    import_tables(
        store, [(found, propose(found).mapping)], imported_at=NOON, progress=said.append
    )
    assert said[:2] == ["Reading crm.csv", "Taking in crm.csv"]


def test_revenue_in_millions_when_the_user_says_so(store: Store) -> None:
    found = table("Company,Revenue\nAcme,1100.04\n")
    assert "taken as written" in take_in(store, found, dry_run=True).files[0].notes[0]
    mapping = Mapping("accounts", {"name": "Company", "annual_revenue": "Revenue"},
                      {"annual_revenue": 1e6})
    report = import_tables(store, [(found, mapping)], imported_at=NOON)
    assert report.files[0].notes == []
    assert rows(store, "SELECT annual_revenue FROM accounts") == [(pytest.approx(1_100_040_000),)]


# --- Parents ------------------------------------------------------------------------------------

def parents(store: Store) -> dict[str, str | None]:
    return dict(rows(store, "SELECT account_id, parent_id FROM accounts ORDER BY 1"))


def test_parents_by_id_and_by_name(store: Store) -> None:
    take_in(store, "Id,Name,ParentId,Parent account\n1,Acme,,\n2,Acme DE,1,\n3,Acme FR,,ACME Inc\n")
    assert parents(store) == {"1": None, "2": "1", "3": "1"}


def test_a_parent_by_its_domain(store: Store) -> None:
    take_in(store, "Id,Name,Website,Parent Account,Industry\n1,Acme,acme.com,,IT\n"
                   "2,B,,www.acme.com,IT\n3,C,,other.com,IT\n")  # fmt: skip
    assert parents(store) == {"1": None, "2": "1", "3": None}
    take_in(store, "Id,Name,Website,Industry\n4,Other,other.com,IT\n")
    assert parents(store) == {"1": None, "2": "1", "3": "4", "4": None}


def test_a_parent_that_comes_later_joins(store: Store) -> None:
    first = "Id,Name,ParentId,Parent account\n2,Acme DE,1,\n3,Acme FR,,Acme\n"
    report = take_in(store, first)
    assert "2 rows name a parent that is not known yet" in report.files[0].notes[0]
    report = take_in(store, "Id,Name,Industry\n1,Acme,IT\n")
    assert report.notes == ["2 earlier accounts have found a parent account"]
    assert parents(store) == {"1": None, "2": "1", "3": "1"}
    assert counts(take_in(store, first)) == (0, 0, 2, 0)


def test_nobody_owns_itself_not_even_through_others(store: Store) -> None:
    text = "Id,Name,ParentId\n1,A,1\n2,B,3\n3,C,2\n4,D,2\n"
    report = take_in(store, text)
    assert parents(store) == {"1": None, "2": None, "3": None, "4": "2"}
    assert any("row 2, 3, 4 would own themselves" in note for note in report.files[0].notes)
    assert counts(take_in(store, text)) == (0, 0, 4, 0)


# --- Opportunities ------------------------------------------------------------------------------

DEALS = """Deal ID,Account name,Stage,Amount,Created date,Close date
1,Acme,Closed Won,100,2021-01-01,2021-02-01
2,Acme,Closed Lost,,2021-01-01,2021-02-02
3,Acme,Proposal,50,2021-01-01,2021-03-01
"""


def test_the_outcome_is_read_from_the_stage_and_dates_follow(store: Store) -> None:
    report = take_in(store, ACCOUNTS, DEALS)
    found = rows(store, """
        SELECT opportunity_id, outcome, is_won, is_closed, closed_on, expected_on
        FROM opportunities ORDER BY 1""")
    assert found == [
        ("1", "won", True, True, date(2021, 2, 1), None),
        ("2", "lost", False, True, date(2021, 2, 2), None),
        ("3", "open", False, False, None, date(2021, 3, 1)),
    ]
    assert report.files[1].notes == [
        "Outcome: read from the stage: won = Closed Won; lost = Closed Lost; open = Proposal"
    ]
    assert counts(take_in(store, DEALS)) == (0, 0, 3, 0)


def test_a_deal_moves_on_and_back(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    take_in(store, "Deal ID,Stage,Amount,Close date\n3,Won,60,2021-03-05\n1,Negotiation,100,\n")
    found = rows(store, """
        SELECT opportunity_id, outcome, is_won, closed_on, amount FROM opportunities
        WHERE opportunity_id <> '2' ORDER BY 1""")
    assert found == [("1", "open", False, None, 100.0), ("3", "won", True, date(2021, 3, 5), 60.0)]


def test_a_file_that_says_nothing_on_outcome_changes_none(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    take_in(store, "Deal ID,Amount,Close date\n1,120,2021-02-03\n")
    found = rows(store, "SELECT outcome, closed_on, amount FROM opportunities ORDER BY ALL DESC")
    assert found[0] == ("won", date(2021, 2, 3), 120.0)


def test_flags_of_the_crm_go_before_stage_words(store: Store) -> None:
    take_in(store, """Deal ID,Stage,IsWon,IsClosed,Amount
1,Signed,true,true,1
2,Gone,false,true,1
3,Demo,false,false,1
4,Closed Lost,,true,1
5,Demo,,true,1
""")
    found = rows(store, "SELECT opportunity_id, outcome FROM opportunities ORDER BY 1")
    assert found == [("1", "won"), ("2", "lost"), ("3", "open"), ("4", "lost")]


def test_orphans_are_kept_counted_and_join_later(store: Store) -> None:
    deals = """Deal ID,AccountId,Account name,Stage,Amount
1,77,,Won,1
2,9002;9999,,Won,2
3,,,Won,3
4,,Acme,Won,4
"""
    report = take_in(store, deals)
    assert counts(report) == (4, 0, 0, 0)
    assert report.files[0].n_orphans == 4
    report = take_in(store, "Id,Name,Industry\n77,Seven,IT\n78,Acme,IT\n")
    assert report.notes == ["2 earlier opportunities have found an account"]
    joined = rows(store, """
        SELECT opportunity_id, a.name FROM opportunities o LEFT JOIN accounts a USING (account_id)
        ORDER BY 1""")
    assert joined == [("1", "Seven"), ("2", None), ("3", None), ("4", "Acme")]
    assert counts(take_in(store, deals)) == (0, 0, 4, 0)


def test_an_unclear_account_is_left_open_with_a_note(store: Store) -> None:
    take_in(store, "Id,Name,Industry\n1,Acme,IT\n2,Acme,IT\n")
    report = take_in(store, "Deal ID,Account name,Stage,Amount\n1,Acme,Won,5\n")
    assert report.files[0].n_orphans == 1
    assert "'Acme' could be any of 'Acme' (1), 'Acme' (2)" in report.files[0].notes[-1]


def test_deals_without_id_are_all_kept_and_known_again(store: Store) -> None:
    deals = """Deal name,Account name,Stage,Amount,Created date
Rollout,Acme,Won,5,2021-01-01
Rollout,Acme,Won,5,2021-01-01
Rollout,Acme,Won,5,2021-01-02
"""
    assert counts(take_in(store, deals)) == (3, 0, 0, 0)
    assert counts(take_in(store, deals)) == (0, 0, 3, 0)


def test_the_currency_of_the_cells_is_used_where_no_column_has_it(store: Store) -> None:
    take_in(store, "Deal ID,Stage,Amount\n1,Won,€5\n2,Won,7 USD\n3,Won,8\n")
    assert rows(store, "SELECT currency FROM opportunities ORDER BY opportunity_id") == [
        ("EUR",), ("USD",), (None,)
    ]  # fmt: skip
    take_in(store, "Deal ID,Stage,Amount,Currency\n1,Won,€5,gbp\n")
    found = rows(store, "SELECT currency FROM opportunities WHERE opportunity_id = '1'")
    assert found == [("GBP",)]


def test_salesforce_ids_of_both_lengths_meet(store: Store) -> None:
    take_in(store, "Id,Name,Industry\n0015500000Xyy06,Acme,IT\n")
    report = take_in(store, "Id,AccountId,StageName,Amount\n6,0015500000Xyy06AAB,Won,1\n")
    assert report.files[0].n_orphans == 0


# --- Typed frames -------------------------------------------------------------------------------

def test_typed_frames_take_the_same_path(store: Store) -> None:
    accounts = pd.DataFrame({
        "account_id": ["1", "2"], "name": ["Acme", "Beta"], "employees": [5, None],
        "created_on": pd.to_datetime(["2021-04-16", None]), "technologies": [["SAP"], None],
        "NPS": [7.0, float("nan")],
    })
    deals = pd.DataFrame({
        "opportunity_id": ["d"], "account_id": ["1"], "stage": ["Closed Won"], "amount": [5.5],
        "closed_on": [date(2021, 5, 1)], "extra": [{"Source": "Fair"}],
    })
    targets = pd.DataFrame({
        "programme": ["Nordic"], "account_id": ["1"], "tier": ["1"],
        "joined_on": [date(2021, 1, 4)],
    })
    report = load_frames(
        store,
        [("opportunities", deals, "d"), ("accounts", accounts, "a"), ("target_list", targets, "t")],
        imported_at=datetime(2026, 1, 5),
    )
    assert [counts(report, file) for file in range(3)] == [(1, 0, 0, 0), (2, 0, 0, 0), (1, 0, 0, 0)]
    assert rows(store, "SELECT employees, created_on, technologies, extra FROM accounts ORDER BY 1"
                ) == [(5, date(2021, 4, 16), ["SAP"], '{"NPS":7.0}'), (None, None, None, None)]
    assert rows(store, "SELECT outcome, extra FROM opportunities") == [("won", '{"Source":"Fair"}')]
    assert rows(store, "SELECT programme, account_name, tier FROM target_list") == [
        ("Nordic", "Acme", "1")
    ]
    with pytest.raises(AbmError, match="Did you mean 'accounts'"):
        load_frames(store, [("account", accounts, "a")], imported_at=NOON)
