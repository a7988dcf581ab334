"""What was known each week: scores, tiers, stages, kept without anybody saving."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import ACCOUNT_STAGES, TIERS

WEEKLY_SNAPSHOTS = Entity(
    name="weekly_snapshots",
    label="Weekly snapshots",
    singular="weekly snapshot",
    doc="One week of one programme as it was known then, taken with the first import of the week.",
    key=("programme_id", "week"),
    fields=(
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("week", "date", "Week", "Monday of the week of the newest day in the data.",
              imported=False),
        Field("as_of", "date", "As of", "Newest day in the data when it was taken.",
              imported=False),
        Field("profile_id", "id", "Profile ID", "The version of the profile that was live.",
              imported=False),
        Field("snapshot_id", "id", "Save", "The save that was live.", imported=False),
        Field("import_id", "integer", "Import", "The newest import; once that is undone, the "
              "snapshot no longer counts.", imported=False),
        Field("taken_at", "timestamp", "Taken at", "When, in UTC.", imported=False),
    ),
)

WEEKLY_ACCOUNTS = Entity(
    name="weekly_accounts",
    label="Weekly accounts",
    singular="weekly account",
    doc="Score, tier and stages of one account as they were known in a week.",
    key=("programme_id", "week", "account_id"),
    fields=(
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("week", "date", "Week", "Monday of the week.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("tier", "choice", "Tier", "Its saved tier; empty for none.", one_of=TIERS,
              imported=False),
        Field("score", "number", "Account score", "By the live profile on the data of then.",
              unit="0 to 100", imported=False),
        Field("completeness", "number", "Completeness", "Share of weight with known data.",
              unit="0 to 1", imported=False),
        Field("stage", "choice", "Stage", "Stage in new business as it was known; empty where "
              "none was.", one_of=ACCOUNT_STAGES, imported=False),
        Field("expansion_stage", "choice", "Expansion stage",
              "Stage in expansion, of customers.", one_of=ACCOUNT_STAGES, imported=False),
    ),
)
