"""Plans of accounts: what we want there, what stands in the way, what we know."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

PLAN_SECTIONS = ("objectives", "challenges", "market", "company", "people", "links")

PLAN_TEXTS = Entity(
    name="plan_texts",
    label="Plan texts",
    singular="plan text",
    doc="One saved text of one section of an account's plan. The newest of a section holds; none "
    "is ever changed or deleted, so that every earlier one can be brought back.",
    key=("text_id",),
    fields=(
        Field("text_id", "integer", "Number", "Counts up over all plans.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("section", "choice", "Section", "The part of the plan.", one_of=PLAN_SECTIONS,
              imported=False),
        Field("text", "text", "Text", "What it says; blank where the section was emptied.",
              imported=False),
        Field("based_on", "integer", "Based on",
              "The text that its author had in view; empty for the first.", imported=False),
        Field("restores", "integer", "Restores", "The earlier text that it brings back, if any.",
              imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When, in UTC.", imported=False),
    ),
)
