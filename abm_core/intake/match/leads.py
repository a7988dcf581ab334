"""Leads that are contacts already: the contact's own values stand, the lead fills its gaps."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import duckdb

from abm_core import schema
from abm_core.intake.rows.batch import Batch

STORED = """
SELECT *
FROM contacts
WHERE contact_id IN (SELECT unnest(CAST($keys AS VARCHAR[])))
"""
OWN = ("contact_id", "lead_id")


def keep_contact(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, merged: Collection[int]
) -> None:
    """Blank what a merged lead says and its contact, or the contact's account, says already."""
    if not merged:
        return
    keys = batch.column("contact_id")
    stored = _stored(cursor, [keys[row] for row in merged])
    for name in batch.frame.columns:
        if name in OWN:
            continue
        cells = batch.column(name)
        for row in merged:
            before = stored.get(keys[row], {})
            cells[row] = _gap(name, cells[row], before)
        batch.set_column(name, cells)


def _stored(cursor: duckdb.DuckDBPyConnection, keys: list[str]) -> dict[str, dict[str, Any]]:
    found = cursor.execute(STORED, {"keys": keys})
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row["contact_id"]: row for row in rows}


def _gap(name: str, said: Any, before: dict[str, Any]) -> Any:  # noqa: ANN401
    """What the lead adds to a field of its contact."""
    if said is None:
        return None
    if name == schema.EXTRA:
        known = json.loads(before.get(name) or "{}")
        new = {key: one for key, one in json.loads(said).items() if key not in known}
        return json.dumps(new, ensure_ascii=False) if new else None
    is_account = name.startswith("account_") and before.get("account_id")
    return None if is_account or before.get(name) is not None else said
