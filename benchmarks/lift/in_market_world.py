"""Generator B3: accounts in the market surge now and open more opportunities next.

Being in the market multiplies both the visits of the selection window and the opportunities of the
26 weeks after launch; nobody records it. Targets are chosen by their surge, that is by the
selection window over the baseline, with some chance. One launch. Amounts are those of generator B.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Yes = NDArray[np.bool_]

POOLS = {25: 1_000, 200: 4_000}
IN_MARKET, MORE_VISITS, MORE_PIPELINE = 0.15, 2.5, 2.0
N_INDUSTRIES, N_REGIONS = 6, 3
BASELINE_WEEKS, SELECTION_WEEKS = 26, 4
SHARED = 0.3


class Chosen(NamedTuple):
    """One row per account."""

    is_target: Yes
    industry: Codes
    region: Codes
    log_size: Numbers
    log_age: Numbers
    baseline: Numbers  # visits a week
    selection: Numbers  # visits a week
    prior: Numbers  # amount of opportunities opened in the year before
    opened: Numbers  # opportunities opened after launch, with no programme
    due: Numbers  # how many of them were due
    typical: Numbers  # log amount that is typical for the account
    sigma: float


def draw(rng: np.random.Generator, n_targets: int, sigma: float, per_account: float) -> Chosen:
    """Accounts, their surge, who was chosen for it, and what they open with no programme."""
    n = n_targets + POOLS[n_targets]
    industry, region = rng.integers(N_INDUSTRIES, size=n), rng.integers(N_REGIONS, size=n)
    size, age = rng.standard_normal(n), rng.standard_normal(n)
    level = (
        np.log(2) + 0.35 * size + np.linspace(-0.3, 0.3, N_INDUSTRIES)[industry]
        + rng.normal(0, 0.8, n)
    )  # fmt: skip
    wave = rng.normal(0, 0.3, (2, n))
    in_market = rng.random(n) < IN_MARKET
    baseline = rng.poisson(BASELINE_WEEKS * np.exp(level + wave[0])) / BASELINE_WEEKS
    now = np.exp(level + wave[1]) * np.where(in_market, MORE_VISITS, 1.0)
    selection = rng.poisson(SELECTION_WEEKS * now) / SELECTION_WEEKS
    own = 0.3 * (level - np.log(2)) + rng.normal(0, 0.4, n)
    rate = per_account * np.exp(own - own.var() / 2)
    typical = 10 + sigma * np.sqrt(SHARED) * rng.standard_normal(n)
    before, due = 2 * rate, rate * np.where(in_market, MORE_PIPELINE, 1.0)
    due = due / (1 + IN_MARKET * (MORE_PIPELINE - 1))
    surge = np.log1p(selection) - np.log1p(baseline)
    wanted = surge / surge.std() + rng.gumbel(size=n)
    is_target = np.zeros(n, dtype=bool)
    is_target[np.argsort(-wanted)[:n_targets]] = True
    prior = amounts(rng, rng.poisson(before), typical, sigma)
    return Chosen(is_target, industry, region, 5 + 1.5 * size, 7 + 0.6 * age, baseline, selection,
                  prior, rng.poisson(due).astype(np.float64), due, typical, sigma)  # fmt: skip


def amounts(
    rng: np.random.Generator, opened: NDArray[np.int64], typical: Numbers, sigma: float
) -> Numbers:
    """Sum of the amounts of each account's opportunities."""
    account = np.repeat(np.arange(len(opened)), opened)
    each = typical[account] + sigma * np.sqrt(1 - SHARED) * rng.standard_normal(len(account))
    return np.bincount(account, np.exp(each), len(opened))


def outcome(rng: np.random.Generator, chosen: Chosen, effect: float) -> tuple[Numbers, Numbers]:
    """Opportunities and their amount by account, with a programme that brings more of them."""
    opened = chosen.opened
    if effect != 1.0:
        opened = opened + rng.poisson((effect - 1.0) * chosen.due * chosen.is_target)
    return opened, amounts(rng, opened.astype(np.int64), chosen.typical, chosen.sigma)
