"""Stages: how fast all of the past is replayed, and how fast a screen of any week is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.measure import stage_listing, stages
from abm_core.measure.stage_stays import View
from benchmarks import machine

N_ACCOUNTS, N_CONTACT_WEEKS, N_DEALS, REPEATS = 100_000, 4_000_000, 80_000, 5

# One new account on the last Sunday, so that 130 weeks are over.
WORLD = (
    """
INSERT INTO accounts (account_id, name, created_on)
SELECT 'A' || i, 'Account ' || i,
       CASE i WHEN 0 THEN DATE '2026-11-08' ELSE DATE '2024-05-13' + (i % 600)::INTEGER END
FROM range($n_accounts) t(i)
""",
    """
INSERT INTO account_scores (account_id, fit)
SELECT account_id, hash(account_id) % 100 FROM accounts WHERE $n_accounts > 0
""",
    """
INSERT INTO contact_points (account_id, contact_id, week, points, n)
SELECT 'A' || account, 'C' || contact, week, max(points), 1
FROM (
    SELECT hash(i) % $n_accounts AS account, hash(i, 1) % 10 AS contact,
           DATE '2024-05-13' + 7 * (hash(i, 2) % 130)::INTEGER AS week,
           1 + (hash(i, 3) % 400) / 10.0 AS points
    FROM range($n_rows) t(i)
)
GROUP BY account, contact, week
""",
    """
INSERT INTO opportunities
    (opportunity_id, account_id, motion, outcome, created_on, closed_on)
SELECT 'O' || i, 'A' || (hash(i, 5) % $n_accounts),
       CASE WHEN hash(i, 6) % 3 = 0 THEN 'expansion' ELSE 'new' END,
       ['won', 'lost', 'open'][1 + (hash(i, 7) % 3)::INTEGER], created_on, created_on + 60
FROM (SELECT i, DATE '2024-05-13' + (hash(i, 8) % 800)::INTEGER AS created_on
      FROM range($n_rows) t(i))
""",
)


def report() -> str:
    """The section about stages."""
    with TemporaryDirectory() as folder:
        opened = store.open_store(Path(folder) / "stages.duckdb")
        with opened.cursor() as cursor:
            rows = _measured(cursor)
        opened.close()
    return "\n\n".join([
        "## Stages",
        f"{N_ACCOUNTS:,} accounts with ten contacts each, {N_CONTACT_WEEKS:,} contact weeks over "
        f"130 weeks, {N_DEALS:,} opportunities; both motions. Told: counts, conversion, "
        f"Kaplan–Meier, stuck accounts; median of {REPEATS}.",
        machine.table(["", "seconds"], rows),
    ])  # fmt: skip


def _measured(cursor: DuckDBPyConnection) -> list[list[str]]:
    sizes = ({"n_accounts": N_ACCOUNTS}, {"n_accounts": N_ACCOUNTS},
             {"n_accounts": N_ACCOUNTS, "n_rows": N_CONTACT_WEEKS},
             {"n_accounts": N_ACCOUNTS, "n_rows": N_DEALS})  # fmt: skip
    for sql, bound in zip(WORLD, sizes, strict=True):
        cursor.execute(sql, bound)
    replay = _seconds(lambda: stages.refresh(cursor))
    again = median(_seconds(lambda: stages.refresh(cursor)) for _ in range(REPEATS))
    known = stages.replayed(cursor)
    assert known is not None
    now, past = View(known.week), View(known.week - timedelta(weeks=60))
    changes = cursor.execute("SELECT count(*) FROM stage_changes").fetchall()[0][0]
    stage_listing.tell(cursor, known, now)  # libraries are loaded once
    return [
        [f"All of the past replayed ({changes:,} changes)", f"{replay:.1f}"],
        ["Asked again, nothing due", f"{again:.3f}"],
        ["A screen of the newest week", _telling(cursor, known, now)],
        ["A screen of a week sixty weeks ago", _telling(cursor, known, past)],
        ["Stage of every account in that week",
         f"{_seconds(lambda: stages.as_of(cursor, past.week)):.2f}"],
    ]  # fmt: skip


def _telling(cursor: DuckDBPyConnection, known: stages.Replayed, view: View) -> str:
    taken = [_seconds(lambda: stage_listing.tell(cursor, known, view)) for _ in range(REPEATS)]
    return f"{median(taken):.2f}"


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
