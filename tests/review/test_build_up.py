"""The score of one account against a month ago: by hand, and engagement against its own table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from coverage_world import TODAY, contact, opened
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.measure import engagement
from abm_core.review import account_wording, build_up
from abm_core.review.build_up import BuildUp
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Bands, Categories, Ramp, YesNo
from abm_core.targeting.target_list import Live
from abm_core.targeting.workshop import Workshop

THEN = TODAY - build_up.MONTH
SIZE = Criterion("Size", "employees", Bands(((100, 0.4), (500, 1.0))), weight=30)
LAND = Criterion("Land", "country", Categories((("Norway", 1.0), ("Sweden", 0.5))), weight=10)
POINTS = Criterion("Points", "now.engagement", Ramp(0, 500), weight=10, part="timing")
STAGE = Criterion("Stage", "now.stage", Categories((("engaged", 1.0), ("aware", 0.5))), weight=10,
                  part="timing")  # fmt: skip
SURGE = Criterion("Surge", "now.surging", YesNo(), weight=10, part="timing")
KNOWN = Criterion("Known", "now.contacts", Ramp(0, 2), weight=10)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Acme in Norway with 1,000 people, beside an account that is nothing."""
    with opened(tmp_path) as one:
        store.insert(one, schema.ACCOUNTS, [
            {"account_id": "acme", "name": "Acme", "employees": 1000, "country": "Norway"},
            {"account_id": "beta", "name": "Beta"}])  # fmt: skip
        yield one


def changed(cursor: DuckDBPyConnection, field: str, old: object, day: date) -> None:
    """A change of acme, as an import logs it."""
    store.insert(cursor, schema.CHANGE_LOG, [{
        "change_id": store.next_id(cursor, schema.CHANGE_LOG), "entity": "accounts",
        "entity_id": "acme", "field": field, "old_value": json.dumps(old),
        "new_value": json.dumps("x"), "changed_at": datetime(day.year, day.month, day.day, 9),
    }])  # fmt: skip


def built(cursor: DuckDBPyConnection, *criteria: Criterion, account: str = "acme") -> BuildUp:
    """The build-up under a live profile of these criteria."""
    workshop = Workshop(cursor, TODAY)
    tiers = np.zeros(len(workshop.accounts), dtype=np.int8)
    live = Live(None, tiers, {}, Profile("P", criteria), 3, 1, "", None)
    found = build_up.read(cursor, workshop, live, account, as_of=TODAY)
    assert found is not None
    return found


def test_what_changed_within_the_month_counts_as_it_was(cursor: DuckDBPyConnection) -> None:
    changed(cursor, "employees", 200, TODAY - timedelta(days=5))
    changed(cursor, "employees", 700, TODAY - timedelta(days=2))  # the first change tells
    changed(cursor, "country", "Sweden", THEN)  # a month ago already done
    found = built(cursor, SIZE, LAND)
    assert [(one.criterion, one.points, one.before) for one in found.bars] == [
        ("Size", 75, 30), ("Land", 25, 25)]  # fmt: skip
    assert (found.score, found.before, found.then) == (100, 55, THEN)
    assert found.driver is not None and found.driver.change == 45
    assert account_wording.build_up(found) == (
        "Size changed the score most since 29 Jan 2026: +45.0.")
    assert account_wording.build_up_reading(found) == (
        "Points of P version 3; a month ago recomputed with it from the values known then.")


def test_unknown_values_leave_the_blend(cursor: DuckDBPyConnection) -> None:
    found = built(cursor, SIZE, LAND, account="beta")
    assert np.isnan(found.score) and np.isnan(found.before) and found.driver is None
    assert account_wording.build_up(found) == "Nothing moved the score since 29 Jan 2026."


def test_engagement_of_then_is_what_its_table_had(cursor: DuckDBPyConnection) -> None:
    chance = Random(2)
    for number in range(4):
        contact(cursor, f"c{number}", "acme")
    for back in range(30):
        week = date(2026, 2, 23) - timedelta(weeks=back)
        store.insert(cursor, schema.CONTACT_POINTS, [
            {"account_id": "acme", "contact_id": f"c{number}", "week": week,
             "points": float(chance.randrange(9)), "n": 1, "n_inbound": 0}
            for number in range(4)])
        store.insert(cursor, schema.ACCOUNT_WEEKS, [
            {"account_id": "acme", "week": week, "points": 1.0, "n_theirs": 1}])
    cursor.execute("INSERT INTO account_engagement (account_id, as_of, current_points) "
                   "VALUES ('acme', $day, 50)", {"day": TODAY})
    table = engagement.accounts(cursor, as_of=THEN)
    found = built(cursor, POINTS)
    assert found.bars[0].points == 10
    assert found.bars[0].before == pytest.approx(table["current_points"].iloc[0] / 5)


def test_stage_and_surges_are_those_of_then(cursor: DuckDBPyConnection) -> None:
    for day, name in ((date(2025, 11, 2), "aware"), (date(2026, 2, 15), "engaged")):
        store.insert(cursor, schema.STAGE_CHANGES, [{
            "account_id": "acme", "motion": "new", "week": day - timedelta(days=day.weekday()),
            "changed_on": day, "stage_to": name}])  # fmt: skip
    for week in (date(2026, 1, 12), date(2026, 2, 23)):
        store.insert(cursor, schema.SURGE_WEEKS, [{"week": week, "kind": "engagement"}])
    store.insert(cursor, schema.SURGES, [
        {"account_id": "acme", "week": date(2026, 1, 12), "kind": "engagement"}])
    found = built(cursor, STAGE, SURGE)
    assert [(one.points, one.before) for one in found.bars] == [(50, 25), (0, 50)]


def test_what_no_past_day_can_tell_counts_as_today_and_is_named(
    cursor: DuckDBPyConnection,
) -> None:
    store.insert(cursor, schema.ACCOUNT_REACH, [{"account_id": "acme", "n_current": 1}])
    found = built(cursor, KNOWN)
    assert (found.bars[0].points, found.bars[0].before, found.held) == (50, 50, ("Known",))
    assert account_wording.build_up_reading(found).endswith(
        "Counts as today on both days: Known.")


def test_without_a_live_profile_there_is_none(cursor: DuckDBPyConnection) -> None:
    workshop = Workshop(cursor, TODAY)
    live = Live(None, np.zeros(2, dtype=np.int8), {}, None, 0, None, "", None)
    assert build_up.read(cursor, workshop, live, "acme", as_of=TODAY) is None
