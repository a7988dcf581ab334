"""Matching in which an account may stand for several targets: where few others are at hand.

Resampling is not valid here; the standard error is that of Abadie and Imbens (2006), which counts
how often each account was used.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import intervals, matching
from abm_core.lift.intervals import Estimate

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
ENOUGH_TIMES = 3  # others per target from which matching needs no replacement
TIE = 1e-5  # squared distance within which two accounts are equally near
APART = 1e3  # standard deviations between accounts that may only stand for each other at need


class Reuse(NamedTuple):
    """How much each other account (column) stands for each target (row); rows add up to 1."""

    shares: Numbers


def is_needed(n_targets: int, n_others: int) -> bool:
    """Whether there are fewer than three others per target.

    >>> is_needed(200, 599), is_needed(200, 600)
    (True, False)
    """
    return n_others < ENOUGH_TIMES * n_targets


def reuse(z: Numbers, treated: Mask, *, per_target: int = 1) -> Reuse:
    """The nearest accounts of each target, equally near ones sharing their place.

    ``z`` are coordinates in which plain distance counts (``matching.whitened``, or covariates
    divided by their standard deviations).
    """
    from scipy.spatial.distance import cdist  # slow to import

    z, treated = np.asarray(z, dtype=np.float64), np.asarray(treated, dtype=bool)
    squares = cdist(z[treated], z[~treated], "sqeuclidean")
    k = min(per_target, squares.shape[1])
    limit = np.partition(squares, k - 1, axis=1)[:, k - 1 : k]
    near = squares <= limit + TIE
    return Reuse(near / near.sum(axis=1, keepdims=True))


def mean_effect(y: Numbers, treated: Mask, found: Reuse, x: Numbers | None = None) -> Estimate:
    """Mean difference between targets and the accounts standing for them, normal interval.

    With covariates ``x``, what distance remains within pairs is taken out by a regression on the
    accounts that were used.
    """
    y, treated = np.asarray(y, dtype=np.float64), np.asarray(treated, dtype=bool)
    gaps = y[treated][:, None] - y[~treated]
    if x is not None:
        gaps = gaps - _remaining(y, np.asarray(x, dtype=np.float64), treated, found)
    each = (found.shares * gaps).sum(axis=1)
    n, value = len(each), float(each.mean())
    used, squares = found.shares.sum(axis=0), (found.shares**2).sum(axis=0)
    noise = float((found.shares * (gaps - value) ** 2).sum()) / (2 * n)
    variance = float(((each - value) ** 2).sum() + noise * (used**2 - squares).sum()) / n**2
    return intervals.estimate(value, math.sqrt(variance), math.inf)


def log_ratio(y: Numbers, x: Numbers, treated: Mask, strata: Codes) -> Estimate:
    """Logarithm of what targets did over what the accounts standing for them did.

    Accounts of the same ``strata`` (launch, industry) come first. NaN where either did nothing.
    """
    y, treated = np.asarray(y, dtype=np.float64), np.asarray(treated, dtype=bool)
    _, code = np.unique(strata, return_inverse=True)
    z = np.column_stack([matching.whitened(x), APART * (code[:, None] == np.unique(code))])
    gap = mean_effect(y, treated, reuse(z, treated), x)
    ours = float(y[treated].mean())
    due = ours - gap.value
    if not (ours > 0 and due > 0):
        return intervals.estimate(math.nan, math.nan, math.nan)
    return intervals.estimate(math.log(ours / due), gap.se / due, math.inf)


def _remaining(y: Numbers, x: Numbers, treated: Mask, found: Reuse) -> Numbers:
    """What the covariates' difference within each pair explains."""
    used = found.shares.sum(axis=0)
    design = np.column_stack([np.ones(len(used)), x[~treated]]) * np.sqrt(used)[:, None]
    slopes = np.linalg.lstsq(design, y[~treated] * np.sqrt(used), rcond=None)[0][1:]
    return np.asarray((x[treated] @ slopes)[:, None] - x[~treated] @ slopes)
