"""Account teams: who of us works on which account, beside the owners that the CRM names."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

# The first two are whom the CRM names: sales_owner and marketing_owner of an account.
ACCOUNT_ROLES = ("sales", "marketing", "SDR", "customer success", "executive sponsor")

ACCOUNT_PEOPLE = Entity(
    name="account_people",
    label="Account teams",
    singular="member of an account team",
    doc="Somebody of us on an account, as a person of the house entered it. Owners of the CRM "
    "count beside it until a role has an entry of its own.",
    key=("entry_id",),
    fields=(
        Field("entry_id", "integer", "Entry", "Counts up.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("person", "text", "Person", "A person of the house, or any other name.",
              imported=False),
        Field("role", "choice", "Role on the account", "What the person does there.",
              one_of=ACCOUNT_ROLES, imported=False),
        Field("since", "date", "Since", "First day on the account.", imported=False),
        Field("until", "date", "Until", "Last day on the account; empty while it goes on.",
              imported=False),
        Field("author", "text", "Author", "Who entered it.", imported=False),
        Field("created_at", "timestamp", "Created at", "When, in UTC.", imported=False),
        Field("removed_by", "text", "Removed by", "Who took a mistaken entry away.",
              imported=False),
        Field("removed_at", "timestamp", "Removed at", "When it was taken away, in UTC.",
              imported=False),
    ),
)
