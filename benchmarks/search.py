"""The search of the sidebar: letters to hits, beside plain scans for the same letters.

A store made up in SQL: accounts with two contacts in three and opportunities at one in five. Asked
for is the beginning of names (many hits), one record alone, letters inside words, two words, and
what nobody holds. The scans only answer whether a name holds the letters, accents as they are.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.review import search
from benchmarks import coverage, machine

ACCOUNTS, CONTACTS, OPPORTUNITIES = 100_000, 400_000, 20_000
GOAL_MS = 50
RUNS = 15
ASKED = {
    "beginning of many names": "comp", "one address": "p399999@", "letters inside": "pany 77",
    "two words": "4242 person", "nobody": "xylophone",
}  # fmt: skip
FEWER = "DELETE FROM opportunities WHERE substr(opportunity_id, 2)::BIGINT >= $kept"
SCAN = """
SELECT account_id FROM accounts WHERE contains(lower(name), $said)
UNION ALL SELECT contact_id FROM contacts
WHERE contains(lower(name), $said) OR contains(lower(email), $said)
UNION ALL SELECT opportunity_id FROM opportunities WHERE contains(lower(name), $said)
LIMIT 15
"""
NAMES = """
SELECT lower(name) AS name FROM accounts UNION ALL SELECT lower(name) FROM contacts
UNION ALL SELECT lower(email) FROM contacts UNION ALL SELECT lower(name) FROM opportunities
"""


def report(
    accounts: int = ACCOUNTS, contacts: int = CONTACTS, opportunities: int = OPPORTUNITIES
) -> str:
    """The section of the results."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(store.open_store(Path(folder) / "abm.duckdb")) as opened,
        opened.cursor() as cursor,
    ):
        coverage.fill(cursor, accounts, contacts, 2_000)
        cursor.execute(FEWER, {"kept": opportunities})
        start = perf_counter()
        index = search.read(cursor)
        made = perf_counter() - start
        lines = [_line(cursor, index, what, said) for what, said in ASKED.items()]
    header = ("asked for", "ours, median ms", "ours, slowest", "DuckDB contains", "pandas")
    return "\n\n".join([
        f"## Search among {accounts:,} accounts, {contacts:,} contacts and {opportunities:,} "
        "opportunities",
        machine.table(header, lines),
        f"Goal: within {GOAL_MS} ms. Once after an import everything is put in memory, in "
        f"{made:.1f} s. The scans look at names and addresses alone and in no order; ours also at "
        "domains and ids, without accents, the best matches first. pandas: `str.contains` over "
        "the same names and addresses.",
    ])  # fmt: skip


def _line(
    cursor: DuckDBPyConnection, index: search.Index, what: str, said: str
) -> tuple[str, ...]:
    names = cursor.execute(NAMES).df()["name"]
    ours, scan, pandas = [], [], []
    for _ in range(RUNS):
        begun = perf_counter()
        search.find(index, said)
        found = perf_counter()
        cursor.execute(SCAN, {"said": said}).fetchall()
        scanned = perf_counter()
        names[names.str.contains(said, regex=False)].head(search.SHOWN)
        ours.append(found - begun)
        scan.append(scanned - found)
        pandas.append(perf_counter() - scanned)
    took = (statistics.median(ours), max(ours), statistics.median(scan), statistics.median(pandas))
    return f"{what} (“{said}”)", *(f"{one * 1e3:,.1f}" for one in took)


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:])))
