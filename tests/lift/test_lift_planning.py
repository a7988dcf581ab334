"""Rates, power, robustness and many numbers at once: published values and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from lift_world import beside, case_data, expected_case
from scipy import stats

from abm_core.lift import many, planning, rates, robustness
from abm_core.lift.intervals import Estimate, estimate

# Benjamini and Hochberg 1995, section 3.2: fifteen chances of one trial.
BH1995 = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
          0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip


@beside
def test_exact_rates_of_the_published_cases() -> None:
    """C36: 137 cases where 24.2 were due; C13: 11 in 800 against 21 in 3,011."""
    wanted = expected_case("C36_obs_expected")
    found = rates.over_expected(137, 24.19893)
    assert found[:3] == pytest.approx((wanted["ratio"], wanted["lo"], wanted["hi"]), rel=1e-4)
    wanted = expected_case("C13_poisson")
    found = rates.ratio(11, 800, 6 + 8 + 7, 1083 + 1050 + 878)
    assert found == pytest.approx((wanted["rr"], wanted["lo"], wanted["hi"], wanted["p"]), rel=1e-4)


@beside
def test_excess_spread_of_the_published_case() -> None:
    """C13: days off school, θ = 1/α."""
    wanted = expected_case("C13_poisson")
    pupils = case_data("MASS_quine.csv")
    age = [pupils["Age"] == group for group in ("F1", "F2", "F3")]
    x = np.column_stack([pupils["Sex"] == "M", *age, pupils["Eth"] == "N", pupils["Lrn"] == "SL"])
    found = rates.excess_spread(pupils["Days"].to_numpy(float), x.astype(float))
    assert 1 / found == pytest.approx(wanted["quine_theta"], rel=1e-4)


def test_excess_spread_of_chance_alone_is_nothing() -> None:
    assert rates.excess_spread(np.array([2.0, 3, 2, 3, 2, 3])) == 0.0


def test_chance_of_a_count_by_hand() -> None:
    """Two where 5 are due: 0, 1, 2 and 8 or more are no likelier than two is."""
    p = stats.poisson.pmf(np.arange(60), 5.0)
    wanted = p[:3].sum() + p[8:].sum()  # p(2) = .0842, p(7) = .1044, p(8) = .0653
    assert rates.over_expected(2, 5.0).p == pytest.approx(wanted)
    assert rates.over_expected(5, 5.0).p == pytest.approx(1.0)


def test_exact_intervals_cover() -> None:
    """Of counts with mean 6, at least 95 % have an interval that holds 6."""
    counts = np.arange(40)
    held = [rates.over_expected(int(n), 6.0) for n in counts]
    chance = stats.poisson.pmf(counts, 6.0)
    assert sum(c for c, r in zip(chance, held, strict=True) if r.low <= 1 <= r.high) >= 0.95
    assert rates.over_expected(0, 3.0).low == 0 and rates.ratio(0, 1, 0, 1).high == np.inf
    assert rates.ratio(5, 10, 0, 10).high == np.inf


@beside
def test_power_of_the_published_case() -> None:
    wanted = expected_case("C23_power")
    assert planning.needed_for_shares(0.5, 0.75, 0.9) == pytest.approx(wanted["prop_n"], rel=1e-4)
    assert planning.power_for_shares(0.5, 0.75, 50) == pytest.approx(wanted["prop_n50"], rel=1e-4)


def test_needed_sizes_reach_their_power() -> None:
    n = planning.needed_for_shares(0.31, 0.24)
    assert planning.power_for_shares(0.31, 0.24, n) == pytest.approx(0.8)
    assert planning.needed_for_shares(0.3, 0.3) == np.inf
    # (1.960 + 0.842)² (1/0.5 + 1/0.75 + 2·1) / log(1.5)²
    wanted = 2.8015852**2 * (2 + 4 / 3 + 2) / np.log(1.5) ** 2
    assert planning.needed_for_counts(0.5, 1.5, 1.0) == pytest.approx(wanted, rel=1e-6)


def test_smallest_visible_effect_by_hand() -> None:
    """24 degrees: (2.0639 + 0.8569) · 0.1; about 34 % as a lift."""
    assert planning.smallest_visible(0.1, 24) == pytest.approx(0.29208, abs=1e-4)
    assert planning.smallest_visible(0.1) == pytest.approx(0.28016, abs=1e-4)
    assert planning.smallest_visible(np.inf) == np.inf
    assert planning.needed_more(0.1, 0.14, 50) == pytest.approx(
        50 * (0.280159 / 0.14) ** 2, rel=1e-4
    )


@beside
def test_e_values_of_the_published_case() -> None:
    """C39: a ratio of 3.9, interval from 1.8."""
    wanted = expected_case("C39_evalue")
    assert robustness.e_value(3.9) == pytest.approx(wanted["e"], rel=1e-4)
    found = Estimate(np.log(3.9), 0.4, np.inf, np.log(1.8), np.log(8.7))
    assert robustness.e_value_of_limit(found) == pytest.approx(wanted["e_lo"], rel=1e-4)


def test_e_value_of_losses_and_of_nothing() -> None:
    assert robustness.e_value(1 / 3.9) == pytest.approx(robustness.e_value(3.9))
    assert robustness.e_value_of_limit(estimate(0.1, 0.1, 30)) == 1.0
    assert robustness.e_value(1.0) == 1.0


def test_one_account_that_carries_the_result() -> None:
    """Three accounts, 2 expected each; they have 12, 1 and 2: without the first, 3 of 4."""
    found = robustness.drop_one(
        np.array([10.0, 1, 2, 2]), np.array([1.0, 2, 2, 1]), np.array([4, 5, 6, 4])
    )
    assert found.account.tolist() == [4, 5, 6] and found.extra.tolist() == [10, -1, 0]
    assert found.log_ratio == pytest.approx(np.log([3 / 4, 14 / 4, 13 / 4]))
    whole = robustness.concentration(found)
    assert whole == (4, pytest.approx(10 / 9), True) and whole.is_flagged
    even = robustness.drop_one(np.full(10, 3.0), np.full(10, 2.0), np.arange(10))
    assert not robustness.concentration(even).is_flagged


def test_one_account_that_carries_a_loss() -> None:
    found = robustness.drop_one(np.array([0.0, 9, 9]), np.array([8.0, 9, 9]), np.arange(3))
    assert robustness.concentration(found)[:2] == (0, 1.0)


@beside
def test_many_chances_of_the_published_case() -> None:
    """C22: Benjamini and Hochberg reject four, Bonferroni three."""
    wanted = expected_case("C22_bh1995")
    bh, holm = many.benjamini_hochberg(BH1995), many.holm(BH1995)
    for i in range(15):
        assert bh[i] == pytest.approx(wanted[f"bh.{i + 1}"], rel=1e-4)
        assert holm[i] == pytest.approx(wanted[f"holm.{i + 1}"], rel=1e-4)
    assert (bh <= 0.05).sum() == wanted["n_bh"]
    assert (np.array(BH1995) * 15 <= 0.05).sum() == wanted["n_bonf"]


def test_unknown_chances_do_not_count() -> None:
    assert many.holm([0.03, np.nan, 0.02]) == pytest.approx([0.04, np.nan, 0.04], nan_ok=True)
    assert np.isnan(many.holm([np.nan])).all()
