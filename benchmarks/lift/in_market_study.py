"""Opportunities created and their amount where targets were chosen by their surge: bar 3."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import balance, expected
from benchmarks.lift import in_market_world as world
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.engagement_study import refusal
from benchmarks.lift.in_market_world import Chosen
from benchmarks.lift.replications import Try

Numbers = NDArray[np.float64]
EFFECTS = {"nothing": 1.0, "+30 %": 1.3}
SETTINGS = ((1.2, 1.5), (1.6, 0.8))  # spread of log amounts, opportunities per account
RANDOM = "amount, at random"
SEED = 83_000


def covariates(chosen: Chosen) -> Numbers:
    """Firmographics, engagement of two windows with squares, pipeline of the year before."""
    engaged = [np.log1p(chosen.baseline), np.log1p(chosen.selection)]
    return np.column_stack([
        chosen.log_size, chosen.log_age, *engaged, *(each**2 for each in engaged),
        np.log1p(chosen.prior), chosen.prior > 0,
        chosen.industry[:, None] == np.arange(1, world.N_INDUSTRIES),
        chosen.region[:, None] == np.arange(1, world.N_REGIONS),
    ])  # fmt: skip


def replicate(
    n_targets: int, sigma: float, per_account: float, rng: np.random.Generator
) -> list[Try]:
    """One world; counts and amounts, with and without an effect, and the naive comparison."""
    chosen = world.draw(rng, n_targets, sigma, per_account)
    x, targets = covariates(chosen), chosen.is_target
    balanced = balance.balance(x, targets)
    refused = refusal(balanced, n_targets)
    tries = [_at_random(rng, chosen)]
    for name, effect in EFFECTS.items():
        for what, y in zip(("count", "amount"), world.outcome(rng, chosen, effect), strict=True):
            found = expected.observed_expected(y, x, targets, balanced.weights)
            tries.append(Try(f"{what}, {name}", found.log_ratio, found.low, found.high,
                             float(np.log(effect)), refused=refused))  # fmt: skip
            naive = float(np.log(y[targets].mean() / y[~targets].mean()))
            if effect == 1.0:
                tries.append(Try(f"{what}, all others", naive))
    return tries


def _at_random(rng: np.random.Generator, chosen: Chosen) -> Try:
    """As many accounts drawn by chance against all others: the logarithm of a sum of few wild
    amounts is low on average even where the sum is right.
    """
    amount = world.outcome(rng, chosen, 1.0)[1]
    drawn = np.zeros(len(amount), dtype=bool)
    drawn[rng.permutation(len(amount))[: int(chosen.is_target.sum())]] = True
    with np.errstate(divide="ignore"):
        return Try(RANDOM, float(np.log(amount[drawn].mean() / amount[~drawn].mean())))


def studies() -> list[Study]:
    """25 and 200 targets, tame and wild amounts."""
    found = []
    for i, (n, full, reduced) in enumerate(((25, 2_000, 80), (200, 1_000, 40))):
        for j, (sigma, per_account) in enumerate(SETTINGS):
            name = f"{n} targets, σ {sigma}, {per_account} per account"
            one = partial(replicate, n, sigma, per_account)
            seed = SEED + 20 * i + 10 * j
            found.append(Study(f"pipeline, {name}", one, full, reduced, seed, _checks(n, name)))
    return found


def _checks(n: int, name: str) -> list[Check]:
    bias = 0.10 if n == 25 else 0.03
    found = []
    for what in ("count", "amount"):
        for effect in EFFECTS:
            cell = f"{what}, {effect}"
            found += [Check(3, f"{name}, {cell}", cell, "coverage", 0.93, 0.975),
                      Check(3, f"{name}, {cell}", cell, "bias", -bias, bias)]  # fmt: skip
        found.append(Check(3, f"{name}, {what} against all others", f"{what}, all others", "bias"))
    at_random = f"{name}, amount, {n} drawn at random"
    found += [Check(3, at_random, RANDOM, measure) for measure in ("bias", "ratio")]
    return found + [Check(3, f"{name}, amount, {effect}", f"amount, {effect}", "ratio")
                    for effect in EFFECTS]  # fmt: skip
