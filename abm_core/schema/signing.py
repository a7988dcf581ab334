"""How tiers are agreed on: proposals, their changes, who signed, and decisions by hand."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import TIERS

VERDICTS = ("approve", "decline")

PROPOSALS = Entity(
    name="proposals",
    label="Proposals",
    singular="proposal",
    doc="Changes of tier that await the signatures of sales and marketing.",
    key=("proposal_id",),
    fields=(
        Field("proposal_id", "id", "Proposal ID", "Counts up.", imported=False),
        Field("programme_id", "id", "Programme ID", "The programme it is for.", imported=False),
        Field("profile_id", "id", "Profile ID", "The version of the profile that was scored with.",
              imported=False),
        Field("based_on", "integer", "Based on save",
              "The save that it was compared with, or the newest that it made itself; empty where "
              "nothing was live.", imported=False),
        Field("n_signatures", "integer", "Signatures needed",
              "2: sales and marketing; 1: one signature suffices.", imported=False),
        Field("as_of", "date", "As of", "Newest day in the data when it was made.",
              imported=False),
        Field("author", "text", "Author", "Who proposed it.", imported=False),
        Field("note", "text", "Note", "Why.", imported=False),
        Field("proposed_at", "timestamp", "Proposed at", "When, in UTC.", imported=False),
        Field("replaced_by", "id", "Replaced by", "The later proposal that took its place.",
              imported=False),
    ),
)

PROPOSAL_CHANGES = Entity(
    name="proposal_changes",
    label="Proposed changes",
    singular="proposed change",
    doc="One account of a proposal: the tier that it has and the one that it would have.",
    key=("proposal_id", "account_id"),
    fields=(
        Field("proposal_id", "id", "Proposal ID", "The proposal.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("from_tier", "choice", "From tier", "Live when it was proposed; empty for none.",
              one_of=TIERS, imported=False),
        Field("to_tier", "choice", "To tier", "Proposed; empty for none.", one_of=TIERS,
              imported=False),
        Field("score", "number", "Account score", "When it was proposed.", unit="0 to 100",
              imported=False),
        Field("driver", "text", "Driver", "What moves the account, in words.", imported=False),
        Field("snapshot_id", "id", "Active by save", "The save that made it active; empty before.",
              imported=False),
    ),
)

SIGNATURES = Entity(
    name="signatures",
    label="Signatures",
    singular="signature",
    doc="One person's word on one proposed change.",
    key=("proposal_id", "account_id", "team", "verdict"),
    fields=(
        Field("proposal_id", "id", "Proposal ID", "The proposal.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("team", "text", "Team", "The team it was signed for; empty for a person of none.",
              imported=False),
        Field("person", "text", "Person", "Who signed.", imported=False),
        Field("verdict", "choice", "Verdict", "Approve or decline.", one_of=VERDICTS,
              imported=False),
        Field("reason", "text", "Reason", "Why; always given for a decline.", imported=False),
        Field("signed_at", "timestamp", "Signed at", "When, in UTC.", imported=False),
    ),
)

OVERRIDES = Entity(
    name="overrides",
    label="Overrides",
    singular="override",
    doc="A tier given to an account by hand for a time, whatever its score.",
    key=("override_id",),
    fields=(
        Field("override_id", "id", "Override ID", "Counts up.", imported=False),
        Field("programme_id", "id", "Programme ID", "The programme it is for.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("tier", "choice", "Tier", "The tier given; empty for none.", one_of=TIERS,
              imported=False),
        Field("reason", "text", "Reason", "Why the score does not decide.", imported=False),
        Field("author", "text", "Author", "Who decided.", imported=False),
        Field("expires_on", "date", "Expires on", "The last day on which it holds.",
              imported=False),
        Field("created_at", "timestamp", "Created at", "When it was made, in UTC.",
              imported=False),
        Field("removed_at", "timestamp", "Removed at",
              "When it was taken back before its end, in UTC; empty where it was not.",
              imported=False),
        Field("removed_by", "text", "Removed by", "Who took it back.", imported=False),
        Field("removed_because", "text", "Removed because",
              "Why it ended where nobody took it back for itself: a newer one, a merge.",
              imported=False),
    ),
)
