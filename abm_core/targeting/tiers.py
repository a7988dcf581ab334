"""From scores to tiers: cutoffs, completeness gates, exclusions and capacity."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    n_reached = np.zeros(len(scores), dtype=np.int8)
    for cutoff in profile.cutoffs:
        n_reached += scores >= cutoff - SLACK
    best = _best_by_cutoffs_reached(matrix, profile)
    place = matrix.pattern * best.shape[1]
    place += n_reached
    tier: TierArray = best.ravel().take(place)
    tier[excluded] = 0
    return tier


def _best_by_cutoffs_reached(matrix: Matrix, profile: Profile) -> TierArray:
    """The tier of an account by its pattern (rows) and the cutoffs that it reaches (columns).

    Cutoffs never rise from tier to tier: one reached is the lowest, three are all. This table is
    small, and one look at it per account is several times faster than a mask per tier.
    """
    best = np.zeros((len(matrix.patterns), len(LEVELS) + 1), dtype=np.int8)
    may = may_enter(matrix, profile)
    for level in reversed(LEVELS):
        best[may[level - 1], len(LEVELS) + 1 - level :] = level
    return best


def may_enter(matrix: Matrix, profile: Profile) -> list[Mask]:
    """Per tier, which patterns of known criteria pass its completeness gate."""
    known = completeness_by_pattern(matrix, profile.weights)
    return [known >= gate - SLACK for gate in profile.gates]


def counts(tier: TierArray) -> tuple[int, int, int]:
    """Accounts in tier 1, 2 and 3."""
    one, two, three = (int(np.count_nonzero(tier == level)) for level in LEVELS)
    return one, two, three


def fit_to_capacity(scores: Numbers, matrix: Matrix, profile: Profile, excluded: Mask) -> Triple:
    """The cutoffs, on the sliders' steps, under which every tier fills but fits its capacity.

    Accounts with equal scores stay together, on the side that fits; only more full scores than
    places cannot be made to fit. A tier that cannot be filled keeps its cutoff, or takes that of
    the tier above where that is lower. A tier that needs more than the tier above, because too
    little is known of its accounts for that one, raises both.
    """
    known = ~excluded & ~np.isnan(scores)
    able = [known & may[matrix.pattern] for may in may_enter(matrix, profile)]
    cutoffs: list[float] = []
    for level in LEVELS:
        better = zip(able, cutoffs, strict=False)
        left = able[level - 1] & ~_admitted(scores, list(better))
        lowest = _lowest_that_fits(scores[left], profile.capacities[level - 1])
        if lowest is None:
            cutoffs.append(min([profile.cutoffs[level - 1], *cutoffs]))
        else:
            cutoffs = [*(max(cutoff, lowest) for cutoff in cutoffs), lowest]
    return cutoffs[0], cutoffs[1], cutoffs[2]


def _admitted(scores: Numbers, tiers: Sequence[tuple[Mask, float]]) -> Mask:
    """Accounts that some tier, given by who may enter and its cutoff, takes in."""
    taken = np.zeros(len(scores), dtype=np.bool_)
    for able, cutoff in tiers:
        taken |= able & (scores >= cutoff - SLACK)
    return taken


def cutoff_that_fits(
    scores: Numbers, tier: TierArray, matrix: Matrix, profile: Profile, level: int
) -> float | None:
    """The lowest cutoff under which one tier fits its capacity while the others stay as they are.

    ``tier`` is what the profile assigns. None when no cutoff up to that of the tier above does it.
    """
    held = scores[tier == level]
    cutoff = _lowest_that_fits(held, profile.capacities[level - 1])
    highest = profile.cutoffs[level - 2] if level > 1 else 100.0
    if cutoff is None:
        return profile.cutoffs[level - 1]
    fits = np.count_nonzero(held >= cutoff - SLACK) <= profile.capacities[level - 1]
    return cutoff if fits and cutoff <= highest else None


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
