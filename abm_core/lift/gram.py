"""Weighted sums of squares of columns, and their inverse: what every step of Newton's asks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
# Products below this size run in the calling thread and in the cache: on a busy machine that is
# twenty times faster than one large product, which waits for its slowest thread.
SMALL = 262_144
FLAT = 1e-12  # directions in which rows do not differ, relative to the others
WELL_APART = 1e-4  # of a column that others do not explain: below, it may be one of them


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


def inverse(bend: Numbers) -> Numbers:
    """The inverse of sums of squares; of the directions that vary, where columns repeat others.

    >>> inverse(np.array([[4.0, 0.0], [0.0, 0.0]]))
    array([[0.25, 0.  ],
           [0.  , 0.  ]])
    """
    held = np.diag(bend) > 0
    if not held.all():
        found = np.zeros_like(bend)
        found[np.ix_(held, held)] = inverse(bend[np.ix_(held, held)]) if held.any() else 0.0
        return found
    root = 1 / np.sqrt(np.diag(bend))
    scaled = bend * np.outer(root, root)
    try:
        if np.diag(np.linalg.cholesky(scaled)).min() > WELL_APART:
            return np.asarray(np.linalg.inv(scaled) * np.outer(root, root))
    except np.linalg.LinAlgError:
        pass  # columns that repeat others; the way around takes longer
    return np.asarray(np.linalg.pinv(bend, rcond=FLAT, hermitian=True))
