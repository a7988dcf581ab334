"""Files as people save them: encodings, delimiters, ragged rows, workbooks."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from intake_files import table

from abm_core.errors import AbmError
from abm_core.intake.read.readers import read

TEXT = 'Name,Country\n"Müller, Söhne",DE\nAcme,\n'


@pytest.mark.parametrize("encoding", [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "cp1252",
])  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_reads_the_same(encoding: str, end: str) -> None:
    (found,) = read("a.csv", TEXT.replace("\n", end).encode(encoding))
    assert found.headers == ("Name", "Country")
    assert found.cells["Name"].tolist() == ["Müller, Söhne", "Acme"]
    assert found.cells["Country"].tolist() == ["DE", None]
    assert found.row_numbers.tolist() == [2, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "!"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = [["Name", "Note"], ["Acme", "x"], ["Beta", "y"]]
    found = table("\n".join(delimiter.join(cells) for cells in lines))
    assert found.headers == ("Name", "Note")


def test_semicolon_file_with_decimal_commas_and_a_sep_line() -> None:
    found = table("sep=;\nName;Revenue\nAcme;1,5\nBeta;2,5\n")
    assert found.headers == ("Name", "Revenue")
    assert found.cells["Revenue"].tolist() == ["1,5", "2,5"]
    assert found.row_numbers.tolist() == [3, 4]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    found = table('\nName,Note\nAcme,"two\nlines"\n\nBeta,x\n')
    assert found.cells["Note"].tolist() == ["two\nlines", "x"]
    assert found.row_numbers.tolist() == [3, 5]


def test_short_rows_are_filled_and_long_rows_are_named() -> None:
    found = table("Name,Country,City\nAcme\nBeta,DE,Bonn,extra\nGamma,FR,Lyon,\n")
    assert found.cells.iloc[0].tolist() == ["Acme", None, None]
    assert list(found.problems) == [1]
    assert "'extra'" in found.problems[1]


def test_columns_without_header_and_cells_are_left_out() -> None:
    assert table("Name,Country,,\nAcme,DE,,\n").headers == ("Name", "Country")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"x", "not a CSV or Excel file"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n \n", "is empty"),
        ("a.csv", b"Name,Country\n", "no rows below"),
        ("a.csv", b"1,2\n3,4\n", "no header"),
        ("a.csv", b"PK\x03\x04xxxx", "Excel workbook or a ZIP"),
        ("a.csv", b"%PDF-1.7", "a PDF"),
        ("a.csv", b"\x89PNG\x00\x01", "not a text file"),
        ("a.xlsx", b"Name,Country\nAcme,DE\n", "not an Excel workbook"),
        ("a.csv", b'Name,Note\nAcme,"open\nBeta,x\nGamma,y\n', "never closed"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(name: str, content: bytes, says: str) -> None:
    with pytest.raises(AbmError) as error:
        read(name, content)
    assert says in error.value.problem
    assert error.value.problem.startswith(name)
    assert error.value.fix


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    sheet.write(row, column, value)
    return file.getvalue()


def test_workbook_cells_become_the_text_a_person_would_type() -> None:
    content = workbook({"Accounts": [
        ["Id", "Employees", "Revenue", "Since", "Seen", "Active"],
        [12345678901, 250, 1.5, date(2021, 4, 16), datetime(2021, 4, 16, 9, 30), True],
    ]})
    (found,) = read("a.xlsx", content)
    assert found.file == "a.xlsx"
    assert found.cells.iloc[0].tolist() == [
        "12345678901", "250", "1.5", "2021-04-16", "2021-04-16 09:30:00", "true",
    ]


def test_every_filled_sheet_is_a_table_of_its_own() -> None:
    content = workbook({
        "Accounts": [[], [], ["Name", "City"], ["Acme", "Bonn"]],
        "Empty": [],
        "Deals": [["Deal", "Amount"], ["First", 1000]],
    })
    first, second = read("crm.xlsx", content)
    assert (first.file, second.file) == ("crm.xlsx › Accounts", "crm.xlsx › Deals")
    assert first.row_numbers.tolist() == [4]
    assert second.cells["Amount"].tolist() == ["1000"]
