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
    return math.exp(x) if x < 700 else math.inf


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
    from scipy import stats  # slow to import

    return float(stats.norm.ppf(share) if math.isinf(df) else stats.t.ppf(share, df))


def p_value(found: Estimate) -> float:
    """Two-sided, of the value being 0; NaN where the spread is unknown."""
    from scipy import stats  # slow to import

    if not math.isfinite(found.se) or found.se == 0:
        return math.nan
    reach = abs(found.value) / found.se
    upper = stats.norm.sf(reach) if math.isinf(found.df) else stats.t.sf(reach, found.df)
    return float(2 * upper)


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
        if len(sums) < 2:
            return estimate(value, math.nan, math.nan)
        parts = _grouped(sums, seed)
        without = np.asarray(statistic(total - parts), dtype=np.float64)
    n = len(parts)
    if not np.isfinite(without).all():
        return estimate(value, math.inf, LEAST_DEGREES)
    off = without - without.mean()
    return estimate(value, math.sqrt((n - 1) / n * float(off @ off)), degrees(off))


def _grouped(sums: Numbers, seed: int) -> Numbers:
    """Sums of the groups that are left out in turn."""
    n, n_groups = len(sums), settings.JACKKNIFE_GROUPS.value
    if n <= settings.JACKKNIFE_MOST.value:
        return sums
    group = np.empty(n, dtype=np.intp)
    group[by_content(sums)] = np.random.default_rng(seed).permutation(n) % n_groups
    found = np.zeros((n_groups, sums.shape[1]))
    np.add.at(found, group, sums)
    return found


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
