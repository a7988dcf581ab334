"""How often chance alone would differ as much: shuffle who is the target within each matched set.

Each set holds one target and its matched accounts. If nothing set them apart but the label, any of
them could have carried it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.lift.intervals import by_content

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Statistic = Callable[[Numbers, Numbers], Numbers]
DRAWS = 1999
ALL_OF_THEM = 65_536  # arrangements up to which each one is looked at instead of drawn
AT_A_TIME = 20_000_000  # numbers held at once
SAME = 1e-12  # as extreme up to rounding is as extreme


class Chance(NamedTuple):
    """``p`` two-sided; ``n_extreme`` of ``n_draws`` arrangements were at least as extreme.

    ``exact``: every arrangement was looked at, the one that happened among them.
    """

    p: float
    n_extreme: int
    n_draws: int
    exact: bool


def mean_difference(ours: Numbers, theirs: Numbers) -> Numbers:
    """Mean over sets of target less the mean of its matched accounts (one column: the outcome)."""
    return np.asarray((ours[..., 0] - theirs[..., 0]).mean(axis=-1))


def log_ratio(ours: Numbers, theirs: Numbers) -> Numbers:
    """Logarithm of the targets' total over that of their matched accounts (one column)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(ours[..., 0].sum(axis=-1) / theirs[..., 0].sum(axis=-1)))


def log_ratio_of_ratios(ours: Numbers, theirs: Numbers) -> Numbers:
    """The same of two columns, after and before: by how much more the targets' total grew."""
    after, before = (
        log_ratio(ours[..., :1], theirs[..., :1]),
        log_ratio(ours[..., 1:], theirs[..., 1:]),
    )
    with np.errstate(invalid="ignore"):  # nothing over nothing has no value
        return np.asarray(after - before)


def within_sets(
    values: Numbers, sets: Codes, target: NDArray[np.bool_], statistic: Statistic, *,
    draws: int = DRAWS, seed: int = 0,
) -> Chance:  # fmt: skip
    """Two-sided chance of a difference as large as the one observed.

    ``values`` (rows × columns) holds what the statistic is made of, per account; ``sets`` numbers
    the matched sets; ``target`` is true for exactly one row of each. ``statistic`` takes the
    targets' values and the means of those matched to them, both draws × sets × columns. Up to
    65,536 arrangements are all looked at; otherwise p = (1 + #) / (draws + 1). An arrangement
    without a value (no total to divide by) counts as extreme.
    """
    table = _table(np.asarray(values, dtype=np.float64), sets, np.asarray(target, dtype=bool))
    observed = abs(
        float(_value(table, np.zeros((1, len(table.size)), dtype=np.intp), statistic)[0])
    )
    if math.isnan(observed):
        return Chance(math.nan, 0, 0, False)
    n_all = math.prod(int(size) for size in table.size) if len(table.size) <= 16 else math.inf
    exact = n_all <= ALL_OF_THEM
    total = int(n_all) if exact else draws
    rng = np.random.default_rng(seed)
    at_once = max(1, AT_A_TIME // max(1, table.rows.size))
    n_extreme = 0
    for start in range(0, total, at_once):
        n = min(at_once, total - start)
        chosen = (
            _arrangements(start, n, table.size)
            if exact
            else (rng.random((n, len(table.size))) * table.size).astype(np.intp)
        )
        found = np.abs(_value(table, chosen, statistic))
        n_extreme += int((~(found < observed * (1 - SAME))).sum())
    p = n_extreme / total if exact else (1 + n_extreme) / (total + 1)
    return Chance(p, n_extreme, total, exact)


class _Table(NamedTuple):
    """Sets × places × columns, the target first; places that a set does not have are 0."""

    rows: Numbers
    size: Codes
    total: Numbers


def _table(values: Numbers, sets: Codes, target: NDArray[np.bool_]) -> _Table:
    labels, code, size = np.unique(sets, return_inverse=True, return_counts=True)
    if (np.bincount(code, target, minlength=len(labels)) != 1).any():
        raise ValueError("a matched set must have exactly one target")
    wide = values if values.ndim == 2 else values[:, None]
    kept = size[code] > 1  # a target alone cannot change places
    code, wide, target = np.cumsum(size > 1)[code[kept]] - 1, wide[kept], target[kept]
    size = size[size > 1]
    order = np.lexsort((by_rank(wide), ~target, code))
    place = np.arange(len(order)) - np.repeat(np.cumsum(size) - size, size)
    rows = np.zeros((len(size), int(size.max(initial=1)), wide.shape[1]))
    rows[code[order], place] = wide[order]
    first = by_content(rows.reshape(len(rows), math.prod(rows.shape[1:])))
    return _Table(rows[first], size[first], rows[first].sum(axis=1))


def by_rank(rows: Numbers) -> Codes:
    """The place of each row in an order that follows from what the rows hold."""
    rank = np.empty(len(rows), dtype=np.intp)
    rank[by_content(rows)] = np.arange(len(rows))
    return rank


def _value(table: _Table, chosen: Codes, statistic: Statistic) -> Numbers:
    """The statistic where in each set the chosen place carries the label."""
    ours = table.rows[np.arange(len(table.size)), chosen]
    theirs = (table.total - ours) / (table.size[:, None] - 1)
    return statistic(ours, theirs)


def _arrangements(start: int, n: int, size: Codes) -> Codes:
    """Arrangements from number ``start``: its digits, with the sets' sizes as bases."""
    number = np.arange(start, start + n)
    return np.column_stack(np.unravel_index(number, tuple(int(s) for s in size)))
