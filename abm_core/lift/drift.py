"""Whether targets were growing away from the others already before launch."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


def seen(early: Numbers, late: Numbers, treated: Mask, weights: Numbers) -> float:
    """Growth of targets within the baseline over that of comparison accounts, less 1.

    ``early`` and ``late`` are what each row did in the first and in the last half of the
    estimator's baseline, ``weights`` what it counts as a comparison account. Weights make both
    groups alike in what they did over the whole baseline, not in which way they were going: 0.08
    is 8 % faster than the others. NaN where a group did nothing in a half. It describes: a drift
    that cannot be seen is not ruled out by it.

    >>> early, late = np.array([10.0, 20.0, 10.0]), np.array([12.0, 20.0, 10.0])
    >>> round(seen(early, late, np.array([True, False, False]), np.array([1.0, 0.5, 0.5])), 6)
    0.2
    """
    treated = np.asarray(treated, dtype=bool)
    ours, others = treated.astype(np.float64), np.where(treated, 0.0, weights)
    sums = [float(arm @ half) for arm in (ours, others) for half in (late, early)]
    if min(sums) <= 0:
        return math.nan
    return sums[0] / sums[1] / (sums[2] / sums[3]) - 1
