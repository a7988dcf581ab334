"""What may not matter, and what must be refused: bar 17.

Every number of two worlds is computed again in another currency, with rows in another order, with
accounts numbered otherwise, and a second time as it was. The largest change of any is told.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from abm_core.errors import AbmError
from abm_core.lift import balance, covariates, deals, expected, permutation, ratios, survival
from benchmarks.lift import deal_world, engagement_world
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.engagement_study import covariates as engagement_covariates
from benchmarks.lift.replications import Try

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
RATE = 87.31  # another currency
LIMIT = 1e-10
ALIKE = "another currency", "another order", "other numbers", "once more"


def replicate(rng: np.random.Generator) -> list[Try]:
    """The largest change of any number, and how often what must be refused is."""
    seeds = rng.integers(2**32, size=2)
    found = []
    for name in ALIKE:
        ways = zip((_of_engagement, _of_deals), seeds, strict=True)
        found.append(Try(name, max(_gap(numbers, name, int(seed)) for numbers, seed in ways)))
    return [*found, Try("nobody alike", is_hit=_refuses_strangers(rng)),
            Try("known after launch", is_hit=_refuses_hindsight())]  # fmt: skip


def _gap(numbers: Callable[[int, str], Numbers], change: str, seed: int) -> float:
    plain, other = numbers(seed, ""), numbers(seed, change)
    if not np.array_equal(np.isfinite(plain), np.isfinite(other)):
        return np.inf
    held = np.isfinite(plain)
    return float(np.abs(plain[held] - other[held]).max())


def _changed(n: int, change: str) -> tuple[Codes, Codes, float]:
    """The order of rows, the number of every account, and what one unit of money is."""
    rng = np.random.default_rng(1)
    order = rng.permutation(n) if change == "another order" else np.arange(n)
    name = 7 * rng.permutation(n) + 3 if change == "other numbers" else np.arange(n)
    return order, name, RATE if change == "another currency" else 1.0


def _of_engagement(seed: int, change: str) -> Numbers:
    """Weights, estimate, interval, with the outcome as if it were money."""
    rng = np.random.default_rng(seed)
    accounts = engagement_world.draw(rng, 1_025)
    chosen = engagement_world.choose(rng, accounts, 25, "S2")
    order, name, unit = _changed(1_025, change)
    x = balance.with_blocks(engagement_covariates(chosen), chosen.launch)[order]
    targets, launch = chosen.is_target[order], chosen.launch[order]
    balanced = balance.balance(x, targets, balance.base_weights(targets, launch))
    y = unit * chosen.window(*engagement_world.AFTER)[order]
    lift = expected.observed_expected(y, x, targets, balanced.weights, name[order])
    return np.array([*lift[:5], lift.observed / unit / 1e3, lift.expected / unit / 1e3,
                     balanced.ess / 1e3, balanced.largest_share])  # fmt: skip


def _of_deals(seed: int, change: str) -> Numbers:
    """Everything that is said of opportunities."""
    rng = np.random.default_rng(seed)
    drawn = deal_world.draw(rng, deal_world.Setting(80, looked_after=deal_world.LATE))
    made, n = drawn.after, len(drawn.is_target)
    order, name, unit = _changed(len(made.days), change)
    account = name[made.account][order]
    target, won = drawn.is_target[made.account][order], made.is_won[order]
    amount, closed = unit * made.amount[order], made.is_closed[order]
    ending = np.where(won, 1, np.where(closed, 2, 0))
    cases = survival.spells(made.days[order], ending, account=account)
    rate = deals.win_rate(won[closed], account[closed], target[closed])
    sizes = [way(amount[won], account[won], target[won]).difference
             for way in (deals.typical_size, deals.mean_size)]  # fmt: skip
    rows, sets, unit = _changed(n, change)
    before, after = (unit * np.bincount(part.account, part.amount, n)[rows]
                     for part in (drawn.before, made))  # fmt: skip
    in_sets = sets[drawn.matched_set][rows], drawn.is_target[rows]
    growth = ratios.ratio_of_ratios(after, before, *in_sets)
    chance = permutation.within_sets(after, *in_sets, permutation.log_ratio)
    days = survival.days_open(cases, deal_world.HORIZON)
    return np.array([*rate.difference, *sizes[0], *sizes[1], *growth, chance.p,
                     *survival.won_by(cases, deal_world.HORIZON), *days])  # fmt: skip


def _refuses_strangers(rng: np.random.Generator) -> bool:
    """Targets of a size that no other account has cannot be balanced."""
    x = rng.normal(size=(400, 3))
    targets = np.arange(400) < 25
    x[targets, 0] += 8
    return not balance.balance(x, targets).feasible


def _refuses_hindsight() -> bool:
    """What is known only after launch may not make accounts comparable."""
    later = covariates.STANDARD[0]._replace(known_to=0)
    try:
        covariates.refuse_late(later)
    except AbmError:
        return True
    return False


def studies() -> list[Study]:
    """Twenty pairs of worlds."""
    checks = [Check(17, name, name, "largest", high=LIMIT) for name in ALIKE]
    checks += [Check(17, f"refused: {name}", name, "hits", 1.0)
               for name in ("nobody alike", "known after launch")]  # fmt: skip
    return [Study("invariances", replicate, 20, 2, 86_000, checks)]
