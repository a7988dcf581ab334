"""The normal range of a weekly measure: what it does by itself, so that "changed" means a signal.

An individuals chart (XmR): the mean of earlier weeks, plus and minus 2.66 times the mean of their
moving ranges (Wheeler, Understanding Variation). The week that is judged is no part of its range.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import Literal, NamedTuple

from abm_core import settings

Signal = Literal["", "above", "below", "run above", "run below"]


class Range(NamedTuple):
    """Mean, lower and upper end; the lower end is 0 where the measure cannot fall below."""

    centre: float
    low: float
    high: float


def normal_range(earlier: Sequence[float], *, floor: float = 0.0) -> Range | None:
    """The range of earlier weeks, the oldest first; none for fewer than eight.

    >>> normal_range([10, 12, 10, 12, 10, 12, 10, 12])
    Range(centre=11.0, low=5.68, high=16.32)
    """
    if len(earlier) < settings.RANGE_WEEKS.value:
        return None
    moving = fmean(abs(after - before) for before, after in pairwise(earlier))
    centre, reach = fmean(earlier), settings.RANGE_FACTOR.value * moving
    return Range(centre, max(centre - reach, floor), centre + reach)


def signal(values: Sequence[float], *, floor: float = 0.0) -> Signal:
    """What the last of some weeks says against those before: outside the range, or one of a run.

    A run is eight weeks in a row, the last among them, on one side of the mean.

    >>> signal([10, 12, 10, 12, 10, 12, 10, 12, 17])
    'above'
    """
    found = normal_range(values[:-1], floor=floor)
    if found is None:
        return ""
    if values[-1] > found.high:
        return "above"
    if values[-1] < found.low:
        return "below"
    recent = values[-settings.RUN_WEEKS.value :]
    if all(one > found.centre for one in recent):
        return "run above"
    return "run below" if all(one < found.centre for one in recent) else ""
