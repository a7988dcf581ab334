"""Opportunities and parents that waited for an account, looked up again after an import."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake import matches, parents
from abm_core.intake.changes import Log, upsert
from abm_core.intake.identity import Match, Reference, find, load_index

ORPHANS = """
SELECT opportunity_id, account_id, account_domain, account_name
FROM opportunities o
WHERE (account_id IS NOT NULL OR account_domain IS NOT NULL OR account_name IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = o.account_id)
ORDER BY opportunity_id
"""
OPEN_PARENTS = """
SELECT account_id, parent_id, parent_name
FROM accounts c
WHERE (parent_id IS NOT NULL OR parent_name IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM accounts p WHERE p.account_id = c.parent_id)
ORDER BY account_id
"""


@dataclass(frozen=True)
class Waiting:
    """Keys of opportunities without a known account, and of accounts without a known parent."""

    opportunities: frozenset[str]
    children: frozenset[str]


def waiting(cursor: duckdb.DuckDBPyConnection) -> Waiting:
    """Who waits for an account at this moment."""
    return Waiting(
        frozenset(row[0] for row in cursor.execute(ORPHANS).fetchall()),
        frozenset(row[0] for row in cursor.execute(OPEN_PARENTS).fetchall()),
    )


def join(cursor: duckdb.DuckDBPyConnection, log: Log) -> None:
    """Give waiting opportunities and children their accounts."""
    orphans = cursor.execute(ORPHANS).fetchall()
    children = cursor.execute(OPEN_PARENTS).fetchall()
    if not orphans and not children:
        return
    index = load_index(cursor)
    said = {key: Reference(*reference) for key, *reference in orphans}
    matched = {one: find(index, one) for one in set(said.values())}
    found = {key: matched[one] for key, one in said.items() if matched[one].account_id}
    _write(cursor, schema.OPPORTUNITIES, "account_id", found, log)
    used = {said[key] for key in found}
    matches.record(cursor, "opportunities",
                   ((one, match) for one, match in matched.items() if one in used), log)
    asked = {child: Reference(parent, None, name) for child, parent, name in children}
    owners = {child: find(index, one) for child, one in asked.items()}
    owners = _without_circles(cursor, owners)
    matches.record(cursor, "accounts", ((asked[child], owners[child]) for child in owners), log)
    _write(cursor, schema.ACCOUNTS, "parent_id", owners, log)


def _without_circles(
    cursor: duckdb.DuckDBPyConnection, owners: dict[str, Match]
) -> dict[str, Match]:
    found = {
        child: match for child, match in owners.items()
        if match.account_id and match.account_id != child
    }
    after = {child: parent for child, (parent, _) in parents.stored(cursor).items() if parent}
    after |= {child: str(match.account_id) for child, match in found.items()}
    circles = parents.in_circles(after)
    return {child: match for child, match in found.items() if child not in circles}


def _write(
    cursor: duckdb.DuckDBPyConnection,
    entity: schema.Entity,
    name: str,
    found: dict[str, Match],
    log: Log,
) -> None:
    frame = pd.DataFrame(
        {entity.key[0]: list(found), name: [match.account_id for match in found.values()]},
        dtype=object,
    )
    upsert(cursor, entity, frame, log)
