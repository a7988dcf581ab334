"""From scores to tiers: cutoffs, completeness gates, exclusions and capacity."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.targeting.matrix import Matrix
from abm_core.targeting.profile import Profile, Triple
from abm_core.targeting.scoring import Numbers, completeness_by_pattern

TierArray = NDArray[np.int8]
Mask = NDArray[np.bool_]
LEVELS = (1, 2, 3)
# Scores are compared after rounding to 1e-6, which is the same as allowing half of that.
SLACK = 0.5 * 10.0**-settings.SCORE_DECIMALS.value


def assign(scores: Numbers, matrix: Matrix, profile: Profile, excluded: Mask) -> TierArray:
    """Tier 1, 2 or 3 per account, 0 for none.

    The best tier whose cutoff the score reaches and whose completeness gate it passes. An
    excluded account, and one without a score, has none.
    """
    tier = np.zeros(len(scores), dtype=np.int8)
    may = may_enter(matrix, profile)
    for level in reversed(LEVELS):
        reached = scores >= profile.cutoffs[level - 1] - SLACK
        if not may[level - 1].all():
            reached &= may[level - 1][matrix.pattern]
        tier[reached] = level
    tier[excluded] = 0
    return tier


def may_enter(matrix: Matrix, profile: Profile) -> list[Mask]:
    """Per tier, which patterns of known criteria pass its completeness gate."""
    known = completeness_by_pattern(matrix, profile.weights)
    return [known >= gate - SLACK for gate in profile.gates]


def counts(tier: TierArray) -> tuple[int, int, int]:
    """Accounts in tier 1, 2 and 3."""
    found = np.bincount(tier, minlength=4)
    return int(found[1]), int(found[2]), int(found[3])


def fit_to_capacity(scores: Numbers, matrix: Matrix, profile: Profile, excluded: Mask) -> Triple:
    """The cutoffs, on the sliders' steps, under which every tier fills but fits its capacity.

    Accounts with equal scores stay together, on the side that fits. A tier that cannot be filled
    keeps its cutoff, or takes that of the tier above where that is lower.
    """
    pool = ~excluded & ~np.isnan(scores)
    cutoffs: list[float] = []
    for level, may in zip(LEVELS, may_enter(matrix, profile), strict=True):
        above = cutoffs[-1] if cutoffs else 100.0
        candidates = scores[pool & may[matrix.pattern]]
        lowest = _lowest_that_fits(candidates, profile.capacities[level - 1])
        cutoff = profile.cutoffs[level - 1] if lowest is None else lowest
        cutoffs.append(min(cutoff, above))
        pool &= ~(may[matrix.pattern] & (scores >= cutoffs[-1] - SLACK))
    return cutoffs[0], cutoffs[1], cutoffs[2]


def _lowest_that_fits(scores: Numbers, capacity: int) -> float | None:
    """The lowest step that admits at most ``capacity`` scores; None when all of them fit."""
    if len(scores) <= capacity:
        return None
    first_out = np.partition(scores, len(scores) - capacity - 1)[len(scores) - capacity - 1]
    step = settings.CUTOFF_STEP.value
    steps = math.floor((float(first_out) + SLACK) / step) + 1
    return min(steps * step, 100.0)


def over_capacity(tier: TierArray, profile: Profile) -> list[int]:
    """The tiers that hold more accounts than the team can work on."""
    held = counts(tier)
    return [level for level in LEVELS if held[level - 1] > profile.capacities[level - 1]]


def close_calls(scores: Numbers, excluded: Mask, cutoff: float) -> int:
    """Accounts that lie within one point of a cutoff, on either side."""
    near = np.abs(scores - cutoff) <= settings.NEAR_CUTOFF.value + SLACK
    return int(np.count_nonzero(near & ~excluded))
