"""Many numbers at once: what is left of each chance when all of them are looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def holm(p: ArrayLike) -> Numbers:
    """Chances adjusted so that none of a family of metrics is called different by accident.

    Chances that are not known (NaN) stay so and do not count.
    """
    return _adjusted(p, "holm")


def benjamini_hochberg(p: ArrayLike) -> Numbers:
    """Chances adjusted so that of a list called different at most that share is by accident.

    >>> benjamini_hochberg([0.01, 0.04, float("nan")]).round(3)
    array([0.02, 0.04,  nan])
    """
    return _adjusted(p, "fdr_bh")


def _adjusted(p: ArrayLike, method: str) -> Numbers:
    from statsmodels.stats.multitest import multipletests  # slow to import

    found = np.array(p, dtype=np.float64)
    known = ~np.isnan(found)
    if known.any():
        found[known] = multipletests(found[known], method=method)[1]
    return found
