"""Writing rows and their history: insert, update, log.

One of the modules of intake that assemble SQL. They do so from names that ``schema`` declares
and ``ddl.quote`` quotes; every value is bound or comes through a registered table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from abm_core import schema
from abm_core.ddl import quote
from abm_core.store import next_id

ARROW_TYPES: dict[schema.Kind, Any] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "money": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "boolean": pa.bool_(),
    "list": pa.list_(pa.string()),
}
LOG_COLUMNS = (
    "(change_id, entity, entity_id, field, old_value, new_value, import_id, author, changed_at,"
    " decision_id)"
)
CHANGED_KEYS = """
SELECT DISTINCT entity_id, field = '+' AS is_new
FROM change_log
WHERE change_id >= $first AND entity = $entity
"""


@dataclass(frozen=True)
class Log:
    """What every change of one import, or of one decision about a match, is signed with.

    Of a decision ``import_id`` is 0. ``known`` keeps what one file of the import looked up for
    the next one; who changes what was looked up takes it out.
    """

    import_id: int
    author: str | None
    at: datetime
    decision_id: int | None = None
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Outcome:
    """Keys of the rows that were new and of those that changed."""

    added: frozenset[str]
    updated: frozenset[str]


def to_arrow(entity: schema.Entity, frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """The frame with the types that the schema declares, whatever its columns happen to hold."""
    return pa.table({
        name: pa.array(
            frame[name].tolist(), type=ARROW_TYPES.get(entity.field(name).kind, pa.string())
        )
        for name in frame.columns
    })


def key_of(entity: schema.Entity, row: dict[str, Any]) -> str:
    """The key of a row as the change log writes it; several parts as a JSON list."""
    parts = [str(row[name]) for name in entity.key]
    if len(parts) == 1:
        return parts[0]
    return "[" + ",".join(_json_text(part) for part in parts) + "]"


def _json_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def key_sql(entity: schema.Entity, alias: str) -> str:
    """The key of a row as the change log writes it, in SQL."""
    parts = [f"CAST({alias}.{quote(name)} AS VARCHAR)" for name in entity.key]
    if len(parts) == 1:
        return parts[0]
    return f"CAST(to_json([{', '.join(parts)}]) AS VARCHAR)"


def _join(entity: schema.Entity) -> str:
    return " AND ".join(f"t.{quote(name)} = i.{quote(name)}" for name in entity.key)


def _new_value(entity: schema.Entity, name: str, final: Collection[str]) -> str:
    """The value after the import: a blank leaves what is there, except in final columns."""
    old, new = f"t.{quote(name)}", f"i.{quote(name)}"
    if entity.field(name).kind == "json":
        merged = f"json_merge_patch(coalesce({old}, '{{}}'), CAST({new} AS JSON))"
        says_nothing_new = f"{new} IS NULL OR json_contains({old}, CAST({new} AS JSON))"
        return f"CASE WHEN {says_nothing_new} THEN {old} ELSE {merged} END"
    return new if name in final else f"coalesce({new}, {old})"


def _first_value(entity: schema.Entity, name: str) -> str:
    column = f"i.{quote(name)}"
    if entity.field(name).kind == "json":
        return f"json_merge_patch('{{}}', CAST({column} AS JSON))"
    return column


def upsert(
    cursor: duckdb.DuckDBPyConnection,
    entity: schema.Entity,
    frame: pd.DataFrame,
    log: Log,
    *,
    final: Collection[str] = (),
) -> Outcome:
    """Add the rows that are new by key, update the others, and log every change.

    A blank leaves the stored value as it is, except in the columns named in ``final``; further
    columns merge by header. Rows are unique by key.
    """
    if frame.empty:
        return Outcome(frozenset(), frozenset())
    first = next_id(cursor, schema.CHANGE_LOG)
    cursor.register("incoming", to_arrow(entity, frame))
    try:
        names = [name for name in frame.columns if name not in entity.key]
        _log_new(cursor, entity, log)
        if next_id(cursor, schema.CHANGE_LOG) - first < len(frame):
            for name in _changed(cursor, entity, names, final):
                _log_changed(cursor, entity, name, _new_value(entity, name, final), log)
        outcome = _outcome(cursor, entity, first)
        if outcome.updated and names:
            _update(cursor, entity, names, final)
        if outcome.added:
            _insert(cursor, entity, list(frame.columns))
        return outcome
    finally:
        cursor.unregister("incoming")


def _changed(
    cursor: duckdb.DuckDBPyConnection,
    entity: schema.Entity,
    names: list[str],
    final: Collection[str],
) -> list[str]:
    """The columns of which any stored value would change."""
    if not names:
        return []
    differs = ", ".join(
        f"bool_or(t.{quote(name)} IS DISTINCT FROM {_new_value(entity, name, final)})"
        for name in names
    )
    sql = f"SELECT {differs} FROM incoming i JOIN {quote(entity.name)} t ON {_join(entity)}"  # noqa: S608
    found = cursor.execute(sql).fetchall()[0]
    return [name for name, is_changed in zip(names, found, strict=True) if is_changed]


def _outcome(cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, first: int) -> Outcome:
    rows = cursor.execute(CHANGED_KEYS, {"first": first, "entity": entity.name}).fetchall()
    added = frozenset(key for key, is_new in rows if is_new)
    return Outcome(added, frozenset(key for key, is_new in rows if not is_new) - added)


def signature(log: Log) -> dict[str, Any]:
    """What signs an entry of the change log, to be bound."""
    return {"import_id": log.import_id or None, "author": log.author, "at": log.at,
            "decision_id": log.decision_id}


def _log_new(cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, log: Log) -> None:
    key = key_sql(entity, "i")
    sql = f"""
    INSERT INTO change_log {LOG_COLUMNS}
    SELECT $first + row_number() OVER (ORDER BY {key}), $entity, {key}, '+', NULL, NULL,
           $import_id, $author, $at, $decision_id
    FROM incoming i ANTI JOIN {quote(entity.name)} t ON {_join(entity)}
    """  # noqa: S608
    first = next_id(cursor, schema.CHANGE_LOG) - 1
    cursor.execute(sql, signature(log) | {"first": first, "entity": entity.name})


def _log_changed(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, name: str, value: str, log: Log
) -> None:
    key, old = key_sql(entity, "i"), f"t.{quote(name)}"
    sql = f"""
    INSERT INTO change_log {LOG_COLUMNS}
    SELECT $first + row_number() OVER (ORDER BY {key}), $entity, {key}, $field,
           to_json({old}), to_json({value}), $import_id, $author, $at, $decision_id
    FROM incoming i JOIN {quote(entity.name)} t ON {_join(entity)}
    WHERE {old} IS DISTINCT FROM {value}
    """  # noqa: S608
    first = next_id(cursor, schema.CHANGE_LOG) - 1
    values = signature(log) | {"first": first, "entity": entity.name, "field": name}
    cursor.execute(sql, values)


def _update(
    cursor: duckdb.DuckDBPyConnection,
    entity: schema.Entity,
    names: list[str],
    final: Collection[str],
) -> None:
    values = {name: _new_value(entity, name, final) for name in names}
    settings = ", ".join(f"{quote(name)} = {value}" for name, value in values.items())
    differs = " OR ".join(
        f"t.{quote(name)} IS DISTINCT FROM {value}" for name, value in values.items()
    )
    sql = f"""
    UPDATE {quote(entity.name)} AS t SET {settings}
    FROM incoming i WHERE {_join(entity)} AND ({differs})
    """  # noqa: S608
    cursor.execute(sql)


def _insert(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, names: list[str]
) -> None:
    columns = ", ".join(map(quote, names))
    values = ", ".join(_first_value(entity, name) for name in names)
    sql = f"""
    INSERT INTO {quote(entity.name)} ({columns})
    SELECT {values} FROM incoming i ANTI JOIN {quote(entity.name)} t ON {_join(entity)}
    """  # noqa: S608
    cursor.execute(sql)


def rekey(
    cursor: duckdb.DuckDBPyConnection,
    entity: schema.Entity,
    name: str,
    found: Mapping[str, str],
    log: Log,
) -> int:
    """Give a column of the key another value, by the old one; returns how many rows changed.

    Rows that would then equal another in all of the key stay as they are. The change is logged
    under the new key, so that it can be taken back.
    """
    frame = pd.DataFrame({"old": list(found), "new": list(found.values())}, dtype=object)
    cursor.register("renamed", pa.table({one: pa.array(frame[one].tolist(), type=pa.string())
                                         for one in frame.columns}))
    first = next_id(cursor, schema.CHANGE_LOG) - 1
    bound = {"first": first, "entity": entity.name}
    cursor.execute(_log_rekey(entity, name), signature(log) | bound | {"field": name})
    cursor.unregister("renamed")
    column = quote(name)
    cursor.execute(f"""
    UPDATE {quote(entity.name)} AS t SET {column} = l.new_value ->> '$'
    FROM change_log l
    WHERE l.change_id > $first AND l.entity = $entity AND t.{column} = (l.old_value ->> '$')
        AND {new_key(entity, name, "(l.new_value ->> '$')")} = l.entity_id
    """, bound)  # noqa: S608
    return next_id(cursor, schema.CHANGE_LOG) - 1 - first


def new_key(entity: schema.Entity, name: str, value: str) -> str:
    """The key of a stored row as it is with another value in one of its columns."""
    parts = [f"CAST({value if one == name else 't.' + quote(one)} AS VARCHAR)"
             for one in entity.key]  # fmt: skip
    return parts[0] if len(parts) == 1 else f"CAST(to_json([{', '.join(parts)}]) AS VARCHAR)"


def _log_rekey(entity: schema.Entity, name: str) -> str:
    """One entry per row whose key changes; the first where several would become one."""
    column, table = quote(name), quote(entity.name)
    others = [quote(one) for one in entity.key if one != name]
    same = " AND ".join([f"x.{column} = r.new", *(f"x.{one} = t.{one}" for one in others)])
    place = ", ".join(["r.new", *(f"t.{one}" for one in others)])
    key = new_key(entity, name, "r.new")
    return f"""
    INSERT INTO change_log {LOG_COLUMNS}
    SELECT $first + row_number() OVER (ORDER BY {key}), $entity, {key}, $field,
           to_json(r.old), to_json(r.new), $import_id, $author, $at, $decision_id
    FROM {table} t JOIN renamed r ON t.{column} = r.old
    WHERE NOT EXISTS (SELECT 1 FROM {table} x WHERE {same})
    QUALIFY row_number() OVER (PARTITION BY {place} ORDER BY r.old) = 1
    """  # noqa: S608


def append(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, frame: pd.DataFrame
) -> None:
    """Add rows to a table that nothing refers to by key: rejects, ledgers."""
    if not frame.empty:
        append_table(cursor, entity, to_arrow(entity, frame))


def append_table(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, table: pa.Table
) -> int:
    """Add the distinct rows of a table whose columns are fields; how many that were."""
    columns = ", ".join(quote(name) for name in table.column_names)
    sql = f"""
    INSERT INTO {quote(entity.name)} ({columns})
    SELECT DISTINCT {columns} FROM appended ORDER BY ALL
    """  # noqa: S608
    cursor.register("appended", table)
    try:
        return int(cursor.execute(sql).fetchall()[0][0])
    finally:
        cursor.unregister("appended")
