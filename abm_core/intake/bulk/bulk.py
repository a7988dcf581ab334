"""Large files of activities: the plain rows in one go, the odd ones through the ordinary import.

The ordinary import turns every cell into an object and logs every row. Here the distinct words
and references of a file go through it once, the rows themselves stay in DuckDB, and one entry of
the change log stands for all that were added; ``activities.import_id`` tells undo which they are.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from abm_core import formats, schema
from abm_core.errors import AbmError
from abm_core.intake import load
from abm_core.intake.bulk import bulk_desk, bulk_store
from abm_core.intake.bulk.bulk_desk import Desk
from abm_core.intake.bulk.bulk_words import lay_tables
from abm_core.intake.layout import mapping
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.load import FileReport, Progress
from abm_core.intake.read import archives, delimited, readers
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import clock, deleted
from abm_core.intake.rows.batch import Batch, from_table
from abm_core.intake.rows.changes import Log

FEWEST_ROWS = 50_000
HEAD_BYTES = 1_000_000
HEAD_ROWS = 200
MOST_ODD = 0.2
SUFFIXES = (".csv", ".tsv", ".txt")
# Empty lines, lone carriage returns and zero bytes are read differently by different readers.
UNUSUAL = re.compile(rb"\n\r?\n(?!\s*\Z)|\r(?!\n)|\0")


class NotClean(Exception):
    """The file needs the ordinary import; nothing has been written."""


@dataclass(frozen=True, eq=False)
class Head(Table):
    """The first rows of a large file, which stand for it until it is read."""

    path: Path = Path()
    columns: tuple[str, ...] = ()
    delimiter: str = ","


def head(path: Path, *, entity: str | None = None, fewest: int = FEWEST_ROWS) -> Head | None:
    """The head of a large text file of activities; ``None`` for every other file."""
    if path.suffix.lower() not in SUFFIXES or not _has_lines(path, fewest):
        return None
    with path.open("rb") as file:
        lines = file.read(HEAD_BYTES).splitlines(keepends=True)
    content = b"".join(lines[: HEAD_ROWS + 1] if len(lines) > HEAD_ROWS else lines[:-1])
    try:
        text = content.decode("utf-8-sig")
        (table,) = readers.read(path.name, content)
        proposed = mapping.propose(table, entity=entity).mapping
    except (AbmError, UnicodeDecodeError):
        return None
    first = delimited.records(path.name, content)[0]
    columns = tuple(cell.strip() for cell in first)
    is_plain = columns == table.headers and table.row_numbers[0] == 2 and not (
        table.problems or table.skipped or table.notes
    )
    if proposed.entity != schema.ACTIVITIES.name or not is_plain:
        return None
    known = {one.name: getattr(table, one.name) for one in fields(Table)}
    return Head(**known, path=path, columns=columns, delimiter=delimited.sniff(text))


def _has_lines(path: Path, fewest: int) -> bool:
    try:
        with path.open("rb") as file:
            pieces = iter(lambda: file.read(HEAD_BYTES), b"")
            return any(n > fewest for n in accumulate(piece.count(b"\n") for piece in pieces))
    except OSError:
        return False


def whole(table: Table) -> Table:
    """The file that a head stands for, read in the ordinary way."""
    if not isinstance(table, Head):
        return table
    source = archives.at(table.path)
    (read,) = readers.read(source.name, source.read())
    return read


def take_in(
    cursor: duckdb.DuckDBPyConnection,
    source: Head,
    found: Mapping,
    log: Log,
    *,
    progress: Progress | None = None,
) -> FileReport:
    """Take in a large file of activities inside the transaction of an import.

    Raises ``NotClean`` when too many rows are odd, or when only the whole file tells how to read
    them; the transaction must then be rolled back.
    """
    say = progress or (lambda sentence: None)
    _refuse_unusual(source.path)
    mapping.check(source, found)
    if mapping.is_bridge(found) or "activity_id" not in found.columns:
        raise NotClean
    say(f"Reading {source.file}")
    with _clean(), bulk_desk.opened(source.path) as desk:
        desk.read(source.path, _column_names(source, found), source.delimiter)
        say(f"Looking up accounts and contacts of {source.file}")
        desk.set_apart()
        names = dict(zip(source.columns, _column_names(source, found), strict=True))
        desk.set_apart_marked([names[one] for one in deleted.candidates(source.columns, found)])
        by_id = lay_tables(cursor, desk, source, found, log)
        _check_share(desk)
        say(f"Taking in {source.file}")
        home = _home(cursor, found)
        counts = _write(bulk_store.Incoming(cursor, log), desk, found, by_id=by_id, home=home)
        report = _odd(cursor, desk, source, found, log)
    return _merged(report, counts, source, found)


def _refuse_unusual(path: Path) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if UNUSUAL.search(content):
            raise NotClean


@contextmanager
def _clean() -> Iterator[None]:
    """What DuckDB cannot read as the header promises is for the ordinary import."""
    try:
        yield
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise NotClean from error


def _column_names(source: Head, found: Mapping) -> list[str]:
    fields = {header: name for name, header in found.columns.items()}
    return [fields.get(header, f"other_{place}") for place, header in enumerate(source.columns)]


def _check_share(desk: Desk) -> None:
    n_rows, n_odd = desk.counts()
    if n_odd > MOST_ODD * n_rows or (n_odd and desk.needs_whole_columns()):
        raise NotClean


def _write(
    stored: bulk_store.Incoming, desk: Desk, found: Mapping, *, by_id: bool, home: str
) -> bulk_store.Counts:
    """The plain rows into the store; those that change a stored activity become odd."""
    unit, sparse = found.units.get("minutes", 1.0), stored.is_first
    ready = desk.ready(unit=unit, by_id=by_id, sparse=sparse, home=home)
    if sparse:
        return stored.fill(ready)
    stored.take(ready)
    desk.set_apart_places(stored.changed())
    _check_share(desk)
    return stored.write()


def _home(cursor: duckdb.DuckDBPyConnection, found: Mapping) -> str:
    """The name of the zone by whose clock the times are that name none."""
    known = schema.ACTIVITIES.field("occurred_at")
    return str(clock.of_column(known, found.columns[known.name], clock.of_house(cursor)))


def _odd(
    cursor: duckdb.DuckDBPyConnection, desk: Desk, source: Head, found: Mapping, log: Log
) -> FileReport:
    """The odd rows as a table of their own, with the row numbers of the file."""
    frame = desk.odd_cells()
    places = frame.pop("place").to_numpy()
    names = _column_names(source, found)
    cells = pd.DataFrame(
        {header: [_cell(text) for text in frame[name].tolist()]
         for header, name in zip(source.columns, names, strict=True)},
        dtype=object,
    )  # fmt: skip
    filled = cells.notna().any(axis=1).to_numpy(dtype=bool)
    table = Table(source.file, source.headers, cells[filled].reset_index(drop=True),
                  places[filled].astype(np.int64) + 2)  # fmt: skip
    log.known.setdefault(deleted.APART, []).append((table, found))
    batch = from_table(table, found, clock.of_house(cursor))
    return load.file_report(batch, load.LOADERS[schema.ACTIVITIES.name](cursor, batch, log))


def _cell(text: Any) -> str | None:  # noqa: ANN401
    return text if isinstance(text, str) and text.strip() else None


def _merged(
    odd: FileReport, counts: bulk_store.Counts, source: Head, found: Mapping
) -> FileReport:
    return replace(
        odd,
        n_rows=odd.n_rows + counts.n_added + counts.n_unchanged,
        n_added=odd.n_added + counts.n_added,
        n_unchanged=odd.n_unchanged + counts.n_unchanged,
        n_orphans=odd.n_orphans + counts.n_orphans,
        notes=_notes(odd, counts, source, found),
    )


def _notes(
    odd: FileReport, counts: bulk_store.Counts, source: Head, found: Mapping
) -> list[str]:
    """Notes on the plain rows, then those on the odd ones."""
    notes = []
    if counts.n_orphans:
        notes.append(
            f"Account: {formats.counted(counts.n_orphans, 'activity', 'activities')} without an "
            "account that is known; kept apart from account numbers"
        )
    left = [header for header in source.headers if header not in found.columns.values()]
    if left:
        notes.append(
            f"{formats.counted(len(left), 'column')} not part of an activity and not kept: "
            f"{', '.join(left)}"
        )
    return notes + [note for note in odd.notes if note not in notes]


def record(
    cursor: duckdb.DuckDBPyConnection, report: FileReport, found: Mapping, log: Log
) -> None:
    """Write a file into the import ledger."""
    entity = schema.entity(report.entity)
    parts = {"columns": dict(found.columns), "units": dict(found.units),
             "date_order": found.date_order, "decimal": found.decimal}  # fmt: skip
    batch = Batch(report.file, entity, pd.DataFrame(), (), pd.DataFrame(),
                  json.dumps(parts, ensure_ascii=False))  # fmt: skip
    load.record(cursor, batch, report, log)
