"""How alike two groups of accounts are: standardised differences of their averages."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from abm_core import settings

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Band = Literal["green", "amber", "red"]


def smd(x: Numbers, treated: Mask, weights: Numbers | None = None) -> Numbers:
    """Average of the targets less that of the others, in standard deviations of the targets.

    ``x`` has a row per account and a column per covariate; ``weights`` (one per row, those of
    targets unused) count the others. A column of noughts and ones has the deviation √(p(1−p)).
    Where targets do not differ among themselves, the deviation of the others counts; where
    nobody differs, the difference is 0.
    """
    return gap(x, treated, weights) / spread(x, treated)


def gap(x: Numbers, treated: Mask, weights: Numbers | None = None) -> Numbers:
    """Average of the targets less that of the others, in the covariates' own units."""
    x, treated = np.asarray(x, dtype=np.float64), np.asarray(treated, dtype=bool)
    count = (~treated).astype(np.float64)
    if weights is not None:
        count *= np.asarray(weights, dtype=np.float64)
    return np.asarray(x[treated].mean(axis=0) - count @ x / count.sum())


def spread(x: Numbers, treated: Mask) -> Numbers:
    """The standard deviation of each covariate among targets, by which differences are judged."""
    x, treated = np.asarray(x, dtype=np.float64), np.asarray(treated, dtype=bool)
    ours, theirs = _deviation(x[treated]), _deviation(x[~treated])
    found = np.where(ours > 0, ours, theirs)
    return np.where(found > 0, found, 1.0)


def _deviation(x: Numbers) -> Numbers:
    """Per column; 0 where all values are equal, be it up to rounding."""
    mean = x.mean(axis=0)
    binary = ((x == 0) | (x == 1)).all(axis=0)
    squares = ((x - mean) ** 2).sum(axis=0) / max(len(x) - 1, 1)
    found = np.sqrt(np.where(binary, mean * (1 - mean), squares))
    return np.where(found > 1e-12 * np.abs(x).max(axis=0, initial=0.0), found, 0.0)


def band(difference: float) -> Band:
    """The colour of a standardised difference: below 0.10 green, below 0.25 amber, else red.

    >>> band(-0.05), band(0.1), band(-0.3)
    ('green', 'amber', 'red')
    """
    amber, red = settings.SMD_LIMITS.value
    size = abs(difference)
    return "green" if size < amber else "amber" if size < red else "red"
