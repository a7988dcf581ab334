"""Sizes, pace and amounts of opportunities in generator B, half a year later: bars 5, 6, 8, 9."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import deals as product
from abm_core.lift import gates, intervals, permutation, ratios, survival
from benchmarks.lift import deal_world as world
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.deal_study import EFFECTS, SPREADS, arms, spells, truths
from benchmarks.lift.deal_world import Deals, Setting, World
from benchmarks.lift.replications import Try

Numbers = NDArray[np.float64]
SEED, LIMIT = 87_000, 0.05
NO_GATE = ", no gate"


def replicate(setting: Setting, rng: np.random.Generator) -> list[Try]:
    """Ratios between the arms; the chance of such a difference where there is none."""
    drawn = world.draw(rng, setting)
    found = [*_sizes(drawn, setting), *_velocity(drawn, setting), _growth(drawn, setting)]
    is_null = setting.more == setting.larger == 1.0
    return [*found, *_chances(drawn)] if is_null else found


def _sizes(drawn: World, setting: Setting) -> list[Try]:
    """Typical and mean amount of won opportunities."""
    won = drawn.after.is_won
    rows = (drawn.after.amount[won], drawn.after.account[won],
            drawn.is_target[drawn.after.account[won]])  # fmt: skip
    target, control = truths(setting)
    typical = product.typical_size(*rows).difference
    mean = product.mean_size(*rows).difference
    sizes = _held(drawn)
    return [
        *_told("typical deal size", typical, target.typical_won - control.typical_won, sizes),
        *_told("mean deal size", mean, math.log(target.mean_won / control.mean_won), sizes),
    ]


def _velocity(drawn: World, setting: Setting) -> list[Try]:
    target, control = truths(setting)
    ours, theirs = _per_set(drawn, drawn.is_target), _per_set(drawn, ~drawn.is_target)
    found = product.velocity(ours, theirs, paired=True).difference
    true = (
        math.log(setting.more) + math.log(target.closed_win_rate / control.closed_win_rate)
        + math.log(target.mean_won / control.mean_won)
        - math.log(target.days_of_closed / control.days_of_closed)
    )  # fmt: skip
    return _told("pipeline velocity", found, true, _held(drawn))


def _per_set(drawn: World, arm: NDArray[np.bool_]) -> product.Pipeline:
    """One row per matched set."""
    n_sets = int(drawn.matched_set[-1]) + 1
    rows = arm[drawn.after.account]
    deals = Deals(*(field[rows] for field in drawn.after))
    where = drawn.matched_set[deals.account]

    def per_set(values: Numbers | None = None) -> Numbers:
        return np.bincount(where, values, minlength=n_sets).astype(np.float64)

    n = np.bincount(drawn.matched_set[arm], minlength=n_sets).astype(np.float64)
    return product.Pipeline(
        n, per_set(), per_set(deals.is_closed), per_set(deals.is_won),
        per_set(deals.amount * deals.is_won), per_set(deals.days * deals.is_closed),
    )  # fmt: skip


def _growth(drawn: World, setting: Setting) -> Try:
    """Created pipeline, after over before, against the matched accounts (the second opinion)."""
    amounts = [np.bincount(deals.account, deals.amount, len(drawn.is_target))
               for deals in (drawn.after, drawn.before)]  # fmt: skip
    found = ratios.ratio_of_ratios(*amounts, drawn.matched_set, drawn.is_target)
    return Try("growth of pipeline", found.value, found.low, found.high,
               math.log(setting.more * setting.larger))  # fmt: skip


def _chances(drawn: World) -> list[Try]:
    """Whether a label drawn at random within each set would do as much."""
    n = len(drawn.is_target)
    opened = [np.bincount(deals.account, minlength=n) for deals in (drawn.after, drawn.before)]
    amounts = [np.bincount(deals.account, deals.amount, n) for deals in (drawn.after, drawn.before)]
    ways = {
        "opened": (opened[:1], permutation.log_ratio),
        "amount": (amounts[:1], permutation.log_ratio),
        "growth": (amounts, permutation.log_ratio_of_ratios),
    }
    found = []
    for name, (columns, statistic) in ways.items():
        chance = permutation.within_sets(np.column_stack(columns), drawn.matched_set,
                                         drawn.is_target, statistic)  # fmt: skip
        found.append(Try(f"chance of {name}", is_hit=chance.p <= LIMIT))
    return found


def _held(drawn: World) -> list[dict[str, float]]:
    """What the gates ask for, targets first."""
    return [
        {"opportunities": len(deals.days), "won": int(deals.is_won.sum()),
         "not won": int((deals.is_closed & ~deals.is_won).sum()),
         "open at the horizon": survival.at_risk(spells(deals), world.HORIZON)}
        for deals in arms(drawn)
    ]  # fmt: skip


def _told(
    cell: str, found: intervals.Estimate, truth: float, sizes: list[dict[str, float]]
) -> list[Try]:
    """A ratio as a logarithm, with the product's gate and without."""
    value, low, high = (math.log(x) if x > 0 else -math.inf
                        for x in (found.value, found.low, found.high))  # fmt: skip
    if not math.isfinite(value):
        return [Try(name, truth=truth, refused="nothing won") for name in (cell, cell + NO_GATE)]
    refused = "too few" if gates.shortfalls(cell, *sizes) else ""
    return [Try(cell, value, low, high, truth, refused=refused),
            Try(cell + NO_GATE, value, low, high, truth)]  # fmt: skip


def studies() -> list[Study]:
    """25, 200 and 2,000 targets; tame and wild amounts; with and without a programme that works."""
    found = []
    for i, (n, full, reduced) in enumerate(((25, 2_000, 60), (200, 1_000, 20), (2_000, 200, 2))):
        for j, (sigma, per_account) in enumerate(SPREADS):
            for k, (name, effects) in enumerate(EFFECTS.items()):
                setting = Setting(n, sigma, per_account, **effects, looked_after=world.LATE)
                what = f"{n:,} targets, σ {sigma}, {per_account} per account, {name}"
                seed = SEED + 100 * i + 20 * j + 10 * k
                found.append(Study(f"sizes, {what}", partial(replicate, setting), full, reduced,
                                   seed, _checks(what, n, name == "nothing")))  # fmt: skip
    return found


def _checks(what: str, n: int, is_null: bool) -> list[Check]:
    free, label = (NO_GATE, f"{what}, gate off") if n == 25 else ("", what)
    low = -math.inf if n == 25 else 0.92  # the bar is for thirty won and more
    found = [
        Check(5, label, "typical deal size" + free, "coverage", 0.93, 0.975),
        Check(5, label, "typical deal size", "refused"),
        Check(6, label, "mean deal size" + free, "coverage", low),
        Check(6, label, "mean deal size", "refused"),
        Check(8, label, "pipeline velocity" + free, "coverage", 0.93, 0.98),
        Check(8, label, "pipeline velocity", "refused"),
        Check(8, f"{what}: growth of created pipeline", "growth of pipeline", "coverage"),
    ]
    chances = ("opened", "amount", "growth") if is_null else ()
    return found + [Check(9, f"{what}: {each}", f"chance of {each}", "hits", high=0.06)
                    for each in chances]  # fmt: skip
