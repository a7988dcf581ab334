"""Confirmed roles: one click by a person, with author, note and time; none is ever deleted.

A confirmation stays with the person: through a file that comes again, a merge and its undoing. At
another account it is kept and marked, and covers nothing there.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, formats, schema, store
from abm_core.change_log import ADDED, REMOVED, Change
from abm_core.committee import buying_roles, deciding
from abm_core.errors import AbmError, did_you_mean

OF_CONTACT = """
SELECT confirmation_id, contact_id, account_id, role, holds, coalesce(author, ''),
       coalesce(note, ''), confirmed_at, coalesce(undone_by, ''), undone_at
FROM role_confirmations WHERE contact_id = $contact_id
ORDER BY confirmed_at DESC, confirmation_id DESC
"""
WHOSE = "SELECT contact_id FROM role_confirmations WHERE confirmation_id = $confirmation_id"
UNDO = """
UPDATE role_confirmations SET undone_by = $author, undone_at = $at
WHERE confirmation_id = $confirmation_id
"""


class Confirmation(NamedTuple):
    """What somebody said of a contact's role; ``holds`` is false for "not this role"."""

    confirmation_id: int
    contact_id: str
    account_id: str | None
    role: str
    holds: bool
    author: str
    note: str
    confirmed_at: datetime
    undone_by: str
    undone_at: datetime | None


def history(cursor: DuckDBPyConnection, contact_id: str) -> list[Confirmation]:
    """Everything that was said of a contact's roles, the newest first, undone ones included."""
    rows = cursor.execute(OF_CONTACT, {"contact_id": contact_id}).fetchall()
    return [Confirmation(*row) for row in rows]


def confirm(
    cursor: DuckDBPyConnection, contact_id: str, role: str, *, holds: bool = True, author: str,
    note: str = "", confirmed_at: datetime,
) -> Confirmation:  # fmt: skip
    """Say that a contact has a role, or with ``holds=False`` that it has not; counts at once."""
    if role not in schema.BUYING_ROLES:
        raise AbmError(
            f"There is no buying role '{role}'.", did_you_mean(role, schema.BUYING_ROLES)
        )
    who = deciding.require_author(author)
    known = deciding.contact(cursor, contact_id)
    with store.transaction(cursor):
        number = store.next_id(cursor, schema.ROLE_CONFIRMATIONS)
        store.insert(cursor, schema.ROLE_CONFIRMATIONS, [{
            "confirmation_id": number, "contact_id": contact_id, "account_id": known.account_id,
            "role": role, "holds": holds, "author": who, "note": note.strip() or None,
            "confirmed_at": confirmed_at,
        }])  # fmt: skip
        made = Change(schema.ROLE_CONFIRMATIONS, str(number), ADDED, None, _said(role, holds))
        change_log.write(cursor, [made], author=who, changed_at=confirmed_at)
        buying_roles.renew(cursor, [contact_id])
        store.next_decision(cursor)
    return _find(cursor, number)


def undo(
    cursor: DuckDBPyConnection, confirmation_id: int, *, author: str, undone_at: datetime
) -> Confirmation:
    """Take a confirmation back; what was said before it, or is stated or inferred, holds again."""
    who = deciding.require_author(author)
    with store.transaction(cursor):
        found = _find(cursor, confirmation_id)
        if found.undone_at is not None:
            raise AbmError(
                f"This was taken back by {found.undone_by} on "
                f"{formats.day(found.undone_at.date())} already.",
                "Nothing is left to do.",
            )
        cursor.execute(UNDO, {
            "confirmation_id": confirmation_id, "author": who, "at": undone_at,
        })  # fmt: skip
        gone = Change(schema.ROLE_CONFIRMATIONS, str(confirmation_id), REMOVED,
                      _said(found.role, found.holds), None)
        change_log.write(cursor, [gone], author=who, changed_at=undone_at)
        buying_roles.renew(cursor, [found.contact_id])
        store.next_decision(cursor)
    return _find(cursor, confirmation_id)


def _said(role: str, holds: bool) -> str:
    return role if holds else f"not {role}"


def _find(cursor: DuckDBPyConnection, confirmation_id: int) -> Confirmation:
    row = cursor.execute(WHOSE, {"confirmation_id": confirmation_id}).fetchone()
    if row is None:
        raise AbmError(
            f"There is no confirmation {confirmation_id}.", "List those of the contact first."
        )
    return next(one for one in history(cursor, row[0]) if one.confirmation_id == confirmation_id)
