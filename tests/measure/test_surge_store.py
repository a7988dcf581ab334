"""Saved surges: what the store holds after each change, and that nothing else is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection

from abm_core import house, house_log, store
from abm_core.house import House
from abm_core.measure import surge_store, surge_topics, weeks

FIRST = date(2026, 1, 5)
N_WEEKS, N_ACCOUNTS = 24, 60
AS_OF = FIRST + timedelta(weeks=N_WEEKS)  # a Monday: the week of it is not complete
SURGE = 18

CONTACT_WEEKS = """
INSERT INTO contact_weeks (account_id, contact_id, week, kind, channel, direction, is_theirs,
                           n)
SELECT account_id, contact_id, week, 'page visit', 'web', 'theirs', true, 1 FROM contact_weeks_frame
"""


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Sixty accounts with no, one or two people a week; A00 has ten in one week."""
    opened = store.open_store(tmp_path / "surges.duckdb")
    with opened.cursor() as lent:
        fill(lent)
        yield lent
    opened.close()


def monday(week: int) -> date:
    return FIRST + timedelta(weeks=week)


def fill(cursor: DuckDBPyConnection) -> None:
    rng = np.random.default_rng(1)
    people = rng.integers(0, 3, (N_ACCOUNTS, N_WEEKS))
    people[0, SURGE] = 10
    cursor.execute("INSERT INTO accounts (account_id, name) "
                   "SELECT printf('A%02d', n), printf('Name %d', n) FROM range(60) AS r(n)")
    keep(cursor, [one for row in range(N_ACCOUNTS) for week in range(N_WEEKS)
                  for one in visitors(f"A{row:02}", week, int(people[row, week]))])


Visit = tuple[str, str, date]


def visitors(account: str, week: int, n: int, start: int = 0) -> list[Visit]:
    return [(account, f"c{start + i}" if i else "", monday(week)) for i in range(n)]


def keep(cursor: DuckDBPyConnection, rows: list[Visit]) -> None:
    frame = pd.DataFrame(rows, columns=["account_id", "contact_id", "week"])
    cursor.register("contact_weeks_frame", frame)
    cursor.execute(CONTACT_WEEKS)
    cursor.unregister("contact_weeks_frame")


def come(cursor: DuckDBPyConnection, account: str, week: int, n: int, start: int = 0) -> None:
    keep(cursor, visitors(account, week, n, start))


def changed(cursor: DuckDBPyConnection) -> int:
    """Say that imported data changed, as an import would, and bring surges in line."""
    with store.transaction(cursor):
        store.next_revision(cursor)
    return surge_store.refresh(cursor, as_of=AS_OF)


def saved(cursor: DuckDBPyConnection) -> pd.DataFrame:
    return cursor.execute("SELECT * FROM surges ORDER BY ALL").df()


def test_the_surge_is_saved_with_what_was_expected(cursor: DuckDBPyConnection) -> None:
    surge_store.refresh(cursor, as_of=AS_OF)
    row = cursor.execute("SELECT week, observed, expected, p_value, n_people, is_sure FROM surges "
                         "WHERE account_id = 'A00' AND kind = 'engagement'").fetchall()  # fmt: skip
    assert len(row) == 1
    week, observed, expected, p_value, n_people, is_sure = row[0]
    assert (week, observed, n_people, is_sure) == (monday(SURGE), 10, 10, True)
    assert 0.5 < expected < 1.5 and p_value < 1e-4


def test_weeks_tried_are_those_with_a_full_baseline(cursor: DuckDBPyConnection) -> None:
    assert surge_store.refresh(cursor, as_of=AS_OF) == N_WEEKS - 14
    found = cursor.execute("SELECT week, n_accounts, n_flagged, by_chance FROM surge_weeks "
                           "WHERE kind = 'engagement' ORDER BY week").fetchall()
    assert [row[0] for row in found] == [monday(week) for week in range(14, N_WEEKS)]
    assert {row[1] for row in found} == {N_ACCOUNTS}
    assert all(0 < row[3] <= 0.005 * N_ACCOUNTS for row in found)
    assert sum(row[2] for row in found) == 1


def test_nothing_is_done_twice(cursor: DuckDBPyConnection) -> None:
    surge_store.refresh(cursor, as_of=AS_OF)
    before = saved(cursor)
    assert surge_store.refresh(cursor, as_of=AS_OF) == 0
    assert changed(cursor) == 0  # an import that brought no activities
    assert saved(cursor).equals(before)


def test_only_weeks_from_the_first_changed_on_are_tried_again(cursor: DuckDBPyConnection) -> None:
    surge_store.refresh(cursor, as_of=AS_OF)
    come(cursor, "A07", N_WEEKS - 2, 9, start=50)
    assert changed(cursor) == 2
    step_by_step = saved(cursor)
    assert "A07" in set(step_by_step["account_id"])
    cursor.execute("DELETE FROM surge_weeks")
    assert changed(cursor) == N_WEEKS - 14
    assert saved(cursor).equals(step_by_step)


def test_week_by_week_ends_where_all_at_once_does(cursor: DuckDBPyConnection) -> None:
    for week in range(15, N_WEEKS + 1):
        surge_store.refresh(cursor, as_of=FIRST + timedelta(weeks=week))
    step_by_step = saved(cursor)
    cursor.execute("DELETE FROM surge_weeks")
    changed(cursor)
    assert saved(cursor).equals(step_by_step)


def test_an_import_that_is_undone_takes_its_weeks_along(cursor: DuckDBPyConnection) -> None:
    surge_store.refresh(cursor, as_of=AS_OF)
    surge_store.refresh(cursor, as_of=monday(SURGE))
    assert cursor.execute("SELECT max(week) FROM surge_weeks").fetchall() == [(monday(SURGE - 1),)]
    assert not len(saved(cursor))


def test_an_account_that_is_gone_takes_its_surges_along(cursor: DuckDBPyConnection) -> None:
    surge_store.refresh(cursor, as_of=AS_OF)
    cursor.execute("DELETE FROM accounts WHERE account_id = 'A00'")
    cursor.execute("DELETE FROM contact_weeks WHERE account_id = 'A00'")
    changed(cursor)
    assert "A00" not in set(saved(cursor)["account_id"])


def test_everything_gone_leaves_nothing(cursor: DuckDBPyConnection) -> None:
    surge_store.refresh(cursor, as_of=AS_OF)
    cursor.execute("DELETE FROM contact_weeks")
    changed(cursor)
    assert not len(saved(cursor))
    assert cursor.execute("SELECT count(*) FROM surge_weeks").fetchall() == [(0,)]


def test_ours_and_what_machines_make_count_for_nothing(cursor: DuckDBPyConnection) -> None:
    cursor.execute("UPDATE contact_weeks SET kind = 'mail open' "
                   "WHERE account_id = 'A00' AND week = $week AND contact_id > 'c5'",
                   {"week": monday(SURGE)})  # fmt: skip
    cursor.execute("UPDATE contact_weeks SET direction = 'ours', is_theirs = false "
                   "WHERE account_id = 'A00' AND week = $week AND contact_id IN ('c4', 'c5')",
                   {"week": monday(SURGE)})
    surge_store.refresh(cursor, as_of=AS_OF)
    # Ten were the unknown visitor and c1 to c9; left are the unknown visitor, c1, c2, c3.
    observed = surge_store.read(cursor, weeks.last_complete(AS_OF))
    assert observed is not None
    here = (observed.places == 0) & (observed.weeks == SURGE)
    assert observed.people[here].tolist() == [4]


def test_an_account_that_joined_mid_week_begins_with_the_next(cursor: DuckDBPyConnection) -> None:
    """Created on the Wednesday of week 2: baseline 3 to 14, guard 15 and 16, tried in 17."""
    cursor.execute("DELETE FROM contact_weeks WHERE account_id = 'A05' AND week < $week",
                   {"week": monday(6)})  # fmt: skip
    cursor.execute("UPDATE accounts SET created_on = $day WHERE account_id = 'A05'",
                   {"day": monday(2) + timedelta(days=2)})  # fmt: skip
    surge_store.refresh(cursor, as_of=AS_OF)
    tried = dict(cursor.execute("SELECT week, n_accounts FROM surge_weeks "
                                "WHERE kind = 'engagement'").fetchall())
    assert (tried[monday(16)], tried[monday(17)]) == (N_ACCOUNTS - 1, N_ACCOUNTS)


def test_who_was_active_before_the_crm_knew_it_has_a_baseline(cursor: DuckDBPyConnection) -> None:
    cursor.execute("UPDATE accounts SET created_on = $day WHERE account_id = 'A00'",
                   {"day": monday(SURGE)})  # fmt: skip
    surge_store.refresh(cursor, as_of=AS_OF)
    assert "A00" in set(saved(cursor)["account_id"])


def test_a_slow_rise_counts_people_of_both_weeks_once(cursor: DuckDBPyConnection) -> None:
    cursor.execute("DELETE FROM contact_weeks WHERE account_id = 'A09' AND week IN ($one, $two)",
                   {"one": monday(20), "two": monday(21)})  # fmt: skip
    come(cursor, "A09", 20, 5)
    come(cursor, "A09", 21, 6)  # the same five, and one more
    surge_store.refresh(cursor, as_of=AS_OF)
    row = cursor.execute("SELECT observed, n_people FROM surges WHERE account_id = 'A09' "
                         "AND kind = 'slow rise' AND week = $week", {"week": monday(21)})
    assert row.fetchall() == [(11, 6)]


# --- Third-party topics -------------------------------------------------------------------------


def read_about(cursor: DuckDBPyConnection, *rows: tuple[str, int, str, float]) -> None:
    for account, week, topic, strength in rows:
        cursor.execute("INSERT INTO signals (account_id, week, source, topic, strength) "
                       "VALUES ($a, $w, 'third-party', $t, $s)",
                       {"a": account, "w": monday(week), "t": topic, "s": strength})  # fmt: skip


def test_topics_surge_from_sixty_on_a_quarter_of_them(cursor: DuckDBPyConnection) -> None:
    """Eight topics are seen, so two must reach 60 in the same week."""
    read_about(cursor, *(("A40", 1, f"t{n}", 50.0) for n in range(8)),
               ("A41", 2, "t1", 60.0), ("A41", 2, "t2", 75.0),
               ("A42", 2, "t1", 95.0), ("A42", 2, "t2", 59.9),
               ("A43", 2, "t1", 90.0), ("A43", 3, "t2", 90.0),
               ("gone", 2, "t1", 90.0), ("gone", 2, "t2", 90.0))  # fmt: skip
    surge_store.refresh(cursor, as_of=AS_OF)
    found = cursor.execute("SELECT account_id, week, observed, expected, p_value, is_sure "
                           "FROM surges WHERE kind = 'topics'").fetchall()
    assert found == [("A41", monday(2), 2, None, None, False)]
    listed = surge_topics.of_week(cursor, monday(2))
    assert listed.iloc[0].to_dict() | {"topics": list(listed["topics"][0])} == {
        "account_id": "A41", "name": "Name 41", "n_topics": 2, "topics": ["t1", "t2"]}


def test_topics_that_the_house_chose(cursor: DuckDBPyConnection) -> None:
    read_about(cursor, *(("A40", 1, f"t{n}", 50.0) for n in range(8)), ("A42", 2, "t1", 95.0))
    surge_store.refresh(cursor, as_of=AS_OF)
    assert not len(saved(cursor).query("kind == 'topics'"))
    house_log.save(cursor, House(topics=("t1", "t5")), author="Ida", saved_at=datetime(2026, 6, 1))
    assert house.read(cursor).topics == ("t1", "t5")
    surge_store.refresh(cursor, as_of=AS_OF)
    assert saved(cursor).query("kind == 'topics'")["account_id"].tolist() == ["A42"]


def test_rise_and_fall_of_topics(cursor: DuckDBPyConnection) -> None:
    read_about(cursor, ("A40", 1, "t1", 40.0), ("A41", 1, "t1", 80.0), ("A40", 2, "t1", 70.0),
               ("A40", 3, "t2", 10.0))  # fmt: skip
    by_week = surge_topics.by_week(cursor, last=monday(3), n_weeks=3)
    t1 = by_week[by_week["topic"] == "t1"]
    assert t1["n_accounts"].tolist() == [2, 1, 0]
    assert t1["n_surging"].tolist() == [1, 1, 0]
    assert t1["mean_strength"].tolist()[:2] == [60, 70]
    of_account = surge_topics.of_account(cursor, "A40")
    assert of_account["strength"].tolist() == [40, 70, 10]
    assert of_account["change"].tolist()[1] == 30
    assert of_account["change"].isna().tolist() == [True, False, True]
