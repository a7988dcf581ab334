"""Rows that waited for another row, looked up again after an import."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.match import links, matches, parents
from abm_core.intake.match.identity import Index, Match, Reference, known_accounts
from abm_core.intake.match.lookup import find_all
from abm_core.intake.match.references import mail_domain
from abm_core.intake.rows.changes import Log, upsert

ORPHANS = """
SELECT opportunity_id, account_id, account_domain, account_name, NULL AS email
FROM opportunities o
WHERE (account_id IS NOT NULL OR account_domain IS NOT NULL OR account_name IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = o.account_id)
ORDER BY opportunity_id
"""
CONTACTS = """
SELECT contact_id, account_id, account_domain, account_name, email
FROM contacts c
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = c.account_id)
    AND (account_id IS NOT NULL OR account_domain IS NOT NULL OR account_name IS NOT NULL
         OR email IS NOT NULL)
ORDER BY contact_id
"""
OPEN_PARENTS = """
SELECT account_id, parent_id, parent_name
FROM accounts c
WHERE (parent_id IS NOT NULL OR parent_name IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM accounts p WHERE p.account_id = c.parent_id)
ORDER BY account_id
"""
TOUCHED = "SELECT DISTINCT entity FROM change_log WHERE import_id = $import_id"
# What each kind of row can wait for; it is looked up again only if an import changed that.
WAITS_FOR = frozenset({"accounts", "contacts", "opportunities", "campaigns"})


@dataclass(frozen=True)
class Waiting:
    """Keys of rows without a known account or parent; links that wait, with their number."""

    opportunities: frozenset[str]
    contacts: frozenset[str]
    children: frozenset[str]
    links: dict[tuple[str, str], int] = field(default_factory=dict)


def waiting(cursor: duckdb.DuckDBPyConnection) -> Waiting:
    """Who waits for another row at this moment."""
    return Waiting(
        frozenset(row[0] for row in cursor.execute(ORPHANS).fetchall()),
        frozenset(row[0] for row in cursor.execute(CONTACTS).fetchall()),
        frozenset(row[0] for row in cursor.execute(OPEN_PARENTS).fetchall()),
        links.waiting(cursor),
    )


def join(cursor: duckdb.DuckDBPyConnection, log: Log) -> None:
    """Give waiting rows what they wait for, where this import may have brought it."""
    touched = {name for (name,) in cursor.execute(
        TOUCHED, {"import_id": log.import_id}).fetchall()}
    if not touched & WAITS_FOR:
        return
    if "accounts" in touched:
        join_accounts(cursor, log)
    links.join(cursor, known_accounts(cursor, log), log)


def join_accounts(cursor: duckdb.DuckDBPyConnection, log: Log) -> None:
    """Give opportunities, contacts and accounts the account or parent that they name."""
    index = known_accounts(cursor, log)
    _join_accounts(cursor, index, schema.OPPORTUNITIES, ORPHANS, log)
    _join_accounts(cursor, index, schema.CONTACTS, CONTACTS, log)
    _join_parents(cursor, index, log)


def _join_accounts(
    cursor: duckdb.DuckDBPyConnection, index: Index, entity: schema.Entity, sql: str, log: Log
) -> None:
    said = {
        key: Reference(account_id, domain, name, None, mail_domain(email) if email else None)
        for key, account_id, domain, name, email in cursor.execute(sql).fetchall()
    }
    matched = find_all(index, said.values())
    found = {
        key: matched[one] for key, one in said.items()
        if not one.is_blank and matched[one].account_id
    }
    _write(cursor, entity, "account_id", found, log)
    used = {said[key] for key in found}
    matches.record(cursor, entity.name,
                   ((one, match) for one, match in matched.items() if one in used), log)


def _join_parents(cursor: duckdb.DuckDBPyConnection, index: Index, log: Log) -> None:
    children = cursor.execute(OPEN_PARENTS).fetchall()
    asked = {child: Reference(parent, None, name) for child, parent, name in children}
    owners = {child: parents.find_parent(index, one) for child, one in asked.items()}
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
    columns = {
        entity.key[0]: list(found), name: [match.account_id for match in found.values()],
    }
    stated = [match.stated for match in found.values()]
    if name == "account_id" and any(stated):
        columns["stated_account_id"] = stated
    upsert(cursor, entity, pd.DataFrame(columns, dtype=object), log)
