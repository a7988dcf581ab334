"""Programmes and their target lists."""

from __future__ import annotations

from abm_core.schema.fields import STATED_ACCOUNT, Entity, Field
from abm_core.schema.vocabularies import TIERS

PROGRAMMES = Entity(
    name="programmes",
    label="Programmes",
    singular="programme",
    doc="One account-based effort with a launch date and a target list.",
    key=("programme_id",),
    fields=(
        Field("programme_id", "id", "Programme ID", "Identifies the programme.", imported=False),
        Field("name", "text", "Programme", "The programme's name.", required=True, imported=False),
        Field("launched_on", "date", "Launched on", "Day the programme began.", imported=False),
        Field("ended_on", "date", "Ended on", "Day it ended, if it has.", imported=False),
    ),
)

TARGET_LIST = Entity(
    name="target_list",
    label="Target list",
    singular="target list entry",
    doc="An account's time in one tier of one programme: the day it joined and the day it left.",
    key=("programme_id", "account_id", "joined_on", "tier"),
    importable=True,
    fields=(
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("programme", "text", "Programme",
              "Name of the programme; rows without one belong to the default programme.",
              aliases=("Program", "ABM program", "Campaign name", "List", "List name"),
              example="Nordic growth"),
        Field("account_id", "id", "Account ID", "The account.",
              aliases=("Id", "AccountId", "ACCOUNTID", "Company ID", "Record ID",
                       "Account: Account ID"),
              example="001B000001AbCdE"),
        Field("account_name", "text", "Account name",
              "Name of the account, where the file gives no id of it.",
              aliases=("Account", "Account Name", "Company", "Company name", "Name",
                       "companyname", "Organization"),
              example="Harbourline Instruments"),
        Field("account_domain", "domain", "Domain",
              "Web domain of the account, where the file gives no id of it.",
              aliases=("Website", "Website URL", "Account Domain", "companywebsite",
                       "Company Domain Name"),
              example="harbourline.example"),
        Field("tier", "choice", "Tier", "1, 2 or 3.", one_of=TIERS, required=True,
              aliases=("Account Tier", "ABM tier", "Target tier", "Ideal Customer Profile Tier",
                       "hs_ideal_customer_profile", "Tier level"),
              example="1"),
        Field("joined_on", "date", "Joined on", "Day the account entered the tier.",
              aliases=("Join date", "Added on", "Date added", "Start date", "Entered on"),
              example="2025-01-13"),
        Field("left_on", "date", "Left on", "Day it left the tier; empty while it is in.",
              aliases=("Leave date", "Removed on", "Date removed", "End date", "Exited on")),
        Field("approver", "text", "Approver", "Who signed the decision.",
              aliases=("Approved by", "Signed by"), example="Ida Holm"),
        Field("reason", "text", "Reason", "Why the entry began or ended.", imported=False),
        Field("snapshot_id", "id", "Snapshot ID", "The save that opened the entry.",
              imported=False),
        STATED_ACCOUNT,
    ),
)
