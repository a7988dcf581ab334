"""Quiet accounts for the surge score, and the simpler rules that it has to beat.

Accounts have levels from a Gamma distribution (``LEVEL_SHAPE``, mean ``LEVEL_MEAN`` people a week),
most of them low and a few high. Each week of an account is its level times the season of the site
times a Gamma factor with mean 1 and variance α, drawn as Poisson: Var = m + αm². The season is a
yearly wave of ± 20 % at a random phase with 8 % of noise a week. Nothing ever happens, so that
every flag is a false alarm; for power, accounts above 2 people a week triple in the tested week.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from abm_core.measure import surge
from abm_core.measure.surge import Rules

OVERDISPERSION = (0.2, 0.5)  # low and high
N_ACCOUNTS, LEVEL_SHAPE, LEVEL_MEAN = 4_000, 1.0, 4.0
N_WEEKS, N_BASELINE = 15, 12  # two guard weeks between
WAVE, NOISE = 0.2, 0.08
TRIPLED, FROM_LEVEL = 3.0, 2.0

Numbers = NDArray[np.float64]
Shares = dict[str, float]


class Site(NamedTuple):
    """People by account and week, and the true level of each account."""

    level: Numbers
    weeks: Numbers
    season: Numbers


def site(rng: np.random.Generator, overdispersion: float, mean: float = LEVEL_MEAN) -> Site:
    """One site in which nothing happens."""
    level = rng.gamma(LEVEL_SHAPE, mean / LEVEL_SHAPE, N_ACCOUNTS)
    year = 2 * np.pi * (np.arange(N_WEEKS) + rng.integers(52)) / 52
    season = (1 + WAVE * np.cos(year)) * rng.lognormal(0, NOISE, N_WEEKS)
    return Site(level, _people(rng, np.outer(level, season), overdispersion), season)


def _people(rng: np.random.Generator, rate: Numbers, overdispersion: float) -> Numbers:
    varied = rng.gamma(1 / overdispersion, overdispersion, rate.shape)
    return rng.poisson(rate * varied).astype(np.float64)


def flags(baseline: Numbers, now: Numbers) -> dict[str, NDArray[np.bool_]]:
    """What every rule flags."""
    mean, spread = baseline.mean(axis=1), baseline.std(axis=1, ddof=1)
    usual = surge.quiet(baseline, now)
    judged = surge.judge(now, now, usual)
    at = {limit: judged.p_value < limit for limit in (0.01, 0.001)}
    return {
        "ours at 1 %": at[0.01],
        "ours at 0.1 %": at[0.001],
        "ours at 0.5 %, all rules": judged.is_flagged,
        "twice the baseline": (now >= Rules().least) & (now > 2 * mean),
        "EARS C2": now > mean + 3 * spread,
        "Poisson at 0.1 %": stats.poisson.sf(now - 1, mean) < 0.001,
    }


def false_alarms(
    overdispersion: float, *, sites: int, seed: int, mean: float = LEVEL_MEAN
) -> Shares:
    """Share of quiet account-weeks that every rule flags."""
    rng = np.random.default_rng(seed)
    found: list[Shares] = []
    for _ in range(sites):
        weeks = site(rng, overdispersion, mean).weeks
        raised = flags(weeks[:, :N_BASELINE], weeks[:, -1])
        found.append({rule: float(hit.mean()) for rule, hit in raised.items()})
    return _mean(found)


def power(overdispersion: float, *, sites: int, seed: int, mean: float = LEVEL_MEAN) -> Shares:
    """Share of accounts above two people a week whose tripling every rule flags.

    One account in twenty triples, so that the site hardly moves with them.
    """
    rng = np.random.default_rng(seed)
    found: list[Shares] = []
    for _ in range(sites):
        there = site(rng, overdispersion, mean)
        tripled = (there.level > FROM_LEVEL) & (rng.random(N_ACCOUNTS) < 0.05)
        now = there.weeks[:, -1].copy()
        rate = TRIPLED * there.level[tripled] * there.season[-1]
        now[tripled] = _people(rng, rate, overdispersion)
        raised = flags(there.weeks[:, :N_BASELINE], now)
        found.append({rule: float(hit[tripled].mean()) for rule, hit in raised.items()})
    return _mean(found)


def flagged_and_said(
    overdispersion: float, *, sites: int, seed: int, mean: float = LEVEL_MEAN
) -> tuple[float, float]:
    """Flagged per quiet site by all rules, and how many chance was said to give."""
    rng = np.random.default_rng(seed)
    flagged = said = 0.0
    for _ in range(sites):
        weeks = site(rng, overdispersion, mean).weeks
        baseline, now = weeks[:, :N_BASELINE], weeks[:, -1]
        judged = surge.judge(now, now, surge.quiet(baseline, now))
        flagged += judged.is_flagged.sum() / sites
        said += judged.chance.sum() / sites
    return flagged, said


def _mean(found: list[Shares]) -> Shares:
    return {rule: float(np.mean([one[rule] for one in found])) for rule in found[0]}
