"""The workbook behind a lift, calculated by LibreOffice, against arithmetic by hand."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from abm_core.lift import expected
from abm_core.lift.expected import OverExpected
from abm_core.output import lift_workbook
from abm_core.output.lift_rows import Evidence, Measured

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

# Four targets, two of them large; five others. One yes/no covariate: the fit is the weighted mean
# of the others of that kind.
#            targets        others
LARGE = [1.0, 1, 0, 0,   1, 1, 0, 0, 0]
WEIGHT = [1.0, 1, 1, 1,  0.5, 1.5, 1, 0.6, 0.4]
VISITS = [12.0, 18, 5, 4,  8, 12, 3, 2, 6]
MINUTES = [60.0, 30, 5, 9,  8, 24, 6, 2, 12]
OURS = np.array([True] * 4 + [False] * 5)
# Large others: (0.5·8 + 1.5·12) / 2 = 11 visits; small ones: (3 + 1.2 + 2.4) / 2 = 3.3.
EXPECTED_VISITS = 2 * 11 + 2 * 3.3
# Minutes: (4 + 36) / 2 = 20, and (6 + 1.2 + 4.8) / 2 = 6.
EXPECTED_MINUTES = 2 * 20 + 2 * 6
OBSERVED_VISITS, OBSERVED_MINUTES = 39, 104


def result(y: list[float]) -> OverExpected:
    return expected.observed_expected(
        np.array(y), np.array(LARGE)[:, None], OURS, np.array(WEIGHT))


def evidence() -> Evidence:
    visits, minutes = result(VISITS), result(MINUTES)
    nothing = result([0.0] * 9)
    n = len(OURS)
    return Evidence(
        "Lift of '=Banks'",
        np.array([f"00{i}" for i in range(n)], dtype=object),
        np.array(["=HYPERLINK(1)", *(f"Account {i}" for i in range(1, n))], dtype=object),
        [date(2026, 1, 5)] * n, OURS, np.array([1, 1, 2, 2, 0, 0, 0, 0, 0], dtype=np.int8),
        np.arange(n), np.array(WEIGHT), ("Visits",), np.array(LARGE)[:, None],
        (
            Measured("Visits", "visits", np.array(VISITS), visits, "36 % more visits"),
            Measured("Minutes", "minutes", np.array(MINUTES), minutes, "=Minutes"),
            Measured("Minutes per visit", "minutes", np.array([]),
                     expected.of_ratios(minutes, visits), "10 % more",
                     quotient=("Minutes", "Visits")),
            Measured("Downloads", "", np.zeros(n), nothing, "Not measurable yet"),
        ),
        (("Specifications", pd.DataFrame({"No.": [1], "Metric": ["visits"]})),),
        (("Seed", "7"),),
    )  # fmt: skip


def sheet(content: bytes, name: str, *, values: bool = False) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=values)
    return [list(row) for row in book[name].iter_rows(values_only=True)]


def records(content: bytes, name: str, *, values: bool = True) -> list[dict[str, Any]]:
    header, *rows = sheet(content, name, values=values)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def made() -> bytes:
    return lift_workbook.workbook(evidence())


def test_our_numbers_are_those_of_the_hand(made: bytes) -> None:
    visits, minutes, per_visit, nothing = records(made, "Result")
    assert visits["Observed"] == OBSERVED_VISITS
    assert visits["Expected"] == pytest.approx(EXPECTED_VISITS)
    assert minutes["Lift"] == pytest.approx(OBSERVED_MINUTES / EXPECTED_MINUTES - 1)
    assert per_visit["Observed / expected"] == pytest.approx(
        (OBSERVED_MINUTES / EXPECTED_MINUTES) / (OBSERVED_VISITS / EXPECTED_VISITS))
    assert (nothing["Observed"], nothing["Lift"], nothing["In words"]) == (
        0, None, "Not measurable yet")  # fmt: skip


def test_text_stays_text(made: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book["Accounts"]["B2"].value == "=HYPERLINK(1)"
    assert book["Accounts"]["B2"].data_type == "s"
    assert book["Accounts"]["A2"].value == "000"
    assert book["Result"]["Q3"].data_type == "s"
    # The covariate and the outcome bear one name; formulas must not mix them up.
    assert [cell.value for cell in book["Accounts"][1]][6:11] == [
        "Weight", "Visits", "Visits (2)", "Visits, expected", "Minutes"]  # fmt: skip


def test_every_row_and_note_is_there(made: bytes) -> None:
    assert len(records(made, "Accounts")) == len(OURS)
    assert records(made, "Specifications") == [{"No.": 1, "Metric": "visits"}]
    assert ["Seed", "7", None] in sheet(made, "About this list")
    assert [row["Weight"] for row in records(made, "Accounts")] == WEIGHT


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_recomputes_it(made: bytes, tmp_path: Path) -> None:
    """With another outcome of one target, so that nothing that we stored can pass for it."""
    book = openpyxl.load_workbook(io.BytesIO(made))
    book["Accounts"]["I2"] = 22  # was 12 visits
    book.save(tmp_path / "changed.xlsx")
    calculated = recalculated(tmp_path / "changed.xlsx")
    visits, minutes, per_visit, _ = records(calculated, "Result")
    assert visits["Recomputed observed"] == OBSERVED_VISITS + 10
    assert visits["Recomputed expected"] == pytest.approx(EXPECTED_VISITS)
    assert visits["Recomputed ratio"] == pytest.approx(49 / EXPECTED_VISITS)
    assert visits["Observed / expected"] == pytest.approx(39 / EXPECTED_VISITS)
    assert per_visit["Recomputed observed"] == pytest.approx(OBSERVED_MINUTES / 49)
    # What nobody touched is as we said, interval and all.
    found = result(MINUTES)
    assert minutes["Recomputed ratio"] == pytest.approx(OBSERVED_MINUTES / EXPECTED_MINUTES)
    assert minutes["Recomputed standard error"] == pytest.approx(found.se)
    assert minutes["Recomputed low"] == pytest.approx(math.exp(found.low) - 1, rel=1e-6)
    assert minutes["Recomputed high"] == pytest.approx(math.exp(found.high) - 1, rel=1e-6)
    # No other coefficients fit better, and both groups are alike: 2 of 4 are large in each.
    left = [row for row in sheet(calculated, "Fit", values=True)[1:] if "left over" in row[0]]
    assert [value for row in left[:2] for value in row[1:]] == pytest.approx([0] * 4, abs=1e-9)
    (row,) = records(calculated, "Balance")
    assert (row["Targets"], row["Comparison, weighted"]) == pytest.approx((0.5, 0.5))
    assert row["Comparison, as they are"] == pytest.approx(0.4)


def recalculated(path: Path) -> bytes:
    assert SOFFICE is not None
    out = path.parent / "out"
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{path.parent}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (out / path.name).read_bytes()
