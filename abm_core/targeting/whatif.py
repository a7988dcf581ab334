"""A draft tiering against the live one: who enters, who leaves, what drove it, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm_core.targeting import scoring, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.target_list import Live
from abm_core.targeting.tiers import LEVELS, TierArray

Rows = np.ndarray
NO_TIER_RANK = 4


class TierLine(NamedTuple):
    """One tier, draft against live."""

    tier: int
    n_live: int
    n_draft: int
    n_enter: int
    n_leave: int
    capacity: int
    pipeline_live: float
    pipeline_draft: float


class Comparison(NamedTuple):
    """A draft against the live tiering. ``moved`` holds row numbers of accounts that change."""

    draft: Scored
    live: Live
    live_scores: np.ndarray | None
    lines: tuple[TierLine, TierLine, TierLine]
    moved: Rows
    n_up: int
    n_down: int


def compare(
    accounts: Accounts, draft: Scored, live: Live, live_scored: Scored | None
) -> Comparison:
    """Count what changes if the draft is saved.

    ``live_scored`` is the live profile on today's data.
    """
    moved = np.flatnonzero(draft.tier != live.tier)
    better = _rank(draft.tier[moved]) < _rank(live.tier[moved])
    pipeline = accounts.pipeline["open_pipeline"].to_numpy()
    lines = tuple(_line(level, draft, live.tier, pipeline) for level in LEVELS)
    scores = None if live_scored is None else live_scored.scores
    n_up = int(np.count_nonzero(better))
    return Comparison(draft, live, scores, lines, moved, n_up, len(moved) - n_up)  # type: ignore[arg-type]


def _rank(tier: TierArray) -> TierArray:
    """Tiers as a ladder: 1 is best, none comes after 3."""
    return np.where(tier == 0, NO_TIER_RANK, tier)


def _line(level: int, draft: Scored, live: TierArray, pipeline: np.ndarray) -> TierLine:
    was, now = live == level, draft.tier == level
    n_stay = int(np.count_nonzero(was & now))
    n_live, n_draft = int(np.count_nonzero(was)), int(np.count_nonzero(now))
    return TierLine(
        level, n_live, n_draft, n_draft - n_stay, n_live - n_stay,
        draft.profile.capacities[level - 1],
        float(pipeline[was].sum()), float(pipeline[now].sum()),
    )  # fmt: skip


def flows(comparison: Comparison) -> pd.DataFrame:
    """Movers by live and draft tier: live, draft, n; 0 stands for no tier."""
    moved = comparison.moved
    pairs = pd.DataFrame(
        {"live": comparison.live.tier[moved], "draft": comparison.draft.tier[moved]}
    )
    return pairs.value_counts().rename("n").reset_index().sort_values(["live", "draft"])


def drivers(comparison: Comparison, live_scored: Scored | None, rows: Rows) -> list[str]:
    """What moved each account (or, with nothing live to compare, what carries its score)."""
    draft = comparison.draft
    if live_scored is None:
        return [_largest(draft.profile, row) for row in _contributions(draft, rows)]
    changes = _contribution_changes(draft, live_scored, rows)
    return [
        _driver(comparison, live_scored, row, change)
        for row, change in zip(rows, changes.to_dict("records"), strict=True)
    ]


def _contributions(scored: Scored, rows: Rows) -> np.ndarray:
    return scoring.contributions(scored.frame.matrix.rows(rows), scored.profile.weights)


def _largest(profile: Profile, points: np.ndarray) -> str:
    if not len(points) or np.isnan(points).all():
        return "Nothing known"
    best = int(np.nanargmax(points))
    return f"{profile.criteria[best].name} {points[best]:.1f}"


def _contribution_changes(draft: Scored, live: Scored, rows: Rows) -> pd.DataFrame:
    """Draft less live contribution per criterion, by name; a criterion on one side only counts."""
    ours = pd.DataFrame(_contributions(draft, rows), columns=_names(draft.profile))
    theirs = pd.DataFrame(_contributions(live, rows), columns=_names(live.profile))
    return ours.fillna(0).sub(theirs.fillna(0), fill_value=0.0)


def _names(profile: Profile) -> list[str]:
    return [criterion.name for criterion in profile.criteria]


def _driver(
    comparison: Comparison, live_scored: Scored, row: int, change: dict[str, float]
) -> str:
    """The cause of one account's move, most decisive first."""
    draft, live = comparison.draft, comparison.live
    if draft.frame.excluded[row]:
        return f"Excluded: {draft.frame.reasons[row]}"
    if live_scored.tier[row] != live.tier[row] and live_scored.tier[row] == draft.tier[row]:
        return "Data changed since the save"
    delta = draft.scores[row] - live_scored.scores[row]
    upward = _rank(draft.tier[row : row + 1])[0] < _rank(live.tier[row : row + 1])[0]
    if change and abs(delta) >= 0.05 and (delta > 0) == upward:
        name = max(change, key=lambda key: change[key] if upward else -change[key])
        return f"{name} {change[name]:+.1f}"
    return _rule_change(draft, live_scored, row)


def _rule_change(draft: Scored, live: Scored, row: int) -> str:
    """The cause of a move that the score does not explain: a cutoff, a gate, an exclusion."""
    if live.frame.excluded[row]:
        return f"No longer excluded: {live.frame.reasons[row]}"
    levels = {int(draft.tier[row]), int(live.tier[row])} - {0}
    for level in sorted(levels):
        old, new = live.profile.cutoffs[level - 1], draft.profile.cutoffs[level - 1]
        if old != new:
            return f"Tier {level} cutoff {old:g} → {new:g}"
    return "Completeness gate"


def table(
    accounts: Accounts, comparison: Comparison, live_scored: Scored | None, rows: Rows
) -> pd.DataFrame:
    """The list on screen: one row per account, columns named as in ``schema.DERIVED``."""
    draft, live = comparison.draft, comparison.live
    matrix, weights = draft.frame.matrix.rows(rows), draft.profile.weights
    live_scores = np.full(len(rows), np.nan) if live_scored is None else live_scored.scores[rows]
    scores = draft.scores[rows]
    floor = scoring.floor(matrix, weights)
    known = scoring.completeness(matrix, weights)
    return pd.DataFrame({
        "account_id": accounts.ids[rows],
        "name": accounts.column("name").to_numpy()[rows],
        "live_tier": live.tier[rows],
        "draft_tier": draft.tier[rows],
        "score": scores,
        "live_score": live_scores,
        "change": scores - live_scores,
        "completeness": known,
        "floor": floor,
        "ceiling": floor + 100.0 * (1.0 - known),
        "driver": drivers(comparison, live_scored, rows),
        "open_pipeline": accounts.pipeline["open_pipeline"].to_numpy()[rows],
        "n_open": accounts.pipeline["n_open"].to_numpy(dtype=np.int64)[rows],
    })


def by_change(comparison: Comparison, limit: int) -> Rows:
    """Movers, those with the best draft or live tier first, then by distance moved."""
    moved = comparison.moved
    draft, live = _rank(comparison.draft.tier[moved]), _rank(comparison.live.tier[moved])
    order = np.lexsort((-_score_change(comparison)[moved], np.minimum(draft, live)))
    return moved[order[:limit]]


def _score_change(comparison: Comparison) -> np.ndarray:
    """Size of the score's change; the draft score itself when there is nothing to compare."""
    draft = np.nan_to_num(comparison.draft.scores)
    return draft if comparison.live_scores is None else np.abs(
        draft - np.nan_to_num(comparison.live_scores)
    )  # fmt: skip


def in_tiers(tier: TierArray, scores: np.ndarray, levels: Sequence[int], limit: int) -> Rows:
    """Accounts of the tiers wanted, best score first, at most ``limit``."""
    rows = np.flatnonzero(np.isin(tier, levels))
    return top(scores, rows, limit)


def top(scores: np.ndarray, rows: Rows, limit: int) -> Rows:
    """The ``limit`` best of some accounts, best first; no score comes last."""
    key = np.nan_to_num(scores[rows], nan=-1.0)
    if len(rows) > limit:
        rows = rows[np.argpartition(-key, limit)[:limit]]
        key = np.nan_to_num(scores[rows], nan=-1.0)
    return rows[np.lexsort((rows, -key))]


def histogram(scores: np.ndarray, width: float = 2.0) -> np.ndarray:
    """Accounts per band of account score; a full score counts in the last band."""
    known = scores[~np.isnan(scores)]
    n_bands = int(100 / width)
    band = np.minimum((known / width).astype(np.int64), n_bands - 1)
    return np.bincount(band, minlength=n_bands)


def stacked(scored: Scored, width: float = 2.0) -> np.ndarray:
    """Accounts per band (columns) and tier (rows: none, 1, 2, 3)."""
    n_bands = int(100 / width)
    known = ~np.isnan(scored.scores)
    band = np.minimum((scored.scores[known] / width).astype(np.int64), n_bands - 1)
    flat = np.bincount(scored.tier[known] * n_bands + band, minlength=4 * n_bands)
    return flat.reshape(4, n_bands)


def capacity_used(comparison: Comparison) -> list[float]:
    """Share of capacity that the draft uses, per tier; infinite where capacity is 0."""
    return [
        line.n_draft / line.capacity if line.capacity else (np.inf if line.n_draft else 0.0)
        for line in comparison.lines
    ]


def fitted(scored: Scored) -> Profile:
    """The draft with the cutoffs that fit its capacities."""
    laid = scored.frame
    cutoffs = tiers.fit_to_capacity(scored.scores, laid.matrix, scored.profile, laid.excluded)
    return replace(scored.profile, cutoffs=cutoffs)
