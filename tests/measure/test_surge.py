"""The surge score against hand arithmetic, an independent reading of its model, and simulation."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from scipy import stats

from abm_core.measure import surge
from abm_core.measure.surge import Quiet, Rules
from benchmarks import surge_world

ANY = Rules(limit=1.0, least=0, people=0, ratio=0.0)


def expected(mean: list[float], uncertain: list[float], alpha: float) -> Quiet:
    return Quiet(np.array(mean), np.array(uncertain), alpha, 1.0)


def test_overdispersion_by_hand() -> None:
    """Weeks 0 and 4 of a level of 2: spread 8, beyond chance 8 − 2 = 6; 2² − 8/2 = 0 is no base.

    Of three weeks 1, 2, 6: level 3, spread (4 + 1 + 9) / 2 = 7; (7 − 3) / (9 − 7/3) = 0.6.
    """
    assert surge.overdispersion(np.array([[0.0, 4.0]]), np.ones(2)) == 0.0
    assert surge.overdispersion(np.array([[1.0, 2.0, 6.0]]), np.ones(3)) == pytest.approx(0.6)


def test_weeks_that_differ_less_than_chance_have_no_overdispersion() -> None:
    assert surge.overdispersion(np.full((5, 12), 3.0), np.ones(12)) == 0.0


def test_season_is_no_overdispersion() -> None:
    """Every account doubles in the second half: 2, 2, 4, 4 around 3 · (2/3, 2/3, 4/3, 4/3)."""
    baseline = np.array([[2.0, 2.0, 4.0, 4.0]] * 3)
    assert surge.overdispersion(baseline, np.array([2, 2, 4, 4]) / 3) == 0.0


def test_what_to_expect_by_hand() -> None:
    """Levels 1 and 3 over two steady weeks, no overdispersion, nothing else changes.

    Mean 2, variance 1, of which chance 2/2 = 1, so no spread is left: both are expected at 2
    (as near as the least spread lets them). Site index: (others + 10) / (others + 10).
    """
    usual = surge.quiet(np.array([[1.0, 1.0], [3.0, 3.0]]), np.array([1.0, 3.0]))
    assert usual.overdispersion == 0.0
    assert usual.mean == pytest.approx([2, 2], abs=1e-6)
    assert usual.site_index == 1.0


def test_levels_are_drawn_towards_each_other_and_less_so_the_more_they_differ() -> None:
    """Levels 0 and 10 over 12 weeks: mean 5, between 25 − 5/12; shape 25/24.58, rate 5/24.58."""
    baseline = np.repeat([[0.0], [10.0]], 12, axis=1)
    usual = surge.quiet(baseline, np.array([0.0, 10.0]))
    shape, rate = 25 / (25 - 5 / 12), 5 / (25 - 5 / 12)
    assert usual.mean == pytest.approx(np.array([shape, shape + 120]) / (rate + 12))
    assert usual.uncertain == pytest.approx(usual.mean / (rate + 12))


def test_more_traffic_of_the_others_raises_what_is_expected_its_own_does_not() -> None:
    rng = np.random.default_rng(3)
    baseline = rng.poisson(rng.gamma(2, 2, 500)[:, None], (500, 12)).astype(float)
    now = baseline[:, 0].copy()
    usual = surge.quiet(baseline, now)
    alone = now.copy()
    alone[0] += 50
    busy = now * 2
    assert surge.quiet(baseline, alone).mean[0] == pytest.approx(usual.mean[0])
    ratio = surge.quiet(baseline, busy).mean / usual.mean
    assert ratio == pytest.approx(np.full(500, 2.0), rel=0.03)  # ten people hold the index back


def test_the_p_value_is_that_of_scipys_negative_binomial() -> None:
    mean, size = np.array([0.2, 3.0, 40.0, 7.0]), np.array([0.5, 2.0, 5.0, 1e6])
    count = np.array([1.0, 9.0, 80.0, 0.0])
    found = surge.at_least(count, mean, size)
    assert found == pytest.approx(stats.nbinom.sf(count - 1, size, size / (size + mean)))


def test_without_spread_it_is_poissons() -> None:
    usual = expected([4.0], [0.0], 0.0)
    found = surge.at_least(np.array([9.0]), usual.mean, usual.size)
    assert found == pytest.approx(stats.poisson.sf(8, 4), rel=1e-4)


def test_variance_of_the_prediction_by_hand() -> None:
    """μ + α(μ² + v) + v = 3 + 0.5 · (9 + 2) + 2 = 10.5; size 9 / 7.5."""
    usual = expected([3.0], [2.0], 0.5)
    assert usual.variance == pytest.approx([10.5])
    assert usual.size == pytest.approx([1.2])


@pytest.mark.parametrize(
    ("now", "people", "mean", "flagged"),
    [
        (3.0, 3.0, 0.1, True),
        (2.0, 2.0, 0.01, False),  # fewer than three
        (9.0, 1.0, 0.1, False),  # one person
        (13.0, 13.0, 9.0, False),  # below one and a half times 9 = 13.5
        (30.0, 30.0, 9.0, True),
        (4.0, 4.0, 2.0, False),  # P(Y ≥ 4) = 0.14 at 2
    ],
)
def test_every_rule_must_hold(now: float, people: float, mean: float, flagged: bool) -> None:
    rules = Rules(limit=0.2) if mean == 9 and now == 13 else Rules()
    judged = surge.judge(np.array([now]), np.array([people]), expected([mean], [1e-9], 0.0), rules)
    assert judged.is_flagged.tolist() == [flagged]


def test_the_smallest_flagged_count_is_that() -> None:
    rng = np.random.default_rng(5)
    mean = rng.gamma(0.6, 5, 2000)
    usual = Quiet(mean, mean / 13, 0.3, 1.0)
    smallest = surge.smallest_flagged(usual, Rules())
    for off, flagged in ((0, True), (-1, False)):
        judged = surge.judge(smallest + off, smallest + off, usual)
        assert (judged.is_flagged == flagged).all()


def test_chance_is_what_a_draw_from_the_model_gives() -> None:
    """By brute force: 400,000 draws of level, then of count, for three accounts."""
    usual = expected([0.4, 2.0, 12.0], [0.03, 0.2, 1.2], 0.4)
    smallest = surge.smallest_flagged(usual, Rules())
    rng = np.random.default_rng(11)
    shape, scale = usual.mean**2 / usual.uncertain, usual.uncertain / usual.mean
    level = rng.gamma(shape, scale, (400_000, 3)) * rng.gamma(2.5, 0.4, (400_000, 3))
    drawn = (rng.poisson(level) >= smallest).mean(axis=0)
    assert surge.chance(usual) == pytest.approx(drawn, rel=0.06)


def test_chance_is_below_the_simple_bound() -> None:
    usual = expected([0.001, 0.5, 3.0, 20.0], [1e-6, 0.03, 0.2, 1.0], 0.0)
    assert (surge.chance(usual) <= Rules().limit).all()


def test_high_confidence_is_benjamini_and_hochbergs() -> None:
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(8)
    mean = np.full(300, 2.0)
    now = rng.poisson(mean).astype(float)
    now[:6] = [25, 18, 14, 11, 9, 8]
    judged = surge.judge(now, now, Quiet(mean, mean / 50, 0.1, 1.0))
    sure = multipletests(judged.p_value, 0.1, "fdr_bh")[0]
    assert judged.is_sure.tolist() == (sure & judged.is_flagged).tolist()
    assert 0 < judged.is_sure.sum() < judged.is_flagged.sum()


def test_no_accounts_and_no_traffic_are_no_error() -> None:
    none = surge.quiet(np.zeros((0, 12)), np.zeros(0))
    assert not surge.judge(np.zeros(0), np.zeros(0), none).is_flagged.any()
    assert surge.quiet(np.zeros((3, 12)), np.zeros(3)).mean.tolist() == [0, 0, 0]


def test_the_order_of_accounts_does_not_matter() -> None:
    rng = np.random.default_rng(4)
    weeks = rng.poisson(rng.gamma(0.5, 4, 800)[:, None], (800, 13)).astype(float)
    order = rng.permutation(800)
    straight = surge.judge(weeks[:, 12], weeks[:, 12], surge.quiet(weeks[:, :12], weeks[:, 12]))
    weeks = weeks[order]
    turned = surge.judge(weeks[:, 12], weeks[:, 12], surge.quiet(weeks[:, :12], weeks[:, 12]))
    assert turned.p_value == pytest.approx(straight.p_value[order], rel=1e-10)


def test_a_hundred_thousand_accounts_take_less_than_a_second() -> None:
    rng = np.random.default_rng(0)
    level = rng.gamma(0.5, 4, 100_000)
    weeks = rng.poisson(level[:, None], (100_000, 13)).astype(float)
    began = perf_counter()
    surge.judge(weeks[:, 12], weeks[:, 12], surge.quiet(weeks[:, :12], weeks[:, 12]))
    assert perf_counter() - began < 2.0  # a third of a second where nothing else runs


# --- Bar 11, reduced; in full: python -m benchmarks surges -------------------------------------


@pytest.mark.parametrize("overdispersion", surge_world.OVERDISPERSION)
def test_false_alarms_are_as_rare_as_they_say(overdispersion: float) -> None:
    """4,000 quiet accounts in 12 sites: 0.7 to 1.4 % at 1 %, at most 0.25 % at 0.1 %."""
    found = surge_world.false_alarms(overdispersion, sites=12, seed=20261)
    assert 0.007 <= found["ours at 1 %"] <= 0.014
    assert found["ours at 0.1 %"] <= 0.0025
    assert found["ours at 0.5 %, all rules"] <= 0.006


@pytest.mark.parametrize("overdispersion", surge_world.OVERDISPERSION)
def test_the_simpler_rules_cry_wolf(overdispersion: float) -> None:
    """The generator must break them, or it is too kind."""
    found = surge_world.false_alarms(overdispersion, sites=4, seed=20262)
    assert found["twice the baseline"] > 0.05
    assert found["EARS C2"] > 0.015
    assert found["Poisson at 0.1 %"] > 4 * 0.001
    assert found["Poisson at 0.1 %"] > 2.5 * found["ours at 0.1 %"]


def test_a_tripling_is_found_more_often_where_weeks_differ_less() -> None:
    low, high = (surge_world.power(each, sites=6, seed=20263)["ours at 1 %"]
                 for each in surge_world.OVERDISPERSION)  # fmt: skip
    assert low > 0.3 and high > 0.2 and low > high


def test_as_many_are_flagged_as_chance_was_said_to_give() -> None:
    """Over 12 quiet sites of 4,000 accounts, within a quarter; the model knows no true level."""
    for overdispersion in surge_world.OVERDISPERSION:
        flagged, said = surge_world.flagged_and_said(overdispersion, sites=12, seed=20264)
        assert said == pytest.approx(flagged, rel=0.25)
