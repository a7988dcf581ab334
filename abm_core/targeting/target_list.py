"""The target list: which account is in which tier of a programme, since when, by which save.

Saving a tiering writes the profile's version, a snapshot of every account, and dates every entry
and exit. Nothing else changes a tier.
"""

from __future__ import annotations

from datetime import date, datetime
from threading import Lock
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, settings, store
from abm_core.errors import AbmError
from abm_core.targeting import profiles, snapshots
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
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

NEWEST_ENTRY_DAY = """
SELECT greatest(max(joined_on), max(left_on)) FROM target_list WHERE programme_id = $programme_id
"""

CLOSE_ENTRIES = """
UPDATE target_list SET left_on = $day, reason = $reason
FROM moved
WHERE target_list.programme_id = $programme_id
  AND target_list.account_id = moved.account_id
  AND target_list.left_on IS NULL
"""

# An entry that was opened and closed on the same day never held; only the change log keeps it.
DROP_EMPTY_ENTRIES = """
DELETE FROM target_list
WHERE programme_id = $programme_id AND joined_on = $day AND left_on = $day AND reason = $reason
"""

OPEN_NEW_ENTRIES = """
INSERT INTO target_list
    (programme_id, programme, account_id, account_name, account_domain, tier, joined_on, approver,
     reason, snapshot_id)
SELECT $programme_id, $programme, account_id, a.name, a.domain, moved.new_tier, $day, $author,
       $reason, $snapshot_id
FROM moved JOIN accounts a USING (account_id)
WHERE moved.new_tier IS NOT NULL
"""

LOG_MOVES = """
INSERT INTO change_log
    (change_id, entity, entity_id, field, old_value, new_value, import_id, author, changed_at)
SELECT $first_id + row_number() OVER (ORDER BY account_id) - 1, 'target_list',
       to_json([$programme_id, account_id]), 'tier', to_json(old_tier), to_json(new_tier),
       NULL, $author, $saved_at
FROM moved
"""

HISTORY = """
SELECT account_id, account_name, tier, joined_on, left_on, approver, reason
FROM target_list
WHERE programme_id = $programme_id
ORDER BY coalesce(left_on, joined_on) DESC, account_name
"""


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
    must build on.
    """

    programme: Programme | None
    tier: TierArray
    joined_on: dict[str, date]
    profile: Profile | None
    version: int
    save_id: int | None
    saved_by: str
    saved_at: datetime | None


class Saved(NamedTuple):
    """What a save did."""

    snapshot_id: int
    n_entered: int
    n_left: int
    n_moved: int


def programmes(cursor: DuckDBPyConnection) -> list[Programme]:
    """All programmes, the one saved last first."""
    return [Programme(*row) for row in cursor.execute(PROGRAMMES).fetchall()]


def live(cursor: DuckDBPyConnection, accounts: Accounts, programme: Programme | None) -> Live:
    """The tiers that hold today, and the profile that they were saved from."""
    if programme is None:
        return Live(None, np.zeros(len(accounts), dtype=np.int8), {}, None, 0, None, "", None)
    key = {"programme_id": programme.programme_id}
    entries = cursor.execute(OPEN_ENTRIES, key).fetchall()
    tier = _in_order(accounts, {account_id: int(tier) for account_id, tier, _ in entries})
    joined = {account_id: joined_on for account_id, _, joined_on in entries}
    newest = cursor.execute(NEWEST_SAVE, key).fetchall()
    if not newest:
        return Live(programme, tier, joined, None, 0, None, "", None)
    save_id, author, saved_at, _, _, definition, version, name = newest[0]
    profile = profiles.of_definition(definition, name)
    return Live(programme, tier, joined, profile, version, int(save_id), author or "", saved_at)


def newest_save(cursor: DuckDBPyConnection, programme: str) -> int | None:
    """The newest save of the programme of that name; ``None`` when there is none."""
    found = [known.newest_save for known in programmes(cursor) if known.name == programme.strip()]
    return found[0] if found else None


def _in_order(accounts: Accounts, tier_of: dict[str, int]) -> TierArray:
    """Tiers by account id, laid out in the order of the accounts; other ids are left out."""
    tier = np.zeros(len(accounts), dtype=np.int8)
    for account_id, level in tier_of.items():
        if (row := accounts.row_of.get(account_id)) is not None:
            tier[row] = level
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
    since, nothing is written and an ``AbmError`` says so. ``effective_on`` dates the entries and
    exits (default: ``as_of``, but never before the newest entry). ``profile_id`` names the saved
    version that was scored with; without one, the profile is saved as a new version.
    """
    with _ONE_SAVE_AT_A_TIME, store.transaction(cursor):
        home = _programme(cursor, programme, launched_on=effective_on or as_of)
        before = live(cursor, accounts, home)
        _refuse_if_overtaken(before, based_on)
        day = _entry_day(cursor, home, effective_on or as_of)
        profile_id = profile_id or profiles.write(
            cursor, scored.profile, author=author, note=note, saved_at=saved_at
        )
        snapshot_id = snapshots.write(
            cursor, accounts, scored, programme_id=home.programme_id, profile_id=profile_id,
            as_of=as_of, effective_on=day, author=author, note=note, saved_at=saved_at,
        )  # fmt: skip
        moved = _moves(accounts, before.tier, scored)
        _write_moves(cursor, moved, home, snapshot_id, day, author, saved_at)
        store.next_decision(cursor)
    was_in, is_in = moved["old_tier"].notna(), moved["new_tier"].notna()
    return Saved(
        snapshot_id,
        n_entered=int((~was_in & is_in).sum()),
        n_left=int((was_in & ~is_in).sum()),
        n_moved=int((was_in & is_in).sum()),
    )


def _programme(cursor: DuckDBPyConnection, name: str, *, launched_on: date) -> Programme:
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


def _refuse_if_overtaken(before: Live, based_on: int | None) -> None:
    if before.save_id == based_on:
        return
    who = f" by {before.saved_by}" if before.saved_by else ""
    when = f" at {before.saved_at:%H:%M} UTC" if before.saved_at else ""
    raise AbmError(
        f"Another window saved this programme's tiers first{who}{when}. Nothing of yours was "
        "written.",
        "Your draft is still here: look at it against the new live tiers, then save again.",
    )


def _entry_day(cursor: DuckDBPyConnection, programme: Programme, wanted: date) -> date:
    """The day that dates entries and exits: never before the list's newest one."""
    key = {"programme_id": programme.programme_id}
    newest = cursor.execute(NEWEST_ENTRY_DAY, key).fetchall()[0][0]
    return max(wanted, newest) if newest else wanted


def _moves(accounts: Accounts, before: TierArray, scored: Scored) -> pd.DataFrame:
    """Accounts whose saved tier changes: account_id, old_tier, new_tier (None outside)."""
    changed = np.flatnonzero(before != scored.tier)
    return pd.DataFrame({
        "account_id": pd.Series(accounts.ids[changed], dtype="str"),
        "old_tier": pd.Series(snapshots.tier_text(before[changed]), dtype="str"),
        "new_tier": pd.Series(snapshots.tier_text(scored.tier[changed]), dtype="str"),
    })


def _write_moves(
    cursor: DuckDBPyConnection,
    moved: pd.DataFrame,
    programme: Programme,
    snapshot_id: int,
    day: date,
    author: str,
    saved_at: datetime,
) -> None:
    key = {"programme_id": programme.programme_id}
    reason = f"save {snapshot_id}"
    cursor.register("moved", moved)
    cursor.execute(CLOSE_ENTRIES, {**key, "day": day, "reason": reason})
    cursor.execute(DROP_EMPTY_ENTRIES, {**key, "day": day, "reason": reason})
    cursor.execute(OPEN_NEW_ENTRIES, {
        **key,
        "programme": programme.name,
        "day": day,
        "author": author or None,
        "reason": reason,
        "snapshot_id": str(snapshot_id),
    })  # fmt: skip
    cursor.execute(LOG_MOVES, {
        **key,
        "first_id": store.next_id(cursor, schema.CHANGE_LOG),
        "author": author or None,
        "saved_at": saved_at,
    })  # fmt: skip
    cursor.unregister("moved")


def history(cursor: DuckDBPyConnection, programme: Programme) -> pd.DataFrame:
    """Every entry and exit of a programme's list, newest first."""
    return cursor.execute(HISTORY, {"programme_id": programme.programme_id}).df()
