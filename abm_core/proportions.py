"""Shares with their intervals: Wilson's, widened where one account stands behind several cases.

With n cases of m accounts and a share p, the variance of p between accounts is
v = m/(m−1) · Σ_a (Σ_{cases of a} (y − p))² / n²; the cases count as n / max(1, v / (p(1−p)/n)).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings

Codes = NDArray[np.intp]
Numbers = NDArray[np.float64]
Counted = NDArray[np.float64] | NDArray[np.intp]


class Share(NamedTuple):
    """``n_yes`` of ``n``, with the interval of the share; NaN where there is no case."""

    n: int
    n_yes: int
    share: float
    low: float
    high: float


def share(n_yes: int, n: int) -> Share:
    """A share of independent cases.

    >>> found = share(81, 263)
    >>> round(found.share, 4), round(found.low, 4), round(found.high, 4)
    (0.308, 0.2553, 0.3662)
    """
    return _with_intervals(np.array([n_yes]), np.array([n]), np.array([float(n)]))[0]


def parts(n_yes: Codes, n: int) -> list[Share]:
    """Several shares of the same independent cases."""
    of = np.full(len(n_yes), n)
    return _with_intervals(n_yes, of, of.astype(np.float64))


class Difference(NamedTuple):
    """How much larger one share is than another, with its interval (Newcombe's)."""

    value: float
    low: float
    high: float


def difference(first: Share, second: Share) -> Difference:
    """First less second: Newcombe's interval from the two of Wilson, whatever they were made of.

    >>> found = difference(share(56, 70), share(48, 80))
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    value = first.share - second.share
    below = math.hypot(first.share - first.low, second.high - second.share)
    above = math.hypot(first.high - first.share, second.share - second.low)
    return Difference(value, value - below, value + above)


def shares(group: Codes, yes: NDArray[np.bool_], account: Codes, n_groups: int) -> list[Share]:
    """The share of yes in each group, 0 to ``n_groups`` − 1; cases of one account go together.

    ``account`` numbers the accounts from 0 without gaps.
    """
    n = np.bincount(group, minlength=n_groups)
    n_yes = np.bincount(group, weights=yes, minlength=n_groups)
    return _with_intervals(n_yes, n, _effective(group, yes, account, n, n_yes))


def _effective(
    group: Codes, yes: NDArray[np.bool_], account: Codes, n: Codes, n_yes: Counted
) -> Numbers:
    """How many independent cases the cases of each group are worth."""
    p = _ratio(n_yes, n)
    n_accounts = int(account.max(initial=-1)) + 1
    cell = group * n_accounts + account
    size = len(n) * n_accounts
    in_cell = np.bincount(cell, minlength=size).reshape(len(n), n_accounts)
    off = np.bincount(cell, weights=yes - p[group], minlength=size).reshape(len(n), n_accounts)
    m = np.count_nonzero(in_cell, axis=1)
    between = _ratio(m, m - 1) * _ratio((off**2).sum(axis=1), n.astype(np.float64) ** 2)
    widened = np.where(m < n, _ratio(between, _ratio(p * (1 - p), n)), 1.0)
    return np.asarray(n / np.fmax(1.0, widened))


def _ratio(above: NDArray[np.generic], below: NDArray[np.generic]) -> Numbers:
    """A quotient; NaN where it divides by nothing."""
    bottom = np.asarray(below, dtype=np.float64)
    top = np.asarray(above, dtype=np.float64)
    return np.divide(top, bottom, out=np.full_like(bottom, np.nan), where=bottom > 0)


def _with_intervals(n_yes: NDArray[np.generic], n: Codes, n_effective: Numbers) -> list[Share]:
    from statsmodels.stats.proportion import (
        proportion_confint,  # slow to import: not before the headline
    )

    found = _ratio(n_yes, n)
    low, high = np.full(len(n), np.nan), np.full(len(n), np.nan)
    held = n > 0
    alpha = 1.0 - settings.CONFIDENCE.value
    low[held], high[held] = proportion_confint(
        (found * n_effective)[held], n_effective[held], alpha=alpha, method="wilson"
    )
    return [
        Share(int(n[i]), int(n_yes[i]), float(found[i]), float(low[i]), float(high[i]))
        for i in range(len(n))
    ]
