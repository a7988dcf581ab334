"""Days in a stage: against published medians, by hand, and at the ends of what can be said."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from abm_core.measure.durations import Pace, pace

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"
published = pytest.mark.skipif(
    not CASES.exists(), reason="needs ../shared/cases: published survival data")


def case(name: str) -> pd.DataFrame:
    return pd.read_csv(CASES / "data" / f"survival_{name}.csv")


@published
@pytest.mark.parametrize(
    ("sex", "median", "low", "high", "method"),
    [
        (1, 270, 210, 306, "cloglog"), (2, 426, 345, 524, "cloglog"),
        (1, 270, 212, 310, "log"), (2, 426, 348, 550, "log"),
    ],
)  # fmt: skip
def test_lung(sex: int, median: float, low: float, high: float, method: str) -> None:
    """NCCTG lung cancer: medians 270 and 426 days; intervals on both scales."""
    lung = case("lung").query("sex == @sex")
    found = pace(lung["time"], lung["status"] == 2, method=method)
    assert (found.median, found.low, found.high) == (median, low, high)
    assert found.n == len(lung)
    assert found.n_still == (lung["status"] == 1).sum()


@published
@pytest.mark.parametrize(("arm", "median"), [("Maintained", 31), ("Nonmaintained", 23)])
def test_aml(arm: str, median: float) -> None:
    """Acute myelogenous leukaemia: medians 31 and 23 weeks."""
    aml = case("aml").query("x == @arm")
    assert pace(aml["time"], aml["status"]).median == median


@published
def test_weights_are_repeated_stays() -> None:
    lung = case("lung")
    grouped = lung.groupby(["time", "status"]).size().reset_index(name="times")
    whole = pace(lung["time"], lung["status"] == 2)
    assert pace(grouped["time"], grouped["status"] == 2, grouped["times"]) == pytest.approx(whole)


def test_by_hand() -> None:
    """Five stays: 10 and 30 days ended, then one of 40 goes on, then 50 and 60 ended.

    Curve: 4/5 after 10, 3/5 after 30, 3/5 · 1/2 = 0.3 after 50, 0 after 60. Half have left after
    50 days, four in five after 60. Without the one that goes on the median would read 30 or 50.
    """
    found = pace([10, 30, 40, 50, 60], [1, 1, 0, 1, 1])
    assert (found.median, found.slow, found.n, found.n_still) == (50, 60, 5, 1)


def test_where_the_curve_sits_on_a_half() -> None:
    """Of four, two have left by day 20: the curve sits on 0.5 from 20 to 30; we say 20.

    By thirds it lands on 0.5 but for a hair: 5/6 · 4/5 · 3/4.
    """
    assert pace([10, 20, 30, 40], [1, 1, 1, 1]).median == 20
    assert pace([1, 2, 3, 4, 5, 6], [1] * 6).median == 3


def test_fewer_than_half_have_left() -> None:
    found = pace([10, 20, 30, 40, 50], [1, 0, 0, 0, 0])
    assert math.isnan(found.median)
    assert math.isnan(found.slow)
    assert (found.n, found.n_still, found.is_known) == (5, 4, False)


def test_nobody_and_nobody_left() -> None:
    assert pace([], []).n == 0
    assert pace([5, 0], [0, 0])._replace(median=0, low=0, high=0, slow=0) == Pace(2, 2, 0, 0, 0, 0)


def test_a_few_stays_give_no_median_to_show() -> None:
    assert not pace([1, 2, 3], [1, 1, 1]).is_known
    assert pace(range(1, 11), [1] * 10).is_known
