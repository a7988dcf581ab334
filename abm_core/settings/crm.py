"""Headers of the files that bring our decisions back to the CRM."""

from __future__ import annotations

from collections.abc import Mapping

from abm_core.settings.setting import Setting

HEADERS: Setting[Mapping[str, Mapping[str, str]]] = Setting(
    {
        "salesforce accounts": {
            "tier": "Account_Tier__c", "score": "ABM_Score__c", "stage": "ABM_Stage__c",
        },
        "salesforce contacts": {"role": "Buying_Role__c"},
        "hubspot accounts": {
            "tier": "Ideal Customer Profile Tier", "target": "Target Account",
            "score": "ABM score", "stage": "ABM stage", "owner": "Company owner",
        },
        "hubspot contacts": {"role": "Buying Role"},
    },
    "Header of each field in an update file. Salesforce has no field of its own for any of these, "
    "HubSpot none for score and stage: make them once, or choose the names of yours.",
    "property labels of HubSpot; names ending in __c are fields that a Salesforce team makes",
)  # fmt: skip
ID_HEADERS: Setting[Mapping[str, str]] = Setting(
    {"salesforce": "Id", "hubspot": "Record ID"},
    "Header of the record's id in an update file.", "import guides of both",
)
