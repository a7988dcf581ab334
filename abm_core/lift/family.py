"""Families: accounts under one ultimate parent, because what a target hears its family hears."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.intp]


def roots(ids: pd.Index, parents: pd.Series) -> Codes:
    """The place of each account's ultimate parent; an account without a known parent is its own.

    Where parents go round in a circle, the first account of the circle stands for all.

    >>> ids = pd.Index(["a", "b", "c", "d", "e"])
    >>> [int(place) for place in roots(ids, pd.Series([None, "a", "b", "e", "d"]))]
    [0, 0, 0, 3, 3]
    """
    own = np.arange(len(ids))
    up = np.asarray(ids.get_indexer(pd.Index(parents)), dtype=np.intp)
    up = np.where((up < 0) | parents.isna().to_numpy(), own, up)
    found: Codes = own.copy()
    for place in np.flatnonzero(up != own):
        found[place] = _top(int(place), up)
    return found


def _top(place: int, up: Codes) -> int:
    way = [place]
    while (above := int(up[way[-1]])) not in way:
        way.append(above)
    circle = way[way.index(above) :]
    return min(circle)
