"""What was imported, what was rejected, and taking the newest import back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.rows import skips, taking_back
from abm_core.store import Store, next_id, next_revision, transaction

LEDGER = """
SELECT import_id, file, entity, n_rows, n_added, n_updated, n_unchanged, n_rejected,
       coalesce(n_skipped, 0) AS n_skipped, skipped, imported_at, undone_at
FROM imports
ORDER BY import_id DESC, file
"""
STORED_REJECTS = """
SELECT file, row_number, reason, cells
FROM rejects
WHERE import_id = $import_id
ORDER BY file, row_number
"""
NEWEST = """
SELECT import_id, string_agg(file, ', ' ORDER BY file), sum(n_added), sum(n_updated)
FROM imports
WHERE undone_at IS NULL
GROUP BY import_id
ORDER BY import_id DESC
LIMIT 1
"""
# Later decisions on what the import brought: saves that scored its accounts, entries that a
# save opened for them, saves for its programmes, and any other change of a row it touched.
USED_LATER = """
WITH added AS (
    SELECT entity, entity_id
    FROM change_log
    WHERE import_id = $import_id AND field = '+'
)
SELECT 'a saved target list'
FROM snapshot_accounts s JOIN added a ON a.entity = 'accounts' AND a.entity_id = s.account_id
UNION ALL
SELECT 'a saved target list'
FROM target_list t JOIN added a ON a.entity = 'accounts' AND a.entity_id = t.account_id
WHERE t.snapshot_id IS NOT NULL
UNION ALL
SELECT 'a saved target list'
FROM snapshots s JOIN added a ON a.entity = 'programmes' AND a.entity_id = s.programme_id
UNION ALL
SELECT 'a saved target list'
FROM snapshots s
JOIN added a
    ON CASE WHEN a.entity = 'target_list' THEN (a.entity_id ->> '$[0]') END = s.programme_id
WHERE s.saved_at >= (SELECT max(imported_at) FROM imports WHERE import_id = $import_id)
UNION ALL
SELECT 'a later change'
FROM change_log later
JOIN (
    SELECT entity, entity_id, max(change_id) AS last_change
    FROM change_log
    WHERE import_id = $import_id
    GROUP BY ALL
) mine ON mine.entity = later.entity AND mine.entity_id = later.entity_id
WHERE later.change_id > mine.last_change AND later.import_id IS NULL
LIMIT 1
"""
TOUCHED = """
SELECT DISTINCT entity, field
FROM change_log
WHERE import_id = $import_id AND field NOT IN ('+', '-')
"""
# One entry of the change log stands for all activities that a large file added.
REMOVE_BULK = "DELETE FROM activities WHERE import_id = $import_id"
FORGET_MATCHES = "DELETE FROM match_ledger WHERE import_id = $import_id"
LOG_REVERSAL = """
INSERT INTO change_log
    (change_id, entity, entity_id, field, old_value, new_value, import_id, author, changed_at)
SELECT $first + row_number() OVER (ORDER BY min(change_id)),
       entity, entity_id, if(field = '+', '-', field),
       last(new_value ORDER BY change_id), first(old_value ORDER BY change_id),
       $import_id, NULL, $undone_at
FROM change_log
WHERE import_id = $import_id
GROUP BY entity, entity_id, field
"""
COUNT_CHANGES = "SELECT count(*) FROM change_log WHERE import_id = $import_id"
MARK = "UPDATE imports SET undone_at = $undone_at WHERE import_id = $import_id"


def ledger(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every imported file with its counts and why rows were skipped, newest first."""
    found = cursor.execute(LEDGER).df()
    found["skipped"] = [
        skips.told(json.loads(text)) if isinstance(text, str) else "" for text in found["skipped"]
    ]
    return found


def stored_rejects(cursor: duckdb.DuckDBPyConnection, import_id: int) -> pd.DataFrame:
    """The rejected rows of an import: file, row, reason, and the cells as JSON by header."""
    return cursor.execute(STORED_REJECTS, {"import_id": import_id}).df()


def undo_last(store: Store, *, undone_at: datetime) -> str:
    """Take the newest import back: what it added goes, what it changed is as it was before.

    Returns a sentence that says what was done. Raises ``AbmError`` when there is no import to
    take back, or when later decisions rest on it.
    """
    with store.cursor() as cursor, transaction(cursor):
        found = cursor.execute(NEWEST).fetchall()
        if not found:
            raise AbmError("There is no import to undo.", "Import a file first.")
        import_id, files, n_added, n_updated = found[0]
        _refuse_if_used(cursor, import_id, files)
        changed = _reverse(cursor, import_id, undone_at)
        cursor.execute(MARK, {"import_id": import_id, "undone_at": undone_at})
        if changed:
            next_revision(cursor)
    return (
        f"Import {import_id} ({files}) was undone: {_rows(n_added)} it added removed, "
        f"{_rows(n_updated)} it changed restored."
    )


def _refuse_if_used(cursor: duckdb.DuckDBPyConnection, import_id: int, files: str) -> None:
    used = cursor.execute(USED_LATER, {"import_id": import_id}).fetchall()
    if used:
        raise AbmError(
            f"The import of {files} cannot be undone: {used[0][0]} rests on its rows.",
            "Correct the file and import it again; that updates the rows in place.",
        )


def _reverse(cursor: duckdb.DuckDBPyConnection, import_id: int, undone_at: datetime) -> bool:
    """Undo every change and log that; returns whether there was any.

    What was added goes before values are restored, and once more after: a key that the import
    itself changed is only then the one under which the row was added.
    """
    bound: dict[str, Any] = {"import_id": import_id}
    cursor.execute(FORGET_MATCHES, bound)
    if not cursor.execute(COUNT_CHANGES, bound).fetchall()[0][0]:
        return False
    for entity in schema.ENTITIES:
        taking_back.remove_added(cursor, entity, import_id)
    cursor.execute(REMOVE_BULK, bound)
    touched = cursor.execute(TOUCHED, {"import_id": import_id}).fetchall()
    for name, field in touched:
        taking_back.restore(cursor, schema.entity(name), field, import_id)
        if field in schema.entity(name).key:
            taking_back.remove_added(cursor, schema.entity(name), import_id)
    first = next_id(cursor, schema.CHANGE_LOG) - 1
    cursor.execute(LOG_REVERSAL, bound | {"first": first, "undone_at": undone_at})
    return True


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"
