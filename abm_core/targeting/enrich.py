"""Which missing fields could change tiers, and at which accounts: the list to enrich.

For an account that lacks one criterion's value, that value could score anything from the worst to
the best that the criterion knows. If neither end changes the tier, finding it out is not urgent.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from abm_core.targeting import scoring
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.rules import Bands, Categories, Rule
from abm_core.targeting.scoring import Numbers
from abm_core.targeting.stability import tiers_of
from abm_core.targeting.tiers import Mask, TierArray
from abm_core.targeting.whatif import NO_TIER_RANK, Rows


class Missing(NamedTuple):
    """One criterion: how many accounts lack it, and whose tier its value could change."""

    position: int
    criterion: str
    field: str
    n_unknown: int
    n_could_rise: int
    n_could_fall: int
    n_could_change: int


class Ends(NamedTuple):
    """Accounts that lack a criterion, with score and tier if it were worst and if it were best."""

    rows: Rows
    low_score: Numbers
    high_score: Numbers
    low_tier: TierArray
    high_tier: TierArray


def missing(scored: Scored) -> list[Missing]:
    """Every criterion with weight that some account lacks, the one that could change most first."""
    found = [
        _missing(scored, position)
        for position, criterion in enumerate(scored.profile.criteria) if criterion.weight
    ]  # fmt: skip
    return sorted(
        (one for one in found if one.n_unknown), key=lambda one: -one.n_could_change
    )


def _missing(scored: Scored, position: int) -> Missing:
    ends = ends_of(scored, position)
    rises, falls = _moves(scored, ends)
    criterion = scored.profile.criteria[position]
    return Missing(
        position, criterion.name, criterion.field, len(ends.rows),
        *(int(np.count_nonzero(one)) for one in (rises, falls, rises | falls)),
    )  # fmt: skip


def ends_of(scored: Scored, position: int) -> Ends:
    """What a criterion's value could make of the accounts that lack it; excluded ones are out."""
    matrix, profile = scored.frame.matrix, scored.profile
    points = np.asarray(profile.weights)
    weight, total = points[position], points.sum()
    lacks = (matrix.patterns[:, position] == 0)[matrix.pattern]
    rows = np.flatnonzero(lacks & ~scored.frame.excluded)
    reached = matrix.scored[rows] @ points
    known = (matrix.patterns @ points)[matrix.pattern[rows]] + weight
    low, high = (
        100.0 * (reached + weight * end) / known for end in span(profile.criteria[position].rule)
    )
    worst, best = (tiers_of(scores, known / total, profile) for scores in (low, high))
    return Ends(rows, low, high, worst, best)


def span(rule: Rule) -> tuple[float, float]:
    """The lowest and the highest score that a rule can give to a known value.

    >>> span(Bands(((100, 0.5), (1000, 0.9))))
    (0.0, 0.9)
    """
    match rule:
        case Bands(steps):
            scores = [0.0, *(score for _, score in steps)]
        case Categories(table, otherwise):
            scores = [otherwise, *(score for _, score in table)]
        case _:
            scores = [0.0, 1.0]
    return min(scores), max(scores)


def _moves(scored: Scored, ends: Ends) -> tuple[Mask, Mask]:
    """Accounts that could rise, and that could fall."""
    now = _rank(scored.tier[ends.rows])
    return _rank(ends.high_tier) < now, _rank(ends.low_tier) > now


def _rank(tier: TierArray) -> TierArray:
    return np.where(tier == 0, NO_TIER_RANK, tier)


def to_enrich(accounts: Accounts, scored: Scored) -> pd.DataFrame:
    """The list to enrich: account × field, those that could reach the best tier first.

    Columns are named as in ``schema.DERIVED``.
    """
    parts = [_lines(accounts, scored, one) for one in missing(scored)]
    if not parts:
        return _lines(accounts, scored, None)
    found = pd.concat(parts, ignore_index=True)
    best = _rank(found["best_tier"].to_numpy())
    at_stake = -found["open_pipeline"].fillna(0).to_numpy()
    order = np.lexsort((found["account_id"], -found["score_if_best"], at_stake, best))
    return found.iloc[order].reset_index(drop=True)


def _lines(accounts: Accounts, scored: Scored, one: Missing | None) -> pd.DataFrame:
    """The accounts whose tier one missing value could change."""
    if one is None:
        none = np.array([], dtype=np.intp)
        ends, keep = Ends(none, *(np.array([]) for _ in range(4))), none
    else:
        ends = ends_of(scored, one.position)
        keep = np.flatnonzero(np.any(_moves(scored, ends), axis=0))
    rows = ends.rows[keep]
    return pd.DataFrame({
        "account_id": accounts.ids[rows],
        "name": accounts.at("name", rows),
        "missing_field": one.criterion if one else "",
        "score": scored.scores[rows],
        "draft_tier": scored.tier[rows],
        "completeness": scoring.completeness(
            scored.frame.matrix.rows(rows), scored.profile.weights),
        "score_if_worst": ends.low_score[keep],
        "score_if_best": ends.high_score[keep],
        "worst_tier": ends.low_tier[keep].astype(np.int8),
        "best_tier": ends.high_tier[keep].astype(np.int8),
        "open_pipeline": accounts.pipeline["open_pipeline"].to_numpy()[rows],
    })
