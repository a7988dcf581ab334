"""How files are read, said on the command line; files that cannot be, refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import xlsxwriter
from test_cli import ACCOUNTS, World, empty, world  # noqa: F401

# pytest finds these fixtures by name, so each test below takes them as arguments.
# ruff: noqa: F811

REPORT = "Accounts by Region\n\nAccount name,City\nAda,Bonn\nBea,Lyon\nGrand Totals (2 records),\n"


def test_lines_around_the_rows_are_counted_as_skipped(empty: World) -> None:
    said = empty.run("import", empty.file("a.csv", REPORT))
    assert said.out.splitlines()[:4] == [
        "a.csv: 4 rows of accounts: 2 added, 0 updated, 0 unchanged, 0 rejected, 2 skipped",
        "  Read as UTF-8, comma-separated, header in row 3, 1 line above it and 1 row of totals "
        "left out.",
        "  skipped, 1 row: above the header",
        "  skipped, 1 row: total",
    ]
    (file,) = empty.json("import", str(empty.folder / "a.csv"))["files"]
    assert (file["header_row"], file["rows"], file["unchanged"], file["skipped"]) == (3, 4, 2, 2)
    assert file["skipped_because"] == {"above the header": 1, "total": 1}


def test_how_to_read_a_file_can_be_said(empty: World) -> None:
    path = empty.folder / "a.csv"
    path.write_bytes("x^y\nAccount name^City\nMüller^Köln\n".encode("cp850"))
    (file,) = empty.json("import", str(path), "--encoding", "cp850", "--separator", "^",
                         "--header-row", "2")["files"]  # fmt: skip
    assert (file["encoding"], file["separator"], file["header_row"]) == ("cp850", "^", 2)
    assert [row[1] for row in (empty.contents() or {})["accounts"]] == ["Müller"]
    assert "'utf-9' is no encoding that is read. Did you mean 'utf-8'?" in empty.fails(
        "import", str(path), "--encoding", "utf-9")  # fmt: skip
    assert "'ab' cannot separate cells." in empty.fails("import", str(path), "--separator", "ab")
    assert "is not UTF-8: byte 24 means nothing" in empty.fails(
        "import", str(path), "--encoding", "utf-8")  # fmt: skip


def test_a_sheet_that_holds_something_else_does_not_stop_the_others(empty: World) -> None:
    path = empty.folder / "crm.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, lines in (("Accounts", [["Account name", "City"], ["Ada", "Bonn"]]),
                            ("Parts", [["Bolt", "Nut"], ["M3", "M4"]])):  # fmt: skip
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                sheet.write_row(row, 0, line)
    data = empty.json("import", str(path))
    assert [(file["file"], file["inserted"]) for file in data["files"]] == [
        ("crm.xlsx › Accounts", 1)]  # fmt: skip
    assert [one["file"] for one in data["left_out"]] == ["crm.xlsx › Parts"]
    (file,) = empty.json("import", str(path), "--sheet", "Accounts")["files"]
    assert (file["sheet"], file["notes"]) == ("Accounts", [])


@pytest.mark.parametrize(("name", "content", "says"), [
    ("a.csv", b"", "a.csv is empty."),
    ("a.csv", b"Account name,City\n", "has a header in row 1 and no rows below it."),
    ("a.csv", b"Account name\n" + b"x" * 10_000_000 + b"\n", "row 2 has a cell of more than"),
    ("a.csv", b"Account name\n\0\x01\x02\x03\n", "is not a text file."),
    ("a.xlsx", b"PK\x03\x04 cut short", "is not an Excel workbook, though its name says so."),
    ("a.parquet", b"PAR1 cut short", "is not a Parquet file, though its name says so."),
    ("a.zip", b"PK\x03\x04 cut short", "cannot be unpacked"),
])  # fmt: skip
def test_bad_files_leave_the_store_as_it_was(
    world: World, name: str, content: bytes, says: str
) -> None:
    path = world.folder / name
    path.write_bytes(content)
    assert says in world.fails("import", str(path))


def test_a_folder_may_be_called_like_a_file(empty: World) -> None:
    folder = empty.folder / "exports.csv"
    folder.mkdir()
    assert "holds no file to import." in empty.fails("import", str(folder))
    (folder / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    assert empty.json("import", str(folder))["files"][0]["inserted"] == 4


def test_a_name_in_no_known_encoding_is_shown_and_stored(empty: World) -> None:
    path = os.fsencode(empty.folder) + b"/caf\xe9.csv"
    try:
        Path(os.fsdecode(path)).write_text(ACCOUNTS, "utf-8")
    except OSError:
        pytest.skip("this disk has no such names")
    said = empty.run("import", os.fsdecode(path))
    assert said.out.startswith("caf\ufffd.csv: 4 rows of accounts: 4 added")
