"""How often each account does something of its own accord, week by week, without the programme.

The rate is a product: the account's lasting level (log-normal), latent fit, size, whether it was a
customer, an AR(1) week-to-week drift, the season of its trade, the calendar (growth, summer,
Christmas), a rise around opportunities, and passing surges. All rates are scaled so that the sum
over accounts and weeks is ``N_THEIRS``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data.deals import Deal
from sample_data.fit import Numbers

N_WHOLE_WEEKS = 130  # before the week of the as-of day, which is the last
N_THEIRS = 186_000
LEVEL_SD, DRIFT_SD, DRIFT_KEPT = 0.7, 0.4, 0.8
FIT_GAIN, SIZE_GAIN, CUSTOMER_GAIN = 0.6, 0.18, 0.3  # logs: fit 100 over 50, e-fold, customer
GROWTH = 0.05  # a year
SUMMER, CHRISTMAS = 0.88, 0.5
TRADE_SEASON = 0.08
RISE_WEEKS, RISE_PEAK, OPEN_FACTOR, RENEWAL_FACTOR = 6, 2.25, 2.0, 1.3
WAVE_SURGE_SHARE, OTHER_SURGES = 0.2, 0.8  # of accounts before each wave; per account besides
SURGE_FACTOR, SURGE_SD = 4.5, 0.35
SELECTION = (-6, -3)  # weeks before a launch, both included

Counts = npt.NDArray[np.int64]


class Interest(NamedTuple):
    """Weekly rates by account (row) and week (column), and whether a deal is near or open.

    ``surges`` is the factor of planted surges in them, 1 where there is none.
    """

    rates: Numbers
    in_deal: npt.NDArray[np.bool_]
    surges: Numbers


def mondays(as_of: date) -> Counts:
    """Ordinals of the Mondays of all weeks, the last one that of the as-of day.

    >>> [str(date.fromordinal(int(one))) for one in mondays(date(2026, 11, 13))[[0, -1]]]
    ['2024-05-13', '2026-11-09']
    """
    last = (as_of - timedelta(days=as_of.weekday())).toordinal()
    return last - 7 * np.arange(N_WHOLE_WEEKS, -1, -1)


def interest(
    rng: np.random.Generator,
    companies: pd.DataFrame,
    deals: list[Deal],
    weeks: Counts,
    waves: list[int],
) -> Interest:
    """Rates without any effect; ``waves`` are the launch weeks before which many accounts surge."""
    count = len(companies)
    log_rate = (
        rng.normal(0, LEVEL_SD, count)
        + FIT_GAIN * (companies["fit"].to_numpy() - 50) / 50
        + SIZE_GAIN * np.log(companies["employees"].to_numpy(dtype=float) / 480)
        + CUSTOMER_GAIN * (companies["base_type"] == "customer").to_numpy()
    )[:, None] + _drift(rng, count, len(weeks))
    log_rate = log_rate + _trade_season(rng, companies["industry"], weeks)
    log_rate = log_rate + np.log(calendar(weeks))
    rise = _rise(deals, count, weeks)
    surges = _surges(rng, count, len(weeks), waves)
    rates = np.exp(log_rate) * rise * surges
    rates *= companies["created"].to_numpy()[:, None] <= weeks[None, :]
    rates[:, -1] *= 0.9  # the last week ends on a Friday
    return Interest(rates * (N_THEIRS / rates.sum()), rise > 1, surges)


def calendar(weeks: Counts) -> Numbers:
    """Growth, the summer dip from early July to mid-August, and the two weeks of Christmas."""
    factor = (1 + GROWTH) ** ((weeks - weeks[0]) / 365.25)
    for place, monday in enumerate(weeks):
        day = date.fromordinal(int(monday) + 2)
        if (7, 6) <= (day.month, day.day) <= (8, 17):
            factor[place] *= SUMMER
        if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2):
            factor[place] *= CHRISTMAS
    return np.asarray(factor, dtype=np.float64)


def _drift(rng: np.random.Generator, count: int, n_weeks: int) -> Numbers:
    """A stationary AR(1) process per account."""
    steps = rng.normal(0, DRIFT_SD * np.sqrt(1 - DRIFT_KEPT**2), (count, n_weeks))
    drift = np.empty((count, n_weeks))
    drift[:, 0] = rng.normal(0, DRIFT_SD, count)
    for week in range(1, n_weeks):
        drift[:, week] = DRIFT_KEPT * drift[:, week - 1] + steps[:, week]
    return drift


def _trade_season(rng: np.random.Generator, industry: pd.Series, weeks: Counts) -> Numbers:
    """A yearly wave whose peak differs by industry."""
    peaks = {name: rng.random() for name in sorted(industry.unique())}
    phase = industry.map(peaks).to_numpy(dtype=float)[:, None]
    return np.asarray(TRADE_SEASON * np.cos(2 * np.pi * (weeks[None, :] / 365.25 - phase)))


def _rise(deals: list[Deal], count: int, weeks: Counts) -> Numbers:
    """Up to 2.25 times in the six weeks before an opportunity, twice while it is open."""
    rise = np.ones((count, len(weeks)))
    before = np.linspace(1.25, RISE_PEAK, RISE_WEEKS)
    first = int(weeks[0])
    for deal in deals:
        start, end = (deal.created - first) // 7, (deal.closes - first) // 7 + 1
        row = rise[deal.company]
        renewal = deal.motion == "renewal"
        for ahead, factor in enumerate(before if not renewal else ()):
            week = start - RISE_WEEKS + ahead
            if 0 <= week < len(weeks):
                row[week] = max(row[week], factor)
        while_open = row[max(start, 0) : max(end, 0)]
        np.maximum(while_open, RENEWAL_FACTOR if renewal else OPEN_FACTOR, out=while_open)
    return rise


def _surges(rng: np.random.Generator, count: int, n_weeks: int, waves: list[int]) -> Numbers:
    """Four-week surges of some accounts before each wave, and shorter ones at any time."""
    factor = np.ones((count, n_weeks))
    for wave in waves:
        chosen = np.flatnonzero(rng.random(count) < WAVE_SURGE_SHARE)
        height = SURGE_FACTOR * rng.lognormal(0, SURGE_SD, len(chosen))
        factor[chosen, wave + SELECTION[0] : wave + SELECTION[1] + 1] = height[:, None]
    n_others = rng.poisson(OTHER_SURGES * count)
    rows, starts = rng.integers(0, count, n_others), rng.integers(0, n_weeks, n_others)
    lengths, heights = rng.integers(1, 4, n_others), rng.lognormal(np.log(3), 0.3, n_others)
    for row, start, length, height in zip(rows, starts, lengths, heights, strict=True):
        part = factor[row, start : start + length]
        np.maximum(part, height, out=part)
    return factor
