"""Action items: what somebody will do at an account, by when, and what became of it."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

ACTION_STATUSES = ("open", "done", "dropped")
ACTION_SOURCES = ("review", "plan", "person")

ACTION_ITEMS = Entity(
    name="action_items",
    label="Action items",
    singular="action item",
    doc="One next step at an account: why, what, who, by when, and what became of it. None is "
    "ever deleted; what was changed stands in the change log.",
    key=("action_id",),
    fields=(
        Field("action_id", "integer", "Action", "Counts up.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("opportunity_id", "id", "Opportunity ID", "The opportunity, where it is about one.",
              imported=False),
        Field("contact_id", "id", "Contact ID", "The contact, where it is about one.",
              imported=False),
        Field("reason", "text", "Reason", "Why something has to be done.", imported=False),
        Field("reason_kind", "text", "Kind of reason", "What the review found, in one word; of a "
              "week and an account there is one action of a kind.", imported=False),
        Field("next_step", "text", "Next step", "What will be done.", imported=False),
        Field("owner", "text", "Owner", "Who does it: a person of the house, or a name as the CRM "
              "has it; empty while nobody does.", imported=False),
        Field("due_on", "date", "Due on", "Last day on which it is in time.", imported=False),
        Field("status", "choice", "Status", "Open, done or dropped.", one_of=ACTION_STATUSES,
              imported=False),
        Field("outcome", "text", "Outcome", "What became of it.", imported=False),
        Field("source", "choice", "Source", "A weekly review, the plan of an account, or a person.",
              one_of=ACTION_SOURCES, imported=False),
        Field("review_week", "date", "Review week", "Monday of the week whose review asked for it.",
              imported=False),
        Field("created_by", "text", "Created by", "Who added it.", imported=False),
        Field("created_at", "timestamp", "Created at", "When, in UTC.", imported=False),
        Field("closed_by", "text", "Closed by", "Who closed it; empty while it is open.",
              imported=False),
        Field("closed_at", "timestamp", "Closed at", "When it was closed, in UTC.",
              imported=False),
        Field("version", "integer", "Version", "Counts the changes, from 1, so that two people who "
              "edit the same action notice.", imported=False),
    ),
)
