"""The measurement framework: who answers for each measure, and coverage as each month left it."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

FRAMEWORK_MEASURES = ("coverage", "awareness", "engagement", "pipeline", "revenue")

FRAMEWORK_OWNERS = Entity(
    name="framework_owners",
    label="Owners of measures",
    singular="owner of a measure",
    doc="Who answers for one measure of a programme's measurement framework.",
    key=("programme_id", "measure"),
    fields=(
        Field("programme_id", "id", "Programme ID", "The programme; empty text without any.",
              imported=False),
        Field("measure", "choice", "Measure", "What is answered for.", one_of=FRAMEWORK_MEASURES,
              imported=False),
        Field("owner", "text", "Owner", "A person of the house, or any other name.",
              imported=False),
        Field("author", "text", "Author", "Who entered it.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When, in UTC.", imported=False),
    ),
)

COVERAGE_MONTHS = Entity(
    name="coverage_months",
    label="Coverage by month",
    singular="month of an account's coverage",
    doc="Coverage of an account in a tier as the last import of a month left it. Kept, because "
    "what makes coverage has no dates.",
    key=("month", "account_id"),
    fields=(
        Field("month", "date", "Month", "First day of the month of the newest day in the data.",
              imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("as_of", "date", "As of", "Newest day in the data when it was kept.",
              imported=False),
        Field("n_required", "integer", "Required contacts", "In all required roles.",
              unit="contacts", imported=False),
        Field("n_covered", "integer", "Required contacts there", "Reachable and current.",
              unit="contacts", imported=False),
        Field("coverage", "number", "Coverage", "Share of required contacts that are there.",
              unit="0 to 1", imported=False),
    ),
)
