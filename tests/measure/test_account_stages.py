"""Stages kept up to date and told for any past week; rules that are versioned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from stage_world import MONDAY, account, changes, deal, fresh, points

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.measure import stage_rules, stages
from abm_core.measure.stage_rules import StageRules

WEEK = timedelta(weeks=1)
NOON = datetime(2026, 11, 22, 12)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """One account that was made known on the Sunday of the eleventh week, so that it is over."""
    with fresh(tmp_path) as lent:
        account(lent, "A", MONDAY - WEEK)
        points(lent, "A", "p", MONDAY, 20)
        points(lent, "A", "q", MONDAY, 20)
        account(lent, "B", MONDAY + 10 * WEEK + timedelta(6))
        yield lent


def test_stages_are_replayed_once_and_again_when_something_changes(
    cursor: DuckDBPyConnection
) -> None:
    assert stages.refresh(cursor)
    assert not stages.refresh(cursor)
    known = stages.replayed(cursor)
    assert known is not None
    assert known == (MONDAY + 10 * WEEK, MONDAY, 0, 0, False)
    assert known.end == MONDAY + 11 * WEEK - timedelta(1)
    deal(cursor, "d", "A", "open", MONDAY + 2 * WEEK)
    with store.transaction(cursor):
        store.next_revision(cursor)
    assert stages.refresh(cursor)
    assert [stage for _, _, stage in changes(cursor, "A")] == ["unaware", "engaged", "opportunity"]
    with store.transaction(cursor):
        store.next_revision(cursor)  # an import of something else
    assert not stages.refresh(cursor)


def test_the_running_week_is_not_told(cursor: DuckDBPyConnection) -> None:
    """Newest day a Saturday: the week is not over."""
    cursor.execute("UPDATE accounts SET created_on = created_on - 1 WHERE account_id = 'B'")
    stages.refresh(cursor)
    known = stages.replayed(cursor)
    assert known is not None
    assert known.week == MONDAY + 9 * WEEK


def test_a_store_without_a_day(tmp_path: Path) -> None:
    with fresh(tmp_path) as cursor:
        assert not stages.refresh(cursor)
        assert stages.replayed(cursor) is None
        assert stages.as_of(cursor, MONDAY).empty


def test_any_day_of_a_week_names_it(cursor: DuckDBPyConnection) -> None:
    stages.refresh(cursor)
    for day in range(7):
        (row,) = stages.as_of(cursor, MONDAY + timedelta(day)).itertuples()
        assert (row.account_id, row.stage) == ("A", "engaged")
        assert row.since.date() == MONDAY + timedelta(6)
    (row,) = stages.as_of(cursor, MONDAY - timedelta(1)).itertuples()
    assert row.stage == "unaware"
    assert stages.as_of(cursor, MONDAY - WEEK - timedelta(1)).empty


def test_counts_hold_through_empty_weeks_and_the_change_of_year(
    cursor: DuckDBPyConnection
) -> None:
    """From 2025-W52 on: nothing changes for weeks, and every week is there all the same."""
    stages.refresh(cursor)
    found = stages.counts(cursor, first=date(2025, 12, 22), last=date(2026, 3, 22))
    mondays = [date(2025, 12, 22) + n * WEEK for n in range(13)]
    assert found["week"].dt.date.tolist()[::6] == mondays
    table = found.pivot(index="week", columns="stage", values="n_accounts")
    assert table["unaware"].tolist() == [0, 1] + [0] * 10 + [1]
    assert table["engaged"].tolist() == [0, 0] + [1] * 11
    later = stages.counts(cursor, first=date(2026, 3, 9), last=date(2026, 3, 22))
    assert later["n_accounts"].tolist() == found["n_accounts"].tolist()[11 * 6:]


def test_weeks_of_daylight_saving_are_weeks(cursor: DuckDBPyConnection) -> None:
    """Clocks go forward on 29 March 2026, on a Sunday: what happened that day is in its week."""
    deal(cursor, "d", "A", "open", date(2026, 3, 29))
    stages.refresh(cursor)
    week = stages.counts(cursor, first=date(2026, 3, 23), last=date(2026, 3, 30))
    in_deal = week[week["stage"] == "opportunity"]["n_accounts"].tolist()
    assert in_deal == [1, 1]
    assert changes(cursor, "A")[-1][0] == date(2026, 3, 29)


def test_new_rules_hold_for_the_past_and_are_logged(cursor: DuckDBPyConnection) -> None:
    stages.refresh(cursor)
    assert stage_rules.current(cursor).version == stage_rules.AS_SHIPPED
    strict = StageRules(engaged_people=3)
    saved = stage_rules.save(cursor, strict, author="Vera", note="three at least", saved_at=NOON)
    assert (saved.version, stage_rules.current(cursor).rules) == (1, strict)
    assert stages.refresh(cursor)
    assert [stage for _, _, stage in changes(cursor, "A")] == ["unaware", "aware", "unaware"]
    assert cursor.execute("SELECT DISTINCT rules_version FROM stage_changes").fetchall() == [(1,)]
    logged = cursor.execute("SELECT entity, field, old_value, new_value, author FROM change_log")
    assert logged.fetchall() == [("stage_rules", "engaged_people", "2", "3", "Vera")]
    again = stage_rules.save(cursor, strict, author="Vera", note="", saved_at=NOON)
    assert again.version == 1
    assert [one.version for one in stage_rules.versions(cursor)] == [1, 0]


def test_rules_of_a_later_product_are_read_as_far_as_they_are_known(
    cursor: DuckDBPyConnection
) -> None:
    store.insert(cursor, schema.STAGE_RULES, [
        {"version": 3, "rules": '{"aware_weeks": 6, "phase_of_the_moon": 2}'}])  # fmt: skip
    assert stage_rules.current(cursor).rules == StageRules(aware_weeks=6)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"aware_weeks": 0}, "less than a week"), ({"qualified_fit": 101}, "fit of a qualified"),
        ({"engaged_points": 0.0}, "less than nothing"), ({"qualified_points": 5.0}, "deeper stage"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be(wrong: dict[str, float], words: str) -> None:
    with pytest.raises(AbmError, match=words):
        StageRules(**wrong)  # type: ignore[arg-type]


def test_new_rules_tell_caches_that_something_changed(cursor: DuckDBPyConnection) -> None:
    stages.refresh(cursor)
    before, state = store.revision(cursor), stages.state(cursor)
    assert not stages.refresh(cursor)
    assert store.revision(cursor) == before
    stage_rules.save(cursor, StageRules(aware_weeks=5), author="", note="", saved_at=NOON)
    assert stages.refresh(cursor)
    assert store.revision(cursor) == before + 1
    assert stages.state(cursor) != state
    assert not stages.refresh(cursor)
