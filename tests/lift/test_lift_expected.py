"""Observed against expected: by hand, against other people's fits, and what may not matter."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from lift_world import Numbers, beside, case_data, expected_case

from abm_core.lift import balance, expected, poisson


def drawn(n: int = 300, seed: int = 0) -> tuple[Numbers, Numbers, np.ndarray, Numbers]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    treated = rng.random(n) < 1 / (1 + np.exp(1.5 - x[:, 0]))
    y = rng.poisson(np.exp(1 + 0.5 * x[:, 0] + rng.normal(scale=0.7, size=n))).astype(float)
    weights = balance.balance(x, treated).weights
    return y, x, treated, weights


def test_without_covariates_expected_is_the_average_of_the_others() -> None:
    """Others: mean (0+2+4)/3 = 2, so 2 targets are due 4; they have 9."""
    y = np.array([3.0, 6.0, 0.0, 2.0, 4.0])
    treated = np.array([1, 1, 0, 0, 0], dtype=bool)
    found = expected.observed_expected(y, np.zeros((5, 0)), treated, np.ones(5))
    assert (found.observed, found.expected) == (9, pytest.approx(4))
    assert found.log_ratio == pytest.approx(np.log(9 / 4))
    assert found.fitted == pytest.approx([2, 2])
    # targets: (3/9 − 1/2)/(1 − 3/9) = −1/4, (6/9 − 1/2)/(1 − 6/9) = 1/2; others: −(y − 2)/6,
    # and each is a third of its own average: divided by √(2/3)
    assert found.influence.target == pytest.approx([-1 / 4, 1 / 2, 0, 0, 0])
    own = 1 / 3 / np.sqrt(2 / 3)
    assert found.influence.comparison == pytest.approx([0, 0, own, 0, -own])
    assert found.se**2 == pytest.approx((1 / 16 + 1 / 4) / 2 + 1 / 3)
    assert found.extra.value == pytest.approx(5)
    assert found.lift.value == pytest.approx(1.25)


def test_the_fit_is_that_of_statsmodels() -> None:
    y, x, treated, weights = drawn()
    others = ~treated
    found = poisson.fit(y[others], x[others], weights[others])
    theirs = sm.GLM(
        y[others], sm.add_constant(x[others]), family=sm.families.Poisson(),
        freq_weights=weights[others],
    ).fit(tol=1e-12)  # fmt: skip
    assert found.beta == pytest.approx(theirs.params, abs=1e-8)
    assert found.bread == pytest.approx(theirs.cov_params(), rel=1e-6)


def test_influence_is_the_derivative_of_the_estimate() -> None:
    """A little more weight on a comparison account moves log R by its influence, per unit of it.

    Apart from √(1 − h), h the part of its own expectation that an account makes (hat matrix).
    """
    y, x, treated, weights = drawn()
    found = expected.observed_expected(y, x, treated, weights)
    others = sm.add_constant(x[~treated])
    mu = np.exp(others @ poisson.fit(y[~treated], x[~treated], weights[~treated]).beta)
    rows = np.sqrt(weights[~treated] * mu)[:, None] * others
    hat = np.zeros(len(y))
    hat[~treated] = np.diag(rows @ np.linalg.inv(rows.T @ rows) @ rows.T)
    for j in np.flatnonzero(~treated)[:10]:
        more = weights.copy()
        more[j] *= 1 + 1e-5
        moved = expected.observed_expected(y, x, treated, more).log_ratio - found.log_ratio
        due = found.influence.comparison[j] * np.sqrt(1 - hat[j])
        assert moved / 1e-5 == pytest.approx(due, rel=1e-3, abs=1e-9)


def test_influence_of_a_target_is_near_to_leaving_it_out() -> None:
    y, x, treated, weights = drawn()
    found = expected.observed_expected(y, x, treated, weights)
    n = int(treated.sum())
    i = int(np.flatnonzero(treated)[np.argmax(y[treated])])
    keep = np.arange(len(y)) != i
    without = expected.observed_expected(y[keep], x[keep], treated[keep], weights[keep])
    assert found.log_ratio - without.log_ratio == pytest.approx(
        found.influence.target[i], rel=3 / n
    )


def test_no_difference_is_found_about_as_often_as_it_should() -> None:
    """300 worlds without an effect: 95 % intervals hold 0 in 95 % ± 4 standard errors."""
    held = 0
    for seed in range(300):
        y, x, treated, weights = drawn(150, seed)
        found = expected.observed_expected(y, x, treated, weights)
        held += found.low <= 0 <= found.high
    assert abs(held / 300 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 300)


def test_rows_of_one_account_go_together() -> None:
    """The same accounts twice are no more evidence: estimate and spread stay."""
    y, x, treated, weights = drawn()
    clusters = np.arange(len(y))
    plain = expected.observed_expected(y, x, treated, weights, clusters)
    twice = expected.observed_expected(
        np.tile(y, 2), np.tile(x, (2, 1)), np.tile(treated, 2), np.tile(weights, 2),
        np.tile(clusters, 2),
    )  # fmt: skip
    assert twice.observed == 2 * plain.observed
    assert twice[:5] == pytest.approx(plain[:5], abs=1e-10)


def test_a_family_that_is_target_and_comparison_counts_once() -> None:
    y, x, treated, weights = drawn()
    clusters = np.arange(len(y))
    both = int(np.flatnonzero(~treated)[0]), int(np.flatnonzero(treated)[0])
    clusters[both[0]] = both[1]
    plain = expected.observed_expected(y, x, treated, weights)
    family = expected.observed_expected(y, x, treated, weights, clusters)
    n = int(treated.sum())
    mixed = 2 * plain.influence.target[both[1]] * plain.influence.comparison[both[0]]
    assert family.se**2 == pytest.approx(plain.se**2 + mixed * np.sqrt((n - 1) / n))


def test_currency_order_names_and_repetition_change_nothing() -> None:
    y, x, treated, weights = drawn()
    clusters = np.arange(len(y)) // 2
    plain = expected.observed_expected(y, x, treated, weights, clusters)
    order = np.random.default_rng(1).permutation(len(y))
    others = (
        expected.observed_expected(y, x, treated, weights, clusters),
        expected.observed_expected(y * 87.31, x, treated, weights, clusters),
        expected.observed_expected(y, x * 1000 - 4, treated, weights, clusters),
        expected.observed_expected(
            y[order], x[order], treated[order], weights[order], clusters[order]
        ),
        expected.observed_expected(y, x, treated, weights, 10_000 - 7 * clusters),
    )
    for other in others:
        assert other[:5] == pytest.approx(plain[:5], abs=1e-10)


def test_a_quotient_is_the_difference_of_its_parts() -> None:
    y, x, treated, weights = drawn()
    visits = expected.observed_expected(y + 1, x, treated, weights)
    minutes = expected.observed_expected(3.5 * (y + 1), x, treated, weights)
    found = expected.of_ratios(minutes, visits)
    assert found.log_ratio == pytest.approx(0, abs=1e-10) and found.se == pytest.approx(
        0, abs=1e-10
    )
    assert (found.observed, found.expected) == (pytest.approx(3.5), pytest.approx(3.5))


def test_one_target_that_is_everything_leaves_the_interval_open() -> None:
    y = np.array([9.0, 0.0, 0.0, 2.0, 4.0, 1.0])
    treated = np.array([1, 1, 1, 0, 0, 0], dtype=bool)
    found = expected.observed_expected(y, np.zeros((6, 0)), treated, np.ones(6))
    assert found.log_ratio == pytest.approx(np.log(9 / 7))
    assert (found.low, found.high) == (-np.inf, np.inf)


@pytest.mark.parametrize("empty", ["targets", "others"])
def test_nothing_at_all_has_no_ratio(empty: str) -> None:
    treated = np.array([1, 1, 0, 0, 0], dtype=bool)
    y = np.where(treated == (empty == "targets"), 0.0, 1.0)
    found = expected.observed_expected(y, np.zeros((5, 0)), treated, np.ones(5))
    assert np.isnan([found.log_ratio, found.se, found.low, found.high]).all()


def test_a_trait_without_any_outcome_expects_nothing() -> None:
    x = np.array([[0], [1], [0], [0], [1], [1]], dtype=float)
    y = np.array([2.0, 1.0, 2.0, 4.0, 0.0, 0.0])
    treated = np.array([1, 1, 0, 0, 0, 0], dtype=bool)
    found = expected.observed_expected(y, x, treated, np.ones(6))
    assert found.fitted == pytest.approx([3, 0], abs=1e-6)
    assert found.expected == pytest.approx(3)


def test_outcomes_must_be_there() -> None:
    treated = np.array([1, 0, 0], dtype=bool)
    for bad in (np.nan, -1.0):
        with pytest.raises(ValueError, match="below 0"):
            expected.observed_expected(np.array([1, bad, 2]), np.zeros((3, 0)), treated, np.ones(3))


@beside
def test_poisson_fits_of_the_published_cases() -> None:
    """C13: Dobson's randomised trial, and warp breaks with their over-dispersion."""
    wanted = expected_case("C13_poisson")
    counts = np.array([18, 17, 15, 20, 10, 20, 25, 13, 12], dtype=float)
    outcome, treatment = np.tile([1, 2, 3], 3), np.repeat([1, 2, 3], 3)
    x = np.column_stack([outcome == 2, outcome == 3, treatment == 2, treatment == 3]).astype(float)
    found = poisson.fit(counts, x)
    names = ("(Intercept)", "outcome2", "outcome3", "treatment2", "treatment3")
    se = np.sqrt(np.diag(found.bread))
    for i, name in enumerate(names):
        assert found.beta[i] == pytest.approx(wanted[f"dobson_b.{name}"], rel=1e-4, abs=1e-9)
        assert se[i] == pytest.approx(wanted[f"dobson_se.{name}"], rel=1e-4)
    breaks = case_data("datasets_warpbreaks.csv")
    x = np.column_stack([breaks["wool"] == "B", breaks["tension"] == "M", breaks["tension"] == "H"])
    y = breaks["breaks"].to_numpy(float)
    found = poisson.fit(y, x.astype(float))
    mu = np.exp(poisson.design(x.astype(float)) @ found.beta)
    dispersion = float(((y - mu) ** 2 / mu).sum()) / (len(y) - 4)
    assert dispersion == pytest.approx(wanted["warp_dispersion"], rel=1e-4)
    assert found.beta[1] == pytest.approx(wanted["warp_woolB"], rel=1e-4)
    assert np.sqrt(dispersion * found.bread[1, 1]) == pytest.approx(
        wanted["warp_woolB_se"], rel=1e-4
    )
