"""Names and tables as SQL: the one place where what ``schema`` declares becomes SQL text."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from abm_core import schema

COLUMNS = "SELECT column_name FROM duckdb_columns() WHERE table_name = $table AND NOT internal"


def quote(name: str) -> str:
    """A table or column name as SQL; the one place where names enter SQL."""
    return '"' + name.replace('"', '""') + '"'


def create_table(entity: schema.Entity) -> str:
    """The table definition of an entity.

    Without a unique index: DuckDB checks one too eagerly for rows that are updated in place, and
    it slows imports fourfold. Every writer joins on the key first.
    """
    columns = ", ".join(_column(field, entity) for field in entity.fields)
    return f"CREATE TABLE IF NOT EXISTS {quote(entity.name)} ({columns})"


def _column(field: schema.Field, entity: schema.Entity) -> str:
    needed = " NOT NULL" if field.name in entity.key else ""
    return f"{quote(field.name)} {field.sql_type}{needed}"


def complete(cursor: DuckDBPyConnection, entity: schema.Entity) -> None:
    """Create the entity's table where it is missing, and the columns that it lacks."""
    cursor.execute(create_table(entity))
    there = {name for (name,) in cursor.execute(COLUMNS, {"table": entity.name}).fetchall()}
    for field in entity.fields:
        if field.name not in there:
            cursor.execute(
                f"ALTER TABLE {quote(entity.name)} ADD COLUMN {quote(field.name)} {field.sql_type}"
            )
