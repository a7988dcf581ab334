"""Accounts one at a time: ranks by brute force, shrinkage against a published case."""

from __future__ import annotations

import numpy as np
import pytest
from lift_world import beside, case_data, expected_case

from abm_core.lift import ranks


def test_ranks_by_hand() -> None:
    """Volume 5: nearest of 1, 4, 6, 9, 20 are 4, 6, then 1 and 9 alike: four neighbours.

    Their changes 0, 1, −2 and 3 have their middle at 0.5; the target's 2.5 is 2 away.
    """
    volume = np.array([5.0, 1, 4, 6, 9, 20])
    change = np.array([2.5, -2, 0, 1, 3, 9])
    treated = np.arange(6) == 0
    found = ranks.ranks(volume, change, treated, np.zeros(6, int), neighbours=3)
    assert (found.n[0], found.n_rose[0], found.n_fell[0], found.n_as_far[0]) == (4, 1, 3, 2)
    assert found.p == pytest.approx([3 / 5])
    assert found.beyond == pytest.approx([2.5 - 0.5])
    assert found.variance == pytest.approx([np.var([-2, 0, 1, 3], ddof=1)])


def test_ranks_by_brute_force() -> None:
    rng = np.random.default_rng(0)
    n = 600
    volume = np.round(rng.lognormal(1, 1, n), 1)
    change, block = np.round(rng.normal(size=n), 1), rng.integers(0, 3, n)
    treated = rng.random(n) < 0.1
    found = ranks.ranks(volume, change, treated, block, neighbours=30)
    for place, i in enumerate(np.flatnonzero(treated)):
        pool = np.flatnonzero(~treated & (block == block[i]))
        gap = np.abs(volume[pool] - volume[i])
        near = change[pool[gap <= np.sort(gap)[29] + 1e-9]]
        middle = np.median(near)
        as_far = (np.abs(near - middle) >= abs(change[i] - middle) - 1e-9).sum()
        assert found.n[place] == len(near)
        assert found.p[place] == (1 + as_far) / (len(near) + 1)
        assert found.n_rose[place] == (near >= change[i] - 1e-9).sum()
        assert found.n_fell[place] == (near <= change[i] + 1e-9).sum()


def test_chance_is_called_chance() -> None:
    """Nobody differs: 5 % of ranks are below 5 %, within four standard errors."""
    rng = np.random.default_rng(1)
    n = 20_000
    volume = rng.lognormal(1, 1, n)
    change = rng.normal(size=n) / np.sqrt(volume) - 0.3
    treated = rng.random(n) < 0.1
    found = ranks.ranks(volume, change, treated, np.zeros(n, int))
    rate = (found.p <= 0.05).mean()
    assert abs(rate - 0.05) < 4 * np.sqrt(0.05 * 0.95 / treated.sum())


def test_order_changes_nothing() -> None:
    rng = np.random.default_rng(2)
    volume, change = rng.integers(0, 9, 400).astype(float), rng.normal(size=400)
    treated, block = rng.random(400) < 0.2, rng.integers(0, 2, 400)
    order = rng.permutation(400)
    plain = ranks.ranks(volume, change, treated, block)
    moved = ranks.ranks(volume[order], change[order], treated[order], block[order])
    back = np.argsort(order[treated[order]])
    assert moved.p[back].tolist() == plain.p.tolist()
    assert moved.beyond[back] == pytest.approx(plain.beyond, abs=1e-10)


def test_nobody_next_to_it() -> None:
    found = ranks.ranks(np.ones(2), np.ones(2), np.array([True, False]), np.array([0, 1]))
    assert found.n.tolist() == [0] and found.p.tolist() == [1.0] and np.isnan(found.beyond).all()


def test_log_change_of_rates() -> None:
    assert ranks.log_change(np.array([0.0]), np.array([0.0]), 13, 26) == pytest.approx(np.log(2))


def test_shrinkage_by_hand() -> None:
    """0, 0, 4, 4: mean 2, spread 16; of variance 4, (4 − 3) · 4 / 16 is chance: a quarter goes."""
    found = ranks.shrunken(np.array([0.0, 0.0, 4.0, 4.0]), np.array(4.0))
    assert found.value == pytest.approx([0.5, 0.5, 3.5, 3.5]) and found.mean == 2
    assert found.kept == pytest.approx([0.75] * 4)


def test_shrinkage_ends_at_the_mean_and_needs_four() -> None:
    assert ranks.shrunken(np.arange(1.0, 5), np.array(100.0)).value == pytest.approx([2.5] * 4)
    assert ranks.shrunken(np.full(5, 3.0), np.array(1.0)).value == pytest.approx([3.0] * 5)
    assert ranks.shrunken(np.array([1.0, 5.0]), np.array(1.0)).value.tolist() == [1.0, 5.0]


def test_a_little_more_than_chance_keeps_a_little() -> None:
    """Σ(x − x̄)² = 20 of variance 7: 1 − (5 − 3) · 7 / 20 = 0.3 is kept, though 20/4 is below 7."""
    value = np.array([-2.0, -2, 0, 2, 2]) * np.sqrt(20 / 16)
    assert ranks.shrunken(value, np.array(7.0)).kept == pytest.approx([0.3] * 5)


def test_what_is_known_better_keeps_more() -> None:
    rng = np.random.default_rng(3)
    truth, variance = rng.normal(0.2, 0.3, 400), rng.uniform(0.05, 2, 400)
    value = truth + rng.normal(size=400) * np.sqrt(variance)
    found = ranks.shrunken(value, variance)
    assert ((found.value - truth) ** 2).mean() < 0.25 * ((value - truth) ** 2).mean()
    assert found.between == pytest.approx(0.09, abs=0.05)
    assert np.corrcoef(found.kept, variance)[0, 1] < -0.5


@beside
def test_shrinkage_of_the_published_case() -> None:
    """C26: eighteen batting averages after 45 times at bat."""
    wanted = expected_case("C26_efron_morris")
    players = case_data("pscl_EfronMorris.csv")
    y, p = players["y"].to_numpy(float), players["p"].to_numpy(float)
    mean = y.mean()
    found = ranks.shrunken(y, np.array(mean * (1 - mean) / 45))
    assert found.mean == pytest.approx(wanted["grand_mean"], rel=1e-4)
    assert found.kept[0] == pytest.approx(wanted["c"], rel=1e-4)
    assert found.value.max() == pytest.approx(wanted["js_top"], rel=1e-4)
    assert ((found.value - p) ** 2).sum() == pytest.approx(wanted["sse_js"], rel=1e-4)
    assert ((y - p) ** 2).sum() == pytest.approx(wanted["sse_mle"], rel=1e-4)
