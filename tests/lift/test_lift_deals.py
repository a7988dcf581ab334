"""Deals against hand arithmetic, Welch's test and plain leave-one-out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from abm_core import proportions
from abm_core.lift import deals, gates


def drawn(n: int = 150, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    account = rng.integers(0, 60, n)
    return rng.lognormal(10, 1.2, n), account, account < 25


def test_win_rate_of_single_deals_is_newcombes() -> None:
    won = np.repeat([True, False, True, False], [56, 14, 48, 32])
    target = np.arange(150) < 70
    found = deals.win_rate(won, np.arange(150), target)
    wanted = proportions.difference(proportions.share(56, 70), proportions.share(48, 80))
    assert found.difference == pytest.approx(wanted)
    assert (found.targets.n, found.others.n_yes) == (70, 48)


def test_typical_size_is_welchs_test_on_account_means() -> None:
    amount, account, target = drawn()
    found = deals.typical_size(amount, account, target)
    logs = [np.array([np.log(amount[account == a]).mean() for a in np.unique(account[arm])])
            for arm in (target, ~target)]  # fmt: skip
    theirs = stats.ttest_ind(*logs, equal_var=False).confidence_interval(0.95)
    assert found.targets.value == pytest.approx(np.exp(logs[0].mean()))
    assert found.difference.value == pytest.approx(np.exp(logs[0].mean() - logs[1].mean()))
    assert (found.difference.low, found.difference.high) == pytest.approx(tuple(np.exp(theirs)))


def test_mean_size_by_hand() -> None:
    """Targets 10, 20 and 60 of three accounts: mean 30; leaving one out 40, 35, 15."""
    amount, account = np.array([10.0, 20, 60, 5, 10, 30]), np.arange(6)
    found = deals.mean_size(amount, account, account < 3)
    assert (found.targets.value, found.others.value) == (pytest.approx(30), pytest.approx(15))
    assert found.difference.value == pytest.approx(2)
    assert found.targets.se == pytest.approx(np.sqrt(2 / 3 * np.var(np.log([40, 35, 15])) * 3))


def test_velocity_by_hand() -> None:
    """Targets 4 deals of 2 accounts, 2 of 3 closed won, 30 each, 20 days: 2 · 2/3 · 30 / 20 = 2."""
    ours = deals.Pipeline(*(np.array(part, dtype=float) for part in
        ([1, 1], [3, 1], [2, 1], [1, 1], [40, 20], [50, 10])))  # fmt: skip
    theirs = deals.Pipeline(*(np.array(part, dtype=float) for part in
        ([1, 1, 2], [2, 2, 0], [2, 2, 0], [1, 1, 0], [20, 20, 0], [40, 40, 0])))  # fmt: skip
    found = deals.velocity(ours, theirs)
    assert found.targets.value == pytest.approx(2)
    assert found.others.value == pytest.approx(4 / 4 * 2 / 4 * 20 / 20)
    assert found.difference.value == pytest.approx(4)


def test_velocity_of_pairs_leaves_pairs_out() -> None:
    rng = np.random.default_rng(1)
    arms = [deals.Pipeline(np.ones(30), *(rng.uniform(1, 3, 30) for _ in range(5))) for _ in "ab"]
    found = deals.velocity(*arms, paired=True)
    rows = [np.column_stack(arm) for arm in arms]
    without = [
        float(np.subtract(*(deals.log_velocity(np.delete(r, s, axis=0).sum(axis=0)) for r in rows)))
        for s in range(30)
    ]
    assert found.difference.se == pytest.approx(np.sqrt(29) * np.std(without))
    same = deals.velocity(arms[0], arms[0], paired=True)
    assert (same.difference.value, same.difference.se) == pytest.approx((1, 0))


def test_currency_changes_no_ratio() -> None:
    amount, account, target = drawn()
    for measure in (deals.typical_size, deals.mean_size):
        plain, other = measure(amount, account, target), measure(amount * 87.31, account, target)
        assert other.difference == pytest.approx(plain.difference, abs=1e-10)
        moved = measure(amount[::-1], 99 - account[::-1], target[::-1])
        assert moved.difference == pytest.approx(plain.difference, abs=1e-10)


def test_no_deal_has_no_size() -> None:
    none = deals.mean_size(np.array([5.0, 6.0]), np.array([0, 1]), np.array([True, True]))
    assert np.isnan(none.difference.value) and np.isnan(none.others.value)
    assert np.isnan(
        deals.typical_size(np.zeros(0), np.zeros(0, int), np.zeros(0, bool)).targets.value
    )


def test_gates_say_what_is_missing() -> None:
    enough = {"opportunities": 40, "won": 30, "not won": 12, "accounts": 50,
              "open at the horizon": 10}  # fmt: skip
    assert not any(gates.shortfalls(metric, enough, enough) for metric in gates.NEEDS)
    found = gates.shortfalls("created pipeline", enough | {"accounts": 25}, {"opportunities": 29})
    assert found == [("others", "opportunities", 29, 30), ("targets", "accounts", 25, 50)]
    assert len(gates.shortfalls("pipeline velocity", {}, {})) == 10
    assert gates.shortfalls("engagement", {}, {}) == []


def test_a_comparison_that_does_not_carry_is_blocked() -> None:
    fine = gates.Comparison(200, 250.0, 0.05, 0.08, 0.1)
    assert gates.blocks(fine) == []
    assert gates.blocks(fine._replace(n_targets=25, ess=49)) == ["too few alike"]
    assert gates.blocks(fine._replace(largest_share=0.11)) == ["one account weighs too much"]
    assert gates.blocks(fine._replace(unmatched=0.21)) == ["too many unmatched"]
    assert gates.blocks(fine._replace(worst_smd=-0.3)) == ["not alike"]
    assert len(gates.blocks(gates.Comparison(25, 0.0, np.nan, np.nan))) == 3


# Admissions to Berkeley 1973 (Bickel, Hammel and O'Connell): admitted and rejected, men and women.
BERKELEY = [(512, 313, 89, 19), (353, 207, 17, 8), (120, 205, 202, 391), (138, 279, 131, 244),
            (53, 138, 94, 299), (22, 351, 24, 317)]  # fmt: skip


def test_berkeley_turns_round_within_departments() -> None:
    """Men's odds are 1.84 times those of women, and .90 within departments."""
    counts = np.array(BERKELEY)
    yes, men = np.tile([True, False, True, False], 6), np.tile([True, True, False, False], 6)
    rows = np.repeat(np.arange(24), counts.ravel())
    found = deals.within_groups(yes[rows], men[rows], (np.arange(24) // 4)[rows])
    assert found.crude == pytest.approx(1.84, abs=0.005)
    assert found.pooled == pytest.approx(0.905, abs=0.0005)
    assert found.low < found.pooled < found.high and 0 < found.p < 1
    by_hand = sum(a * d / sum((a, b, c, d)) for a, b, c, d in BERKELEY) / sum(
        b * c / sum((a, b, c, d)) for a, b, c, d in BERKELEY
    )
    assert found.pooled == pytest.approx(by_hand)


def test_groups_of_one_side_only_have_no_odds() -> None:
    target = np.array([True, True, False, False])
    found = deals.within_groups(np.array([1, 0, 1, 0], bool), target, np.array([0, 0, 1, 1]))
    assert np.isnan(found).all()
