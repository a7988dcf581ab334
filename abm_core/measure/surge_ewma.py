"""Two classic ways to read a row of numbers: a moving average with limits, and shrinkage."""

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


def james_stein(values: Numbers, variance: float) -> Numbers:
    """Values drawn towards their mean by how much of their spread is chance alone.

    ``variance`` is that of one value around its truth. The factor 1 − (k − 3)·variance / Σ(x − x̄)²
    is Efron and Morris's; it never turns values around. Fewer than four stay as they are.
    """
    values = np.asarray(values, dtype=np.float64)
    if len(values) < 4:
        return values.copy()
    mean = values.mean()
    spread = float(((values - mean) ** 2).sum())
    factor = max(0.0, 1 - (len(values) - 3) * variance / spread) if spread > 0 else 0.0
    return np.asarray(mean + factor * (values - mean))
