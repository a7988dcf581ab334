"""The account score: a blend of all criteria, and what is known of it.

With criterion score s, weight w and k = 1 where the value is known (design notes, section 4):
score = 100 Σ w s k / Σ w k; completeness = Σ w k / Σ w; floor = 100 Σ w s k / Σ w;
ceiling = floor + 100 (1 − completeness); contribution = 100 w s k / Σ w k.
Where nothing is known there is no score: NaN.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from abm_core.targeting.matrix import Matrix
from abm_core.targeting.profile import Criterion, Part

Numbers = NDArray[np.float64]


def score(matrix: Matrix, weights: ArrayLike) -> Numbers:
    """Account score per account, 0 to 100."""
    points = np.asarray(weights, dtype=np.float64)
    found: Numbers = matrix.scored @ points
    found *= _percent_of_known(matrix, points).take(matrix.pattern)
    return found


def _percent_of_known(matrix: Matrix, points: Numbers) -> Numbers:
    """100 / Σ w k per pattern; NaN where no known criterion has weight."""
    known = matrix.patterns @ points
    return np.divide(100.0, known, out=np.full_like(known, np.nan), where=known > 0)


def completeness_by_pattern(matrix: Matrix, weights: ArrayLike) -> Numbers:
    """Share of the weight whose data is known, per pattern; 0 when nothing has weight."""
    points = np.asarray(weights, dtype=np.float64)
    total = points.sum()
    known: Numbers = matrix.patterns @ points
    return known / total if total > 0 else np.zeros_like(known)


def completeness(matrix: Matrix, weights: ArrayLike) -> Numbers:
    """Share of the weight whose data is known, per account, 0 to 1."""
    return completeness_by_pattern(matrix, weights)[matrix.pattern]


def floor(matrix: Matrix, weights: ArrayLike) -> Numbers:
    """Score if everything unknown scored nothing; NaN when nothing has weight."""
    points = np.asarray(weights, dtype=np.float64)
    total = points.sum()
    reached: Numbers = matrix.scored @ points
    return 100.0 * reached / total if total > 0 else np.full_like(reached, np.nan)


def ceiling(matrix: Matrix, weights: ArrayLike) -> Numbers:
    """Score if everything unknown scored full."""
    return floor(matrix, weights) + 100.0 * (1.0 - completeness(matrix, weights))


def contributions(matrix: Matrix, weights: ArrayLike) -> Numbers:
    """Points that each criterion adds, accounts × criteria; a row adds up to its score."""
    points = np.asarray(weights, dtype=np.float64)
    percent = _percent_of_known(matrix, points)[matrix.pattern]
    return matrix.scored * points * percent[:, None]


def part_score(matrix: Matrix, criteria: Sequence[Criterion], part: Part) -> Numbers:
    """Fit or timing: the same formula over the criteria of that part only."""
    weights = [criterion.weight if criterion.part == part else 0.0 for criterion in criteria]
    return score(matrix, weights)
