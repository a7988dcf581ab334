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
from abm_core.lift.expected import OverExpected
from abm_core.lift.intervals import by_content

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
SETTLE = 20
FIRST = 3  # lists whose spread tells what could be seen, before anything is
UNLIKELY = 0.2  # part of an average chance that every account has of being kept


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

    Each has as many targets per launch block as the real list, drawn from all accounts that never
    were targets. Where these have more than ``most_rows`` rows, some stand for all when lists are
    compared: those likely to be chosen all stay, of the others a part that counts for more. Row
    order and names change nothing.
    """
    n_lists = settings.FAKE_LISTS.value if n_lists is None else n_lists
    for one in _lists(rows, n_lists, seed, most_rows):
        yield _measured(*one)


def _lists(
    rows: Rows, n_lists: int, seed: int, most_rows: int | None, odds: Numbers | None = None
) -> Iterator[tuple[Rows, Mask, Numbers]]:
    """Who can be drawn, who is drawn, and what each row counts for, list by list."""
    rng = np.random.default_rng(seed)
    odds = propensity.log_odds(rows.x, rows.treated) if odds is None else odds
    wanted = {int(b): int((rows.treated & (rows.block == b)).sum()) for b in np.unique(rows.block)}
    kept = _never_targets(rows)
    pool, odds = _only(rows, kept), odds[kept]
    base = _thinned(pool, odds, most_rows or settings.FAKE_LIST_ROWS.value, rng)
    for _ in range(n_lists):
        yield pool, _draw(pool, odds, wanted, rng), base


def _never_targets(rows: Rows) -> Codes:
    """Rows of accounts that were never targets, in an order that follows from what they hold."""
    targeted = np.unique(rows.clusters[rows.treated])
    free = np.flatnonzero(~np.isin(rows.clusters, targeted))
    return free[by_content(np.column_stack([rows.x[free], rows.outcomes[free]]))]


def _thinned(pool: Rows, odds: Numbers, most: int, rng: np.random.Generator) -> Numbers:
    """What each row counts for as a comparison row: 1 over its chance of being kept, 0 if not.

    An account is kept with all its rows or with none.
    """
    if len(odds) <= most:
        return np.ones(len(odds))
    _, first, code, size = np.unique(
        pool.clusters, return_index=True, return_inverse=True, return_counts=True
    )
    likely = np.full(len(first), -np.inf)
    np.maximum.at(likely, code, odds)
    likely = np.exp(likely - np.log(np.mean(np.exp(likely - likely.max()))) - likely.max())
    share = most / len(odds)
    for _ in range(SETTLE):  # chances are at most 1, so that the others must make up for it
        chance = np.minimum(1.0, share * (likely + UNLIKELY))
        share *= most / float(chance @ size)
    kept = rng.random(len(odds))[first] < chance
    return np.where(kept, 1 / chance, 0.0)[code]


def _only(rows: Rows, kept: Codes | Mask) -> Rows:
    outcomes, x, treated, block, clusters = rows
    return Rows(outcomes[kept], x[kept], treated[kept], block[kept], clusters[kept])


def _draw(pool: Rows, odds: Numbers, wanted: dict[int, int], rng: np.random.Generator) -> Mask:
    """A list with the odds of the real one: largest log odds plus Gumbel noise, block by block."""
    rank = odds + rng.gumbel(size=len(odds))
    drawn = np.zeros(len(odds), dtype=bool)
    for block, n in wanted.items():
        taken = np.isin(pool.clusters, pool.clusters[drawn])
        there = np.flatnonzero((pool.block == block) & ~taken)
        drawn[there[np.argsort(-rank[there], kind="stable")[:n]]] = True
    return drawn


def spread(
    rows: Rows, *, n_lists: int = FIRST, seed: int = 0, is_quotient: bool = False,
    odds: Numbers | None = None,
) -> tuple[float, float]:
    """The standard error (of a logarithm) and degrees of freedom where there is nothing to find.

    Of the first few fake lists, so it is there before the real list is measured and knows nothing
    of how that ended. ``is_quotient``: of the first outcome over the second. ``odds``: log odds of
    being chosen, where they are known already. Infinite where no list like the real one can be
    drawn.
    """
    few = _few(rows, n_lists, seed, odds)
    found = [expected.of_ratios(*each) if is_quotient else each[0] for each in few]
    told = [one for one in found if math.isfinite(one.se) and math.isfinite(one.df)]
    if not told:
        return math.inf, math.nan
    squares = [one.se**2 for one in told]
    return math.sqrt(sum(squares) / len(told)), sum(one.df for one in told) / len(told)


def _few(
    rows: Rows, n_lists: int, seed: int, odds: Numbers | None
) -> list[list[OverExpected]]:
    """The estimates of a few fake lists; those that cannot be balanced are left out."""
    found = (_estimates(*one) for one in _lists(rows, n_lists, seed, None, odds))
    return [each for each in found if each]


def _measured(pool: Rows, drawn: Mask, base: Numbers) -> FakeList:
    """What a fake list reads."""
    n_metrics = pool.outcomes.shape[1]
    each = _estimates(pool, drawn, base)
    if not each:
        return FakeList(*np.full((3, n_metrics), np.nan))
    values = np.array([[one.log_ratio, one.low, one.high] for one in each])
    return FakeList(*values.T.reshape(3, n_metrics))


def _estimates(pool: Rows, drawn: Mask, base: Numbers) -> list[OverExpected]:
    """Balance and estimate as for the real list; what a fake target did elsewhere is left out.

    Empty where the list cannot be balanced.
    """
    elsewhere = np.isin(pool.clusters, pool.clusters[drawn]) & ~drawn
    kept = drawn | ((base > 0) & ~elsewhere)
    some, fake = _only(pool, kept), drawn[kept]
    x = balance.with_blocks(some.x, some.block)
    start = balance.base_weights(fake, some.block) * np.where(fake, 1.0, base[kept])
    found = balance.balance(x, fake, start, clusters=some.clusters)
    if not found.feasible:
        return []
    made = expected.compared(x, fake, found.weights, some.clusters)
    return [made.over(y) for y in some.outcomes.T]


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
