"""The same outcome looked at in other ways: by the draw alone, by chance alone, deal by deal.

None of them is the answer. They show what it leans on: weights and fit, that deals of one account
go together, that both sides win other kinds of deals.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import (
    deals,
    experiment,
    matched_deals,
    rates,
    robustness,
    survival,
)
from abm_core.lift.deals import Stratified
from abm_core.lift.design import Design
from abm_core.lift.facts import ReadOut
from abm_core.lift.intervals import Estimate
from abm_core.lift.matched_deals import OfSets
from abm_core.lift.outcomes import SUMS, Outcomes
from abm_core.lift.permutation import Chance
from abm_core.lift.rates import Rate

Numbers = NDArray[np.float64]


class Counted(NamedTuple):
    """Opportunities of both sides of a draw, and one rate over the other."""

    n: int
    accounts: int
    n_held_out: int
    held_out: int
    rate: Rate


class Curves(NamedTuple):
    """Days to close, deal by deal as if each were alone.

    ``medians`` and ``open_days`` are of targets and of the others, the latter within ``horizon``
    days; ``p`` is the chance of curves as different.
    """

    horizon: float
    medians: tuple[Estimate, Estimate]
    open_days: tuple[Estimate, Estimate]
    p: float


class Looks(NamedTuple):
    """What else can be said of one metric; ``None`` where that look is not for it.

    ``drawn`` is the difference per account by the draw alone, ``counted`` the same as rates.
    ``at_best`` bounds what chance alone would leave of few opportunities. ``hidden`` is how
    strongly something unrecorded would have to act, ``shuffled`` the chance within matched sets,
    ``within`` the odds of winning in industries alike, ``curves`` days to close deal by deal.
    """

    drawn: Estimate | None = None
    counted: Counted | None = None
    at_best: Rate | None = None
    hidden: float = math.nan
    shuffled: Chance | None = None
    within: Stratified | None = None
    curves: Curves | None = None


def of(design: Design, held: Outcomes, read: ReadOut) -> Looks:
    """The further looks at a metric of a whole design."""
    if read.over is not None:
        return _of_accounts(design, held, read)
    if read.finding.metric not in ("win rate", "days to close"):
        return Looks()
    sets = matched_deals.of_sets(design, held.deals())
    if read.finding.metric == "win rate":
        return Looks(within=_within_industries(design, held, sets))
    return Looks(curves=_curves(sets, design.cohorts.seed))


def _of_accounts(design: Design, held: Outcomes, read: ReadOut) -> Looks:
    metric, over = read.finding.metric, read.over
    is_refused = bool(read.finding.shortfalls or read.finding.blocked)
    few = bool(read.finding.shortfalls) and metric == "opportunities"
    at_best = (
        rates.over_expected(round(over.observed), over.expected)
        if few and over is not None and over.expected > 0 else None
    )  # fmt: skip
    if design.cohorts.is_experiment:
        drawn = _drawn(design, held.sums(metric)) if metric in SUMS and not is_refused else None
        counted = _counted(design, held.sums(metric)) if metric == "opportunities" else None
        return Looks(drawn=drawn, counted=counted, at_best=at_best)
    if is_refused or over is None:
        return Looks(at_best=at_best)
    return Looks(hidden=robustness.e_value_of_limit(over.estimate), shuffled=read.chance)


def _drawn(design: Design, y: Numbers) -> Estimate:
    """What the draw says by itself, made sharper by what was known of the accounts before it."""
    return experiment.effect(y, design.is_target, design.x, design.clusters)


def _counted(design: Design, y: Numbers) -> Counted:
    ours, theirs = y[design.is_target], y[~design.is_target]
    n, n_other = int(ours.sum()), int(theirs.sum())
    return Counted(n, len(ours), n_other, len(theirs),
                   rates.ratio(n, len(ours), n_other, len(theirs)))  # fmt: skip


def _within_industries(design: Design, held: Outcomes, sets: OfSets) -> Stratified:
    rows = held.deals().row
    industry = design.covariates.groups["industry"][rows[matched_deals.inside(design)[rows]]]
    _, code = np.unique(industry.astype(str), return_inverse=True)
    closed = sets.deals.is_closed
    return deals.within_groups(sets.deals.is_won[closed], sets.is_target[closed], code[closed])


def _curves(sets: OfSets, seed: int) -> Curves:
    arms = sets.spells(True), sets.spells(False)
    ours, theirs = (survival.greenwood(arm, sets.horizon) for arm in arms)
    return Curves(sets.horizon, matched_deals.median_days(sets, seed=seed), (ours, theirs),
                  survival.log_rank(*arms))  # fmt: skip
