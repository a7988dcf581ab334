"""The follow-up clock: an account that became qualified, and when somebody of us spoke to it.

Time runs in business hours only: between the opening and closing hour of business days in the
house's time zone, whatever the clocks do in between. Moments are naive and in UTC, as stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from abm_core import house, settings

Status = Literal["met", "running", "missed"]

# Falling back from an opportunity is no new reason to call.
QUALIFIED = """
SELECT s.account_id, a.name, s.motion, s.changed_on
FROM stage_changes s JOIN accounts a USING (account_id)
WHERE s.stage_to = 'qualified' AND coalesce(s.stage_from, '') NOT IN ('opportunity', 'customer')
  AND s.changed_on BETWEEN $since AND $until
ORDER BY s.changed_on, s.account_id, s.motion
"""

# A meeting takes both sides, whoever's name it stands under.
TOUCHES = """
SELECT account_id, occurred_at FROM activities
WHERE list_contains($accounts, account_id) AND occurred_at >= $since AND occurred_at <= $now
  AND (kind = 'meeting' OR (kind IN ('call', 'mail sent', 'mail reply') AND direction = 'ours'))
ORDER BY occurred_at
"""


class Hours(NamedTuple):
    """When business is done: hours of the day, days of the week (1 is Monday), time zone."""

    opens: float = settings.BUSINESS_DAY.value[0]
    closes: float = settings.BUSINESS_DAY.value[1]
    days: tuple[int, ...] = settings.BUSINESS_DAYS.value
    zone: str = settings.TIME_ZONE.value


class Clock(NamedTuple):
    """One follow-up: ``hours_left`` in business hours, below zero for one that is overdue.

    ``followed_at`` is the first call, mail or meeting of ours, ``None`` where there is none yet.
    """

    account_id: str
    name: str
    motion: str
    qualified_on: date
    started_at: datetime
    due_at: datetime
    followed_at: datetime | None
    status: Status
    hours_left: float


def open_hours(hours: Hours, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of every business day from a day on, in UTC."""
    day = first
    while True:
        if day.isoweekday() in hours.days:
            yield _moment(day, hours.opens, hours.zone), _moment(day, hours.closes, hours.zone)
        day += timedelta(days=1)


def _moment(day: date, hour: float, zone: str) -> datetime:
    """That hour of the day in the time zone, as UTC."""
    at = datetime.combine(day, time.min) + timedelta(hours=hour)
    return at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def _local_day(at: datetime, zone: str) -> date:
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def due(started_at: datetime, n_hours: float, hours: Hours) -> datetime:
    """When so many business hours have passed.

    >>> due(datetime(2026, 3, 6, 15), 4, Hours())  # Friday 15:00: two hours, then Monday 11:00
    datetime.datetime(2026, 3, 9, 11, 0)
    """
    left = timedelta(hours=n_hours)
    for opens, closes in open_hours(hours, _local_day(started_at, hours.zone)):
        begin = max(opens, started_at)
        if begin + left <= closes:
            return begin + left
        left -= max(timedelta(0), closes - begin)
    raise AssertionError("business days never end")


def between(start: datetime, end: datetime, hours: Hours) -> float:
    """Business hours from one moment to a later one; below zero where it is earlier.

    >>> between(datetime(2026, 3, 6, 15), datetime(2026, 3, 9, 11), Hours())
    4.0
    """
    if end < start:
        return -between(end, start, hours)
    total = timedelta(0)
    for opens, closes in open_hours(hours, _local_day(start, hours.zone)):
        if opens >= end:
            return total / timedelta(hours=1)
        total += max(timedelta(0), min(closes, end) - max(opens, start))
    raise AssertionError("business days never end")


def start_of(qualified_on: date, hours: Hours) -> datetime:
    """When the clock starts: with the first business hour after that day, which is only a day."""
    return next(open_hours(hours, qualified_on + timedelta(days=1)))[0]


def judge(
    started_at: datetime, followed_at: datetime | None, *, n_hours: float, hours: Hours,
    now: datetime,
) -> tuple[Status, datetime, float]:
    """Status, when it is or was due, and the business hours that are or were left."""
    due_at = due(started_at, n_hours, hours)
    end = followed_at if followed_at is not None else now
    left = between(max(end, started_at), due_at, hours)
    if followed_at is not None:
        return ("met" if followed_at <= due_at else "missed"), due_at, left
    return ("running" if now < due_at else "missed"), due_at, left


def clocks(
    cursor: DuckDBPyConnection, *, since: date, now: datetime, n_hours: float | None = None
) -> list[Clock]:
    """The follow-up of every account that became qualified from a day on, the oldest first.

    A touch on the very day counts. ``now`` is the moment that is looked from, at most the end of
    the newest day in the data: what happened later nobody knows yet.
    """
    chosen = house.read(cursor)
    hours = Hours(zone=chosen.time_zone)
    bound = {"since": since, "until": _local_day(now, hours.zone)}
    found = cursor.execute(QUALIFIED, bound).fetchall()
    touches = _touches(cursor, [row[0] for row in found], since, now)
    n_hours = chosen.sla_hours if n_hours is None else n_hours
    made = []
    for account_id, name, motion, day in found:
        began, morning = start_of(day, hours), _moment(day, 0.0, hours.zone)
        followed = next((at for at in touches.get(account_id, []) if at >= morning), None)
        status, due_at, left = judge(began, followed, n_hours=n_hours, hours=hours, now=now)
        made.append(
            Clock(account_id, name, motion, day, began, due_at, followed, status, left)
        )
    return made


def recent(
    cursor: DuckDBPyConnection, *, as_of: date, n_weeks: int = settings.FOLLOW_UP_WEEKS.value
) -> list[Clock]:
    """The clocks of the last weeks, looked at from the end of the newest day in the data."""
    zone = house.read(cursor).time_zone
    return clocks(cursor, since=as_of - timedelta(weeks=n_weeks),
                  now=_moment(as_of, 24.0, zone) - timedelta(seconds=1))  # fmt: skip


def _touches(
    cursor: DuckDBPyConnection, accounts: Sequence[str], since: date, now: datetime
) -> dict[str, list[datetime]]:
    early = datetime.combine(since, time.min) - timedelta(days=1)  # a day begins earlier elsewhere
    rows = cursor.execute(
        TOUCHES, {"accounts": list(set(accounts)), "since": early, "now": now}
    ).fetchall()
    found: dict[str, list[datetime]] = {}
    for account_id, at in rows:
        found.setdefault(account_id, []).append(at)
    return found
