"""The weekly review at full size: the newest week, past weeks, a tier, an owner, no list at all.

``python -m benchmarks.review 10000000`` makes the store of ``engagement`` with that many activities
of a hundredth as many accounts; opportunities are a fifth of the accounts, each with four stages
and four later changes in the log. Two thousand of the busiest fifth of accounts are targets. The
last line is a programme without a target list, so that every account counts.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

from duckdb import DuckDBPyConnection

from abm_core import store, upkeep
from abm_core.overview import newest_day
from abm_core.review import compose, framework, plainly
from abm_core.review.document import Scope
from benchmarks import engagement, machine
from benchmarks.engagement import Took, took

ROWS, GOAL_SECONDS, REPEATS = engagement.ROWS, 1.0, 5
NOW = datetime(2026, 11, 14, 8)
OWNERS = """
UPDATE accounts SET sales_owner = 'Owner ' || hash(account_id) % 20,
                    created_on = DATE '2024-05-13' + (hash(account_id, 1) % 800)::INTEGER
"""
TITLES = """
UPDATE contacts SET title = ['CFO', 'VP Engineering', 'IT Manager', 'Head of Purchasing',
    'Data Analyst', 'Sales Representative', 'Head of IT', 'Accountant']
        [1 + (hash(contact_id) % 8)::BIGINT],
    phone = '+45 1234 5678', verified_on = DATE '2026-11-01' - (hash(contact_id) % 600)::INTEGER
"""
WORLD = (
    """
INSERT INTO programmes (programme_id, name, launched_on)
SELECT id, id, DATE '2026-01-05' FROM (SELECT unnest(['p', 'all']) AS id) WHERE $n > 0
""",
    """
INSERT INTO target_list (programme_id, account_id, tier, joined_on, left_on)
SELECT 'p', account_id, CASE WHEN place < 25 THEN '1' WHEN place < 225 THEN '2' ELSE '3' END,
       DATE '2026-01-05' + (hash(account_id, 2) % 280)::INTEGER,
       CASE WHEN hash(account_id, 3) % 10 = 0 THEN DATE '2026-11-04' END
FROM (SELECT account_id, row_number() OVER (ORDER BY hash(account_id)) AS place
      FROM (SELECT account_id FROM accounts ORDER BY account_id LIMIT $n // 5))
WHERE place < 2225
""",
    """
INSERT INTO opportunities (opportunity_id, account_id, name, motion, owner, amount, currency, stage,
                           outcome, created_on, closed_on, expected_on)
SELECT 'O' || i, printf('001B%011d', (hash(i, 1) % ($n // 5))::BIGINT), 'Deal ' || i,
       CASE WHEN hash(i, 2) % 3 = 0 THEN 'expansion' ELSE 'new' END, 'Owner ' || hash(i, 3) % 20,
       CASE WHEN hash(i, 4) % 20 > 0 THEN 1000 * (5 + (hash(i, 5) % 200)::BIGINT) END, 'EUR',
       CASE WHEN closes > DATE '2026-11-13' THEN 'Proposal' ELSE 'Closed' END,
       CASE WHEN closes > DATE '2026-11-13' THEN 'open' WHEN hash(i, 6) % 2 = 0 THEN 'won'
            ELSE 'lost' END,
       created, CASE WHEN closes <= DATE '2026-11-13' THEN closes END, closes
FROM (SELECT i, created, created + (20 + hash(i, 7) % 160)::INTEGER AS closes
      FROM (SELECT i, DATE '2024-05-13' + (hash(i, 8) % 910)::INTEGER AS created
            FROM range($n // 5) t(i)))
""",
    """
INSERT INTO stage_history (opportunity_id, changed_at, stage, amount)
SELECT opportunity_id, created_on + (25 * step)::INTEGER, 'Stage ' || step, amount
FROM opportunities, range(4) t(step)
WHERE created_on + (25 * step)::INTEGER <= coalesce(closed_on, DATE '2026-11-13') AND $n > 0
""",
    """
INSERT INTO change_log BY NAME
SELECT row_number() OVER (ORDER BY changed_at, opportunity_id) AS change_id,
       'opportunities' AS entity, opportunity_id AS entity_id, field,
       CASE field WHEN 'amount' THEN to_json(amount * 0.9)
                  WHEN 'expected_on' THEN to_json(expected_on - 20) END AS old_value,
       changed_at
FROM (SELECT *, created_on + (12 * step + 1)::INTEGER + INTERVAL 8 HOUR AS changed_at,
             CASE step WHEN 0 THEN '+' WHEN 1 THEN 'amount' WHEN 2 THEN 'expected_on'
                       WHEN 3 THEN 'amount' ELSE 'expected_on' END AS field
      FROM opportunities, range(5) t(step))
WHERE changed_at < TIMESTAMP '2026-11-14' AND $n > 0
""",
    """
INSERT INTO imports BY NAME
SELECT 1 + week AS import_id, 'opportunities' AS entity, 'week.csv' AS file,
       TIMESTAMP '2024-05-20 08:00:00' + to_days(7 * week::INTEGER) AS imported_at
FROM range(130) t(week) WHERE $n > 0
""",
)


def fill(cursor: DuckDBPyConnection, rows: int) -> None:
    """The store, with everything computed as after an import."""
    engagement.fill(cursor, rows)
    with store.transaction(cursor):
        cursor.execute(OWNERS)
        cursor.execute(TITLES)
        for query in WORLD:
            cursor.execute(query, {"n": rows // 100})
        store.next_revision(cursor)
    upkeep.compute(cursor, now=NOW)


def asked(cursor: DuckDBPyConnection, as_of: date) -> dict[str, Callable[[], object]]:
    """What is measured, by its name."""

    def review(scope: Scope = compose.PROGRAMME, back: int = 0, programme: str = "p") -> object:
        week = as_of - timedelta(weeks=back) - timedelta(days=6)
        return compose.compose(cursor, as_of=as_of, programme_id=programme, scope=scope, week=week)

    return {
        "newest week": review,
        "a quarter ago": lambda: review(back=13),
        "eight months ago": lambda: review(back=34),
        "newest week, tier 1": lambda: review(Scope("tier", "1")),
        "newest week, one owner": lambda: review(Scope("owner", "Owner 3")),
        "measurement framework": lambda: framework.read(cursor, as_of=as_of, programme_id="p"),
        "newest week, no target list": lambda: review(programme="all"),
    }


def report(rows: int = ROWS) -> str:
    """The section of the results."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.duckdb"
        with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
            made = took(lambda: fill(cursor, rows))
            print(f"made in {made.wall:.0f} s", file=sys.stderr, flush=True)
            return _measured(cursor, rows)


def _measured(cursor: DuckDBPyConnection, rows: int) -> str:
    as_of = newest_day(cursor)
    assert as_of is not None
    timed: dict[str, Took] = {}
    sizes: dict[str, int] = {}
    for name, ask in asked(cursor, as_of).items():
        found = ask()  # libraries are loaded once
        sizes[name] = len(plainly.dumps(found))
        runs = [took(ask) for _ in range(REPEATS)]
        timed[name] = Took(median(one.wall for one in runs), median(one.processor for one in runs))
    slowest = max(one.wall for name, one in timed.items() if "no target list" not in name)
    return "\n\n".join([
        f"## Weekly review from {rows:,} activities",
        f"{rows // 100:,} accounts, {rows // 500:,} opportunities, 2,224 targets; from the store "
        f"to the whole document, median of {REPEATS}.",
        machine.table(("review", "ms", "processor ms", "document kB"), [
            (name, f"{1000 * one.wall:.0f}", f"{1000 * one.processor:.0f}",
             f"{sizes[name] / 1000:,.0f}") for name, one in timed.items()]),
        f"Slowest with a target list {1000 * slowest:.0f} ms (goal: under "
        f"{1000 * GOAL_SECONDS:.0f}).",
    ])  # fmt: skip


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:2])))
