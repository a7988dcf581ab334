"""The follow-up clock: weekends, nights, changes of the clocks, other time zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from abm_core import house_log, store
from abm_core.house import House
from abm_core.measure import sla
from abm_core.measure.sla import Hours

BERLIN = Hours(zone="Europe/Berlin")
NEW_YORK = Hours(zone="America/New_York")
MONDAY = date(2026, 3, 9)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-09 09:00", Hours(), "2026-03-09 13:00"),
        ("2026-03-09 13:00", Hours(), "2026-03-09 17:00"),  # to the very end of the day
        ("2026-03-09 14:30", Hours(), "2026-03-10 10:30"),
        ("2026-03-06 16:00", Hours(), "2026-03-09 12:00"),  # over a weekend
        ("2026-03-07 11:00", Hours(), "2026-03-09 13:00"),  # on a Saturday
        ("2026-03-09 03:00", Hours(), "2026-03-09 13:00"),  # at night
        ("2026-03-09 20:00", Hours(), "2026-03-10 13:00"),
        ("2026-03-09 08:00", BERLIN, "2026-03-09 12:00"),  # 9:00 there in winter
        ("2026-07-06 07:00", BERLIN, "2026-07-06 11:00"),  # 9:00 there in summer
        # Clocks go forward on Sunday 29 March: Friday 15:00 is 14:00 UTC, Monday 11:00 is 9:00.
        ("2026-03-27 14:00", BERLIN, "2026-03-30 09:00"),
        # And back on Sunday 25 October: Friday 15:00 is 13:00 UTC, Monday 11:00 is 10:00.
        ("2026-10-23 13:00", BERLIN, "2026-10-26 10:00"),
        # 23:30 UTC on Friday is Friday 18:30 in New York, which has closed.
        ("2026-03-06 23:30", NEW_YORK, "2026-03-09 17:00"),
        ("2026-12-31 15:00", Hours(), "2027-01-01 11:00"),  # New Year's day is a Friday
    ],
)
def test_when_four_business_hours_are_over(start: str, hours: Hours, due: str) -> None:
    assert sla.due(at(start), 4, hours) == at(due)
    assert sla.between(at(start), at(due), hours) == 4


def test_clocks_that_change_in_business_hours_take_their_hour_along() -> None:
    """Sundays are business days here; from 0 to 6 one hour is not there, then one is twice."""
    nights = Hours(0.0, 6.0, (7,), "Europe/Berlin")
    spring, autumn = at("2026-03-28 23:00"), at("2026-10-24 22:00")  # midnight there
    assert sla.between(spring, spring + timedelta(days=1), nights) == 5
    assert sla.between(autumn, autumn + timedelta(days=1), nights) == 7


def test_longer_than_a_week() -> None:
    assert sla.due(at("2026-03-09 09:00"), 48, Hours()) == at("2026-03-16 17:00")
    assert sla.between(at("2026-03-09 09:00"), at("2026-03-16 17:00"), Hours()) == 48


def test_backwards_is_below_zero() -> None:
    assert sla.between(at("2026-03-10 10:30"), at("2026-03-09 14:30"), Hours()) == -4


@pytest.mark.parametrize(
    ("followed", "now", "status", "left"),
    [
        ("2026-03-09 12:00", "2026-03-12 09:00", "met", 1),
        ("2026-03-09 13:00", "2026-03-12 09:00", "met", 0),
        ("2026-03-09 14:00", "2026-03-12 09:00", "missed", -1),
        (None, "2026-03-09 11:00", "running", 2),
        (None, "2026-03-08 11:00", "running", 4),  # before it starts
        (None, "2026-03-10 11:00", "missed", -6),  # 13 to 17 and 9 to 11
        ("2026-03-08 20:00", "2026-03-12 09:00", "met", 4),  # before it started
    ],
)
def test_met_running_missed(followed: str | None, now: str, status: str, left: float) -> None:
    found = sla.judge(at("2026-03-09 09:00"), at(followed) if followed else None, n_hours=4,
                      hours=Hours(), now=at(now))  # fmt: skip
    assert found == (status, at("2026-03-09 13:00"), left)


def test_the_clock_starts_after_the_day() -> None:
    assert sla.start_of(date(2026, 3, 8), Hours()) == at("2026-03-09 09:00")  # a Sunday
    assert sla.start_of(date(2026, 3, 6), BERLIN) == at("2026-03-09 08:00")  # a Friday


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "sla.duckdb")
    with opened.cursor() as lent:
        yield lent
    opened.close()


def qualify(
    cursor: DuckDBPyConnection, account: str, day: date, before: str | None = "engaged"
) -> None:
    cursor.execute("INSERT INTO accounts (account_id, name) VALUES ($a, $n)",
                   {"a": account, "n": f"Name {account}"})  # fmt: skip
    cursor.execute("INSERT INTO stage_changes (account_id, motion, week, changed_on, stage_from, "
                   "stage_to) VALUES ($a, 'new', $w, $d, $b, 'qualified')",
                   {"a": account, "w": day - timedelta(days=day.weekday()), "d": day,
                    "b": before})  # fmt: skip


def touch(
    cursor: DuckDBPyConnection, account: str, when: str, kind: str = "call", by: str = "ours"
) -> None:
    cursor.execute("INSERT INTO activities (activity_id, account_id, occurred_at, kind, direction) "
                   "VALUES ($id, $a, $t, $k, $d)",
                   {"id": f"{account}-{when}", "a": account, "t": at(when), "k": kind,
                    "d": by})  # fmt: skip


def test_clocks_of_the_store(cursor: DuckDBPyConnection) -> None:
    sunday = MONDAY - timedelta(days=1)
    for account in ("in time", "late", "nobody", "theirs", "meeting", "day itself", "before"):
        qualify(cursor, account, sunday)
    qualify(cursor, "older", sunday - timedelta(days=7))
    qualify(cursor, "fell back", sunday, before="opportunity")
    touch(cursor, "in time", "2026-03-09 10:00", "mail sent")
    touch(cursor, "in time", "2026-03-09 16:00")
    touch(cursor, "late", "2026-03-09 14:00")
    touch(cursor, "theirs", "2026-03-09 10:00", by="theirs")
    touch(cursor, "meeting", "2026-03-09 11:00", "meeting", by="theirs")
    touch(cursor, "day itself", "2026-03-08 12:00")
    touch(cursor, "before", "2026-03-07 12:00")
    touch(cursor, "nobody", "2026-03-09 10:00", "ad impression")
    found = {one.account_id: one for one in sla.clocks(
        cursor, since=sunday, now=at("2026-03-09 15:00"))}
    assert {name: one.status for name, one in found.items()} == {
        "in time": "met", "late": "missed", "nobody": "missed", "theirs": "missed",
        "meeting": "met", "day itself": "met", "before": "missed"}
    assert (found["in time"].hours_left, found["late"].hours_left) == (3, -1)
    assert found["nobody"].hours_left == -2 and found["nobody"].followed_at is None
    assert found["nobody"].name == "Name nobody"


def test_hours_and_time_zone_are_the_houses(cursor: DuckDBPyConnection) -> None:
    qualify(cursor, "a", date(2026, 3, 8))
    house_log.save(cursor, House(time_zone="America/New_York", sla_hours=2.0), author="Ida",
                   saved_at=at("2026-03-01 12:00"))  # fmt: skip
    one = sla.clocks(cursor, since=MONDAY - timedelta(days=7), now=at("2026-03-09 14:00"))[0]
    assert one.started_at == at("2026-03-09 13:00")  # 9:00 there, summer time since Sunday
    assert (one.due_at, one.status, one.hours_left) == (at("2026-03-09 15:00"), "running", 1)


def test_what_happens_after_the_newest_day_is_not_known(cursor: DuckDBPyConnection) -> None:
    qualify(cursor, "a", date(2026, 3, 8))
    touch(cursor, "a", "2026-03-09 12:00")
    one = sla.clocks(cursor, since=date(2026, 3, 1), now=at("2026-03-09 11:00"))[0]
    assert (one.status, one.followed_at) == ("running", None)
