"""From unaware to customer: dated changes of stage, the rules behind them, scores of today."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import ACCOUNT_STAGES, TIERS

JOURNEYS = ("new", "expansion")

STAGE_CHANGES = Entity(
    name="stage_changes",
    label="Stage changes",
    singular="stage change",
    doc="The stage that an account entered in a week; it holds until the next change. Recomputed "
    "for all of the past with today's rules.",
    key=("account_id", "motion", "week"),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("motion", "choice", "Motion",
              "New business, or expansion for accounts that are customers.", one_of=JOURNEYS,
              imported=False),
        Field("week", "date", "Week", "Monday of the ISO week in the house's time zone.",
              imported=False),
        Field("changed_on", "date", "Changed on",
              "Day of the opportunity behind the change, else the last day of the week.",
              imported=False),
        Field("stage_from", "choice", "From stage", "Stage before; empty where the journey begins.",
              one_of=ACCOUNT_STAGES, imported=False),
        Field("stage_to", "choice", "To stage", "Stage from then on.", one_of=ACCOUNT_STAGES,
              imported=False),
        Field("left_on", "date", "Left on",
              "Day of the next change; empty while the account is in the stage.", imported=False),
        Field("rules_version", "integer", "Rules version",
              "Version of the stage rules; 0 for those that the product comes with.",
              imported=False),
    ),
)

STAGE_RULES = Entity(
    name="stage_rules",
    label="Stage rules",
    singular="version of the stage rules",
    doc="What makes an account aware, engaged, qualified; the newest version holds for all of the "
    "past.",
    key=("version",),
    fields=(
        Field("version", "integer", "Version", "Counts up with every save.", imported=False),
        Field("rules", "json", "Rules", "Every rule by name.", imported=False),
        Field("author", "text", "Author", "Who saved them.", imported=False),
        Field("note", "text", "Note", "Why they were changed.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When, in UTC.", imported=False),
    ),
)

ACCOUNT_SCORES = Entity(
    name="account_scores",
    label="Account scores",
    singular="account score",
    doc="Scores and tier of every account today: by the live profile of the programme that was "
    "saved last, on today's data.",
    key=("account_id",),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("score", "number", "Account score", "Blend of all criteria.", unit="0 to 100",
              imported=False),
        Field("fit", "number", "Fit", "Score over the fit criteria.", unit="0 to 100",
              imported=False),
        Field("timing", "number", "Timing", "Score over the timing criteria.", unit="0 to 100",
              imported=False),
        Field("completeness", "number", "Completeness", "Share of weight with known data.",
              unit="0 to 1", imported=False),
        Field("tier", "choice", "Tier", "Its saved tier; empty for none.", one_of=TIERS,
              imported=False),
    ),
)
