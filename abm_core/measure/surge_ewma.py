"""A classic way to read a row of numbers: a moving average with its limits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Limits(NamedTuple):
    """Between these a process that is as it was stays, in the long run."""

    low: float
    high: float


def ewma(values: Numbers, start: float, weight: float = 0.3) -> Numbers:
    """Exponentially weighted moving average: each value counts ``weight``, the past the rest.

    >>> ewma(np.array([52.0, 47.0]), 50.0)
    array([50.6 , 49.52])
    """
    from scipy import signal  # slow to import

    smoothed, _ = signal.lfilter(
        [weight], [1, weight - 1], np.asarray(values, dtype=np.float64), zi=[(1 - weight) * start]
    )
    return np.asarray(smoothed)


def ewma_limits(mean: float, deviation: float, weight: float = 0.3, width: float = 3.0) -> Limits:
    """Control limits of that average: mean ± width · s · √(weight / (2 − weight))."""
    reach = width * deviation * float(np.sqrt(weight / (2 - weight)))
    return Limits(mean - reach, mean + reach)
