"""Campaigns of a file into the store."""

from __future__ import annotations

import duckdb

from abm_core import schema
from abm_core.intake.parse.names import slug
from abm_core.intake.rows import repeats
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, upsert

STORED = "SELECT campaign_id, name FROM campaigns ORDER BY campaign_id"


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Key every row by id, else by name, and write what is new or changed."""
    by_name: dict[str, list[str]] = {}
    for campaign_id, name in cursor.execute(STORED).fetchall():
        by_name.setdefault(name.casefold(), []).append(campaign_id)
    ids, names = batch.column("campaign_id"), batch.column("name")
    for row in batch.live:
        if ids[row] is None:
            known = by_name.get(names[row].casefold(), [])
            ids[row] = known[0] if len(known) == 1 else f"cam-{slug(names[row])}"
    batch.set_column("campaign_id", ids)
    keys = {row: ids[row] for row in batch.live}
    n_repeats = repeats.settle(batch, keys, lambda row: "same campaign")
    repeats.note(batch, n_repeats)
    return upsert(cursor, schema.CAMPAIGNS, batch.frame.iloc[batch.live], log)
