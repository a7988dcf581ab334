"""Weights that make accounts nobody targeted look like the target list (entropy balancing).

Each account j that nobody targeted counts w_j = q_j · exp(γ'x_j), with γ such that the weighted
sums of all covariates equal those of the targets. Among all weights that do so these are the ones
nearest to the base weights q.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift import smd
from abm_core.lift.gram import gram, inverse
from abm_core.lift.intervals import cluster_sums

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
MOST_STEPS = 200
SETTLED = 1e-18  # what another step could still gain
SHORTEST = 2.0**-30  # part of a step below which it is given up


class Balance(NamedTuple):
    """Balancing weights and how far they got.

    ``weights`` has one entry per row, 1 for targets; those of the others add up to the number of
    targets. ``imbalance`` is the remaining standardised difference per covariate, ``worst`` the
    largest of them in size. ``ess`` says how many equally weighted accounts the weighted ones are
    worth, ``largest_share`` what part of the weight the heaviest one carries. ``before`` is the
    difference under the base weights.
    """

    weights: Numbers
    converged: bool
    steps: int
    before: Numbers
    imbalance: Numbers
    worst: float
    ess: float
    largest_share: float

    @property
    def feasible(self) -> bool:
        """Whether like is compared with like; where not, no estimate may rest on the weights."""
        return self.converged and self.worst <= settings.BALANCE_LIMIT.value


def balance(
    x: Numbers, treated: Mask, base: Numbers | None = None, *, ridge: float | None = None,
    clusters: Codes | None = None,
) -> Balance:  # fmt: skip
    """Weights for the rows that are no targets, so that their averages equal those of the targets.

    ``x`` (rows × covariates, no intercept) holds an account in a launch block per row, ``treated``
    whether it is a target there, ``base`` its base weight (see ``base_weights``; those of targets
    are unused). Covariates may be of any unit and may repeat each other. ``ridge`` pulls towards
    the base weights, per target and in standard deviations; 0 demands exact balance.
    ``clusters`` numbers the accounts where one stands in several blocks; ``ess`` and
    ``largest_share`` then count accounts. Never raises because balance cannot be had: ask
    ``feasible``.
    """
    x, treated = np.asarray(x, dtype=np.float64), np.asarray(treated, dtype=bool)
    base = np.ones(len(x)) if base is None else np.asarray(base, dtype=np.float64)
    ridge = settings.BALANCE_RIDGE.value if ridge is None else ridge
    n_targets, usable = int(treated.sum()), ~treated & (base > 0)
    if not n_targets or not usable.any():
        return _impossible(x, treated)
    unit = smd.spread(x, treated)
    z = _standardised(x, treated, usable, unit)
    shares, converged, steps = _tilt(z, base[usable], ridge)
    weights = np.zeros(len(x))
    weights[treated], weights[usable] = 1.0, shares * n_targets
    left = smd.gap(x, treated, weights) / unit
    others = np.flatnonzero(~treated) if clusters is None else np.asarray(clusters)[~treated]
    held = cluster_sums(weights[~treated], others)
    return Balance(
        weights, converged, steps, smd.gap(x, treated, base) / unit, left,
        float(np.abs(left).max(initial=0.0)), effective_size(held), float(held.max() / held.sum()),
    )  # fmt: skip


def base_weights(treated: Mask, block: Codes) -> Numbers:
    """Per launch block, targets over others, so that each date weighs as it does among targets.

    >>> base_weights(np.array([1, 0, 0, 1, 1, 0]), np.array([0, 0, 0, 1, 1, 1]))
    array([1. , 0.5, 0.5, 1. , 1. , 2. ])
    """
    treated = np.asarray(treated, dtype=bool)
    _, code = np.unique(block, return_inverse=True)
    ours = np.bincount(code, treated)
    theirs = np.bincount(code, ~treated)
    share = np.divide(ours, theirs, out=np.zeros(len(ours)), where=theirs > 0)
    return np.where(treated, 1.0, share[code])


def with_blocks(x: Numbers, block: Codes) -> Numbers:
    """Covariates with a column per launch block but the first: each date keeps its own season."""
    dates, code = np.unique(block, return_inverse=True)
    return np.column_stack([x, code[:, None] == np.arange(1, len(dates))]).astype(np.float64)


def effective_size(weights: Numbers) -> float:
    """How many equally weighted accounts these are worth: (Σw)² / Σw².

    >>> effective_size(np.array([2.0, 1.0, 1.0, 0.0]))
    2.6666666666666665
    """
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def _impossible(x: Numbers, treated: Mask) -> Balance:
    nothing = np.full(x.shape[1], np.nan)
    return Balance(treated.astype(np.float64), False, 0, nothing, nothing, math.inf, 0.0, math.nan)


def _standardised(x: Numbers, treated: Mask, usable: Mask, unit: Numbers) -> Numbers:
    """Covariates of the usable rows as distances from the targets' average.

    In deviations of the targets, in which imbalance is judged: the ridge costs as much of it.
    """
    return np.asarray((x[usable] - x[treated].mean(axis=0)) / unit)


def _tilt(z: Numbers, base: Numbers, ridge: float) -> tuple[Numbers, bool, int]:
    """Shares of the weight: Newton's method on log Σ q·exp(γ'z) + ridge/2·|γ|², which is convex."""
    start = np.log(base)
    gamma = np.zeros(z.shape[1])
    height, shares = _height(z, start, gamma, ridge)
    for step in range(1, MOST_STEPS + 1):
        off = shares @ z
        slope = off + ridge * gamma
        bend = gram(z, shares) - np.outer(off, off) + ridge * np.eye(len(gamma))
        move = -inverse(bend) @ slope
        gain, part = -float(slope @ move), 1.0
        while part > SHORTEST:
            lower, tried = _height(z, start, gamma + part * move, ridge)
            if lower <= height - 1e-4 * part * gain + 1e-15 * (1 + abs(height)):
                break
            part /= 2
        else:
            return shares, False, step
        gamma, height, shares = gamma + part * move, lower, tried
        if gain <= SETTLED:
            return shares, True, step
    return shares, False, MOST_STEPS


def _height(z: Numbers, start: Numbers, gamma: Numbers, ridge: float) -> tuple[float, Numbers]:
    """What is made small, and the shares of the weight that go with it."""
    raised = start + z @ gamma
    top = float(raised.max())
    grown = np.exp(raised - top)
    whole = float(grown.sum())
    return top + math.log(whole) + ridge / 2 * float(gamma @ gamma), grown / whole
