"""Second opinion and permutation: Fisher's reading of Darwin's maize, scipy, brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from lift_world import beside, expected_case
from scipy import stats

from abm_core.lift import intervals, permutation, ratios
from abm_core.lift.intervals import Estimate

# Crossed less self-fertilised plants, eighths of an inch (Darwin 1876, as Fisher 1935 has them).
MAIZE = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=float)


def pairs(differences: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = len(differences)
    values = np.concatenate([differences, np.zeros(n)])
    return values, np.tile(np.arange(n), 2), np.arange(2 * n) < n


def test_darwins_maize_as_fisher_has_it() -> None:
    """863 of 32,768 arrangements have a sum as large; two-sided .0527."""
    found = permutation.within_sets(*pairs(MAIZE), permutation.mean_difference)
    assert found.exact and found.n_draws == 2**15
    assert found.n_extreme == 2 * 863
    assert found.p == pytest.approx(0.0527, abs=5e-5)


@beside
def test_darwins_maize_as_the_reference_case_has_it() -> None:
    wanted = expected_case("C38_darwin_maize")
    assert MAIZE.sum() == wanted["sum"]
    found = permutation.within_sets(*pairs(MAIZE), permutation.mean_difference)
    assert found.p == pytest.approx(wanted["perm_two_sided"], rel=1e-4)
    assert found.n_extreme / 2 == wanted["n_ge"]
    mean = intervals.jackknife(
        np.column_stack([MAIZE, np.ones(15)]), lambda sums: sums[..., 0] / sums[..., 1]
    )
    t_test = intervals.estimate(mean.value, mean.se, 14)
    assert t_test.value / t_test.se == pytest.approx(wanted["t"], rel=1e-4)
    assert intervals.p_value(t_test) == pytest.approx(wanted["p_t"], rel=1e-4)
    assert (t_test.low, t_test.high) == pytest.approx((wanted["lo"], wanted["hi"]), rel=1e-4)


def test_drawn_arrangements_agree_with_scipy() -> None:
    rng = np.random.default_rng(0)
    ours, theirs = rng.normal(0.3, 1, 40), rng.normal(0, 1, 40)
    values = np.concatenate([ours, theirs])
    sets, target = np.tile(np.arange(40), 2), np.arange(80) < 40
    found = permutation.within_sets(values, sets, target, permutation.mean_difference)
    wanted = stats.permutation_test(
        (ours, theirs), lambda a, b, axis: (a - b).mean(axis=axis), permutation_type="samples",
        n_resamples=9999, rng=1,
    )  # fmt: skip
    assert not found.exact and found.n_draws == 1999
    assert found.p == (1 + found.n_extreme) / 2000
    assert found.p == pytest.approx(wanted.pvalue, abs=0.03)


def test_unequal_sets_by_brute_force() -> None:
    """Sets of 2, 4 and 3: any of 24 arrangements, ratio of totals."""
    rng = np.random.default_rng(1)
    sets = np.repeat([5, 2, 9], [2, 4, 3])
    values = rng.lognormal(size=9)
    target = np.array([1, 0, 0, 1, 0, 0, 0, 0, 1], dtype=bool)
    groups = [np.flatnonzero(sets == s) for s in (5, 2, 9)]

    def statistic(chosen: tuple[int, ...]) -> float:
        ours = values[list(chosen)].sum()
        rest = sum(
            values[[i for i in g if i != c]].mean() for g, c in zip(groups, chosen, strict=True)
        )
        return abs(np.log(ours / rest))

    observed = statistic(tuple(int(g[target[g]][0]) for g in groups))
    all_of_them = [statistic(chosen) for chosen in product(*groups)]
    found = permutation.within_sets(values, sets, target, permutation.log_ratio)
    assert found.exact and found.n_draws == 24
    assert found.n_extreme == sum(one >= observed * (1 - 1e-12) for one in all_of_them)


def test_targets_alone_change_nothing_and_sets_need_one_target() -> None:
    values, sets, target = pairs(MAIZE)
    alone = permutation.within_sets(
        np.append(values, 7.0), np.append(sets, 99), np.append(target, True),
        permutation.mean_difference,
    )  # fmt: skip
    assert alone.n_draws == 2**15
    with pytest.raises(ValueError, match="exactly one target"):
        permutation.within_sets(values, sets, ~target | target, permutation.mean_difference)


def test_draws_do_not_depend_on_order_names_or_unit() -> None:
    rng = np.random.default_rng(2)
    sets, target = np.repeat(np.arange(50), 4), np.tile([True, False, False, False], 50)
    values = rng.lognormal(size=(200, 2))
    plain = permutation.within_sets(values, sets, target, permutation.log_ratio_of_ratios)
    order = rng.permutation(200)
    for other in (
        permutation.within_sets(
            values[order], 1000 - sets[order], target[order], permutation.log_ratio_of_ratios
        ),
        permutation.within_sets(values * 87.31, sets, target, permutation.log_ratio_of_ratios),
    ):
        assert other == plain


def test_growth_against_matched_accounts_by_hand() -> None:
    """Targets 12/4, others (mean of 2 and 4 = 3) + 3 = 6 after, 2 + 2 = 4 before: 3 / 1.5 = 2."""
    after = np.array([8, 2, 4, 4, 3], dtype=float)
    before = np.array([2, 1, 3, 2, 2], dtype=float)
    sets, target = np.array([0, 0, 0, 1, 1]), np.array([1, 0, 0, 1, 0], dtype=bool)
    found = ratios.ratio_of_ratios(after, before, sets, target)
    assert found.value == pytest.approx(np.log(2))
    assert ratios.before_and_after(after[target], before[target]).value == pytest.approx(np.log(3))


def test_growth_leaves_sets_out() -> None:
    rng = np.random.default_rng(3)
    sets, target = np.repeat(np.arange(25), 4), np.tile([True, False, False, False], 25)
    after, before = rng.poisson(5, 100) + 1.0, rng.poisson(5, 100) + 1.0
    found = ratios.ratio_of_ratios(after, before, sets, target)
    without = [ratios.ratio_of_ratios(*(v[sets != s] for v in (after, before, sets, target))).value
               for s in range(25)]  # fmt: skip
    assert found.se == pytest.approx(np.sqrt(24) * np.std(without))


def estimate(value: float, se: float = 0.1) -> Estimate:
    return Estimate(value, se, 30, value - 2 * se, value + 2 * se)


def test_opinions_that_differ_are_fragile() -> None:
    assert not ratios.is_fragile(estimate(0.2), estimate(0.25))
    assert ratios.is_fragile(estimate(0.2), estimate(0.35))
    assert ratios.is_fragile(estimate(0.02), estimate(-0.02))
    assert ratios.is_fragile(estimate(0.2), estimate(np.nan))
