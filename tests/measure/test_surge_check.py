"""What followed surges, and whether quiet weeks raise as few flags as was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import surge_days
from duckdb import DuckDBPyConnection
from surge_days import SURGES, deal, monday

from abm_core import store
from abm_core.measure import surge_check, surge_list, surge_store
from abm_core.proportions import share

AS_OF = monday(surge_days.N_WEEKS)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "days.duckdb")
    with opened.cursor() as lent:
        surge_days.fill(lent)
        surge_store.refresh(lent, as_of=AS_OF)
        yield lent
    opened.close()


def after(row: int, days: int) -> timedelta:
    return monday(SURGES[row]) + timedelta(days=6 + days)


def test_opportunities_within_sixty_days_follow(cursor: DuckDBPyConnection) -> None:
    """Of 20 surges, 5 are followed in time; one comes a day late, one on the Sunday itself."""
    for row in range(5):
        deal(cursor, row, after(row, 1 + 10 * row))
    deal(cursor, 5, after(5, 61), after(5, 62))
    deal(cursor, 6, after(6, 0), after(6, 0))
    found = surge_check.followed(cursor, as_of=AS_OF)
    assert (found.surged.n, found.surged.n_yes) == (20, 5)
    assert found.others.n == 5 * 20
    assert found.difference == pytest.approx(0.25 - found.others.share)


def test_they_are_compared_with_accounts_that_did_not_surge(cursor: DuckDBPyConnection) -> None:
    """A deal of every account that never surges, two weeks after the last surge: all in time."""
    for row in range(len(SURGES), surge_days.N_ACCOUNTS):
        deal(cursor, row, monday(max(SURGES.values()) + 2))
    found = surge_check.followed(cursor, as_of=AS_OF)
    assert (found.surged.n, found.surged.n_yes) == (20, 0)
    assert found.others.n_yes > 80  # the others are accounts that surged in another week
    assert found.high < 0


def test_the_interval_is_newcombes(cursor: DuckDBPyConnection) -> None:
    """Published: 5 of 56 against 0 of 29 gives −.0381 to .1926."""
    found = surge_check._compared(60, share(5, 56), share(0, 29))
    assert (found.low, found.high) == pytest.approx((-0.0381, 0.1926), abs=5e-5)


def test_accounts_with_an_open_opportunity_are_left_out(cursor: DuckDBPyConnection) -> None:
    deal(cursor, 0, monday(10))  # open ever since
    deal(cursor, 1, monday(10), monday(12))
    assert surge_check.followed(cursor, as_of=AS_OF).surged.n == 19


def test_surges_whose_time_is_not_over_are_left_out(cursor: DuckDBPyConnection) -> None:
    """Of week 16 to 23: on the day 60 days after the end of week 17 two in eight are known."""
    as_of = monday(17) + timedelta(days=6 + 60)
    known = sum(week <= 17 for week in SURGES.values())
    assert surge_check.followed(cursor, as_of=as_of).surged.n == known


def test_nothing_to_compare_is_no_error(tmp_path: Path) -> None:
    with store.open_store(tmp_path / "empty.duckdb").cursor() as cursor:
        found = surge_check.followed(cursor, as_of=AS_OF)
        assert (found.surged.n, found.others.n) == (0, 0)
        assert surge_check.calibration(cursor, as_of=AS_OF) == []


def test_calibration_counts_quiet_weeks_only(cursor: DuckDBPyConnection) -> None:
    """Known through week 30 (60 days before week 40): 13 weeks are 18 to 30, of 80 accounts."""
    plain = surge_check.calibration(cursor, as_of=AS_OF)
    assert sum(month.flagged.n for month in plain) == 13 * 80
    in_time = sum(18 <= week <= 30 for week in SURGES.values())
    assert sum(month.flagged.n_yes for month in plain) == in_time
    for row in SURGES:
        deal(cursor, row, after(row, 5), after(row, 6))
    quiet = surge_check.calibration(cursor, as_of=AS_OF)
    assert sum(month.flagged.n_yes for month in quiet) == 0
    assert sum(month.flagged.n for month in quiet) < 13 * 80
    assert all(month.month.day == 1 and month.by_chance > 0 for month in quiet)


def test_replaying_the_past_flags_what_is_saved(cursor: DuckDBPyConnection) -> None:
    found = surge_check.calibration(cursor, as_of=AS_OF)
    saved = cursor.execute("SELECT count(*) FROM surges WHERE kind = 'engagement' "
                           "AND week BETWEEN $a AND $b", {"a": monday(18), "b": monday(30)})
    assert [(sum(month.flagged.n_yes for month in found),)] == saved.fetchall()


def test_weeks_and_listings(cursor: DuckDBPyConnection) -> None:
    held = surge_list.weeks(cursor)
    assert [one.week for one in held] == [monday(week) for week in range(14, 40)]
    assert surge_list.week(cursor) == held[-1]
    assert surge_list.week(cursor, monday(2)) is None
    found = surge_list.week(cursor, monday(17))
    assert found is not None and found.bound == pytest.approx(0.4)
    listed = surge_list.listing(cursor, monday(17))
    assert set(listed["account_id"]) == {f"A{row:02}" for row, week in SURGES.items() if week == 17}
    assert (listed["times"] == listed["observed"] / listed["expected"]).all()
    assert found.n_flagged == len(listed)


def test_the_weeks_of_one_account(cursor: DuckDBPyConnection) -> None:
    own = surge_list.of_account(cursor, "A03", last=monday(39))
    assert monday(SURGES[3]) in {one.date() for one in own["week"]}
    people = surge_list.people_of_account(cursor, "A03", first=monday(10), last=monday(39))
    assert len(people) == 30
    surged = people[people["is_surge"]]
    assert [one.date() for one in surged["week"]] == [monday(SURGES[3])]
    assert surged["n_people"].tolist() == [12] and surged["expected"].notna().all()
