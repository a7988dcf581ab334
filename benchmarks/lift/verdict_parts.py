"""What verdicts need of a world beside its covariates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.lift import engagement_world as world
from benchmarks.lift.engagement_world import Chosen

Numbers = NDArray[np.float64]


Pair = tuple[float, float]


def growth(chosen: Chosen, weights: Numbers) -> tuple[Pair, Pair]:
    """Visits in both halves of the estimator's baseline: of targets, of the weighted others."""
    first, last = world.BASELINE
    middle = first + (last - first + 1) // 2
    early, late = chosen.window(first, middle - 1), chosen.window(middle, last)
    ours, theirs = chosen.is_target, np.where(chosen.is_target, 0.0, weights)
    return (
        (float(early[ours].sum()), float(late[ours].sum())),
        (float(theirs @ early), float(theirs @ late)),
    )


def strata(chosen: Chosen) -> NDArray[np.intp]:
    """Industry, region and launch as one number."""
    told = chosen.accounts
    found = (told.industry * world.N_REGIONS + told.region) * world.N_WEEKS + chosen.launch
    return np.asarray(found, dtype=np.intp)
