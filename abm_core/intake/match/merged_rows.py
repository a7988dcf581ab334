"""Rows of files that name records which were merged into others."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from abm_core.intake.match import merging
from abm_core.intake.match.decided import Decided
from abm_core.intake.match.moves import SHELVES
from abm_core.intake.match.references import rows as counted_rows
from abm_core.intake.rows import skips
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, upsert


def set_apart(batch: Batch, standing: Decided) -> list[int]:
    """The rows whose record was merged into another: they no longer stand for a row of their own.

    Their values are kept where the merged record lies and fill what the survivor does not say.
    """
    if not standing.merged:
        return []
    keys = batch.column(batch.entity.key[0])
    found = [row for row in batch.live if keys[row] in standing.merged]
    for row in found:
        batch.settle(row, skips.MERGED)
    if found:
        n = counted_rows(len(found), batch.entity)
        batch.notes.append(f"{n} {'was' if len(found) == 1 else 'were'} merged into others, "
                           "which keep their own values; only gaps are filled")
    return found


def keep(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, found: list[int], standing: Decided, log: Log
) -> None:
    """Write what the file says of merged records, and fill the gaps of their survivors."""
    if not found:
        return
    shelf = SHELVES[batch.entity.name]
    outcome = upsert(cursor, shelf, batch.frame.iloc[found].astype(object), log)
    for record_id in sorted(outcome.updated):
        survivor, decision_id = standing.last_link(record_id)
        fill = replace(log, decision_id=decision_id)
        merging.fill(cursor, batch.entity.name, record_id, survivor, fill)
