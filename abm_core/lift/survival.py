"""How long deals take, and what share is won by a day, with those still open counted as open.

Deals that closed are not all deals: the slow ones are still open. Every curve here counts a deal
as open for as long as it was seen open and no longer (Kaplan–Meier; Aalen–Johansen for the share
won, where a loss ends the chance of a win).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift import intervals
from abm_core.lift.intervals import Estimate

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
HALF = 0.5
TOUCHES = 1e-9  # products of shares miss a half by a hair where the curve sits on it


class Spells(NamedTuple):
    """How long each case was watched, and how it ended.

    ``days`` from creation to its end or to the last day seen; ``ending`` 0 still open, 1 the end
    that is counted (won), 2 another end (lost); ``since`` the day of its life from which it was
    watched (delayed entry; −1: from the start); ``account`` numbers who it belongs to; ``weight``
    what it counts.
    """

    days: Numbers
    ending: Codes
    since: Numbers
    account: Codes
    weight: Numbers

    def ended(self) -> Spells:
        """The same cases where any end is the one that is counted."""
        return self._replace(ending=np.minimum(self.ending, 1))


def spells(
    days: Numbers, ending: Codes, *, since: Numbers | None = None, account: Codes | None = None,
    weight: Numbers | None = None,
) -> Spells:  # fmt: skip
    """Cases as they come: watched from the start, each of an account of its own, counting once.

    Cases that were first seen on the day they ended, or later, are left out.
    """
    days = np.asarray(days, dtype=np.float64)
    n = len(days)
    since = np.full(n, -1.0) if since is None else np.asarray(since, dtype=np.float64)
    found = Spells(
        days, np.asarray(ending, dtype=np.intp), since,
        np.arange(n) if account is None else np.asarray(account, dtype=np.intp),
        np.ones(n) if weight is None else np.asarray(weight, dtype=np.float64),
    )  # fmt: skip
    seen = days > since
    return found if seen.all() else only(found, seen)


def only(cases: Spells, chosen: NDArray[np.bool_]) -> Spells:
    """Some of the cases."""
    days, ending, since, account, weight = cases
    return Spells(days[chosen], ending[chosen], since[chosen], account[chosen], weight[chosen])


class Counts(NamedTuple):
    """Per day on which something ended: how many were open, how many ended, how many as counted.

    The last axis are the days; leading axes are groups of cases.
    """

    days: Numbers
    at_risk: Numbers
    ended: Numbers
    counted: Numbers


def counts(cases: Spells, group: Codes | None = None) -> Counts:
    """Open and ended cases per day, for all cases or per group of them."""
    group = np.zeros(len(cases.days), dtype=np.intp) if group is None else group
    days = np.unique(cases.days[cases.ending > 0])
    n_groups, width = int(group.max(initial=0)) + 1, len(days) + 1

    def per_day(at: Codes, weight: Numbers) -> Numbers:
        flat = np.bincount(group * width + at, weight, minlength=n_groups * width)
        return np.asarray(flat.reshape(n_groups, width)[:, :-1])

    enters = np.searchsorted(days, cases.since, side="right")
    leaves = np.searchsorted(days, cases.days, side="right")
    open_cases = (per_day(enters, cases.weight) - per_day(leaves, cases.weight)).cumsum(axis=1)
    on = np.searchsorted(days, cases.days, side="left")
    ended = per_day(on, cases.weight * (cases.ending > 0))
    return Counts(days, open_cases, ended, per_day(on, cases.weight * (cases.ending == 1)))


def still_open(found: Counts) -> Numbers:
    """Share still open after each of the days (Kaplan–Meier)."""
    return np.asarray(np.cumprod(1 - _share(found.ended, found.at_risk), axis=-1))


def incidence(found: Counts, by: float) -> Numbers:
    """Share that ended as counted by a day, others having ended otherwise (Aalen–Johansen)."""
    after = still_open(found)
    before = np.concatenate([np.ones((*after.shape[:-1], 1)), after], axis=-1)[..., :-1]
    jumps = before * _share(found.counted, found.at_risk)
    return np.asarray(jumps[..., found.days <= by].sum(axis=-1))


def restricted_mean(found: Counts, horizon: float) -> Numbers:
    """Days that a case was open on average within the first ``horizon`` days."""
    return np.asarray(_areas(found, horizon).sum(axis=-1))


def _areas(found: Counts, horizon: float) -> Numbers:
    """Area under the curve between the days of an end, the last piece up to the horizon."""
    inside = found.days <= horizon
    edges = np.concatenate([[0.0], found.days[inside], [horizon]])
    curve = still_open(found)[..., inside]
    heights = np.concatenate([np.ones((*curve.shape[:-1], 1)), curve], axis=-1)
    return np.asarray(heights * np.diff(edges))


def _share(part: Numbers, whole: Numbers) -> Numbers:
    """0 where nobody is left; a remainder of subtraction is nobody."""
    held = whole > TOUCHES
    return np.divide(part, whole, out=np.zeros_like(part), where=held)


# --- Estimates with their intervals -----------------------------------------------------------


def won_by(cases: Spells, by: float, *, seed: int = 0) -> Estimate:
    """Share won by a day, with the interval of leaving accounts out in turn."""
    return _left_out(cases, lambda found: incidence(found, by), seed)


def days_open(cases: Spells, horizon: float, *, seed: int = 0) -> Estimate:
    """Days to close on average within the horizon, won or lost, accounts left out in turn."""
    return _left_out(cases.ended(), lambda found: restricted_mean(found, horizon), seed)


def greenwood(cases: Spells, horizon: float) -> Estimate:
    """The same average with the standard error of independent cases (Greenwood's)."""
    found = counts(cases.ended())
    areas = _areas(found, horizon)[0]
    later = np.cumsum(areas[::-1])[::-1][1:]
    n_days = len(later)
    left, ended = found.at_risk[0, :n_days], found.ended[0, :n_days]
    terms = np.divide(ended, left * (left - ended), out=np.zeros(n_days), where=left > ended)
    return intervals.estimate(
        float(areas.sum()), math.sqrt(float((later**2 * terms).sum())), math.inf
    )


def at_risk(cases: Spells, day: float) -> int:
    """Cases that were watched and open up to that day."""
    return int(((cases.since < day) & (cases.days >= day)).sum())


def median_days(cases: Spells, *, seed: int = 0) -> Estimate:
    """The day by which half of the cases have closed; infinite where that was never seen.

    The interval holds the days at which the share still open cannot be told from a half, on the
    log–log scale, with the spread of leaving accounts out in turn. ``se`` is NaN: it has none.
    """
    ended = cases.ended()
    parts = counts(ended, _groups(ended, seed))
    whole = Counts(parts.days, *(part.sum(axis=0) for part in parts[1:]))
    curve = still_open(whole)
    reached = np.flatnonzero(curve <= HALF + TOUCHES)
    value = float(whole.days[reached[0]]) if len(reached) else math.inf
    n_parts = len(parts.at_risk)
    if n_parts < 2 or not len(curve):
        return Estimate(value, math.nan, math.nan, 0.0, math.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        without = still_open(_without(parts))
        se = np.sqrt((n_parts - 1) / n_parts * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
        steep = np.abs(curve * np.log(curve))  # the spread of log(−log S) is that of S over it
        off = (np.log(-np.log(curve)) - math.log(-math.log(HALF))) * steep / se
    limit = intervals.t_quantile(0.5 + settings.CONFIDENCE.value / 2, n_parts - 1)
    inside = np.flatnonzero(np.abs(off) <= limit)
    low = float(whole.days[inside[0]]) if len(inside) else value
    beyond = np.flatnonzero(off > limit)
    high = float(whole.days[beyond[0]]) if len(beyond) else math.inf
    return Estimate(value, math.nan, float(n_parts - 1), min(low, value), max(high, value))


def _groups(cases: Spells, seed: int) -> Codes:
    """With which group of accounts each case is left out."""
    _, code = np.unique(cases.account, return_inverse=True)
    told = np.column_stack(
        [cases.weight, cases.weight * cases.days, cases.weight * (cases.ending == 1),
         cases.weight * (cases.ending == 2), cases.weight * cases.days**2]
    )  # fmt: skip
    return intervals.left_out(intervals.cluster_sums(told, code), seed)[code]


def _without(parts: Counts) -> Counts:
    return Counts(parts.days, *(part.sum(axis=0) - part for part in parts[1:]))


def _left_out(cases: Spells, statistic: Callable[[Counts], Numbers], seed: int) -> Estimate:
    if not len(cases.days):
        return intervals.estimate(math.nan, math.nan, math.nan)
    parts = counts(cases, _groups(cases, seed))
    whole = Counts(parts.days, *(part.sum(axis=0) for part in parts[1:]))
    return intervals.from_parts(float(statistic(whole)), statistic(_without(parts)))


# --- Whether two curves differ ------------------------------------------------------------------


def log_rank(first: Spells, second: Spells, strata: tuple[Codes, Codes] | None = None) -> float:
    """The chance of two curves as different as these, by the log-rank test.

    ``strata`` number groups within which cases are compared. Cases count as independent and once.
    """
    from statsmodels.duration.survfunc import survdiff  # slow to import

    both = [np.concatenate(pair) for pair in zip(first.ended(), second.ended(), strict=True)]
    days, ending, since = both[:3]
    group = np.repeat([0, 1], [len(first.days), len(second.days)])
    if not ending.any() or not len(first.days) or not len(second.days):
        return math.nan
    late = {"entry": np.maximum(since, 0.0)} if (since > 0).any() else {}
    within = {} if strata is None else {"strata": np.concatenate(strata)}
    return float(survdiff(days, ending, group, **late, **within)[1])
