"""Surges as saved: brought in line with the roll-up, from the first week that changed."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import schema, settings, store
from abm_core.measure import rollup, surge_sweep, surge_topics, weeks
from abm_core.measure.surge_sweep import FIRST, History, Tried

METHOD = "2"  # to be counted up when the same data give other surges than before
FURTHER_BACK = max(FIRST.values()) + settings.SURGE_LONGEST.value
DONE = "surges"

FIRST_WEEK = """
SELECT min(week) FROM contact_weeks
WHERE is_theirs AND NOT list_contains($left_out, kind) AND week <= $last
"""

# An account can have done something from the first full week after it was created, or from its
# first activity; one of unknown age always.
ACCOUNTS = """
WITH first_seen AS (
    SELECT account_id, min(week) AS week FROM contact_weeks
    WHERE is_theirs AND NOT list_contains($left_out, kind) GROUP BY account_id
)
SELECT a.account_id,
       CASE WHEN a.created_on IS NULL THEN 0
            ELSE greatest(0, date_diff('day', $first, least(
                date_trunc('week', a.created_on + 6)::DATE, f.week)) // 7)
       END::INTEGER AS since,
       hash(a.account_id, a.created_on, f.week) AS state
FROM accounts a LEFT JOIN first_seen f USING (account_id)
ORDER BY a.account_id
"""

PEOPLE = """
WITH placed AS (
    SELECT account_id, row_number() OVER (ORDER BY account_id) - 1 AS place FROM accounts
), seen AS (
    SELECT account_id, week, count(DISTINCT contact_id) AS n_people FROM contact_weeks
    WHERE is_theirs AND NOT list_contains($left_out, kind) AND week <= $last
    GROUP BY account_id, week
)
SELECT placed.place, (date_diff('day', $first, seen.week) // 7)::INTEGER AS week, seen.n_people,
       hash(account_id, seen.week, seen.n_people) AS state
FROM seen JOIN placed USING (account_id)
"""

SAVED_STATES = "SELECT DISTINCT week, state FROM surge_weeks"
FLAGGED_BEFORE = """
SELECT account_id, week, expected FROM surges
WHERE kind = 'engagement' AND week >= $since AND week < $until
ORDER BY week
"""
# Weeks that come anew, and those that lie outside of what is recorded since an import was undone.
FORGET = """
DELETE FROM surges WHERE kind <> 'topics' AND (week >= $since OR week < $first OR week > $last)
"""
FORGET_WEEKS = "DELETE FROM surge_weeks WHERE week >= $since OR week < $first OR week > $last"
FORGET_ALL = "DELETE FROM surges WHERE kind <> 'topics'"
FORGET_ALL_WEEKS = "DELETE FROM surge_weeks"
KEEP = """
INSERT INTO surges (account_id, week, kind, observed, expected, p_value, n_people, is_sure)
SELECT account_id, week, kind, observed, expected, p_value, observed, is_sure FROM surges_frame
"""
# Of all weeks: who they are may change where how many they are each week does not.
PEOPLE_OF_TWO_WEEKS = """
UPDATE surges SET n_people = two_weeks.n_people
FROM (
    SELECT s.account_id, s.week, count(DISTINCT c.contact_id) AS n_people
    FROM surges s JOIN contact_weeks c
      ON c.account_id = s.account_id AND c.week BETWEEN s.week - 7 AND s.week
    WHERE s.kind = 'slow rise' AND c.is_theirs
      AND NOT list_contains($left_out, c.kind)
    GROUP BY s.account_id, s.week
) AS two_weeks
WHERE surges.kind = 'slow rise'
  AND surges.account_id = two_weeks.account_id AND surges.week = two_weeks.week
"""

LEFT_OUT = list(settings.SURGE_LEFT_OUT.value)


class World(NamedTuple):
    """People by account and week, from the first week with any on."""

    first: date
    ids: NDArray[np.object_]
    since: NDArray[np.int64]
    places: NDArray[np.int64]
    weeks: NDArray[np.int64]
    people: NDArray[np.int64]
    states: list[str]  # of every week and all before it

    def day(self, week: int) -> date:
        """The Monday of a week by its number."""
        return self.first + timedelta(weeks=week)


def refresh(cursor: DuckDBPyConnection, *, as_of: date) -> int:
    """Try the weeks whose data changed since they were tried; how many weeks that were.

    To be called after the roll-up. Weeks from the first changed one on are tried again, since
    flagged weeks change later baselines.
    """
    last = weeks.last_complete(as_of)
    key = _key(cursor, last)
    if store.read_meta(cursor, DONE) == key:
        return 0
    with store.transaction(cursor):
        n_weeks = _refresh(cursor, last)
        surge_topics.refresh(cursor)
        store.write_meta(cursor, DONE, key)
    return n_weeks


def _key(cursor: DuckDBPyConnection, last: date) -> str:
    topics = "|".join(surge_topics.chosen(cursor))
    parts = [METHOD, str(store.revision(cursor)), last.isoformat(), rollup.state(cursor), topics]
    return _digest("\n".join(parts).encode())


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _refresh(cursor: DuckDBPyConnection, last: date) -> int:
    world = read(cursor, last)
    if world is None:
        cursor.execute(FORGET_ALL)
        cursor.execute(FORGET_ALL_WEEKS)
        return 0
    start = _first_changed(cursor, world)
    spell = {
        "since": world.day(start), "first": world.day(min(FIRST.values())), "last": last,
    }  # fmt: skip
    cursor.execute(FORGET, spell)
    cursor.execute(FORGET_WEEKS, spell)
    n_weeks = len(world.states) - start
    if n_weeks > 0:
        _keep(cursor, world, list(replay(cursor, world, start)))
    cursor.execute(PEOPLE_OF_TWO_WEEKS, {"left_out": LEFT_OUT})
    return max(0, n_weeks)


def read(cursor: DuckDBPyConnection, last: date) -> World | None:
    """People by account and week through a week; ``None`` where nobody did anything."""
    bound = {"left_out": LEFT_OUT, "last": last}
    first = cursor.execute(FIRST_WEEK, bound).fetchall()[0][0]
    if first is None:
        return None
    accounts = _columns(cursor, ACCOUNTS, {"left_out": LEFT_OUT, "first": first})
    seen = _columns(cursor, PEOPLE, {**bound, "first": first})
    n_weeks = (last - first).days // 7 + 1
    since = accounts["since"].astype(np.int64)
    states = _by_week(seen["week"], seen["state"], n_weeks)
    ages = _by_week(np.minimum(since, n_weeks), accounts["state"], n_weeks + 1)
    return World(
        first, accounts["account_id"].astype(object), since, seen["place"], seen["week"],
        seen["n_people"], _chained(states, np.bitwise_xor.accumulate(ages)),
    )  # fmt: skip


def _columns(
    cursor: DuckDBPyConnection, sql: str, bound: dict[str, object]
) -> dict[str, NDArray[Any]]:
    found = cursor.execute(sql, bound).fetchnumpy()
    return {name: np.asarray(column) for name, column in found.items()}


def _by_week(
    week: NDArray[np.integer], state: NDArray[np.uint64], n_weeks: int
) -> NDArray[np.uint64]:
    found = np.zeros(n_weeks, dtype=np.uint64)
    np.bitwise_xor.at(found, week, state)
    return found


def _chained(states: NDArray[np.uint64], ages: NDArray[np.uint64]) -> list[str]:
    """One text per week that changes with the week and with every week before it."""
    chained, before = [], METHOD
    for state, age in zip(states, ages, strict=False):
        before = _digest(f"{before} {state} {age}".encode())
        chained.append(before)
    return chained


def _first_changed(cursor: DuckDBPyConnection, world: World) -> int:
    saved = dict(cursor.execute(SAVED_STATES).fetchall())
    tried = range(min(FIRST.values()), len(world.states))
    changed = (week for week in tried if saved.get(world.day(week)) != world.states[week])
    return next(changed, len(world.states))


def replay(cursor: DuckDBPyConnection, world: World, start: int) -> list[Tried]:
    """Try the weeks from the one numbered ``start`` on, as saved surges before it have it."""
    back = max(0, start - FURTHER_BACK)
    history = laid_out(world, back)
    _recall(cursor, world, history, back, start)
    tried = surge_sweep.sweep(history, range(start - back, len(world.states) - back))
    return [found._replace(week=found.week + back) for found in tried]


def laid_out(world: World, back: int = 0) -> History:
    """People by account (row) and week (column), from the week numbered ``back`` on."""
    counts = np.zeros((len(world.ids), len(world.states) - back), dtype=np.float32)
    late = world.weeks >= back
    counts[world.places[late], world.weeks[late] - back] = world.people[late]
    return History(counts, world.since - back)


def _recall(
    cursor: DuckDBPyConnection, world: World, history: History, back: int, start: int
) -> None:
    """Replace what was flagged in the weeks that stay as they were."""
    bound = {"since": world.day(back), "until": world.day(start)}
    place = {account_id: row for row, account_id in enumerate(world.ids)}
    flagged = cursor.execute(FLAGGED_BEFORE, bound).fetchall()
    for monday, of_week in groupby(flagged, itemgetter(1)):
        known = [(place[one[0]], one[2]) for one in of_week if one[0] in place]
        rows, expected = [row for row, _ in known], [usual for _, usual in known]
        week = (monday - world.first).days // 7 - back
        history.replace(week, np.array(rows, dtype=np.intp), np.array(expected))


def _keep(cursor: DuckDBPyConnection, world: World, tried: list[Tried]) -> None:
    store.insert(cursor, schema.SURGE_WEEKS, [_week_row(world, one) for one in tried])
    frames = [_flagged(world, one) for one in tried if one.judged.is_flagged.any()]
    if frames:
        cursor.register("surges_frame", pd.concat(frames, ignore_index=True))
        cursor.execute(KEEP)
        cursor.unregister("surges_frame")


def _week_row(world: World, one: Tried) -> dict[str, object]:
    return {
        "week": world.day(one.week), "kind": one.kind, "n_accounts": len(one.rows),
        "n_flagged": int(one.judged.is_flagged.sum()),
        "by_chance": float(one.judged.chance.sum()),
        "overdispersion": one.usual.overdispersion, "site_index": one.usual.site_index,
        "state": world.states[one.week],
    }  # fmt: skip


def _flagged(world: World, one: Tried) -> pd.DataFrame:
    yes = one.judged.is_flagged
    return pd.DataFrame({
        "account_id": world.ids[one.rows[yes]], "week": world.day(one.week), "kind": one.kind,
        "observed": one.observed[yes], "expected": one.usual.mean[yes],
        "p_value": one.judged.p_value[yes], "is_sure": one.judged.is_sure[yes],
    })  # fmt: skip
