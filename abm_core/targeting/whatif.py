"""A draft tiering against the live one: who enters, who leaves, what drove it, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm_core import formats
from abm_core.targeting import overrides, scoring, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.target_list import Live
from abm_core.targeting.tiers import LEVELS, TierArray

Rows = np.ndarray
NO_TIER_RANK = 4
BAND = 2.0  # points of account score per bar of the distribution
N_STATES = 4  # no tier, 1, 2, 3
DATA_CHANGED = "Data changed since the save"


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
    """Count what changes if the draft is saved; overrides that hold come last, as they would.

    ``live_scored`` is the live profile on today's data.
    """
    draft = overrides.apply(accounts, draft, live.overrides)
    moved = np.flatnonzero(draft.tier != live.tier)
    better = _rank(draft.tier[moved]) < _rank(live.tier[moved])
    pipeline = accounts.pipeline["open_pipeline"].to_numpy()
    one, two, three = (_line(level, draft, live.tier, pipeline) for level in LEVELS)
    scores = None if live_scored is None else live_scored.scores
    n_up = int(np.count_nonzero(better))
    return Comparison(draft, live, scores, (one, two, three), moved, n_up, len(moved) - n_up)


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
        sum_known(pipeline[was]), sum_known(pipeline[now]),
    )  # fmt: skip


def sum_known(amounts: np.ndarray) -> float:
    """The sum of the amounts that are known; NaN when some are missing and none is known."""
    known = amounts[~np.isnan(amounts)]
    return float(known.sum()) if known.any() or len(known) == len(amounts) else float("nan")


class Flow(NamedTuple):
    """How many accounts go from a live tier to a draft tier; 0 stands for no tier."""

    live: int
    draft: int
    n: int


def flows(comparison: Comparison) -> list[Flow]:
    """Movers by live and draft tier."""
    moved = comparison.moved
    pair = N_STATES * comparison.live.tier[moved].astype(np.intp) + comparison.draft.tier[moved]
    counted = np.bincount(pair, minlength=N_STATES**2)
    found = np.flatnonzero(counted)
    live, draft = np.divmod(found, N_STATES)
    return list(map(Flow, live.tolist(), draft.tolist(), counted[found].tolist()))


def drivers(comparison: Comparison, live_scored: Scored | None, rows: Rows) -> list[str]:
    """What moved each account (or, with nothing live to compare, what carries its score)."""
    draft = comparison.draft
    if live_scored is None:
        return [
            draft.because.get(int(row)) or _largest(draft.profile, points)
            for row, points in zip(rows, _contributions(draft, rows), strict=True)
        ]
    names, changes = _contribution_changes(draft, live_scored, rows)
    stays = (draft.tier == comparison.live.tier) & ~draft.frame.excluded
    return [
        draft.because[row]
        if row in draft.because
        else _largest(draft.profile, points)
        if stays[row]
        else _driver(comparison, live_scored, row, dict(zip(names, change, strict=True)))
        for row, points, change in zip(
            rows.tolist(), _contributions(draft, rows), changes.tolist(), strict=True)
    ]


def _contributions(scored: Scored, rows: Rows) -> np.ndarray:
    return scoring.contributions(scored.frame.matrix.rows(rows), scored.profile.weights)


def _largest(profile: Profile, points: np.ndarray) -> str:
    if not len(points) or np.isnan(points).all():
        return "Nothing known"
    best = int(np.nanargmax(points))
    return f"{profile.criteria[best].name} {points[best]:.1f}"


def _contribution_changes(
    draft: Scored, live: Scored, rows: Rows
) -> tuple[list[str], np.ndarray]:
    """Names of the criteria, and draft less live contribution of each; one on one side counts."""
    ours, theirs = _names(draft.profile), _names(live.profile)
    names = list(dict.fromkeys([*ours, *theirs]))
    place = {name: position for position, name in enumerate(names)}
    changes = np.zeros((len(rows), len(names)))
    changes[:, : len(ours)] = np.nan_to_num(_contributions(draft, rows))
    changes[:, [place[name] for name in theirs]] -= np.nan_to_num(_contributions(live, rows))
    return names, changes


def _names(profile: Profile) -> list[str]:
    return [criterion.name for criterion in profile.criteria]


def _driver(
    comparison: Comparison, live_scored: Scored, row: int, change: dict[str, float]
) -> str:
    """The cause of one account's move, most decisive first."""
    draft, saved = comparison.draft, comparison.live.tier[row]
    if draft.frame.excluded[row]:
        return f"Excluded: {draft.frame.reasons[row]}"
    if live_scored.frame.excluded[row]:
        return f"No longer excluded: {live_scored.frame.reasons[row]}"
    if draft.tier[row] == live_scored.tier[row]:
        return _at_the_save(comparison.live, row)
    level = min({int(draft.tier[row]), int(saved)} - {0})
    if crossing := _crossing(draft, live_scored, row, level, change):
        return crossing
    return _at_the_save(comparison.live, row) if live_scored.tier[row] != saved else (
        "Completeness gate")  # fmt: skip


def _at_the_save(live: Live, row: int) -> str:
    """The saved tier was not what the score gave: by hand, or the data have changed since."""
    if row not in live.because:
        return DATA_CHANGED
    return f"At the save: {live.because[row]}"


def _crossing(
    draft: Scored, live: Scored, row: int, level: int, change: dict[str, float]
) -> str:
    """What took an account across the cutoff of a tier; "" when it is on the same side of it."""
    old, new = live.profile.cutoffs[level - 1], draft.profile.cutoffs[level - 1]
    before, after = live.scores[row], draft.scores[row]
    was_in = before >= old - tiers.SLACK
    if was_in == (after >= new - tiers.SLACK):
        return ""
    by_cutoff_alone = was_in != (before >= new - tiers.SLACK)
    by_score_alone = was_in != (after >= old - tiers.SLACK)
    if by_cutoff_alone and not by_score_alone:
        return f"Tier {level} cutoff {old:g} → {new:g}"
    name = min(change, key=change.__getitem__) if was_in else max(change, key=change.__getitem__)
    return f"{name} {formats.change(change[name])}"


def table(
    accounts: Accounts, comparison: Comparison, live_scored: Scored | None, rows: Rows
) -> pd.DataFrame:
    """A list of accounts: one row each, columns named as in ``schema.DERIVED``."""
    return pd.DataFrame(columns(accounts, comparison, live_scored, rows))


def columns(
    accounts: Accounts, comparison: Comparison, live_scored: Scored | None, rows: Rows
) -> dict[str, np.ndarray | list[str]]:
    """The columns of ``table``, for a screen that redraws at every step of a slider."""
    draft, live = comparison.draft, comparison.live
    matrix, weights = draft.frame.matrix.rows(rows), draft.profile.weights
    live_scores = np.full(len(rows), np.nan) if live_scored is None else live_scored.scores[rows]
    scores = draft.scores[rows]
    floor = scoring.floor(matrix, weights)
    known = scoring.completeness(matrix, weights)
    return {
        "account_id": accounts.ids[rows],
        "name": accounts.at("name", rows),
        "live_tier": live.tier[rows],
        "draft_tier": draft.tier[rows],
        "score": scores,
        "live_score": live_scores,
        "change": scores - live_scores,
        "fit": scoring.part_score(matrix, draft.profile.criteria, "fit"),
        "timing": scoring.part_score(matrix, draft.profile.criteria, "timing"),
        "completeness": known,
        "floor": floor,
        "ceiling": floor + 100.0 * (1.0 - known),
        "driver": drivers(comparison, live_scored, rows),
        "open_pipeline": accounts.pipeline["open_pipeline"].to_numpy()[rows],
        "n_open": accounts.pipeline["n_open"].to_numpy()[rows].astype(np.int64),
    }


class Mover(NamedTuple):
    """An account that changes tier; 0 is no tier, a score that is not known is NaN."""

    name: str
    live_tier: int
    draft_tier: int
    live_score: float
    score: float


def largest(accounts: Accounts, comparison: Comparison, limit: int) -> list[Mover]:
    """The first movers that have both scores."""
    draft, live_scores = comparison.draft, comparison.live_scores
    rows = by_change(comparison, limit)
    if live_scores is not None:
        rows = rows[~np.isnan(draft.scores[rows]) & ~np.isnan(live_scores[rows])]
    before = np.full(len(rows), np.nan) if live_scores is None else live_scores[rows]
    return list(map(Mover, accounts.at("name", rows), comparison.live.tier[rows].tolist(),
                    draft.tier[rows].tolist(), before.tolist(), draft.scores[rows].tolist()))


def by_change(comparison: Comparison, limit: int, among: Rows | None = None) -> Rows:
    """Movers, those with the best draft or live tier first, then by distance moved."""
    rows = comparison.moved if among is None else among
    draft, live = _rank(comparison.draft.tier[rows]), _rank(comparison.live.tier[rows])
    return _first(rows, (np.minimum(draft, live), -_score_change(comparison, rows)), limit)


def _score_change(comparison: Comparison, rows: Rows) -> np.ndarray:
    """Size of the score's change; the draft score itself when there is nothing to compare."""
    draft: np.ndarray = np.nan_to_num(comparison.draft.scores[rows])
    if comparison.live_scores is None:
        return draft
    moved: np.ndarray = np.abs(draft - np.nan_to_num(comparison.live_scores[rows]))
    return moved


def _first(rows: Rows, keys: tuple[np.ndarray, np.ndarray], limit: int) -> Rows:
    """The first accounts by a whole number, then by points of score, then in their own order.

    A list shows few of many, so that only those are sorted which can be among them.
    """
    if 0 < limit < len(rows):
        both = 1000.0 * keys[0] + keys[1]  # points of score span far less than 1000
        near = np.flatnonzero(both <= np.partition(both, limit - 1)[limit - 1])
        rows, keys = rows[near], (keys[0][near], keys[1][near])
    first: Rows = rows[np.lexsort((rows, keys[1], keys[0]))[:limit]]
    return first


def in_tiers(tier: TierArray, scores: np.ndarray, levels: Sequence[int], limit: int) -> Rows:
    """Accounts of the tiers wanted, best score first, at most ``limit``."""
    rows = np.flatnonzero(np.isin(tier, levels))
    return top(scores, rows, limit)


def top(scores: np.ndarray, rows: Rows, limit: int) -> Rows:
    """The ``limit`` best of some accounts, best first; no score comes last."""
    return _first(rows, (np.zeros(len(rows)), -np.nan_to_num(scores[rows], nan=-1.0)), limit)


def named(accounts: Accounts, rows: Rows, text: str) -> Rows:
    """Those of some accounts whose name or domain holds a text, in any case."""
    if not text.strip():
        return rows
    wanted = text.strip().casefold()
    held = [
        accounts.column(ref).iloc[rows].str.casefold().str.contains(wanted, regex=False, na=False)
        for ref in ("name", "domain")
    ]
    found: Rows = rows[held[0].to_numpy(dtype=bool) | held[1].to_numpy(dtype=bool)]
    return found


def histogram(scores: np.ndarray, width: float = BAND) -> np.ndarray:
    """Accounts per band of account score; a full score counts in the last band."""
    known = scores[~np.isnan(scores)]
    n_bands = int(100 / width)
    band = np.minimum((known / width).astype(np.intp), n_bands - 1)
    return np.bincount(band, minlength=n_bands)


def stacked(scored: Scored, width: float = BAND) -> np.ndarray:
    """Accounts per band (columns) and tier (rows: none, 1, 2, 3)."""
    n_bands = int(100 / width)
    known = ~np.isnan(scored.scores)
    band = np.minimum((scored.scores[known] / width).astype(np.int64), n_bands - 1)
    flat = np.bincount(scored.tier[known].astype(np.intp) * n_bands + band, minlength=4 * n_bands)
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
