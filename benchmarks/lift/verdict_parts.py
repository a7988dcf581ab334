"""What verdicts need of a world beside its covariates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.lift import engagement_world as world
from benchmarks.lift.engagement_world import Chosen

Numbers = NDArray[np.float64]


def halves(chosen: Chosen) -> tuple[Numbers, Numbers]:
    """Visits in the first and in the last thirteen weeks of the estimator's baseline."""
    first, last = world.BASELINE
    middle = first + (last - first + 1) // 2
    return chosen.window(first, middle - 1), chosen.window(middle, last)


def strata(chosen: Chosen) -> NDArray[np.intp]:
    """Industry, region and launch as one number."""
    told = chosen.accounts
    found = (told.industry * world.N_REGIONS + told.region) * world.N_WEEKS + chosen.launch
    return np.asarray(found, dtype=np.intp)
