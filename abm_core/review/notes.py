"""Notes on a week: comments, and decisions of its meeting. They are added, never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, house, schema, store
from abm_core.errors import AbmError, did_you_mean
from abm_core.review import names
from abm_core.review.document import Note, Scope

NOTES = """
SELECT note_id, kind, text, author, written_at FROM review_notes
WHERE programme = $programme AND scope_kind = $kind AND scope_value = $value AND week = $week
  AND note_id > $after
ORDER BY note_id
"""


class Kept(NamedTuple):
    """A note as it is kept; its number counts up with time."""

    note_id: int
    note: Note
    written_at: datetime


def add(
    cursor: DuckDBPyConnection, programme: str, scope: Scope, week: date, *, text: str,
    kind: str = "comment", author: str, now: datetime,
) -> int:  # fmt: skip
    """Write a note on a week; its number. ``AbmError`` for no words or nobody who says them."""
    who = names.require(author, "The note")
    if not text.strip():
        raise AbmError("The note says nothing.", "Write what was said or decided.")
    if kind not in schema.NOTE_KINDS:
        raise AbmError(f"A note cannot be a '{kind}'.", did_you_mean(kind, schema.NOTE_KINDS))
    with store.transaction(cursor):
        number = store.next_id(cursor, schema.REVIEW_NOTES)
        store.insert(cursor, schema.REVIEW_NOTES, [{
            "note_id": number, **key(programme, scope, week), "kind": kind, "text": text.strip(),
            "author": who, "written_at": now,
        }])  # fmt: skip
        store.next_decision(cursor)
    return number


def of(
    cursor: DuckDBPyConnection, programme: str, scope: Scope, week: date, *, after: int = 0
) -> list[Kept]:
    """Notes on a week in the order of writing; those with a number above ``after``."""
    asked = {"programme": programme, "kind": scope.kind, "value": scope.value, "week": week,
             "after": after}  # fmt: skip
    zone = house.time_zone(cursor)
    return [
        Kept(number, Note(kind, text, author, formats.local_day(at, zone)), at)
        for number, kind, text, author, at in cursor.execute(NOTES, asked).fetchall()
    ]


def key(programme: str, scope: Scope, week: date) -> dict[str, Any]:
    """What tells one review from another, as the tables of reviews hold it."""
    return {"programme": programme, "scope_kind": scope.kind, "scope_value": scope.value,
            "week": week}  # fmt: skip
