"""Scores as chances, against published examples, R and scikit-learn."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sklearn.metrics import brier_score_loss

from abm_core import settings
from abm_core.targeting import calibration, ranking
from abm_core.targeting.ranking import Interval

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"
DAY = np.timedelta64(1, "D")


def test_platt_as_published() -> None:
    """The example of LibSVM that scikit-learn tests against."""
    found = calibration.platt(np.array([5.0, -4.0, 1.0]), np.array([True, False, False]))
    assert found == pytest.approx((-0.20261354391187855, 0.65236314980010512), rel=1e-4)


def test_isotonic_as_r_has_it() -> None:
    """The example of ?isoreg in R."""
    curve = calibration.isotonic(np.arange(9.0), np.array([1.0, 0, 4, 3, 3, 5, 4, 2, 0]))
    assert curve(np.arange(9.0)) == pytest.approx([0.5, 0.5, *[3.0] * 7])


@pytest.mark.skipif(not CASES.exists(), reason="the reference cases are not beside the project")
def test_auc_brier_and_line_of_a_known_model() -> None:
    """Low birth weight (Hosmer and Lemeshow): chances of a logistic model fitted to all rows."""
    with (CASES / "expected.csv").open(encoding="utf-8") as file:
        wanted = {row["quantity"]: float(row["expected"]) for row in csv.DictReader(file)
                  if row["case"] == "C20_birthwt"}  # fmt: skip
    rows = pd.read_csv(CASES / "data" / "MASS_birthwt.csv")
    race = pd.get_dummies(rows["race"], drop_first=True, dtype=float)
    others = rows[["age", "lwt", "smoke", "ptl", "ht", "ui", "ftv"]]
    design = sm.add_constant(pd.concat([others, race], axis=1).to_numpy(dtype=float))
    low = rows["low"].to_numpy() == 1
    chances = sm.GLM(low, design, family=sm.families.Binomial()).fit().predict()
    ranked = ranking.rank(chances, low, np.arange(len(low)))
    assert ranking.auc(ranked).estimate == pytest.approx(wanted["auc"], rel=1e-4)
    assert brier_score_loss(low, chances) == pytest.approx(wanted["brier"], rel=1e-4)
    slope, intercept = calibration.slope_and_intercept(chances, low)
    assert slope == pytest.approx(wanted["cal_slope_apparent"], rel=1e-4)
    assert intercept == pytest.approx(wanted["cal_intercept_apparent"], abs=1e-4)


Deals = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def deals(n: int, *, tells: bool) -> Deals:
    """Scores, outcomes, opening days and accounts; outcomes follow the score, or nothing."""
    rng = np.random.default_rng(n)
    scores = rng.uniform(0, 100, n)
    chance = scores / 100 if tells else np.full(n, 0.5)
    opened = np.datetime64("2024-01-01") + np.arange(n) // 2 * DAY
    return scores, rng.random(n) < chance, opened, np.arange(n)


@pytest.mark.parametrize("n", [400, 4000])
def test_scores_that_tell_help_on_later_deals(n: int) -> None:
    found = calibration.over_time(*deals(n, tells=True))
    assert found is not None and found.helps
    assert (found.n_learned, found.n_tried) == (int(0.8 * n), int(0.2 * n))
    assert found.brier == pytest.approx(1 / 6, abs=0.03)  # mean of p(1−p), p uniform
    assert found.brier_plain == pytest.approx(0.25, abs=0.01)
    assert found.slope is not None and found.slope == pytest.approx(1.0, abs=0.4)
    assert "were better than the plain win rate" in calibration.sentence(found)


def test_scores_that_tell_nothing_do_not_help() -> None:
    found = calibration.over_time(*deals(4000, tells=False))
    assert found is not None and not found.helps
    assert found.brier == pytest.approx(0.25, abs=0.01)
    same = Interval(0.0, -0.01, 0.01)
    assert calibration.sentence(found._replace(brier=0.25, brier_plain=0.25, gain=same)) == (
        "On the newest 800 deals, chances learned from the 3,200 before them cannot be told from "
        "the plain win rate (mean squared error 0.250 against 0.250)."
    )


def test_the_gain_allows_for_deals_of_one_account() -> None:
    """Every deal twice: the interval of the pairs is as wide as that of the deals alone."""
    once = deals(400, tells=True)
    twice = tuple(np.repeat(column, 2) for column in once)
    alone, paired = calibration.over_time(*once), calibration.over_time(*twice)
    assert alone is not None and paired is not None
    wide, wider = (one.gain.high - one.gain.low for one in (alone, paired))
    assert wider == pytest.approx(wide, rel=0.05)


def test_the_newest_deals_are_not_learned_from() -> None:
    """Won by score until the newest fifth, where it turns round: chances are far off there."""
    scores, _, opened, account = deals(1000, tells=True)
    won = np.where(np.arange(1000) < 800, scores > 50, scores < 50)
    found = calibration.over_time(scores, won, opened, account)
    assert found is not None and "were worse" in calibration.sentence(found)
    assert found.brier > 0.5 and not found.helps


def test_deals_of_one_day_stay_together_and_gaps_are_left_out() -> None:
    scores, won, opened, account = deals(400, tells=True)
    scores[:10], opened[10:20] = np.nan, np.datetime64("NaT")
    found = calibration.over_time(scores, won, opened, account)
    assert found is not None and found.n_learned + found.n_tried == 380
    same_day = np.full(400, np.datetime64("2024-01-01"))
    assert calibration.over_time(scores, won, same_day, account) is None


def test_too_few_have_no_calibration() -> None:
    least = settings.CALIBRATION_LEAST.value
    assert calibration.over_time(*deals(2 * least, tells=True)) is None
    none = np.array([])
    assert calibration.over_time(none, none.astype(bool), none.astype("datetime64[D]"),
                                 none.astype(np.intp)) is None
    assert calibration.sentence(None) == ""


def test_one_score_for_all_has_no_slope() -> None:
    _, won, opened, account = deals(400, tells=True)
    found = calibration.over_time(np.full(400, 50.0), won, opened, account)
    assert found is not None and found.slope is None
    assert not found.helps
