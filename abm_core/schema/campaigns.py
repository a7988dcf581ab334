"""Campaigns, and the stages that opportunities went through."""

from __future__ import annotations

from abm_core.schema.fields import EXTRA_FIELD, Entity, Field

CAMPAIGNS = Entity(
    name="campaigns",
    label="Campaigns",
    singular="campaign",
    doc="A planned spend on a channel.",
    key=("campaign_id",),
    importable=True,
    fields=(
        Field("campaign_id", "id", "Campaign ID", "Identifies the campaign in its source.",
              aliases=("Id", "CAMPAIGNID", "CampaignId", "campaign_id"), example="c-0001"),
        Field("name", "text", "Campaign", "The campaign's name.", required=True,
              aliases=("Name", "Campaign Name", "utm_campaign"), example="Spring webinar"),
        Field("channel", "text", "Channel", "Where the spend goes.",
              aliases=("Type", "Medium", "Campaign Type"), example="webinar"),
        Field("started_on", "date", "Started on", "First day.",
              aliases=("Start Date", "StartDate", "start_date", "Starts on")),
        Field("ended_on", "date", "Ended on", "Last day.",
              aliases=("End Date", "EndDate", "end_date", "Ends on")),
        Field("spend", "money", "Spend", "What it cost.", unit="reporting currency",
              aliases=("Actual Cost", "ActualCost", "Cost", "Amount spent", "cost_micros",
                       "cost_in_usd", "cost_in_local_currency")),
        Field("currency", "text", "Currency", "ISO code of the spend's currency.",
              aliases=("CurrencyIsoCode", "currency_code")),
        Field("impressions", "integer", "Impressions", "How often it was shown.",
              unit="impressions"),
        EXTRA_FIELD,
    ),
)

CAMPAIGN_ACCOUNTS = Entity(
    name="campaign_accounts",
    label="Campaign spend by account",
    singular="campaign account",
    doc="What one campaign spent on, and showed to, one account.",
    key=("campaign_id", "account_id"),
    fields=(
        Field("campaign_id", "id", "Campaign ID", "The campaign.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("spend", "money", "Spend", "Spent on this account.", unit="reporting currency",
              imported=False),
        Field("impressions", "integer", "Impressions", "Shown to this account.",
              unit="impressions", imported=False),
    ),
)

STAGE_HISTORY = Entity(
    name="stage_history",
    label="Stage history",
    singular="stage change",
    doc="The day an opportunity entered a stage.",
    key=("opportunity_id", "changed_at", "stage"),
    importable=True,
    fields=(
        Field("opportunity_id", "id", "Opportunity ID", "The opportunity.", required=True,
              aliases=("OpportunityId", "Deal ID", "deal_id"), example="006B000001XyZaB"),
        Field("changed_at", "timestamp", "Changed at", "When it entered the stage, in UTC.",
              required=True,
              aliases=("CreatedDate", "Created Date", "date_entered", "Changed on",
                       "Last Modified"), example="2025-02-03 09:30:00"),
        Field("stage", "text", "Stage", "The stage that it entered.", required=True,
              aliases=("StageName", "To Stage", "value", "New stage", "Deal Stage"),
              example="Proposal"),
        Field("amount", "money", "Amount", "Amount at that time.",
              unit="currency of the opportunity"),
    ),
)

STAGES = Entity(
    name="stages",
    label="Sales stages",
    singular="sales stage",
    doc="A stage of the sales process as the CRM defines it: its name, and whether it is won.",
    key=("stage_id",),
    importable=True,
    fields=(
        Field("stage_id", "text", "Stage ID", "What opportunities write to name the stage.",
              required=True, aliases=("StageId", "ApiName", "Stage API name"),
              example="contractsent"),
        Field("name", "text", "Stage name", "What people call it.", required=True,
              aliases=("Label", "MasterLabel", "Stage label"), example="Contract sent"),
        Field("is_closed", "boolean", "Is closed", "Deals in this stage are decided.",
              aliases=("IsClosed", "Closed")),
        Field("is_won", "boolean", "Is won", "Deals in this stage are won.",
              aliases=("IsWon", "closed_won", "Won")),
        Field("probability", "number", "Probability", "Chance to win from here, as the CRM says.",
              unit="0 to 1", aliases=("DefaultProbability",)),
    ),
)
