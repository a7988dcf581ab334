"""Lift: frozen comparisons, every specification that was tried, accounts held out at random."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import TIERS

ARMS = ("target", "look-alike")
OUTCOME_SPANS = ("engagement", "pipeline")

LIFT_DESIGNS = Entity(
    name="lift_designs",
    label="Frozen comparisons",
    singular="frozen comparison",
    doc="Who is compared with whom and on what, laid down before any outcome was read.",
    key=("design_id",),
    fields=(
        Field("design_id", "id", "Comparison ID", "Counts up.", imported=False),
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("span", "choice", "Outcome", "Engagement or pipeline.", one_of=OUTCOME_SPANS,
              imported=False),
        Field("n_after", "integer", "Weeks after launch", "Weeks in which the outcome is counted.",
              unit="weeks", imported=False),
        Field("tiers", "list", "Tiers", "Tiers whose targets are judged; empty for all.",
              imported=False),
        Field("covariates", "list", "Compared by", "What makes accounts comparable.",
              imported=False),
        Field("seed", "integer", "Seed", "Of everything that is drawn at random.",
              imported=False),
        Field("is_experiment", "boolean", "Random hold-out",
              "Whether targets are compared with accounts held out at random.", imported=False),
        Field("n_targets", "integer", "Targets", "Target accounts that are judged.",
              unit="accounts", imported=False),
        Field("n_controls", "integer", "Comparison accounts", "Accounts that could stand for them.",
              unit="accounts", imported=False),
        Field("as_of", "date", "As of", "Newest day in the data when it was laid down.",
              imported=False),
        Field("data_revision", "integer", "Data revision",
              "Counts up whenever imported data change.", imported=False),
        Field("fingerprint", "text", "Fingerprint",
              "The same for the same accounts, launches and covariates.", imported=False),
        Field("author", "text", "Author", "Who asked first.", imported=False),
        Field("frozen_at", "timestamp", "Frozen at", "When, in UTC.", imported=False),
    ),
)

LIFT_ACCOUNTS = Entity(
    name="lift_accounts",
    label="Matched list",
    singular="account of the matched list",
    doc="A target or one of its look-alikes, as frozen before any outcome was read.",
    key=("design_id", "set_id", "account_id"),
    fields=(
        Field("design_id", "id", "Comparison ID", "The frozen comparison.", imported=False),
        Field("set_id", "integer", "Set", "The target and its look-alikes share it.",
              imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("arm", "choice", "Arm", "Target or look-alike.", one_of=ARMS, imported=False),
        Field("launch_on", "date", "Launch",
              "Monday from which the target was on the list; its look-alikes get the same.",
              imported=False),
        Field("tier", "choice", "Tier", "In which the target joined.", one_of=TIERS,
              imported=False),
        Field("distance", "number", "Distance", "From its target; empty for targets.",
              imported=False),
    ),
)

LIFT_SPECIFICATIONS = Entity(
    name="lift_specifications",
    label="Specifications tried",
    singular="specification",
    doc="One way in which a number of lift was asked for. All are kept, so that nobody can show "
    "the best of many as if it were the only one.",
    key=("specification_id",),
    fields=(
        Field("specification_id", "id", "Specification ID", "Counts up.", imported=False),
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("design_id", "id", "Comparison ID", "The frozen comparison it first used.",
              imported=False),
        Field("metric", "text", "Metric", "What was asked for.", imported=False),
        Field("choices", "json", "Choices",
              "Weeks, tiers, covariates, seed, part of the targets.", imported=False),
        Field("as_of", "date", "As of", "Newest day in the data.", imported=False),
        Field("data_revision", "integer", "Data revision",
              "Counts up whenever imported data change.", imported=False),
        Field("is_interim", "boolean", "Interim",
              "Asked for over other weeks than the scheduled ones.", imported=False),
        Field("author", "text", "Author", "Who asked first.", imported=False),
        Field("tried_at", "timestamp", "Tried at", "When, in UTC.", imported=False),
    ),
)

LIFT_PRIMARY = Entity(
    name="lift_primary",
    label="Primary metrics",
    singular="primary metric",
    doc="The one metric of a programme that was declared to decide; the newest holds.",
    key=("programme_id", "declared_at"),
    fields=(
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("metric", "text", "Metric", "What decides.", imported=False),
        Field("n_read", "integer", "Numbers read before",
              "Specifications of the programme that had been read by then.", imported=False),
        Field("author", "text", "Author", "Who declared it.", imported=False),
        Field("declared_at", "timestamp", "Declared at", "When, in UTC.", imported=False),
    ),
)

HOLDOUTS = Entity(
    name="holdouts",
    label="Held-out accounts",
    singular="held-out account",
    doc="An account that chance kept off the list, so that those on it can be judged.",
    key=("holdout_id", "account_id"),
    fields=(
        Field("holdout_id", "id", "Hold-out ID", "Of the draw; counts up.", imported=False),
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("account_id", "id", "Account ID", "The account that could be drawn.",
              imported=False),
        Field("is_held_out", "boolean", "Held out",
              "Whether it was drawn; the others of the draw go on the list.", imported=False),
        Field("tier", "choice", "Tier", "The tier that it would have joined.", one_of=TIERS,
              imported=False),
        Field("based_on", "integer", "Based on save",
              "The newest save when it was drawn; empty where there was none.", imported=False),
        Field("share", "number", "Share", "Share that was to be held out.", unit="0 to 1",
              imported=False),
        Field("seed", "integer", "Seed", "Of the draw.", imported=False),
        Field("held_until", "date", "Held until", "Last day on which it stays off the list.",
              imported=False),
        Field("author", "text", "Author", "Who drew.", imported=False),
        Field("drawn_at", "timestamp", "Drawn at", "When, in UTC.", imported=False),
    ),
)
