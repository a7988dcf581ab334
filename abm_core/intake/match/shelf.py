"""Rows that a merge takes out of their tables, and how they come back when it is undone.

Like ``changes``, this module assembles SQL from names that the schema declares.
"""

from __future__ import annotations

from typing import Any

import duckdb

from abm_core import schema
from abm_core.ddl import quote
from abm_core.intake.match.moves import SHELVES, Column
from abm_core.intake.rows.changes import LOG_COLUMNS, Log, key_sql, signature
from abm_core.intake.rows.taking_back import from_json
from abm_core.store import next_id

ENTITIES = "SELECT DISTINCT entity FROM merged_rows WHERE decision_id = $decision_id"
EMPTY = "DELETE FROM merged_rows WHERE decision_id = $decision_id"


def put(cursor: duckdb.DuckDBPyConnection, kind: str, record_id: str, log: Log) -> None:
    """Take a merged record out of its table; its own files keep it up to date where it lies."""
    _change_place(cursor, schema.entity(kind), SHELVES[kind], record_id, "-", log)


def fetch(cursor: duckdb.DuckDBPyConnection, kind: str, record_id: str, log: Log) -> None:
    """Put a record back that was merged, as its own files give it."""
    _change_place(cursor, SHELVES[kind], schema.entity(kind), record_id, "+", log)


def _change_place(
    cursor: duckdb.DuckDBPyConnection, source: schema.Entity, target: schema.Entity,
    record_id: str, sign: str, log: Log,
) -> None:  # fmt: skip
    key, bound = quote(source.key[0]), {"record_id": record_id}
    cursor.execute(
        f"INSERT INTO {quote(target.name)} BY NAME "  # noqa: S608
        f"SELECT * FROM {quote(source.name)} WHERE {key} = $record_id", bound,
    )
    cursor.execute(f"DELETE FROM {quote(source.name)} WHERE {key} = $record_id", bound)  # noqa: S608
    kept = source if sign == "-" else target
    log_row(cursor, kept, record_id, sign, log)


LOG_ROW = f"""
INSERT INTO change_log {LOG_COLUMNS}
VALUES ($change_id, $entity, $key, $sign, NULL, NULL, $import_id, $author, $at, $decision_id)
"""  # noqa: S608


def log_row(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, key: str, sign: str, log: Log
) -> None:
    """Log that a row went or came."""
    cursor.execute(LOG_ROW, signature(log) | {
        "change_id": next_id(cursor, schema.CHANGE_LOG), "entity": entity.name, "key": key,
        "sign": sign,
    })  # fmt: skip


def set_aside(
    cursor: duckdb.DuckDBPyConnection, column: Column, goes: str, stays: str, better: str, log: Log
) -> None:
    """Take out rows that would stand twice once two records are one.

    ``better`` is SQL over ``g`` (the row of the record that goes) and ``s`` (of the one that
    stays): true where the former is the one to keep.
    """
    entity = column.entity
    others = [quote(one) for one in entity.key if one != column.name]
    same = " AND ".join([f"g.{quote(column.name)} = $goes", f"s.{quote(column.name)} = $stays",
                         *(f"g.{one} = s.{one}" for one in others)])  # fmt: skip
    both = f"{quote(entity.name)} g JOIN {quote(entity.name)} s ON {same}"
    taken = f"""
    SELECT g.rowid AS place FROM {both} WHERE NOT ({better})
    UNION ALL SELECT s.rowid FROM {both} WHERE {better}
    """  # noqa: S608
    bound = {"goes": goes, "stays": stays}
    sign = {"entity": entity.name, "first": next_id(cursor, schema.CHANGE_LOG) - 1}
    cursor.execute(f"""
    INSERT INTO change_log {LOG_COLUMNS}
    SELECT $first + row_number() OVER (ORDER BY t.rowid), $entity, {key_sql(entity, "t")}, '-',
           NULL, NULL, $import_id, $author, $at, $decision_id
    FROM {quote(entity.name)} t WHERE t.rowid IN (SELECT place FROM ({taken}))
    """, bound | sign | signature(log))  # noqa: S608
    cursor.execute(f"""
    INSERT INTO merged_rows
    SELECT $decision_id, $entity, to_json(t)
    FROM {quote(entity.name)} t WHERE t.rowid IN (SELECT place FROM ({taken}))
    """, bound | {"decision_id": log.decision_id, "entity": entity.name})  # noqa: S608
    cursor.execute(
        f"DELETE FROM {quote(entity.name)} WHERE rowid IN (SELECT place FROM ({taken}))",  # noqa: S608
        bound,
    )


def bring_back(cursor: duckdb.DuckDBPyConnection, decision_id: int, log: Log) -> None:
    """Put rows back that a merge set aside, unless such a row has come in since."""
    bound = {"decision_id": decision_id}
    for (name,) in cursor.execute(ENTITIES, bound).fetchall():
        entity = schema.entity(name)
        known: list[dict[str, Any]] = [{"name": one.name, "sql": from_json(
            one, f"(m.row -> '$.{one.name}')")} for one in entity.fields]  # fmt: skip
        values = ", ".join(f"{one['sql']} AS {quote(one['name'])}" for one in known)
        there = " AND ".join(f"t.{quote(one)} = b.{quote(one)}" for one in entity.key)
        back = f"""
        SELECT * FROM (
            SELECT {values} FROM merged_rows m
            WHERE m.decision_id = $decision_id AND m.entity = $entity
        ) b WHERE NOT EXISTS (SELECT 1 FROM {quote(name)} t WHERE {there})
        """  # noqa: S608
        signed = bound | signature(log) | {
            "entity": name, "first": next_id(cursor, schema.CHANGE_LOG) - 1,
            "decision_id": decision_id, "decision": log.decision_id,
        }  # fmt: skip
        cursor.execute(f"""
        INSERT INTO change_log {LOG_COLUMNS}
        SELECT $first + row_number() OVER (), $entity, {key_sql(entity, "b")}, '+', NULL, NULL,
               $import_id, $author, $at, $decision
        FROM ({back}) b
        """, signed)  # noqa: S608
        cursor.execute(f"INSERT INTO {quote(name)} BY NAME {back}", bound | {"entity": name})
    cursor.execute(EMPTY, bound)
