"""Actions as somebody looks at them: mine, my team's, all; counts, clocks, who has most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from abm_core import house_log, schema, store
from abm_core.errors import AbmError
from abm_core.house import House, Person
from abm_core.review import action_board, action_items, load
from abm_core.review.action_board import Board, Look

ADDED = datetime(2026, 2, 2, 12)
TODAY = date(2026, 3, 4)  # a Wednesday
PEOPLE = (Person("Ida Holm", "ida@us.example", "sales"), Person("Sara Vik", "", "sales"),
          Person("Per Dahl", "", "marketing"))  # fmt: skip
DUE = [  # account, owner, day of March
    ("a1", "IDA@us.example", 3), ("a1", "ida holm", 4), ("a2", "Ida Holm", 8),
    ("a2", "Sara Vik", 2), ("a3", "Per Dahl", 9), ("a3", "", 4),
]  # fmt: skip


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Six actions; a1 is in tier 1 and a2 in tier 2; a1 and a3 became qualified on Monday."""
    opened = store.open_store(tmp_path / "abm.duckdb")
    with opened.cursor() as lent:
        store.insert(lent, schema.ACCOUNTS, [
            {"account_id": "a1", "name": "Harbourline", "sales_owner": "Ida Holm"},
            {"account_id": "a2", "name": "Solvik", "sales_owner": "Sara Vik"},
            {"account_id": "a3", "name": "Braa", "marketing_owner": "Per Dahl"},
        ])  # fmt: skip
        store.insert(lent, schema.ACCOUNT_SCORES, [
            {"account_id": "a1", "tier": "1"}, {"account_id": "a2", "tier": "2"}])
        store.insert(lent, schema.STAGE_CHANGES, [
            {"account_id": one, "motion": "new", "stage_from": "engaged", "stage_to": "qualified",
             "changed_on": date(2026, 3, 2), "week": date(2026, 3, 2)} for one in ("a1", "a3")])
        store.insert(lent, schema.ACTIVITIES, [
            {"activity_id": "t1", "account_id": "a1", "kind": "call", "direction": "ours",
             "occurred_at": datetime(2026, 3, 3, 10)}])  # fmt: skip
        house_log.save(lent, House(people=PEOPLE), author="Ida Holm", saved_at=ADDED)
        for account_id, owner, day in DUE:
            action_items.add(lent, account_id, reason="", next_step="Call", owner=owner,
                             due_on=date(2026, 3, day), author="Ida", now=ADDED)  # fmt: skip
        yield lent
    opened.close()


def look(cursor: DuckDBPyConnection, *asked: object) -> Board:
    found: Look = Look(*asked)  # type: ignore[arg-type]
    return action_board.read(cursor, found, today=TODAY, as_of=TODAY)


def counted(board: Board) -> tuple[int, int, int]:
    return board.n_open, board.n_due, board.n_overdue


def test_all(cursor: DuckDBPyConnection) -> None:
    """Due from the 4th to Sunday the 8th: three; before: two; the 9th is next week."""
    found = look(cursor)
    assert counted(found) == (6, 3, 2)
    assert found.busiest == ("Ida Holm", 3)
    assert [one.due_on.day for one in found.items] == [2, 3, 4, 4, 8, 9]
    # a1 was called on the first business morning, a3 by nobody.
    assert [(one.account_id, one.status) for one in found.clocks] == [
        ("a1", "met"), ("a3", "missed")]  # fmt: skip
    assert (found.n_running, found.n_missed) == (0, 1)


def test_mine_and_my_teams(cursor: DuckDBPyConnection) -> None:
    mine = look(cursor, "mine", "ida holm")
    assert counted(mine) == (3, 2, 1)
    assert [one.account_id for one in mine.clocks] == ["a1"]
    team = look(cursor, "team", "Sara Vik")
    assert (team.team, counted(team)) == ("sales", (4, 2, 2))
    assert [one.account_id for one in team.clocks] == ["a1"]
    assert counted(look(cursor, "mine", "Ugo Bo")) == (0, 0, 0)


def test_by_tier_and_status(cursor: DuckDBPyConnection) -> None:
    assert counted(look(cursor, "all", "", 1)) == (2, 1, 1)
    none = look(cursor, "all", "", 0)
    assert counted(none) == (2, 1, 0)
    assert [one.account_id for one in none.clocks] == ["a3"]
    action_items.close(cursor, 1, "done", author="Ida", now=ADDED)
    closed = look(cursor, "all", "", None, "done")
    assert [one.action_id for one in closed.items] == [1]
    assert counted(closed) == (5, 3, 1)
    assert len(look(cursor, "all", "", None, "").items) == 6


def test_who_has_as_many_as_another_has_not_the_most(cursor: DuckDBPyConnection) -> None:
    for number in (1, 2):
        action_items.edit(cursor, number, {"owner": "Sara Vik"}, author="Ida", now=ADDED)
    assert look(cursor).busiest == ("Sara Vik", 3)
    action_items.edit(cursor, 1, {"owner": "Ida Holm"}, author="Ida", now=ADDED)
    assert look(cursor).busiest is None  # two each


def test_nobody_and_who_is_in_no_team(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="Say who you are"):
        look(cursor, "mine", " ")
    with pytest.raises(AbmError, match="Ugo Bo is in no team"):
        look(cursor, "team", "Ugo Bo")


def test_without_data_no_clock_runs(cursor: DuckDBPyConnection) -> None:
    assert action_board.read(cursor, Look(), today=TODAY, as_of=None).clocks == ()


def test_the_load_of_the_store(cursor: DuckDBPyConnection) -> None:
    found = {one.name: one for one in load.read(cursor, today=TODAY)}
    assert list(found) == ["Ida Holm", "Sara Vik", "Per Dahl", ""]
    assert (found["Ida Holm"].n_open, found["Ida Holm"].n_overdue) == (3, 1)
    assert (found["Ida Holm"].hours, found["Sara Vik"].hours) == (30.0, 10.0)
    assert found["Per Dahl"].n_accounts == (0, 0, 0)  # a3 is in no tier


def test_snoozing_writes_a_day_that_an_edit_takes(cursor: DuckDBPyConnection) -> None:
    (first, *_) = look(cursor).items
    later = action_board.snoozed(first, TODAY)
    assert later == TODAY + timedelta(7)
    kept = action_items.edit(cursor, first.action_id, {"due_on": later}, author="Ida", now=ADDED)
    assert not kept.is_overdue(TODAY)
