"""Published weekly reviews, the people that they name, and what was said about them."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

REVIEW_SCOPES = ("programme", "tier", "segment", "owner")
NOTE_KINDS = ("comment", "decision")


def _whose() -> tuple[Field, ...]:
    """What tells one review from another: programme, scope and week."""
    return (
        Field("programme", "text", "Programme", "Its name; empty where there is none.",
              imported=False),
        Field("scope_kind", "choice", "Scope", "Whole programme, or one tier, segment or owner.",
              one_of=REVIEW_SCOPES, imported=False),
        Field("scope_value", "text", "Scope value",
              "Which tier, segment or owner; empty for a whole programme.", imported=False),
        Field("week", "date", "Week", "Its Monday.", imported=False),
    )  # fmt: skip


PUBLISHED_REVIEWS = Entity(
    name="published_reviews",
    label="Published reviews",
    singular="published review",
    doc="A weekly review as it was published: every text, number and row. None is ever changed; a "
    "correction is a further version.",
    key=("review_id",),
    fields=(
        Field("review_id", "integer", "Review", "Counts up.", imported=False),
        *_whose(),
        Field("version", "integer", "Version", "1, and one more with every stated correction.",
              imported=False),
        Field("correction", "text", "Correction", "What a later version puts right.",
              imported=False),
        Field("document", "text", "Document",
              "The review as JSON, people as marks in place of names.", imported=False),
        Field("author", "text", "Author", "Who published it.", imported=False),
        Field("published_at", "timestamp", "Published at", "When, in UTC.", imported=False),
        Field("as_of", "date", "As of", "The last day that it knows.", imported=False),
        Field("versions", "json", "Versions", "Data and rules that it rests on, by name.",
              imported=False),
        Field("last_note", "integer", "Last note", "The newest note that is part of it; 0 for "
              "none. Later ones stand beside it.", imported=False),
    ),
)

PUBLISHED_PEOPLE = Entity(
    name="published_people",
    label="People in published reviews",
    singular="person in a published review",
    doc="What a contact was called when a review was published. Erasing a person removes the row; "
    "nothing else about a published review ever changes.",
    key=("review_id", "contact_id"),
    fields=(
        Field("review_id", "integer", "Review", "The published review.", imported=False),
        Field("contact_id", "id", "Contact ID", "The contact.", imported=False),
        Field("name", "text", "Name", "As it was when the review was published.", imported=False),
        Field("email", "text", "E-mail", "By which the person can be erased when the contact is "
              "no longer in the store.", imported=False),
    ),
)

REVIEW_NOTES = Entity(
    name="review_notes",
    label="Notes on reviews",
    singular="note on a review",
    doc="A comment on a week, or a decision of its meeting. Those written before the review was "
    "published are part of it; later ones stand beside it.",
    key=("note_id",),
    fields=(
        Field("note_id", "integer", "Note", "Counts up.", imported=False),
        *_whose(),
        Field("kind", "choice", "Kind", "Comment or decision.", one_of=NOTE_KINDS, imported=False),
        Field("text", "text", "Text", "What was said.", imported=False),
        Field("author", "text", "Author", "Who wrote it.", imported=False),
        Field("written_at", "timestamp", "Written at", "When, in UTC.", imported=False),
    ),
)
