"""A store as one file that was read back: backing up, restoring, moving.

A backup is written table by table from one moment of the store, so that the app may go on
meanwhile, and is compared with its source, table by table, before it gets its name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from abm_core import faults, formats, store
from abm_core.ddl import quote
from abm_core.errors import AbmError
from abm_core.store import Store

TABLES = """
SELECT table_name, sql
FROM duckdb_tables()
WHERE NOT internal
ORDER BY table_name
"""
BATCH = 100_000  # rows in memory at a time
SPARE = 1.1  # a copy may need a little more room than its source
COPIED = "copied"


class Held(NamedTuple):
    """Rows of a table, and a sum over all of their values."""

    n_rows: int
    checksum: int


class BackupReport(NamedTuple):
    """Where the copy lies, and what it holds: its layout, rows per table, size in bytes."""

    path: Path
    layout: int
    tables: dict[str, int]
    n_bytes: int

    @property
    def n_rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())


class RestoreReport(NamedTuple):
    """What was put in place, and where the store lies that was there before, if one was."""

    restored: BackupReport
    kept: Path | None


@faults.explained()
def back_up(source: Store | Path, to: Path, *, replace: bool = False) -> BackupReport:
    """Write a store as it is in this moment to one file, and read it back.

    Raises ``AbmError`` when the folder is missing or has no room, when a file is there already
    (unless it may be replaced), and when what was written is not what was read.
    """
    if not isinstance(source, Store):
        with closing(_existing(source)) as opened:
            return back_up(opened, to, replace=replace)
    _check_target(to, source.path, replace=replace)
    with _part(to) as part:
        with source.cursor() as cursor:
            before = _copy(cursor, part)
        report = check(part)
        if _read(part) != before:
            raise faults.damaged(f"What was written to {to.name}")
        _sync(part)
        part.replace(to)
    return report._replace(path=to)


@faults.explained()
def check(path: Path) -> BackupReport:
    """Read a backup from end to end; ``AbmError`` when it is none, newer than we, or damaged."""
    if not path.is_file():
        raise AbmError(f"There is no file {path}.", "Check the name and the folder.")
    with closing(_open_to_read(path)) as connection:
        layout = store.check_layout(connection, path)
        if layout is None:
            raise AbmError(f"{path.name} is an empty store.", "Choose another backup.")
        tables = {name: held.n_rows for name, held in contents(connection).items()}
    return BackupReport(path, layout, tables, path.stat().st_size)


@faults.explained()
def restore(backup: Path, store_path: Path, *, now: datetime) -> RestoreReport:
    """Put a backup in the place of a store; the store that was there is kept beside it.

    The backup is read first, copied beside the place, read again, and only then put there. Raises
    ``AbmError`` when somebody has the store open.
    """
    if store_path.exists() and backup.exists() and backup.samefile(store_path):
        raise AbmError(f"{backup.name} is the store itself.", "Choose a backup of it.")
    report = check(backup)
    _check_room(store_path, report.n_bytes)
    with _part(store_path) as part:
        shutil.copyfile(backup, part)
        if _read(part) != _read(backup):
            raise faults.damaged(f"What was copied from {backup.name}")
        _sync(part)
        kept = _set_aside(store_path, now)
        try:
            part.replace(store_path)
        except BaseException:
            if kept is not None:
                kept.replace(store_path)
            raise
    return RestoreReport(report._replace(path=store_path), kept)


def move(store_path: Path, to: Path) -> BackupReport:
    """Move a store to another place: copied, read back, and only then removed here."""
    report = back_up(store_path, to)
    with faults.explained():
        _wal(store_path).unlink(missing_ok=True)
        store_path.unlink()
    return report


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, Held]:
    """Rows and checksum of every table; equal for equal contents, whatever the order of rows."""
    names = [name for name, _ in connection.execute(TABLES).fetchall()]
    return {name: _held(connection, name) for name in names}


def _held(connection: duckdb.DuckDBPyConnection, name: str) -> Held:
    total = f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM {quote(name)} t"  # noqa: S608
    ((n_rows, checksum),) = connection.execute(total).fetchall()
    return Held(int(n_rows), int(checksum))


def _copy(cursor: duckdb.DuckDBPyConnection, part: Path) -> dict[str, Held]:
    """Write every table to a new file, all as of the same moment; returns what was there."""
    cursor.execute("BEGIN")  # reads one moment, whatever others write meanwhile
    try:
        with closing(duckdb.connect(str(part))) as target:
            for name, definition in cursor.execute(TABLES).fetchall():
                target.execute(definition)
                rows = cursor.table(quote(name)).to_arrow_reader(BATCH)
                target.register(COPIED, rows)
                target.execute(f"INSERT INTO {quote(name)} SELECT * FROM {COPIED}")  # noqa: S608
                target.unregister(COPIED)
            target.execute("CHECKPOINT")
        return contents(cursor)
    finally:
        cursor.execute("ROLLBACK")


def _read(path: Path) -> dict[str, Held]:
    with closing(_open_to_read(path)) as connection:
        return contents(connection)


def _open_to_read(path: Path) -> duckdb.DuckDBPyConnection:
    """A file that is looked at and not changed."""
    store.refuse_what_is_no_store(path)
    try:
        return duckdb.connect(str(path), read_only=True)
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise faults.opening(path, str(error)) from error


def _existing(path: Path) -> Store:
    if not path.is_file():
        raise AbmError(
            f"There is no store at {path}.", "Choose another with --store or ABM_STORE."
        )
    return store.open_store(path)


def _check_target(to: Path, source: Path, *, replace: bool) -> None:
    if to.is_dir():
        raise AbmError(f"{to} is a folder.", "Name a file in it, for example backup.duckdb.")
    if to.exists() and source.exists() and to.samefile(source):
        raise AbmError(f"{to.name} is the store itself.", "Choose another name for the backup.")
    if to.exists() and not replace:
        raise AbmError(
            f"{to} is there already.", "Choose another name, or say that it may be replaced."
        )
    _check_room(to, source.stat().st_size)


def _check_room(place: Path, n_bytes: int) -> None:
    """Refuse a folder that is missing, or whose disk has no room for another copy."""
    if not place.absolute().parent.is_dir():
        raise AbmError(f"There is no folder {place.parent}.", "Make it, or choose another place.")
    free = shutil.disk_usage(place.absolute().parent).free
    if free < n_bytes * SPARE:
        raise AbmError(
            f"The disk has no room for it: {formats.count(n_bytes * SPARE / 1e6)} MB are needed, "
            f"{formats.count(free / 1e6)} MB are free.",
            "Make room, or choose a place on another disk.",
        )


@contextmanager
def _part(to: Path) -> Iterator[Path]:
    """A name beside the place for what is not whole yet; removed again whatever happens."""
    part = to.with_name(f".{to.name}.part")
    _remove(part)
    try:
        yield part
    finally:
        _remove(part)


def _remove(path: Path) -> None:
    with suppress(OSError):
        _wal(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _wal(path: Path) -> Path:
    """Where DuckDB keeps what is not yet written to the file itself."""
    return path.with_name(f"{path.name}.wal")


def _sync(path: Path) -> None:
    """Wait until the disk has it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Give the present store a second name; refuse while it is in use."""
    if not path.exists():
        _wal(path).unlink(missing_ok=True)
        return None
    _settle(path)
    kept = _free_name(path, f"{path.stem}.before-restore-{now:%Y%m%d-%H%M%S}")
    if _wal(path).exists():  # first, so that it never lies beside a store that is not its own
        _wal(path).replace(_wal(kept))
    try:
        os.link(path, kept)  # so that the place is never empty
    except OSError:
        path.replace(kept)
    return kept


def _settle(path: Path) -> None:
    """Open and close a store once, which takes in its log; a damaged one is kept as it is."""
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        found = faults.opening(path, str(error))
        if isinstance(error, duckdb.IOException) and faults.IN_USE in found.problem:
            raise found from error


def _free_name(path: Path, stem: str) -> Path:
    """A name beside the store that nothing bears yet."""
    names = (f"{stem}{f'-{n}' if n else ''}{path.suffix}" for n in range(1000))
    return next(name for text in names if not (name := path.with_name(text)).exists())
