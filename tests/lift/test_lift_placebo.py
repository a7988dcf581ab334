"""Fake lists: they find nothing about as rarely as they should, and are drawn as the real one."""

from __future__ import annotations

import numpy as np
import pytest

from abm_core.lift import placebo


def world(n: int = 1500, seed: int = 0) -> placebo.Rows:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    block = rng.integers(0, 2, n)
    treated = rng.random(n) < 1 / (1 + np.exp(4 - x[:, 0]))
    level = np.exp(1 + 0.5 * x[:, 0] + rng.normal(scale=0.5, size=n) + 0.2 * block)
    outcomes = np.column_stack([rng.poisson(level * (1 + treated)), rng.poisson(level)])
    return placebo.Rows(outcomes.astype(float), x, treated, block, np.arange(n))


def test_a_real_effect_stands_out_and_nothing_does_not() -> None:
    rows = world()
    lists = list(placebo.fake_lists(rows, n_lists=60))
    real = placebo.calibration(lists, 0, np.log(2))
    assert real.n == 60 and real.n_refused == 0
    assert real.p == 1 / 61
    assert real.false_alarms <= 0.2 and 0.02 < real.spread < 0.3
    assert abs(np.mean([one.log_ratio for one in lists])) < 0.1
    assert placebo.calibration(lists, 1, 0.01).p > 0.1


def test_lists_are_drawn_like_the_real_one() -> None:
    """As many per block; the mean of what selected them lies where it does among targets."""
    rows = world(4000)
    rng = np.random.default_rng(0)
    pool = placebo._only(rows, placebo._pool(rows, 100_000, rng))
    assert not pool.treated.any()
    from abm_core.lift import propensity

    odds = propensity.log_odds(rows.x, rows.treated)[~rows.treated]
    pool = placebo._only(rows, np.flatnonzero(~rows.treated))
    wanted = {b: int((rows.treated & (rows.block == b)).sum()) for b in (0, 1)}
    drawn = [placebo._draw(pool, odds, wanted, rng) for _ in range(20)]
    for one in drawn:
        assert [int((one & (pool.block == b)).sum()) for b in (0, 1)] == list(wanted.values())
    selected = np.mean([pool.x[one, 0].mean() for one in drawn])
    assert selected == pytest.approx(rows.x[rows.treated, 0].mean(), abs=0.15)


def test_order_and_names_change_nothing() -> None:
    rows = world()
    order = np.random.default_rng(1).permutation(len(rows.x))
    moved = placebo._only(rows, order)._replace(clusters=9000 - rows.clusters[order])
    plain, other = (list(placebo.fake_lists(r, n_lists=3)) for r in (rows, moved))
    for a, b in zip(plain, other, strict=True):
        assert np.allclose(a, b, atol=1e-9)
    again = list(placebo.fake_lists(rows, n_lists=3))
    assert np.array_equal([a.log_ratio for a in plain], [a.log_ratio for a in again])


def test_a_large_pool_is_thinned_by_account() -> None:
    rows = world(3000)
    twice = placebo.Rows(
        np.tile(rows.outcomes, (2, 1)), np.tile(rows.x, (2, 1)),
        np.concatenate([rows.treated, np.zeros(3000, dtype=bool)]),
        np.repeat([0, 1], 3000), np.tile(rows.clusters, 2),
    )  # fmt: skip
    kept = placebo._pool(twice, 1000, np.random.default_rng(0))
    assert 900 <= len(kept) <= 1100
    _, times = np.unique(twice.clusters[kept], return_counts=True)
    assert set(times) == {2}


def test_a_list_that_cannot_be_balanced_is_counted_as_refused() -> None:
    rows = world(60)
    far = rows._replace(x=np.column_stack([rows.x[:, 0] * 50, np.arange(60) ** 3.0]))
    lists = list(placebo.fake_lists(far, n_lists=3))
    found = placebo.calibration(lists, 0, 0.1)
    assert found.n + found.n_refused == 3
    assert placebo.calibration([], 0, 0.1).n == 0
