"""Which weeks an import can have changed, so that the roll-up compares those alone.

Imports log what they change. Where imports explain every new revision since the last roll-up, and
none of them removed a row or moved it in time, only the weeks of their activities, of activities
of their new accounts and contacts, and of the days that are over since can differ. Anything else
that changes data (an undo, a merge, an erasure, a decision, other rules) has all weeks compared.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from duckdb import DuckDBPyConnection

from abm_core import store

SEEN = "rollup_import"  # in the store's meta: the newest import that was rolled up
MOST_WEEKS = 53  # of more, all are compared at once

NEWEST = "SELECT coalesce(max(import_id), 0) FROM imports"
# A change that can leave a week, or that follows no activity, explains nothing.
EXPLAINED = """
SELECT count(DISTINCT c.import_id), count(*) FILTER (
           (c.entity = 'activities' AND c.field IN ('-', 'occurred_at', 'activity_id'))
           OR (c.entity = 'accounts' AND c.field IN ('-', 'account_id'))
           OR (c.entity = 'contacts' AND c.field IN ('-', 'contact_id')))
FROM change_log c
WHERE c.import_id > $seen
  AND c.import_id IN (SELECT import_id FROM imports WHERE undone_at IS NULL)
"""
# The clocks of the house may place a row a day earlier or later.
TOUCHED = """
CREATE OR REPLACE TEMP TABLE rollup_touched AS
WITH changed AS (
    SELECT entity, entity_id, field FROM change_log
    WHERE import_id > $seen AND entity IN ('activities', 'accounts', 'contacts')
),
moments AS (
    SELECT occurred_at FROM activities
    WHERE import_id > $seen OR occurred_at BETWEEN $from_day AND $to_day
    UNION ALL
    SELECT occurred_at FROM activities WHERE activity_id IN (
        SELECT entity_id FROM changed WHERE entity = 'activities' AND field <> '*')
    UNION ALL
    SELECT occurred_at FROM activities WHERE account_id IN (
        SELECT entity_id FROM changed WHERE entity = 'accounts' AND field IN ('+', 'domain'))
    UNION ALL
    SELECT occurred_at FROM activities WHERE contact_id IN (
        SELECT entity_id FROM changed WHERE entity = 'contacts' AND field IN ('+', 'email'))
)
SELECT DISTINCT date_trunc('week', occurred_at + to_days(shift))::DATE AS week
FROM moments, (VALUES (-1), (1)) AS shifts(shift)
"""
N_TOUCHED = "SELECT count(*) FROM rollup_touched"
THEIR_ROWS = """
CREATE OR REPLACE TEMP TABLE rollup_activities AS
SELECT * FROM activities
WHERE date_trunc('week', occurred_at - INTERVAL 1 DAY)::DATE IN (SELECT week FROM rollup_touched)
   OR date_trunc('week', occurred_at + INTERVAL 1 DAY)::DATE IN (SELECT week FROM rollup_touched)
"""
NO_WEEKS = "CREATE OR REPLACE TEMP TABLE rollup_touched (week DATE)"
ALL_ROWS = "CREATE OR REPLACE TEMP VIEW rollup_activities AS SELECT * FROM activities"
KIND = "SELECT table_type FROM information_schema.tables WHERE table_name = 'rollup_activities'"
FORGET_VIEW = "DROP VIEW IF EXISTS temp.rollup_activities"
FORGET_TABLE = "DROP TABLE IF EXISTS temp.rollup_activities"
FORGET_WEEKS = "DROP TABLE IF EXISTS temp.rollup_touched"


def lay_out(
    cursor: DuckDBPyConnection, *, known: tuple[int, date] | None, as_of: date
) -> bool:
    """Make ``rollup_activities`` and ``rollup_touched``; whether all weeks are to be compared.

    ``known``: the revision and the as-of day of the last roll-up by the same rules, if there was
    one.
    """
    if known is not None and _lay_out_touched(cursor, *known, as_of):
        cursor.execute(THEIR_ROWS)
        return False
    cursor.execute(NO_WEEKS)
    cursor.execute(ALL_ROWS)
    return True


def _lay_out_touched(
    cursor: DuckDBPyConnection, revision: int, as_of_before: date, as_of: date
) -> bool:
    seen = store.read_meta(cursor, SEEN)
    if seen is None:
        return False
    n_imports, n_unclear = cursor.execute(EXPLAINED, {"seen": int(seen)}).fetchall()[0]
    if n_unclear or n_imports != store.revision(cursor) - revision:
        return False
    days = sorted((as_of_before, as_of))
    cursor.execute(TOUCHED, {
        "seen": int(seen), "from_day": _midnight(days[0] - timedelta(days=1)),
        "to_day": _midnight(days[1] + timedelta(days=2)),
    })  # fmt: skip
    return bool(cursor.execute(N_TOUCHED).fetchall()[0][0] <= MOST_WEEKS)


def settle(cursor: DuckDBPyConnection) -> None:
    """Say that every import up to now is rolled up, and forget what ``lay_out`` made."""
    ((newest,),) = cursor.execute(NEWEST).fetchall()
    store.write_meta(cursor, SEEN, str(newest))
    kinds = {kind for (kind,) in cursor.execute(KIND).fetchall()}
    cursor.execute(FORGET_VIEW if "VIEW" in kinds else FORGET_TABLE)
    cursor.execute(FORGET_WEEKS)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
