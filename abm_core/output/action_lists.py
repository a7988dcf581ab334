"""Actions and account teams as lists to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from abm_core import schema
from abm_core.house import Person
from abm_core.review import action_board, names
from abm_core.review.action_items import ActionItem
from abm_core.review.teams import Member
from abm_core.schema.fields import Entity, Field

ITEM = schema.ACTION_ITEMS
LIST = Entity(
    name="actions",
    label="Actions",
    singular="action",
    doc="Who does what by when at which account, and what became of it.",
    key=("action_id",),
    fields=(
        ITEM.field("action_id"),
        Field("due_on", "date", "Due on", ITEM.field("due_on").doc),
        Field("days_overdue", "integer", "Days overdue", "Days since its due day; empty for one "
              "in time or closed.", unit="days"),
        Field("name", "text", "Account", "The account."),
        ITEM.field("account_id"),
        Field("tier", "choice", "Tier", "Its saved tier; empty for none.", one_of=schema.TIERS),
        *(ITEM.field(name) for name in ("reason", "next_step", "owner")),
        Field("team", "text", "Team", "Team of the owner, where it is a person of the house."),
        ITEM.field("status"), ITEM.field("outcome"),
        Field("opportunity", "text", "Opportunity", "The opportunity, where it is about one."),
        *(ITEM.field(name) for name in (
            "source", "review_week", "created_by", "created_at", "closed_by", "closed_at")),
    ),
)  # fmt: skip
TEAMS = Entity(
    name="account_teams",
    label="Who is on which account",
    singular="member of an account team",
    doc="Owners that the CRM names, and who was put on an account here.",
    key=("account_id", "person", "role"),
    fields=(
        Field("name", "text", "Account", "The account."),
        Field("account_id", "id", "Account ID", "The account."),
        Field("tier", "choice", "Tier", "Its saved tier; empty for none.", one_of=schema.TIERS),
        *(schema.ACCOUNT_PEOPLE.field(name) for name in ("person", "role")),
        Field("team", "text", "Team", "Team of a person of the house; empty for other names."),
        *(schema.ACCOUNT_PEOPLE.field(name) for name in ("since", "until")),
        Field("source", "text", "Source", "The CRM, or an entry made here."),
    ),
)  # fmt: skip


def frame(items: Sequence[ActionItem], today: date, people: Sequence[Person]) -> pd.DataFrame:
    """The list, one row per action, in the order given."""
    known = names.known(people)
    rows = [
        {
            **{name: getattr(one, name) for name in _OF_ITEM}, "name": one.account,
            "tier": one.tier or None, "days_overdue": action_board.days_over(one, today) or None,
            "owner": names.shown(known, one.owner) or None, "team": _team(known, one.owner),
            "outcome": one.outcome or None, "closed_by": one.closed_by or None,
        }
        for one in items
    ]  # fmt: skip
    columns = [field.name for field in LIST.fields]
    return pd.DataFrame(rows, columns=columns).astype(object)


def _team(known: Mapping[str, Person], owner: str) -> str | None:
    meant = known.get(names.key(owner))
    return meant.team if meant else None


_OF_ITEM = ("action_id", "due_on", "account_id", "reason", "next_step", "status", "opportunity",
            "source", "review_week", "created_by", "created_at", "closed_at")  # fmt: skip


def teams_frame(members: Sequence[Member]) -> pd.DataFrame:
    """Who is on which account, one row each."""
    rows = [
        {"name": one.account, "account_id": one.account_id, "tier": one.tier or None,
         "person": one.person, "role": one.role, "team": one.team or None, "since": one.since,
         "until": one.until, "source": one.source}
        for one in members
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[field.name for field in TEAMS.fields]).astype(object)
