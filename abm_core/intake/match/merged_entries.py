"""Target list entries of two accounts that became one: a family never twice."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.rows.changes import Log, upsert

REASON = "merged with another account of the list"
OPEN = """
SELECT programme_id, account_id, joined_on, tier
FROM target_list
WHERE account_id = $account_id AND left_on IS NULL
ORDER BY programme_id, tier, joined_on
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


def close_doubles(cursor: duckdb.DuckDBPyConnection, account_id: str, log: Log) -> None:
    """Keep the best open tier of every programme, the earlier of equals; close the others.

    The others end on the day the kept one began, so that no day counts twice; one that began
    later ends on its own first day.
    """
    kept: dict[str, date] = {}
    rows = []
    for programme_id, _, joined, tier in cursor.execute(
        OPEN, {"account_id": account_id}
    ).fetchall():
        if programme_id not in kept:
            kept[programme_id] = joined
            continue
        rows.append({
            "programme_id": programme_id, "account_id": account_id, "joined_on": joined,
            "tier": tier, "left_on": max(joined, kept[programme_id]), "reason": REASON,
        })  # fmt: skip
    upsert(cursor, schema.TARGET_LIST, pd.DataFrame(rows, dtype=object), log)
