"""Weighted sums of squares and products of columns: what Newton's method asks for at every step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
# Products below this size run in the calling thread and in the cache: on a busy machine that is
# twenty times faster than one large product, which waits for its slowest thread.
SMALL = 262_144


def gram(x: Numbers, weights: Numbers) -> Numbers:
    """Σ w·xx' over the rows of ``x``; weights are 0 or more.

    >>> gram(np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([1.0, 2.0]))
    array([[19.,  2.],
           [ 2.,  4.]])
    """
    n_columns = x.shape[1]
    root, found = np.sqrt(weights)[:, None], np.zeros((n_columns, n_columns))
    rows = max(64, SMALL // max(1, n_columns**2))
    for start in range(0, len(x), rows):
        part = x[start : start + rows] * root[start : start + rows]
        found += part.T @ part
    return found
