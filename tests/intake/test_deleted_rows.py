"""Rows that the CRM marks as deleted are skipped and counted; stored records are flagged."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from intake_files import NOON, counts, rows, table, take_in

from abm_core.intake.again import refresh, vanished
from abm_core.intake.bulk import bulk
from abm_core.intake.layout.mapping import Mapping, propose, propose_all
from abm_core.intake.ledger import ledger, undo_last
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import deleted
from abm_core.store import Store

LATER = datetime(2026, 2, 2, 12)
FLAGGED = "SELECT entity, id FROM vanished WHERE resolved_at IS NULL ORDER BY ALL"
MARKED = {"marked as deleted": 1}


def monday(store: Store, *texts: str, at: datetime = NOON) -> list[dict[str, int]]:
    """Import as the command line does; what was skipped, file by file."""
    items: list[tuple[Table, Mapping]] = [
        (one, proposal.mapping) for place, text in enumerate(texts)
        for one in [table(text, f"file{place}.csv")] for proposal in propose_all(one)
    ]  # fmt: skip
    report = refresh.import_remembering(store, items, imported_at=at)
    for place in range(len(report.files)):
        counts(report, place)
    return [one.skipped for one in report.files]


@pytest.mark.parametrize(("header", "yes", "no"), [
    ("IsDeleted", "true", "false"), ("is_deleted", "TRUE", ""), ("_fivetran_deleted", "1", "0"),
    ("archived", "Yes", "No"), ("Account: Deleted", "1", "0"),
    ("_sdc_deleted_at", "2026-01-01T00:00:00Z", ""), ("archivedAt", "2026-01-01", "false"),
])  # fmt: skip
def test_a_deleted_row_is_no_live_record(store: Store, header: str, yes: str, no: str) -> None:
    report = take_in(store, f"Id,Name,Industry,{header}\n1,Acme,IT,{no}\n2,Beta,IT,{yes}\n")
    assert counts(report) == (1, 0, 0, 0)
    assert report.files[0].skipped == MARKED
    assert (f"1 row is marked as deleted in the CRM ('{header}') and is not taken in"
            in report.files[0].notes)  # fmt: skip
    assert rows(store, "SELECT name FROM accounts") == [("Acme",)]


@pytest.mark.parametrize("header", ["Archived", "IsArchived", "Is deleted?"])
def test_a_column_of_other_words_marks_nothing(store: Store, header: str) -> None:
    report = take_in(store, f"Id,Name,Industry,{header}\n1,Acme,IT,Box 5\n2,Beta,IT,true\n")
    assert counts(report) == (2, 0, 0, 0)


def test_an_archived_activity_of_salesforce_is_merely_old(store: Store) -> None:
    text = "Id,AccountId,ActivityDate,Subject,TaskSubtype,IsArchived,IsDeleted\n"
    report = take_in(store, text + "1,a,2026-01-02,Hi,Call,true,false\n2,a,2026-01-02,Ho,Call,,1\n")
    assert counts(report) == (1, 0, 0, 0)
    assert report.files[0].skipped == MARKED


def test_bad_cells_of_a_deleted_row_are_no_reject(store: Store) -> None:
    text = "Id,Name,Employees,IsDeleted\n1,Acme,5,0\n2,,many,1\n3,Gamma,many,0\n"
    report = take_in(store, text)
    assert counts(report) == (1, 0, 0, 1)
    assert report.files[0].rejects["row"].tolist() == [4]


def test_a_file_of_deleted_rows_only(store: Store) -> None:
    for text in ("Id,Name,Industry,IsDeleted\n1,Acme,IT,1\n",
                 "Deal ID,Account name,Stage,Amount,IsDeleted\n1,Acme,Won,1,true\n",
                 "Activity ID,Account name,Occurred at,Kind,IsDeleted\n1,Acme,2026-01-02,call,1\n",
                 "Contact ID,Name,Email,IsDeleted\n1,Ida,i@acme.com,true\n",
                 "Account name,Tier,Joined on,IsDeleted\nAcme,1,2026-01-02,true\n",
                 "Account name,Topic,Week,Strength,IsDeleted\nAcme,Data,2026-01-05,5,true\n"):
        report = take_in(store, text)
        assert counts(report) == (0, 0, 0, 0)
        assert report.files[0].skipped == MARKED
        assert not report.changed


def test_a_stored_record_is_flagged_and_comes_back(store: Store) -> None:
    text = "Id,Name,Industry,IsDeleted\n1,Acme,IT,0\n2,Beta,IT,{}\n"
    monday(store, text.format(0))
    assert monday(store, text.format(1), at=LATER) == [MARKED]
    assert rows(store, FLAGGED) == [("accounts", "2")]
    assert rows(store, "SELECT count(*) FROM accounts") == [(2,)]
    with store.cursor() as cursor:
        assert vanished.listed(cursor)["name"].tolist() == ["Beta"]
        assert ledger(cursor)["skipped"].tolist() == ["1 marked as deleted", ""]
    undo_last(store, undone_at=LATER)
    assert rows(store, FLAGGED) == []
    monday(store, text.format(1), at=LATER)
    monday(store, text.format(0), at=LATER)
    assert rows(store, FLAGGED) == []


def test_the_record_that_a_deleted_one_was_merged_into_is_not_flagged(store: Store) -> None:
    """The loser of a merge has the domain and the name of the survivor; its id is its own."""
    monday(store, "Id,Name,Website,IsDeleted\n1,Acme,acme.com,0\n")
    monday(store, "Id,Name,Website,IsDeleted\n9,Acme,acme.com,1\n", at=LATER)
    assert rows(store, FLAGGED) == []


def test_every_kind_that_has_an_id_is_flagged(store: Store) -> None:
    files = ["Contact ID,Name,Email,IsDeleted\nc,Ida,i@acme.com,{}\n",
             "Lead ID,Last name,Company,Email,Lead status,IsDeleted\n"
             "q,Holm,Acme,h@acme.com,New,{}\n",
             "Deal ID,Account name,Stage,Amount,IsDeleted\nd,Acme,Won,1,{}\n",
             "Campaign ID,Campaign name,Spend,IsDeleted\np,Fair,1,{}\n",
             "Activity ID,Account name,Occurred at,Kind,Subject,IsDeleted\n"
             "t,Acme,2026-01-02,call,Intro,{}\n"]  # fmt: skip
    monday(store, *(text.format("false") for text in files))
    assert monday(store, *(text.format("true") for text in files), at=LATER) == [MARKED] * 5
    flagged = [("activities", "t"), ("campaigns", "p"), ("contacts", "c"), ("contacts", "lead-q"),
               ("opportunities", "d")]  # fmt: skip
    assert rows(store, FLAGGED) == flagged
    monday(store, *(text.format("false") for text in files), at=LATER)
    assert rows(store, FLAGGED) == []


@pytest.mark.parametrize("is_clean", [True, False])
def test_large_files_leave_deleted_rows_out_too(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_clean: bool
) -> None:
    path, read_whole, whole = tmp_path / "activities.csv", [], bulk.whole
    monkeypatch.setattr(bulk, "HEAD_ROWS", 5)
    monkeypatch.setattr(bulk, "whole", lambda one: read_whole.append(one.file) or whole(one))
    header = "Activity ID,Account ID,Occurred at,Channel,Kind,_fivetran_deleted\n"

    def import_without(gone: int, at: datetime) -> dict[str, int]:
        lines = [f"{n},a2,2026-04-01,web,download,{str(n == gone).lower()}\n" for n in range(40)]
        path.write_text(header + "".join(lines) + ("" if is_clean else "\n,,,,,\n41,a2,,,,\n"))
        head = bulk.head(path, fewest=3)
        assert head is not None
        report = refresh.import_remembering(
            store, [(head, propose(head).mapping)], imported_at=at)
        counts(report)
        return report.files[0].skipped

    assert import_without(27, NOON) == MARKED
    assert rows(store, "SELECT count(*) FROM activities") == [(39,)]
    assert rows(store, FLAGGED) == []
    assert import_without(28, LATER) == MARKED
    assert rows(store, "SELECT count(*) FROM activities") == [(40,)]
    assert rows(store, FLAGGED) == [("activities", "28")]
    assert bool(read_whole) is not is_clean


def test_which_headers_mark_deletion() -> None:
    found = Mapping("accounts", {"name": "Name"})
    headers = ["Name", "IsDeleted", "_fivetran_deleted", "Deleted", "to_delete_c", "is_archived",
               "property_archived", "Undeleted"]  # fmt: skip
    assert deleted.candidates(headers, found) == [
        "IsDeleted", "_fivetran_deleted", "Deleted", "property_archived"]
