"""Published reviews: frozen with every text, number and row, and opened as they were, to the byte.

The text holds people as marks. What they were called lies beside it, so that an erased person's
name, and nothing else, can go. What was wrong is put right by a further version; both stay.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, schema, store
from abm_core.errors import AbmError
from abm_core.review import action_items, names, notes, plainly, revealed, said
from abm_core.review.document import Earlier, Review, Scope
from abm_core.review.notes import Kept

LISTED = """
SELECT review_id, programme, scope_kind, scope_value, week, version, coalesce(correction, ''),
       author, published_at, as_of, last_note
FROM published_reviews
WHERE ($review_id IS NULL OR review_id = $review_id)
  AND ($programme IS NULL OR programme = $programme)
  AND ($kind IS NULL OR (scope_kind = $kind AND scope_value = $value))
  AND ($week IS NULL OR week = $week) AND ($before IS NULL OR week < $before)
ORDER BY week DESC, programme, scope_kind, scope_value, version DESC
"""
DOCUMENT = "SELECT document FROM published_reviews WHERE review_id = $review_id"
NAMES = "SELECT contact_id, name FROM published_people WHERE review_id = $review_id"
# What became of the actions of a review: as the list of actions has them, else as published.
BECAME = """
WITH asked AS (
    SELECT week, unnest(from_json(json_extract(document, '$.actions'), '["JSON"]')) AS action,
           generate_subscripts(from_json(json_extract(document, '$.actions'), '["JSON"]'), 1)
               AS place
    FROM published_reviews WHERE review_id = $review_id
),
told AS (
    SELECT week, place, action ->> 'key' AS kind, action ->> 'account_id' AS account_id,
           action ->> 'account' AS account, action ->> 'next_step' AS next_step,
           action ->> 'owner' AS owner, (action ->> 'due_on')::DATE AS due_on
    FROM asked
)
SELECT coalesce(i.action_id::VARCHAR, ''), t.account_id, t.account,
       coalesce(i.next_step, t.next_step), coalesce(if(i.action_id IS NULL, t.owner, i.owner), ''),
       coalesce(i.due_on, t.due_on), coalesce(i.status, 'open'), coalesce(i.outcome, '')
FROM told t
LEFT JOIN action_items i
  ON i.source = 'review' AND i.review_week = t.week AND i.account_id = t.account_id
 AND i.reason_kind = t.kind
ORDER BY t.place
"""


class Publication(NamedTuple):
    """When and by whom a review was published; ``correction`` is what a later version puts right.

    ``published_at`` is in UTC. ``last_note`` is the newest note that is part of it.
    """

    review_id: int
    programme: str
    scope: Scope
    week: date
    version: int
    correction: str
    author: str
    published_at: datetime
    as_of: date
    last_note: int


def publish(
    cursor: DuckDBPyConnection, review: Review, *, author: str, now: datetime,
    correction: str = "",
) -> int:  # fmt: skip
    """Freeze a review, people as marks in it, with the notes that were written so far; its number.

    Its actions become action items; those of another scope or version of the week are not added
    twice. Raises ``AbmError`` for nobody who publishes, and for a week that is published already,
    unless ``correction`` says what is put right.
    """
    who = names.require(author, "The publication")
    _next_version(cursor, review, correction.strip())  # refuses before anything is written
    called = {one.contact_id: one.name for one in revealed.people(cursor, review)}
    _add_actions(cursor, review, called, who, now)
    with store.transaction(cursor):
        version = _next_version(cursor, review, correction.strip())
        kept = notes.of(cursor, review.programme, review.scope, review.week)
        number = store.next_id(cursor, schema.PUBLISHED_REVIEWS)
        frozen = review._replace(notes=tuple(one.note for one in kept))
        store.insert(cursor, schema.PUBLISHED_REVIEWS, [{
            "review_id": number, **notes.key(review.programme, review.scope, review.week),
            "version": version, "correction": correction.strip() or None,
            "document": plainly.dumps(frozen), "author": who, "published_at": now,
            "as_of": review.as_of, "versions": json.dumps(dict(review.versions)),
            "last_note": max((one.note_id for one in kept), default=0),
        }])  # fmt: skip
        store.insert(cursor, schema.PUBLISHED_PEOPLE, [
            {"review_id": number, **one._asdict()} for one in revealed.people(cursor, frozen)
        ])  # fmt: skip
        store.next_decision(cursor)
    return number


def _next_version(cursor: DuckDBPyConnection, review: Review, correction: str) -> int:
    there = newest(cursor, review.programme, review.scope, review.week)
    if there is None and correction:
        raise AbmError("There is nothing to correct: this week is not published yet.",
                       "Publish it without a correction.")  # fmt: skip
    if there is not None and not correction:
        raise AbmError(
            f"The review of this week was published by {there.author} on "
            f"{formats.day(there.published_at.date())}.",
            "Open it, or say what a correction puts right; the first version stays.",
        )
    return there.version + 1 if there else 1


def _add_actions(
    cursor: DuckDBPyConnection, review: Review, called: dict[str, str], author: str, now: datetime
) -> None:
    for one in review.actions:
        action_items.add(
            cursor, one.account_id, reason=said.named(one.reason.text, called),
            next_step=said.named(one.next_step, called), due_on=one.due_on, owner=one.owner,
            opportunity_id=one.opportunity_id or None, source=action_items.REVIEW,
            review_week=review.week, reason_kind=one.key, author=author, now=now,
        )  # fmt: skip


def opened(cursor: DuckDBPyConnection, review_id: int) -> Review:
    """A published review as it was, people called as they were then.

    ``AbmError`` when there is none of that number.
    """
    rows = cursor.execute(DOCUMENT, {"review_id": review_id}).fetchall()
    if not rows:
        raise AbmError(f"There is no published review {review_id}.",
                       "List them to see their numbers.")  # fmt: skip
    called = dict(cursor.execute(NAMES, {"review_id": review_id}).fetchall())
    return revealed.by_name(plainly.loads(rows[0][0], Review), called)


def publication(cursor: DuckDBPyConnection, review_id: int) -> Publication:
    """Who published a review, when; ``AbmError`` when there is none of that number."""
    found = _listed(cursor, review_id=review_id)
    if not found:
        raise AbmError(f"There is no published review {review_id}.",
                       "List them to see their numbers.")  # fmt: skip
    return found[0]


def listing(cursor: DuckDBPyConnection, programme: str | None = None) -> list[Publication]:
    """Every published review, the newest week and version first."""
    return _listed(cursor, programme=programme)


def newest(
    cursor: DuckDBPyConnection, programme: str, scope: Scope, week: date
) -> Publication | None:
    """The last version of the published review of a week; none where it is not published."""
    found = _listed(cursor, programme=programme, scope=scope, week=week)
    return found[0] if found else None


def previous(
    cursor: DuckDBPyConnection, programme: str, scope: Scope, week: date
) -> Publication | None:
    """The last published review of an earlier week."""
    found = _listed(cursor, programme=programme, scope=scope, before=week)
    return found[0] if found else None


def earlier(
    cursor: DuckDBPyConnection, programme: str, scope: Scope, week: date
) -> tuple[Earlier, ...]:
    """Actions of the last published review before a week, and what has become of them by now."""
    before = previous(cursor, programme, scope, week)
    if before is None:
        return ()
    rows = cursor.execute(BECAME, {"review_id": before.review_id}).fetchall()
    return tuple(Earlier(*row) for row in rows)


def later_notes(cursor: DuckDBPyConnection, of: Publication) -> list[Kept]:
    """Notes that were added after publishing: they stand beside the review, not in it."""
    return notes.of(cursor, of.programme, of.scope, of.week, after=of.last_note)


def _listed(
    cursor: DuckDBPyConnection, *, review_id: int | None = None, programme: str | None = None,
    scope: Scope | None = None, week: date | None = None, before: date | None = None,
) -> list[Publication]:  # fmt: skip
    asked: dict[str, Any] = {
        "review_id": review_id, "programme": programme, "kind": scope.kind if scope else None,
        "value": scope.value if scope else None, "week": week, "before": before,
    }  # fmt: skip
    return [
        Publication(number, whose, Scope(kind, value), *rest)
        for number, whose, kind, value, *rest in cursor.execute(LISTED, asked).fetchall()
    ]
