"""What the numbers of one design are made of: sums over accounts, and deals of matched sets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import house
from abm_core.lift import (
    deals,
    design,
    expected,
    gates,
    intervals,
    matched_deals,
    metrics,
    permutation,
    planning,
    ratios,
    replacement,
    smd,
    verdicts,
)
from abm_core.lift.deals import Compared
from abm_core.lift.design import Design
from abm_core.lift.expected import OverExpected
from abm_core.lift.intervals import Estimate
from abm_core.lift.matched_deals import OfSets
from abm_core.lift.opened import Deals
from abm_core.lift.outcomes import Outcomes
from abm_core.lift.permutation import Chance
from abm_core.lift.specifications import Specification
from abm_core.lift.verdicts import Finding, Kind, Verdict

Numbers = NDArray[np.float64]
QUOTIENT = "minutes"  # of visits, per visit
NO_CHANCE = Chance(math.nan, 0, 0, False)


class ReadOut(NamedTuple):
    """One metric of all targets, or of a part of them.

    ``finding`` is what sentences and verdicts need. ``over`` is observed over expected, where the
    metric adds up over accounts; ``second`` the second opinion, growth of matched sets as a
    logarithm, and ``chance`` its permutation test. ``compared`` are both groups of the matched
    list, where the metric is one of deals. ``p`` is the chance of no difference. ``winsorised`` is
    the same without the largest amounts. ``without_amount`` are opportunities of targets and of
    the others whose amount is not known. ``is_reused``: the second opinion let an account stand
    for several targets, because there are few others.
    """

    finding: Finding
    specification: Specification | None = None
    part: str = ""
    over: OverExpected | None = None
    second: Estimate | None = None
    chance: Chance | None = None
    compared: Compared | None = None
    winsorised: OverExpected | None = None
    without_amount: tuple[int, int] = (0, 0)
    p: float = math.nan
    is_reused: bool = False

    @property
    def verdict(self) -> Verdict:
        """Supported, inconclusive, or not measurable yet."""
        return verdicts.verdict(self.finding)


class Facts:
    """What the numbers of one design, or of a part of it, are made of."""

    def __init__(self, cursor: DuckDBPyConnection, found: Design, outcomes: Outcomes) -> None:
        self._design, self._outcomes = found, outcomes
        self._currency = house.reporting_currency(cursor)
        self._drift = outcomes.drift(found)

    def sums(self, metric: str, window: str = "after") -> Numbers:
        """A metric of the design's own rows."""
        whole = self._outcomes.sums(metric, window)
        return whole if self._design.rows is None else whole[self._design.rows]

    def deals(self) -> Deals:
        """Opportunities created after launch, numbered by the design's own rows."""
        found, rows = self._outcomes.deals(), self._design.rows
        return found if rows is None else found.within(rows)

    def of_accounts(self, metric: str) -> ReadOut:
        """Observed over expected, with the second opinion of matched sets."""
        over, drawn = self._over(metric), self._design.cohorts.is_experiment
        second, chance = self._second(metric) if not drawn else (None, NO_CHANCE)
        shortfalls, without = self._short(metric)
        is_fragile = second is not None and ratios.is_fragile(over.estimate, second)
        n = self._design.cohorts.n_targets
        needed = planning.needed_more(over.se, over.log_ratio, n, over.df)
        finding = self._finding(
            metric, over.lift, over.observed, over.expected, shortfalls, is_fragile,
            planning.told(needed, n))
        capped = deals.winsorised(self.sums(metric)) if metric == "created pipeline" else None
        return ReadOut(
            finding, over=over, second=second, chance=chance,
            winsorised=None if capped is None else self._design.compared.over(capped),
            without_amount=without,
            p=intervals.p_value(over.estimate),
            is_reused=second is not None and self._reuses(metric),
        )  # fmt: skip

    def _over(self, metric: str) -> OverExpected:
        found = self._design.compared.over(self.sums(metric))
        if metric != QUOTIENT:
            return found
        return expected.of_ratios(found, self._design.compared.over(self.sums("visits")))

    def of_deals(self, metric: str) -> ReadOut:
        """Targets against their look-alikes, set by set."""
        found, seed = self.deals(), self._design.cohorts.seed
        sets = matched_deals.of_sets(self._design, found)
        compared = _compared(metric, self._design, sets, found, seed)
        kind = metrics.METRICS[metric].kind
        gap = compared.difference
        if kind == "ratio":
            gap = gap._replace(value=gap.value - 1, low=gap.low - 1, high=gap.high - 1)
        priced = kind == "ratio"
        arms = [matched_deals.sizes(sets, arm, priced=priced) for arm in (True, False)]
        gate = "win rate" if metric == "won by day" else metric
        finding = self._finding(
            metric, gap, compared.targets.value, compared.others.value,
            gates.shortfalls(gate, *arms), False, self._needed(metric, compared, arms[0]),
        )  # fmt: skip
        return ReadOut(finding, compared=compared, p=_chance(gap, compared, kind))

    def _second(self, metric: str) -> tuple[Estimate, Chance]:
        """Growth of matched sets from the baseline on, and how often chance grows as much."""
        if self._reuses(metric):
            return self._reused(metric), NO_CHANCE
        matched, seed = self._design.matched, self._design.cohorts.seed
        rows, sets, target = matched.rows(), matched.sets(), matched.is_target()
        both = np.column_stack([self.sums(metric, one)[rows] for one in ("after", "baseline")])
        if metric == QUOTIENT:
            visits = [self.sums("visits", one)[rows] for one in ("after", "baseline")]
            both = np.column_stack([both, *visits])
            return _growth_of_quotient(both, sets, target, seed), NO_CHANCE
        found = ratios.ratio_of_ratios(both[:, 0], both[:, 1], sets, target, seed=seed)
        if not matched.n_matched:
            return found, NO_CHANCE
        if math.isnan(found.value):
            return found, permutation.within_sets(
                both[:, 0], sets, target, permutation.mean_difference, seed=seed)
        return found, permutation.within_sets(
            both, sets, target, permutation.log_ratio_of_ratios, seed=seed)

    def _reused(self, metric: str) -> Estimate:
        one = self._design
        return replacement.log_ratio(self.sums(metric), one.covariates.x, one.is_target,
                                     design.strata(one.stack, one.covariates))

    def _reuses(self, metric: str) -> bool:
        """Whether others are so few that each may stand for several targets."""
        found = self._design.cohorts
        return metric != QUOTIENT and replacement.is_needed(found.n_targets, found.n_controls)

    def _short(self, metric: str) -> tuple[list[gates.Shortfall], tuple[int, int]]:
        """What the gate of an opportunity metric misses, and opportunities without an amount."""
        if metric not in ("opportunities", "created pipeline"):
            return [], (0, 0)
        found, is_target = self.deals(), self._design.is_target
        arms, without = [], []
        for arm in (True, False):
            some = found.take(is_target[found.row] == arm)
            known = len(some) - some.n_without_amount
            n = len(some) if metric == "opportunities" else known
            arms.append({"opportunities": n, "accounts": int((is_target == arm).sum())})
            without.append(some.n_without_amount)
        return gates.shortfalls(metric, *arms), (without[0], without[1])

    def _finding(
        self, metric: str, found: Estimate, observed: float, anyway: float,
        shortfalls: Sequence[gates.Shortfall], is_fragile: bool, needed: int | None,
    ) -> Finding:  # fmt: skip
        one = self._design
        if one.cohorts.span == "pipeline":
            told = {short.what for short in shortfalls if short.group == "targets"}
            shortfalls = [*shortfalls, *(short for short in gates.few_targets(one.cohorts.n_targets)
                                         if short.what not in told)]
        is_open = bool(shortfalls) or not verdicts.excludes_nothing(found)
        return Finding(
            metric, found, observed, anyway, one.cohorts.n_targets, one.cohorts.n_after,
            kind=metrics.METRICS[metric].kind, band=smd.band(one.worst_smd),
            blocked=one.blocks(), shortfalls=shortfalls, is_fragile=is_fragile,
            drift_seen=self._drift, is_experiment=one.cohorts.is_experiment,
            currency=self._currency, needed=needed if is_open else None,
        )  # fmt: skip

    def _needed(self, metric: str, found: Compared, ours: gates.Sizes) -> int | None:
        """How many per side could show a difference of this size: closed deals for the win rate,
        else accounts.
        """
        if metric == "win rate":
            closed = ours["won"] + ours["not won"]
            return planning.told(
                planning.needed_for_shares(found.targets.value, found.others.value), closed)
        gap, n = found.difference, self._design.cohorts.n_targets
        is_ratio = metrics.METRICS[metric].kind == "ratio"
        effect = math.log(gap.value) if is_ratio and gap.value > 0 else gap.value
        return planning.told(planning.needed_more(gap.se, effect, n, gap.df), n)


def _compared(
    metric: str, found: Design, sets: OfSets, opportunities: Deals, seed: int
) -> Compared:
    match metric:
        case "win rate":
            return matched_deals.win_rate(sets)
        case "won by day":
            return matched_deals.won_by_day(sets, seed=seed)
        case "typical deal size":
            return matched_deals.typical_size(sets)
        case "mean deal size":
            return matched_deals.mean_size(sets, seed=seed)
        case "days to close":
            return matched_deals.days_to_close(sets, seed=seed)
        case _:
            return matched_deals.velocity(found, opportunities, seed=seed)


def _growth_of_quotient(
    both: Numbers, sets: NDArray[np.intp], target: NDArray[np.bool_], seed: int
) -> Estimate:
    """Growth of minutes per visit in matched sets, as a logarithm."""
    ours, theirs = ratios.set_sums(both, sets, target)

    def growth(sums: Numbers) -> Numbers:
        minutes, before, visits, visits_before = (np.log(sums[..., i]) for i in range(4))
        return np.asarray((minutes - visits) - (before - visits_before))

    return intervals.contrast(ours, theirs, growth, paired=True, seed=seed)


def _chance(gap: Estimate, found: Compared, kind: Kind) -> float:
    """The chance of no difference; for shares, from the width of their interval."""
    if kind == "ratio":
        ratio = found.difference
        if not ratio.value > 0:
            return math.nan
        return intervals.p_value(ratio._replace(value=math.log(ratio.value)))
    if math.isnan(gap.se) and gap.high > gap.low:
        reach = intervals.t_quantile(0.975, math.inf)
        return intervals.p_value(gap._replace(se=(gap.high - gap.low) / 2 / reach, df=math.inf))
    return intervals.p_value(gap)
