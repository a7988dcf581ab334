"""Two accounts that are one: every reference moves, files that come again, and the way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from intake_files import NOON, counts, real, rows, take_in

from abm_core import backup, schema
from abm_core.errors import AbmError
from abm_core.intake.ledger import undo_last
from abm_core.intake.load import load_frames
from abm_core.intake.match import decisions, deduping, merging, moves, undoing
from abm_core.store import Store, insert

LATER = datetime(2026, 2, 1, 9)
# The log, the decisions and the counters of versions go on; nothing else may differ.
GOES_ON = {"change_log", "match_decisions", "meta"}

ACCOUNTS = """Account ID,Account Name,Website,Industry,Employees,Parent Account ID,Segment,Size
A,Acme Inc,acme.com,,100,,Gold,
B,Acme Incorporated,acme.de,Optics,90,P,Silver,Large
P,Acme Holding,acme.group,Holding,,,,
C,Acme Chile,acme.cl,Optics,5,B,,
"""
CONTACTS = """Contact ID,Account ID,Full Name,Email
c1,A,Ida Holm,ida@acme.com
c2,B,Bo Berg,bo@acme.de
"""
DEALS = """Opportunity ID,Account ID,Opportunity Name,Stage,Amount
o1,A,First,Demo,10
o2,B,Second,Demo,20
"""
CALLS = """Activity ID,AccountId,Start DateTime,Activity Type,Subject
t1,A,2026-01-05 09:00,Call,Hello
t2,B,2026-01-06 09:00,Call,Hello
"""
SIGNALS = """Account ID,Week,Topic,Strength
A,2026-01-05,Data,50
B,2026-01-05,Data,70
B,2026-01-12,Data,60
"""
TARGETS = """Account ID,Tier,Joined on,Left on,Programme
A,2,2026-01-05,,Nordic
B,1,2026-01-12,,Nordic
B,3,2025-06-01,2025-12-01,Nordic
"""
FILES = (ACCOUNTS, CONTACTS, DEALS, CALLS, SIGNALS, TARGETS)


@pytest.fixture
def full(store: Store) -> Store:
    """Two accounts that are one, with rows of every kind that refer to them."""
    take_in(store, *FILES)
    with store.cursor() as cursor:
        insert(cursor, schema.CAMPAIGN_ACCOUNTS, [
            {"campaign_id": "x", "account_id": "A", "spend": 10.0, "impressions": 5},
            {"campaign_id": "x", "account_id": "B", "spend": 7.0},
            {"campaign_id": "y", "account_id": "B", "spend": 3.0},
        ])
        insert(cursor, schema.SNAPSHOT_ACCOUNTS, [
            {"snapshot_id": "1", "account_id": one, "tier": "1"} for one in "AB"
        ])
        insert(cursor, schema.OVERRIDES, [
            {"override_id": "1", "programme_id": "x", "account_id": "B", "tier": "1"},
        ])
        insert(cursor, schema.PROPOSAL_CHANGES, [
            {"proposal_id": "1", "account_id": one, "to_tier": "1"} for one in "AB"
        ])
    return store


def merge(store: Store, survivor: str = "A", merged: str = "B", kind: str = "accounts") -> str:
    return merging.merge(store, kind, survivor, merged, author="Ida", now=LATER)


def unmerge(store: Store, merged: str = "B") -> str:
    with store.cursor() as cursor:
        found = next(one for one in decisions.history(cursor)
                     if one.subject == merged and one.undone_at is None)
    return undoing.undo(store, found.decision_id, author="Ida", now=LATER)


def held(store: Store) -> dict[str, backup.Held]:
    with store.cursor() as cursor:
        found = backup.contents(cursor)
    return {name: one for name, one in found.items() if name not in GOES_ON}


def referring(store: Store, account_id: str) -> dict[str, int]:
    with store.cursor() as cursor:
        found = {f"{one.entity.name}.{one.name}": moves.count(cursor, one, account_id)
                 for one in moves.columns("accounts")}
    return {name: n for name, n in found.items() if n}


def test_every_column_that_can_refer_to_an_account_is_known() -> None:
    """A field that names an account moves, or it is listed here with the reason why not."""
    kept = {
        "accounts.account_id": "the record itself",
        "merged_accounts.account_id": "the record itself",
        "snapshot_accounts.account_id": "snapshots stay as saved",
        "weekly_accounts.account_id": "so do those of a week",
        "coverage_months.account_id": "and those of a month",
        "match_ledger.account_id": "the ledger says what was",
        "lift_accounts.account_id": "a comparison stays as frozen",
    }
    stated = {f"{entity.name}.{known.name}" for entity in schema.ENTITIES
              for known in entity.fields if known.name == "stated_account_id"}
    found = {
        f"{entity.name}.{known.name}" for entity in schema.ENTITIES for known in entity.fields
        if not entity.computed
        and known.kind in ("id", "text") and not known.name.endswith(("_name", "_domain"))
        and ("account" in known.name or known.name == "parent_id")
    } - stated - {"accounts.account_type", "merged_accounts.account_type"}
    moved = {f"{one.entity.name}.{one.name}" for one in moves.columns("accounts")}
    assert found == moved | kept.keys()


def test_every_reference_moves(full: Store) -> None:
    said = merge(full)
    assert said.startswith("'Acme Incorporated' (B) is merged into 'Acme Inc' (A): ")
    assert referring(full, "B") == {}
    assert referring(full, "A") == {
        "contacts.account_id": 2, "opportunities.account_id": 2, "accounts.parent_id": 1,
        "activities.account_id": 2, "signals.account_id": 2, "target_list.account_id": 3,
        "campaign_accounts.account_id": 2, "overrides.account_id": 1,
        "proposal_changes.account_id": 1,
    }  # fmt: skip
    assert rows(full, "SELECT count(*) FROM accounts WHERE account_id = 'B'") == [(0,)]
    assert rows(full, "SELECT count(*) FROM snapshot_accounts WHERE account_id = 'B'") == [(1,)]
    signed = "SELECT DISTINCT author FROM change_log WHERE decision_id = 1"
    assert rows(full, signed) == [("Ida",)]


def test_of_two_overrides_the_newest_holds(full: Store) -> None:
    """One programme each for: both hold; the newer has ended; the older was taken back."""
    ends, over = date(2030, 1, 1), date(2025, 1, 1)
    with full.cursor() as cursor:
        insert(cursor, schema.OVERRIDES, [
            {"override_id": str(number), "programme_id": programme, "account_id": account,
             "tier": "1", "created_at": datetime(2026, 1, day), "expires_on": until,
             "removed_at": removed, "removed_by": "Bo" if removed else None}
            for number, programme, account, day, until, removed in (
                (10, "p", "A", 3, ends, None), (9, "p", "B", 4, ends, None),
                (11, "q", "A", 3, ends, None), (12, "q", "B", 4, over, None),
                (13, "r", "A", 3, ends, NOON), (14, "r", "B", 4, ends, None),
            )
        ])  # fmt: skip
    states = """
    SELECT override_id::INTEGER, account_id, removed_by, removed_because FROM overrides
    WHERE override_id::INTEGER > 8 ORDER BY 1
    """
    before = rows(full, states)
    merge(full)
    because = "merged with an account that has a newer override"
    assert rows(full, states) == [
        (9, "A", None, None), (10, "A", "Ida", because), (11, "A", None, None),
        (12, "A", None, None), (13, "A", "Bo", None), (14, "A", None, None),
    ]  # fmt: skip
    unmerge(full)
    assert rows(full, states) == before


def test_gaps_are_filled_and_nothing_is_overwritten(full: Store) -> None:
    with full.cursor() as cursor:
        plan = merging.plan(cursor, "accounts", "A", "B")
    assert plan.filled == ("Parent account ID", "Industry")
    assert plan.differing == (
        ("Account name", "Acme Inc", "Acme Incorporated"), ("Domain", "acme.com", "acme.de"),
        ("Employees", 100, 90),
    )  # fmt: skip
    merge(full)
    sql = "SELECT name, domain, industry, employees, parent_id, extra FROM accounts"
    ((*fields, extra),) = rows(full, f"{sql} WHERE account_id = 'A'")
    assert fields == ["Acme Inc", "acme.com", "Optics", 100, "P"]
    assert "Gold" in extra and "Large" in extra and "Silver" not in extra


def test_where_both_stand_once_is_enough(full: Store) -> None:
    merge(full)
    signals = rows(full, "SELECT week, strength FROM signals ORDER BY week")
    assert signals == [(date(2026, 1, 5), 70), (date(2026, 1, 12), 60)]
    spend = "SELECT campaign_id, account_id, spend, impressions FROM campaign_accounts ORDER BY 1"
    assert rows(full, spend) == [("x", "A", 17.0, 5), ("y", "A", 3.0, None)]


def test_of_two_open_entries_the_better_tier_stays(full: Store) -> None:
    merge(full)
    entries = "SELECT tier, joined_on, left_on, reason FROM target_list ORDER BY joined_on"
    reason = "merged with another account of the list"
    assert rows(full, entries) == [
        ("3", date(2025, 6, 1), date(2025, 12, 1), None),
        ("2", date(2026, 1, 5), date(2026, 1, 12), reason), ("1", date(2026, 1, 12), None, None),
    ]  # fmt: skip


def test_no_day_of_the_past_counts_twice_either(store: Store) -> None:
    lists = """Account ID,Tier,Joined on,Left on
A,2,2025-01-01,2025-04-01
B,1,2025-03-01,2025-06-01
A,3,2025-05-01,
B,2,2025-07-01,2025-08-01
"""
    take_in(store, ACCOUNTS, lists)
    before = held(store)
    merge(store)
    entries = "SELECT tier, joined_on::VARCHAR, left_on::VARCHAR FROM target_list ORDER BY 2"
    ended = [("2", "2025-01-01", "2025-03-01"), ("1", "2025-03-01", "2025-05-01"),
             ("3", "2025-05-01", None), ("2", "2025-07-01", "2025-07-01")]  # fmt: skip
    assert rows(store, entries) == ended
    assert counts(take_in(store, lists)) == (0, 0, 4, 0)
    assert rows(store, entries) == ended
    unmerge(store)
    assert held(store)["target_list"] == before["target_list"]


def test_unmerged_everything_is_as_it_was(full: Store) -> None:
    before = held(full)
    merge(full)
    assert held(full) != before
    assert unmerge(full) == "'Acme Incorporated' (B) stands for itself again."
    assert held(full) == before
    merge(full, "B", "A")
    unmerge(full, "A")
    assert held(full) == before


def test_the_same_files_again_change_nothing(full: Store) -> None:
    merge(full)
    before = held(full)
    for _ in range(2):
        report = take_in(full, *FILES)
        for file in range(len(FILES)):
            added, updated, _, rejected = counts(report, file)
            assert (added, updated, rejected) == (0, 0, 0), report.files[file].rejects
        after = held(full)
        # The first time the ledger learns how B was found.
        ignored = {"imports", "rejects", "match_ledger"}
        assert {k: v for k, v in after.items() if k not in ignored and v != before[k]} == {}
    learnt = "SELECT count(*) FROM match_ledger WHERE rule = 'id, merged' AND reference = 'B'"
    assert rows(full, learnt) == [(6,)]  # five kinds of rows, and C names it as its parent
    assert rows(full, "SELECT count(*) FROM accounts WHERE account_id = 'B'") == [(0,)]


def test_a_worse_tier_that_began_later_is_no_flip_either(store: Store) -> None:
    today = "Account ID,Tier\nA,3\nB,1\n"
    dated = "Account ID,Tier,Joined on,Programme\nA,1,2026-01-05,N\nB,2,2026-01-12,N\n"
    take_in(store, ACCOUNTS, dated, today)
    for survivor, merged in (("A", "B"), ("B", "A")):
        merge(store, survivor, merged)
        before = held(store)["target_list"]
        report = take_in(store, today, dated, at=LATER)
        assert all((one.n_added, one.n_updated, one.n_rejected) == (0, 0, 0)
                   for one in report.files)
        assert held(store)["target_list"] == before
        assert rows(store, "SELECT programme, tier FROM target_list WHERE left_on IS NULL "
                           "ORDER BY 1") == [("ABM programme", "1"), ("N", "1")]
        unmerge(store, merged)


def test_files_that_name_the_merged_account_mean_the_survivor(full: Store) -> None:
    merge(full)
    report = take_in(
        full,
        "Account ID,Account Name,Industry,Employees,Country\n"
        "B,Acme Incorporated,Lenses,91,Norway\n",
        "Contact ID,Account ID,Full Name,Email\nc3,B,Nye Navn,nye@acme.de\n",
        "Opportunity ID,Account ID,Opportunity Name,Stage,Amount\no3,B,Third,Demo,30\n",
        "Activity ID,AccountId,Start DateTime,Activity Type\nt3,B,2026-01-07 09:00,Call\n",
        "Account ID,Week,Topic,Strength\nB,2026-01-19,Data,40\n",
    )
    assert report.files[0].notes[0].startswith("1 account was merged into others")
    assert [counts(report, file) for file in range(5)] == [(0, 0, 0, 0), *[(1, 0, 0, 0)] * 4]
    assert report.files[0].skipped == {"of records that were merged into others": 1}
    assert referring(full, "B") == {}
    # The gap is filled, what the survivor says stands.
    survivor = "SELECT industry, employees, country FROM accounts WHERE account_id = 'A'"
    assert rows(full, survivor) == [("Optics", 100, "Norway")]
    unmerge(full)
    assert rows(full, survivor) == [(None, 100, None)]
    merged = "SELECT industry, employees, country FROM accounts WHERE account_id = 'B'"
    assert rows(full, merged) == [("Lenses", 91, "Norway")]
    assert referring(full, "B") == {
        "contacts.account_id": 2, "opportunities.account_id": 2, "accounts.parent_id": 1,
        "activities.account_id": 2, "signals.account_id": 3, "target_list.account_id": 2,
        "campaign_accounts.account_id": 2, "overrides.account_id": 1,
        "proposal_changes.account_id": 1,
    }  # fmt: skip
    stated = [f"SELECT stated_account_id FROM {name}" for name in (
        "contacts", "opportunities", "activities", "signals", "target_list")]
    assert set(rows(full, " UNION ALL ".join(stated))) == {(None,)}


def test_a_row_that_later_names_the_survivor_stays_with_it(full: Store) -> None:
    merge(full)
    take_in(full, "Opportunity ID,Account ID,Opportunity Name,Stage,Amount\no2,A,Second,Demo,20\n")
    unmerge(full)
    deals = "SELECT opportunity_id, account_id FROM opportunities ORDER BY 1"
    assert rows(full, deals) == [("o1", "A"), ("o2", "A")]


def test_a_name_of_either_means_the_survivor(full: Store) -> None:
    merge(full)
    deals = "Opportunity ID,Account Name,Opportunity Name,Stage,Amount\no4,ACME,Fourth,Demo,1\n"
    take_in(full, deals)
    found = "SELECT account_id FROM opportunities WHERE opportunity_id = 'o4'"
    assert rows(full, found) == [("A",)]


def test_chains_of_merges_come_apart_in_order(full: Store) -> None:
    before = held(full)
    merge(full, "A", "B")
    merge(full, "C", "A")
    assert referring(full, "A") == referring(full, "B") == {}
    take_in(full, "Contact ID,Account ID,Full Name,Email\nc3,B,Nye Navn,nye@acme.de\n")
    with pytest.raises(AbmError, match="A was merged into C since"):
        unmerge(full, "B")
    unmerge(full, "A")
    assert rows(full, "SELECT account_id FROM contacts WHERE contact_id = 'c3'") == [("A",)]
    unmerge(full, "B")
    assert rows(full, "SELECT account_id FROM contacts WHERE contact_id = 'c3'") == [("B",)]
    after = held(full)
    assert after["accounts"] == before["accounts"]
    assert after["target_list"] == before["target_list"]


def test_parent_and_child_can_be_merged(full: Store) -> None:
    before = held(full)
    merge(full, "P", "B")
    parents = "SELECT account_id, parent_id FROM accounts ORDER BY 1"
    assert rows(full, parents) == [("A", None), ("C", "P"), ("P", None)]
    unmerge(full)
    assert held(full) == before
    merge(full, "C", "B")
    assert rows(full, parents) == [("A", None), ("C", "P"), ("P", None)]
    unmerge(full)
    assert held(full) == before


def test_an_import_that_is_undone_leaves_a_merge_intact(full: Store) -> None:
    merge(full)
    before = held(full)
    take_in(full, "Account ID,Account Name,Country\nB,Acme Incorporated,Norway\n")
    undo_last(full, undone_at=LATER)
    after = held(full)
    assert {k for k in before if before[k] != after[k]} == {"imports"}


@pytest.mark.parametrize(
    ("survivor", "merged", "problem"),
    [("A", "A", "one and the same"), ("A", "Z", "no account Z"), ("Z", "A", "no account Z")],
)
def test_what_cannot_be_merged(full: Store, survivor: str, merged: str, problem: str) -> None:
    before = held(full)
    with pytest.raises(AbmError, match=problem):
        merge(full, survivor, merged)
    assert held(full) == before


def frame(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_rows_without_ids_find_their_account_after_a_merge(store: Store) -> None:
    accounts = frame(name=["Acme", "Acme Optics"], domain=["acme.com", "optics.example"])
    load_frames(store, [("accounts", accounts, "a")], imported_at=NOON)
    merge(store, "abm-acme", "abm-acme-optics")
    again = load_frames(store, [("accounts", accounts, "a")], imported_at=NOON)
    assert counts(again) == (0, 0, 1, 0)
    assert rows(store, "SELECT account_id, name FROM accounts") == [("abm-acme", "Acme")]


@pytest.mark.slow
def test_zoho_deduped_comes_again_unchanged_and_comes_apart(store: Store) -> None:
    files = [real(f"zoho-crm/{name}.csv") for name in ("Accounts", "Contacts", "Potentials")]
    take_in(store, *files)
    before = held(store)
    done = deduping.merge_certain(store, "accounts", author="Ida", now=LATER)
    assert done.merged and done.left
    # Rows that share a name at different websites are none of them.
    assert all(one.first.domain == one.second.domain for one in done.merged)
    assert rows(store, "SELECT count(*) FROM accounts") == [(2229 - len(done.merged),)]
    missing = "SELECT count(*) FROM contacts c ANTI JOIN accounts a USING (account_id)"
    merged = held(store)
    for file in range(2):
        added, updated, _, _ = counts(take_in(store, *files), file)
        assert (added, updated) == (0, 0)
    again = held(store)
    ignored = {"imports", "rejects", "match_ledger"}
    assert {name for name in merged if merged[name] != again[name]} <= ignored
    orphans = rows(store, missing)
    with store.cursor() as cursor:
        made = [one.decision_id for one in decisions.history(cursor)]
    for decision_id in made:
        undoing.undo(store, decision_id, author="Ida", now=LATER)
    after = held(store)
    assert {name for name in before if before[name] != after[name]} <= ignored
    assert rows(store, missing) == orphans
