"""Campaigns of a file into the store."""

from __future__ import annotations

import duckdb

from abm_core import schema
from abm_core.intake.parse.names import slug
from abm_core.intake.parse.words import shorten
from abm_core.intake.rows import repeats
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, upsert

STORED = "SELECT campaign_id, name FROM campaigns ORDER BY campaign_id"

# What an earlier file of the same import brought.
JUST_ADDED = """
SELECT c.campaign_id, c.name
FROM campaigns c
JOIN change_log l ON l.entity = 'campaigns' AND l.entity_id = c.campaign_id AND l.field = '+'
WHERE l.import_id = $import_id
"""


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
    _note_other_names(cursor, batch, log)
    return upsert(cursor, schema.CAMPAIGNS, batch.frame.iloc[batch.live], log)


def _note_other_names(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> None:
    """Two kinds of campaigns that number their rows each by themselves fall on one another."""
    added = dict(cursor.execute(JUST_ADDED, {"import_id": log.import_id}).fetchall())
    ids, names = batch.column("campaign_id"), batch.column("name")
    other = [row for row in batch.live
             if names[row] and added.get(ids[row], names[row]) != names[row]]
    if other:
        first = other[0]
        rows = "1 row has" if len(other) == 1 else f"{len(other):,} rows have"
        batch.notes.append(
            f"Campaign ID: {rows} one that another file of this import gives another name, such as "
            f"'{shorten(names[first])}' for '{shorten(added[ids[first]])}'; they count as the same"
        )
