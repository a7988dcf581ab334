"""Counts against counts: exact intervals where chance is the only noise, and when it is not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings

Numbers = NDArray[np.float64]


class Rate(NamedTuple):
    """A ratio with its exact interval and the two-sided chance of one as far from 1."""

    ratio: float
    low: float
    high: float
    p: float


def over_expected(observed: int, expected: float) -> Rate:
    """Observed over an expected number that is known without error (exact, Poisson).

    >>> found = over_expected(137, 24.19893)
    >>> round(found.ratio, 4), round(found.low, 4), round(found.high, 4)
    (5.6614, 4.7531, 6.6927)
    """
    from scipy import stats  # slow to import

    alpha = 1 - settings.CONFIDENCE.value
    low = stats.gamma.ppf(alpha / 2, observed) if observed else 0.0
    high = stats.gamma.ppf(1 - alpha / 2, observed + 1)
    most = max(observed, int(stats.poisson.isf(1e-16, expected))) + 1
    chance = stats.poisson.pmf(np.arange(most + 1), expected)
    p = float(chance[chance <= chance[observed] * (1 + 1e-7)].sum())  # no more likely than this
    return Rate(observed / expected, float(low) / expected, float(high) / expected, min(1.0, p))


def ratio(n: int, exposure: float, n_other: int, exposure_other: float) -> Rate:
    """One rate over another, such as opportunities per account (exact, given their sum).

    >>> found = ratio(11, 800, 21, 3011)
    >>> round(found.ratio, 4), round(found.low, 4), round(found.high, 4), round(found.p, 4)
    (1.9715, 0.8584, 4.2773, 0.0797)
    """
    from scipy import stats  # slow to import

    if n + n_other == 0:
        return Rate(np.nan, 0.0, np.inf, 1.0)
    share = exposure / (exposure + exposure_other)
    test = stats.binomtest(n, n + n_other, share)
    ends = test.proportion_ci(settings.CONFIDENCE.value, method="exact")
    low, high = (_odds(end) * exposure_other / exposure for end in (ends.low, ends.high))
    return Rate(_odds(n / (n + n_other)) * exposure_other / exposure, low, high, float(test.pvalue))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else np.inf


def excess_spread(y: Numbers, x: Numbers | None = None) -> float:
    """α of Var = μ + αμ², by maximum likelihood: how much accounts differ beyond chance.

    ``x`` are covariates (no intercept) that explain part of it. 1/α is what is called theta. 0
    where chance explains all of it.
    """
    import statsmodels.api as sm  # slow to import

    y = np.asarray(y, dtype=np.float64)
    design = np.ones((len(y), 1)) if x is None else np.column_stack([np.ones(len(y)), x])
    mu = sm.GLM(y, design, family=sm.families.Poisson()).fit().fittedvalues
    moments = float((((y - mu) ** 2 - mu) / mu**2).mean())
    if moments <= 0:
        return 0.0
    start = np.append(np.linalg.lstsq(design, np.log(y + 0.5), rcond=None)[0], moments)
    model = sm.NegativeBinomial(y, design)
    return float(model.fit(start_params=start, method="bfgs", maxiter=500, disp=0).params[-1])
