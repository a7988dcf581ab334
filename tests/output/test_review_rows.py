"""The rows behind a number as a table and as a file."""

from __future__ import annotations

import io
from datetime import date

import openpyxl

from abm_core.output import review_rows
from abm_core.review.said import Behind, Column, Rows

OPEN = Behind("Open pipeline", 300.5, "money", "sum", Rows(
    (Column("account_id", "Account ID", "account"), Column("account", "Account"),
     Column("created_on", "Created", "day"), Column("value", "Amount", "money")),
    (("a1", "=Acme", "2026-11-03", 100.5), ("a2", "Birch", None, 200.0), ("a3", "Elm", None, None)),
), "value", "EUR")  # fmt: skip


def test_the_table_has_typed_columns() -> None:
    table = review_rows.table(OPEN)
    assert list(table) == ["account_id", "account", "created_on", "value"]
    assert table["created_on"][0] == date(2026, 11, 3)
    assert table["value"].sum() == 300.5


def test_the_file_says_what_its_rows_add_up_to() -> None:
    book = openpyxl.load_workbook(io.BytesIO(review_rows.workbook(OPEN, "Weekly review 2026-W45")))
    rows, about = book.worksheets
    assert [cell.value for cell in rows[1]] == ["Account ID", "Account", "Created", "Amount (EUR)"]
    assert [cell.value for cell in rows[2]][1] == "=Acme" and rows["B2"].data_type == "s"
    assert sum(cell.value or 0 for cell in rows["D"][1:]) == 300.5
    told = [cell.value for cell in about["B"]]
    assert "Open pipeline" in told and "Weekly review 2026-W45" in told
    assert any("the sum of “Amount” over 3 rows" in str(one) for one in told)
