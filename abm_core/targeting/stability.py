"""How sure a tier is: would it hold under weights that are a little different?

Stability of an account is the share of weight vectors, every weight times an independent uniform
0.9 to 1.1, under which it keeps its tier.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from abm_core import settings
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.scoring import Numbers
from abm_core.targeting.tiers import LEVELS, SLACK, Mask, TierArray

CHUNK = 2048  # accounts at a time: a chunk's scores under all vectors stay in fast memory
Rows = np.ndarray


class TierStability(NamedTuple):
    """Accounts of one tier, and how many of them keep it under nearly all weights."""

    tier: int
    n: int
    n_stable: int


def stability(scored: Scored, *, seed: int, n_draws: int = settings.STABILITY_DRAWS.value
              ) -> Numbers:  # fmt: skip
    """Per account, the share of weight vectors under which it keeps its tier, 0 to 1.

    Accounts that no such vector can move are not tried: their stability is 1.
    """
    weights = draws(scored.profile, seed=seed, n_draws=n_draws)
    keeps = np.ones(len(scored.tier))
    movable = np.flatnonzero(can_move(scored))
    for start in range(0, len(movable), CHUNK):
        rows = movable[start : start + CHUNK]
        found = _tiers(scored, rows, weights)
        keeps[rows] = (found == scored.tier[rows, None]).mean(axis=1)
    return keeps


def draws(profile: Profile, *, seed: int, n_draws: int) -> Numbers:
    """Weight vectors near the profile's: draws × criteria."""
    spread = settings.STABILITY_SPREAD.value
    factors = np.random.default_rng(seed).uniform(
        1 - spread, 1 + spread, (n_draws, len(profile.criteria))
    )
    return np.asarray(factors * profile.weights)


def can_move(scored: Scored) -> Mask:
    """Accounts whose tier some such vector could change: near enough to a cutoff or a gate.

    The odds of a share Σ w x / Σ w change at most by the largest weight factor over the smallest.
    """
    matrix, profile = scored.frame.matrix, scored.profile
    points = np.asarray(profile.weights)
    total = points.sum()
    known = matrix.patterns @ points / total if total > 0 else np.zeros(len(matrix.patterns))
    near_gate = _may_cross(known, profile.gates)[matrix.pattern]
    near_cutoff = _may_cross(scored.scores / 100.0, [cutoff / 100.0 for cutoff in profile.cutoffs])
    return (near_gate | near_cutoff) & ~scored.frame.excluded & ~np.isnan(scored.scores)


def _may_cross(shares: Numbers, lines: tuple[float, ...] | list[float]) -> Mask:
    spread = settings.STABILITY_SPREAD.value
    ratio = (1 + spread) / (1 - spread)
    with np.errstate(invalid="ignore"):
        low, high = shares / (shares + ratio * (1 - shares)), ratio * shares / (
            1 + (ratio - 1) * shares
        )
        found = [(low <= line + SLACK) & (line - SLACK <= high) for line in lines]
    return np.asarray(np.any(found, axis=0))


def _tiers(scored: Scored, rows: Rows, weights: Numbers) -> TierArray:
    """Tiers of some accounts (rows) under several weight vectors (columns)."""
    matrix, profile = scored.frame.matrix, scored.profile
    known = matrix.patterns[matrix.pattern[rows]] @ weights.T
    reached = matrix.scored[rows] @ weights.T
    reached *= np.divide(100.0, known, out=np.full_like(known, np.nan), where=known > 0)
    total = weights.sum(axis=1)
    return tiers_of(reached, known / np.where(total > 0, total, 1.0), profile)


def tiers_of(scores: Numbers, completeness: Numbers, profile: Profile) -> TierArray:
    """The best tier whose cutoff the score reaches and whose gate the completeness passes."""
    tier = np.zeros(scores.shape, dtype=np.int8)
    for level in reversed(LEVELS):
        is_in = scores >= profile.cutoffs[level - 1] - SLACK
        is_in &= completeness >= profile.gates[level - 1] - SLACK
        tier[is_in] = level
    return tier


def summary(scored: Scored, keeps: Numbers) -> tuple[TierStability, ...]:
    """Per tier, how many accounts are stable."""
    stable = keeps >= settings.STABLE_FROM.value - SLACK
    return tuple(
        TierStability(
            level,
            int(np.count_nonzero(scored.tier == level)),
            int(np.count_nonzero(stable & (scored.tier == level))),
        )
        for level in LEVELS
    )


def close_to(scored: Scored, level: int) -> Rows:
    """Accounts within a point of a tier's cutoff on either side, the nearest first."""
    distance = np.abs(from_cutoff(scored, level))
    near = (distance <= settings.NEAR_CUTOFF.value + SLACK) & ~scored.frame.excluded
    rows = np.flatnonzero(near)
    found: Rows = rows[np.argsort(distance[rows], kind="stable")]
    return found


def from_cutoff(scored: Scored, level: int) -> Numbers:
    """Points of every account above (below: less than 0) the cutoff of a tier."""
    return np.asarray(scored.scores - scored.profile.cutoffs[level - 1])


def percent(keeps: Numbers) -> Numbers:
    """Stability as percentages, for a table."""
    return np.asarray(100 * keeps)


def shakiest(scored: Scored, keeps: Numbers, limit: int) -> Rows:
    """Accounts of the tiers that are not stable: the best tier first, in it the least stable."""
    rows = np.flatnonzero((scored.tier > 0) & (keeps < settings.STABLE_FROM.value - SLACK))
    found: Rows = rows[np.lexsort((rows, keeps[rows], scored.tier[rows]))][:limit]
    return found
