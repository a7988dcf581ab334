"""What would have to be true for a conclusion to fall: drift, a hidden cause, a single account."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift.intervals import Estimate

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]


def e_value(ratio: float) -> float:
    """How strongly a hidden cause would have to be tied to both selection and outcome, as a ratio.

    R + √(R(R−1)) for R above 1, of 1/R below (VanderWeele and Ding).

    >>> round(e_value(3.9), 2), e_value(1.8)
    (7.26, 3.0)
    """
    if not ratio > 0:
        return math.inf
    up = max(ratio, 1 / ratio)
    return up + math.sqrt(up * (up - 1))


def e_value_of_limit(found: Estimate) -> float:
    """The same for the end of the interval nearer to no effect; 1 where it holds no effect.

    ``found`` is a logarithm of a ratio.
    """
    if found.low <= 0 <= found.high or math.isnan(found.value):
        return 1.0
    return e_value(math.exp(found.low if found.low > 0 else found.high))


class DropOne(NamedTuple):
    """Observed over expected without each account, and what it adds.

    One entry per account, in ascending order of their number. ``log_ratio`` is the estimate
    without it; ``extra`` the units that it has beyond those expected of it.
    """

    account: Codes
    log_ratio: Numbers
    extra: Numbers


def drop_one(y: Numbers, fitted: Numbers, account: Codes) -> DropOne:
    """Leave target accounts out in turn: ``y`` and ``fitted`` per target row."""
    accounts, code = np.unique(account, return_inverse=True)
    ours, due = np.bincount(code, y), np.bincount(code, fitted)
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.log((ours.sum() - ours) / (due.sum() - due))
    return DropOne(accounts, without, np.asarray(ours - due, dtype=np.float64))


class Concentration(NamedTuple):
    """``largest_share`` of the extra units that one account (``account``) has; 0 without extra.

    ``sign_flips``: without some account, a gain would be a loss or the other way round.
    """

    account: int
    largest_share: float
    sign_flips: bool

    @property
    def is_flagged(self) -> bool:
        """Whether one account is too much of the result."""
        return self.sign_flips or self.largest_share > settings.CONCENTRATION_LIMIT.value


def concentration(found: DropOne) -> Concentration:
    """How much of the result hangs on one account.

    The share is of what all accounts have beyond expectation, less what others lack.
    """
    total = float(found.extra.sum())
    if total == 0 or not len(found.extra):
        return Concentration(-1, 0.0, False)
    shares = found.extra / total
    largest = int(np.argmax(shares))
    flips = bool((np.sign(found.log_ratio) * np.sign(total) < 0).any())
    return Concentration(int(found.account[largest]), float(shares[largest]), flips)
