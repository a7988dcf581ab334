"""The account page at full size: what one account takes to read, and its checks of all deals.

``python -m benchmarks.account_page 10000000`` makes the store of ``benchmarks.engagement`` (a
hundredth as many accounts, a tenth as many contacts) with 20,000 opportunities, 60,000 stage
entries, a live profile and its tiers, computes all that follows, and reads accounts as the page
does, each for the first time: the busiest, and others drawn with a seed. What the page keeps
between accounts (the accounts as columns, the pace of stages) is made before, and said.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from time import perf_counter

from duckdb import DuckDBPyConnection

from abm_core import store, upkeep
from abm_core.output import account_brief, account_charts
from abm_core.output.palette import LIGHT
from abm_core.review import account, account_facts, health, lanes
from abm_core.targeting import target_list
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Bands, Categories, Ramp
from abm_core.targeting.workshop import Workshop
from benchmarks import engagement, machine

ROWS = 10_000_000
OPPORTUNITIES, DRAWN = 20_000, 30
GOAL_MS = 200
NOW = datetime(2026, 11, 13, 12)
AS_OF = engagement.AS_OF

TITLES = """
UPDATE contacts SET name = 'Person ' || contact_id,
    title = ['CFO', 'VP Engineering', 'Head of Data', 'IT Manager', 'Analyst', 'Buyer']
            [1 + substr(contact_id, 5)::BIGINT % 6]
"""
EMPLOYEES = "UPDATE accounts SET employees = 10 * (1 + substr(account_id, 5)::BIGINT % 500)"
DEALS = """
INSERT INTO opportunities BY NAME
SELECT printf('006B%011d', i) AS opportunity_id, 'Deal ' || i AS name,
       printf('001B%011d', hash(i) % $accounts) AS account_id, 'new' AS motion,
       1000.0 * (1 + i % 200) AS amount, 'EUR' AS currency,
       DATE '2024-11-13' + (hash(i, 1) % 700)::INTEGER AS created_on,
       ['open', 'won', 'lost'][1 + i % 3] AS outcome,
       ['Evaluation', 'Closed Won', 'Closed Lost'][1 + i % 3] AS stage,
       created_on + (hash(i, 2) % 200)::INTEGER AS closed_on
FROM range($n) t(i)
"""
ENTRIES = """
INSERT INTO stage_history BY NAME
SELECT opportunity_id, ['Discovery', 'Evaluation', 'Proposal'][1 + step] AS stage,
       created_on::TIMESTAMP + to_days((20 * step)::INTEGER) AS changed_at
FROM opportunities, range(3) t(step)
"""
PROFILE = Profile("Benchmark", (
    Criterion("Industry", "industry", Categories((("Banking", 1.0), ("Software", 0.5))), 30),
    Criterion("Size", "employees", Bands(((100, 0.3), (1000, 1.0))), 30),
    Criterion("Engagement", "now.engagement", Ramp(0, 200), 40, part="timing"),
))  # fmt: skip
BUSIEST = "SELECT account_id FROM activities GROUP BY account_id ORDER BY count(*) DESC LIMIT 1"
HOW_MANY = "SELECT count(*) FROM activities WHERE account_id = $account_id"


def fill(cursor: DuckDBPyConnection, rows: int) -> None:
    """Accounts, people, activities, deals, tiers, and all tables that follow."""
    engagement.fill(cursor, rows)
    cursor.execute(TITLES)
    cursor.execute(EMPLOYEES)
    cursor.execute(DEALS, {"accounts": rows // 100, "n": OPPORTUNITIES})
    cursor.execute(ENTRIES)
    store.next_revision(cursor)
    upkeep.compute(cursor, now=NOW)
    workshop = Workshop(cursor, AS_OF)
    target_list.save(cursor, workshop.accounts, workshop.score(PROFILE), programme="Benchmark",
                     as_of=AS_OF, saved_at=NOW, author="Benchmark")  # fmt: skip
    upkeep.compute(cursor, now=NOW)
    cursor.execute("CHECKPOINT")


def report(rows: int = ROWS) -> str:
    """The section of the results."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(store.open_store(Path(folder) / "abm.duckdb")) as opened,
        opened.cursor() as cursor,
    ):
        fill(cursor, rows)
        return measured(cursor, rows)


def measured(cursor: DuckDBPyConnection, rows: int) -> str:
    """What a filled store takes."""
    begun = perf_counter()
    workshop = Workshop(cursor, AS_OF)
    live = target_list.live(cursor, workshop.accounts, target_list.programmes(cursor)[0], AS_OF)
    pace_of = lru_cache(lambda stage, motion: account_facts.pace(cursor, stage, motion))
    ((busiest,),) = cursor.execute(BUSIEST).fetchall()
    draw = Random(1).sample(list(workshop.accounts.ids), DRAWN)

    def read(account_id: str) -> account.Account:
        return account.read(cursor, account_id, workshop=workshop, live=live, as_of=AS_OF,
                            pace_of=pace_of)  # fmt: skip

    read(busiest)
    before = perf_counter() - begun
    took = [_ms(lambda one=one: read(one)) for one in draw]  # type: ignore[misc]
    found = read(busiest)
    ((n_busiest,),) = cursor.execute(HOW_MANY, {"account_id": busiest}).fetchall()
    lines = [
        (f"{DRAWN} accounts, each for the first time: median", f"{statistics.median(took):.0f}"),
        ("the slowest of them", f"{max(took):.0f}"),
        (f"the busiest, with {n_busiest:,} activities", f"{_ms(lambda: read(busiest)):.0f}"),
        ("of that, its year in lanes",
         f"{_ms(lambda: lanes.read(cursor, busiest, as_of=AS_OF)):.0f}"),
        ("its timeline and build-up as figures", f"{_ms(lambda: _figures(found)):.0f}"),
        ("its brief as a page", f"{_ms(lambda: account_brief.html(found)):.0f}"),
        (f"health of all {OPPORTUNITIES:,} opportunities",
         f"{_ms(lambda: health.check(cursor, as_of=AS_OF)):.0f}"),
    ]  # fmt: skip
    return "\n\n".join([
        f"## The account page from {rows // 100:,} accounts and {rows:,} activities",
        machine.table(("core calls of the page", "ms"), lines),
        f"Goal: an account within {GOAL_MS} ms. Before the first one {before:.1f} s once after an "
        "import: accounts as columns, the pace of stages, the first account itself.",
    ])  # fmt: skip


def _figures(found: account.Account) -> None:
    account_charts.timeline(found.happened, found.deals, found.moves, LIGHT)
    if found.build_up is not None:
        account_charts.build_up(found.build_up, LIGHT)


def _ms(job: Callable[[], object]) -> float:
    begun = perf_counter()
    job()
    return 1000 * (perf_counter() - begun)


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:2])))
