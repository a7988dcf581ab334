"""When opportunities begin and how they end: new business, renewals, expansions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data.fit import Numbers, appetite, win_probability

WINDOW_DAYS = 910  # 30 months, less the weekend that a first day may be moved by
NEW_PER_ACCOUNT = 0.56  # opportunities begun in 30 months by an account of fit 50
LATER = 0.85  # below 1: new business begins somewhat more often towards today
EXPANSION_BONUS = 0.12  # added to the chance to win, over new business
RENEWAL_LOW, RENEWAL_GAIN = 0.78, 0.14  # chance to renew at fit 0, and what fit 100 adds


class Deal(NamedTuple):
    """One opportunity: company row, motion, ordinals of its days, and how it (will) end."""

    company: int
    motion: str
    created: int
    closes: int
    won: bool


class Tenure(NamedTuple):
    """The days during which a company was a customer; ``lost`` is ``None`` while it is one."""

    company: int
    since: int
    lost: int | None


class History(NamedTuple):
    """All deals and the tenures that follow from them."""

    deals: list[Deal]
    tenures: list[Tenure]


def history(
    rng: np.random.Generator, companies: pd.DataFrame, as_of: date, count: int, n_ghosts: int
) -> History:
    """As many opportunities of the known companies as asked for.

    New business and renewals follow from the companies; expansions fill up the number.
    """
    today = as_of.toordinal()
    known = companies.iloc[: len(companies) - n_ghosts]
    fit = companies["fit"].to_numpy()
    created = companies["created"].to_numpy()
    new = [
        deal
        for row in _sellable(known)
        for deal in _new_business(rng, row, float(fit[row]), int(created[row]), today)
    ]
    since = {row: today - WINDOW_DAYS - int(rng.integers(30, 330)) for row in _old_customers(known)}
    since |= {deal.company: deal.closes for deal in new if deal.won and deal.closes <= today}
    yearly, tenures = [], []
    for row, first in sorted(since.items()):
        found, tenure = renewals(rng, row, float(fit[row]), first, today)
        yearly += found
        tenures.append(tenure)
    n_expansions = count - len(new) - len(yearly)
    expansions = more_expansions(rng, fit, tenures, n_expansions, today)
    return History([*new, *yearly, *expansions], tenures)


def orphans(
    rng: np.random.Generator, companies: pd.DataFrame, as_of: date, count: int, n_ghosts: int
) -> list[Deal]:
    """New-business opportunities of companies that the account export does not have."""
    today = as_of.toordinal()
    ghosts = rng.permutation(np.arange(len(companies) - n_ghosts, len(companies)))
    fit = companies["fit"].to_numpy()
    return [
        new_deal(rng, int(row), "new", int(rng.integers(today - WINDOW_DAYS, today)),
              float(win_probability(float(fit[row]))))
        for row in np.resize(ghosts, count)
    ]


def _sellable(known: pd.DataFrame) -> Iterator[int]:
    """Rows of the companies that new business can be opened with."""
    return (row for row, kind in enumerate(known["base_type"]) if kind == "prospect")


def _old_customers(known: pd.DataFrame) -> Iterator[int]:
    """Rows of the companies that were customers before the window."""
    return (row for row, kind in enumerate(known["base_type"]) if kind == "customer")


def _new_business(
    rng: np.random.Generator, row: int, fit: float, known_since: int, today: int
) -> list[Deal]:
    """New-business opportunities of one account, one after the other, up to the first won."""
    start = max(today - WINDOW_DAYS, known_since + 5)
    exposure = (today - start) / WINDOW_DAYS
    expected = NEW_PER_ACCOUNT * float(appetite(fit)) * exposure
    share = np.sort(rng.random(rng.poisson(expected))) ** LATER
    found: list[Deal] = []
    free = start
    for day in (start + share * (today - start)).astype(int):
        if day >= free:
            deal = new_deal(rng, row, "new", int(day), float(win_probability(fit)))
            found.append(deal)
            free = deal.closes + 60 if not deal.won else today + 1
    return found


def proposal_rate(
    days: npt.NDArray[np.int64], fit: float, known_since: int, today: int
) -> Numbers:
    """New-business opportunities proposed on each of the days, as ``_new_business`` draws them."""
    start = max(today - WINDOW_DAYS, known_since + 5)
    expected = NEW_PER_ACCOUNT * float(appetite(fit)) * (today - start) / WINDOW_DAYS
    edges = np.clip((np.append(days, days[-1] + 1) - start) / (today - start), 0, 1)
    return np.asarray(expected * np.diff(edges ** (1 / LATER)), dtype=np.float64)


def renewals(
    rng: np.random.Generator, row: int, fit: float, since: int, today: int
) -> tuple[list[Deal], Tenure]:
    """Yearly renewals from the first purchase on, up to the first one lost."""
    found: list[Deal] = []
    due = since + 365
    while (begins := _workday(due - int(rng.integers(75, 120)))) <= today:
        won = bool(rng.random() < RENEWAL_LOW + RENEWAL_GAIN * fit / 100)
        closes = _workday(max(begins + 32, due - int(rng.integers(0, 25))))
        if begins > today - WINDOW_DAYS:
            found.append(Deal(row, "renewal", begins, closes, won))
            if not won and closes <= today:
                return found, Tenure(row, since, closes)
        due += 365
    return found, Tenure(row, since, None)


def more_expansions(
    rng: np.random.Generator, fit: Numbers, tenures: list[Tenure], count: int, today: int
) -> list[Deal]:
    """Expansions at customers, likelier the longer they have been one and the better they fit."""
    rows = np.array([tenure.company for tenure in tenures])
    first = np.array([max(t.since + 30, today - WINDOW_DAYS + 1) for t in tenures])
    last = np.array([(t.lost or today + 1) - 1 for t in tenures])
    weight = np.clip(last - first, 0, None) * appetite(fit[rows])
    chosen = rng.choice(len(rows), size=count, p=weight / weight.sum())
    days = first[chosen] + (rng.random(count) * (last - first + 1)[chosen]).astype(int)
    chances = np.minimum(win_probability(fit[rows]) + EXPANSION_BONUS, 0.9)
    return [
        new_deal(rng, int(rows[one]), "expansion", int(day), float(chances[one]))
        for one, day in zip(chosen, days, strict=True)
    ]


def new_deal(rng: np.random.Generator, row: int, motion: str, day: int, chance: float) -> Deal:
    """A deal that begins on the day; it takes 32 to 280 days, lost ones somewhat fewer."""
    won = bool(rng.random() < chance)
    created = _workday(day)
    cycle = rng.lognormal(np.log(112 if won else 96), 0.5)
    return Deal(row, motion, created, _workday(created + int(np.clip(cycle, 32, 280))), won)


def _workday(day: int) -> int:
    """The day itself, or the Friday before a weekend."""
    return day - max(0, date.fromordinal(day).weekday() - 4)
