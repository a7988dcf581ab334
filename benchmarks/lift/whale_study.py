"""One account that is 30 % of the targets' pipeline, in generator B3 with no effect: told."""

from __future__ import annotations

import numpy as np

from abm_core.lift import balance, expected, robustness
from benchmarks.lift import in_market_world as world
from benchmarks.lift.checks import BESIDE, Check, Study
from benchmarks.lift.engagement_study import refusal
from benchmarks.lift.in_market_study import covariates
from benchmarks.lift.replications import Try

N, SIGMA, PER_ACCOUNT, WHALE, SEED = 200, 1.2, 1.5, 0.3, 89_800


def replicate(rng: np.random.Generator) -> list[Try]:
    """The amount without and with the whale, and whether the screen points at it."""
    chosen = world.draw(rng, N, SIGMA, PER_ACCOUNT)
    x, targets = covariates(chosen), chosen.is_target
    balanced = balance.balance(x, targets)
    amount = world.outcome(rng, chosen, 1.0)[1]
    whale = rng.choice(np.flatnonzero(targets))
    other = amount.copy()
    other[whale] = WHALE / (1 - WHALE) * (amount[targets].sum() - amount[whale])
    tries = []
    for name, y in (("no whale", amount), ("whale", other)):
        found = expected.observed_expected(y, x, targets, balanced.weights)
        rows = np.flatnonzero(targets)
        one = robustness.concentration(robustness.drop_one(y[targets], found.fitted, rows))
        tries += [
            Try(name, found.log_ratio, found.low, found.high, 0.0,
                refused=refusal(balanced, N)),
            Try(f"{name}, flagged", is_hit=one.is_flagged),
            Try(f"{name}, said", is_hit=(found.low > 0 or found.high < 0) and not one.is_flagged),
        ]  # fmt: skip
    return tries


def studies() -> list[Study]:
    """200 targets."""
    checks = []
    for name in ("no whale", "whale"):
        what = f"created pipeline, {name}"
        checks += [Check(BESIDE, what, name, "bias"), Check(BESIDE, what, name, "coverage"),
                   Check(BESIDE, f"{what}: one account is flagged", f"{name}, flagged", "hits"),
                   Check(BESIDE, f"{what}: a difference, and no flag", f"{name}, said", "hits",
                         high=0.06)]  # fmt: skip
    return [Study("whale", replicate, 500, 20, SEED, checks)]
