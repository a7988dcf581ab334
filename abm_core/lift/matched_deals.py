"""What became of the opportunities of targets, against those of their look-alikes, set by set.

Deals are compared on the matched list: one by one they can be looked at. Open deals count as open.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift import deals, intervals, ratios, survival
from abm_core.lift.deals import Compared, Pipeline
from abm_core.lift.design import Design
from abm_core.lift.gates import Sizes
from abm_core.lift.intervals import Estimate
from abm_core.lift.opened import Deals
from abm_core.lift.survival import Spells

Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]
LEAST_AT_RISK = 10


class OfSets(NamedTuple):
    """Opportunities of the matched list: their account, whether a target's, and the set of each."""

    deals: Deals
    account: Codes
    is_target: Mask

    @property
    def horizon(self) -> float:
        """Days for which both groups can be followed; the shortest that is of use at least."""
        for days in settings.LIFT_HORIZONS.value:
            if min(survival.at_risk(self.spells(arm), days) for arm in (True, False)) >= (
                LEAST_AT_RISK):  # fmt: skip
                return float(days)
        return float(settings.LIFT_HORIZONS.value[-1])

    def spells(self, of_targets: bool) -> Spells:
        """How long the deals of a group were open; those closed on an unknown day are left out."""
        rows = (self.is_target == of_targets) & np.isfinite(self.deals.days)
        some = self.deals.take(rows)
        ending = np.where(some.is_won, 1, np.where(some.is_lost, 2, 0))
        return survival.spells(some.days, ending, account=self.account[rows])


def inside(design: Design) -> Mask:
    """Rows whose opportunities are compared: of the matched list; of a draw all, chance decided."""
    if design.cohorts.is_experiment:
        return np.ones(len(design.stack), dtype=bool)
    found = np.zeros(len(design.stack), dtype=bool)
    found[design.matched.rows()] = True
    return found


def of_sets(design: Design, found: Deals) -> OfSets:
    """The opportunities (numbered by the design's rows) that are compared."""
    some = found.take(inside(design)[found.row])
    return OfSets(some, design.clusters[some.row], design.is_target[some.row])


def sizes(found: OfSets, of_targets: bool, *, priced: bool = False) -> Sizes:
    """How many deals of a group there are, by what the gates ask for.

    ``priced``: of won deals only those whose amount is known.
    """
    arm = found.is_target == of_targets
    won = found.deals.is_won & (np.isfinite(found.deals.value) | (not priced))
    return {
        "opportunities": int(arm.sum()), "won": int((arm & won).sum()),
        "not won": int((arm & found.deals.is_lost).sum()),
        "open at the horizon": survival.at_risk(found.spells(of_targets), found.horizon),
    }  # fmt: skip


def win_rate(found: OfSets) -> Compared:
    """Won of those closed; a difference of shares."""
    closed = found.deals.is_closed
    rates = deals.win_rate(found.deals.is_won[closed], found.account[closed],
                           found.is_target[closed])
    ours, theirs = (
        Estimate(one.share, np.nan, np.nan, one.low, one.high)
        for one in (rates.targets, rates.others)
    )
    gap = rates.difference
    return Compared(ours, theirs, Estimate(gap.value, np.nan, np.nan, gap.low, gap.high))


def won_by_day(found: OfSets, *, seed: int) -> Compared:
    """Share won within the horizon, open deals counted as open; a difference of shares."""
    horizon = found.horizon
    ours, theirs = (survival.won_by(found.spells(arm), horizon, seed=seed)
                    for arm in (True, False))  # fmt: skip
    return Compared(ours, theirs, intervals.difference(ours, theirs))


def days_to_close(found: OfSets, *, seed: int) -> Compared:
    """Days open within the horizon, on average; a difference of days."""
    horizon = found.horizon
    ours, theirs = (survival.days_open(found.spells(arm), horizon, seed=seed)
                    for arm in (True, False))  # fmt: skip
    return Compared(ours, theirs, intervals.difference(ours, theirs))


def median_days(found: OfSets, *, seed: int) -> tuple[Estimate, Estimate]:
    """The day by which half of the deals have closed: of targets, of the others."""
    ours, theirs = (survival.median_days(found.spells(arm), seed=seed) for arm in (True, False))
    return ours, theirs


def typical_size(found: OfSets) -> Compared:
    """Geometric mean of won deals; a ratio."""
    won = found.deals.is_won & (np.nan_to_num(found.deals.value) > 0)
    return deals.typical_size(found.deals.value[won], found.account[won], found.is_target[won])


def mean_size(found: OfSets, *, seed: int) -> Compared:
    """Mean of won deals; a ratio."""
    won = found.deals.is_won & np.isfinite(found.deals.value)
    return deals.mean_size(
        found.deals.value[won], found.account[won], found.is_target[won], seed=seed)


def velocity(design: Design, found: Deals, *, seed: int) -> Compared:
    """Pipeline velocity, set by set, of a draw account by account; a ratio."""
    n = len(design.stack)
    timed = found.is_closed & np.isfinite(found.days)
    priced = found.is_won & np.isfinite(found.value)
    per_row = np.column_stack([
        np.ones(n), found.count(n),
        *(np.bincount(found.row[some], minlength=n) for some in (timed, priced)),
        np.bincount(found.row[priced], found.value[priced], minlength=n),
        np.bincount(found.row[timed], found.days[timed], minlength=n),
    ]).astype(np.float64)  # fmt: skip
    if design.cohorts.is_experiment:
        arms = (Pipeline(*per_row[design.is_target == arm].T) for arm in (True, False))
        return deals.velocity(*arms, seed=seed)
    rows, matched = design.matched.rows(), design.matched
    ours, theirs = ratios.set_sums(per_row[rows], matched.sets(), matched.is_target())
    return deals.velocity(Pipeline(*ours.T), Pipeline(*theirs.T), paired=True, seed=seed)
