"""The actions that somebody looks at: mine, my team's or all, by tier and status, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import house, settings
from abm_core.errors import AbmError
from abm_core.house import Person
from abm_core.measure import sla
from abm_core.measure.sla import Clock
from abm_core.review import action_items, names, teams
from abm_core.review.action_items import ActionItem
from abm_core.review.teams import Member

Whose = Literal["mine", "team", "all"]
SNOOZE_DAYS = settings.SNOOZE_DAYS.value


class Look(NamedTuple):
    """What is looked at. ``tier`` ``None`` is any, 0 those in none; ``status`` "" is any."""

    whose: Whose = "all"
    me: str = ""
    tier: int | None = None
    status: str = action_items.OPEN


class Board(NamedTuple):
    """Actions and follow-up clocks as looked at.

    ``items`` are those to list; the counts are of open ones whatever status is listed. Due this
    week is from today to Sunday, overdue is before today. ``busiest`` has most that are due or
    overdue, with how many; ``None`` where several or nobody has. ``clocks`` are of the accounts
    that ``look`` takes in.
    """

    look: Look
    team: str
    today: date
    items: tuple[ActionItem, ...]
    n_ever: int
    n_open: int
    n_due: int
    n_overdue: int
    busiest: tuple[str, int] | None
    clocks: tuple[Clock, ...]

    @property
    def n_listed(self) -> int:
        """Open actions among those to list."""
        return sum(one.is_open for one in self.items)

    @property
    def n_running(self) -> int:
        """Follow-ups that are still in time."""
        return sum(one.status == "running" for one in self.clocks)

    @property
    def n_missed(self) -> int:
        """Follow-ups that came too late or not at all."""
        return sum(one.status == "missed" for one in self.clocks)


def read(
    cursor: DuckDBPyConnection, look: Look, *, today: date, as_of: date | None
) -> Board:
    """The actions of a look. ``today`` is the day of the calendar, ``as_of`` that of the data.

    Actions are due by the calendar; a follow-up clock knows only what the data know. Raises
    ``AbmError`` for "mine" and "team" of nobody, and for the team of who is in none.
    """
    people = house.people(cursor)
    team = _team(people, look)
    every = action_items.of(cursor, owner=look.me if look.whose == "mine" else None,
                            team=team if look.whose == "team" else None)  # fmt: skip
    items = [one for one in every if look.tier is None or one.tier == look.tier]
    still = [one for one in items if one.is_open]
    clocks = sla.recent(cursor, as_of=as_of) if as_of else []
    return Board(
        look, team, today, tuple(one for one in items if look.status in ("", one.status)),
        len(every), len(still), sum(is_due(one, today) for one in still),
        sum(one.is_overdue(today) for one in still), _busiest(still, people, today),
        tuple(_of_look(cursor, clocks, look, team, today)),
    )  # fmt: skip


def is_due(item: ActionItem, today: date) -> bool:
    """Whether an item is open and due from today to the end of the week, which is Sunday."""
    return item.is_open and today <= item.due_on <= end_of_week(today)


def end_of_week(day: date) -> date:
    """The Sunday of a day's week.

    >>> end_of_week(date(2026, 3, 4)), end_of_week(date(2026, 3, 8))
    (datetime.date(2026, 3, 8), datetime.date(2026, 3, 8))
    """
    return day + timedelta(days=7 - day.isoweekday())


def snoozed(item: ActionItem, today: date, days: int = SNOOZE_DAYS) -> date:
    """The day on which a snoozed item is due: so many days after its own, or after today."""
    return max(item.due_on, today) + timedelta(days=days)


def usual_day(today: date) -> date:
    """The day on which a new action is due if nobody says another."""
    return today + timedelta(days=settings.DUE_DAYS.value)


def days_over(item: ActionItem, today: date) -> int:
    """Days since an open item should have been done; 0 for one in time."""
    return (today - item.due_on).days if item.is_overdue(today) else 0


def _team(people: Sequence[Person], look: Look) -> str:
    if look.whose == "all":
        return ""
    if not names.clean(look.me):
        raise AbmError("Nobody is chosen.", "Say who you are, or look at all actions.")
    meant = names.known(people).get(names.key(look.me))
    if meant is None and look.whose == "team":
        raise AbmError(
            f"{names.clean(look.me)} is in no team.",
            "Add the name to People in Settings with a team, or look at all actions.",
        )
    return meant.team if meant else ""


def _busiest(
    items: Sequence[ActionItem], people: Sequence[Person], today: date
) -> tuple[str, int] | None:
    known = names.known(people)
    shown = {names.key(names.shown(known, one.owner)): names.shown(known, one.owner)
             for one in items}  # fmt: skip
    n = Counter(names.key(names.shown(known, one.owner)) for one in items
                if one.owner and (one.is_overdue(today) or is_due(one, today)))  # fmt: skip
    most = n.most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return None
    return shown[most[0][0]], most[0][1]


IN_TIER = """
SELECT a.account_id FROM accounts a LEFT JOIN account_scores s USING (account_id)
WHERE list_contains($ids, a.account_id) AND coalesce(s.tier::INTEGER, 0) = $tier
"""


def _of_look(
    cursor: DuckDBPyConnection, clocks: Sequence[Clock], look: Look, team: str, today: date
) -> list[Clock]:
    """The clocks of accounts that I am, or somebody of my team is, on; of the tier."""
    accounts = {one.account_id for one in clocks}
    if look.whose != "all" and clocks:
        members = teams.members(cursor, as_of=today, account_ids=accounts)
        accounts &= _accounts(members, look, house.people(cursor), team)
    if look.tier is not None and accounts:
        bound = {"tier": look.tier, "ids": sorted(accounts)}
        accounts = {found for (found,) in cursor.execute(IN_TIER, bound).fetchall()}
    return [one for one in clocks if one.account_id in accounts]


def members_of(
    members: Sequence[Member], look: Look, people: Sequence[Person]
) -> list[Member]:
    """Everybody on the accounts that I am, or somebody of my team is, on; of the tier."""
    kept = _accounts(members, look, people, _team(people, look))
    return [one for one in members
            if one.account_id in kept and look.tier in (None, one.tier)]  # fmt: skip


def _accounts(
    members: Sequence[Member], look: Look, people: Sequence[Person], team: str
) -> set[str]:
    """The accounts that a look takes in, by who is on them."""
    if look.whose == "team":
        return {one.account_id for one in members if one.team == team}
    called = names.called(names.known(people), look.me)
    return {one.account_id for one in members
            if look.whose == "all" or names.key(one.person) in called}  # fmt: skip
