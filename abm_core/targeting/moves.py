"""Entries and exits of a target list: dated, with who approved them, and logged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.targeting import snapshots
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.tiers import TierArray

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
SELECT $programme_id, $programme, account_id, a.name, a.domain, moved.new_tier, $day,
       moved.approver, $reason, $snapshot_id
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


def entry_day(cursor: DuckDBPyConnection, programme_id: str, wanted: date) -> date:
    """The day that dates entries and exits: never before the list's newest one."""
    key = {"programme_id": programme_id}
    newest = cursor.execute(NEWEST_ENTRY_DAY, key).fetchall()[0][0]
    return max(wanted, newest) if newest else wanted


def moves(
    accounts: Accounts, before: TierArray, after: TierArray, author: str,
    approvers: Mapping[str, str],
) -> pd.DataFrame:
    """Accounts whose saved tier changes: account_id, old_tier, new_tier (None outside), approver.

    ``approvers`` names who signed for an account; ``author`` stands for all others.
    """
    changed = np.flatnonzero(before != after)
    ids = accounts.ids[changed]
    return pd.DataFrame({
        "account_id": pd.Series(ids, dtype="str"),
        "old_tier": pd.Series(snapshots.tier_text(before[changed]), dtype="str"),
        "new_tier": pd.Series(snapshots.tier_text(after[changed]), dtype="str"),
        "approver": pd.Series([approvers.get(one, author) or None for one in ids], dtype="str"),
    })


def write(
    cursor: DuckDBPyConnection,
    moved: pd.DataFrame,
    programme_id: str,
    programme: str,
    snapshot_id: int,
    day: date,
    author: str,
    saved_at: datetime,
) -> None:
    """Close and open entries for accounts that move, inside a transaction of the caller."""
    key = {"programme_id": programme_id}
    reason = f"save {snapshot_id}"
    cursor.register("moved", moved)
    cursor.execute(CLOSE_ENTRIES, {**key, "day": day, "reason": reason})
    cursor.execute(DROP_EMPTY_ENTRIES, {**key, "day": day, "reason": reason})
    cursor.execute(OPEN_NEW_ENTRIES, {
        **key,
        "programme": programme,
        "day": day,
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
