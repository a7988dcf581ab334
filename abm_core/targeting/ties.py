"""Accounts of one score that are too many for the places left: what no cutoff can settle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from abm_core import settings
from abm_core.targeting import tiers
from abm_core.targeting.model import Scored
from abm_core.targeting.tiers import LEVELS, SLACK


class Tie(NamedTuple):
    """Accounts with one ``score`` that compete for the places that better ones leave in a tier.

    ``is_in``: all of them are in the tier, which holds more than it has places for; else none is.
    """

    tier: int
    n_tied: int
    score: float
    n_places: int
    is_in: bool


def find(scored: Scored) -> tuple[Tie, ...]:
    """The ties, best tier first, that put a tier above its capacity or leave much of it empty."""
    found = (_in_tier(scored, level) for level in LEVELS)
    return tuple(tie for tie in found if tie is not None)


def _in_tier(scored: Scored, level: int) -> Tie | None:
    capacity = scored.profile.capacities[level - 1]
    may = tiers.may_enter(scored.frame.matrix, scored.profile)[level - 1]
    in_line = may[scored.frame.matrix.pattern] & ~scored.frame.excluded & ~np.isnan(scored.scores)
    in_line &= (scored.tier == 0) | (scored.tier >= level)
    scores = np.sort(scored.scores[in_line])[::-1]
    if not 0 < capacity < len(scores):
        return None
    first_out = float(scores[capacity])
    n_better = int(np.count_nonzero(scores > first_out + SLACK))
    n_tied = int(np.count_nonzero(np.abs(scores - first_out) <= SLACK))
    n_held = int(np.count_nonzero(scored.tier == level))
    n_places = capacity - n_better
    is_in = n_held >= n_better + n_tied
    least = 0 if is_in else settings.TIE_SHARE.value * capacity
    return Tie(level, n_tied, first_out, n_places, is_in) if n_places > least else None
