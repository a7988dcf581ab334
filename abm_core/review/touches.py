"""When we were last in touch, and follow-ups that nobody has made. After ``recent.lay_out``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, settings
from abm_core.measure import sla
from abm_core.measure.sla import Hours, Status
from abm_core.review.changes_rows import fetched
from abm_core.review.known import Known
from abm_core.review.recent import through

# As the follow-up clock means it: a meeting takes both sides, whoever's name it stands under.
OURS = """
SELECT account_id, max(last_on) AS last_on
FROM review_recent SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS account_id) USING (account_id)
WHERE (kind = 'meeting' OR (kind IN ('call', 'mail sent', 'mail reply') AND direction = 'ours'))
GROUP BY account_id
"""
QUALIFIED = """
SELECT s.account_id, a.name AS account, max(s.changed_on) AS qualified_on
FROM stage_changes s JOIN review_accounts a USING (account_id)
WHERE s.stage_to = 'qualified' AND coalesce(s.stage_from, '') NOT IN ('opportunity', 'customer')
  AND s.changed_on BETWEEN $since AND $until AND coalesce(s.left_on > $until, TRUE)
GROUP BY ALL ORDER BY qualified_on, account, s.account_id
"""


class Waiting(NamedTuple):
    """A qualified account that nobody of us has followed up; ``due_on`` is the day it is due."""

    account_id: str
    account: str
    qualified_on: date
    due_on: date
    status: Status


def last_of_ours(cursor: DuckDBPyConnection, ids: Iterable[str]) -> dict[str, date]:
    """The newest day on which we called, wrote to or met each account; of most weeks back."""
    found = fetched(cursor, OURS, {"ids": list(ids)})
    return {row["account_id"]: row["last_on"] for row in found}


def waiting(cursor: DuckDBPyConnection, known: Known) -> list[Waiting]:
    """Qualified accounts of the last weeks that wait for a follow-up, the oldest first."""
    until = through(known)
    since = until - timedelta(weeks=settings.FOLLOW_UP_WEEKS.value)
    found = fetched(cursor, QUALIFIED, {"since": since, "until": until})
    touched = last_of_ours(cursor, [row["account_id"] for row in found]) if found else {}
    hours = Hours(zone=known.house.time_zone)
    now = formats.end_of_day(until, hours.zone) - timedelta(seconds=1)
    return [
        Waiting(row["account_id"], row["account"], row["qualified_on"], due_on, status)
        for row in found
        if touched.get(row["account_id"], date.min) < row["qualified_on"]
        for status, due_on in [_judged(row["qualified_on"], hours, known.house.sla_hours, now)]
    ]


def _judged(day: date, hours: Hours, n_hours: float, now: datetime) -> tuple[Status, date]:
    status, due_at, _ = sla.judge(
        sla.start_of(day, hours), None, n_hours=n_hours, hours=hours, now=now)  # fmt: skip
    return status, formats.local_day(due_at, hours.zone)
