"""One import of ordinary tables and large files together: one transaction, one report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import duckdb

from abm_core import schema
from abm_core.erasure import anyone_erased
from abm_core.intake import load
from abm_core.intake.bulk import bulk
from abm_core.intake.bulk.bulk import Head
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.load import Progress, Report
from abm_core.intake.read.readers import Table
from abm_core.intake.rows.changes import Log
from abm_core.store import Store, next_revision

Item = tuple[Table, Mapping]
After = Callable[[duckdb.DuckDBPyConnection, Log], None]


def import_tables(
    store: Store,
    items: Sequence[Item],
    *,
    imported_at: datetime,
    author: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    after: After | None = None,
) -> Report:
    """Take in files, all or nothing; a ``Head`` stands for a large file of activities.

    A large file that is not clean is read in the ordinary way, and the import starts again.
    ``after`` runs at the end of the same transaction.
    """
    with store.cursor() as cursor:
        careful = anyone_erased(cursor)  # the ordinary import leaves such people out
    items = [
        (bulk.whole(table) if careful or found.entity != schema.ACTIVITIES.name else table, found)
        for table, found in items
    ]

    def finish(cursor: duckdb.DuckDBPyConnection, log: Log, report: Report) -> Report:
        whole = _with_large(cursor, items, log, report, progress)
        if after:
            after(cursor, log)
        return whole

    ordinary = [item for item in items if not isinstance(item[0], Head)]
    try:
        return load.import_tables(
            store, ordinary, imported_at=imported_at, author=author, dry_run=dry_run,
            progress=progress, finish=finish,
        )  # fmt: skip
    except bulk.NotClean:
        return import_tables(
            store, [(bulk.whole(table), found) for table, found in items],
            imported_at=imported_at, author=author, dry_run=dry_run, progress=progress,
            after=after,
        )  # fmt: skip


def _with_large(
    cursor: duckdb.DuckDBPyConnection,
    items: Sequence[Item],
    log: Log,
    report: Report,
    progress: Progress | None,
) -> Report:
    """The report with the large files in their places."""
    ordinary = iter(report.files)
    files = []
    for table, found in items:
        if isinstance(table, Head):
            one = bulk.take_in(cursor, table, found, log, progress=progress)
            bulk.record(cursor, one, found, log)
        else:
            one = next(ordinary)
        files.append(one)
    changed = any(one.n_added or one.n_updated for one in files)
    if changed and not report.changed:
        next_revision(cursor)
    return replace(report, files=files, changed=report.changed or changed)
