"""Each kind of criterion: its values, its edges, and what it makes of missing cells."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from abm_core.errors import AbmError
from abm_core.targeting import rules
from abm_core.targeting.rules import AnyOf, Bands, Categories, Ramp, Recency, YesNo

TODAY = date(2026, 3, 2)
NAN = float("nan")


def test_a_band_begins_at_its_lower_end() -> None:
    bands = Bands(((100, 0.5), (1000, 1.0)))
    values = pd.Series([99.999, 100, 999.999, 1000, 1e12, -5, NAN])
    assert_array_equal(bands.score(values, TODAY), [0, 0.5, 0.5, 1, 1, 0, NAN])


def test_bands_may_fall() -> None:
    bands = Bands(((0, 1.0), (50, 0.2)))
    assert_array_equal(bands.score(pd.Series([0, 49, 50]), TODAY), [1, 1, 0.2])


def test_bands_read_integers_that_can_be_missing() -> None:
    values = pd.Series([150, None], dtype="Int64")
    assert_array_equal(Bands(((100, 0.5),)).score(values, TODAY), [0.5, NAN])


@pytest.mark.parametrize("steps", [(), ((5, 1.0), (5, 0.5)), ((5, 1.0), (1, 0.5))])
def test_bands_must_rise(steps: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(AbmError, match="do not rise"):
        Bands(steps)


@pytest.mark.parametrize("score", [-0.1, 1.1, NAN])
def test_a_criterion_scores_between_0_and_1(score: float) -> None:
    with pytest.raises(AbmError, match="between 0 and 1"):
        Bands(((0, score),))
    with pytest.raises(AbmError, match="The value 'SAP' scores"):
        Categories((("SAP", score),))
    with pytest.raises(AbmError, match="Every other value scores"):
        Categories((), otherwise=score)


def test_a_ramp_is_straight_between_its_ends_and_flat_outside() -> None:
    values = pd.Series([10, 20, 25, 60, 61, NAN])
    # (25 - 20) / (60 - 20)
    assert_array_equal(Ramp(20, 60).score(values, TODAY), [0, 0, 5 / 40, 1, 1, NAN])


def test_a_ramp_may_fall() -> None:
    # (75 - 100) / (0 - 100)
    assert_array_equal(Ramp(100, 0).score(pd.Series([0, 75, 100, 120]), TODAY), [1, 0.25, 0, 0])


def test_a_ramp_needs_a_length() -> None:
    with pytest.raises(AbmError, match="no length"):
        Ramp(5, 5)


def test_categories_forget_case_and_outer_blanks() -> None:
    table = Categories((("Health care", 1.0), ("Retail", 0.5)), otherwise=0.1)
    values = pd.Series([" HEALTH CARE ", "retail", "Energy", "", None])
    assert_array_equal(table.score(values, TODAY), [1, 0.5, 0.1, 0.1, NAN])


def test_categories_of_nothing_but_missing_values() -> None:
    values = pd.Series([None, None], dtype="str")
    assert_array_equal(Categories((("Retail", 0.5),)).score(values, TODAY), [NAN, NAN])


def test_any_of_reads_lists_and_texts() -> None:
    wanted = AnyOf(("SAP", "Salesforce"))
    cells = [["CRM", " sap "], np.array(["Other"], dtype=object), [], "salesforce", "SAP R/3",
             None, NAN, pd.NA]  # fmt: skip
    values = pd.Series(cells, dtype=object)
    assert_array_equal(wanted.score(values, TODAY), [1, 0, 0, 1, 0, NAN, NAN, NAN])


def test_yes_no_and_its_inversion() -> None:
    answers = pd.Series([True, False, None], dtype="boolean")
    assert_array_equal(YesNo().score(answers, TODAY), [1, 0, NAN])
    assert_array_equal(YesNo(inverted=True).score(answers, TODAY), [0, 1, NAN])


def test_recency_falls_to_nothing_and_counts_the_future_as_today() -> None:
    days = pd.Series(
        [date(2026, 3, 2), date(2026, 2, 20), date(2025, 11, 22), date(2025, 1, 1),
         date(2027, 1, 1), None], dtype=object)  # fmt: skip
    # 10 of 100 days old; exactly 100 days old; older
    assert_array_equal(Recency(100).score(days, TODAY), [1, 1 - 10 / 100, 0, 0, 1, NAN])


def test_recency_reads_timestamps() -> None:
    days = pd.to_datetime(pd.Series(["2026-02-20", None]))
    assert_array_equal(Recency(100).score(days, TODAY), [0.9, NAN])


def test_recency_needs_a_day() -> None:
    with pytest.raises(AbmError, match="no length"):
        Recency(0)


def test_kinds_offered_for_a_type_of_field() -> None:
    assert rules.kinds_for("number") == ["bands", "ramp"]
    assert rules.kinds_for("text") == ["category", "any_of"]
    assert rules.kinds_for("list") == ["any_of"]
    assert rules.kinds_for("boolean") == ["yes_no"]
    assert rules.kinds_for("date") == ["recency"]


def test_scoring_leaves_the_values_as_they_were() -> None:
    values = pd.Series([5.0, NAN])
    before = values.copy()
    for rule in (Bands(((1, 1.0),)), Ramp(0, 10)):
        rule.score(values, TODAY)
    pd.testing.assert_series_equal(values, before)
