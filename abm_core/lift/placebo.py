"""The fake-list check: what the method finds where there is nothing to find.

Lists are drawn from accounts that nobody targeted, with the odds with which the real targets were
chosen, and measured as if they were targets. How often that looks like an effect is the method's
rate of false alarms on this very data, and how far results scatter says what could be seen at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift import balance, expected, propensity
from abm_core.lift.intervals import by_content

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]


class Rows(NamedTuple):
    """The rows of a comparison: outcomes (rows × metrics), covariates, who is a target, when."""

    outcomes: Numbers
    x: Numbers
    treated: Mask
    block: Codes
    clusters: Codes


class FakeList(NamedTuple):
    """What one fake list reads, per metric; NaN where it could not be balanced."""

    log_ratio: Numbers
    low: Numbers
    high: Numbers


def fake_lists(
    rows: Rows, *, n_lists: int | None = None, seed: int = 0, most_rows: int | None = None
) -> Iterator[FakeList]:
    """Draw and measure fake lists, one at a time, so that progress can be shown.

    Each has as many targets per launch block as the real list. Beyond ``most_rows`` a random part
    of the other accounts stands for all of them. Row order and names change nothing.
    """
    rng = np.random.default_rng(seed)
    n_lists = settings.FAKE_LISTS.value if n_lists is None else n_lists
    odds = propensity.log_odds(rows.x, rows.treated)
    wanted = {int(b): int((rows.treated & (rows.block == b)).sum()) for b in np.unique(rows.block)}
    kept = _pool(rows, most_rows or settings.FAKE_LIST_ROWS.value, rng)
    pool, odds = _only(rows, kept), odds[kept]
    for _ in range(n_lists):
        yield _measured(pool, _draw(pool, odds, wanted, rng))


def _pool(rows: Rows, most: int, rng: np.random.Generator) -> Codes:
    """Rows of accounts that were never targets, in an order that follows from what they hold."""
    targeted = np.unique(rows.clusters[rows.treated])
    free = np.flatnonzero(~np.isin(rows.clusters, targeted))
    content = np.column_stack([rows.x[free], rows.outcomes[free]])
    free = free[by_content(content)]
    if len(free) <= most:
        return free
    _, first, code = np.unique(rows.clusters[free], return_index=True, return_inverse=True)
    chance = rng.random(len(free))[first][code]  # an account comes with all its rows or with none
    return free[chance <= np.quantile(chance, most / len(free))]


def _only(rows: Rows, kept: Codes) -> Rows:
    outcomes, x, treated, block, clusters = rows
    return Rows(outcomes[kept], x[kept], treated[kept], block[kept], clusters[kept])


def _draw(pool: Rows, odds: Numbers, wanted: dict[int, int], rng: np.random.Generator) -> Mask:
    """A list with the odds of the real one: largest log odds plus Gumbel noise, block by block."""
    rank = odds + rng.gumbel(size=len(odds))
    drawn = np.zeros(len(odds), dtype=bool)
    for block, n in wanted.items():
        there = np.flatnonzero(
            (pool.block == block) & ~np.isin(pool.clusters, pool.clusters[drawn])
        )
        drawn[there[np.argsort(-rank[there], kind="stable")[:n]]] = True
    return drawn


def _measured(pool: Rows, drawn: Mask) -> FakeList:
    """Balance and estimate as for the real list; what a fake target did elsewhere is left out."""
    elsewhere = ~drawn & np.isin(pool.clusters, pool.clusters[drawn])
    base = np.where(elsewhere, 0.0, balance.base_weights(drawn, pool.block))
    x = balance.with_blocks(pool.x, pool.block)
    found = balance.balance(x, drawn, base, clusters=pool.clusters)
    n_metrics = pool.outcomes.shape[1]
    if not found.feasible:
        return FakeList(*np.full((3, n_metrics), np.nan))
    rows = expected.compared(x, drawn, found.weights, pool.clusters)
    each = [rows.over(y) for y in pool.outcomes.T]
    values = np.array([[one.log_ratio, one.low, one.high] for one in each])
    return FakeList(*values.T.reshape(3, n_metrics))


class Calibration(NamedTuple):
    """What the fake lists say of one metric.

    ``n`` measured, ``n_refused`` that could not be; ``false_alarms`` the share whose interval
    excluded no effect; ``spread`` of their logarithms, from which follows what could be seen;
    ``p`` the chance of a fake list as far from no effect as the real one.
    """

    n: int
    n_refused: int
    false_alarms: float
    spread: float
    p: float


def calibration(lists: Sequence[FakeList], metric: int, real: float) -> Calibration:
    """Sum up the fake lists for one metric; ``real`` is the real list's logarithm."""
    values, low, high = np.array(
        [[one.log_ratio[metric], one.low[metric], one.high[metric]] for one in lists]
    ).reshape(-1, 3).T  # fmt: skip
    held = np.isfinite(values)
    n = int(held.sum())
    if n < 2:
        return Calibration(n, len(lists) - n, math.nan, math.nan, math.nan)
    alarms = float(((low > 0) | (high < 0))[held].mean())
    n_as_far = int((np.abs(values[held]) >= abs(real)).sum())
    spread = float(values[held].std(ddof=1))
    return Calibration(n, len(lists) - n, alarms, spread, (1 + n_as_far) / (n + 1))
