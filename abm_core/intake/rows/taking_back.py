"""Taking back what the change log holds: of an import, or of a decision about a match."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from abm_core import schema
from abm_core.ddl import quote
from abm_core.intake.rows.changes import LOG_COLUMNS, Log, key_sql, signature
from abm_core.store import next_id

TOUCHED = """
SELECT entity, field
FROM change_log
WHERE decision_id = $decision_id AND field NOT IN ('+', '-')
GROUP BY entity, field
ORDER BY max(change_id) DESC
"""


def restore(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, name: str, import_id: int
) -> None:
    """Give a column back the values it had before an import."""
    known = entity.field(name)
    sql = f"""
    UPDATE {quote(entity.name)} AS t SET {quote(name)} = {from_json(known, "c.old_value")}
    FROM (
        SELECT entity_id, old_value
        FROM change_log
        WHERE import_id = $import_id AND entity = $entity AND field = $field
        QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY change_id) = 1
    ) c
    WHERE {key_sql(entity, "t")} = c.entity_id
    """  # noqa: S608
    cursor.execute(sql, {"import_id": import_id, "entity": entity.name, "field": name})


def from_json(known: schema.Field, text: str) -> str:
    """A value of the log as one of the column, in SQL."""
    if known.kind == "json":
        return text
    if known.kind == "list":
        return f"CAST({text} AS {known.sql_type})"
    return f"CAST({text} ->> '$' AS {known.sql_type})"


def remove_added(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, import_id: int
) -> None:
    """Delete the rows that an import added."""
    sql = f"""
    DELETE FROM {quote(entity.name)} AS t
    WHERE {key_sql(entity, "t")} IN (
        SELECT entity_id FROM change_log
        WHERE import_id = $import_id AND entity = $entity AND field = '+'
    )
    """  # noqa: S608
    cursor.execute(sql, {"import_id": import_id, "entity": entity.name})


def take_back(
    cursor: duckdb.DuckDBPyConnection,
    decision_id: int,
    log: Log,
    *,
    but: Collection[tuple[str, str]] = (),
) -> None:
    """Give back what a decision changed, where nothing has changed it since; logs that too.

    ``but`` names columns, by table and name, that are given back in another way.
    """
    touched = cursor.execute(TOUCHED, {"decision_id": decision_id}).fetchall()
    for name, field in touched:
        if (name, field) not in but:
            _take_back(cursor, schema.entity(name), field, decision_id, log)


def _take_back(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, name: str, decision_id: int, log: Log
) -> None:
    column, known = quote(name), entity.field(name)
    bound = {"decision_id": decision_id, "entity": entity.name, "field": name}
    changed = """
    SELECT entity_id, first(old_value ORDER BY change_id) AS old_value,
           last(new_value ORDER BY change_id) AS new_value
    FROM change_log
    WHERE decision_id = $decision_id AND entity = $entity AND field = $field
    GROUP BY entity_id
    """
    stands = f"""
    {key_sql(entity, "t")} = c.entity_id
    AND t.{column} IS NOT DISTINCT FROM {from_json(known, "c.new_value")}
    """
    signed = signature(log) | {"first": next_id(cursor, schema.CHANGE_LOG) - 1}
    signed |= {"decision": log.decision_id, "decision_id": decision_id}
    cursor.execute(f"""
    INSERT INTO change_log {LOG_COLUMNS}
    SELECT $first + row_number() OVER (ORDER BY c.entity_id), $entity, c.entity_id, $field,
           c.new_value, c.old_value, $import_id, $author, $at, $decision
    FROM {quote(entity.name)} t JOIN ({changed}) c ON {stands}
    """, bound | signed)  # noqa: S608
    cursor.execute(f"""
    UPDATE {quote(entity.name)} AS t SET {column} = {from_json(known, "c.old_value")}
    FROM ({changed}) c WHERE {stands}
    """, bound)  # noqa: S608
