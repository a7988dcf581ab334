"""The interval recipe against hand arithmetic and plain leave-one-out."""

from __future__ import annotations

import numpy as np
import pytest
from lift_world import Numbers
from scipy import stats

from abm_core.lift import intervals


def mean(sums: Numbers) -> Numbers:
    return np.asarray(sums[..., 0] / sums[..., 1])


def test_jackknife_of_a_mean_is_its_usual_standard_error() -> None:
    x = np.random.default_rng(0).normal(size=20)
    found = intervals.jackknife(np.column_stack([x, np.ones(20)]), mean)
    assert found.value == pytest.approx(x.mean())
    assert found.se == pytest.approx(stats.sem(x))
    if found.df == 19:
        assert (found.low, found.high) == pytest.approx(
            stats.t.interval(0.95, 19, x.mean(), found.se)
        )


def test_jackknife_leaves_one_out_at_a_time() -> None:
    rows = np.random.default_rng(1).lognormal(size=(30, 2))
    found = intervals.jackknife(rows, lambda sums: np.log(mean(sums)))
    kept = [np.delete(rows, s, axis=0).sum(axis=0) for s in range(30)]
    without = [np.log(above / below) for above, below in kept]
    off = np.array(without) - np.mean(without)
    assert found.se == pytest.approx(np.sqrt(29 / 30 * (off**2).sum()))


def test_more_than_sixty_accounts_go_in_fifty_groups() -> None:
    x = np.random.default_rng(2).normal(size=2000)
    found = intervals.jackknife(np.column_stack([x, np.ones(2000)]), mean)
    assert found.se == pytest.approx(stats.sem(x), rel=0.25)
    assert found.df <= 49.001


def test_degrees_by_hand() -> None:
    """d = ±1: Σd⁴/(Σd²)² = 1/G, κ = max(0, 1 − 3) = 0: G − 1. One of 10: κ = 7."""
    assert intervals.degrees(np.array([1.0, -1.0] * 5)) == pytest.approx(9)
    assert intervals.degrees(np.array([3.0] + [0.0] * 9)) == pytest.approx(2 / (2 / 9 + 0.7))
    assert intervals.degrees(np.zeros(5)) == 4
    assert np.isnan(intervals.degrees(np.array([1.0])))


def test_one_account_that_dominates_widens_the_interval() -> None:
    even, whale = np.ones((40, 2)), np.ones((40, 2))
    even[:, 0] += np.random.default_rng(3).normal(scale=0.3, size=40)
    whale[0, 0] = 60.0
    assert intervals.jackknife(whale, mean).df < 3 < 20 < intervals.jackknife(even, mean).df


def test_groups_do_not_depend_on_order_or_unit() -> None:
    rows = np.random.default_rng(4).lognormal(size=(500, 2))
    plain = intervals.jackknife(rows, lambda sums: np.log(mean(sums)))
    order = np.random.default_rng(5).permutation(500)
    moved = intervals.jackknife(rows[order], lambda sums: np.log(mean(sums)))
    money = intervals.jackknife(rows * [87.31, 1], lambda sums: np.log(mean(sums)))
    assert moved == pytest.approx(plain, abs=1e-10)
    assert money[1:3] == pytest.approx(plain[1:3], abs=1e-10)
    other = intervals.jackknife(rows, lambda sums: np.log(mean(sums)), seed=1)
    assert other.se != plain.se and other.value == plain.value


def test_difference_is_welch() -> None:
    rng = np.random.default_rng(6)
    a, b = rng.normal(size=12), rng.normal(scale=3, size=9)
    one, two = (intervals.estimate(v.mean(), float(stats.sem(v)), len(v) - 1) for v in (a, b))
    found = intervals.difference(one, two)
    theirs = stats.ttest_ind(a, b, equal_var=False)
    assert intervals.p_value(found) == pytest.approx(theirs.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval(0.95)))


def test_unknown_spread_is_the_whole_line_and_nothing_is_nothing() -> None:
    assert intervals.estimate(1.0, np.nan, np.nan)[3:] == (-np.inf, np.inf)
    assert np.isnan(intervals.estimate(np.nan, 1.0, 3)).all()
    one = intervals.jackknife(np.ones((1, 2)), mean)
    assert one.value == 1 and one.high == np.inf
    broken = intervals.jackknife(np.array([[1.0, 1.0], [1.0, 0.0]]), mean)
    assert broken.value == 2 and broken.high == np.inf


def test_sums_per_cluster() -> None:
    values = np.array([[1.0, 10], [2, 20], [4, 40]])
    assert intervals.cluster_sums(values, np.array([7, 3, 7])).tolist() == [[2, 20], [5, 50]]
    assert intervals.cluster_sums(values[:, 0], np.array([7, 3, 7])).tolist() == [2, 5]
