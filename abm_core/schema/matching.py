"""What people decided about matches, and what a merge set aside so that it can be undone."""

from __future__ import annotations

from dataclasses import replace

from abm_core.schema.accounts import ACCOUNTS
from abm_core.schema.contacts import CONTACTS
from abm_core.schema.fields import Entity, Field

# What a person can decide: whom a reference means, that two records are one, that they are two.
REFERENCE, MERGE, DIFFERENT = "reference", "merge", "different"

MATCH_DECISIONS = Entity(
    name="match_decisions",
    label="Match decisions",
    singular="match decision",
    doc="What a person decided about a reference or a pair of records; it holds until undone.",
    key=("decision_id",),
    fields=(
        Field("decision_id", "integer", "Decision", "Counts up.", imported=False),
        Field("kind", "choice", "What was decided",
              "Whom a reference means, that two records are one, or that they are two.",
              one_of=(REFERENCE, MERGE, DIFFERENT), imported=False),
        Field("entity", "text", "Entity", "Whether it is about accounts or contacts.",
              imported=False),
        Field("subject", "text", "Subject",
              "The reference as compared; of a merge the record that went; of two that are "
              "different the first.", imported=False),
        Field("written", "text", "As written", "The subject as the file wrote it.",
              imported=False),
        Field("meant_id", "id", "Means",
              "The record that is meant, or that stayed, or the second of two; empty for none.",
              imported=False),
        Field("author", "text", "Author", "Who decided.", imported=False),
        Field("decided_at", "timestamp", "Decided at", "When, in UTC.", imported=False),
        Field("undone_by", "text", "Undone by", "Who took it back, if anybody did.",
              imported=False),
        Field("undone_at", "timestamp", "Undone at", "When it was taken back, if it was.",
              imported=False),
    ),
)

# Records that were merged into others, as their own files give them, whatever the others say.
MERGED_ACCOUNTS = replace(
    ACCOUNTS, name="merged_accounts", label="Merged accounts", singular="merged account",
    doc="An account that was merged into another, as its own files give it.", importable=False,
)
MERGED_CONTACTS = replace(
    CONTACTS, name="merged_contacts", label="Merged contacts", singular="merged contact",
    doc="A contact that was merged into another, as its own files give it.", importable=False,
)

MERGED_ROWS = Entity(
    name="merged_rows",
    label="Rows set aside by merges",
    singular="row set aside",
    doc="A row that would have stood twice after a merge; it comes back when that is undone.",
    key=("decision_id", "entity", "row"),
    fields=(
        Field("decision_id", "integer", "Decision", "The merge.", imported=False),
        Field("entity", "text", "Entity", "The table that the row is from.", imported=False),
        Field("row", "json", "Row", "The row as it was, by column.", imported=False),
    ),
)
