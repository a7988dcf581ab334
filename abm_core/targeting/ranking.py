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
from abm_core.targeting.proportions import Codes

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


def rank(scores: Numbers, won: Flags, account: Codes) -> Ranked:
    """Rank won cases against lost ones; there must be both. Accounts are numbered from 0."""
    from scipy.stats import rankdata  # slow to import: not before the headline

    n_won, n_lost = int(won.sum()), int((~won).sum())
    among_all = rankdata(scores)
    above = (among_all[won] - rankdata(scores[won])) / n_lost
    below = 1.0 - (among_all[~won] - rankdata(scores[~won])) / n_won
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


def gains(scores: Numbers, won: Flags, amount: Numbers) -> Gains:
    """The gains curve on 101 points; cases with one score share what they hold evenly."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    reached = np.append(0.0, (last + 1) / len(scores))
    held = [
        np.interp(GRID, reached, np.append(0.0, _cumulated(one[order])[last]))
        for one in (won.astype(np.float64), np.nan_to_num(amount) * won)
    ]
    return Gains(GRID, *held)


def _cumulated(amounts: Numbers) -> Numbers:
    """Running share of the whole; NaN when there is nothing."""
    running = np.cumsum(amounts)
    return running / running[-1] if running[-1] > 0 else np.full_like(running, np.nan)


def tenths(scores: Numbers) -> Codes:
    """Which tenth of the cases each belongs to, 0 the best; equal scores stay together."""
    from scipy.stats import rankdata  # slow to import: not before the headline

    place = (rankdata(-scores) - 0.5) / len(scores)
    tenth: Codes = np.minimum((10 * place).astype(np.intp), 9)
    return tenth
