"""The made-up worlds themselves: they are what they say, and they break what must fail."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from benchmarks.lift import (
    checks,
    deal_world,
    engagement_world,
    immortal_world,
    in_market_world,
    losing,
)
from benchmarks.lift.checks import Check
from benchmarks.lift.replications import Cell, Measured, Try, run


def chosen(seed: int, selection: str, n: int = 200) -> engagement_world.Chosen:
    rng = np.random.default_rng(seed)
    accounts = engagement_world.draw(rng, n + engagement_world.POOLS[n])
    return engagement_world.choose(rng, accounts, n, selection)


# --- Generator A --------------------------------------------------------------------------------


def test_windows_are_counted_from_each_accounts_own_launch() -> None:
    """One loop over everything, as a reader would count."""
    world = chosen(1, "S0", 25)
    by_hand = [
        sum(world.accounts.visits[i, launch + week - engagement_world.FIRST] for week in range(13))
        for i, launch in enumerate(world.launch)
    ]
    assert world.window(*engagement_world.AFTER).tolist() == by_hand


def test_as_many_targets_as_asked_and_evenly_over_the_launches() -> None:
    world = chosen(2, "S1")
    assert np.bincount(world.accounts.considered[world.is_target]).tolist() == [50] * 4
    assert len(world.is_target) == 4_200


def test_the_log_of_the_rate_has_the_autoregression_that_it_says() -> None:
    rng = np.random.default_rng(3)
    drawn = engagement_world._autoregression(rng, 4_000, 20)
    assert drawn.std() == pytest.approx(0.5, rel=0.02)
    assert np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1] == pytest.approx(
        0.8, abs=0.01
    )


def test_the_truth_is_that_of_the_programme() -> None:
    """A constant effect is itself; half of the targets with +50 % are less than +50 % together."""
    world = chosen(4, "S2")
    assert engagement_world.truth(world, 1.25) == pytest.approx(math.log(1.25))
    assert engagement_world.truth(world, 1.0) == 0.0
    effect = np.where(np.arange(len(world.launch)) % 2 == 0, 1.5, 1.0)
    assert 0 < engagement_world.truth(world, effect) < math.log(1.5)


def test_a_programme_brings_targets_what_it_says_and_others_nothing() -> None:
    world = chosen(5, "S0")
    after = engagement_world.outcome(np.random.default_rng(6), world, 1.25)
    more = after - world.window(*engagement_world.AFTER)
    assert not more[~world.is_target].any()
    due = world.window(*engagement_world.AFTER, of=world.accounts.rate)[world.is_target].sum()
    assert more.sum() == pytest.approx(0.25 * due, rel=4 / math.sqrt(0.25 * due))


@pytest.mark.parametrize(
    ("selection", "what"), [("S1", "log_size"), ("S1", "level"), ("S3", "slope"), ("S1h", "level")]
)
def test_the_choosers_got_what_they_looked_for(selection: str, what: str) -> None:
    world = chosen(7, selection)
    values = getattr(world.accounts, what)
    gap = values[world.is_target].mean() - values[~world.is_target].mean()
    assert gap > 0.5 * values.std()


def test_a_spike_is_above_what_came_before_and_is_half_gone_after() -> None:
    world = chosen(8, "S2")
    windows = [engagement_world.per_week(world.accounts.visits, world.launch, weeks)
               for weeks in (engagement_world.BASELINE, engagement_world.SELECTION,
                             engagement_world.AFTER)]  # fmt: skip
    before, spike, after = (x[world.is_target].mean() - x[~world.is_target].mean() for x in windows)
    assert spike - before > 0.3
    assert after - before < 0.6 * (spike - before)


# --- Generators B and B3 -------------------------------------------------------------------------


@pytest.mark.parametrize("sigma", [1.2, 1.6])
def test_the_truth_of_opportunities_follows_from_the_distributions(sigma: float) -> None:
    """Days are log-normal; the share won is the logistic average of a normal effect."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    odds = math.log(0.25 / 0.75) + deal_world.WIN_SD * nodes
    win = float((weights / weights.sum()) @ (1 / (1 + np.exp(-odds))))
    found = deal_world.truth(deal_world.Setting(sigma=sigma), is_target=False)
    by_150 = stats.norm.cdf(math.log(150 / 120) / deal_world.DAYS_SD)
    assert found.won_in_the_end == pytest.approx(win, abs=0.002)
    assert found.won_by_horizon == pytest.approx(win * by_150, abs=0.002)
    open_ = [_restricted_mean(days, 150.0) for days in (120, 70)]
    assert found.days_open == pytest.approx(win * open_[0] + (1 - win) * open_[1], abs=0.2)


def _restricted_mean(median: float, horizon: float) -> float:
    days = np.linspace(0, horizon, 20_001)
    alive = stats.lognorm.sf(days, deal_world.DAYS_SD, scale=median)
    return float(np.trapezoid(alive, days))


def test_what_is_open_is_neither_won_nor_lost() -> None:
    world = deal_world.draw(np.random.default_rng(1), deal_world.Setting())
    deals = world.after
    assert not (deals.is_won & ~deals.is_closed).any()
    assert 0.2 < (~deals.is_closed).mean() < 0.6
    assert (deals.days <= deals.true_days).all()
    assert world.before.is_closed.mean() > 0.999


def test_the_market_moves_both_the_surge_and_the_pipeline() -> None:
    worlds = [in_market_world.draw(np.random.default_rng(i), 200, 1.2, 1.5) for i in range(5)]
    ratio = [w.opened[w.is_target].mean() / w.opened[~w.is_target].mean() for w in worlds]
    assert 1.15 < float(np.mean(ratio)) < 1.6


# --- Bar 15: what must fail ----------------------------------------------------------------------


@pytest.mark.parametrize("selection", engagement_world.SELECTIONS)
def test_targets_alone_before_and_after_is_wrong(selection: str) -> None:
    found = [losing.before_after(world, world.window(*engagement_world.AFTER)).estimate
             for world in (chosen(20 + i, selection) for i in range(6))]  # fmt: skip
    assert float(np.mean(found)) < -0.15


def test_matched_differences_miss_where_a_spike_decided() -> None:
    found = [losing.matched_difference(world, world.window(*engagement_world.AFTER))
             for world in (chosen(30 + i, "S2") for i in range(12))]  # fmt: skip
    assert sum(one.low <= 0 <= one.high for one in found) <= 8


def test_poisson_tests_of_single_accounts_cry_wolf() -> None:
    world = chosen(40, "S0")
    p_values = losing.poisson_p_values(world, world.window(*engagement_world.AFTER))
    assert (p_values[~world.is_target] < 0.05).mean() > 0.10


def test_the_win_rate_of_closed_opportunities_is_too_low() -> None:
    rng, setting = np.random.default_rng(50), deal_world.Setting()
    found = [losing.closed_win_rate(deal_world.draw(rng, setting).after) for _ in range(10)]
    true = deal_world.truth(setting, is_target=False).won_in_the_end
    assert float(np.mean(found)) < true - 0.05


def test_days_before_joining_make_any_programme_look_useless() -> None:
    lives = immortal_world.draw(np.random.default_rng(60))
    assert immortal_world.naive_ratio(lives) < 0.5
    assert immortal_world.split_ratio(lives) == pytest.approx(1.0, abs=0.15)


# --- How bars are judged ------------------------------------------------------------------------


def flip(rng: np.random.Generator) -> list[Try]:
    value = float(rng.standard_normal())
    return [Try("coin", value, value - 1.96, value + 1.96, refused="no" if value > 2.5 else "")]


def test_replications_do_not_depend_on_who_does_them() -> None:
    alone, shared = (run(flip, 40, 3, processes=n)["coin"] for n in (1, 2))
    assert sorted(one.estimate for one in alone.tries) == sorted(
        one.estimate for one in shared.tries
    )


def test_coverage_leaves_refused_out_and_counts_them() -> None:
    """Of three, one refused: one of two covers 0."""
    cell = Cell([Try("a", 1.0, -1.0, 2.0), Try("a", 1.0, 0.5, 2.0), Try("a", 0, 0, 0, refused="x")])
    assert cell.measure("coverage") == Measured(0.5, math.sqrt(0.125))
    assert cell.measure("false positives").value == 0.5
    assert cell.measure("bias").value == 1.0
    assert cell.n_refused == 1


def test_a_bar_missed_by_less_than_two_errors_is_met_on_a_rerun_only() -> None:
    check = Check(1, "x", "x", "coverage", 0.93, 0.97)
    assert checks.lies_within(check, Measured(0.93, 0.005))
    assert not checks.lies_within(check, Measured(0.925, 0.005))
    assert checks.lies_within(check, Measured(0.925, 0.005), 2.0)
    assert not checks.lies_within(check, Measured(0.91, 0.005), 2.0)
