"""Observed against expected: the estimate that every lift on screen is.

Expected is what accounts like the targets, that nobody targeted, did over the same weeks: a
log-linear fit on the balanced comparison accounts, read off at the targets. It is right if either
the weights or the fit are.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import intervals, leverage, poisson

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
NOTHING = 1e-200  # an expectation that has gone to 0


class Influence(NamedTuple):
    """What each account (or family) adds to the logarithm of observed over expected.

    Both have one entry per cluster, clusters in ascending order of their number: ``target`` what
    it adds as a target, ``comparison`` what it adds through the fit; 0 where it was not one.
    """

    target: Numbers
    comparison: Numbers
    n_targets: int
    n_comparison: int


class OverExpected(NamedTuple):
    """Observed over expected, on the log scale.

    ``observed`` and ``expected`` are sums over targets, in the unit of the outcome. ``low`` and
    ``high`` bound ``log_ratio`` with 95 % confidence. ``fitted`` is what was expected of each
    target row, in the order of the rows. Nothing observed, or nothing expected: the ratio is NaN.
    """

    log_ratio: float
    se: float
    df: float
    low: float
    high: float
    observed: float
    expected: float
    influence: Influence
    fitted: Numbers

    @property
    def estimate(self) -> intervals.Estimate:
        """The logarithm of the ratio with its interval."""
        return intervals.Estimate(self.log_ratio, self.se, self.df, self.low, self.high)

    @property
    def lift(self) -> intervals.Estimate:
        """The ratio less 1: 0.23 is 23 % more than expected."""
        found = self.estimate.as_ratio()
        return found._replace(value=found.value - 1, low=found.low - 1, high=found.high - 1)

    @property
    def extra(self) -> intervals.Estimate:
        """Units observed beyond those expected; the interval is that of what was expected."""
        low, value, high = (
            self.observed * -math.expm1(-x) for x in (self.low, self.log_ratio, self.high)
        )
        return intervals.Estimate(value, self.se, self.df, low, high)


def observed_expected(
    y: Numbers, x: Numbers, treated: Mask, weights: Numbers, clusters: Codes | None = None
) -> OverExpected:
    """The outcome of targets over what comparison accounts suggest, with its interval.

    A row is an account in a launch block: ``y`` its outcome (0 or more) over the weeks after that
    date, ``x`` its covariates without intercept (put ``balance.with_blocks`` there when there are
    several dates), ``treated`` whether it is a target, ``weights`` what it counts as a comparison
    account (``balance(...).weights``; those of targets are unused, 0 leaves a row out).
    ``clusters`` numbers what goes together: the account over all blocks, or its family; by
    default each row stands alone.
    """
    return compared(x, treated, weights, clusters).over(y)


class Compared:
    """Targets and comparison accounts, made ready for several outcomes of the same rows."""

    def __init__(self, x: Numbers, treated: Mask, weights: Numbers, code: Codes) -> None:
        weights = np.asarray(weights, dtype=np.float64)
        self._treated, self._others = treated, ~treated & (weights > 0)
        self._rows = poisson.frame(x[self._others], weights[self._others])
        self._targets = poisson.design(x[treated]) @ self._rows.back
        self._ours, self._theirs = code[treated], code[self._others]
        self._n = int(code.max(initial=-1)) + 1
        self._sizes = tuple(int(np.count_nonzero(np.bincount(one, minlength=self._n)))
                            for one in (self._ours, self._theirs))  # fmt: skip

    def over(self, y: Numbers) -> OverExpected:
        """Observed over expected of one outcome (one value per row, 0 or more)."""
        y = np.asarray(y, dtype=np.float64)
        if not (np.isfinite(y).all() and (y >= 0).all()):
            raise ValueError("an outcome is missing or below 0")
        own, their = y[self._treated], y[self._others]
        found = poisson.fit_in(self._rows, their)
        with np.errstate(over="ignore"):  # targets far from all others: no ratio, then
            fitted = np.exp(self._targets @ found.beta)
        observed, expected = float(own.sum()), float(fitted.sum())
        ours = _of_targets(own, fitted, self._ours, self._n)
        theirs = _of_comparison(their, self._rows, found, self._targets, fitted, self._theirs)
        theirs = np.bincount(self._theirs, theirs, minlength=self._n).astype(np.float64)
        influence = Influence(ours, theirs, *self._sizes)
        if not (observed > 0 and expected > 0 and math.isfinite(expected)):
            return _unknown(observed, expected, influence, fitted)
        return _with_interval(math.log(observed / expected), observed, expected, influence, fitted)


def compared(
    x: Numbers, treated: Mask, weights: Numbers, clusters: Codes | None = None
) -> Compared:
    """The rows of ``observed_expected`` without an outcome: what is the same for all of them."""
    x, treated = np.asarray(x, dtype=np.float64), np.asarray(treated, dtype=bool)
    clusters = np.arange(len(x)) if clusters is None else np.asarray(clusters)
    return Compared(x, treated, weights, np.unique(clusters, return_inverse=True)[1])


def of_ratios(above: OverExpected, below: OverExpected) -> OverExpected:
    """Observed over expected of a quotient, such as minutes per visit, from both of its parts.

    Both must come from the same rows and clusters. ``observed`` and ``expected`` are quotients.
    """
    influence = above.influence._replace(
        target=above.influence.target - below.influence.target,
        comparison=above.influence.comparison - below.influence.comparison,
    )
    observed, expected = _quotients(above, below)
    log_ratio = above.log_ratio - below.log_ratio
    fitted = above.fitted / np.where(below.fitted > 0, below.fitted, np.nan)
    if not math.isfinite(log_ratio):
        return _unknown(observed, expected, influence, fitted)
    return _with_interval(log_ratio, observed, expected, influence, fitted)


def spread(influence: Influence) -> tuple[float, float]:
    """The standard error that influences add up to, and its degrees of freedom.

    SE² = (n−1)/n · Σψ² over the n targets + Σψ² over comparison accounts; an account or family
    that is both counts once, with what both parts add up to. The degrees of freedom of the two
    parts are those of leaving accounts out in turn, pooled after Welch and Satterthwaite.
    """
    n = influence.n_targets
    if n < 2:
        return math.inf, math.nan
    ours, theirs = influence.target * math.sqrt((n - 1) / n), influence.comparison
    parts = float(ours @ ours), float(theirs @ theirs)
    se = math.sqrt(float(((ours + theirs) ** 2).sum()))
    df = intervals.pooled_degrees(
        parts, (_degrees(ours, n), _degrees(theirs, influence.n_comparison))
    )
    return se, df


def _degrees(off: Numbers, n: int) -> float:
    """Of the clusters that stand in an arm; those outside it are 0 and do not count."""
    held = off[off != 0]
    return intervals.degrees(np.concatenate([held, np.zeros(max(0, n - len(held)))]))


def _with_interval(
    log_ratio: float, observed: float, expected: float, influence: Influence, fitted: Numbers
) -> OverExpected:
    se, df = spread(influence)
    found = intervals.estimate(log_ratio, se, df)
    return OverExpected(*found, observed, expected, influence, fitted)


def _unknown(
    observed: float, expected: float, influence: Influence, fitted: Numbers
) -> OverExpected:
    nan = math.nan
    return OverExpected(nan, nan, nan, nan, nan, observed, expected, influence, fitted)


def _quotients(above: OverExpected, below: OverExpected) -> tuple[float, float]:
    return tuple(
        top / bottom if bottom > 0 else math.nan
        for top, bottom in ((above.observed, below.observed), (above.expected, below.expected))
    )  # type: ignore[return-value]


def _of_targets(y: Numbers, fitted: Numbers, code: Codes, n: int) -> Numbers:
    """(Y_i/ΣY − Ŷ_i/ΣŶ) / (1 − Y_i/ΣY) per cluster: as if that cluster had been left out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.bincount(code, y / y.sum(), minlength=n)
        due = np.bincount(code, fitted / fitted.sum(), minlength=n)
        return np.asarray((share - due) / (1 - share))


def _of_comparison(
    y: Numbers, rows: poisson.Frame, found: poisson.Fit, targets: Numbers, fitted: Numbers,
    code: Codes,
) -> Numbers:  # fmt: skip
    """−w_j (Y_j − Ŷ_j) x_j'H⁻¹g per row: how each moves the fit at the targets.

    Y_j − Ŷ_j is adjusted for how much the account drew the fit to itself: where few comparison
    accounts carry much of the weight, intervals are too short without.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        g = fitted @ targets / fitted.sum()
        mu = np.exp(rows.z @ found.beta)
        if not np.isfinite(mu).all():
            return np.full(len(y), np.nan)
        off = np.where(mu > NOTHING, np.sqrt(rows.weights / mu) * (y - mu), 0.0)
        due = np.sqrt(rows.weights * mu)
        pull = due * (rows.z @ (found.bread @ g))
        return np.asarray(-leverage.adjusted(off, rows.z, found.bread, code, due) * pull)
