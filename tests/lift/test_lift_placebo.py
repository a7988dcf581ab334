"""Fake lists: they find nothing about as rarely as they should, and are drawn as the real one."""

from __future__ import annotations

import numpy as np
import pytest

from abm_core.lift import placebo, propensity


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
    pool = placebo._only(rows, placebo._never_targets(rows))
    assert not pool.treated.any()
    odds = propensity.log_odds(rows.x, rows.treated)[placebo._never_targets(rows)]
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


def test_a_large_pool_is_thinned_by_account_where_it_matters_least() -> None:
    """Sums over kept rows, times what they count for, are those of all rows but for chance."""
    rows = world(3000)
    twice = placebo._only(rows, np.tile(np.arange(3000), 2))._replace(block=np.repeat([0, 1], 3000))
    odds = np.tile(propensity.log_odds(rows.x, rows.treated), 2)
    base = placebo._thinned(twice, odds, 1500, np.random.default_rng(0))
    kept = base > 0
    assert 1350 <= kept.sum() <= 1650
    assert (base[:3000] == base[3000:]).all()
    assert base.sum() == pytest.approx(6000, rel=0.1)
    likely = odds > np.quantile(odds, 0.95)
    assert kept[likely].mean() > 0.9 > 0.4 > kept[~likely].mean()
    assert (placebo._thinned(twice, odds, 6000, np.random.default_rng(0)) == 1).all()


def test_thinned_lists_scatter_like_whole_ones() -> None:
    rows = world(4000)
    whole, thin = (
        placebo.calibration(list(placebo.fake_lists(rows, n_lists=60, most_rows=most)), 1, 0.0)
        for most in (10_000, 1500)
    )
    assert thin.n_refused == 0 and thin.spread == pytest.approx(whole.spread, rel=0.5)
    assert thin.false_alarms < 0.2


def test_a_list_that_cannot_be_balanced_is_counted_as_refused() -> None:
    rows = world(60)
    far = rows._replace(x=np.column_stack([rows.x[:, 0] * 50, np.arange(60) ** 3.0]))
    lists = list(placebo.fake_lists(far, n_lists=3))
    found = placebo.calibration(lists, 0, 0.1)
    assert found.n + found.n_refused == 3
    assert placebo.calibration([], 0, 0.1).n == 0


def test_what_could_be_seen_does_not_ask_how_the_targets_ended() -> None:
    """Whatever targets did after launch, the spread where there is nothing to find is the same."""
    rows = world()
    quiet = rows._replace(outcomes=np.where(rows.treated[:, None], 0.0, rows.outcomes))
    plain, other = placebo.spread(rows), placebo.spread(quiet)
    assert plain == other
    lists = list(placebo.fake_lists(rows, n_lists=60))
    told = placebo.calibration(lists, 0, 0.0)
    assert plain[0] == pytest.approx(told.spread, rel=0.35), "as far as the lists scatter"
    quotient = placebo.spread(rows, is_quotient=True)
    assert 0 < quotient[0] < np.inf and quotient[0] != plain[0]
    nobody = placebo._only(rows, np.flatnonzero(rows.treated))
    assert placebo.spread(nobody)[0] == np.inf
