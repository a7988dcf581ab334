"""One recipe for every interval: leave accounts out in turn, Student t, fewer degrees where few
accounts decide.

An estimate lives on its natural scale (the logarithm, for ratios). When one account dominates, the
standard error itself is uncertain: its degrees of freedom fall and the interval widens.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Statistic = Callable[[Numbers], Numbers]
LEAST_DEGREES = 1.0  # below it Student's t has no spread to speak of
DIGITS = 9  # to which two accounts with equal numbers are told to be equal


class Estimate(NamedTuple):
    """A number with its standard error, degrees of freedom and interval, on its natural scale.

    NaN where there is nothing to estimate; where only the spread is unknown, the interval is
    the whole line.
    """

    value: float
    se: float
    df: float
    low: float
    high: float

    def as_ratio(self) -> Estimate:
        """A logarithm as the ratio that it stands for; ``se`` and ``df`` stay on the log scale."""
        low, value, high = (_exp(x) for x in (self.low, self.value, self.high))
        return self._replace(low=low, value=value, high=high)


def _exp(x: float) -> float:
    return math.inf if x > 700 else math.exp(x)


def estimate(value: float, se: float, df: float, confidence: float | None = None) -> Estimate:
    """The interval value ± t · se, two-sided, by default with the house's confidence of 95 %.

    >>> found = estimate(20.9333, 9.7457, 14)
    >>> round(found.low, 2), round(found.high, 2)
    (0.03, 41.84)
    """
    if math.isnan(value):
        return Estimate(value, math.nan, math.nan, math.nan, math.nan)
    if not (math.isfinite(se) and math.isfinite(value)) or math.isnan(df):
        return Estimate(value, math.inf, df, -math.inf, math.inf)
    reach = t_quantile(0.5 + (confidence or settings.CONFIDENCE.value) / 2, df) * se
    return Estimate(value, se, df, value - reach, value + reach)


def t_quantile(share: float, df: float) -> float:
    """Student's t; the normal distribution where the degrees of freedom are infinite."""
    from scipy import special  # slow to import

    return float(special.ndtri(share) if math.isinf(df) else special.stdtrit(df, share))


def p_value(found: Estimate) -> float:
    """Two-sided, of the value being 0; NaN where the spread is unknown."""
    from scipy import special  # slow to import

    if not math.isfinite(found.se) or found.se == 0:
        return math.nan
    off = -abs(found.value) / found.se
    below = special.ndtr(off) if math.isinf(found.df) else special.stdtr(found.df, off)
    return float(2 * below)


def degrees(off: Numbers) -> float:
    """Degrees of freedom of a variance made of the squares of ``off``, one per account.

    ν = 2 / (2/(G−1) + κ/G) with κ = max(0, G·Σd⁴/(Σd²)² − 3): G − 1 where accounts differ as
    chance makes them, near 2 where one account is all there is. NaN below two accounts.
    """
    off = np.asarray(off, dtype=np.float64)
    n = len(off)
    if n < 2 or not np.isfinite(off).all():
        return math.nan
    scale = float(np.abs(off).max())
    if scale == 0:
        return float(n - 1)
    squares = (off / scale) ** 2
    excess = max(0.0, n * float((squares**2).sum()) / float(squares.sum()) ** 2 - 3)
    return max(LEAST_DEGREES, 2 / (2 / (n - 1) + excess / n))


def pooled_degrees(variances: tuple[float, ...], degrees_of: tuple[float, ...]) -> float:
    """Welch and Satterthwaite: the degrees of freedom of a sum of independent variances."""
    parts = [(v, d) for v, d in zip(variances, degrees_of, strict=True) if v > 0]
    if not parts:
        return math.nan if any(map(math.isnan, degrees_of)) else min(degrees_of)
    whole = sum(v for v, _ in parts)
    return 1 / sum((v / whole) ** 2 / d for v, d in parts)


def difference(first: Estimate, second: Estimate) -> Estimate:
    """First less second, of independent groups of accounts."""
    variances = first.se**2, second.se**2
    se = math.sqrt(sum(variances))
    return estimate(
        first.value - second.value, se, pooled_degrees(variances, (first.df, second.df))
    )


def contrast(
    first: Numbers, second: Numbers, statistic: Statistic, *, paired: bool = False, seed: int = 0
) -> Estimate:
    """The statistic of the first group less that of the second, both made of sums per cluster.

    ``paired``: row s of both belongs to one cluster (a target and its matched accounts), which is
    left out as a whole. Otherwise the groups are independent and their variances add up.
    """
    if not paired:
        parts = (jackknife(sums, statistic, seed=seed) for sums in (first, second))
        return difference(*parts)
    width = np.shape(first)[1]

    def both(sums: Numbers) -> Numbers:
        return np.asarray(statistic(sums[..., :width]) - statistic(sums[..., width:]))

    return jackknife(np.column_stack([first, second]), both, seed=seed)


def jackknife(sums: Numbers, statistic: Statistic, *, seed: int = 0) -> Estimate:
    """An estimate made of sums over accounts, with the spread of leaving accounts out in turn.

    ``sums`` has a row per cluster (an account, a matched set, a family) and a column per quantity
    that is added up; ``statistic`` turns totals into the estimate along the last axis, for many
    rows of totals at once. Up to 60 clusters go one at a time, more in 50 random groups. The
    groups depend on ``seed`` and on what the clusters hold, not on their order, names or units.
    """
    sums = np.asarray(sums, dtype=np.float64)
    total = sums.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(statistic(total[None, :])[0])
        parts = cluster_sums(sums, left_out(sums, seed))
        return from_parts(value, np.asarray(statistic(total - parts), dtype=np.float64))


def from_parts(value: float, without: Numbers) -> Estimate:
    """An estimate from what it is without each of its parts.

    SE = √((G−1)/G · Σ(θ_(s) − θ̄)²). Where leaving a part out leaves nothing to estimate, the
    spread is unknown.
    """
    n = len(without)
    if n < 2 or not np.isfinite(without).all():
        return estimate(value, math.inf, LEAST_DEGREES)
    off = without - without.mean()
    return estimate(value, math.sqrt((n - 1) / n * float(off @ off)), degrees(off))


def left_out(sums: Numbers, seed: int = 0) -> Codes:
    """With which group each cluster is left out: alone, or above 60 clusters in random groups."""
    n = len(sums)
    if n <= settings.JACKKNIFE_MOST.value:
        return np.arange(n)
    group = np.empty(n, dtype=np.intp)
    drawn = np.random.default_rng(seed).permutation(n)
    group[by_content(sums)] = drawn % settings.JACKKNIFE_GROUPS.value
    return group


def by_content(sums: Numbers) -> Codes:
    """An order of rows that follows from what they hold: the same in every unit, file and run."""
    whole = np.abs(sums).sum(axis=0)
    scaled = sums / np.where(whole > 0, whole, 1.0)
    key = scaled @ np.random.default_rng(1).uniform(1, 2, sums.shape[1])
    size = float(np.abs(key).max(initial=0.0)) or 1.0
    return np.argsort(np.round(key / size, DIGITS), kind="stable")


def cluster_sums(values: Numbers, clusters: Codes) -> Numbers:
    """Rows added up per cluster, clusters in ascending order of their number."""
    values = np.asarray(values, dtype=np.float64)
    _, code = np.unique(clusters, return_inverse=True)
    wide = values if values.ndim == 2 else values[:, None]
    n = int(code.max(initial=-1)) + 1
    columns = [np.bincount(code, column, minlength=n) for column in wide.T]
    found = np.array(columns, dtype=np.float64).reshape(wide.shape[1], n).T
    return found if values.ndim == 2 else np.asarray(found[:, 0])
