"""Generator B: opportunities of targets and of their matched controls, three to a target.

An account opens a Poisson number of opportunities; its rate has an effect of its matched set and
one of its own. Amounts are log-normal (σ 1.2 or 1.6), a part of the spread shared within the
account. The odds of winning have an effect of the account. Days to close are log-normal, longer for
larger amounts, and wins (median 120 days) take longer than losses (70). Opportunities are opened
evenly over 26 weeks and looked at four weeks later, when many are still open, or half a year later.
Days are whole.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Yes = NDArray[np.bool_]

CONTROLS = 3
SET_SD, ACCOUNT_SD = 0.5, 0.5  # on the log of the rate of opportunities
SHARED = 0.3  # part of the variance of log amounts that is the account's
TYPICAL = 10.0  # log of the typical amount
WIN_RATE, WIN_SD = 0.25, 0.5  # the latter on log odds, by account
DAYS_WON, DAYS_LOST, DAYS_SD, DAYS_BY_AMOUNT = 120.0, 70.0, 0.58, 0.12
OPENED_OVER, SOON, LATE = 182, 28, 182  # days
HORIZON = 150.0  # days for which cumulative win rate and time open are told
TRUTH_DRAWS = 500_000  # accounts


class Setting(NamedTuple):
    """One sort of world; the effects are those of the programme on its targets."""

    n_targets: int = 200
    sigma: float = 1.2
    per_account: float = 1.5
    more: float = 1.0  # opportunities
    larger: float = 1.0  # amounts
    log_odds: float = 0.0  # of winning
    longer: float = 1.0  # days to close
    looked_after: int = SOON


class Deals(NamedTuple):
    """One row per opportunity; all that is not marked as true can be seen on the day of looking."""

    account: Codes
    amount: Numbers
    days: Numbers  # to close, or open until now
    is_closed: Yes
    is_won: Yes
    true_days: Numbers
    truly_won: Yes


class World(NamedTuple):
    """Accounts (set, target) and what they opened after and before launch."""

    matched_set: Codes
    is_target: Yes
    after: Deals
    before: Deals  # an earlier 26 weeks: all closed long ago, no programme


class Truth(NamedTuple):
    """What holds for ever so many accounts of one arm."""

    won_by_horizon: float
    won_in_the_end: float
    days_open: float  # restricted to the horizon
    opened: float  # opportunities per account
    closed_win_rate: float  # of those closed on the day of looking
    mean_won: float  # amount of those seen won
    typical_won: float  # the mean of their logarithms
    days_of_closed: float


def draw(rng: np.random.Generator, world: Setting) -> World:
    """Targets first in every set, then its controls."""
    n = world.n_targets * (1 + CONTROLS)
    matched_set = np.repeat(np.arange(world.n_targets), 1 + CONTROLS)
    is_target = np.arange(n) % (1 + CONTROLS) == 0
    rate = world.per_account * np.exp(
        rng.normal(0, SET_SD, world.n_targets)[matched_set] + rng.normal(0, ACCOUNT_SD, n)
        - (SET_SD**2 + ACCOUNT_SD**2) / 2
    )  # fmt: skip
    own = rng.standard_normal((2, n))  # of amounts, of winning
    before = _deals(rng, rate, own, np.zeros(n, dtype=bool), world._replace(looked_after=3_650))
    after = _deals(rng, rate * np.where(is_target, world.more, 1.0), own, is_target, world)
    return World(matched_set, is_target, after, before)


@cache
def truth(world: Setting, *, is_target: bool, seed: int = 1) -> Truth:
    """By brute force over ``TRUTH_DRAWS`` accounts, whatever anybody estimates."""
    rng = np.random.default_rng(seed)
    accounts = np.full(TRUTH_DRAWS, is_target)
    own = rng.standard_normal((2, TRUTH_DRAWS))
    deals = _deals(rng, np.ones(TRUTH_DRAWS), own, accounts, world)
    closed, won = deals.is_closed, deals.is_won
    return Truth(
        float((deals.truly_won & (deals.true_days <= HORIZON)).mean()),
        float(deals.truly_won.mean()),
        float(np.minimum(deals.true_days, HORIZON).mean()),
        world.per_account * (world.more if is_target else 1.0),
        float(won.sum() / closed.sum()),
        float(deals.amount[won].mean()),
        float(np.log(deals.amount[won]).mean()),
        float(deals.days[closed].mean()),
    )


def _deals(
    rng: np.random.Generator, rate: Numbers, own: Numbers, is_target: Yes, world: Setting
) -> Deals:
    account = np.repeat(np.arange(len(rate)), rng.poisson(rate))
    n, treated = len(account), is_target[account]
    spread = np.sqrt(SHARED) * own[0][account] + np.sqrt(1 - SHARED) * rng.standard_normal(n)
    amount = np.exp(TYPICAL + world.sigma * spread) * np.where(treated, world.larger, 1.0)
    odds = np.log(WIN_RATE / (1 - WIN_RATE)) + WIN_SD * own[1][account] + world.log_odds * treated
    won = rng.random(n) < 1 / (1 + np.exp(-odds))
    rest = np.sqrt(DAYS_SD**2 - (DAYS_BY_AMOUNT * world.sigma) ** 2)
    log_days = (
        np.log(np.where(won, DAYS_WON, DAYS_LOST)) + DAYS_BY_AMOUNT * world.sigma * spread
        + rest * rng.standard_normal(n)
    )  # fmt: skip
    days = np.ceil(np.exp(log_days) * np.where(treated, world.longer, 1.0) - 0.5)
    age = world.looked_after + rng.integers(OPENED_OVER, size=n)
    closed = days <= age
    return Deals(account, amount, np.minimum(days, age), closed, closed & won, days, won)
