"""One import of ordinary tables and large files together: one transaction, one report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import duckdb

from abm_core import schema
from abm_core.erasure import anyone_erased
from abm_core.intake import load
from abm_core.intake.bulk import bulk
from abm_core.intake.bulk.bulk import Head
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.load import Progress, Report
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import deleted
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
    ready = [
        (bulk.whole(table) if careful or found.entity != schema.ACTIVITIES.name else table, found)
        for table, found in items
    ]
    load_ready = partial(
        _import, store, heads=items, imported_at=imported_at, author=author, dry_run=dry_run,
        progress=progress, after=after,
    )  # fmt: skip
    try:
        return load_ready(ready)
    except bulk.NotClean:
        return load_ready([(bulk.whole(table), found) for table, found in ready])


def _import(
    store: Store,
    items: Sequence[Item],
    *,
    heads: Sequence[Item],
    imported_at: datetime,
    author: str | None,
    dry_run: bool,
    progress: Progress | None,
    after: After | None,
) -> Report:
    read_whole = [item for item, head in zip(items, heads, strict=True) if item[0] is not head[0]]

    def finish(cursor: duckdb.DuckDBPyConnection, log: Log, report: Report) -> Report:
        log.known.setdefault(deleted.APART, []).extend(read_whole)
        whole = _with_large(cursor, items, log, report, progress)
        if after:
            after(cursor, log)
        return whole

    ordinary = [item for item in items if not isinstance(item[0], Head)]
    return load.import_tables(
        store, ordinary, imported_at=imported_at, author=author, dry_run=dry_run,
        progress=progress, finish=finish,
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
