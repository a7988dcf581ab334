"""What left the workbench: who took which list when, in which format, and its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, store

EXCEL, CSV, SALESFORCE, HUBSPOT, OTHER = schema.EXPORT_FORMATS
NAMES = {EXCEL: "Excel", CSV: "CSV", SALESFORCE: "Salesforce update", HUBSPOT: "HubSpot update",
         OTHER: "other"}  # fmt: skip
LISTED = """
SELECT export_id, what, list_id, file, format, n_rows, columns, sha256, author, exported_at
FROM exports
WHERE list_id = coalesce($list_id, list_id) OR $list_id IS NULL
ORDER BY export_id DESC LIMIT $most
"""


class Export(NamedTuple):
    """A file as it left: of what, how many rows (``None`` where it is no list), its columns."""

    what: str
    file: str
    format: str
    content: bytes
    n_rows: int | None = None
    columns: Sequence[str] = ()
    list_id: int | None = None


def log(cursor: DuckDBPyConnection, made: Export, *, author: str, now: datetime) -> int:
    """Note that a file was taken; the number of the note."""
    with store.transaction(cursor):
        export_id = store.next_id(cursor, schema.EXPORTS)
        row = made._asdict() | {"columns": list(made.columns)}
        content = row.pop("content")
        store.insert(cursor, schema.EXPORTS, [{
            "export_id": export_id, **row, "sha256": hashlib.sha256(content).hexdigest(),
            "author": author.strip() or None, "exported_at": now,
        }])  # fmt: skip
    return export_id


def listing(
    cursor: DuckDBPyConnection, *, list_id: int | None = None, most: int = 1_000
) -> pd.DataFrame:
    """The log, the newest first; of one saved list where ``list_id`` is given."""
    return cursor.execute(LISTED, {"list_id": list_id, "most": most}).df()
