"""The Monday routine: the same folder again, what changed since last time, who is missing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from abm_core.errors import AbmError
from abm_core.intake.again import refresh_wording as wording
from abm_core.intake.again import since, vanished
from abm_core.intake.bulk import bulk, bulk_import
from abm_core.intake.layout import layouts
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.load import Progress, Report
from abm_core.intake.read import archives, readers
from abm_core.intake.read.readers import Table
from abm_core.intake.rows.changes import Log
from abm_core.store import Store, read_meta, write_meta

FOLDER = "refresh_folder"
SUFFIXES = readers.READABLE
NOT_EXPORTS = (".", "~$")  # hidden files, and the locks of workbooks that are open
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")

Item = tuple[Table, Mapping]


@dataclass(frozen=True)
class LeftOut:
    """A file of the folder that was not read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, eq=False)
class RefreshReport:
    """What a refresh did, or with ``is_dry_run`` would do.

    ``paragraph`` tells what changed; ``first_time`` how files were read that never came before;
    ``missing`` lists every record that is flagged at present (entity, id, name, when last seen).
    """

    folder: Path
    report: Report
    paragraph: str
    left_out: tuple[LeftOut, ...]
    first_time: tuple[str, ...]
    since: since.Since
    missed: vanished.Missed
    missing: pd.DataFrame
    is_dry_run: bool


@dataclass
class _Plan:
    """Which tables of the folder come in, how, and which do not."""

    items: list[Item] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    first_time: list[str] = field(default_factory=list)


def folder_of(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """The folder that was refreshed last; ``None`` before the first time."""
    return read_meta(cursor, FOLDER)


def refresh(
    store: Store,
    folder: Path | str | None = None,
    *,
    imported_at: datetime,
    author: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> RefreshReport:
    """Take in every file of a folder as the last time, all or nothing, and tell what changed.

    Without ``folder`` it is the one of the last refresh. A file whose columns have changed, or
    that leaves a question open, is left out and named. Nothing is removed from the store.
    """
    with store.cursor() as cursor:
        place = _place(folder or folder_of(cursor))
        plan = _plan(cursor, _tables(place, progress))
    told: list[tuple[since.Since, vanished.Missed, pd.DataFrame]] = []

    def after(cursor: duckdb.DuckDBPyConnection, log: Log) -> None:
        missed = vanished.note(cursor, plan.items, log)
        told.append((since.read(cursor, log.import_id), missed, vanished.listed(cursor)))
        write_meta(cursor, FOLDER, str(place))

    report = bulk_import.import_tables(
        store, plan.items, imported_at=imported_at, author=author, dry_run=dry_run,
        progress=progress, after=after,
    )  # fmt: skip
    changed, missed, missing = told[0]
    paragraph = wording.paragraph(
        changed, missed, n_rejected=sum(file.n_rejected for file in report.files),
        left_out=[one.file for one in plan.left_out],
    )  # fmt: skip
    return RefreshReport(
        place, report, paragraph, tuple(plan.left_out), tuple(plan.first_time), changed, missed,
        missing, dry_run,
    )  # fmt: skip


def import_remembering(
    store: Store,
    items: list[Item],
    *,
    imported_at: datetime,
    author: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take in files that a person has mapped, and remember how, for the next time."""

    def after(cursor: duckdb.DuckDBPyConnection, log: Log) -> None:
        vanished.note(cursor, items, log)

    return bulk_import.import_tables(
        store, items, imported_at=imported_at, author=author, dry_run=dry_run,
        progress=progress, after=after,
    )  # fmt: skip


def _place(folder: Path | str | None) -> Path:
    if not folder:
        raise AbmError(
            "No folder has been refreshed yet.",
            "Name the folder that your exports are saved to; it is remembered.",
        )
    place = Path(folder).expanduser().resolve()
    if not place.is_dir():
        raise AbmError(f"There is no folder {place}.", "Check its name, or choose another one.")
    if not os.access(place, os.R_OK | os.X_OK):
        raise AbmError(f"{place} cannot be read.", "Check that you may read the folder.")
    return place


def _tables(place: Path, progress: Progress | None) -> Iterable[Table | LeftOut]:
    """All tables of the folder, oldest file first, so that the newest has the last word."""
    files = [
        path for path in place.iterdir()
        if path.is_file() and not path.name.startswith(NOT_EXPORTS)
        and path.suffix.lower() in SUFFIXES
    ]  # fmt: skip
    if not files:
        raise AbmError(
            f"{place} holds no export: no CSV or Excel file.",
            "Save the exports of your CRM there, or choose another folder.",
        )
    for path in sorted(files, key=lambda one: (one.stat().st_mtime_ns, one.name)):
        name = archives.shown(path.name)
        if progress:
            progress(f"Reading {name}")
        try:
            large = bulk.head(path)
            yield from [large] if large else readers.read(name, archives.at(path).read())
        except AbmError as error:
            yield LeftOut(name, f"{error.problem} {error.fix}")
        except OSError as error:
            yield LeftOut(name, f"It cannot be read ({error.strerror}).")


def _plan(cursor: duckdb.DuckDBPyConnection, found: Iterable[Table | LeftOut]) -> _Plan:
    plan = _Plan()
    tables: list[Table] = []
    for one in found:
        if isinstance(one, LeftOut):
            plan.left_out.append(one)
        else:
            tables.append(one)
    newest = _newest(tables)
    for table in tables:
        newer = newest[layouts.layout_id(table)]
        if _day(table.file) and _day(table.file) < _day(newer):
            plan.left_out.append(LeftOut(table.file, wording.superseded(newer)))
        else:
            _decide(cursor, table, plan)
    return plan


def _newest(tables: Iterable[Table]) -> dict[str, str]:
    """Of every layout the file with the latest day in its name."""
    newest: dict[str, str] = {}
    for table in tables:
        layout = layouts.layout_id(table)
        newest[layout] = max(newest.get(layout, table.file), table.file, key=_day)
    return newest


def _day(file: str) -> str:
    """The day that a file name states, as digits; blank for none.

    >>> _day("accounts_2026-11-09.csv"), _day("accounts 20261102 (1).csv"), _day("deals.csv")
    ('20261109', '20261102', '')
    """
    match = DAY_IN_NAME.search(file)
    return "".join(match.groups()) if match else ""


def _decide(cursor: duckdb.DuckDBPyConnection, table: Table, plan: _Plan) -> None:
    """Read a known layout as before, a new one as its headers say; leave out what needs a look."""
    known = layouts.recall(cursor, table)
    changed = layouts.difference(cursor, table)
    if known is None and changed is not None and (changed.new or changed.gone):
        plan.left_out.append(LeftOut(table.file, wording.other_headers(changed)))
        return
    try:
        proposals = layouts.mappings_for(cursor, table)
    except AbmError as error:
        plan.left_out.append(LeftOut(table.file, f"{error.problem} {error.fix}"))
        return
    asked = [question for proposal in proposals for question in proposal.questions]
    if asked:
        plan.left_out.append(LeftOut(table.file, wording.open_question(asked[0].text)))
        return
    for proposal in proposals:
        if known is None:
            plan.first_time.append(wording.recognised(
                table.file, proposal.mapping.entity, len(proposal.mapping.columns),
                len(table.headers)))  # fmt: skip
        plan.items.append((table, proposal.mapping))
