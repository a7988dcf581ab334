"""On deck: the accounts that are next in line for each tier, and what they wait for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm_core import formats, settings
from abm_core.targeting import tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.whatif import NO_TIER_RANK, Rows, top

BY_CAPACITY, BY_SCORE, BY_COMPLETENESS = "capacity", "score", "completeness"


def on_deck(
    accounts: Accounts, scored: Scored, level: int, limit: int = settings.ON_DECK.value
) -> pd.DataFrame:
    """Who is next in line for a tier, in order.

    First those in the tier for whom the team has no place left (the worst scores beyond its
    capacity; overrides take their places first), then those in a lower tier or none by how near
    they are. Excluded accounts, those without a score and those kept out by hand are not in line.
    Columns: account_id, name, tier (0: none), score, short_by (points below the cutoff; 0 where it
    is reached), waits_for (capacity, completeness, score).
    """
    rows = np.concatenate([_beyond_capacity(scored, level), _below(scored, level)])[:limit]
    rows = rows.astype(np.intp)
    short = np.maximum(scored.profile.cutoffs[level - 1] - scored.scores[rows], 0.0)
    short[short <= tiers.SLACK] = 0.0
    inside = scored.tier[rows] == level
    return pd.DataFrame({
        "account_id": accounts.ids[rows],
        "name": accounts.at("name", rows),
        "tier": scored.tier[rows],
        "score": scored.scores[rows],
        "short_by": short,
        "waits_for": np.select(
            [inside, short > 0], [BY_CAPACITY, BY_SCORE], default=BY_COMPLETENESS),
    })  # fmt: skip


def _beyond_capacity(scored: Scored, level: int) -> Rows:
    """Accounts of the tier that come after its places, best first."""
    inside = np.flatnonzero(scored.tier == level)
    by_hand = np.isin(inside, list(scored.because))
    places = max(scored.profile.capacities[level - 1] - int(by_hand.sum()), 0)
    return top(scored.scores, inside[~by_hand], len(inside))[places:]


def _below(scored: Scored, level: int) -> Rows:
    """Accounts in a lower tier or none, best score first."""
    rank = np.where(scored.tier == 0, NO_TIER_RANK, scored.tier)
    able = (rank > level) & ~scored.frame.excluded & ~np.isnan(scored.scores)
    able[list(scored.because)] = False
    rows = np.flatnonzero(able)
    return top(scored.scores, rows, len(rows))


def sentence(found: pd.DataFrame, level: int) -> str:
    """Who is next, in one sentence."""
    if found.empty:
        return f"Nobody is next in line for tier {level}."
    first = found.iloc[0]
    waits = {
        BY_CAPACITY: "in the tier, but beyond the places that the team has",
        BY_COMPLETENESS: "high enough, but too little is known of it",
        BY_SCORE: f"{first['short_by']:.1f} points below the cutoff",
    }[str(first["waits_for"])]
    return (
        f"{formats.counted(len(found), 'account')} next in line for tier {level}; the first is "
        f"{first['name']} with {formats.score(float(first['score']))}, {waits}."
    )
