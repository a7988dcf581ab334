"""Hysteresis: when tiers are refreshed, an account must pass a cutoff by 2 points to move.

So that a list does not flap with every import. What-ifs show tiers without it; a save or proposal
that refreshes a list shows which accounts it held.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection

from abm_core import formats, settings
from abm_core.targeting import overrides, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile, Triple
from abm_core.targeting.target_list import Live
from abm_core.targeting.tiers import Mask, TierArray
from abm_core.targeting.whatif import NO_TIER_RANK, Rows

CONSIDERED = "SELECT account_id FROM snapshot_accounts WHERE snapshot_id = $snapshot_id"


class Refreshed(NamedTuple):
    """Tiers as a refresh would save them, and the rows of the accounts that hysteresis held."""

    scored: Scored
    held: Rows


def considered(cursor: DuckDBPyConnection, accounts: Accounts, live: Live) -> Mask:
    """Per account, whether the live save looked at it: a newcomer is not promoted, it arrives."""
    found = np.zeros(len(accounts), dtype=np.bool_)
    if live.save_id is not None:
        rows = cursor.execute(CONSIDERED, {"snapshot_id": str(live.save_id)}).fetchall()
        found[[accounts.row_of[one] for (one,) in rows if one in accounts.row_of]] = True
    return found


def refresh(accounts: Accounts, scored: Scored, live: Live, known: Mask) -> Refreshed:
    """The tiers of ``scored`` with hysteresis against the live ones, overrides last.

    ``known`` are the accounts that the live save looked at (``considered``). A promoted account
    gets the best tier whose cutoff it passes by 2 points, a demoted one loses every tier whose
    cutoff it falls short of by more than 2; in between it keeps what it has. Completeness gates
    and exclusions are not softened.
    """
    plain = tiers.assign(
        scored.scores, scored.frame.matrix, scored.profile, scored.frame.excluded)
    by_hand = {accounts.row_of.get(one.account_id) for one in live.overrides}
    softened = np.where(known, _held_between(scored, live.tier, plain), plain).astype(np.int8)
    rows = [int(row) for row in np.flatnonzero(softened != plain) if row not in by_hand]
    because = {
        row: _because(scored, int(plain[row]), int(softened[row]), int(live.tier[row]), row)
        for row in rows
    }
    found = scored._replace(tier=softened, because=because)
    return Refreshed(
        overrides.apply(accounts, found, live.overrides), np.array(rows, dtype=np.intp))


def _held_between(scored: Scored, live: TierArray, plain: TierArray) -> TierArray:
    """Live tiers moved no further than scores outside the band of every cutoff would have it."""
    band = settings.HYSTERESIS.value
    strict, lenient = (
        _rank(_assigned(scored, tuple_of(scored.profile, shift))) for shift in (band, -band)
    )
    was, now = _rank(live), _rank(plain)
    # A smaller rank is a better tier: promoted to no better than strict, demoted to no worse than
    # lenient.
    moved = np.where(now < was, np.minimum(strict, was), np.maximum(lenient, was))
    held = np.where(now == was, now, moved)
    return np.where(held == NO_TIER_RANK, 0, held).astype(np.int8)


def tuple_of(profile: Profile, shift: float) -> Triple:
    """The cutoffs moved by some points, within 0 and 100."""
    one, two, three = (min(max(cutoff + shift, 0.0), 100.0) for cutoff in profile.cutoffs)
    return one, two, three


def _assigned(scored: Scored, cutoffs: Triple) -> TierArray:
    shifted = replace(scored.profile, cutoffs=cutoffs)
    return tiers.assign(scored.scores, scored.frame.matrix, shifted, scored.frame.excluded)


def _rank(tier: TierArray) -> TierArray:
    return np.where(tier == 0, NO_TIER_RANK, tier)


def _because(scored: Scored, plain: int, held: int, live: int, row: int) -> str:
    """Which cutoff the account is too near to: on its way up that of ``plain``, down its own."""
    level = plain if 0 < plain < (live or NO_TIER_RANK) else held
    return (
        f"Held by hysteresis: {formats.score(float(scored.scores[row]))} is within "
        f"{settings.HYSTERESIS.value:g} points of the tier {level} cutoff of "
        f"{scored.profile.cutoffs[level - 1]:g}"
    )


def sentence(found: Refreshed) -> str:
    """How many accounts were held; nothing where none was."""
    if not len(found.held):
        return ""
    n = len(found.held)
    return (
        f"{formats.counted(n, 'account')} {'keeps its tier' if n == 1 else 'keep their tiers'}: "
        f"{'its score is' if n == 1 else 'their scores are'} within "
        f"{settings.HYSTERESIS.value:g} points of a cutoff (hysteresis)."
    )
