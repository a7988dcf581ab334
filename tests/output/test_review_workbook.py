"""The review as a workbook: whole sentences, typed rows, and every number made anew from them."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from review_world import LONG, behinds, fullest, quiet, review

from abm_core.output import review_evidence, review_words, review_workbook
from abm_core.output.review_evidence import Evidence
from abm_core.review import revealed
from abm_core.review.document import Review
from abm_core.review.said import Behind, Column, Rows

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
NAMES = {"C1": "Ida Holm", "C2": "Ola Berg"}
# All ways in which a number comes from rows, by hand: 4, 2, 9 and 5.
FOUR = Rows((Column("day", "Day", "day"), Column("n", "Meetings", "count"),
             Column("yes", "Answered", "text")),
            (("2026-11-09", 4, True), ("2026-11-10", 2, False), ("2026-11-11", 9, True),
             ("2026-11-12", 5, True)))  # fmt: skip
# Earlier three 4, 2, 9: mean 5; moves 2 and 7, mean 4.5; reach 2.66 x 4.5 = 11.97.
BY_HAND = {"count": 4.0, "sum": 20.0, "mean": 5.0, "median": 4.5, "last": 5.0, "change": 1.0,
           "share": 0.75, "centre": 5.0, "low": 0.0, "high": 16.97}  # fmt: skip


def book(of: Review) -> bytes:
    return review_workbook.workbook(revealed.by_name(of, NAMES))


@pytest.fixture(scope="module")
def made() -> bytes:
    return book(fullest())


@lru_cache
def opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def records(content: bytes, name: str, *, values: bool = False) -> list[dict[str, Any]]:
    header, *rows = opened(content, values=values)[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_sheets_are_the_review_its_rows_and_definitions(made: bytes) -> None:
    names = opened(made).sheetnames
    assert names[0] == "Review" and names[-1] == "About this list"
    assert len(names) == len(set(names)) >= 6


def test_sentences_are_whole_and_named(made: bytes) -> None:
    lines = records(made, "Review")
    parts = list(dict.fromkeys(line["Part"] for line in lines))
    assert parts == [review_workbook.HEADLINE, review_workbook.MEASURES, review_words.CHANGED,
                     review_words.WHY, review_words.WATCH, review_words.TO_DO, review_words.BEFORE,
                     review_words.DECIDED]  # fmt: skip
    why = next(line["Text"] for line in lines if line["Part"] == review_words.WHY)
    assert why.endswith("after the workshop of the week before") and "Ida Holm" in why
    acts = [line for line in lines if line["Part"] == review_words.TO_DO and line["Next step"]]
    assert [line["Account"] for line in acts] == list(LONG)
    assert acts[0]["Day"] == datetime(2026, 11, 18) and acts[0]["Owner"].startswith("Maxim")


def test_text_stays_text(made: bytes) -> None:
    sheet = opened(made)["Review"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == LONG[-1]]
    assert cells and all(cell.data_type == "s" for cell in cells)


def test_every_number_has_its_rows(made: bytes) -> None:
    lines = [line for line in records(made, "Review") if line["As said"]]
    held = {name: records(made, name) for name in opened(made).sheetnames[1:-1]}
    assert len(lines) > 100
    for line in lines:
        assert line["Recomputed"].startswith("="), line
        rows = [row for row in held[line["Rows"]] if row["Number"] == line["Number"]]
        assert rows, line
    wanted = {of.rows for of in behinds(revealed.by_name(fullest(), NAMES))}
    assert sum(map(len, held.values())) == sum(len(one.rows) for one in wanted)


def test_rows_are_typed(made: bytes) -> None:
    rows = [row for name in opened(made).sheetnames[1:-1] for row in records(made, name)]
    found = {key: value for row in rows for key, value in row.items() if value is not None}
    assert isinstance(found["Week"], datetime) and isinstance(found["Meetings"], int | float)
    assert isinstance(found["Open pipeline (EUR)"], int | float)
    assert found["Who"] in NAMES.values()


@pytest.mark.parametrize("how", BY_HAND)
def test_formulas_say_where_the_rows_are(how: Any) -> None:
    evidence = Evidence("EUR")
    evidence.place(Behind("Before", 4, "count", "count", FOUR._replace(rows=FOUR.rows[:3])))
    of = Behind("It's a number: n", BY_HAND[how], "count", how, FOUR,
                "yes" if how == "share" else "n")  # fmt: skip
    place = evidence.place(of)
    assert place is not None and (place.first, place.last) == (5, 8)
    found = review_evidence.formula(of, place)
    assert found is not None and "$5" in found.text


def test_a_number_without_rows_has_no_formula() -> None:
    nothing = Behind("Meetings", 0, "count", "count", FOUR._replace(rows=()))
    content = book(review()._replace(headline=review().headline._replace(behind=(nothing,))))
    line = records(content, "Review")[1]
    assert (line["Value"], line["Recomputed"], line["Rows"]) == (0, None, None)


def test_a_quiet_week_is_a_workbook_too() -> None:
    assert records(book(quiet()), "Review")[0]["Text"].startswith("A quiet week")


def test_the_same_review_gives_the_same_bytes(made: bytes) -> None:
    assert book(fullest()) == made


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_makes_every_number_anew(tmp_path: Path) -> None:
    """Opened without the values that we stored beside the formulas, so that none can pass."""
    each = tuple(Behind(how, value, "count", how, FOUR, "yes" if how == "share" else "n")
                 for how, value in BY_HAND.items())  # type: ignore[arg-type]
    of = fullest()
    content = book(of._replace(headline=of.headline._replace(behind=each)))
    opened(content).save(tmp_path / "bare.xlsx")
    lines = records(recalculated(tmp_path / "bare.xlsx"), "Review", values=True)
    numbers = [line for line in lines if line["Rows"]]
    assert {line["Text"].strip() for line in numbers[:10]} == set(BY_HAND)
    for line in numbers:
        assert math.isclose(line["Value"], line["Recomputed"], abs_tol=1e-6), line


def recalculated(path: Path) -> bytes:
    assert SOFFICE is not None
    out = path.parent / "out"
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{path.parent}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (out / path.name).read_bytes()
