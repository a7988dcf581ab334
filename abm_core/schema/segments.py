"""Segments: saved filters over accounts, and which account is in which."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

SEGMENTS = Entity(
    name="segments",
    label="Segments",
    singular="condition of a segment",
    doc="One condition of a saved filter over accounts. An account is in a segment if it meets "
    "all of its conditions, and counts in the first segment that it is in.",
    key=("name", "field"),
    fields=(
        Field("name", "text", "Segment", "Its name.", imported=False),
        Field("position", "integer", "Position", "Segments are tried in this order.",
              imported=False),
        Field("field", "text", "Field", "Account field, tier, or a further column as "
              "extra.Header.", imported=False),
        Field("values", "list", "Values", "Any of these will do, in small letters or large.",
              imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was saved, in UTC.",
              imported=False),
    ),
)

ACCOUNT_SEGMENTS = Entity(
    name="account_segments",
    label="Segments of accounts",
    singular="account's segment",
    doc="The first segment that each account is in; while no segment is saved, its industry.",
    key=("account_id",),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("segment", "text", "Segment", "The segment; an account in none has no row.",
              imported=False),
    ),
)
