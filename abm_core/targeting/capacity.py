"""Can the team work on these tiers? Hours that they take against hours that people have.

Hours are per quarter. An account is its sales owner's; one without an owner is nobody's yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm_core import house, settings
from abm_core.house import House, Person
from abm_core.targeting import tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Triple
from abm_core.targeting.tiers import LEVELS, TierArray

SELLING = "sales"
NOBODY = ""
Rows = np.ndarray


@dataclass(frozen=True)
class Effort:
    """Hours that an account of tier 1, 2 and 3 takes, and hours that a person has."""

    per_account: Triple = settings.HOURS_PER_ACCOUNT.value
    per_person: float = settings.HOURS_PER_PERSON.value

    def __post_init__(self) -> None:
        house.check_hours(self.per_account, self.per_person)

    def of(self, tier: TierArray) -> np.ndarray:
        """Hours of each account by its tier."""
        return np.array([0.0, *self.per_account])[tier]


def effort_of(chosen: House) -> Effort:
    """The hours that the house counts with."""
    return Effort(chosen.hours_per_account, chosen.hours_per_person)


class Load(NamedTuple):
    """What one seller or territory has to do. ``name`` is blank for accounts of nobody.

    ``n_people`` is who shares the hours: 1 for a seller, 0 for accounts of nobody.
    """

    name: str
    n_accounts: tuple[int, int, int]
    hours: float
    n_people: int
    available: float

    @property
    def share(self) -> float:
        """Hours needed of hours available; NaN where nobody is there."""
        return self.hours / self.available if self.available else float("nan")

    @property
    def percent(self) -> float:
        """The same as a percentage, 0 to 100 and above."""
        return 100 * self.share

    @property
    def is_over(self) -> bool:
        """Whether it is more than the people there have hours for."""
        return self.n_people > 0 and self.hours > self.available


class Cutoff(NamedTuple):
    """The lowest cutoff of a tier under which the hours suffice, all else as it is."""

    tier: int
    cutoff: float
    hours: float


def sellers(accounts: Accounts, people: Sequence[Person]) -> list[str]:
    """Who sells: everybody in the sales team, and every sales owner of an account."""
    known = {person.name.casefold(): person.name for person in people if person.team == SELLING}
    for name in dict.fromkeys(_named(accounts, "sales_owner")):
        if name != NOBODY:
            known.setdefault(name.casefold(), name)
    return sorted(known.values(), key=str.casefold)


def by_seller(
    accounts: Accounts, tier: TierArray, people: Sequence[Person], effort: Effort
) -> list[Load]:
    """The load of each seller, the heaviest first; accounts without an owner come last."""
    owners = _named(accounts, "sales_owner")
    people_of = {name: 1 for name in sellers(accounts, people)}
    shown = {name.casefold(): name for name in people_of}
    place = np.array([shown.get(name.casefold(), NOBODY) for name in owners], dtype=object)
    return _loads(place, tier, people_of, effort)


def by_territory(accounts: Accounts, tier: TierArray, effort: Effort) -> list[Load]:
    """The load of each territory; a seller counts where most of their accounts are."""
    territory = _named(accounts, "territory")
    owners = [owner.casefold() for owner in _named(accounts, "sales_owner")]
    people_of: dict[str, int] = dict.fromkeys(sorted(set(territory) - {NOBODY}), 0)
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for owner, place in zip(owners, territory, strict=True):
        if owner != NOBODY and place != NOBODY:
            held[owner][place] += 1
    for places in held.values():
        people_of[places.most_common(1)[0][0]] += 1
    return _loads(territory, tier, people_of, effort)


def _named(accounts: Accounts, ref: str) -> np.ndarray:
    """A text field per account, blank where it is missing."""
    if ref not in accounts.fields:
        return np.full(len(accounts), NOBODY, dtype=object)
    codes, distinct = pd.factorize(accounts.column(ref).fillna(NOBODY))
    named = np.array([" ".join(str(value).split()) for value in distinct], dtype=object)
    return np.asarray(named[codes])


def _loads(
    place: np.ndarray, tier: TierArray, people_of: dict[str, int], effort: Effort
) -> list[Load]:
    codes, names = pd.factorize(np.append(place, np.array(list(people_of), dtype=object)))
    code = codes[: len(place)]
    hours = np.bincount(code, effort.of(tier), minlength=len(names))
    held = [np.bincount(code[tier == level], minlength=len(names)) for level in LEVELS]
    found = []
    for position, name in enumerate(names):
        n_people = people_of.get(str(name), 0)
        one, two, three = (int(of_tier[position]) for of_tier in held)
        if n_people or one or two or three:
            found.append(Load(str(name), (one, two, three), float(hours[position]), n_people,
                              n_people * effort.per_person))  # fmt: skip
    return sorted(found, key=lambda load: (load.name == NOBODY, -load.hours, load.name))


def total(tier: TierArray, n_people: int, effort: Effort) -> Load:
    """The load of the whole team."""
    return Load(
        "Everybody", tiers.counts(tier), float(effort.of(tier).sum()), n_people,
        n_people * effort.per_person,
    )  # fmt: skip


def most_percent(loads: Sequence[Load]) -> float:
    """The largest share of hours used, as a percentage; at least 100, so that bars compare."""
    return max([100.0, *(load.percent for load in loads if load.n_people)])


def owned_by(accounts: Accounts, name: str) -> Rows:
    """The accounts of one seller."""
    owners = _named(accounts, "sales_owner")
    return np.flatnonzero([owner.casefold() == name.casefold() for owner in owners])


def cutoffs_that_fit(
    scored: Scored, effort: Effort, available: float, rows: Rows | None = None
) -> list[Cutoff]:
    """For each tier, the lowest cutoff under which the hours suffice; none where none does.

    ``rows`` are the accounts that count, all by default. Accounts that leave a tier go where the
    profile puts them then.
    """
    some = np.arange(len(scored.tier)) if rows is None else rows
    found = (_cutoff_that_fits(scored, effort, available, some, level) for level in LEVELS)
    return [cutoff for cutoff in found if cutoff is not None]


def _cutoff_that_fits(
    scored: Scored, effort: Effort, available: float, rows: Rows, level: int
) -> Cutoff | None:
    step, cutoffs = settings.CUTOFF_STEP.value, scored.profile.cutoffs
    highest = cutoffs[level - 2] if level > 1 else 100.0
    n_steps = int(np.floor((highest - cutoffs[level - 1]) / step))
    low, high = 0, n_steps  # hours fall as a cutoff rises, so halve the steps that are left
    if _hours_at(scored, effort, rows, level, cutoffs[level - 1] + n_steps * step) > available:
        return None
    while low < high:
        middle = (low + high) // 2
        hours = _hours_at(scored, effort, rows, level, cutoffs[level - 1] + middle * step)
        low, high = (low, middle) if hours <= available else (middle + 1, high)
    cutoff = cutoffs[level - 1] + low * step
    return Cutoff(level, cutoff, _hours_at(scored, effort, rows, level, cutoff))


def _hours_at(
    scored: Scored, effort: Effort, rows: Rows, level: int, cutoff: float
) -> float:
    """Hours of some accounts if one tier had another cutoff."""
    cutoffs = list(scored.profile.cutoffs)
    cutoffs[level - 1] = cutoff
    profile = replace(scored.profile, cutoffs=(cutoffs[0], cutoffs[1], cutoffs[2]))
    laid = scored.frame
    tier = tiers.assign(
        scored.scores[rows], laid.matrix.rows(rows), profile, laid.excluded[rows]
    )
    return float(effort.of(tier).sum())
