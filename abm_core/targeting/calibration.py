"""What an account score has meant as a chance of winning, and whether that held later.

A score is no probability. Past deals turn it into one: by a logistic curve (Platt) below 1,000
deals, by steps that never fall (isotonic) from there on. Whether the chances are worth anything is
tried on deals that were opened after those they were learned from.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from abm_core import formats, settings
from abm_core.proportions import Codes
from abm_core.targeting.ranking import Flags, Interval, Numbers

Curve = Callable[[Numbers], Numbers]
NEVER_SURE = 1e-6


class Calibration(NamedTuple):
    """Chances learned on the older deals, tried on the newest.

    ``brier`` is the mean squared error of the chances (0 is best), ``brier_plain`` that of giving
    every deal the older deals' win rate, ``gain`` by how much it is smaller, with an interval in
    which deals of one account go together. ``slope`` is 1 where chances are as wide as they should
    be, below 1 where they promise too much; None where it cannot be fitted.
    """

    n_learned: int
    n_tried: int
    brier: float
    brier_plain: float
    gain: Interval
    slope: float | None

    @property
    def helps(self) -> bool:
        """Whether the score surely told chances better than the plain win rate did."""
        return self.gain.is_above_zero


def platt(scores: Numbers, won: Flags) -> tuple[float, float]:
    """Platt's A and B: chance = 1 / (1 + exp(A · score + B)), with his smoothed targets.

    Platt (1999); Lin, Lin and Weng (2007). Scores should be of order one.
    """
    from scipy.optimize import minimize  # slow to import: not before the headline
    from scipy.special import expit, xlogy

    n_won, n_lost = int(won.sum()), int((~won).sum())
    target = np.where(won, (n_won + 1) / (n_won + 2), 1 / (n_lost + 2))

    def loss(at: Numbers) -> float:
        chance = expit(-(at[0] * scores + at[1]))
        return float(-(xlogy(target, chance) + xlogy(1 - target, 1 - chance)).sum())

    def slope(at: Numbers) -> Numbers:
        off = target - expit(-(at[0] * scores + at[1]))
        return np.array([(off * scores).sum(), off.sum()])

    start = np.array([0.0, np.log((n_lost + 1) / (n_won + 1))])
    found = minimize(loss, start, jac=slope, method="BFGS", options={"gtol": 1e-9})
    return float(found.x[0]), float(found.x[1])


def isotonic(scores: Numbers, won: Numbers) -> Curve:
    """The steps that never fall and lie nearest to the outcomes."""
    from sklearn.isotonic import IsotonicRegression  # slow to import: not before the headline

    fitted = IsotonicRegression(out_of_bounds="clip").fit(scores, won)

    def curve(at: Numbers) -> Numbers:
        return np.asarray(fitted.predict(at), dtype=np.float64)

    return curve


def learn(scores: Numbers, won: Flags) -> Curve:
    """The chance of winning by score, 0 to 100."""
    if len(scores) >= settings.ISOTONIC_FROM.value:
        return isotonic(scores, won.astype(np.float64))
    a, b = platt(scores / 100.0, won)
    return lambda at: np.asarray(1 / (1 + np.exp(a * at / 100.0 + b)), dtype=np.float64)


def slope_and_intercept(chances: Numbers, won: Flags) -> tuple[float, float]:
    """The logistic line of outcomes over the log-odds of chances: slope 1, intercept 0 is ideal."""
    from sklearn.linear_model import LogisticRegression  # slow to import: not before the headline

    sure = np.clip(chances, NEVER_SURE, 1 - NEVER_SURE)
    odds = np.log(sure / (1 - sure))[:, None]
    fitted = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(odds, won)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def over_time(
    scores: Numbers, won: Flags, opened_on: np.ndarray, account: Codes
) -> Calibration | None:
    """Learn on the older deals, try on the newest fifth; None where either is too small.

    Deals without a score or an opening day are left out. Deals of one day stay together.
    """
    known = ~np.isnan(scores) & ~np.isnat(opened_on)
    scores, won, opened_on, account = (one[known] for one in (scores, won, opened_on, account))
    if not len(scores):
        return None
    newest = settings.NEWEST_SHARE.value
    split = np.sort(opened_on)[int((1 - newest) * len(scores))]
    older = opened_on < split
    if not _enough(won[older]) or not _enough(won[~older]):
        return None
    chances = np.clip(learn(scores[older], won[older])(scores[~older]), 0.0, 1.0)
    plain = np.full(len(chances), won[older].mean())
    outcome = won[~older].astype(np.float64)
    wrong, plainly_wrong = (chances - outcome) ** 2, (plain - outcome) ** 2
    varies = np.ptp(chances) > 0
    return Calibration(
        int(older.sum()), len(chances), float(wrong.mean()), float(plainly_wrong.mean()),
        _mean(plainly_wrong - wrong, account[~older]),
        slope_and_intercept(chances, won[~older])[0] if varies else None,
    )  # fmt: skip


def _mean(values: Numbers, account: Codes) -> Interval:
    """A mean with its interval; values of one account go together."""
    mean = float(values.mean())
    off = np.bincount(account, values - mean)
    m = int(np.count_nonzero(np.bincount(account)))
    error = np.sqrt(m / max(m - 1, 1) * (off @ off)) / len(values)
    half = NormalDist().inv_cdf(0.5 + settings.CONFIDENCE.value / 2) * float(error)
    return Interval(mean, mean - half, mean + half)


def _enough(won: Flags) -> bool:
    return min(int(won.sum()), int((~won).sum())) >= settings.CALIBRATION_LEAST.value


def sentence(found: Calibration | None) -> str:
    """Whether the score told chances on deals that it had not seen."""
    if found is None:
        return ""
    compared = f"mean squared error {found.brier:.3f} against {found.brier_plain:.3f}"
    tried = f"On the newest {formats.counted(found.n_tried, 'deal')}, chances learned from the " \
            f"{formats.count(found.n_learned)} before them"  # fmt: skip
    if found.gain.is_below_zero:
        return f"{tried} were worse than the plain win rate ({compared})."
    if not found.helps:
        return f"{tried} cannot be told from the plain win rate ({compared})."
    return f"{tried} were better than the plain win rate ({compared})."
