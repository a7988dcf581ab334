"""Who an account is, in what is saved of it: names, tier, owners, stage, days to come, deals."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, house, settings
from abm_core.measure import durations, points, stage_stays, stages, weeks
from abm_core.measure.durations import NOBODY, Pace

FACTS = """
SELECT a.account_id, coalesce(a.name, a.account_id), coalesce(a.domain, ''),
       coalesce(a.industry, ''), coalesce(a.country, ''), a.employees,
       coalesce(a.account_type, ''), coalesce(a.sales_owner, ''),
       coalesce(a.marketing_owner, ''), coalesce(s.tier, ''), s.score, s.fit, s.timing,
       coalesce(e.window_points, 0), coalesce(e.n_engaged_contacts, 0), e.top_share,
       e.last_activity_on, e.last_theirs_on
FROM accounts a LEFT JOIN account_scores s USING (account_id)
LEFT JOIN account_engagement e USING (account_id)
WHERE a.account_id = $account_id
"""
# The journey that an account is on is that in which it took its last step.
STAYS = """
SELECT account_id, motion, stage_to, changed_on FROM stage_changes
WHERE account_id IN (SELECT unnest($ids::VARCHAR[])) AND left_on IS NULL
QUALIFY row_number() OVER (PARTITION BY account_id ORDER BY week DESC, motion) = 1
"""
NEXT = """
SELECT a.occurred_at, coalesce(c.name, ''), coalesce(a.subject, '')
FROM activities a LEFT JOIN contacts c USING (contact_id)
WHERE a.account_id = $account_id AND a.kind = 'meeting' AND a.occurred_at >= $after
ORDER BY a.occurred_at LIMIT 1
"""
STAYED = """
SELECT days, left_on IS NOT NULL, count(*) FROM stage_stays
WHERE stage = $stage AND has_beginning AND entered_on BETWEEN $since AND $end
GROUP BY ALL ORDER BY ALL
"""
# Points of people over the last window and the one before, blended as engagement is.
WINDOWS = """
WITH people AS (
    SELECT contact_id, week >= $first AS is_now, round(sum(points), 6) AS p
    FROM contact_points
    WHERE account_id = $account_id AND week BETWEEN $before AND $last
    GROUP BY contact_id, week >= $first
)
SELECT coalesce(pow(sum(pow(p, $blend)) FILTER (p >= $least AND NOT is_now), 1 / $blend), 0)
FROM people
"""
BY_WEEK = """
SELECT week, points FROM account_weeks
WHERE account_id = $account_id AND week BETWEEN $first AND $last
"""
DEALS = """
SELECT opportunity_id, coalesce(name, opportunity_id), coalesce(motion, ''), amount,
       coalesce(currency, $currency), coalesce(stage, ''), coalesce(outcome, ''), created_on,
       if(outcome = 'open', coalesce(expected_on, closed_on), closed_on), coalesce(owner, '')
FROM opportunities WHERE account_id = $account_id
ORDER BY outcome IS DISTINCT FROM 'open', coalesce(closed_on, created_on) DESC NULLS LAST,
         opportunity_id
"""


PaceOf = Callable[[str, str], Pace]  # of a stage and a motion


class Facts(NamedTuple):
    """An account as it is today; empty texts and ``None`` stand for what is not known."""

    account_id: str
    name: str
    domain: str
    industry: str
    country: str
    employees: int | None
    account_type: str
    sales_owner: str
    marketing_owner: str
    tier: str
    score: float | None
    fit: float | None
    timing: float | None
    window_points: float
    n_engaged: int
    top_share: float | None
    last_activity_on: date | None
    last_theirs_on: date | None


class Stay(NamedTuple):
    """The stage that an account is in; ``pace`` is how long accounts stay in it."""

    stage: str
    motion: str
    since: date | None
    days: int | None
    pace: Pace

    @property
    def over(self) -> float:
        """Days beyond the median; NaN where either is not known."""
        known = self.days is not None and self.pace.is_known
        return float(self.days or 0) - self.pace.median if known else math.nan


class Meeting(NamedTuple):
    """A meeting that is still to come."""

    at: datetime
    who: str
    subject: str


class Deal(NamedTuple):
    """An opportunity of the account; ``ends_on`` is expected while it is open."""

    opportunity_id: str
    name: str
    motion: str
    amount: float | None
    currency: str
    stage: str
    outcome: str
    created_on: date | None
    ends_on: date | None
    owner: str

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.outcome == "open"


class Weeks(NamedTuple):
    """Points of an account by week, the oldest first, and window points of the window before."""

    mondays: tuple[date, ...]
    points: tuple[float, ...]
    before: float


def read(cursor: DuckDBPyConnection, account_id: str) -> Facts | None:
    """The account of that id, or ``None``."""
    row = cursor.execute(FACTS, {"account_id": account_id}).fetchone()
    return Facts(*row) if row else None


def stays(
    cursor: DuckDBPyConnection, account_ids: Collection[str]
) -> dict[str, tuple[str, str, date]]:
    """Motion, stage and its first day of some accounts, as the Stages screen has them."""
    rows = cursor.execute(STAYS, {"ids": list(account_ids)}).fetchall()
    return {account_id: (motion, stage, since) for account_id, motion, stage, since in rows}


def stay(
    cursor: DuckDBPyConnection, account_id: str, *, as_of: date, pace_of: PaceOf
) -> Stay:
    """Its stage, since when, and how long accounts stay in that stage."""
    found = stays(cursor, [account_id]).get(account_id)
    if found is None:
        return Stay("", stages.NEW, None, None, NOBODY)
    motion, stage, since = found
    return Stay(stage, motion, since, max((as_of - since).days, 0), pace_of(stage, motion))


def pace(cursor: DuckDBPyConnection, stage: str, motion: str) -> Pace:
    """How long accounts stay in a stage, as the Stages screen has it.

    Of stays that began within a year before the last complete week. To be kept by who asks often.
    """
    known = stages.replayed(cursor)
    if known is None:
        return NOBODY
    view = stage_stays.View(known.week, motion)
    stage_stays.lay_out(cursor, view, known.recorded_from)
    rows = cursor.execute(STAYED, {
        "stage": stage, "since": view.since, "end": view.end}).fetchall()  # fmt: skip
    return durations.pace(*zip(*rows, strict=True)) if rows else NOBODY


def next_meeting(cursor: DuckDBPyConnection, account_id: str, *, as_of: date) -> Meeting | None:
    """The first meeting after a day, where one is in the data."""
    after = formats.end_of_day(as_of, house.time_zone(cursor))
    row = cursor.execute(NEXT, {"account_id": account_id, "after": after}).fetchone()
    return Meeting(*row) if row else None


def by_week(cursor: DuckDBPyConnection, account_id: str, *, as_of: date) -> Weeks:
    """Its points in the last 13 complete weeks."""
    window = weeks.window(as_of)
    key: dict[str, Any] = {"account_id": account_id, "first": window.first, "last": window.last}
    found = dict(cursor.execute(BY_WEEK, key).fetchall())
    before = weeks.window(window.first - timedelta(days=1)).first
    (points_before,), = cursor.execute(WINDOWS, {
        **key, "before": before, "least": settings.LEAST_POINTS.value,
        "blend": points.current(cursor).blend}).fetchall()  # fmt: skip
    mondays = tuple(weeks.mondays(window))
    return Weeks(mondays, tuple(found.get(one, 0.0) for one in mondays), float(points_before))


def deals(cursor: DuckDBPyConnection, account_id: str) -> list[Deal]:
    """Its opportunities: open ones first, then decided ones, the newest first."""
    asked = {"account_id": account_id, "currency": house.reporting_currency(cursor)}
    return [Deal(*row) for row in cursor.execute(DEALS, asked).fetchall()]
