"""The roll-up at full size: against a bare GROUP BY, a week later, and each screen's question.

``python -m benchmarks.engagement 10000000`` makes a store with that many activities of a
hundredth as many accounts and a tenth as many contacts over 130 weeks. The bare query groups the
same rows at the same grain into a table of the same file. Processor seconds stand beside wall
time, because they hold on a busy machine. ``python -m benchmarks.engagement 100000000 8GB`` allows
the database so much memory; what needs more goes to disk.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.measure import breakdown, engagement, responses, rollup, trends
from benchmarks import machine

ROWS = 10_000_000
ROWS_AT_ONCE = 20_000_000  # are made and sorted together, as imports bring them
GOAL_RATIO, GOAL_SECONDS, GOAL_FASTER = 2.0, 0.3, 10.0
AS_OF = date(2026, 11, 13)

ACCOUNTS = """
INSERT INTO accounts BY NAME
SELECT printf('001B%011d', i) AS account_id, 'Company ' || i AS name,
       'c' || i || '.example' AS domain, ['Retail', 'Banking', 'Software'][1 + i % 3] AS industry
FROM range($n) t(i)
"""
CONTACTS = """
INSERT INTO contacts BY NAME
SELECT printf('003B%011d', i) AS contact_id, printf('001B%011d', i // 10) AS account_id,
       'p' || i || '@c' || (i // 10) || '.example' AS email
FROM range($n) t(i)
"""
ACTIVITIES = """
INSERT INTO activities BY NAME
WITH drawn AS (
    SELECT i, floor($accounts * random() * random())::BIGINT AS account, random() AS a,
           random() AS b, random() AS c, random() AS d, random() AS e
    FROM range($first, $first + $n) t(i)
),
kinds AS (
    SELECT *, CASE WHEN a < .55 THEN 'page visit' WHEN a < .65 THEN 'mail open'
                   WHEN a < .7 THEN 'mail reply' WHEN a < .85 THEN 'mail sent'
                   WHEN a < .9 THEN 'call' WHEN a < .94 THEN 'meeting'
                   WHEN a < .97 THEN 'download' ELSE 'webinar' END AS kind FROM drawn
)
SELECT printf('a-%09d', i) AS activity_id, printf('001B%011d', account) AS account_id,
       CASE WHEN b < .75 THEN printf('003B%011d', account * 10 + floor(10 * b / .75)::BIGINT) END
           AS contact_id,
       $start::TIMESTAMP + to_seconds(floor(c * $days * 86400)::BIGINT) AS occurred_at,
       CASE kind WHEN 'page visit' THEN 'web' WHEN 'download' THEN 'web' WHEN 'call' THEN 'call'
                 WHEN 'meeting' THEN 'meeting' WHEN 'webinar' THEN 'event' ELSE 'mail' END
           AS channel, kind,
       CASE WHEN kind IN ('mail sent', 'call') THEN 'ours' ELSE 'theirs' END AS direction,
       CASE WHEN kind IN ('page visit', 'call') THEN floor(1 + 10 * d)
            WHEN kind IN ('meeting', 'webinar') THEN 30 + 30 * floor(2 * d) END AS minutes,
       '/page/' || floor(e * 1000)::INTEGER AS subject
FROM kinds ORDER BY account_id, occurred_at
"""
BARE = """
CREATE TABLE bare AS
SELECT account_id, contact_id, date_trunc('week', occurred_at)::DATE AS week, kind, channel,
       direction, count(*) AS n, sum(minutes) AS minutes
FROM activities GROUP BY ALL
"""
RAW = """
SELECT account_id, contact_id, occurred_at, kind, channel, direction, minutes FROM activities
"""


class Took(NamedTuple):
    """Wall and processor seconds."""

    wall: float
    processor: float


def took(job: Callable[[], object]) -> Took:
    """Run something once."""
    wall, processor = perf_counter(), process_time()
    job()
    return Took(perf_counter() - wall, process_time() - processor)


def _step(name: str, job: Callable[[], object]) -> Took:
    """Run something that may take long, and say so."""
    measured = took(job)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {measured.wall:.1f} s, {measured.processor:.1f} processor s; peak memory "
          f"so far {peak:,.0f} MB", file=sys.stderr, flush=True)  # fmt: skip
    return measured


def fill(cursor: DuckDBPyConnection, rows: int) -> None:
    """Accounts, contacts, and activities of the 130 weeks before the last one."""
    accounts = rows // 100
    cursor.execute(ACCOUNTS, {"n": accounts})
    cursor.execute(CONTACTS, {"n": rows // 10})
    cursor.execute("SELECT setseed(0.5)")
    for first in range(0, rows, ROWS_AT_ONCE):
        cursor.execute(ACTIVITIES, {
            "accounts": accounts, "first": first, "n": min(rows - first, ROWS_AT_ONCE),
            "start": date(2024, 5, 13), "days": 910,
        })  # fmt: skip
    store.next_revision(cursor)


BEGIN_IMPORT = """
INSERT INTO imports BY NAME
SELECT 1 AS import_id, 'week.csv' AS file, 'activities' AS entity,
       TIMESTAMP '2026-11-13' AS imported_at
"""
SIGN_IMPORT = "UPDATE activities SET import_id = 1 WHERE occurred_at >= $start"
LOG_IMPORT = """
INSERT INTO change_log BY NAME
SELECT 1 AS change_id, 'activities' AS entity, '*' AS entity_id, '*' AS field, 1 AS import_id
"""


def another_week(cursor: DuckDBPyConnection, rows: int) -> None:
    """What an import of the next week adds, signed as imports sign it."""
    cursor.execute(ACTIVITIES, {"accounts": rows // 100, "first": rows, "n": rows // 130,
                                "start": date(2026, 11, 9), "days": 5})  # fmt: skip
    cursor.execute(BEGIN_IMPORT)
    cursor.execute(SIGN_IMPORT, {"start": date(2026, 11, 9)})
    cursor.execute(LOG_IMPORT)
    store.next_revision(cursor)


def refresh(cursor: DuckDBPyConnection) -> None:
    """Roll up what has changed."""
    rollup.refresh(cursor, as_of=AS_OF, cap=20)


def screens(cursor: DuckDBPyConnection) -> dict[str, Callable[[], object]]:
    """The questions of the Engagement screen."""
    busiest = "SELECT account_id FROM account_engagement ORDER BY window_points DESC LIMIT 1"
    ((account,),) = cursor.execute(busiest).fetchall()
    return {
        "trend of tiers, 13 weeks": lambda: trends.weekly(cursor, as_of=AS_OF),
        "trend of industries, 52 weeks": lambda: trends.weekly(
            cursor, as_of=AS_OF, by="industry", n_weeks=52),
        "who is moving": lambda: trends.moving(cursor, as_of=AS_OF),
        "reach × response": lambda: responses.reach(cursor, as_of=AS_OF, only_targets=False),
        "hanging on one contact": lambda: responses.single_threaded(
            cursor, as_of=AS_OF, only_targets=False),
        "channels by stage": lambda: responses.channels(cursor, as_of=AS_OF),
        "one account, broken down": lambda: breakdown.of_account(cursor, account, as_of=AS_OF),
    }  # fmt: skip


def weekly_in_pandas(raw: pd.DataFrame) -> pd.Series:
    """Weekly points per account from raw rows, as a plain frame does it: the trend's input."""
    base = {"page visit": 1, "mail reply": 2, "download": 10, "webinar": 30}
    recent = raw[(raw["occurred_at"] >= "2026-08-10") & (raw["occurred_at"] < "2026-11-09")]
    recent = recent[recent["direction"] == "theirs"]
    worth = recent["kind"].astype(object).map(base).fillna(0).to_numpy(dtype=float)
    worth = worth + recent["minutes"].where(recent["kind"] == "meeting").fillna(0).to_numpy()
    week = recent["occurred_at"].dt.to_period("W")
    people = pd.Series(worth * 0.5, index=recent.index).groupby(
        [recent["account_id"], recent["contact_id"].fillna(""), week], observed=True).sum()
    people = people[people >= 1]
    return (people**0.75).groupby(level=[0, 2], observed=True).sum() ** (1 / 0.75)


def report(rows: int = ROWS, memory: str = "") -> str:
    """The section of the results. ``memory``: what the database may use, such as "8GB"."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engagement.duckdb"
        with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
            if memory:
                cursor.execute("SET memory_limit = $memory", {"memory": memory})
            _step("made", lambda: fill(cursor, rows))
            cursor.execute("CHECKPOINT")
            before = path.stat().st_size
            bare = _step("bare GROUP BY", lambda: cursor.execute(BARE))
            cursor.execute("DROP TABLE bare")
            first = _step("first roll-up", lambda: refresh(cursor))
            points = _step("points", lambda: engagement.refresh(cursor, as_of=AS_OF))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            cursor.execute("CHECKPOINT")
            after = path.stat().st_size
            another_week(cursor, rows)
            later = _step("a week later", lambda: refresh(cursor))
            later_points = _step("points", lambda: engagement.refresh(cursor, as_of=AS_OF))
            asked = {name: min(took(ask).wall for _ in range(3))
                     for name, ask in screens(cursor).items()}
            raw = cursor.execute(RAW).df() if rows <= ROWS else None
        plain = took(lambda: weekly_in_pandas(raw)).wall if raw is not None else float("nan")
    return _section(
        rows, {"bare GROUP BY of the grain": bare, "first roll-up": first,
               "points and engagement": points, "roll-up, one week later": later,
               "points, one week later": later_points},
        asked, plain, (peak, before / 1e6, after / 1e6),
    )  # fmt: skip


def _section(
    rows: int, jobs: dict[str, Took], asked: dict[str, float], plain: float,
    sizes: tuple[float, float, float],
) -> str:
    bare, first = jobs["bare GROUP BY of the grain"], jobs["first roll-up"]
    slowest = max(asked.values())
    peak, before, after = sizes
    return "\n\n".join([
        f"## Engagement from {rows:,} activities",
        machine.table(("once each", "s", "processor s"), [
            (name, f"{one.wall:.1f}", f"{one.processor:.1f}") for name, one in jobs.items()]),
        f"First roll-up ÷ bare: {first.wall / bare.wall:.1f} in wall time, "
        f"{first.processor / bare.processor:.1f} in processor time (goal: at most "
        f"{GOAL_RATIO:.0f}). Peak memory {peak:,.0f} MB; the store grew from {before:,.0f} to "
        f"{after:,.0f} MB.",
        machine.table(("from the roll-up", "ms"), [
            (name, f"{1000 * seconds:.0f}") for name, seconds in asked.items()]),
        f"Slowest question {1000 * slowest:.0f} ms (goal: under {1000 * GOAL_SECONDS:.0f}). "
        f"Weekly points from raw rows that pandas already holds: {plain:.1f} s, "
        f"{plain / asked['trend of tiers, 13 weeks']:.0f} times as long as the trend of tiers "
        f"(goal: at least {GOAL_FASTER:.0f}).",
    ])  # fmt: skip


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:2]), *sys.argv[2:3]))
