"""Opportunities of targets and of matched accounts in generator B: bars 4, 7, 12 and 15."""

from __future__ import annotations

from functools import partial

import numpy as np

from abm_core import proportions
from abm_core.lift import intervals, survival
from benchmarks.lift import deal_world as world
from benchmarks.lift import losing
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.deal_world import Deals, Setting, Truth, World
from benchmarks.lift.replications import Try

SEED = 85_000
SPREADS = ((1.2, 1.5), (1.6, 0.8))  # of log amounts; opportunities per account
EFFECTS = {"nothing": {}, "all better": {"more": 1.3, "larger": 1.2, "log_odds": 0.4,
                                         "longer": 0.9}}  # fmt: skip
GATED, FREE = "win rate", "win rate, no gate"
LEAST_WON = 10  # and as many not won, per arm: the gate of the win rate


def part(deals: Deals, of: np.ndarray) -> Deals:
    """The opportunities of some accounts."""
    rows = of[deals.account]
    return Deals(*(field[rows] for field in deals))


def arms(drawn: World) -> tuple[Deals, Deals]:
    """Targets, then controls."""
    return part(drawn.after, drawn.is_target), part(drawn.after, ~drawn.is_target)


def spells(deals: Deals) -> survival.Spells:
    """Won, lost or still open, and for how long."""
    ending = np.where(deals.is_won, 1, np.where(deals.is_closed, 2, 0))
    return survival.spells(deals.days, ending, account=deals.account)


def truths(setting: Setting) -> tuple[Truth, Truth]:
    """Of targets and controls; how many accounts there are is nothing to it."""
    alike = setting._replace(n_targets=1, per_account=1.0)
    return world.truth(alike, is_target=True), world.truth(alike, is_target=False)


def replicate(setting: Setting, rng: np.random.Generator) -> list[Try]:
    """Differences between the arms, and what controls alone come to."""
    target, control = truths(setting)
    ours, theirs = arms(world.draw(rng, setting))
    first, second = spells(ours), spells(theirs)
    by_day = [survival.won_by(each, world.HORIZON) for each in (first, second)]
    open_ = [survival.days_open(each, world.HORIZON) for each in (first, second)]
    return [
        *_win_rate(ours, theirs, target, control),
        _told("won by day 150", intervals.difference(*by_day),
              target.won_by_horizon - control.won_by_horizon),
        _told("days open", intervals.difference(*open_), target.days_open - control.days_open),
        _told("won by day 150, one arm", by_day[1], control.won_by_horizon),
        _told("days open, one arm", open_[1], control.days_open),
        Try("closed only", losing.closed_win_rate(theirs), truth=control.won_in_the_end),
        Try("median of won", losing.median_age_of_won(theirs), truth=world.DAYS_WON),
    ]  # fmt: skip


def _told(cell: str, found: intervals.Estimate, truth: float, refused: str = "") -> Try:
    return Try(cell, found.value, found.low, found.high, truth, refused=refused)


def _win_rate(ours: Deals, theirs: Deals, target: Truth, control: Truth) -> list[Try]:
    """Won of closed, as they stand on the day of looking; with its gate and without."""
    both = Deals(*(np.concatenate(pair) for pair in zip(ours, theirs, strict=True)))
    arm = np.repeat([0, 1], [len(ours.days), len(theirs.days)])
    rows = both.is_closed
    account = np.unique(both.account[rows], return_inverse=True)[1]
    shares = proportions.shares(arm[rows], both.is_won[rows], account, 2)
    least = min(min(one.n_yes, one.n - one.n_yes) for one in shares)
    truth = target.closed_win_rate - control.closed_win_rate
    if min(one.n for one in shares) == 0:
        return [Try(cell, truth=truth, refused="none closed") for cell in (GATED, FREE)]
    found = proportions.difference(*shares)
    return [Try(GATED, *found, truth, refused="too few" if least < LEAST_WON else ""),
            Try(FREE, *found, truth)]  # fmt: skip


def studies() -> list[Study]:
    """25, 200 and 2,000 targets; tame and wild amounts; with and without a programme that works."""
    found = []
    for i, (n, full, reduced) in enumerate(((25, 2_000, 80), (200, 1_000, 40), (2_000, 200, 4))):
        for j, (sigma, per_account) in enumerate(SPREADS):
            for k, (name, effects) in enumerate(EFFECTS.items()):
                setting = Setting(n, sigma, per_account, **effects)
                what = f"{n:,} targets, σ {sigma}, {per_account} per account, {name}"
                seed = SEED + 100 * i + 20 * j + 10 * k
                one = partial(replicate, setting)
                found.append(Study(f"opportunities, {what}", one, full, reduced, seed,
                                   _checks(what, n)))  # fmt: skip
    return found


def _checks(what: str, n: int) -> list[Check]:
    cell, label = (FREE, f"{what}, gate off") if n == 25 else (GATED, what)
    found = [
        Check(4, label, cell, "coverage", 0.93, 0.97),
        Check(4, label, GATED, "refused"),
        Check(7, what, "days open", "coverage", 0.925, 0.97),
        Check(7, what, "days open", "bias"),
        Check(12, f"{what}: won by day 150", "won by day 150, one arm", "bias", -0.01, 0.01),
        Check(12, f"{what}: days open", "days open, one arm", "bias", -2, 2),
        Check(12, f"{what}: difference in won by day 150", "won by day 150", "coverage"),
    ]
    if n == 200:
        found += [
            Check(15, f"{what}: won of closed", "closed only", "bias", high=-0.05),
            Check(15, f"{what}: days of those already won", "median of won", "bias"),
        ]
    return found
