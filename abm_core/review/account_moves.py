"""How an account came to its tier and its stage: every dated move, with reason and who decided.

Tiers and scores are read as known then: entries of target lists, saves and weekly snapshots.
Stages are recomputed with today's rules.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

TIER, STAGE, OVERRIDE = "tier", "stage", "override"

# The entry that ended on the day on which another began is what it moved from.
TIERS = """
WITH entries AS (
    SELECT programme_id, programme, tier, joined_on, left_on, coalesce(approver, '') AS approver,
           coalesce(reason, '') AS reason, snapshot_id,
           lag(tier) OVER w AS tier_before, lag(left_on) OVER w AS left_before,
           lead(joined_on) OVER w AS next_on
    FROM target_list
    WHERE account_id = $account_id AND joined_on IS NOT NULL
    WINDOW w AS (PARTITION BY programme_id ORDER BY joined_on, left_on NULLS LAST)
)
SELECT e.joined_on AS day, if(e.left_before = e.joined_on, e.tier_before, NULL), e.tier,
       coalesce(e.programme, ''), e.approver, coalesce(s.tier_because, ''), coalesce(p.driver, '')
FROM entries e
LEFT JOIN snapshot_accounts s ON s.snapshot_id = e.snapshot_id AND s.account_id = $account_id
LEFT JOIN proposal_changes p ON p.snapshot_id = e.snapshot_id AND p.account_id = $account_id
UNION ALL
SELECT left_on, tier, NULL, coalesce(programme, ''), '', reason, ''
FROM entries WHERE left_on IS NOT NULL AND next_on IS DISTINCT FROM left_on
"""
STAGES = """
SELECT changed_on, stage_from, stage_to, motion FROM stage_changes WHERE account_id = $account_id
"""
OVERRIDES = """
SELECT created_at::DATE, tier, coalesce(reason, ''), coalesce(author, ''), expires_on,
       removed_at::DATE
FROM overrides WHERE account_id = $account_id
"""
# Saves and weekly snapshots of the programme saved last; those of undone imports tell nothing.
SCORES = """
WITH home AS (
    SELECT programme_id FROM snapshots ORDER BY snapshot_id::BIGINT DESC LIMIT 1
), told AS (
    SELECT w.as_of, a.score, a.tier, w.taken_at
    FROM weekly_snapshots w SEMI JOIN home USING (programme_id)
    JOIN (FROM weekly_accounts WHERE account_id = $account_id) a
        ON a.programme_id = w.programme_id AND a.week = w.week
    WHERE w.import_id IS NULL OR w.import_id NOT IN (
        SELECT import_id FROM imports WHERE undone_at IS NOT NULL)
    UNION ALL
    SELECT s.as_of, a.score, a.tier, s.saved_at
    FROM snapshots s SEMI JOIN home USING (programme_id)
    JOIN (FROM snapshot_accounts WHERE account_id = $account_id) a USING (snapshot_id)
)
SELECT as_of, score, tier FROM told
WHERE as_of BETWEEN $since AND $as_of
QUALIFY row_number() OVER (
    PARTITION BY date_trunc('week', as_of) ORDER BY taken_at DESC) = 1
ORDER BY as_of
"""
WEEKS_OF_SCORE = 26


class Move(NamedTuple):
    """A dated move. ``before`` and ``after`` are tiers ("1" to "3", empty for none) or stages.

    ``where`` is the programme, or the motion of a stage; ``reason`` and ``who`` are empty where
    nothing is known. ``driver`` is what moved the score, in words.
    """

    day: date
    kind: str
    before: str
    after: str
    where: str = ""
    who: str = ""
    reason: str = ""
    driver: str = ""


class Scored(NamedTuple):
    """The score and tier of an account as known on a day."""

    day: date
    score: float | None
    tier: str | None


def read(cursor: DuckDBPyConnection, account_id: str) -> list[Move]:
    """Every move of the account, the newest first."""
    key = {"account_id": account_id}
    found = [
        Move(day, TIER, before or "", after or "", programme, approver, because, driver)
        for day, before, after, programme, approver, because, driver
        in cursor.execute(TIERS, key).fetchall()
    ]
    found += [Move(day, STAGE, before or "", after, motion)
              for day, before, after, motion in cursor.execute(STAGES, key).fetchall()]  # fmt: skip
    for day, tier, reason, author, until, removed in cursor.execute(OVERRIDES, key).fetchall():
        ends = removed or until
        found.append(Move(day, OVERRIDE, "", tier or "", ends.isoformat(), author, reason))
    order = (STAGE, TIER, OVERRIDE)
    return sorted(found, key=lambda one: (one.day, order.index(one.kind), one.after),
                  reverse=True)  # fmt: skip


def last_tier_move(moves: list[Move], *, as_of: date) -> Move | None:
    """The newest change of tier up to a day; ``None`` for an account that never had one."""
    return next((one for one in moves if one.kind == TIER and one.day <= as_of), None)


def scores(cursor: DuckDBPyConnection, account_id: str, *, as_of: date) -> list[Scored]:
    """Scores as known then, of the last 26 weeks that have one; one per week, the oldest first."""
    since = as_of - timedelta(weeks=WEEKS_OF_SCORE)
    rows = cursor.execute(SCORES, {"account_id": account_id, "since": since, "as_of": as_of})
    return [Scored(*row) for row in rows.fetchall()]
