"""Lines that a person's decision leaves in the change log. Imports write theirs in bulk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, store

ADDED, REMOVED = "+", "-"


class Change(NamedTuple):
    """One change of one field; ``field`` is + for a row that is new and - for one removed."""

    entity: schema.Entity
    entity_id: str
    field: str
    old: Any
    new: Any


def write(
    cursor: DuckDBPyConnection, changes: Sequence[Change], *, author: str, changed_at: datetime
) -> None:
    """Log changes in their order, inside the transaction that makes them."""
    first = store.next_id(cursor, schema.CHANGE_LOG)
    store.insert(cursor, schema.CHANGE_LOG, [
        {
            "change_id": number,
            "entity": change.entity.name,
            "entity_id": change.entity_id,
            "field": change.field,
            "old_value": _json(change.old),
            "new_value": _json(change.new),
            "author": author.strip() or None,
            "changed_at": changed_at,
        }
        for number, change in enumerate(changes, start=first)
    ])  # fmt: skip


def _json(value: Any) -> str | None:  # noqa: ANN401  (any value of any field)
    return None if value is None else json.dumps(value, ensure_ascii=False, default=_day)


def _day(value: date) -> str:
    return value.isoformat()
