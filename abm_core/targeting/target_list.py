"""The target list: which account is in which tier of a programme, since when, by which save.

Saving a tiering writes the profile's version, a snapshot of every account, and dates every entry
and exit. Nothing else changes a tier.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, settings, store
from abm_core.errors import AbmError
from abm_core.overview import newest_day
from abm_core.targeting import moves, overrides, profiles, snapshots
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import NO_REASONS, Scored
from abm_core.targeting.overrides import Override
from abm_core.targeting.profile import Profile
from abm_core.targeting.tiers import TierArray

PROGRAMMES = """
SELECT programme_id, name, launched_on,
       (SELECT max(snapshot_id::BIGINT) FROM snapshots s WHERE s.programme_id = p.programme_id)
           AS newest_save
FROM programmes p
ORDER BY newest_save DESC NULLS LAST, launched_on DESC NULLS LAST, name
"""

OPEN_ENTRIES = """
SELECT account_id, tier, joined_on
FROM target_list
WHERE programme_id = $programme_id AND left_on IS NULL
"""

NEWEST_SAVE = """
SELECT s.snapshot_id, s.author, s.saved_at, s.as_of, s.effective_on, p.definition, p.version, p.name
FROM snapshots s JOIN profiles p USING (profile_id)
WHERE s.programme_id = $programme_id
ORDER BY s.snapshot_id::BIGINT DESC
LIMIT 1
"""

REASONS = """
SELECT account_id, tier_because FROM snapshot_accounts
WHERE snapshot_id = $snapshot_id AND tier_because IS NOT NULL
"""

HISTORY = """
SELECT account_id, account_name, tier, joined_on, left_on, approver, reason
FROM target_list
WHERE programme_id = $programme_id
ORDER BY coalesce(left_on, joined_on) DESC, account_name
"""


NOBODY: Mapping[str, str] = MappingProxyType({})
# Two windows that save in the same moment would both see the save before them as the newest.
_ONE_SAVE_AT_A_TIME = Lock()


class Programme(NamedTuple):
    """A programme and its newest save (``None`` when its tiers were only imported)."""

    programme_id: str
    name: str
    launched_on: date | None
    newest_save: int | None


class Live(NamedTuple):
    """The saved decision of a programme.

    ``tier`` is per account in the order of ``Accounts.ids``; 0 is none. ``profile`` is ``None``
    when the list was imported and never saved from a profile. ``save_id`` is what a later save
    must build on. ``overrides`` are those that hold as of the day asked for; ``because`` says, by
    row number, why an account has another tier than its score gave it at the save.
    """

    programme: Programme | None
    tier: TierArray
    joined_on: dict[str, date]
    profile: Profile | None
    version: int
    save_id: int | None
    saved_by: str
    saved_at: datetime | None
    overrides: tuple[Override, ...] = ()
    because: Mapping[int, str] = NO_REASONS


class Saved(NamedTuple):
    """What a save did."""

    snapshot_id: int
    n_entered: int
    n_left: int
    n_moved: int


def programmes(cursor: DuckDBPyConnection) -> list[Programme]:
    """All programmes, the one saved last first."""
    return [Programme(*row) for row in cursor.execute(PROGRAMMES).fetchall()]


def live(
    cursor: DuckDBPyConnection, accounts: Accounts, programme: Programme | None,
    as_of: date | None = None,
) -> Live:
    """The tiers that hold today, and the profile that they were saved from.

    ``as_of`` is the day on which overrides must hold (default: the newest day of the data).
    """
    if programme is None:
        return Live(None, np.zeros(len(accounts), dtype=np.int8), {}, None, 0, None, "", None)
    key = {"programme_id": programme.programme_id}
    entries = cursor.execute(OPEN_ENTRIES, key).fetchall()
    tier = _in_order(accounts, {account_id: int(tier) for account_id, tier, _ in entries})
    joined = {account_id: joined_on for account_id, _, joined_on in entries}
    newest = cursor.execute(NEWEST_SAVE, key).fetchall()
    held = overrides.active(
        cursor, programme.programme_id, as_of or newest_day(cursor) or date.min)
    if not newest:
        return Live(programme, tier, joined, None, 0, None, "", None, held)
    save_id, author, saved_at, _, _, definition, version, name = newest[0]
    reasons = cursor.execute(REASONS, {"snapshot_id": save_id}).fetchall()
    return Live(
        programme, tier, joined, profiles.of_definition(definition, name), version, int(save_id),
        author or "", saved_at, held,
        {accounts.row_of[one]: text for one, text in reasons if one in accounts.row_of},
    )  # fmt: skip


def newest_save(cursor: DuckDBPyConnection, programme: str) -> int | None:
    """The newest save of the programme of that name; ``None`` when there is none."""
    found = [known.newest_save for known in programmes(cursor) if known.name == programme.strip()]
    return found[0] if found else None


def _in_order(accounts: Accounts, tier_of: dict[str, int]) -> TierArray:
    """Tiers by account id, laid out in the order of the accounts; other ids are left out."""
    tier = np.zeros(len(accounts), dtype=np.int8)
    rows, levels = accounts.rows_of(list(tier_of)), np.array(list(tier_of.values()), dtype=np.int8)
    tier[rows[rows >= 0]] = levels[rows >= 0]
    return tier


def save(
    cursor: DuckDBPyConnection,
    accounts: Accounts,
    scored: Scored,
    *,
    programme: str,
    as_of: date,
    saved_at: datetime,
    effective_on: date | None = None,
    author: str = "",
    note: str = "",
    based_on: int | None = None,
    profile_id: str | None = None,
) -> Saved:
    """Make a tiering live: in one transaction, write profile, snapshot, entries and exits.

    ``based_on`` is the ``save_id`` that the draft was compared with; if another window has saved
    since, nothing is written and an ``AbmError`` says so. Overrides that hold come last.
    ``effective_on`` dates the entries and exits (default: ``as_of``, but never before the newest
    entry). ``profile_id`` names the saved version that was scored with; without one, the profile
    is saved as a new version.
    """
    with _ONE_SAVE_AT_A_TIME, store.transaction(cursor):
        home = at_home(cursor, programme, launched_on=effective_on or as_of)
        before = live(cursor, accounts, home, as_of)
        refuse_if_overtaken(before, based_on)
        profile_id = profile_id or profiles.write(
            cursor, scored.profile, author=author, note=note, saved_at=saved_at
        )
        return write(
            cursor, accounts, overrides.apply(accounts, scored, before.overrides), before,
            as_of=as_of, effective_on=effective_on or as_of, profile_id=profile_id, author=author,
            note=note, saved_at=saved_at,
        )  # fmt: skip


def write(
    cursor: DuckDBPyConnection,
    accounts: Accounts,
    scored: Scored,
    before: Live,
    *,
    as_of: date,
    effective_on: date,
    profile_id: str,
    author: str,
    note: str,
    saved_at: datetime,
    proposal_id: str | None = None,
    approvers: Mapping[str, str] = NOBODY,
) -> Saved:
    """Make the tiers of ``scored`` live as they are, inside a transaction of the caller.

    ``approvers`` names who signed, by account id; without ``proposal_id`` the save is not signed.
    """
    assert before.programme is not None
    home = before.programme
    day = moves.entry_day(cursor, home.programme_id, effective_on)
    snapshot_id = snapshots.write(
        cursor, accounts, scored, programme_id=home.programme_id, profile_id=profile_id,
        as_of=as_of, effective_on=day, author=author, note=note, saved_at=saved_at,
        proposal_id=proposal_id,
    )  # fmt: skip
    moved = moves.moves(accounts, before.tier, scored.tier, author, approvers)
    moves.write(
        cursor, moved, home.programme_id, home.name, snapshot_id, day, author, saved_at)
    store.next_decision(cursor)
    was_in, is_in = moved["old_tier"].notna(), moved["new_tier"].notna()
    return Saved(
        snapshot_id,
        n_entered=int((~was_in & is_in).sum()),
        n_left=int((was_in & ~is_in).sum()),
        n_moved=int((was_in & is_in).sum()),
    )


def at_home(cursor: DuckDBPyConnection, name: str, *, launched_on: date) -> Programme:
    """The programme of that name, created where there is none."""
    name = name.strip() or settings.PROGRAMME.value
    for programme in programmes(cursor):
        if programme.name == name:
            return programme
    programme_id = str(store.next_id(cursor, schema.PROGRAMMES))
    store.insert(cursor, schema.PROGRAMMES, [
        {"programme_id": programme_id, "name": name, "launched_on": launched_on}
    ])  # fmt: skip
    return Programme(programme_id, name, launched_on, None)


def refuse_if_overtaken(before: Live, based_on: int | None) -> None:
    """Raise ``AbmError`` when another save came after the one that a draft was built on."""
    if before.save_id == based_on:
        return
    who = f" by {before.saved_by}" if before.saved_by else ""
    when = f" at {before.saved_at:%H:%M} UTC" if before.saved_at else ""
    raise AbmError(
        f"Another window saved this programme's tiers first{who}{when}. Nothing of yours was "
        "written.",
        "Your draft is still here: look at it against the new live tiers, then save again.",
    )


def history(cursor: DuckDBPyConnection, programme: Programme) -> pd.DataFrame:
    """Every entry and exit of a programme's list, newest first."""
    return cursor.execute(HISTORY, {"programme_id": programme.programme_id}).df()
