"""Two Mondays of a small folder, counted by hand."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from intake_files import contents, rows

from abm_core.errors import AbmError
from abm_core.intake.again.refresh import RefreshReport, folder_of, import_remembering, refresh
from abm_core.intake.layout.layouts import mapping_for
from abm_core.intake.ledger import undo_last
from abm_core.intake.read.readers import read
from abm_core.store import Store

MONDAYS = [datetime(2026, 11, day, 9) for day in (2, 9, 16, 23)]
ACCOUNTS = """Id,Name,Industry,Employees
1,Acme,Machinery,100
2,Beta,Machinery,200
3,Gamma,Chemicals,300
4,Delta,Chemicals,400
5,Epsilon,Retail,500
"""
DEALS = """Deal ID,AccountId,Deal name,Stage,Amount,Close date
d1,1,Acme plant,Proposal,1000,
d2,2,Beta line,Proposal,2000,
d3,3,Gamma old,Closed Won,3000,2026-06-01
"""


def write(folder: Path, name: str, text: str, age: int = 0) -> None:
    """A file in the folder; the larger ``age``, the older the file."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    os.utime(folder / name, (1_700_000_000 - age, 1_700_000_000 - age))


def first_monday(store: Store, folder: Path) -> RefreshReport:
    write(folder, "accounts_2026-11-02.csv", ACCOUNTS)
    write(folder, "deals.csv", DEALS)
    return refresh(store, folder, imported_at=MONDAYS[0])


def missing(store: Store) -> list[tuple[object, ...]]:
    return rows(store, "SELECT entity, id, last_seen_import FROM vanished "
                       "WHERE resolved_at IS NULL ORDER BY ALL")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def test_the_first_monday(store: Store, folder: Path) -> None:
    report = first_monday(store, folder)
    assert report.paragraph == "First import: 5 accounts new; 3 opportunities new."
    assert report.first_time == (
        "accounts_2026-11-02.csv came for the first time and was read as accounts: 4 of 4 columns "
        "fill a field of ours.",
        "deals.csv came for the first time and was read as opportunities: 6 of 6 columns fill a "
        "field of ours.",
    )
    assert report.left_out == ()
    assert missing(store) == []
    with store.cursor() as cursor:
        assert folder_of(cursor) == str(folder)


def second_monday(store: Store, folder: Path, *, dry_run: bool = False) -> RefreshReport:
    """One account new, two changed, one gone; one deal won, one lost, one new and won."""
    write(folder, "accounts_2026-11-09.csv", """Id,Name,Industry,Employees
1,Acme,Machinery,110
2,Beta,Robotics,210
3,Gamma,Chemicals,300
4,Delta,Chemicals,400
6,Zeta,Retail,600
""")
    write(folder, "deals.csv", """Deal ID,AccountId,Deal name,Stage,Amount,Close date
d1,1,Acme plant,Closed Won,1500,2026-11-05
d2,2,Beta line,Closed Lost,2000,2026-11-06
d3,3,Gamma old,Closed Won,3000,2026-06-01
d4,4,Delta pump,Closed Won,400,2026-11-04
""")
    return refresh(store, imported_at=MONDAYS[1], dry_run=dry_run)


SECOND = (
    "Since 2 Nov 2026: 1 account new and 2 changed (Employees 2, Industry 1); 1 opportunity new "
    "and 2 changed (Closed on 2, Outcome 2, Stage 2). 2 opportunities won, 1 lost. 1 account of "
    "the last full export is missing from this one, deleted or merged in the CRM: flagged, and "
    "nothing was removed here. Left out: accounts_2026-11-02.csv."
)


def test_the_second_monday_tells_what_changed(store: Store, folder: Path) -> None:
    first_monday(store, folder)
    report = second_monday(store, folder)
    assert report.paragraph == SECOND
    assert [(one.file, one.reason) for one in report.left_out] == [
        ("accounts_2026-11-02.csv",
         "accounts_2026-11-09.csv is a newer export of the same columns.")]
    assert report.first_time == ()
    assert missing(store) == [("accounts", "5", 1)]
    shown = report.missing[["entity", "id", "name", "last_seen_import"]]
    assert shown.to_numpy().tolist() == [["accounts", "5", "Epsilon", 1]]
    assert rows(store, "SELECT name FROM accounts WHERE account_id = '5'") == [("Epsilon",)]


def test_a_rehearsal_tells_the_same_and_changes_nothing(store: Store, folder: Path) -> None:
    first_monday(store, folder)
    before = contents(store)
    report = second_monday(store, folder, dry_run=True)
    assert (report.paragraph, report.is_dry_run) == (SECOND, True)
    assert contents(store) == before
    assert missing(store) == []
    assert second_monday(store, folder).paragraph == SECOND


def third_monday(store: Store, folder: Path) -> RefreshReport:
    write(folder, "accounts_2026-11-16.csv", ACCOUNTS + "6,Zeta,Retail,600\n")
    return refresh(store, imported_at=MONDAYS[2])


def test_a_record_that_comes_back_is_unflagged(store: Store, folder: Path) -> None:
    first_monday(store, folder)
    second_monday(store, folder)
    report = third_monday(store, folder)
    assert "1 account that was missing is back." in report.paragraph
    assert missing(store) == []
    assert rows(store, "SELECT id, resolved_at FROM vanished") == [("5", MONDAYS[2])]
    write(folder, "accounts_2026-11-23.csv", ACCOUNTS.replace("5,Epsilon,Retail,500\n", "")
          + "6,Zeta,Retail,600\n")
    refresh(store, imported_at=MONDAYS[3])
    assert missing(store) == [("accounts", "5", 3)]


def test_undo_of_a_refresh_gives_the_flags_back(store: Store, folder: Path) -> None:
    first_monday(store, folder)
    after_first = contents(store)
    second_monday(store, folder)
    after_second = contents(store)
    third_monday(store, folder)
    undo_last(store, undone_at=MONDAYS[3])
    assert missing(store) == [("accounts", "5", 1)]
    assert contents(store) == after_second
    undo_last(store, undone_at=MONDAYS[3])
    assert missing(store) == []
    assert contents(store) == after_first
    again = third_monday(store, folder)  # compared with the first Monday, the second is undone
    assert "missing" not in again.paragraph
    assert missing(store) == []


def test_the_same_folder_again_changes_nothing(store: Store, folder: Path) -> None:
    first_monday(store, folder)
    before = contents(store)
    report = refresh(store, imported_at=MONDAYS[1])
    assert report.paragraph == "Nothing has changed since 2 Nov 2026."
    assert contents(store) == before


def test_a_part_of_the_export_flags_nobody_and_the_full_one_remembers(
    store: Store, folder: Path
) -> None:
    first_monday(store, folder)
    write(folder, "accounts_2026-11-09.csv", "Id,Name,Industry,Employees\n1,Acme,Machinery,101\n"
                                             "2,Beta,Machinery,200\n3,Gamma,Chemicals,300\n")
    report = refresh(store, imported_at=MONDAYS[1])
    assert (
        "accounts_2026-11-09.csv holds 3 of the 5 accounts of the last time, so it was taken as a "
        "part and nobody was flagged as missing." in report.paragraph
    )
    assert missing(store) == []
    assert rows(store, "SELECT is_full FROM layouts WHERE entity = 'accounts'") == [(False,)]
    write(folder, "accounts_2026-11-16.csv", ACCOUNTS.replace("4,Delta,Chemicals,400\n", ""))
    refresh(store, imported_at=MONDAYS[2])
    assert missing(store) == [("accounts", "4", 1)]
    assert rows(store, "SELECT is_full FROM layouts WHERE entity = 'accounts'") == [(True,)]


def test_a_rejected_row_and_a_row_in_another_file_are_not_missing(
    store: Store, folder: Path
) -> None:
    first_monday(store, folder)
    write(folder, "accounts_2026-11-09.csv", ACCOUNTS.replace("5,Epsilon", "5,").replace(
        "4,Delta,Chemicals,400\n", ""))
    write(folder, "customers.csv", "Id,Name,Territory\n4,Delta,North\n")
    report = refresh(store, imported_at=MONDAYS[1])
    assert report.paragraph == (
        "Since 2 Nov 2026: 1 account changed (Territory 1). 1 row was rejected. "
        "Left out: accounts_2026-11-02.csv."
    )
    assert missing(store) == []


def test_accounts_without_ids_are_missed_by_what_they_match_with(
    store: Store, folder: Path
) -> None:
    write(folder, "list.csv", "Company,Website,Industry\nAcme Ltd,acme.com,A\nBeta,beta.com,A\n"
                              "Gamma,gamma.com,A\nDelta,delta.com,A\nEpsilon,,A\n")
    refresh(store, folder, imported_at=MONDAYS[0])
    write(folder, "list.csv", "Company,Website,Industry\nAcme,www.acme.com,A\nGamma,gamma.com,A\n"
                              "Delta,delta.com,A\nEpsilon,,A\n")
    refresh(store, imported_at=MONDAYS[1])
    assert missing(store) == [("accounts", "abm-beta", 1)]


def test_headers_in_another_order_come_in_and_a_renamed_column_is_asked_about(
    store: Store, folder: Path
) -> None:
    first_monday(store, folder)
    write(folder, "deals.csv", "Amount,Deal ID,AccountId,Deal name,Stage,Close date\n"
                               "1100,d1,1,Acme plant,Proposal,\n2000,d2,2,Beta line,Proposal,\n"
                               "3000,d3,3,Gamma old,Closed Won,2026-06-01\n")
    write(folder, "accounts_2026-11-02.csv", ACCOUNTS.replace("Industry", "Sector of business"))
    report = refresh(store, imported_at=MONDAYS[1])
    assert report.paragraph == (
        "Since 2 Nov 2026: 1 opportunity changed (Amount 1). "
        "Left out: accounts_2026-11-02.csv."
    )
    assert report.left_out[0].reason == (
        "Its columns are not those of the last time (new: 'Sector of business'; gone: "
        "'Industry'). Import it once on its own and check which column fills what; from then on "
        "it comes with the others."
    )
    path = folder / "accounts_2026-11-02.csv"
    (table,) = read(path.name, path.read_bytes())
    with store.cursor() as cursor:
        mapping = mapping_for(cursor, table).mapping
    import_remembering(store, [(table, mapping)], imported_at=MONDAYS[2])
    assert refresh(store, imported_at=MONDAYS[3]).left_out == ()


def test_an_open_question_is_asked_once(store: Store, folder: Path) -> None:
    write(folder, "deals.csv", DEALS.replace("2026-06-01", "05/06/2026"))
    report = refresh(store, folder, imported_at=MONDAYS[0])
    assert [one.file for one in report.left_out] == ["deals.csv"]
    assert "day or the month first" in report.left_out[0].reason
    assert report.paragraph == "The files hold nothing new. Left out: deals.csv."


def test_files_that_cannot_be_read_are_named_and_others_come_in(
    store: Store, folder: Path
) -> None:
    write(folder, "accounts.csv", ACCOUNTS)
    write(folder, "broken.csv", "%PDF-1.7 no text")
    write(folder, "~$accounts.xlsx", "lock")
    write(folder, "notes.md", "not an export")
    report = refresh(store, folder, imported_at=MONDAYS[0])
    assert report.paragraph == "First import: 5 accounts new. Left out: broken.csv."
    assert report.left_out[0].reason.startswith("broken.csv is not text but a PDF.")


def test_the_newest_of_two_undated_files_has_the_last_word(store: Store, folder: Path) -> None:
    write(folder, "accounts.csv", ACCOUNTS.replace("Acme", "Acme new"))
    write(folder, "accounts (1).csv", ACCOUNTS.replace("Acme", "Acme old"), age=60)
    refresh(store, folder, imported_at=MONDAYS[0])
    assert rows(store, "SELECT name FROM accounts WHERE account_id = '1'") == [("Acme new",)]


def test_a_folder_is_needed(store: Store, tmp_path: Path) -> None:
    with pytest.raises(AbmError, match="No folder has been refreshed yet"):
        refresh(store, imported_at=MONDAYS[0])
    with pytest.raises(AbmError, match="There is no folder"):
        refresh(store, tmp_path / "nowhere", imported_at=MONDAYS[0])
    with pytest.raises(AbmError, match="holds no export"):
        refresh(store, tmp_path, imported_at=MONDAYS[0])


def test_won_and_lost_are_told_apart_from_old_wins(store: Store, folder: Path) -> None:
    first_monday(store, folder)
    write(folder, "deals.csv", DEALS + "d5,1,Acme old,Closed Won,10,2025-03-01\n"
                                       "d6,1,Acme lost,Closed Lost,10,2026-11-03\n")
    report = refresh(store, imported_at=MONDAYS[1])
    assert report.paragraph == "Since 2 Nov 2026: 2 opportunities new. 1 opportunity lost."


def test_a_file_of_accounts_and_contacts_is_read_as_both(store: Store, folder: Path) -> None:
    both = ("Company,Website,Industry,Employees,First Name,Last Name,Email\n"
            "Acme,acme.com,Rail,10,Ida,Holm,ida@acme.com\n"
            "Beta,beta.com,Rail,20,Jo,Lund,jo@beta.com\n")
    write(folder, "people.csv", both)
    report = refresh(store, folder, imported_at=MONDAYS[0])
    assert report.paragraph == "First import: 2 accounts new; 2 contacts new."
    write(folder, "people.csv", both.replace("Holm", "Holt"))
    report = refresh(store, folder, imported_at=MONDAYS[1])
    assert report.left_out == ()
    assert "1 contact changed" in report.paragraph
    assert rows(store, "SELECT entity FROM layouts ORDER BY 1") == [("accounts",), ("contacts",)]
