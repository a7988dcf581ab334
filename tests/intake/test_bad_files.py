"""Files that are broken, locked, or made to do harm: one sentence each, and no time lost."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from abm_core.errors import AbmError
from abm_core.intake.bulk import bulk
from abm_core.intake.read import archives, bombs, readers
from abm_core.intake.read.options import ReadOptions

ZEROS = bytes(10 * 2**20)


def workbook(sheets: dict[str, list[list[object]]], hidden: str = "") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                sheet.write_row(row, 0, line)
            if name == hidden:
                sheet.hide()
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb(name: str) -> bytes:
    """A ZIP with 100 MB of zeros in a hundredth of it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, 10 * ZEROS)
    return file.getvalue()


ACCOUNTS = [["Account name", "City"], ["Acme", "Bonn"], ["Beta", "Lyon"]]


def refused(name: str, content: bytes) -> str:
    with pytest.raises(AbmError) as error:
        readers.read(name, content)
    assert error.value.problem.startswith((name, f"A sheet of {name}")) and error.value.fix
    return error.value.problem


# --- Archives -----------------------------------------------------------------------------------


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    for name, content in (("a.zip", bomb("a.csv")), ("b.zip", bomb("deep/er/b.csv"))):
        with pytest.raises(AbmError, match="would unpack to"):
            archives.unzipped(name, content)
    assert "would unpack to" in refused("a.xlsx", bomb("xl/worksheets/sheet1.xml"))
    assert "would unpack to" in refused("a.ods", bomb("content.xml"))


def test_many_members_count_together() -> None:
    members = []
    for number in range(5):
        member = zipfile.ZipInfo(f"{number}.csv")
        member.file_size, member.compress_size = 2**30, 2**27
        members.append(member)
    bombs.refuse("a.zip", members[:4])
    with pytest.raises(AbmError, match="unpacks to 5 GB; at most 4 GB"):
        bombs.refuse("a.zip", members)


def test_a_stray_cell_in_the_last_corner() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(ACCOUNTS):
            sheet.write_row(row, 0, line)
        sheet.write(1_048_575, 16_383, "x")
    assert "reaches over 16,384 columns and 1,048,576 rows" in refused("a.xlsx", file.getvalue())


def test_formats_without_cells_far_away_do_no_harm() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(ACCOUNTS):
            sheet.write_row(row, 0, line)
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    (found,) = readers.read("a.xlsx", file.getvalue())
    assert found.cells["Account name"].tolist() == ["Acme", "Beta"]


def test_folders_in_a_zip_and_what_is_no_data() -> None:
    content = zipped({
        "2026/q1/a.csv": b"x", "__MACOSX/2026/._a.csv": b"x", ".DS_Store": b"x", "photo.png": b"x",
        "~$a.xlsx": b"x",
    })  # fmt: skip
    assert [name for name, _ in archives.unzipped("a.zip", content)] == [
        "2026/q1/a.csv", "photo.png",
    ]  # fmt: skip


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_files_cut_short(share: float) -> None:
    chance = random.Random(1)
    rows = [[f"Company {chance.random()}", "Bonn"] for _ in range(300)]
    table = io.BytesIO()
    pq.write_table(pa.table({"Account name": [row[0] for row in rows]}), table)
    book = workbook({"A": [["Account name", "City"], *rows]})
    for name, content in (("a.xlsx", book), ("a.parquet", table.getvalue())):
        assert "though its name says so" in refused(name, content[: int(share * len(content))])
    archive = zipped({"a.csv": table.getvalue()})
    with pytest.raises(AbmError, match="cannot be unpacked"):
        archives.unzipped("a.zip", archive[: int(share * len(archive))])


def test_noise_is_refused_whatever_its_name() -> None:
    chance = random.Random(7)
    book = workbook({"A": list(ACCOUNTS)})
    for number in range(60):
        broken = bytearray(book)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        for name, content in (
            ("a.xlsx", bytes(broken)), ("a.xls", b"\xd0\xcf\x11\xe0" + chance.randbytes(3_000)),
            ("a.ods", chance.randbytes(2_000)), ("a.csv", chance.randbytes(2_000)),
            ("a.parquet", b"PAR1" + chance.randbytes(500) + b"PAR1"),
            ("a.json", chance.randbytes(300)),
        ):  # fmt: skip
            try:
                readers.read(name, content)
            except AbmError as error:
                assert error.problem.startswith(name), number


# --- Sheets -------------------------------------------------------------------------------------


def test_sheets_without_a_table_are_left_out_with_the_reason() -> None:
    content = workbook({
        "Cover": [["Please mind the second sheet"]],
        "Accounts": [["Accounts of 2026"], [], *ACCOUNTS],
        "Pivot": [["Row Labels", "Sum of Amount"], ["Acme", 5], ["Grand Total", 5]],
        "Lists": [["Yes"], ["No"]],
        "Numbers": [[1, 2], [3, 4]],
    }, hidden="Lists")  # fmt: skip
    (found,) = readers.read("crm.xlsx", content)
    assert (found.file, found.sheet, found.header_row) == ("crm.xlsx › Accounts", "Accounts", 3)
    assert found.row_numbers.tolist() == [4, 5]
    assert found.notes == (
        "The sheet 'Lists' is left out: it is hidden",
        "The sheet 'Cover' is left out: it has a header in row 1 and no rows below it",
        "The sheet 'Pivot' is left out: it holds a pivot table, not rows",
        "The sheet 'Numbers' is left out: it has no header: row 1 holds no words",
    )
    (chosen,) = readers.read("crm.xlsx", content, ReadOptions(sheets=("Accounts",), header_row=3))
    assert chosen.cells.equals(found.cells)
    with pytest.raises(AbmError, match=r"has no sheet 'Acounts'\. Did you mean 'Accounts'"):
        readers.read("crm.xlsx", content, ReadOptions(sheets=("Acounts",)))
    assert "holds a pivot table" in refused(
        "p.xlsx", workbook({"P": [["Row Labels", "Sum of Amount"], ["Acme", 5]]}))  # fmt: skip


# --- Sizes and names ----------------------------------------------------------------------------


def test_a_file_too_large_for_memory_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    with path.open("wb") as file:
        file.write(b"Email,Name\n")
        file.truncate(600 * 2**20)
    assert bulk.head(path) is None
    with pytest.raises(AbmError, match=r"contacts\.csv has 600 MB; more than 512 MB"):
        archives.at(path).read()


def test_a_name_in_no_known_encoding(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    try:
        Path(os.fsdecode(raw)).write_text("Account name,City\nAcme,Bonn\n", "utf-8")
    except OSError:
        pytest.skip("this disk has no such names")
    (source,) = archives.sources(tmp_path)
    assert source.name == "caf\ufffd.csv"
    (found,) = readers.read(source.name, source.read())
    assert found.file.encode("utf-8")


def test_a_locked_archive() -> None:
    with pytest.raises(AbmError, match="is protected by a password"):
        archives.unzipped("a.zip", _locked())


def _locked() -> bytes:
    """A ZIP whose member says that it is encrypted."""
    content = bytearray(zipped({"a.csv": b"Name\nAcme\n"}))
    for start, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(start) + place] |= 1
    return bytes(content)


def _sheet_of_open_document(rows: list[list[str]]) -> bytes:
    """A spreadsheet as LibreOffice writes it, as small as can be."""
    cells = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>" for cell in row
        ) + "</table:table-row>"
        for row in rows
    )
    names = "".join(f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
                    for one in ("office", "table", "text"))  # fmt: skip
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({
        "mimetype": kind.encode(),
        "content.xml": (
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Accounts">{cells}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>"
        ).encode(),
        "META-INF/manifest.xml": (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>"
        ).encode(),
    })


def test_an_open_document_is_a_workbook() -> None:
    (found,) = readers.read("a.ods", _sheet_of_open_document([["Name", "City"], ["Acme", "Bonn"]]))
    assert found.cells.to_dict("records") == [{"Name": "Acme", "City": "Bonn"}]


def _compound_file(stream: str) -> bytes:
    """A file of the kind that locked workbooks are kept in, with one empty stream in it."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    header += struct.pack("<108I", *[free] * 108)
    fat = struct.pack("<128I", fat_sector, end, *[free] * 126)

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le")
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI16xIII", len(text) + 2, kind, 1, free, free, child, 0, end, 0, 0)

    entries = entry("Root Entry", 5, 1) + entry(stream, 2, free)
    return header + fat + entries.ljust(512, b"\0")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xls"])
def test_a_locked_workbook_says_so(name: str) -> None:
    assert refused(name, _compound_file("EncryptedPackage")) == (
        f"{name} is protected by a password.")
