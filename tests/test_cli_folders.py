"""Files, folders and ZIP files: what is taken in, how it was read, what is left out and why."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from test_cli import ACCOUNTS, OPPORTUNITIES, ROOT, World, empty, program, world  # noqa: F401

from abm_core import store

# pytest finds these fixtures by name, so each test below takes them as arguments.
# ruff: noqa: F811

ZOHO = ROOT.parent / "shared" / "data" / "zoho-crm"
BOTH = "Account: Account Name,Contact: Full Name,Contact: Email\nAda,Al,al@ada.example\n"


@pytest.fixture
def exports(empty: World) -> Path:
    """A folder with two files of data, one that is none, and one that leaves a question open."""
    folder = empty.folder / "exports"
    (folder / "june").mkdir(parents=True)
    (folder / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (folder / "june" / "deals.csv").write_text(OPPORTUNITIES, "utf-8")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / "open.csv").write_text("Account name,Created on\nFay,02/03/2026\n", "utf-8")
    return folder


def test_a_folder_is_taken_in_and_says_what_is_left_out(empty: World, exports: Path) -> None:
    data = empty.json("import", str(exports))
    assert [(f["file"], f["entity"], f["inserted"]) for f in data["files"]] == [
        ("accounts.csv", "accounts", 4), ("june/deals.csv", "opportunities", 3),
    ]  # fmt: skip
    left_out = {one["file"]: one["reason"] for one in data["left_out"]}
    assert left_out.keys() == {"open.csv", "photo.png"}
    assert left_out["open.csv"].endswith("Say it with --date-order dmy or --date-order mdy.")
    again = empty.run("import", str(exports))
    assert again.code == 0
    assert "photo.png is left out: it is not a CSV or Excel file, nor Parquet or JSON." in (
        again.out.splitlines())  # fmt: skip
    assert "accounts.csv: 4 rows of accounts: 0 added, 0 updated, 4 unchanged, 0 rejected" in (
        again.out.splitlines())  # fmt: skip


def test_what_a_folder_leaves_open_can_be_said(empty: World, exports: Path) -> None:
    data = empty.json("import", str(exports), "--date-order", "dmy")
    assert [f["file"] for f in data["files"]] == ["accounts.csv", "june/deals.csv", "open.csv"]
    assert [one["file"] for one in data["left_out"]] == ["photo.png"]


def test_a_zip_file_holds_what_a_folder_holds(empty: World, exports: Path) -> None:
    path = empty.folder / "exports.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(exports / "accounts.csv", "accounts.csv")
        archive.write(exports / "june" / "deals.csv", "june/deals.csv")
    assert [f["inserted"] for f in empty.json("import", str(path))["files"]] == [4, 3]


def test_a_folder_of_nothing_to_take_in_is_a_sentence(empty: World) -> None:
    folder = empty.folder / "exports"
    folder.mkdir()
    assert "holds no file to import." in empty.fails("import", str(folder))
    (folder / "photo.png").write_bytes(b"\x89PNG")
    said = empty.fails("import", str(folder))
    assert said.startswith(
        "Nothing can be taken in: 1 file left out, the first of them photo.png: it is not a CSV")
    (empty.folder / "broken.zip").write_bytes(b"PK\x03\x04 no more")
    assert "broken.zip cannot be unpacked" in empty.fails(
        "import", str(empty.folder / "broken.zip"))  # fmt: skip


def test_a_store_in_the_folder_is_neither_read_nor_unlocked(empty: World, exports: Path) -> None:
    inside = exports / "abm.duckdb"
    said = program("import", str(exports), "--store", str(inside), "--json", folder=exports)
    assert said.code == 0 and inside.exists()
    again = program("import", str(exports), "--store", str(inside), "--json", folder=exports)
    assert "abm.duckdb" in {one["file"] for one in json.loads(again.out)["left_out"]}


def test_how_a_file_was_read(empty: World) -> None:
    path = empty.folder / "a.csv"
    text = "Account ID;Account name;Employees;Team\n1;Café;10;3\n2;Bea;few;\n"
    path.write_bytes(text.encode("windows-1252"))
    target = empty.folder / "bad.csv"
    (file,) = empty.json("import", str(path), "--rejects", str(target))["files"]
    assert {name: file[name] for name in list(file)[:16]} == {
        "file": "a.csv", "entity": "accounts", "encoding": "windows-1252", "separator": ";",
        "header_row": 1, "sheet": None,
        "mapping": {"Account ID": "account_id", "Account name": "name", "Employees": "employees"},
        "unmapped": ["Team"], "rows": 2, "inserted": 1, "updated": 0, "unchanged": 0,
        "rejected": 1, "skipped": 0,
        "reasons": {"Employees: 'few' is not a number": 1}, "skipped_because": {},
    }  # fmt: skip
    assert target.exists()


def test_repeated_rows_are_skipped_not_unchanged(empty: World) -> None:
    rows = ACCOUNTS + ACCOUNTS.splitlines()[1] + "\n"
    said = empty.run("import", empty.file("a.csv", rows))
    assert "4 added, 0 updated, 0 unchanged, 0 rejected, 1 skipped" in said.out


def test_how_a_file_was_mapped_is_remembered(empty: World) -> None:
    path = empty.file("a.csv", "Firma,Account name,Staff\nAda,x,7\n")
    empty.json("import", path, "--as", "accounts", "--map", "name=Firma", "--map",
               "employees=Staff")  # fmt: skip
    (file,) = empty.json("import", path)["files"]
    assert file["mapping"] == {"Firma": "name", "Staff": "employees"}
    assert (file["inserted"], file["unchanged"]) == (0, 1)


def test_accounts_and_contacts_of_one_file_come_both_every_time(empty: World) -> None:
    path = empty.file("both.csv", BOTH)
    for expected in (1, 0):
        files = empty.json("import", path)["files"]
        assert [(f["entity"], f["inserted"]) for f in files] == [
            ("accounts", expected), ("contacts", expected),
        ]  # fmt: skip


@pytest.mark.skipif(not ZOHO.exists(), reason="the zoho-crm export is not beside the project")
def test_zoho_crm_as_a_folder(empty: World) -> None:
    data = empty.json("import", str(ZOHO))
    found = {f["file"]: (f["entity"], f["rows"], f["rejected"], f["skipped"])
             for f in data["files"]}  # fmt: skip
    assert found["Accounts.csv"] == ("accounts", 2229, 0, 0)  # three go by their domain
    assert found["Campaigns.csv"] == ("campaigns", 110, 0, 0)
    assert found["Events.csv"] == ("activities", 2978, 0, 0)
    assert found["Tasks.csv"] == ("activities", 2978, 0, 2067)  # exact duplicates
    assert found["Potentials.csv"][0] == "opportunities"
    assert {one["file"] for one in data["left_out"]} == {"Cases.csv", "Quotes.csv", "Users.csv"}
    assert all(
        f["rows"] == sum(f[name] for name in (
            "inserted", "updated", "unchanged", "rejected", "skipped"))
        for f in data["files"]
    )  # fmt: skip
    opened = store.open_store(empty.store)
    with opened.cursor() as cursor:
        sums = cursor.execute(
            "SELECT sum(amount), sum(amount) FILTER (WHERE outcome = 'won'), "
            "count_if(outcome = 'won'), count_if(outcome = 'lost') FROM opportunities")  # fmt: skip
        assert sums.fetchall() == [(231_380_900, 89_066_200, 1425, 485)]
    opened.close()


def test_a_large_file_of_activities_comes_in_by_hand_and_in_a_folder(world: World) -> None:
    rows = [f"a{n},001,2026-11-{n % 28 + 1:02},call" for n in range(50_009)]
    text = "\n".join(["Activity ID,Account ID,Occurred at,Kind", *rows, "b,001,never,call", ""])
    folder = world.folder / "exports" / "log"
    folder.mkdir(parents=True)
    (folder / "activities.csv").write_text(text, "utf-8")
    expected = {"rows": 50_010, "inserted": 50_009, "unchanged": 0, "rejected": 1, "skipped": 0,
                "entity": "activities", "encoding": "utf-8", "separator": ","}  # fmt: skip
    for words, name in (
        ((str(folder / "activities.csv"), "--dry-run"), "activities.csv"),
        ((str(folder.parent), "--rejects", str(world.folder / "bad.csv")), "log/activities.csv"),
    ):
        (file,) = world.json("import", *words)["files"]
        assert file["file"] == name and {key: file[key] for key in expected} == expected
        assert list(file["reasons"].values()) == [1]
    assert "b,001,never,call" in (world.folder / "bad.csv").read_text("utf-8-sig")
    (file,) = world.json("import", str(folder / "activities.csv"))["files"]
    assert (file["inserted"], file["unchanged"], file["rejected"]) == (0, 50_009, 1)
    assert world.json("status")["rows"]["activities"] == 50_009


def test_a_guessed_column_is_said_and_can_be_left_out(empty: World) -> None:
    path = empty.file("people.csv", "Last name,Job Titel,E-mail\nHolm,VP,ida@acme.com\n")
    dry = ("import", path, "--dry-run")
    (file,) = empty.json(*dry)["files"]
    assert file["please_check"] == [
        {"field": "title", "header": "Job Titel", "how": "nearly the name"}
    ]
    assert "please check: 'Job Titel' fills Title, found nearly the name; --map title= leaves" in (
        empty.run(*dry).out
    )
    (file,) = empty.json(*dry, "--map", "title=")["files"]
    assert (file["please_check"], file["unmapped"]) == ([], ["Job Titel"])


def test_a_point_that_may_divide_thousands_is_asked(empty: World) -> None:
    path = empty.file("deals.csv", "Opportunity ID,Stage,Amount\n1,Won,1.234\n")
    refused = empty.run("import", path)
    assert refused.code == 1
    assert "Say it with --decimal point or --decimal comma." in refused.err
    empty.json("import", path, "--decimal", "comma")
    assert answer(empty, "SELECT amount FROM opportunities") == [(1234.0,)]
    assert empty.json("import", path)["files"][0]["unchanged"] == 1  # remembered


def test_years_of_two_digits_can_come_first(empty: World) -> None:
    path = empty.file("deals.csv", "Opportunity ID,Stage,Close date\n1,Won,21-04-05\n")
    assert "--date-order dmy or --date-order ymd" in empty.run("import", path).err
    empty.json("import", path, "--date-order", "ymd")
    assert answer(empty, "SELECT closed_on::VARCHAR FROM opportunities") == [("2021-04-05",)]


def answer(world: World, sql: str) -> list[tuple[Any, ...]]:
    """What the store answers to a query."""
    opened = store.open_store(world.store)
    try:
        with opened.cursor() as cursor:
            return cursor.execute(sql).fetchall()
    finally:
        opened.close()
