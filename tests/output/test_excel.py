"""What is written to Excel is what is read back, cell by cell, by two readers."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import hypothesis.strategies as st
import openpyxl
import pandas as pd
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.output import excel
from abm_core.output.palette import LIGHT

SMALL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ACCOUNT = schema.ACCOUNTS


def written(frame: pd.DataFrame, **options: Any) -> bytes:
    """The workbook of a frame, with a note."""
    return excel.workbook(frame, sheet="Tiers", notes=[("As of", "13 Nov 2026")], **options)


def opened(content: bytes) -> Any:
    """The list's sheet as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(content))["Tiers"]


def columns(content: bytes) -> dict[str, list[Any]]:
    """Cells by header as calamine reads them; blank cells are empty texts."""
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("Tiers")
    header, *rows = sheet.to_python(skip_empty_area=False)
    return {str(name): [row[i] for row in rows] for i, name in enumerate(header)}


def one(name: str, value: object, **options: Any) -> Any:
    """The only cell of a list with one column, by openpyxl."""
    return opened(written(pd.DataFrame({name: pd.Series([value], dtype=object)}), **options))["A2"]


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=["Cs"]),
    min_size=1, max_size=60,
)  # fmt: skip
days = st.dates(min_value=date(1900, 3, 1), max_value=date(9999, 12, 31))


@SMALL
@given(st.lists(texts, min_size=1, max_size=8))
def test_texts_come_back_as_they_were(values: list[str]) -> None:
    frame = pd.DataFrame({"account_id": values, "name": values, "extra.Note": values})
    found = columns(written(frame))
    assert list(found.values()) == [values] * 3


@SMALL
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_numbers_keep_every_digit(values: list[float]) -> None:
    found = columns(written(pd.DataFrame({"score": values, "annual_revenue": values})))
    assert found["Account score"] == found["Annual revenue"] == values


@SMALL
@given(
    st.lists(
        st.tuples(days, st.booleans(), st.integers(-(10**15) + 1, 10**15 - 1)),
        min_size=1,
        max_size=8,
    )
)
def test_days_answers_and_whole_numbers_come_back(rows: list[tuple[date, bool, int]]) -> None:
    frame = pd.DataFrame(
        rows, columns=["created_on", "extra.Hiring", "employees"], dtype=object
    )
    found = columns(written(frame))
    assert found["Created on"] == [row[0] for row in rows]
    assert found["Hiring"] == [row[1] for row in rows]
    assert found["Employees"] == [row[2] for row in rows]


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5", "@all", "\tx", "=HYPERLINK(1)",
                                  "http://a.example", "007", "123456789012345678"])
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    for name in ("account_id", "name", "driver", "extra.Note"):
        cell = one(name, text)
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_text_that_looks_like_a_formula_stays_text_when_edited() -> None:
    assert one("name", "=1+1").quotePrefix
    assert not one("name", "one").quotePrefix


def test_markup_in_a_name_is_a_name() -> None:
    assert columns(written(pd.DataFrame({"name": ["<r><t>x</t></r>"]}))) == {
        "Account name": ["<r><t>x</t></r>"]
    }


def test_headers_are_those_of_the_schema() -> None:
    frame = pd.DataFrame(columns=["account_id", "name", "tier", "score", "extra.Data team size"])
    assert [cell.value for cell in opened(written(frame))[1]] == [
        "Account ID", "Account name", "Tier", "Account score", "Data team size",
    ]  # fmt: skip


def test_a_name_means_what_it_means_in_its_table() -> None:
    frame = pd.DataFrame({"name": ["x"]})
    assert opened(written(frame, entities=(schema.OPPORTUNITIES,)))["A1"].value == (
        "Opportunity name"
    )


def test_a_further_column_with_the_label_of_a_field_is_told_apart() -> None:
    frame = pd.DataFrame({"industry": ["x"], "extra.Industry": ["y"]})
    assert list(columns(written(frame))) == ["Industry", "Industry (2)"]


@pytest.mark.parametrize(
    ("name", "value", "pattern"),
    [
        ("score", 81.25, "0.0"),
        ("change", -3.0, "+0.0;-0.0;0.0"),
        ("completeness", 0.625, "0%"),
        ("annual_revenue", 1_240_000.0, "#,##0"),
        ("annual_revenue", 12.5, "#,##0.00"),
        ("employees", 1240, "#,##0"),
        ("created_on", date(2026, 11, 13), "yyyy-mm-dd"),
        ("account_id", "007", "@"),
    ],
)
def test_cells_show_as_their_kind(name: str, value: object, pattern: str) -> None:
    cell = one(name, value)
    assert cell.number_format == pattern
    assert cell.value == (datetime(2026, 11, 13) if name == "created_on" else value)


def test_lists_are_joined_and_missing_cells_are_blank() -> None:
    frame = pd.DataFrame({
        "technologies": [["SAP", "CRM"], None],
        "employees": [12.0, float("nan")],
        "created_on": [pd.Timestamp("2026-11-13"), pd.NaT],
        "name": ["x", None],
    })
    sheet = opened(written(frame))
    assert sheet["A2"].value == "SAP; CRM"
    assert [cell.value for cell in sheet[3]] == [None] * 4


def test_tiers_are_coloured_numbers_and_no_tier_is_blank() -> None:
    sheet = opened(written(pd.DataFrame({"tier": ["1", "3", None], "draft_tier": [1, 3, 0]})))
    for letter in "AB":
        assert [sheet[f"{letter}{row}"].value for row in (2, 3, 4)] == [1, 3, None]
        assert sheet[f"{letter}2"].fill.fgColor.rgb == f"FF{LIGHT.tiers[0][1:]}"
        assert sheet[f"{letter}2"].font.color.rgb == f"FF{LIGHT.on_tiers[0][1:]}"
        assert sheet[f"{letter}3"].fill.fgColor.rgb == f"FF{LIGHT.tiers[2][1:]}"


def test_days_that_excel_cannot_count_and_huge_numbers_are_text() -> None:
    assert one("created_on", date(1899, 12, 31)).value == "1899-12-31"
    assert one("employees", 10**15).value == "1000000000000000"
    assert one("score", float("inf")).value == "inf"


def test_a_text_too_long_for_a_cell_is_cut_where_one_can_see_it() -> None:
    value = one("name", "x" * 40_000).value
    assert len(value) == 32_767 and value.endswith("…")


def test_the_header_is_frozen_and_filters() -> None:
    sheet = opened(written(pd.DataFrame({"account_id": ["1", "2"], "name": ["a", "b" * 200]})))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet["A1"].font.bold
    assert 8 <= sheet.column_dimensions["A"].width < sheet.column_dimensions["B"].width < 50


def test_an_empty_list_is_a_header() -> None:
    sheet = opened(written(pd.DataFrame(columns=["account_id", "name"])))
    assert sheet.max_row == 1 and sheet["B1"].value == "Account name"


def test_the_second_sheet_says_what_the_list_is() -> None:
    frame = pd.DataFrame({"score": [1.0], "completeness": [0.5], "open_pipeline": [5.0]})
    book = openpyxl.load_workbook(io.BytesIO(written(frame, currency="EUR")))
    rows = [tuple(cell.value for cell in row) for row in book["About this list"]]
    assert rows == [
        ("Topic", "What it says", "Unit"),
        ("As of", "13 Nov 2026", None),
        ("Columns", "What each column means", None),
        ("Account score", "Blend of all criteria of the profile.", "0 to 100"),
        ("Completeness", "Share of weight with known data.", "share, shown as a percentage"),
        ("Open pipeline", "Amount of the account's open opportunities.", "EUR"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Tier 1 [EMEA]/today", "Tier 1  EMEA  today"), ("x" * 40, "x" * 31),
     ("About this list", "List"), ("", "List")],
)  # fmt: skip
def test_any_name_becomes_a_sheet(name: str, expected: str) -> None:
    content = excel.workbook(pd.DataFrame({"name": ["x"]}), sheet=name, notes=[])
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == expected


def test_the_same_list_gives_the_same_file() -> None:
    frame = pd.DataFrame({"name": ["x"]})
    assert written(frame) == written(frame)


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 2)
    with pytest.raises(AbmError, match="3 rows; an Excel sheet holds 2"):
        written(pd.DataFrame({"name": ["x"] * 3}))
