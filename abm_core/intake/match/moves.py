"""Columns that refer to accounts or contacts, and giving them another one.

Which columns these are follows from the schema, so that a table that is added later takes part.
Like ``changes``, this module assembles SQL from names that the schema declares.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import duckdb

from abm_core import schema
from abm_core.ddl import quote
from abm_core.intake.rows.changes import LOG_COLUMNS, Log, new_key, signature
from abm_core.store import next_id

# How columns are called that refer to a record.
NAMES = {"accounts": ("account_id", "parent_id"), "contacts": ("contact_id", "reports_to_id")}
SHELVES = {"accounts": schema.MERGED_ACCOUNTS, "contacts": schema.MERGED_CONTACTS}
# Snapshots and published reviews stay as they were known then; ledgers say what was.
STAYS = frozenset({"snapshot_accounts", "weekly_accounts", "match_ledger", "lift_accounts",
                   "published_people", "coverage_months"})  # fmt: skip
STATED = schema.STATED_ACCOUNT.name


class Column(NamedTuple):
    """A column that refers to an account or a contact."""

    entity: schema.Entity
    name: str

    @property
    def is_key(self) -> bool:
        """Whether rows are told apart by it."""
        return self.name in self.entity.key

    @property
    def keeps_stated(self) -> bool:
        """Whether a column beside it keeps what the file named."""
        return self.name == "account_id" and any(
            known.name == STATED for known in self.entity.fields
        )


def columns(kind: str) -> list[Column]:
    """Every column that refers to accounts, or to contacts."""
    own = (kind, SHELVES[kind].name)
    return [
        Column(entity, known.name)
        for entity in schema.ENTITIES if entity.name not in STAYS and not entity.computed
        for known in entity.fields
        if known.name in NAMES[kind] and not (entity.name in own and known.name in entity.key)
    ]


def count(cursor: duckdb.DuckDBPyConnection, column: Column, record_id: str) -> int:
    """How many rows refer to a record."""
    name = quote(column.name)
    sql = f"SELECT count(*) FROM {quote(column.entity.name)} WHERE {name} = $record_id"  # noqa: S608
    return int(cursor.execute(sql, {"record_id": record_id}).fetchall()[0][0])


def move(
    cursor: duckdb.DuckDBPyConnection, column: Column, old: str, new: str, log: Log
) -> int:
    """Give all rows of one record to another; what the file named is kept. How many rows."""
    keep = f", {quote(STATED)} = coalesce({quote(STATED)}, $old)" if column.keeps_stated else ""
    return _move(cursor, column, f"t.{quote(column.name)} = $old", keep, new, {"old": old}, log)


def move_back(
    cursor: duckdb.DuckDBPyConnection,
    column: Column,
    old: str,
    new: str | None,
    stated: Collection[str],
    log: Log,
) -> int:
    """Give the rows whose file named one of these records, or references, to another record."""
    name = quote(STATED)
    where = f"t.{quote(column.name)} = $old AND t.{name} IN (SELECT unnest($stated::VARCHAR[]))"
    keep = f", {name} = if({name} = $new OR $new IS NULL, NULL, {name})"
    bound: dict[str, Any] = {"old": old, "stated": sorted(stated)}
    return _move(cursor, column, where, keep, new, bound, log)


def keep_own(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    """Keep of an account's own rows that they name it, before rows that do not come to it."""
    _set_own(cursor, account_id, "$account_id", "IS NULL")


def forget_own(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    """The reverse, once an account has no rows but its own."""
    _set_own(cursor, account_id, "NULL", "= $account_id")


def _set_own(
    cursor: duckdb.DuckDBPyConnection, account_id: str, value: str, before: str
) -> None:
    for column in filter(lambda one: one.keeps_stated, columns("accounts")):
        cursor.execute(
            f"UPDATE {quote(column.entity.name)} SET {quote(STATED)} = {value} "  # noqa: S608
            f"WHERE {quote(column.name)} = $account_id AND {quote(STATED)} {before}",
            {"account_id": account_id},
        )


def _move(
    cursor: duckdb.DuckDBPyConnection,
    column: Column,
    where: str,
    keep: str,
    new: str | None,
    bound: dict[str, Any],
    log: Log,
) -> int:
    entity, name = column.entity, quote(column.name)
    key = new_key(entity, column.name, "$new::VARCHAR")
    extra = {"new": new, "entity": entity.name, "field": column.name,
             "first": next_id(cursor, schema.CHANGE_LOG) - 1}
    cursor.execute(f"""
    INSERT INTO change_log {LOG_COLUMNS}
    SELECT $first + row_number() OVER (ORDER BY {key}), $entity, {key}, $field,
           to_json(t.{name}), to_json($new::VARCHAR), $import_id, $author, $at, $decision_id
    FROM {quote(entity.name)} t WHERE {where}
    """, bound | extra | signature(log))  # noqa: S608
    uses_new = {"new": new}
    sql = f"UPDATE {quote(entity.name)} AS t SET {name} = $new::VARCHAR{keep} WHERE {where}"  # noqa: S608
    return int(cursor.execute(sql, bound | uses_new).fetchall()[0][0])
