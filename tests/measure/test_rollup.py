"""The roll-up: every activity is somewhere, in the right week, and only once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from rollup_world import ByHand, Row, activity, add, fill, left_out, opened, rolled_up, settle

from abm_core import store
from abm_core.measure import rollup, rollup_rows

AS_OF = date(2027, 1, 6)
OWN = "us.example"


def roll(cursor: DuckDBPyConnection, as_of: date = AS_OF, cap: int = 20) -> list[date]:
    return rollup.refresh(cursor, as_of=as_of, cap=cap)


def weeks_of(cursor: DuckDBPyConnection) -> dict[date, int]:
    counted: Counter[date] = Counter()
    for key, values in rolled_up(cursor).items():
        counted[key[2]] += values[0]
    return dict(counted)


def messy(chance: random.Random) -> list[Row]:
    """Three weeks around a year's end with everything that real exports have, and a busy day."""
    start, rows = datetime(2026, 12, 18), []
    for _ in range(700):
        kind, channel, direction = chance.choice([
            ("page visit", "web", "theirs"), ("page visit", "web", "theirs"),
            ("mail sent", "mail", "ours"), ("call", "call", ""), ("call", "call", "ours"),
            ("meeting", "meeting", "theirs"),
        ])
        rows.append(activity(
            chance.choice(["a", "a", "b", "c", "ours", "ghost", None]),
            start + timedelta(seconds=chance.randrange(25 * 86_400)),
            kind=kind, channel=channel, direction=direction or None,
            contact_id=chance.choice([None, "p", "q", "mole"]),
            email=chance.choice([None, None, None, f"ida@{OWN}", "x@other.example"]),
            minutes=chance.choice([None, 0.5, 5.0, 44.0, 1440.0]),
            lead_id=chance.choice([None, None, "lead"]),
            subject=chance.choice(["one", "two", None]),
        ))
    busy = datetime(2026, 12, 30, 2)
    rows += [activity("b", busy + timedelta(seconds=n), contact_id="p", minutes=float(n % 4))
             for n in range(90)]
    rows += [activity("b", busy + timedelta(seconds=n), contact_id="p", direction="ours",
                      channel="other", minutes=2.0) for n in range(5)]
    rows += [activity("a", midnight, kind="call", channel="call", contact_id="q", subject="Call")
             for midnight in (datetime(2026, 12, 21), datetime(2026, 12, 21, 5)) for _ in range(2)]
    again = [{**row, "activity_id": f"{row['activity_id']}x", "minutes": 7.0}
             for row in chance.sample(rows, 60)]
    return rows + again


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_the_rollup_agrees_with_one_by_hand(tmp_path: Path, zone: str) -> None:
    rows = messy(random.Random(zone))
    accounts = {"a": "a.example", "b": "b.example", "c": "c.example", "ours": OWN}
    with opened(tmp_path) as cursor:
        fill(cursor, rows,
             accounts=[{"account_id": key, "name": key, "domain": domain}
                       for key, domain in accounts.items()],
             contacts=[{"contact_id": "mole", "account_id": "a", "email": f"mole@{OWN}"}])
        settle(cursor, time_zone=zone, own_domains=(OWN,))
        rules = rollup.rules_of(cursor, cap=6)._replace(bot_visits=30)
        monkey = pytest.MonkeyPatch()
        monkey.setattr(rollup, "rules_of", lambda _, cap: rules)
        roll(cursor, cap=6)
        monkey.undo()
        hand = ByHand(accounts, {"mole"}, OWN, zone, AS_OF, cap=6, bot_visits=30)
        expected, dropped = hand.roll_up(
            [{**row, "direction": row["direction"] or ""} for row in rows])
        assert left_out(cursor) == dropped
        assert {reason for _, reason in dropped} == {
            "own staff", "no known account", "planned", "duplicate", "bot"}
        found = rolled_up(cursor)
        assert found.keys() == expected.keys()
        for key, values in expected.items():
            assert found[key][:2] == values[:2]
            assert found[key][2:4] == pytest.approx(values[2:4])
            assert found[key][4:] == values[4:]


def test_every_activity_is_rolled_up_or_counted_as_left_out_week_by_week(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, messy(random.Random(3)))
        roll(cursor)
        raw = dict(cursor.execute(
            "SELECT date_trunc('week', occurred_at)::DATE, count(*) FROM activities GROUP BY 1"
        ).fetchall())
        accounted = Counter(weeks_of(cursor))
        for (week, _), n in left_out(cursor).items():
            accounted[week] += n
        assert dict(accounted) == raw
        assert dict(cursor.execute("SELECT week, n_raw FROM rollup_weeks").fetchall()) == raw


def test_a_day_at_the_years_end_lies_in_its_iso_week(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", "2026-12-31 10:00"), activity("a", "2027-01-03 23:59"),
                      activity("a", "2027-01-04 00:00")])
        roll(cursor)
        assert weeks_of(cursor) == {date(2026, 12, 28): 2, date(2027, 1, 4): 1}  # W53, then W01


@pytest.mark.parametrize(("zone", "at", "week"), [
    ("Europe/Berlin", "2026-03-29 21:59", "2026-03-23"),  # summer time from this Sunday 01:00 UTC
    ("Europe/Berlin", "2026-03-29 22:00", "2026-03-30"),
    ("Europe/Berlin", "2026-03-22 22:30", "2026-03-16"),  # a week before: still one hour
    ("Europe/Berlin", "2026-03-22 23:00", "2026-03-23"),
    ("Europe/Berlin", "2026-10-25 22:59", "2026-10-19"),  # winter time since 01:00 UTC
    ("Europe/Berlin", "2026-10-25 23:00", "2026-10-26"),
    ("America/New_York", "2026-03-09 03:59", "2026-03-02"),  # summer time since Sunday 07:00 UTC
    ("America/New_York", "2026-03-09 04:00", "2026-03-09"),
    ("America/New_York", "2026-11-02 04:59", "2026-10-26"),
    ("America/New_York", "2026-11-02 05:00", "2026-11-02"),
    ("Asia/Kathmandu", "2026-03-01 18:14", "2026-02-23"),  # 5 hours and 45 minutes
    ("Asia/Kathmandu", "2026-03-01 18:15", "2026-03-02"),
    ("Australia/Lord_Howe", "2026-04-05 13:29", "2026-03-30"),  # clocks change by half an hour
    ("Australia/Lord_Howe", "2026-04-05 13:30", "2026-04-06"),
])
def test_weeks_begin_on_the_clocks_of_the_house(
    tmp_path: Path, zone: str, at: str, week: str
) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", at)])
        settle(cursor, time_zone=zone)
        roll(cursor)
        assert weeks_of(cursor) == {date.fromisoformat(week): 1}


def test_what_only_says_its_day_is_no_duplicate(tmp_path: Path) -> None:
    at = {"a": "2026-11-04 00:00", "b": "2026-11-03 23:00", "c": "2026-11-03 23:01"}
    with opened(tmp_path) as cursor:  # midnight in UTC, midnight in Berlin, a minute later
        fill(cursor, [activity(account, moment, kind="call", subject="Call")
                      for account, moment in at.items() for _ in range(3)])
        settle(cursor, time_zone="Europe/Berlin")
        roll(cursor)
        assert {key[0]: values[0] for key, values in rolled_up(cursor).items()} == {
            "a": 3, "b": 3, "c": 1}
        assert left_out(cursor) == {(date(2026, 11, 2), "duplicate"): 2}


def test_people_whom_only_their_lead_tells_apart_are_no_duplicates(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", "2026-11-04 10:00", kind="meeting", lead_id=lead)
                      for lead in ("x", "y", "y")])
        roll(cursor)
        ((_, values),) = rolled_up(cursor).items()
        assert values[0] == 2


def test_days_far_away_do_no_harm() -> None:
    import pandas as pd

    slots = pd.Series([int((datetime(year, 6, 1) - datetime(1, 1, 1)).total_seconds()) // 900
                       for year in (1601, 1969, 2400, 9998)])
    found = rollup_rows.on_clocks(slots, "Europe/Berlin")
    assert found.dt.year.tolist() == [1601, 1969, 2400, 9998]


def test_only_the_weeks_that_changed_are_rolled_up_again(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        old = activity("a", "2026-11-04 10:00", contact_id="p")
        fill(cursor, [old, activity("a", "2026-11-11 10:00")])
        assert roll(cursor) == [date(2026, 11, 2), date(2026, 11, 9)]
        assert roll(cursor) == []
        add(cursor, activity("a", "2026-11-18 10:00"), activity("a", "2026-11-18 11:00"))
        assert roll(cursor) == [date(2026, 11, 16)]
        cursor.execute("UPDATE activities SET kind = 'download' WHERE activity_id = $id",
                       {"id": old["activity_id"]})
        store.next_revision(cursor)
        assert roll(cursor) == [date(2026, 11, 2)]
        cursor.execute("DELETE FROM activities WHERE activity_id = $id",
                       {"id": old["activity_id"]})
        store.next_revision(cursor)
        assert roll(cursor) == [date(2026, 11, 2)]
        assert weeks_of(cursor) == {date(2026, 11, 9): 1, date(2026, 11, 16): 2}
        assert cursor.execute("SELECT count(*) FROM rollup_weeks").fetchall() == [(2,)]


def test_an_account_that_arrives_takes_its_activities_in(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", "2026-11-04 10:00"), activity("late", "2026-11-11 10:00")],
             accounts=[{"account_id": "a", "name": "a"}])
        roll(cursor)
        assert left_out(cursor) == {(date(2026, 11, 9), "no known account"): 1}
        cursor.execute("INSERT INTO accounts BY NAME SELECT 'late' AS account_id, 'l' AS name")
        store.next_revision(cursor)
        assert roll(cursor) == [date(2026, 11, 9)]
        assert left_out(cursor) == {}


def test_settings_that_matter_roll_up_again(tmp_path: Path) -> None:
    visits = [activity("a", datetime(2026, 11, 4, 23, n), email="ida@us.example")
              for n in range(3)]
    with opened(tmp_path) as cursor:
        fill(cursor, visits)
        assert roll(cursor)
        ((_, values),) = rolled_up(cursor).items()
        assert values[:2] == (3, 3)
        assert roll(cursor, cap=2)
        ((_, values),) = rolled_up(cursor).items()
        assert values[:2] == (3, 2)
        settle(cursor, fiscal_month=4)
        assert roll(cursor, cap=2) == []
        settle(cursor, time_zone="Europe/Berlin")
        assert roll(cursor, cap=2)
        settle(cursor, own_domains=("us.example",))
        assert roll(cursor, cap=2)
        assert left_out(cursor) == {(date(2026, 11, 2), "own staff"): 3}


def test_planned_meetings_join_when_their_day_has_come(tmp_path: Path) -> None:
    meeting = activity("a", "2026-11-18 10:00", kind="meeting", channel="meeting")
    with opened(tmp_path) as cursor:
        fill(cursor, [meeting])
        roll(cursor, as_of=date(2026, 11, 17))
        assert left_out(cursor) == {(date(2026, 11, 16), "planned"): 1}
        assert roll(cursor, as_of=date(2026, 11, 18)) == [date(2026, 11, 16)]
        assert weeks_of(cursor) == {date(2026, 11, 16): 1}


def test_the_cap_counts_theirs_first_and_the_earliest(tmp_path: Path) -> None:
    calls = [activity("a", datetime(2026, 11, 4, 8, n), kind="call", channel="call",
                      direction="ours", minutes=1.0) for n in range(3)]
    calls += [activity("a", datetime(2026, 11, 4, 9, n), kind="call", channel="call",
                       minutes=10.0 ** n) for n in range(3)]
    with opened(tmp_path) as cursor:
        fill(cursor, calls)
        roll(cursor, cap=2)
        found = {key[5]: values[:4] for key, values in rolled_up(cursor).items()}
        assert found == {"theirs": (3, 2, 111.0, 11.0), "ours": (3, 0, 3.0, 0.0)}


def test_a_rollup_that_fails_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", "2026-11-04 10:00")])
        roll(cursor)
        before = rolled_up(cursor)
        add(cursor, activity("a", "2026-11-05 10:00"))
        monkeypatch.setattr(rollup, "KEEP_DROPPED", "SELECT error('no')")
        with pytest.raises(Exception, match="no"):
            roll(cursor)
        assert rolled_up(cursor) == before
        monkeypatch.undo()
        assert roll(cursor) == [date(2026, 11, 2)]


def test_portions_keep_to_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup, "ROWS_AT_ONCE", 10)
    days = [date(2026, 11, 2) + timedelta(weeks=n) for n in range(5)]
    sizes = [4, 6, 1, 20, 3]
    assert list(rollup._portions(list(zip(days, sizes, strict=True)))) == [
        days[:2], days[2:3], days[3:4], days[4:]]


def test_an_empty_store_has_nothing_to_roll_up(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        assert roll(cursor) == []
        assert rollup.dropped(cursor).empty
