"""The true effects of the programme, which ``effects=False`` leaves out.

Both worlds are drawn from the same random numbers. What the programme adds is drawn on top of what
happens anyway, so that the factors hold exactly (that of engagement in expectation) and all else is
row by row the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sample_data.deals import (
    EXPANSION_BONUS,
    Deal,
    History,
    Tenure,
    new_deal,
    proposal_rate,
    renewals,
)
from sample_data.fit import Numbers, appetite, win_probability
from sample_data.interest import Counts

ENGAGEMENT_EFFECT = 1.25  # on the rate of what targets do, from joining to leaving, all tiers
PIPELINE_EFFECT = 1.30  # on new-business and expansion opportunities created
PIPELINE_WEEKS = 26  # weeks 0 to 25 after joining


class Membership(NamedTuple):
    """Which accounts (rows) were on the list in which weeks, and the week each joined (-1)."""

    on_list: np.ndarray
    joined: Counts


class Extra(NamedTuple):
    """What the programme adds to opportunities: deals, and customers won by them."""

    deals: list[Deal]
    tenures: list[Tenure]


def membership(targets: pd.DataFrame, account_ids: np.ndarray, weeks: Counts) -> Membership:
    """Weeks on the list; moving between tiers interrupts nothing."""
    row_of = {one: row for row, one in enumerate(account_ids)}
    rows = targets["account_id"].map(row_of).to_numpy()
    starts = np.searchsorted(weeks, ordinals(targets["joined_on"]))
    open_end = targets["left_on"].isna().to_numpy()
    ends = np.searchsorted(weeks, ordinals(targets["left_on"].fillna(targets["joined_on"])))
    on_list = np.zeros((len(account_ids), len(weeks)), dtype=bool)
    for row, start, end, runs in zip(rows, starts, ends, open_end, strict=True):
        on_list[row, start : None if runs else end] = True
    joined = np.where(on_list.any(axis=1), on_list.argmax(axis=1), -1)
    return Membership(on_list, joined.astype(np.int64))


def ordinals(days: pd.Series) -> Counts:
    """Days as ordinals."""
    return np.asarray(days.to_numpy().astype("datetime64[D]").astype("int64") + 719_163)


def extra_counts(rng: np.random.Generator, rates: Numbers, on_list: np.ndarray) -> Counts:
    """What targets do more than they would have done, by account and week."""
    return np.asarray(rng.poisson((ENGAGEMENT_EFFECT - 1) * rates * on_list))


def extra_deals(
    rng: np.random.Generator,
    companies: pd.DataFrame,
    past: History,
    members: Membership,
    weeks: Counts,
    today: int,
) -> Extra:
    """New business and expansions that the programme brings about.

    0.3 times as many as targets had anyway in weeks 0 to 25, spread over the days of all targets
    as the rate of opportunities is that led to the others. A customer won this way may renew like
    any other.
    """
    fit = companies["fit"].to_numpy()
    chance = win_probability(fit)
    rows = np.flatnonzero(members.joined >= 0)
    first = weeks[members.joined[rows]]
    days = first[:, None] + np.arange(7 * PIPELINE_WEEKS)
    deals: list[Deal] = []
    for motion, rates in _could_be(companies, past, rows, days, today).items():
        anyway = _happened(past.deals, motion, dict(zip(rows, first, strict=True)), today)
        count = round((PIPELINE_EFFECT - 1) * anyway)
        cells = rng.choice(rates.size, size=count, p=rates.ravel() / rates.sum())
        hits = np.column_stack(np.unravel_index(cells, rates.shape))
        bonus = EXPANSION_BONUS if motion == "expansion" else 0.0
        deals += [
            new_deal(rng, int(rows[place]), motion, int(days[place, day]),
                     min(float(chance[rows[place]]) + bonus, 0.9))
            for place, day in hits
        ]
    return _with_renewals(rng, deals, past, fit, today)


def _could_be(
    companies: pd.DataFrame, past: History, rows: Counts, days: Counts, today: int
) -> dict[str, Numbers]:
    """By motion, how likely each target (row) was to have an opportunity on each of its days."""
    fit = companies["fit"].to_numpy()
    started = companies["created"].to_numpy()
    prospect = (companies["base_type"] == "prospect").to_numpy()
    own = _by_company(past.deals)
    tenure_of = {tenure.company: tenure for tenure in past.tenures}
    new, more = np.zeros(days.shape), np.zeros(days.shape)
    for place, row in enumerate(rows):
        day = days[place]
        rate = proposal_rate(day, float(fit[row]), int(started[row]), today)
        new[place] = rate * _free(day, own.get(row, [])) * prospect[row]
        more[place] = appetite(fit[row]) * _in_tenure(day, tenure_of.get(row))
    return {"new": new * (days <= today), "expansion": more * (days <= today)}


def _happened(deals: list[Deal], motion: str, first_day: dict[int, int], today: int) -> int:
    """Opportunities of a motion that targets had anyway in weeks 0 to 25 after joining."""
    return sum(
        deal.motion == motion
        and deal.company in first_day
        and 0 <= deal.created - first_day[deal.company] < 7 * PIPELINE_WEEKS
        and deal.created <= today
        for deal in deals
    )


def _with_renewals(
    rng: np.random.Generator, deals: list[Deal], past: History, fit: Numbers, today: int
) -> Extra:
    """The deals, and what follows where one of them made a customer."""
    already = {tenure.company for tenure in past.tenures}
    found, tenures = list(deals), []
    for deal in deals:
        if deal.won and deal.closes <= today and deal.company not in already:
            row = deal.company
            yearly, tenure = renewals(rng, row, float(fit[row]), deal.closes, today)
            found += yearly
            tenures.append(tenure)
            already.add(deal.company)
    return Extra(found, tenures)


def after_win(deals: pd.DataFrame, extra: pd.DataFrame) -> np.ndarray:
    """Motions of the deals once the extra ones are there: after a win, new is expansion."""
    won = extra[(extra["motion"] == "new") & (extra["outcome"] == "won")]
    since = deals["account_id"].map(won.groupby("account_id")["closed_on"].min())
    late = (deals["motion"] == "new") & (deals["created_on"] > since)
    return np.asarray(deals["motion"].mask(late, "expansion"), dtype=object)


def _by_company(deals: list[Deal]) -> dict[int, list[Deal]]:
    found: dict[int, list[Deal]] = {}
    for deal in deals:
        if deal.motion == "new":
            found.setdefault(deal.company, []).append(deal)
    return found


def _free(days: Counts, deals: list[Deal]) -> np.ndarray:
    """Days on which new business could begin beside the account's own deals."""
    free = np.ones(len(days), dtype=bool)
    for deal in deals:
        begun = days >= deal.created
        free &= ~(begun if deal.won else begun & (days < deal.closes + 60))
    return free


def _in_tenure(days: Counts, tenure: Tenure | None) -> np.ndarray:
    if tenure is None:
        return np.zeros(len(days), dtype=bool)
    end = tenure.lost or np.iinfo(np.int64).max
    return np.asarray((days >= tenure.since + 30) & (days < end))
