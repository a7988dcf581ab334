"""How well scores rank what was won above what was lost: AUC, its interval, gains.

AUC is the chance that a won case scores above a lost one, ties counting half. Its variance is
DeLong's (1988), and Obuchowski's (1997) where one account stands behind several cases: the same
sums, taken per account. With one case per account the two are equal.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.proportions import Codes

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
GRID = np.linspace(0.0, 1.0, 101)


class Interval(NamedTuple):
    """An estimate with the ends of its interval."""

    estimate: float
    low: float
    high: float

    @property
    def is_above_zero(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0

    @property
    def is_below_zero(self) -> bool:
        """Whether the whole interval lies below zero."""
        return self.high < 0


class Ranked(NamedTuple):
    """AUC and how far each account pulls it up (by its won cases) or down (by its lost ones)."""

    auc: float
    won: Numbers
    lost: Numbers
    n_won: int
    n_lost: int
    n_won_accounts: int
    n_lost_accounts: int
    n_accounts: int


class Gains(NamedTuple):
    """Cumulative gains: of the best x share of cases, which share of all that was won they hold."""

    cases: Numbers
    won: Numbers
    amount: Numbers


class Ladder(NamedTuple):
    """Cases by their score: sorted once, counted for every question that follows.

    step: the place of each case's score among the distinct ones, 0 the lowest. n: cases per step.
    """

    step: Codes
    n: Codes


def ladder(scores: Numbers) -> Ladder:
    """Sort cases by score; equal scores share a step."""
    order = np.argsort(scores)
    ranked = scores[order]
    new = np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)]
    step = np.empty(len(ranked), dtype=np.intp)
    step[order] = np.cumsum(new) - 1
    return Ladder(step, np.bincount(step))


def rank(
    scores: Numbers, won: Flags, account: Codes, sorted_: Ladder | None = None
) -> Ranked:
    """Rank won cases against lost ones; there must be both. Accounts are numbered from 0.

    ``sorted_`` is the ladder of the same scores, where the caller has it.
    """
    step, n = sorted_ or ladder(scores)
    n_won, n_lost = int(won.sum()), int((~won).sum())
    won_here = np.bincount(step[won], minlength=len(n))
    above = _share_below(n - won_here, n_lost)[step[won]]
    below = 1.0 - _share_below(won_here, n_won)[step[~won]]
    auc = float(above.mean())
    n_accounts = int(account.max()) + 1
    return Ranked(
        auc,
        _summed(account[won], above - auc, n_accounts),
        _summed(account[~won], below - auc, n_accounts),
        n_won,
        n_lost,
        _distinct(account[won]),
        _distinct(account[~won]),
        _distinct(account),
    )


def _share_below(others: Codes, n_others: int) -> Numbers:
    """By step, the share of the others that stand lower; those on the same step count half."""
    return np.asarray((np.cumsum(others) - others / 2) / n_others)


def _distinct(account: Codes) -> int:
    return int(np.count_nonzero(np.bincount(account)))


def _summed(account: Codes, pulls: Numbers, n_accounts: int) -> Numbers:
    return np.asarray(np.bincount(account, pulls, minlength=n_accounts), dtype=np.float64)


def auc(ranked: Ranked) -> Interval:
    """AUC with its interval, cut off at 0 and 1."""
    found = _interval(ranked.auc, ranked, ranked.won, ranked.lost)
    return Interval(found.estimate, max(found.low, 0.0), min(found.high, 1.0))


def auc_difference(one: Ranked, other: Ranked) -> Interval:
    """By how much the AUC of one ranking exceeds that of another of the same cases."""
    return _interval(one.auc - other.auc, one, one.won - other.won, one.lost - other.lost)


def _interval(estimate: float, ranked: Ranked, won: Numbers, lost: Numbers) -> Interval:
    half = NormalDist().inv_cdf(0.5 + settings.CONFIDENCE.value / 2) * _error(ranked, won, lost)
    return Interval(estimate, estimate - half, estimate + half)


def _error(ranked: Ranked, won: Numbers, lost: Numbers) -> float:
    """Standard error from the pulls of the accounts; NaN where a side has one account only."""
    sides = (ranked.n_won_accounts, ranked.n_lost_accounts, ranked.n_accounts)
    if min(sides) < 2:
        return float("nan")
    up, down, both = (count / (count - 1) for count in sides)
    variance = float(
        up * (won @ won) / ranked.n_won**2
        + down * (lost @ lost) / ranked.n_lost**2
        + 2 * both * (won @ lost) / (ranked.n_won * ranked.n_lost)
    )
    return sqrt(max(variance, 0.0))


def gains(
    scores: Numbers, won: Flags, amount: Numbers, sorted_: Ladder | None = None
) -> Gains:
    """The gains curve on 101 points; cases with one score share what they hold evenly."""
    step, n = sorted_ or ladder(scores)
    reached = np.append(0.0, np.cumsum(n[::-1]) / len(scores))
    held = [
        np.interp(GRID, reached, np.append(0.0, _cumulated(
            np.bincount(step, one, minlength=len(n))[::-1])))
        for one in (won.astype(np.float64), np.nan_to_num(amount) * won)
    ]  # fmt: skip
    return Gains(GRID, *held)


def _cumulated(amounts: NDArray[np.generic]) -> Numbers:
    """Running share of the whole; NaN when there is nothing."""
    running = np.cumsum(np.asarray(amounts, dtype=np.float64))
    return running / running[-1] if running[-1] > 0 else np.full_like(running, np.nan)


def tenths(scores: Numbers, sorted_: Ladder | None = None) -> Codes:
    """Which tenth of the cases each belongs to, 0 the best; equal scores stay together."""
    step, n = sorted_ or ladder(scores)
    better = len(scores) - np.cumsum(n)
    place = (better + n / 2) / len(scores)
    tenth: Codes = np.minimum((10 * place).astype(np.intp), 9)
    return tenth[step]
