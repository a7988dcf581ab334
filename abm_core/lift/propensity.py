"""How likely each account was to be chosen, as far as the covariates tell (logistic regression)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift.gram import gram, inverse

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
MOST_STEPS = 100
SETTLED = 1e-18
FLAT = 1e-12
RIDGE = 1e-6  # per row: keeps lists that a covariate explains entirely from running away


def log_odds(x: Numbers, treated: Mask, *, ridge: float = RIDGE) -> Numbers:
    """Logarithm of the odds of being a target, per row; covariates without intercept.

    ``ridge`` pulls standardised coefficients towards 0, per row; 0 is the usual regression.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(treated, dtype=np.float64)
    z = _standardised(x)
    beta = np.zeros(z.shape[1])
    beta[0] = np.log(y.sum() / (1 - y).sum()) if 0 < y.sum() < len(y) else 0.0
    pull = np.full(len(beta), ridge)
    pull[0] = 0.0
    height = _height(y, z, beta, pull)
    for _ in range(MOST_STEPS):
        chance = _chance(z @ beta)
        slope = (y - chance) @ z / len(y) - pull * beta
        bend = gram(z, chance * (1 - chance)) / len(y) + np.diag(pull)
        move = inverse(bend) @ slope
        part = 1.0
        while part > 1e-6 and _height(y, z, beta + part * move, pull) < height - 1e-15:
            part /= 2
        beta = beta + part * move
        height = _height(y, z, beta, pull)
        if float(slope @ move) < SETTLED:
            break
    return np.asarray(z @ beta)


def _standardised(x: Numbers) -> Numbers:
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    varies = deviation > FLAT * np.abs(x).max(axis=0, initial=0.0)
    z = np.where(varies, (x - mean) / np.where(varies, deviation, 1.0), 0.0)
    return np.column_stack([np.ones(len(x)), z])


def _chance(eta: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-np.clip(eta, -500, 500))))


def _height(y: Numbers, z: Numbers, beta: Numbers, pull: Numbers) -> float:
    eta = z @ beta
    fit = float((y * eta - np.logaddexp(0.0, eta)).mean())
    return fit - float(pull @ beta**2) / 2


def caliper(odds: Numbers, treated: Mask) -> float:
    """How far apart two log odds may be: 0.2 standard deviations, pooled over both groups."""
    spread = np.mean([odds[arm].var(ddof=1) for arm in (treated, ~treated) if arm.sum() > 1])
    return float(settings.MATCH_CALIPER.value * np.sqrt(spread))


def outside(odds: Numbers, treated: Mask) -> float:
    """Share of targets whose odds no other account reaches, at either end."""
    theirs, ours = odds[~treated], odds[treated]
    if not len(theirs) or not len(ours):
        return float("nan")
    return float(((ours < theirs.min()) | (ours > theirs.max())).mean())
