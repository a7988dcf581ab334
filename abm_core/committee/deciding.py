"""What every decision about a contact needs: the contact, and somebody who decides."""

from __future__ import annotations

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core.errors import AbmError

CONTACT = """
SELECT contact_id, account_id, coalesce(name, email, contact_id)
FROM contacts WHERE contact_id = $contact_id
"""


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
