"""How long accounts stay in a stage: Kaplan–Meier, so that those who are still there count too.

Medians of accounts that have left look too fast: the slow ones have not left yet.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from abm_core import settings

TOUCHES = 1e-9  # products of shares miss 0.5 by a hair where the curve sits on it
MEDIAN = 0.5


class Pace(NamedTuple):
    """Days that accounts stay: ``n`` stays, of which ``n_still`` go on.

    ``median`` with its interval, and ``slow``, the days after which four in five have left; NaN
    where too few have left to say. An upper end that is not reached is infinite.
    """

    n: int
    n_still: int
    median: float
    low: float
    high: float
    slow: float

    @property
    def is_known(self) -> bool:
        """Whether there are enough stays, and enough that ended, for a median."""
        return self.n >= settings.STAGE_LEAST.value and not math.isnan(self.median)


NOBODY = Pace(0, 0, math.nan, math.nan, math.nan, math.nan)


def pace(
    days: ArrayLike, left: ArrayLike, times: ArrayLike | None = None, *, method: str = "cloglog"
) -> Pace:
    """Days in a stage. ``left`` is whether a stay has ended; ``times`` how often each one occurs.

    A share p has left at the first day on which the curve is at 1 − p or below; where it sits on
    it, that is the first of those days. ``method`` is the scale of the interval: log–log, or "log".

    >>> found = pace([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45],
    ...              [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])
    >>> found.median, found.n, found.n_still
    (23.0, 12, 1)
    """
    from statsmodels.duration.survfunc import SurvfuncRight  # slow to import

    often = 1 if times is None else np.asarray(times, dtype=int)
    days, left = (np.repeat(np.asarray(one, dtype=float), often) for one in (days, left))
    n, n_left = len(days), int(left.sum())
    if not n_left:
        return NOBODY._replace(n=n, n_still=n)
    curve = SurvfuncRight(days, left)  # its weights are not for intervals
    with np.errstate(divide="ignore", invalid="ignore"):  # at the ends of the curve
        low, high = curve.quantile_ci(MEDIAN, 1 - settings.CONFIDENCE.value, method)
    median = _quantile(curve, MEDIAN)
    if math.isnan(low):  # so many stays that the interval lies within a day
        low = high = median
    slow = _quantile(curve, settings.STAGE_STUCK.value)
    return Pace(n, n - n_left, median, float(low), float(high), slow)


def _quantile(curve: object, share: float) -> float:
    """The first day on which that share has left; NaN where it never has."""
    reached = np.flatnonzero(curve.surv_prob <= 1 - share + TOUCHES)  # type: ignore[attr-defined]
    return float(curve.surv_times[reached[0]]) if len(reached) else math.nan  # type: ignore[attr-defined]

