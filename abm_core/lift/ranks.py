"""One account at a time: where it stands among comparable accounts that nobody targeted.

A count of visits cannot be tested on its own, because an account's weeks resemble each other. What
chance does is shown by the accounts next to it in volume, over the same dates. The list is ranked;
it gives no verdict on an account.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
HALF = 0.5  # added to every count, so that none has a logarithm too many
LEAST = 4  # accounts below which nothing can be said of how much they differ
ROUNDS = 200
SETTLED = 1e-12
LITTLE = 1e-300  # in place of a variance of nothing


def log_change(
    after: Numbers, before: Numbers, weeks_after: float | Numbers, weeks_before: float | Numbers
) -> Numbers:
    """Logarithm of the weekly rate after over that before; half a unit is added to both counts.

    >>> log_change(np.array([9.5]), np.array([4.5]), 13, 26).round(3)
    array([1.386])
    """
    rate = np.log((after + HALF) / weeks_after)
    return np.asarray(rate - np.log((before + HALF) / weeks_before))


class Ranked(NamedTuple):
    """Targets, in the order of their rows, each among its neighbours.

    ``n`` neighbours (300, more where several are equally near, fewer where there are no more);
    ``n_rose`` of them changed at least as far upwards, ``n_fell`` at least as far downwards,
    ``n_as_far`` either way, seen from what neighbours do in the middle; ``p`` is the chance of
    the last. ``beyond`` is the change less the neighbours' average, ``variance`` how much
    neighbours differ among themselves.
    """

    n: Codes
    n_rose: Codes
    n_fell: Codes
    n_as_far: Codes
    p: Numbers
    beyond: Numbers
    variance: Numbers


def ranks(
    volume: Numbers, change: Numbers, treated: Mask, block: Codes, *, neighbours: int | None = None
) -> Ranked:
    """Rank each target's change among the non-targets nearest to it in baseline volume.

    Rows are accounts in launch blocks; only those of the same ``block`` (the same dates) are
    compared. A target without any neighbour has p 1 and no change.
    """
    k = settings.RANK_NEIGHBOURS.value if neighbours is None else neighbours
    treated = np.asarray(treated, dtype=bool)
    place = np.cumsum(treated) - 1
    n_targets = int(treated.sum())
    counts, sizes = np.zeros((4, n_targets), dtype=np.intp), np.full((2, n_targets), np.nan)
    for one in np.unique(block[treated]):
        ours = np.flatnonzero(treated & (block == one))
        theirs = np.flatnonzero(~treated & (block == one))
        theirs = theirs[np.argsort(volume[theirs], kind="stable")]
        if not len(theirs):
            continue
        first, last = _window(volume[theirs], volume[ours], k)
        for window in np.unique(np.column_stack([first, last]), axis=0):
            inside = (first == window[0]) & (last == window[1])
            into = place[ours[inside]]
            near = change[theirs[window[0] : window[1]]]
            counts[:, into], sizes[:, into] = _among(change[ours[inside]], near)
    n, n_rose, n_fell, n_as_far = counts
    p = np.asarray((1 + n_as_far) / (n + 1))
    return Ranked(n, n_rose, n_fell, n_as_far, p, sizes[0], sizes[1])


def _window(sorted_volume: Numbers, volume: Numbers, k: int) -> tuple[Codes, Codes]:
    """First and end of the k nearest in a sorted row, equally near ones of the ends included."""
    n = len(sorted_volume)
    k = min(k, n)
    low = np.zeros(len(volume), dtype=np.intp)
    high = np.full(len(volume), n - k, dtype=np.intp)
    while (low < high).any():  # the first start from which moving on would not come nearer
        middle = (low + high) // 2
        ahead = sorted_volume[np.minimum(middle + k, n - 1)] - volume
        nearer = (low < high) & (volume - sorted_volume[middle] > ahead)
        low, high = (
            np.where(nearer, middle + 1, low),
            np.where(nearer | (low >= high), high, middle),
        )
    reach = np.maximum(volume - sorted_volume[low], sorted_volume[low + k - 1] - volume)
    slack = 1e-9 * (1 + np.abs(volume))
    first = np.searchsorted(sorted_volume, volume - reach - slack, side="left")
    return first, np.searchsorted(sorted_volume, volume + reach + slack, side="right")


def _among(change: Numbers, near: Numbers) -> tuple[Codes, Numbers]:
    """Counts and sizes of targets that have the same neighbours."""
    n, middle = len(near), float(np.median(near))
    ordered, far = np.sort(near), np.sort(np.abs(near - middle))
    slack = 1e-9
    rose = n - np.searchsorted(ordered, change - slack, side="left")
    fell = np.searchsorted(ordered, change + slack, side="right")
    as_far = n - np.searchsorted(far, np.abs(change - middle) - slack, side="left")
    variance = float(near.var(ddof=1)) if n > 1 else np.nan
    counts = np.stack([np.full(len(change), n), rose, fell, as_far])
    return counts, np.stack([change - near.mean(), np.full(len(change), variance)])


class Shrunken(NamedTuple):
    """Values drawn towards their mean, with the standard deviation that is left of each.

    ``kept`` is the part of its distance from the mean that each keeps.
    """

    value: Numbers
    deviation: Numbers
    kept: Numbers
    mean: float
    between: float


def shrunken(value: Numbers, variance: Numbers) -> Shrunken:
    """Empirical Bayes: each value keeps τ²/(τ²+v) of its distance from the list's mean.

    ``variance`` is that of each value around its truth; τ² is how much truths differ, after
    Morris. With equal variances the factor is 1 − (k − 3)·v / Σ(x − x̄)², that of James and Stein
    as Efron and Morris have it. Fewer than four values stay as they are.
    """
    value = np.asarray(value, dtype=np.float64)
    variance = np.broadcast_to(np.asarray(variance, dtype=np.float64), value.shape)
    k = len(value)
    if k < LEAST:
        mean = float(value.mean()) if k else np.nan
        return Shrunken(value.copy(), np.sqrt(variance), np.ones(k), mean, np.nan)
    between, mean = _between(value, variance)
    if between > 0:
        kept = 1 - (k - 3) / (k - 1) * variance / (variance + between)
    else:  # no more than chance: what is left is the same for all
        apart = float(((value - mean) ** 2 / np.maximum(variance, LITTLE)).sum())
        kept = np.full(k, max(0.0, 1 - (k - 3) / apart) if apart > 0 else 0.0)
    return Shrunken(
        np.asarray(mean + kept * (value - mean)), np.sqrt(kept * variance), kept, mean, between
    )


def _between(value: Numbers, variance: Numbers) -> tuple[float, float]:
    """How much truths differ, and their mean, by turns until both settle."""
    k, between = len(value), float(value.var(ddof=1))
    mean = float(value.mean())
    for _ in range(ROUNDS):
        weight = 1 / np.maximum(variance + between, LITTLE)
        mean = float(weight @ value / weight.sum())
        moved = weight @ (k / (k - 1) * (value - mean) ** 2 - variance) / weight.sum()
        moved = max(0.0, float(moved))
        if abs(moved - between) <= SETTLED * (1 + between):
            return moved, mean
        between = moved
    return between, mean
