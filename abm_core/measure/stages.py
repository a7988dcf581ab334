"""The stage of every account, today and in any past week, by the rules that hold today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.measure import points, rollup, stage_replay, stage_rules, weeks
from abm_core.overview import newest_day

NEW, EXPANSION = schema.JOURNEYS
STATE, SEEN, LAST_WEEK = "stages", "stages_seen", "stages_week"
REVISION = "stages_revision"
METHOD = 2  # counts up when the replay itself changes, so that stores are replayed again

# Everything that stages follow from, in a few numbers. Keys are unique, so sums of hashes do.
FINGERPRINT = """
SELECT
    (SELECT sum(hash(account_id, contact_id, week, points, n > 0)) FROM contact_points),
    (SELECT sum(hash(account_id, week)) FROM (SELECT DISTINCT account_id, week FROM surges)),
    (SELECT sum(hash(opportunity_id, account_id, motion, outcome, created_on, closed_on))
     FROM opportunities),
    (SELECT sum(hash(account_id, created_on)) FROM accounts),
    (SELECT sum(hash(account_id)) FROM account_scores WHERE round(fit, 6) >= $qualified_fit)
"""

AS_OF = """
SELECT account_id, motion, stage_to AS stage, changed_on AS since
FROM stage_changes
WHERE week <= $week
QUALIFY row_number() OVER (PARTITION BY account_id, motion ORDER BY week DESC) = 1
ORDER BY account_id, motion
"""

COUNTS = """
WITH steps AS (
    SELECT week, stage_to AS stage, 1 AS step FROM stage_changes WHERE motion = $motion
    UNION ALL
    SELECT week, stage_from, -1 FROM stage_changes
    WHERE motion = $motion AND stage_from IS NOT NULL
), wanted AS (
    SELECT unnest(generate_series($first::DATE, $last::DATE, INTERVAL 7 DAY))::DATE AS week
), netted AS (
    SELECT greatest(week, $first) AS week, stage, sum(step) AS step FROM steps
    WHERE week <= $last GROUP BY ALL
)
SELECT w.week, s.stage, coalesce(sum(n.step), 0)::BIGINT AS n_accounts
FROM wanted w CROSS JOIN (SELECT unnest($stages) AS stage) s
LEFT JOIN netted n ON n.stage = s.stage AND n.week <= w.week
GROUP BY w.week, s.stage
ORDER BY w.week, list_position($stages, s.stage)
"""

RECORDED = "SELECT min(week) FROM contact_points WHERE n > 0"

LEFT_OUT = """
SELECT count(*) FROM opportunities
WHERE account_id IN (SELECT account_id FROM accounts) AND outcome IS NOT NULL
  AND created_on IS NULL AND (outcome = 'open' OR closed_on IS NULL)
"""

HAS_FIT = "SELECT count(fit) > 0 FROM account_scores"


class Replayed(NamedTuple):
    """What the saved changes speak of.

    ``week`` is the Monday of the last week that is complete; ``recorded_from`` the first week with
    an activity of theirs (``None`` without any): before it only opportunities tell a stage.
    ``n_undated`` opportunities of known accounts have no day, and count nowhere. Without any
    account that ``has_fit`` none can be qualified.
    """

    week: date
    recorded_from: date | None
    n_undated: int
    rules_version: int
    has_fit: bool

    @property
    def end(self) -> date:
        """The Sunday that ends the last week."""
        return self.week + timedelta(days=6)


def refresh(cursor: DuckDBPyConnection) -> bool:
    """Replay all stages where something that they follow from has changed; whether it had.

    After points, surges and account scores are up to date. Asking again costs next to nothing.
    """
    newest = newest_day(cursor)
    if newest is None:
        return _forget(cursor)
    if store.read_meta(cursor, SEEN) == _asked(cursor, newest):
        return False
    held, last = stage_rules.current(cursor), weeks.last_complete(newest)
    blend = points.current(cursor).blend
    found = _state(cursor, held, last, blend)
    due = state(cursor) != found
    with store.transaction(cursor):
        if due:
            stage_replay.replay(cursor, held, last=last, blend=blend)
            store.write_meta(cursor, LAST_WEEK, last.isoformat())
            if store.read_meta(cursor, REVISION) == str(store.revision(cursor)):
                rollup.next_revision(cursor)  # the rules changed, not the data: caches must know
        store.write_meta(cursor, STATE, found)
        store.write_meta(cursor, REVISION, str(store.revision(cursor)))
        store.write_meta(cursor, SEEN, _asked(cursor, newest))
    return due


def _forget(cursor: DuckDBPyConnection) -> bool:
    """In a store without any day nothing has a stage; what was known before an undo goes."""
    if not state(cursor):
        return False
    with store.transaction(cursor):
        cursor.execute(stage_replay.FORGET)
        for name in (STATE, SEEN, LAST_WEEK):
            store.write_meta(cursor, name, "")
    return True


def _asked(cursor: DuckDBPyConnection, newest: date) -> str:
    return f"{METHOD} {store.versions(cursor)} {newest}"


def _state(
    cursor: DuckDBPyConnection, held: stage_rules.RulesVersion, last: date, blend: float
) -> str:
    fit = {"qualified_fit": held.rules.qualified_fit}
    (found,) = cursor.execute(FINGERPRINT, fit).fetchall()
    return " ".join(map(str, (METHOD, held.version, last, blend, *found)))


def state(cursor: DuckDBPyConnection) -> str:
    """A text that changes whenever a stage may have changed."""
    return store.read_meta(cursor, STATE) or ""


def seen(cursor: DuckDBPyConnection) -> str:
    """A text that changes whenever data or decisions have changed: what caches are kept by."""
    return f"{store.read_meta(cursor, SEEN)} {store.read_meta(cursor, STATE)}"


def replayed(cursor: DuckDBPyConnection) -> Replayed | None:
    """Through which week stages are known; ``None`` before the first replay."""
    found = store.read_meta(cursor, LAST_WEEK)
    if not found:
        return None
    return Replayed(
        date.fromisoformat(found), cursor.execute(RECORDED).fetchall()[0][0],
        cursor.execute(LEFT_OUT).fetchall()[0][0], stage_rules.current(cursor).version,
        cursor.execute(HAS_FIT).fetchall()[0][0],
    )  # fmt: skip


def as_of(cursor: DuckDBPyConnection, week: date) -> pd.DataFrame:
    """Stage of every account at the end of a past week: account_id, motion, stage, since.

    ``week`` is any day of it. Accounts that were not there yet have no row; expansion has rows
    for customers only.
    """
    return cursor.execute(AS_OF, {"week": weeks.monday(week)}).df()


def counts(
    cursor: DuckDBPyConnection, *, first: date, last: date, motion: str = NEW
) -> pd.DataFrame:
    """How many accounts are in each stage at the end of each week: week, stage, n_accounts.

    ``first`` and ``last`` are any days of the first and the last week. Weeks without a change are
    there too, with the numbers of the week before.
    """
    return cursor.execute(COUNTS, {
        "first": weeks.monday(first), "last": weeks.monday(last), "motion": motion,
        "stages": list(schema.ACCOUNT_STAGES),
    }).df()  # fmt: skip
