"""Decisions: versions of profiles, and the tiers that were saved from them."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import ACCOUNT_STAGES, TIERS

PROFILES = Entity(
    name="profiles",
    label="Profiles",
    singular="profile",
    doc="One saved version of an ICP: criteria, weights, exclusions, cutoffs.",
    key=("profile_id",),
    fields=(
        Field("profile_id", "id", "Profile ID", "Identifies this version.", imported=False),
        Field("name", "text", "Profile", "The profile's name.", required=True, imported=False),
        Field("version", "integer", "Version", "Counts up with every save.", imported=False),
        Field("definition", "json", "Definition", "The profile as a readable document.",
              imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("note", "text", "Note", "Why it was saved.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was saved, in UTC.", imported=False),
        Field("archived_at", "timestamp", "Archived at",
              "When the profile was put away, in UTC; empty for one in use.", imported=False),
    ),
)

SNAPSHOTS = Entity(
    name="snapshots",
    label="Snapshots",
    singular="snapshot",
    doc="One saved decision: the profile, the data day and what was considered.",
    key=("snapshot_id",),
    fields=(
        Field("snapshot_id", "id", "Snapshot ID", "Identifies the save; counts up.",
              imported=False),
        Field("programme_id", "id", "Programme ID", "The programme it decides for.",
              imported=False),
        Field("profile_id", "id", "Profile ID", "The version of the profile used.",
              imported=False),
        Field("as_of", "date", "As of", "Newest day in the data when it was saved.",
              imported=False),
        Field("effective_on", "date", "Effective on", "Day that dates the entries and exits.",
              imported=False),
        Field("looked_back_to", "date", "Looked back to",
              "Oldest day that a criterion of the profile looked at; empty when none is dated.",
              imported=False),
        Field("n_considered", "integer", "Accounts considered", "Accounts that were scored.",
              unit="accounts", imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("note", "text", "Note", "Why it was saved.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was saved, in UTC.", imported=False),
        Field("proposal_id", "id", "Proposal ID",
              "The signed proposal behind it; empty for a save that was not signed.",
              imported=False),
    ),
)

SNAPSHOT_ACCOUNTS = Entity(
    name="snapshot_accounts",
    label="Snapshot accounts",
    singular="snapshot account",
    doc="Score, tier and stages of one account as saved on a day.",
    key=("snapshot_id", "account_id"),
    fields=(
        Field("snapshot_id", "id", "Snapshot ID", "The save.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("tier", "choice", "Tier", "Tier given; empty for none.", one_of=TIERS,
              imported=False),
        Field("score", "number", "Account score", "Blend of all criteria.", unit="0 to 100",
              imported=False),
        Field("fit", "number", "Fit", "Score over the fit criteria.", unit="0 to 100",
              imported=False),
        Field("timing", "number", "Timing", "Score over the timing criteria.", unit="0 to 100",
              imported=False),
        Field("completeness", "number", "Completeness", "Share of weight with known data.",
              unit="0 to 1", imported=False),
        Field("excluded_because", "text", "Excluded because", "Reason of the exclusion, if any.",
              imported=False),
        Field("tier_because", "text", "Tier because",
              "Why it has another tier than its score gives it: an override, hysteresis, a "
              "signature that was declined or is awaited; else empty.", imported=False),
        Field("stage", "choice", "Stage", "Stage in new business as it was known; empty where "
              "none was.", one_of=ACCOUNT_STAGES, imported=False),
        Field("expansion_stage", "choice", "Expansion stage",
              "Stage in expansion, of customers.", one_of=ACCOUNT_STAGES, imported=False),
    ),
)
