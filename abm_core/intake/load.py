"""Typed rows into the store: one transaction for all files, every row accounted for."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.entities import (
    accounts,
    activities,
    campaigns,
    contacts,
    opportunities,
    signals,
    stages,
    targets,
)
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.match import bridges, links, orphans
from abm_core.intake.read.collecting import few_collections
from abm_core.intake.read.formulas import quoted
from abm_core.intake.read.headers import REJECT_HEADERS
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import clock
from abm_core.intake.rows.batch import Batch, from_frame, from_table
from abm_core.intake.rows.changes import Log, Outcome, append
from abm_core.store import Store, next_id, next_revision, transaction

Progress = Callable[[str], None]
Finish = Callable[[duckdb.DuckDBPyConnection, Log, "Report"], "Report"]
# In the order in which they rest on each other.
LOADERS: dict[str, Callable[[duckdb.DuckDBPyConnection, Batch, Log], Outcome]] = {
    "accounts": accounts.load,
    "contacts": contacts.load,
    "campaigns": campaigns.load,
    "stages": stages.load,
    "opportunities": opportunities.load,
    "opportunity_contacts": bridges.load_contacts,
    "stage_history": bridges.load_stages,
    "activities": activities.load,
    "signals": signals.load,
    "target_list": targets.load,
}
ANY_CHANGE = "SELECT count(*) FROM change_log WHERE import_id = $import_id"


@dataclass(frozen=True, eq=False)
class FileReport:
    """What became of every row of a file: added, updated, unchanged, rejected or skipped.

    The five add up to ``n_rows``; of a file whose rows hold two things, each thing has a report of
    its own over all its rows. ``rejects`` has the row number, the reason and the original cells,
    in that order. ``skipped`` gives the rows that were left out by rule, by reason: repeats, rows
    that stand for nothing or are marked as deleted, and lines that are no data, such as totals.
    ``n_orphans`` counts opportunities of the file whose account is not known.
    """

    file: str
    entity: str
    n_rows: int
    n_added: int
    n_updated: int
    n_unchanged: int
    n_rejected: int
    reasons: dict[str, int]
    rejects: pd.DataFrame
    notes: list[str]
    n_orphans: int
    headers: tuple[str, ...]
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def n_skipped(self) -> int:
        """Rows left out by rule, whatever the reason."""
        return sum(self.skipped.values())


@dataclass(frozen=True)
class Report:
    """The outcome of an import, file by file in the order given; ``changed`` tells caches."""

    import_id: int
    files: list[FileReport]
    notes: list[str]
    changed: bool
    is_dry_run: bool


class _Rehearsed(Exception):
    """Leaves the transaction of a dry run, so that it rolls back."""


def import_tables(
    store: Store,
    items: Sequence[tuple[Table, Mapping]],
    *,
    imported_at: datetime,
    author: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    finish: Finish | None = None,
) -> Report:
    """Take in files, all or nothing; with ``dry_run`` the report of what it would do.

    ``finish`` runs at the end of the same transaction and returns the report to give.

    What others refer to goes first (accounts, contacts, campaigns, opportunities), whatever the
    order given. A later file updates by key and only the fields it has; a blank cell leaves the
    stored value as it is, and further columns merge by header. Raises ``AbmError`` when a mapping
    lacks a required column or the order of day and month cannot be told.
    """
    say = progress or (lambda sentence: None)
    batches = []
    with store.cursor() as cursor:
        home = clock.of_house(cursor)
    with few_collections():
        for table, mapping in items:
            say(f"Reading {table.file}")
            batches.append(from_table(table, mapping, home))
    return _load(store, batches, imported_at, author, dry_run, say, finish)


def load_frames(
    store: Store,
    frames: Sequence[tuple[str, pd.DataFrame, str]],
    *,
    imported_at: datetime,
    author: str | None = None,
) -> Report:
    """Take in frames that are typed already: entity name, frame and file name of each.

    Columns are field names; other columns, and those of ``extra``, become further columns.
    """
    batches = [from_frame(entity, frame, file) for entity, frame, file in frames]
    return _load(store, batches, imported_at, author, False, lambda sentence: None)


def load_frame(
    store: Store, entity: str, frame: pd.DataFrame, *, file: str, imported_at: datetime
) -> Report:
    """Take in one frame that is typed already; see ``load_frames``."""
    return load_frames(store, [(entity, frame, file)], imported_at=imported_at)


def _load(
    store: Store,
    batches: list[Batch],
    imported_at: datetime,
    author: str | None,
    dry_run: bool,
    say: Progress,
    finish: Finish | None = None,
) -> Report:
    reports: list[Report] = []
    with store.cursor() as cursor, few_collections():
        try:
            with transaction(cursor):
                log = Log(next_id(cursor, schema.IMPORTS), author, imported_at)
                report = _load_all(cursor, batches, log, say, dry_run)
                reports.append(finish(cursor, log, report) if finish else report)
                if dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            pass
    return reports[0]


def _load_all(
    cursor: duckdb.DuckDBPyConnection,
    batches: list[Batch],
    log: Log,
    say: Progress,
    dry_run: bool,
) -> Report:
    files: dict[int, FileReport] = {}
    before = orphans.waiting(cursor)
    for entity, loader in LOADERS.items():
        for place, batch in _in_order(batches):
            if batch.entity.name == entity:
                say(f"Taking in {batch.file}")
                files[place] = file_report(batch, loader(cursor, batch, log))
                record(cursor, batch, files[place], log)
    say("Looking up accounts that were missing")
    orphans.join(cursor, log)
    notes = _join_notes(before, orphans.waiting(cursor))
    changes = cursor.execute(ANY_CHANGE, {"import_id": log.import_id}).fetchall()
    changed = bool(changes[0][0])
    if changed:
        next_revision(cursor)
    ordered = [files[place] for place in sorted(files)]
    return Report(log.import_id, ordered, notes, changed, dry_run)


def _in_order(batches: list[Batch]) -> list[tuple[int, Batch]]:
    """As given, but leads after contacts and files of links last: they fill what others bring."""
    return sorted(enumerate(batches), key=lambda item: (
        item[1].is_bridge, item[1].entity is schema.CONTACTS and any(item[1].column("lead_id")),
    ))


def _join_notes(before: orphans.Waiting, after: orphans.Waiting) -> list[str]:
    n_opportunities = len(before.opportunities - after.opportunities)
    n_contacts = len(before.contacts - after.contacts)
    n_parents = len(before.children - after.children)
    notes = []
    if n_opportunities:
        found = "opportunity has" if n_opportunities == 1 else "opportunities have"
        notes.append(f"{n_opportunities:,} earlier {found} found an account")
    if n_contacts:
        found = "contact has" if n_contacts == 1 else "contacts have"
        notes.append(f"{n_contacts:,} earlier {found} found an account")
    if n_parents:
        found = "account has" if n_parents == 1 else "accounts have"
        notes.append(f"{n_parents:,} earlier {found} found a parent account")
    return notes + links.notes(before.links, after.links)


def file_report(batch: Batch, outcome: Outcome) -> FileReport:
    """What became of every row of a file that was loaded."""
    rejected = sorted(batch.reasons)
    counts = Counter(
        _status(batch.keys.get(row, ""), outcome) for row in batch.live
    )
    joined = [". ".join(batch.reasons[row]) for row in rejected]
    cells = batch.cells.iloc[rejected].reset_index(drop=True)
    named = cells.rename(columns={"row": "row (file)", "reason": "reason (file)"})
    named.insert(0, "row", [batch.row_numbers[row] for row in rejected])
    named.insert(1, "reason", joined)
    return FileReport(
        file=batch.file,
        entity=batch.entity.name,
        n_rows=len(batch.frame) + len(batch.skipped),
        n_added=counts["added"],
        n_updated=counts["updated"],
        n_unchanged=counts["unchanged"],
        n_rejected=len(rejected),
        reasons=dict(Counter(joined).most_common()),
        rejects=named,
        notes=list(batch.notes),
        n_orphans=batch.n_orphans,
        headers=tuple(batch.cells.columns),
        skipped=dict(batch.left_out.most_common()),
    )


def _status(key: str, outcome: Outcome) -> str:
    if key in outcome.added:
        return "added"
    return "updated" if key in outcome.updated else "unchanged"


def record(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, report: FileReport, log: Log
) -> None:
    """Write the file into the import ledger, and its rejects beside it."""
    row = {
        "import_id": log.import_id, "file": batch.file, "entity": batch.entity.name,
        "mapping": batch.mapping, "n_rows": report.n_rows, "n_added": report.n_added,
        "n_updated": report.n_updated, "n_unchanged": report.n_unchanged,
        "n_rejected": report.n_rejected, "n_skipped": report.n_skipped,
        "skipped": json.dumps(report.skipped, ensure_ascii=False), "imported_at": log.at,
        "undone_at": None,
    }
    append(cursor, schema.IMPORTS, pd.DataFrame([row], dtype=object))
    cells = report.rejects.iloc[:, 2:].to_numpy().tolist()
    rejects = {
        "import_id": [log.import_id] * len(cells),
        "file": [batch.file] * len(cells),
        "row_number": report.rejects["row"].tolist(),
        "reason": report.rejects["reason"].tolist(),
        "cells": [
            json.dumps(dict(zip(report.headers, row, strict=True)), ensure_ascii=False)
            for row in cells
        ],
    }
    append(cursor, schema.REJECTS, pd.DataFrame(rejects, dtype=object))


def rejects_csv(report: FileReport) -> bytes:
    """The rejected rows as a file to correct and import again: original columns, reason, row.

    Nothing in it runs in a spreadsheet, and importing it gives the cells as they were; see
    ``formulas``.
    """
    places = [place for place, header in enumerate(report.headers) if header not in REJECT_HEADERS]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(quoted(report.headers[place]) for place in places), *REJECT_HEADERS])
    for row, reason, *cells in report.rejects.itertuples(index=False, name=None):
        writer.writerow([*(quoted(cells[place] or "") for place in places), quoted(reason), row])
    return text.getvalue().encode("utf-8-sig")
