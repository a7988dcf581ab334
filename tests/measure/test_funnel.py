"""Who is where, who goes on, how fast: by hand, and against changes walked in plain Python."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from stage_world import MONDAY, account, change, fresh, points, put

from abm_core import schema, store
from abm_core.measure import funnel, stage_cohorts, stage_stuck, stages
from abm_core.measure.durations import pace
from abm_core.measure.funnel import Funnel
from abm_core.measure.stage_rules import RANK
from abm_core.measure.stage_stays import View

WEEK = timedelta(weeks=1)
STAGES = schema.ACCOUNT_STAGES
LAST = date(2026, 10, 26)
END = date(2026, 11, 1)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with fresh(tmp_path) as lent:
        points(lent, "nobody", "p", MONDAY - 60 * WEEK, 0)  # recorded from long ago
        store.write_meta(lent, stages.LAST_WEEK, LAST.isoformat())
        yield lent


def way(cursor: DuckDBPyConnection, name: str, *steps: tuple[date, str], tier: str = "") -> None:
    """An account and the stages that it entered."""
    account(cursor, name)
    put(cursor, schema.ACCOUNT_SCORES, {"account_id": name, "tier": tier or None})
    before, days = None, [day for day, _ in steps]
    for (day, stage), left_on in zip(steps, [*days[1:], None], strict=False):
        change(cursor, name, day, before, stage, left_on)
        before = stage


def read(cursor: DuckDBPyConnection, **more: object) -> Funnel:
    return funnel.read(cursor, View(LAST, **more))  # type: ignore[arg-type]


def test_counts_conversion_and_moves_by_hand(cursor: DuckDBPyConnection) -> None:
    way(cursor, "A", (MONDAY, "unaware"), (MONDAY + WEEK, "aware"), (MONDAY + 3 * WEEK, "engaged"))
    way(cursor, "B", (MONDAY, "unaware"), (MONDAY + WEEK, "aware"), (MONDAY + 4 * WEEK, "unaware"))
    way(cursor, "C", (MONDAY, "aware"), (MONDAY + 2 * WEEK, "opportunity"))
    found = read(cursor)
    assert [line.n_now for line in found.lines] == [1, 0, 1, 0, 1, 0]
    aware = found.line("aware")
    assert (aware.n_entered, aware.to_next.n_yes, aware.to_deeper.n_yes) == (3, 1, 2)
    assert aware.to_deeper.share == pytest.approx(2 / 3)
    assert (found.moves.n, found.moves.n_back, found.moves.n_skipped) == (5, 1, 1)
    assert found.moves.back == (funnel.Move("aware", "unaware", 1),)
    assert found.moves.skipped == (funnel.Move("aware", "opportunity", 1),)
    assert found.n_accounts == 3


def test_a_past_week_does_not_know_what_came_later(cursor: DuckDBPyConnection) -> None:
    way(cursor, "A", (MONDAY, "aware"), (MONDAY + 2 * WEEK, "engaged"))
    then = funnel.read(cursor, View(MONDAY + WEEK + timedelta(3)))
    assert then.line("aware").n_now == 1
    assert then.line("aware").to_deeper.n_yes == 0
    assert stage_stuck.here(cursor)["days"].tolist() == [13]  # to the Sunday of that week


def test_stays_without_a_beginning_do_not_tell_the_pace(cursor: DuckDBPyConnection) -> None:
    """Before anything was recorded only opportunities have a beginning."""
    cursor.execute("DELETE FROM contact_points")
    points(cursor, "nobody", "p", MONDAY, 1)
    way(cursor, "A", (MONDAY - WEEK, "unaware"), (MONDAY + timedelta(6), "aware"))
    way(cursor, "B", (MONDAY - WEEK, "opportunity"), (MONDAY + 2 * WEEK, "customer"))
    found = read(cursor)
    assert [line.pace.n for line in found.lines] == [0, 0, 0, 0, 1, 1]
    assert [line.n_entered for line in found.lines] == [0, 0, 0, 0, 1, 1]
    assert [line.n_now for line in found.lines] == [0, 1, 0, 0, 0, 1]


def test_tiers(cursor: DuckDBPyConnection) -> None:
    way(cursor, "A", (MONDAY, "aware"), tier="1")
    way(cursor, "B", (MONDAY, "aware"), tier="2")
    way(cursor, "C", (MONDAY, "engaged"))
    assert read(cursor, tiers=("1",)).n_accounts == 1
    assert read(cursor, tiers=("1", "2")).line("aware").n_now == 2
    assert read(cursor, tiers=("none",)).line("engaged").n_now == 1
    assert read(cursor).n_accounts == 3


def test_an_empty_store(cursor: DuckDBPyConnection) -> None:
    found = read(cursor)
    assert found.n_accounts == 0
    assert found.slowest is None
    assert math.isnan(found.moves.share_back)
    assert stage_stuck.stuck(cursor, found).empty


def slow_stage(cursor: DuckDBPyConnection, stage: str, days: list[int], start: date) -> None:
    for number, n_days in enumerate(days):
        way(cursor, f"{stage}{start}{number}", (start, stage),
            (start + timedelta(n_days), "unaware"))  # fmt: skip


def test_the_slowest_stage_is_the_one_that_slowed_down(cursor: DuckDBPyConnection) -> None:
    """Engaged is longer, but aware slowed from 20 to 30 days; without a before, the longest."""
    recent, before = LAST - 40 * WEEK, LAST - 80 * WEEK
    slow_stage(cursor, "aware", [30] * 10, recent)
    slow_stage(cursor, "engaged", [50] * 10, recent)
    found = read(cursor)
    assert found.slowest is not None
    assert found.slowest.stage == "engaged"
    cursor.execute("UPDATE contact_points SET week = DATE '2020-01-06'")
    slow_stage(cursor, "aware", [20] * 10, before)
    slow_stage(cursor, "engaged", [50] * 10, before)
    found = read(cursor)
    assert found.slowest is not None
    assert found.slowest.stage == "aware"
    assert (found.slowest.pace.median, found.slowest.pace_before.median) == (30, 20)


def test_stuck_is_longer_than_four_in_five_stay(cursor: DuckDBPyConnection) -> None:
    """21 stays last beyond day 5, 17 of them end on day 10: the curve falls to 4/21, below 0.2."""
    slow_stage(cursor, "engaged", [10] * 17 + [60] * 3, LAST - 40 * WEEK)
    way(cursor, "stuck", (END - timedelta(41), "engaged"))
    way(cursor, "just there", (END - timedelta(5), "engaged"))
    found = read(cursor)
    assert found.line("engaged").pace.slow == 10
    listed = stage_stuck.stuck(cursor, found)
    assert listed[["name", "days", "over"]].to_numpy().tolist() == [["stuck", 41, 31]]


def test_many_dots_are_spread_over_all(cursor: DuckDBPyConnection) -> None:
    waiting = pd.DataFrame({"stage": ["aware"] * 1000, "days": range(1000)})
    shown = stage_stuck.dots(waiting, "aware")
    assert len(shown) == stage_stuck.DOTS
    assert (shown[0], shown[-1]) == (0, 999)
    assert np.all(np.diff(shown) > 0)
    assert len(stage_stuck.dots(waiting, "engaged")) == 0


@pytest.mark.parametrize("seed", range(3))
def test_against_the_changes_walked_one_by_one(cursor: DuckDBPyConnection, seed: int) -> None:
    chance = Random(seed)
    ways: dict[str, list[tuple[date, str]]] = {}
    for number in range(30):
        day, steps, stage = MONDAY - 20 * WEEK + timedelta(chance.randrange(200)), [], ""
        while day <= END and len(steps) < 8:
            stage = chance.choice([one for one in STAGES if one != stage])
            steps.append((day, stage))
            day += timedelta(7 + chance.randrange(60))
        ways[f"A{number}"] = steps
        way(cursor, f"A{number}", *steps)
    view = View(LAST)
    entered: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    stays: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for steps in ways.values():
        first: set[str] = set()
        for position, (day, stage) in enumerate(steps):
            left = steps[position + 1][0] if position + 1 < len(steps) else None
            if not view.since <= day <= END:
                continue
            stays[stage].append((((left or END) - day).days, left is not None))
            if stage not in first:
                first.add(stage)
                later = [RANK[s] for _, s in steps[position + 1:]]
                entered[stage].append((RANK[stage] + 1 in later,
                                       any(rank > RANK[stage] for rank in later)))
    found = read(cursor)
    for line in found.lines:
        assert line.n_entered == len(entered[line.stage])
        assert line.to_next.n_yes == sum(one for one, _ in entered[line.stage])
        assert line.to_deeper.n_yes == sum(one for _, one in entered[line.stage])
        days, left = zip(*stays[line.stage], strict=True) if stays[line.stage] else ((), ())
        assert line.pace == pytest.approx(pace(days, left), nan_ok=True)
        assert line.n_now == sum(steps[-1][1] == line.stage for steps in ways.values() if steps)


# --- Cohorts ------------------------------------------------------------------------------------


def join(cursor: DuckDBPyConnection, name: str, day: date) -> None:
    put(cursor, schema.TARGET_LIST, {
        "programme_id": "1", "account_id": name, "joined_on": day, "tier": "1"})


@pytest.fixture
def programme(cursor: DuckDBPyConnection) -> DuckDBPyConnection:
    put(cursor, schema.PROGRAMMES, {"programme_id": "1", "name": "North", "launched_on": MONDAY})
    return cursor


def cohorts(cursor: DuckDBPyConnection, **more: int) -> stage_cohorts.Cohorts:
    given = {"n_weeks": 13, "fiscal_month": 1, **more}
    found = stage_cohorts.read(cursor, View(LAST), **given)
    assert found is not None
    return found


def test_no_programme_no_cohorts(cursor: DuckDBPyConnection) -> None:
    assert stage_cohorts.read(cursor, View(LAST), n_weeks=13, fiscal_month=1) is None


def test_a_cohort_starts_on_the_monday_after_an_account_joined(
    programme: DuckDBPyConnection
) -> None:
    """Ten that joined on a Wednesday. What happened until that Sunday was there already; from the
    next Monday on it counts, for thirteen weeks."""
    before, wednesday = date(2025, 12, 29), date(2026, 1, 7)
    launch = date(2026, 1, 12)
    steps = [
        [(before, "unaware"), (date(2026, 1, 11), "engaged")],  # Sunday: was there
        [(before, "unaware"), (launch, "engaged")],
        [(before, "unaware"), (launch + 13 * WEEK - timedelta(1), "engaged")],  # last Sunday
        [(before, "unaware"), (launch + 13 * WEEK, "engaged")],  # a day too late
        *[[(before, "unaware")]] * 8,
    ]
    for number, one in enumerate(steps):
        way(programme, f"A{number}", *one)
        join(programme, f"A{number}", wednesday)
    (row,) = cohorts(programme).rows
    assert (row.name, row.n_joined, row.n_followed) == ("Jan–Mar 2026", 12, 12)
    assert row.reached["engaged"] is not None
    assert row.reached["engaged"][:2] == (11, 2)
    assert row.reached["qualified"] is not None
    assert row.reached["qualified"][:2] == (12, 0)


def test_small_cells_and_young_cohorts_are_hidden(programme: DuckDBPyConnection) -> None:
    for number in range(9):
        way(programme, f"A{number}", (MONDAY, "unaware"))
        join(programme, f"A{number}", MONDAY)
    for number in range(12):
        way(programme, f"B{number}", (MONDAY, "unaware"))
        join(programme, f"B{number}", LAST - 5 * WEEK)
    old, young = cohorts(programme).rows
    assert set(old.reached.values()) == {None}
    assert (young.n_joined, young.n_followed) == (12, 0)
    old, young = cohorts(programme, n_weeks=4).rows
    assert young.n_followed == 12
    assert young.reached["engaged"] is not None


def test_fiscal_quarters_and_the_first_time_on_the_list(programme: DuckDBPyConnection) -> None:
    way(programme, "A", (date(2025, 1, 6), "unaware"))
    join(programme, "A", date(2025, 12, 31))
    join(programme, "A", date(2026, 6, 1))  # again: does not count
    assert [row.name for row in cohorts(programme).rows] == ["Oct–Dec 2025"]
    assert [row.name for row in cohorts(programme, fiscal_month=2).rows] == ["Nov 2025–Jan 2026"]
