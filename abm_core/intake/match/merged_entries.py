"""Target list entries of two accounts that became one: a family never twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.rows.changes import Log, upsert

REASON = "merged with another account of the list"
ENTRIES = """
SELECT programme_id, tier, joined_on, left_on
FROM target_list
WHERE account_id = $account_id
ORDER BY programme_id, joined_on, left_on NULLS FIRST, tier
"""
NAMES = """
SELECT t.programme_id, t.account_id, t.joined_on, t.tier, a.name AS account_name,
       a.domain AS account_domain
FROM target_list t JOIN accounts a ON a.account_id = t.account_id
WHERE t.account_id = $account_id
"""


def rename(cursor: duckdb.DuckDBPyConnection, account_id: str, log: Log) -> None:
    """Entries that came from another account bear the name under which lists show them."""
    names = cursor.execute(NAMES, {"account_id": account_id}).df().astype(object)
    names["joined_on"] = [one.date() for one in names["joined_on"]]
    upsert(cursor, schema.TARGET_LIST, names.where(names.notna(), None), log)


@dataclass
class Entry:
    """Time in a tier; ``ends`` is the last day that there is while it lasts."""

    tier: str
    joined: date
    ends: date
    was: date


def close_doubles(cursor: duckdb.DuckDBPyConnection, account_id: str, log: Log) -> None:
    """End entries so that the account is in one tier of a programme at a time.

    Of two open entries the better tier stays, the earlier of equals; the other ends on the day
    the kept one began. In the past a later entry ends the one before, and one within another
    counts for nothing: it ends on its own first day.
    """
    found: dict[str, list[Entry]] = defaultdict(list)
    for programme_id, tier, joined, left in cursor.execute(
        ENTRIES, {"account_id": account_id}
    ).fetchall():
        found[programme_id].append(Entry(tier, joined, left or date.max, left or date.max))
    rows = []
    for programme_id, entries in found.items():
        _end_open(entries)
        _end_past(entries)
        rows += [
            {"programme_id": programme_id, "account_id": account_id, "joined_on": one.joined,
             "tier": one.tier, "left_on": one.ends, "reason": REASON}
            for one in entries if one.ends != one.was
        ]  # fmt: skip
    upsert(cursor, schema.TARGET_LIST, pd.DataFrame(rows, dtype=object), log)


def _end_open(entries: list[Entry]) -> None:
    still = sorted((one for one in entries if one.ends == date.max),
                   key=lambda one: (one.tier, one.joined))  # fmt: skip
    for one in still[1:]:
        one.ends = max(one.joined, still[0].joined)


def _end_past(entries: list[Entry]) -> None:
    lasting: Entry | None = None
    for one in entries:
        if one.ends == one.joined:
            continue
        if lasting is not None and one.joined < lasting.ends:
            if one.ends <= lasting.ends:
                one.ends = one.joined
                continue
            lasting.ends = one.joined
        lasting = one
