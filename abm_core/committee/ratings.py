"""Power and support of contacts, as people of the house rate them; none is ever deleted.

Influence is informal, authority formal, both 0 (none) to 3 (decides). A rating is a whole: it
replaces the one before.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, store
from abm_core.change_log import ADDED, REMOVED, Change
from abm_core.committee import deciding
from abm_core.errors import AbmError, did_you_mean

HIGHEST = 3
OF_CONTACT = """
SELECT rating_id, contact_id, influence, authority, coalesce(support, ''), coalesce(author, ''),
       coalesce(note, ''), rated_at, coalesce(undone_by, ''), undone_at
FROM contact_ratings WHERE contact_id = $contact_id
ORDER BY rated_at DESC, rating_id DESC
"""
WHOSE = "SELECT contact_id FROM contact_ratings WHERE rating_id = $rating_id"
UNDO = """
UPDATE contact_ratings SET undone_by = $author, undone_at = $at WHERE rating_id = $rating_id
"""


class Rating(NamedTuple):
    """One rating; ``None`` and an empty text stand for what was not rated."""

    rating_id: int
    contact_id: str
    influence: int | None
    authority: int | None
    support: str
    author: str
    note: str
    rated_at: datetime
    undone_by: str
    undone_at: datetime | None


def history(cursor: DuckDBPyConnection, contact_id: str) -> list[Rating]:
    """Every rating of a contact, the newest first, undone ones included."""
    rows = cursor.execute(OF_CONTACT, {"contact_id": contact_id}).fetchall()
    return [Rating(*row) for row in rows]


def current(cursor: DuckDBPyConnection, contact_id: str) -> Rating | None:
    """The rating that holds, if there is one."""
    standing = (one for one in history(cursor, contact_id) if one.undone_at is None)
    return next(standing, None)


def rate(
    cursor: DuckDBPyConnection, contact_id: str, *, influence: int | None = None,
    authority: int | None = None, support: str = "", author: str, note: str = "",
    rated_at: datetime,
) -> Rating:  # fmt: skip
    """Rate a contact; the rating before it stays in the history."""
    _check("influence", influence)
    _check("authority", authority)
    if support and support not in schema.SUPPORT:
        raise AbmError(f"There is no support '{support}'.", did_you_mean(support, schema.SUPPORT))
    who = deciding.require_author(author)
    deciding.contact(cursor, contact_id)
    with store.transaction(cursor):
        before = current(cursor, contact_id)
        number = store.next_id(cursor, schema.CONTACT_RATINGS)
        store.insert(cursor, schema.CONTACT_RATINGS, [{
            "rating_id": number, "contact_id": contact_id, "influence": influence,
            "authority": authority, "support": support or None, "author": who,
            "note": note.strip() or None, "rated_at": rated_at,
        }])  # fmt: skip
        made = _find(cursor, number)
        change = Change(schema.CONTACT_RATINGS, str(number), ADDED, _values(before), _values(made))
        change_log.write(cursor, [change], author=who, changed_at=rated_at)
        store.next_decision(cursor)
    return made


def undo(
    cursor: DuckDBPyConnection, rating_id: int, *, author: str, undone_at: datetime
) -> Rating:
    """Take a rating back; the one before it holds again."""
    who = deciding.require_author(author)
    with store.transaction(cursor):
        found = _find(cursor, rating_id)
        if found.undone_at is not None:
            raise AbmError(
                f"This was taken back by {found.undone_by} already.", "Nothing is left to do."
            )
        cursor.execute(UNDO, {"rating_id": rating_id, "author": who, "at": undone_at})
        change = Change(schema.CONTACT_RATINGS, str(rating_id), REMOVED, _values(found), None)
        change_log.write(cursor, [change], author=who, changed_at=undone_at)
        store.next_decision(cursor)
    return _find(cursor, rating_id)


def _check(what: str, value: int | None) -> None:
    if value is not None and not 0 <= value <= HIGHEST:
        raise AbmError(f"{what.capitalize()} {value} is not on the scale.", "Rate from 0 to 3.")


def _values(one: Rating | None) -> dict[str, int | str | None] | None:
    if one is None:
        return None
    return {"influence": one.influence, "authority": one.authority, "support": one.support}


def _find(cursor: DuckDBPyConnection, rating_id: int) -> Rating:
    row = cursor.execute(WHOSE, {"rating_id": rating_id}).fetchone()
    if row is None:
        raise AbmError(f"There is no rating {rating_id}.", "List those of the contact first.")
    return next(one for one in history(cursor, row[0]) if one.rating_id == rating_id)
