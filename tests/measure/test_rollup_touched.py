"""After an import only the weeks that it can have changed are compared, and nothing is missed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from abm_core import store
from abm_core.intake.ledger import undo_last
from abm_core.intake.load import load_frames
from abm_core.measure import rollup, rollup_touched
from abm_core.store import Store

START = datetime(2026, 1, 7, 10)  # a Wednesday
AS_OF = date(2026, 3, 4)


def visit(n: int, week: int, account: str = "a", **more: Any) -> dict[str, Any]:
    return {"activity_id": f"n{n}", "account_id": account, "contact_id": None,
            "occurred_at": START + timedelta(weeks=week, minutes=n), "kind": "page visit",
            "channel": "web", "direction": "theirs", "minutes": 2.0, "subject": f"/{n}", **more}


def take_in(held: Store, entity: str, *rows: dict[str, Any]) -> None:
    frame = pd.DataFrame(list(rows))
    load_frames(held, [(entity, frame, "x.csv")], imported_at=datetime(2027, 1, 1))


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Store]:
    """Eight weeks with a visit each, rolled up."""
    with closing(store.open_store(tmp_path / "s.duckdb")) as one:
        take_in(one, "accounts", {"account_id": "a", "name": "Alder"})
        take_in(one, "activities", *(visit(n, n) for n in range(8)),
                visit(90, 2, "ghost"), visit(91, 12))
        assert roll(one) == "all"
        yield one


def roll(held: Store, as_of: date = AS_OF) -> str:
    """Roll up; "all" or "some" weeks compared. What is kept equals a roll-up from nothing."""
    seen: list[bool] = []
    with held.cursor() as cursor, pytest.MonkeyPatch.context() as patch:
        usual = rollup_touched.lay_out
        patch.setattr(rollup_touched, "lay_out",
                      lambda *given, **named: seen.append(usual(*given, **named)) or seen[-1])
        rollup.refresh(cursor, as_of=as_of, cap=20)
        kept = contents(cursor)
        cursor.execute("BEGIN")
        for table in ("contact_weeks", "rollup_weeks", "rollup_dropped"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM meta WHERE name IN ('rollup', 'rollup_import')")
        cursor.execute("COMMIT")
        rollup.refresh(cursor, as_of=as_of, cap=20)
        assert contents(cursor) == kept
    return "all" if seen[0] else "some"


def contents(cursor: Any) -> list[list[tuple[Any, ...]]]:
    queries = ("SELECT * FROM contact_weeks ORDER BY ALL",
               "SELECT week, n_raw, fingerprint FROM rollup_weeks ORDER BY ALL",
               "SELECT * FROM rollup_dropped ORDER BY ALL")  # fmt: skip
    return [cursor.execute(query).fetchall() for query in queries]


def test_a_new_week_alone_is_compared(held: Store) -> None:
    take_in(held, "activities", visit(20, 7), visit(21, 7, contact_id="p"))
    assert roll(held) == "some"


def test_a_row_that_comes_again_changed(held: Store) -> None:
    take_in(held, "activities", visit(3, 3, minutes=9.0))
    assert roll(held) == "some"


def test_a_row_that_moves_in_time_has_all_compared(held: Store) -> None:
    take_in(held, "activities", visit(3, 5))
    assert roll(held) == "all"


def test_an_account_that_arrives_brings_its_weeks(held: Store) -> None:
    take_in(held, "accounts", {"account_id": "ghost", "name": "Ghost"})
    assert roll(held) == "some"


def test_days_that_are_over_count_what_was_planned(held: Store) -> None:
    take_in(held, "activities", visit(30, 8))
    assert roll(held, as_of=AS_OF + timedelta(weeks=6)) == "some"


def test_an_undo_has_all_compared(held: Store) -> None:
    take_in(held, "activities", visit(40, 1))
    assert roll(held) == "some"
    undo_last(held, undone_at=datetime(2027, 1, 2))
    assert roll(held) == "all"
    take_in(held, "activities", visit(41, 2))
    undo_last(held, undone_at=datetime(2027, 1, 3))
    take_in(held, "activities", visit(42, 3))
    assert roll(held) == "all"


def test_two_imports_since(held: Store) -> None:
    take_in(held, "activities", visit(50, 1))
    take_in(held, "activities", visit(50, 1))  # changes nothing
    take_in(held, "contacts", {"contact_id": "p", "account_id": "a", "name": "Pia"})
    take_in(held, "activities", visit(51, 6, contact_id="p"))
    assert roll(held) == "some"
