"""Rows that the product ships itself: clean, typed and linked, so they are added as they are.

Nothing is matched and no row gets a line in the change log; the ledger names each file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import pyarrow as pa

from abm_core import schema
from abm_core.intake.rows import skips
from abm_core.intake.rows.changes import append, append_table
from abm_core.store import Store, next_id, next_revision, transaction


def take_in(
    store: Store, tables: Sequence[tuple[schema.Entity, pa.Table, str]], *, imported_at: datetime
) -> dict[str, int]:
    """Add whole tables in one transaction; rows added per entity. Exact repeats count once."""
    added: dict[str, int] = {}
    with store.cursor() as cursor, transaction(cursor):
        import_id = next_id(cursor, schema.IMPORTS)
        for entity, table, file in tables:
            n = added[entity.name] = append_table(cursor, entity, _by_account(table))
            skipped = {skips.REPEATED: table.num_rows - n} if n < table.num_rows else {}
            row = {
                "import_id": import_id, "file": file, "entity": entity.name, "mapping": "{}",
                "n_rows": table.num_rows, "n_added": n, "n_updated": 0,
                "n_unchanged": 0, "n_rejected": 0, "n_skipped": table.num_rows - n,
                "skipped": json.dumps(skipped), "imported_at": imported_at,
            }  # fmt: skip
            append(cursor, schema.IMPORTS, pd.DataFrame([row], dtype=object))
        next_revision(cursor)
    return added


def _by_account(table: pa.Table) -> pa.Table:
    """The account first, so that rows of one account lie together in the store."""
    return table.select(sorted(table.column_names, key=lambda name: name != "account_id"))
