"""How well the headers of a file fit an entity."""

from __future__ import annotations

from collections.abc import Collection

from abm_core import schema

# Fields that tell one kind of file from another; all others are found in many.
TELLING = {
    "accounts": frozenset(
        {"industry", "employees", "annual_revenue", "technologies", "parent_id", "parent_name",
         "account_type", "territory"}
    ),
    "contacts": frozenset(
        {"first_name", "last_name", "email", "title", "reports_to_id", "department", "lead_id",
         "opted_out", "bounced", "buying_role"}
    ),
    "opportunities": frozenset(
        {"stage", "closed_on", "amount", "expected_on", "outcome", "is_won", "is_closed"}
    ),
    "opportunity_contacts": frozenset({"role", "is_primary"}),
    "stage_history": frozenset({"changed_at"}),
    "stages": frozenset({"is_closed", "is_won", "probability"}),
    "campaigns": frozenset({"spend", "started_on", "ended_on", "impressions"}),
    "activities": frozenset({"kind", "direction", "minutes", "occurred_at"}),
    "signals": frozenset({"topic", "strength", "week"}),
    "target_list": frozenset({"tier", "joined_on", "left_on", "programme", "approver"}),
}  # fmt: skip
SURE_DEAL = frozenset({"stage", "closed_on", "amount", "expected_on", "outcome", "is_won"})
DEAL_NAMES = frozenset({"opportunity_id", "name", "account_id", "account_name"})
ACCOUNT_REFERENCE = frozenset({"account_id", "account_name", "account_domain"})
SURE_TARGET_LIST = frozenset({"joined_on", "programme", "left_on"})
TELLING_WEIGHT = 3.0
SURE_WEIGHT = 50.0
# Headers that no other kind of file has, as ``headers.plain`` spells them.
SURE_ACTIVITY = frozenset(
    {"occurredat", "startdatetime", "callstarttime", "activitydatetime", "activitydate",
     "startedat", "activityduedate", "propertyhstimestamp", "marketoguid", "sessionid", "eventid",
     "engagementid", "activityid", "activitytype", "calltype", "tasksubtype", "eventname",
     "utmsource", "taskid", "callduration", "conversionid"}
)  # fmt: skip
SURE_SIGNAL = frozenset(
    {"topic", "topicname", "topicid", "compositescore", "surgescore", "signal", "signalsource",
     "spikestart", "spikepercent", "intentscore", "keyword", "metroareascore"}
)  # fmt: skip
SURE_STAGE = frozenset(
    {"dateentered", "changedat", "changedon", "tostage", "newstage", "fromstage", "oldstage"}
)


def score(entity: str, found: Collection[str], headers: Collection[str]) -> float:
    """How well a file fits: 0 when it lacks what the entity cannot do without.

    ``found`` are the fields that its headers fill, ``headers`` their plain spellings.
    """
    fields, spelled = frozenset(found), frozenset(headers)
    needed = {known.name for known in schema.entity(entity).import_fields if known.required}
    if not needed <= fields:
        return 0.0
    bonus = BONUS[entity](fields, spelled) if entity in BONUS else 0.0
    if bonus is None:
        return 0.0
    return bonus + len(fields) + (TELLING_WEIGHT - 1) * len(fields & TELLING[entity])


def _contacts(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    """A person has a name or an address, and something that companies do not have."""
    named = fields & {"name", "first_name", "last_name", "email"}
    return 0.0 if named and fields & TELLING["contacts"] else None


def _opportunities(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    return None if len(fields & SURE_DEAL) + bool(fields & DEAL_NAMES) < 2 else 0.0


def _opportunity_contacts(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    """A bridge has two ids and little else."""
    return None if headers & SURE_ACTIVITY or len(headers) > 15 else SURE_WEIGHT


def _stage_history(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    return SURE_WEIGHT if headers & SURE_STAGE else None


def _stages(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    """A list of stages says of each whether it is closed or won, and has no deals in it."""
    return None if not fields & TELLING["stages"] or "amount" in headers else 0.0


def _campaigns(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    """Spend or dates, and the word campaign in a header."""
    sure = any("campaign" in header for header in headers)
    return 10.0 if sure and fields & TELLING["campaigns"] else None


def _activities(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    """Something dated, and a header that only interactions have, or a kind of them."""
    if headers & SURE_ACTIVITY:
        return SURE_WEIGHT if len(headers & SURE_ACTIVITY) > 1 or fields & {"kind"} else 10.0
    who = fields & (ACCOUNT_REFERENCE | {"contact_id", "lead_id", "email", "contact_name"})
    return -6.0 if who and fields & {"kind", "subject", "minutes"} else None


def _signals(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    sure = headers & SURE_SIGNAL and fields & ACCOUNT_REFERENCE
    return SURE_WEIGHT if sure else None


def _target_list(fields: frozenset[str], headers: frozenset[str]) -> float | None:
    if not fields & ACCOUNT_REFERENCE:
        return None
    return SURE_WEIGHT if fields & SURE_TARGET_LIST else 0.0


BONUS = {
    "contacts": _contacts,
    "opportunities": _opportunities,
    "opportunity_contacts": _opportunity_contacts,
    "stage_history": _stage_history,
    "stages": _stages,
    "campaigns": _campaigns,
    "activities": _activities,
    "signals": _signals,
    "target_list": _target_list,
}
