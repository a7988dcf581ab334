"""What became of opportunities: win rate, deal size, pace and velocity, targets against others.

Rows are opportunities, each of an account. Deals of one account go together: that widens every
interval. Averages among won deals describe, they are no effect: who won is an outcome itself.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import proportions, settings
from abm_core.lift import intervals
from abm_core.lift.intervals import Estimate

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
WINSOR_SHARE = 0.99


class Compared(NamedTuple):
    """Targets, others, and how they differ; differences of logarithms are given as ratios."""

    targets: Estimate
    others: Estimate
    difference: Estimate


class WinRates(NamedTuple):
    """Closed win rates with Wilson's intervals and their difference with Newcombe's."""

    targets: proportions.Share
    others: proportions.Share
    difference: proportions.Difference


def win_rate(won: Mask, account: Codes, target: Mask) -> WinRates:
    """Share won of closed opportunities (rows), as if each account's deals were fewer.

    Both groups should hold opportunities that were created in the same weeks.
    """
    _, code = np.unique(account, return_inverse=True)
    group = np.where(np.asarray(target, dtype=bool), 0, 1)
    ours, theirs = proportions.shares(group, np.asarray(won, dtype=bool), code, 2)
    return WinRates(ours, theirs, proportions.difference(ours, theirs))


class Stratified(NamedTuple):
    """Odds of winning, targets over others: as they are, and within groups alike (Mantel–Haenszel).

    ``p`` is the chance of pooled odds as far from 1.
    """

    crude: float
    pooled: float
    low: float
    high: float
    p: float


def within_groups(won: Mask, target: Mask, group: Codes) -> Stratified:
    """The win rate of closed deals where both sides win other kinds of deals, such as industries.

    Groups in which one side has no closed deal count for nothing. Where nothing is left, NaN.
    """
    from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2  # slow to import

    won, target = np.asarray(won, dtype=bool), np.asarray(target, dtype=bool)
    _, code = np.unique(group, return_inverse=True)
    cells = np.zeros((2, 2, int(code.max(initial=-1)) + 1))
    np.add.at(cells, (1 - target, 1 - won, code), 1)
    told = (cells.sum(axis=1) > 0).all(axis=0) & (cells.sum(axis=0) > 0).all(axis=0)
    if not told.any():
        return Stratified(*(math.nan,) * 5)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = StratifiedTable(cells[..., told])
        low, high = pooled.oddsratio_pooled_confint(1 - settings.CONFIDENCE.value)
        crude = Table2x2(cells.sum(axis=2), shift_zeros=False).oddsratio
        p = pooled.test_null_odds(correction=False).pvalue
    return Stratified(*(float(x) for x in (crude, pooled.oddsratio_pooled, low, high, p)))


def typical_size(amount: Numbers, account: Codes, target: Mask) -> Compared:
    """The typical won deal: geometric mean over accounts, and the ratio with Welch's interval.

    Amounts must be above 0; an account counts once, with the mean of its logarithms.
    """
    target = np.asarray(target, dtype=bool)
    arms = [_typical(amount[arm], account[arm]) for arm in (target, ~target)]
    return Compared(*(arm.as_ratio() for arm in (*arms, intervals.difference(*arms))))


def _typical(amount: Numbers, account: Codes) -> Estimate:
    """Mean over accounts of the mean logarithm, with its usual standard error."""
    if not len(amount):
        return intervals.estimate(math.nan, math.nan, math.nan)
    logs = np.log(np.asarray(amount, dtype=np.float64))
    total = intervals.cluster_sums(np.column_stack([logs, np.ones(len(logs))]), account)
    means = total[:, 0] / total[:, 1]
    n = len(means)
    se = float(means.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return intervals.estimate(float(means.mean()), se, n - 1 if n > 1 else math.nan)


def mean_size(amount: Numbers, account: Codes, target: Mask, *, seed: int = 0) -> Compared:
    """The mean won deal and its ratio, accounts left out in turn: few large deals widen it."""
    rows = np.column_stack([np.asarray(amount, dtype=np.float64), np.ones(len(amount))])
    return _by_account(rows, account, target, _log_mean, seed)


def _log_mean(sums: Numbers) -> Numbers:
    return np.asarray(np.log(sums[..., 0]) - np.log(sums[..., 1]))


class Pipeline(NamedTuple):
    """What an account's opportunities add up to; one row per account, also those without any.

    ``n`` weight of the account (1, or what it counts in a comparison), ``opportunities`` created,
    ``closed``, ``won``, ``amount`` won, ``days`` to close summed over the closed; all but ``n`` are
    multiplied by that weight.
    """

    n: Numbers
    opportunities: Numbers
    closed: Numbers
    won: Numbers
    amount: Numbers
    days: Numbers


def velocity(
    targets: Pipeline, others: Pipeline, *, paired: bool = False, seed: int = 0
) -> Compared:
    """Pipeline velocity: money won per account and day that a deal takes.

    Opportunities per account × share won of closed × mean won amount / mean days to close. The
    ratio is the sum of four differences of logarithms. ``paired``: row s of both is one matched
    set.
    """
    ours, theirs = np.column_stack(targets), np.column_stack(others)
    values = (intervals.jackknife(arm, log_velocity, seed=seed) for arm in (ours, theirs))
    ratio = intervals.contrast(ours, theirs, log_velocity, paired=paired, seed=seed)
    return Compared(*(found.as_ratio() for found in (*values, ratio)))


def log_velocity(sums: Numbers) -> Numbers:
    """The logarithm of velocity from totals in the order of ``Pipeline``."""
    n, opportunities, closed, won, amount, days = (sums[..., i] for i in range(6))
    return np.asarray(sum(factors(n, opportunities, closed, won, amount, days)))


def factors(
    n: Numbers, opportunities: Numbers, closed: Numbers, won: Numbers, amount: Numbers,
    days: Numbers,
) -> tuple[Numbers, Numbers, Numbers, Numbers]:  # fmt: skip
    """Logarithms whose sum is velocity: deals per account, win rate, size, less days to close."""
    return (
        np.log(opportunities) - np.log(n), np.log(won) - np.log(closed),
        np.log(amount) - np.log(won), np.log(closed) - np.log(days),
    )  # fmt: skip


def _by_account(
    rows: Numbers, account: Codes, target: Mask, statistic: intervals.Statistic, seed: int
) -> Compared:
    target = np.asarray(target, dtype=bool)
    found = []
    for arm in (target, ~target):
        if not arm.any():
            found.append(intervals.estimate(math.nan, math.nan, math.nan))
            continue
        sums = intervals.cluster_sums(rows[arm], account[arm])
        found.append(intervals.jackknife(sums, statistic, seed=seed))
    ratio = intervals.difference(*found)
    return Compared(*(part.as_ratio() for part in (*found, ratio)))


def winsorised(amount: Numbers, share: float = WINSOR_SHARE) -> Numbers:
    """Amounts cut off at the size that only 1 % of those above 0 exceed: one whale less.

    >>> winsorised(np.array([0.0, 1.0, 2.0, 3.0, 100.0]), 0.75).tolist()
    [0.0, 1.0, 2.0, 3.0, 27.25]
    """
    amount = np.asarray(amount, dtype=np.float64)
    above = amount[amount > 0]
    return np.minimum(amount, np.quantile(above, share)) if len(above) else amount
