"""Whether targets were growing away from the others already before launch."""

from __future__ import annotations

import math


def seen(ours: tuple[float, float], theirs: tuple[float, float]) -> float:
    """Growth of targets within the baseline over that of comparison accounts, less 1.

    Each pair is what a group did in the first and in the last half of the estimator's baseline,
    the comparison accounts weighted. Weights make both groups alike in what they did over the whole
    baseline, not in which way they were going: 0.08 is 8 % faster than the others. NaN where a
    group did nothing in a half. It describes: a drift that cannot be seen is not ruled out.

    >>> round(seen((10, 15), (10, 12)), 6)
    0.25
    """
    if min(*ours, *theirs) <= 0:
        return math.nan
    return ours[1] / ours[0] / (theirs[1] / theirs[0]) - 1
