"""How much each of us has to do: open actions, accounts by tier, hours against those there are.

Hours are per quarter, as the house counts them. An account takes its hours from whoever is on it
for sales; several share them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import house
from abm_core.house import House
from abm_core.review import action_items, names, teams
from abm_core.review.action_items import ActionItem
from abm_core.review.teams import Member

NOBODY = ""
SELLING = "sales"  # the team, and the role on an account


class Load(NamedTuple):
    """What one of us has to do; ``name`` is blank for open actions of nobody.

    ``n_accounts`` are those of tier 1, 2 and 3 that the person is on, in any role. ``available``
    is 0 for who does not sell: their hours are not known.
    """

    name: str
    team: str
    n_open: int
    n_overdue: int
    n_accounts: tuple[int, int, int]
    hours: float
    available: float

    @property
    def n_in_time(self) -> int:
        """Open actions whose day is still to come."""
        return self.n_open - self.n_overdue

    @property
    def share(self) -> float:
        """Hours needed of hours available; NaN for who does not sell."""
        return self.hours / self.available if self.available else float("nan")

    @property
    def is_over(self) -> bool:
        """Whether it is more than the person has hours for."""
        return self.available > 0 and self.hours > self.available


def read(cursor: DuckDBPyConnection, *, today: date) -> list[Load]:
    """The load of everybody: of the house, on a tiered account, or with an open action.

    Most overdue first, then most open, then most hours; actions of nobody come last.
    """
    return of(
        house.read(cursor), action_items.of(cursor, status=action_items.OPEN),
        teams.members(cursor, as_of=today, tiered=True), today=today,
    )  # fmt: skip


def of(
    chosen: House, items: Iterable[ActionItem], members: Sequence[Member], *, today: date
) -> list[Load]:
    """The same from what was read already."""
    known = names.known(chosen.people)
    shown = {names.key(one.name): one.name for one in chosen.people}
    n_open, n_overdue = _counted(items, known, shown, today)
    tiers, hours = _worked(members, chosen, shown)
    found = [
        Load(name, known[key].team if key in known else "", n_open[key], n_overdue[key],
             (tiers[key][1], tiers[key][2], tiers[key][3]), hours.get(key, 0.0),
             chosen.hours_per_person if key in hours or _sells(known, key) else 0.0)
        for key, name in shown.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name == NOBODY, -one.n_overdue, -one.n_open,
                                          -one.hours, one.name.casefold()))  # fmt: skip


def _sells(known: Mapping[str, house.Person], key: str) -> bool:
    return key in known and known[key].team == SELLING


def _counted(
    items: Iterable[ActionItem], known: Mapping[str, house.Person], shown: dict[str, str],
    today: date,
) -> tuple[Counter[str], Counter[str]]:  # fmt: skip
    """Open and overdue actions by the key of a name; names that are new are added to ``shown``."""
    n_open: Counter[str] = Counter()
    n_overdue: Counter[str] = Counter()
    for one in items:
        name = names.shown(known, one.owner)
        key = names.key(name)
        shown.setdefault(key, name)
        n_open[key] += one.is_open
        n_overdue[key] += one.is_overdue(today)
    return n_open, n_overdue


def _worked(
    members: Sequence[Member], chosen: House, shown: dict[str, str]
) -> tuple[dict[str, Counter[int]], dict[str, float]]:
    """Accounts by tier, and hours of those who sell, by the key of a name."""
    selling = Counter(one.account_id for one in members if one.role == SELLING)
    tiers: dict[str, Counter[int]] = defaultdict(Counter)
    hours: dict[str, float] = defaultdict(float)
    once = {(names.key(one.person), one.account_id): one.tier for one in members}
    for (key, _), tier in once.items():
        tiers[key][tier] += 1
    for one in members:
        key = names.key(one.person)
        shown.setdefault(key, one.person)
        if one.role == SELLING and one.tier:
            hours[key] += chosen.hours_per_account[one.tier - 1] / selling[one.account_id]
    return tiers, dict(hours)
