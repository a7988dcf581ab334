"""Names and tables as SQL: the one place where what ``schema`` declares becomes SQL text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from duckdb import DuckDBPyConnection

from abm_core import schema

COLUMNS = """
SELECT table_name, column_name FROM duckdb_columns()
WHERE NOT internal AND database_name = current_database()
"""


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


def complete(cursor: DuckDBPyConnection, entities: Iterable[schema.Entity]) -> None:
    """Create the tables that are missing, and the columns that a table lacks.

    What is there is asked for once: every start of every command goes through here.
    """
    there: dict[str, set[str]] = defaultdict(set)
    for table, column in cursor.execute(COLUMNS).fetchall():
        there[table].add(column)
    for entity in entities:
        if entity.name not in there:
            cursor.execute(create_table(entity))
            continue
        for field in entity.fields:
            if field.name not in there[entity.name]:
                cursor.execute(
                    f"ALTER TABLE {quote(entity.name)} "
                    f"ADD COLUMN {quote(field.name)} {field.sql_type}"
                )
