"""What people decide about contacts, in the change log, and what every such decision needs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.errors import AbmError

CONTACT = "SELECT contact_id, account_id, coalesce(name, email, contact_id) FROM contacts " \
    "WHERE contact_id = $contact_id"
MADE, UNDONE = "+", "-"


class Known(NamedTuple):
    """A contact that a decision is about; ``account_id`` is empty for one without an account."""

    contact_id: str
    account_id: str | None
    name: str


def contact(cursor: DuckDBPyConnection, contact_id: str) -> Known:
    """The contact of that id; ``AbmError`` when there is none."""
    row = cursor.execute(CONTACT, {"contact_id": contact_id}).fetchone()
    if row is None:
        raise AbmError(
            f"There is no contact {contact_id}.", "Give the ID of a contact that is in the store."
        )
    return Known(*row)


def require_author(author: str) -> str:
    """Who decides, without spaces around; ``AbmError`` for nobody."""
    if not author.strip():
        raise AbmError("The decision has no author.", "Say who decides.")
    return author.strip()


def write(
    cursor: DuckDBPyConnection, entity: schema.Entity, key: str | int, field: str,
    old: object, new: object, *, author: str, at: datetime,
) -> None:  # fmt: skip
    """One line in the change log; values as plain data."""
    store.insert(cursor, schema.CHANGE_LOG, [{
        "change_id": store.next_id(cursor, schema.CHANGE_LOG),
        "entity": entity.name, "entity_id": str(key), "field": field,
        "old_value": _json(old), "new_value": _json(new),
        "author": author.strip() or None, "changed_at": at,
    }])  # fmt: skip


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
