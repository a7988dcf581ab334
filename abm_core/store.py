"""The store: one DuckDB file that holds entities, decisions and the log of every change.

One connection per process and file, one cursor per call. SQL elsewhere names its tables and
binds its values; names from ``schema`` become SQL in ``ddl`` only.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any
from weakref import WeakSet

import duckdb

from abm_core import faults, schema, stopping
from abm_core.ddl import complete, quote
from abm_core.errors import AbmError

SCHEMA_VERSION = 5
DEFAULT_PATH = "abm.duckdb"
LONGEST_WAIT = 120.0  # seconds; an import of a million rows takes less
_WRITER = RLock()
# Stores that this process holds open. To open such a file by other means, if only to look at its
# first bytes, would end the lock that keeps other processes out (POSIX ties it to the file).
_OPEN: WeakSet[Store] = WeakSet()

META_TABLE = "CREATE TABLE IF NOT EXISTS meta (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)"
TABLES = "SELECT table_name FROM duckdb_tables() WHERE NOT internal"
ON_DISK = "SELECT path IS NOT NULL FROM duckdb_databases() WHERE database_name = current_database()"
READ_META = "SELECT value FROM meta WHERE name = $name"
VERSIONS = "SELECT name, value FROM meta WHERE name IN ('revision', 'decisions')"
WRITE_META = "INSERT OR REPLACE INTO meta VALUES ($name, $value)"


class Store:
    """An open store. ``cursor()`` lends a cursor of its own to every caller."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self._connection = connection
        self._identity = _identity(path)
        _OPEN.add(self)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor that no other thread uses; close it, or use it in ``with``."""
        return self._connection.cursor()

    def close(self) -> None:
        """Let go of the file so that another process can open it."""
        self._connection.close()
        _OPEN.discard(self)

    def is_file(self, path: Path) -> bool:
        """Whether this store lies in a file, whatever name leads there."""
        return self._identity == _identity(path)


def path_from_environment() -> Path:
    """Where the store lies: ``ABM_STORE``, else ``abm.duckdb`` in the working directory."""
    return Path(os.environ.get("ABM_STORE") or DEFAULT_PATH)


def sample_path(path: Path) -> Path:
    """Where the sample store lies that belongs to a store: beside it, with ``-sample``."""
    return path.with_name(f"{path.stem}-sample{path.suffix}")


@faults.explained()
def open_store(path: Path | str) -> Store:
    """Open a store, creating it where there is none and upgrading an older one.

    Before an upgrade a copy of the file is put beside it. Raises ``AbmError`` when another process
    holds the file, when the file is no store, when it was written by a newer version, or when its
    folder cannot be written.
    """
    path = Path(path)
    connection = _connect(path)
    try:
        found = check_layout(connection, path)
        if found is not None and found < SCHEMA_VERSION:
            connection.close()
            _back_up(path, found)
            connection = _connect(path)
        _confine(connection)
        _complete(connection)
    except BaseException:
        connection.close()
        raise
    return Store(path, connection)


def refuse_what_is_no_store(path: Path) -> None:
    """Raise ``AbmError`` for a file that is no database, without a trace on one that is open."""
    if path.is_file() and not _is_open(path) and not _is_duckdb(path):
        raise _no_store(path)


def _is_open(path: Path) -> bool:
    return any(opened.is_file(path) for opened in list(_OPEN))


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    refuse_what_is_no_store(path)
    try:
        connection = duckdb.connect(str(path))
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise _opening_problem(path, str(error)) from error
    if not connection.execute(ON_DISK).fetchall()[0][0]:
        connection.close()
        raise _no_store(path)
    return connection


def _identity(path: Path) -> tuple[int, int]:
    """Which file it is, whatever its name."""
    found = path.stat()
    return found.st_dev, found.st_ino


def _opening_problem(path: Path, message: str) -> AbmError:
    """The sentence for a file that DuckDB will not open."""
    if "not a valid DuckDB" in message or "not a DuckDB" in message:
        return _no_store(path)
    return faults.opening(path, message)


def _is_duckdb(path: Path) -> bool:
    """Whether a file begins as DuckDB's do; by name alone DuckDB would open a CSV in memory."""
    with path.open("rb") as file:
        start = file.read(12)
    return not start or start[8:] == b"DUCK"


def _no_store(path: Path) -> AbmError:
    return AbmError(
        f"{path.name} is not a store of this workbench.",
        "Choose another file with --store or ABM_STORE; this one was left as it is.",
    )


def _confine(connection: duckdb.DuckDBPyConnection) -> None:
    """Take from SQL what it does not need: other files, the network, Python's variables."""
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET enable_external_access = false")


def check_layout(connection: duckdb.DuckDBPyConnection, path: Path) -> int | None:
    """The layout of the store; ``None`` for a new file. Refuses what is not ours, or newer."""
    tables = {name for (name,) in connection.execute(TABLES).fetchall()}
    if not tables:
        return None
    if "meta" not in tables:
        raise AbmError(
            f"{path.name} is a database of another program.",
            "Choose another file with --store or ABM_STORE; this one was left as it is.",
        )
    found = int(read_meta(connection, "schema_version") or 0)
    if found > SCHEMA_VERSION:
        raise AbmError(
            f"{path.name} was written by a newer version of the workbench "
            f"(its layout is {found}, this version knows {SCHEMA_VERSION}).",
            "Update the workbench, or choose another store with --store or ABM_STORE.",
        )
    return found


def _back_up(path: Path, version: int) -> None:
    """Copy an older store beside itself before it is upgraded; never over an earlier copy."""
    copy = path.with_name(f"{path.stem}.before-layout-{SCHEMA_VERSION}{path.suffix}")
    if copy.exists():
        return
    try:
        shutil.copy2(path, copy)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise AbmError(
            f"{path.name} has the older layout {version} and must be upgraded, but no copy of it "
            f"could be put beside it ({error.strerror}).",
            "Make room in its folder, or allow writing there; the store was left as it is.",
        ) from error


def _complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every table, add every column that is missing, and note the layout."""
    with transaction(connection):
        connection.execute(META_TABLE)
        complete(connection, schema.ENTITIES)
        if read_meta(connection, "schema_version") != str(SCHEMA_VERSION):
            write_meta(connection, "schema_version", str(SCHEMA_VERSION))


@contextmanager
def transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing: commits at the end, rolls back on any error.

    One at a time in this process: keys count up from what is there, so a second writer waits.
    Raises ``AbmError`` when it waits too long, and for what ``faults`` can put into words.
    """
    with _one_writer(), faults.explained():
        cursor.execute("BEGIN")
        try:
            yield
            stopping.check()
            cursor.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # where nothing is left to roll back, the cause matters
                cursor.execute("ROLLBACK")
            raise


@contextmanager
def _one_writer() -> Iterator[None]:
    if not _WRITER.acquire(timeout=LONGEST_WAIT):
        raise AbmError(
            "Another import or save is running in this moment.",
            "Wait until it is done, then try again; nothing was changed.",
        )
    try:
        yield
    finally:
        _WRITER.release()


def read_meta(cursor: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """A fact about the store itself, or ``None``."""
    row = cursor.execute(READ_META, {"name": name}).fetchall()
    return row[0][0] if row else None


def write_meta(cursor: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Set a fact about the store itself."""
    cursor.execute(WRITE_META, {"name": name, "value": value})


def revision(cursor: duckdb.DuckDBPyConnection) -> int:
    """Counts up whenever imported data change; what caches are keyed by."""
    return int(read_meta(cursor, "revision") or 0)


def next_revision(cursor: duckdb.DuckDBPyConnection) -> None:
    """Say that imported data have changed. Call inside the transaction that changes them."""
    write_meta(cursor, "revision", str(revision(cursor) + 1))


def versions(cursor: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The import revision, and a number that counts up with every saved decision."""
    found = dict(cursor.execute(VERSIONS).fetchall())
    return int(found.get("revision", 0)), int(found.get("decisions", 0))


def next_decision(cursor: duckdb.DuckDBPyConnection) -> None:
    """Say that a decision was saved. Call inside the transaction that saves it."""
    write_meta(cursor, "decisions", str(versions(cursor)[1] + 1))


def next_id(cursor: duckdb.DuckDBPyConnection, entity: schema.Entity) -> int:
    """The next number for a table whose key counts up."""
    column, table = quote(entity.key[0]), quote(entity.name)
    sql = f"SELECT coalesce(max(TRY_CAST({column} AS BIGINT)), 0) + 1 FROM {table}"  # noqa: S608
    return int(cursor.execute(sql).fetchall()[0][0])


def insert(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, rows: list[dict[str, Any]]
) -> None:
    """Add a handful of rows, given by field name; large tables go through a registered frame."""
    for row in rows:
        columns = ", ".join(map(quote, row))
        values = ", ".join(f"${name}" for name in row)
        cursor.execute(f"INSERT INTO {quote(entity.name)} ({columns}) VALUES ({values})", row)  # noqa: S608


def count_rows(cursor: duckdb.DuckDBPyConnection, entity: schema.Entity) -> int:
    """How many rows a table holds."""
    return int(cursor.execute(f"SELECT count(*) FROM {quote(entity.name)}").fetchall()[0][0])  # noqa: S608
