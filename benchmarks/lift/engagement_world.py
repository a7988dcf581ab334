"""Generator A: weekly visits of accounts, of which some are chosen as targets.

The log of an account's weekly rate is its level, the season of its industry, a first-order
autoregression (ρ = 0.8, standard deviation 0.5) and a slope of its own; visits are Poisson. The
level depends on size, industry and region and on what nobody records. 87 weeks; programmes start
at weeks 62, 66, 70 and 74. An account is considered on one of these days, and on that day some of
those considered are chosen, by chance weighted with what the choosers look at:

- S0 nothing;
- S1 size, and how much was going on in the estimator's baseline;
- S2 a spike of four weeks, the selection window, over that baseline;
- S3 the slope, which nobody records: no method can remove it;
- S1h size and the true level, of which the baseline is but a noisy reading (not among the bars).

The season falls around the launches, so that before and after differ with nothing done. A
programme multiplies the rate of its targets from the launch week on. Weeks are design.md's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Yes = NDArray[np.bool_]

N_WEEKS, LAUNCHES = 87, (62, 66, 70, 74)
BASELINE, SELECTION, AFTER = (-32, -7), (-6, -3), (0, 12)  # weeks from launch, inclusive
SHOWN = (-13, -1)  # the ninety days before launch, which mislead
FIRST = LAUNCHES[0] + BASELINE[0]  # nobody looks at earlier weeks: they need not be drawn
N_INDUSTRIES, N_REGIONS = 6, 3
POOLS = {25: 1_000, 200: 4_000, 2_000: 20_000}  # accounts not chosen, by number of targets
RHO, AR_SD, SLOPE_SD, LEVEL_SD = 0.8, 0.5, 0.004, 0.8
SWING = np.array([0.12, 0.18, 0.22, 0.28, 0.32, 0.38])  # of the season, by industry
PEAK = np.array([50, 58, 53, 56, 52, 57])  # week of the year's peak, by industry
SELECTIONS = ("S0", "S1", "S2", "S3")
EFFECT = 1.25


class Accounts(NamedTuple):
    """All that is fixed; ``week`` in ``rate`` and ``visits`` counts from ``FIRST``."""

    industry: Codes
    region: Codes
    log_size: Numbers
    log_age: Numbers
    level: Numbers
    slope: Numbers
    rate: Numbers  # accounts × weeks, with no programme
    visits: Numbers
    considered: Codes  # which launch, 0 to 3


class Chosen(NamedTuple):
    """One row for each account on the day it was considered."""

    accounts: Accounts
    is_target: Yes
    launch: Codes  # the week

    def window(self, first: int, last: int, of: Numbers | None = None) -> Numbers:
        """Sum by account over weeks counted from its own launch, both included."""
        source = self.accounts.visits if of is None else of
        return window(source, self.launch, (first, last))


def draw(rng: np.random.Generator, n: int, *, n_launches: int = len(LAUNCHES)) -> Accounts:
    """``n`` accounts and what they do when nobody does anything."""
    industry, region = rng.integers(N_INDUSTRIES, size=n), rng.integers(N_REGIONS, size=n)
    size, age = rng.standard_normal(n), rng.standard_normal(n)
    level = (
        np.log(2) + 0.35 * size + 0.1 * age + np.linspace(-0.3, 0.3, N_INDUSTRIES)[industry]
        + np.linspace(-0.15, 0.15, N_REGIONS)[region] + rng.normal(0, LEVEL_SD, n)
    )  # fmt: skip
    slope = rng.normal(0, SLOPE_SD, n)
    weeks = np.arange(FIRST, N_WEEKS)
    rate = np.exp(
        level[:, None] + slope[:, None] * (weeks - N_WEEKS / 2) + season(weeks)[industry]
        + _autoregression(rng, n, len(weeks))
    )  # fmt: skip
    visits = rng.poisson(rate).astype(np.float64)
    considered = rng.integers(n_launches, size=n)
    return Accounts(industry, region, 5 + 1.5 * size, 7 + 0.6 * age, level, slope, rate, visits,
                    considered)  # fmt: skip


def season(weeks: NDArray[np.intp]) -> Numbers:
    """Industries × weeks, on the log scale."""
    return SWING[:, None] * np.cos(2 * np.pi * (weeks - PEAK[:, None]) / 52)


def _autoregression(rng: np.random.Generator, n: int, n_weeks: int) -> Numbers:
    found = rng.normal(0, AR_SD, (n_weeks, n))
    for week in range(1, n_weeks):
        found[week] = RHO * found[week - 1] + np.sqrt(1 - RHO**2) * found[week]
    return found.T


def window(weekly: Numbers, launch: Codes, weeks: tuple[int, int]) -> Numbers:
    """Sum of ``weekly`` over a window counted from each row's own launch."""
    found = np.empty(len(weekly))
    for start in np.unique(launch):
        rows = launch == start
        begin = start - FIRST + weeks[0]
        found[rows] = weekly[rows, begin : begin + weeks[1] - weeks[0] + 1].sum(axis=1)
    return found


def per_week(weekly: Numbers, launch: Codes, weeks: tuple[int, int]) -> Numbers:
    """log(1 + a week's mean) over a window."""
    return np.log1p(window(weekly, launch, weeks) / (weeks[1] - weeks[0] + 1))


def choose(rng: np.random.Generator, accounts: Accounts, n_targets: int, selection: str) -> Chosen:
    """Targets among those considered on each day, by weighted chance without replacement."""
    launch = np.asarray(LAUNCHES)[accounts.considered]
    wanted = _log_odds(accounts, launch, selection) + rng.gumbel(size=len(launch))
    is_target = np.zeros(len(launch), dtype=bool)
    n_launches = accounts.considered.max() + 1
    for i in range(n_launches):
        rows = np.flatnonzero(accounts.considered == i)
        share = n_targets // n_launches + (i < n_targets % n_launches)
        is_target[rows[np.argsort(-wanted[rows])[:share]]] = True
    return Chosen(accounts, is_target, launch)


def at_every_launch(chosen: Chosen) -> tuple[Chosen, Codes]:
    """As if nobody had noted who was considered when: all others stand at each launch.

    Also gives the account of every row.
    """
    others, blocks, rows = ~chosen.is_target, [], []
    for start in np.unique(chosen.launch):
        here = np.flatnonzero(others | (chosen.launch == start))
        rows.append(here)
        blocks.append(np.full(len(here), start))
    of = np.concatenate(rows)
    accounts = Accounts(*(field[of] for field in chosen.accounts))
    return Chosen(accounts, chosen.is_target[of], np.concatenate(blocks)), of


def _log_odds(accounts: Accounts, launch: Codes, selection: str) -> Numbers:
    """How much each account attracts the choosers."""
    if selection == "S0":
        return np.zeros(len(launch))
    if selection == "S3":
        return _standard(accounts.slope)
    if selection == "S1h":
        return 0.8 * _standard(accounts.log_size) + 0.8 * _standard(accounts.level)
    before = per_week(accounts.visits, launch, BASELINE)
    if selection == "S1":
        return 0.8 * _standard(accounts.log_size) + 0.8 * _standard(before)
    if selection == "S2":
        return _standard(per_week(accounts.visits, launch, SELECTION) - before)
    raise ValueError(f"No selection {selection}")


def _standard(values: Numbers) -> Numbers:
    return (values - values.mean()) / values.std()


def outcome(rng: np.random.Generator, chosen: Chosen, effect: Numbers | float) -> Numbers:
    """Visits in the weeks after launch, with a programme that multiplies by ``effect``.

    What a programme adds is Poisson by itself, so that every effect shares the rest by chance.
    """
    after = chosen.window(*AFTER)
    if np.all(np.asarray(effect) == 1.0):
        return after
    more = (effect - 1.0) * chosen.window(*AFTER, of=chosen.accounts.rate) * chosen.is_target
    return after + rng.poisson(more)


def truth(chosen: Chosen, effect: Numbers | float) -> float:
    """Log of what targets were due with the programme over what without; never estimated."""
    due = chosen.window(*AFTER, of=chosen.accounts.rate)[chosen.is_target]
    times = np.broadcast_to(effect, chosen.is_target.shape)[chosen.is_target]
    return float(np.log((times * due).sum() / due.sum()))
