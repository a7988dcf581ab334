"""A log-linear fit of anything that is not negative: counts, minutes, money.

The score of Poisson's regression, log E[Y|x] = x'β, needs no distribution to be right about the
average: it bears zeros and long tails.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.lift.gram import gram, inverse

Numbers = NDArray[np.float64]
MOST_STEPS = 100
SETTLED = 1e-16  # what another step could still gain, relative to all that is there
SHORTEST = 2.0**-30
FLAT = 1e-12  # directions in which rows do not differ, relative to the others


class Fit(NamedTuple):
    """``beta`` has the intercept first; ``bread`` is the inverse of Σ w·μ·xx', in the same order.

    A column that repeats others changes no fitted value: its coefficient is the one of least size.
    """

    beta: Numbers
    bread: Numbers
    converged: bool


class Frame(NamedTuple):
    """Rows that several outcomes are fitted on: standardised covariates and what each row counts.

    ``z`` is [1, x] times ``back``; coefficients of ``z`` times ``back`` are those of [1, x].
    """

    z: Numbers
    back: Numbers
    weights: Numbers


def frame(x: Numbers, weights: Numbers) -> Frame:
    """Standardise covariates (no intercept) of rows with a weight above 0; constant ones are 0."""
    z = design(x)
    own = z[:, 1:]
    mean = weights @ own / weights.sum()
    own -= mean
    deviation = np.sqrt(np.einsum("i,ij,ij->j", weights, own, own) / weights.sum())
    varies = deviation > FLAT * np.abs(x).max(axis=0, initial=0.0)
    slopes = np.where(varies, 1 / np.where(varies, deviation, 1.0), 0.0)
    own *= slopes
    back = np.diag(np.concatenate([[1.0], slopes]))
    back[0, 1:] = -mean * slopes
    return Frame(z, back, weights)


def fit(y: Numbers, x: Numbers, weights: Numbers | None = None) -> Fit:
    """Fit log E[Y|x] on rows of ``x`` (no intercept); ``weights`` say how much a row counts.

    Where rows with some trait have no outcome at all, their expectation goes towards 0. A sum of
    outcomes of 0 has no fit: ``beta`` is NaN.
    """
    y, x = np.asarray(y, dtype=np.float64), np.asarray(x, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    counted = w > 0
    rows = frame(x[counted], w[counted])
    found = fit_in(rows, y[counted])
    return Fit(rows.back @ found.beta, rows.back @ found.bread @ rows.back.T, found.converged)


def fit_in(rows: Frame, y: Numbers) -> Fit:
    """The same for the rows of a frame; coefficients are those of its standardised covariates."""
    z, w = rows.z, rows.weights
    unit = float(w @ y / w.sum()) if len(y) else 0.0
    n_columns = z.shape[1]
    if not unit > 0:
        return Fit(np.full(n_columns, np.nan), np.full((n_columns, n_columns), np.nan), False)
    beta, converged = _climb(y / unit, z, w / w.sum())
    bread = inverse(gram(z, w * np.exp(z @ beta) * unit))
    beta[0] += np.log(unit)
    return Fit(beta, bread, converged)


def design(x: Numbers) -> Numbers:
    """Covariates with the intercept in front."""
    return np.column_stack([np.ones(len(x)), x])


def _climb(y: Numbers, z: Numbers, w: Numbers) -> tuple[Numbers, bool]:
    """Newton's method from equal expectations of 1; Σw = 1 and the average of y is 1."""
    beta = np.zeros(z.shape[1])
    height, mu = _height(y, z, w, beta)
    for _ in range(MOST_STEPS):
        slope = (w * (y - mu)) @ z
        move = inverse(gram(z, w * mu)) @ slope
        gain, part = float(slope @ move), 1.0
        while part > SHORTEST:
            higher, tried = _height(y, z, w, beta + part * move)
            if higher >= height + 1e-4 * part * gain - 1e-15 * (1 + abs(height)):
                break
            part /= 2
        else:
            return beta, False
        beta, height, mu = beta + part * move, higher, tried
        if gain <= SETTLED:
            return beta, True
    return beta, False


def _height(y: Numbers, z: Numbers, w: Numbers, beta: Numbers) -> tuple[float, Numbers]:
    """The quasi-likelihood and the expectations; too steep a step is worth nothing."""
    eta = z @ beta
    with np.errstate(over="ignore", invalid="ignore"):
        mu = np.exp(eta)
        height = float(w @ (y * eta - mu))
    return (height if np.isfinite(height) else -np.inf), mu
