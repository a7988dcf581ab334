"""Tiers given by hand to two accounts that became one: the newest decision holds."""

from __future__ import annotations

import duckdb

from abm_core import overview, schema
from abm_core.intake.rows.changes import Log, upsert

REASON = "merged with an account that has a newer override"
OLDER = """
SELECT override_id
FROM overrides
WHERE account_id = $account_id AND removed_at IS NULL AND expires_on >= $as_of
QUALIFY row_number() OVER (
    PARTITION BY programme_id ORDER BY created_at DESC, override_id::BIGINT DESC
) > 1
"""


def end_older(cursor: duckdb.DuckDBPyConnection, account_id: str, log: Log) -> None:
    """Of the overrides of an account that hold in a programme, end all but the newest.

    They bear the reason; undoing the merge gives them back.
    """
    as_of = overview.newest_day(cursor) or log.at.date()
    ended = cursor.execute(OLDER, {"account_id": account_id, "as_of": as_of}).df().astype(object)
    ended["removed_at"] = log.at
    ended["removed_by"] = log.author
    ended["removed_because"] = REASON
    upsert(cursor, schema.OVERRIDES, ended, log)
