"""The sentence that says how a file was read, with the files that trigger it."""

from __future__ import annotations

import pytest
from intake_files import table
from test_bad_files import workbook
from test_reading import REPORT

from abm_core.intake.read.how_read import sentence
from abm_core.intake.read.readers import read


@pytest.mark.parametrize(("text", "expected"), [
    ("Name,City\nAcme,Bonn\n", "Read as UTF-8, comma-separated, header in row 1."),
    ("Accounts\n\n# all\nName\tCity\nAcme\tBonn\n",
     "Read as UTF-8, tab-separated, header in row 4, 1 line above it and 1 comment left out."),
    (REPORT, "Read as UTF-8, comma-separated, header in row 5, 3 lines above it, 1 row of totals "
             "and 5 lines below the table left out."),
])  # fmt: skip
def test_what_is_said_of_text(text: str, expected: str) -> None:
    assert sentence(table(text)) == expected


def test_what_is_said_of_others() -> None:
    (found,) = read("a.csv", "Name;City\nMüller;Köln\n".encode("cp1252"))
    assert sentence(found) == "Read as Windows-1252, semicolon-separated, header in row 1."
    (found,) = read("a.xlsx", workbook({"Accounts": [["Name", "City"], ["Acme", "Bonn"]]}))
    assert sentence(found) == "Read sheet 'Accounts', header in row 1."
    (found,) = read("a.json", b'[{"Name": "Acme"}]')
    assert sentence(found) == "Read as UTF-8."
