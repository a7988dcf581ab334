"""Ways to get it wrong, kept here because the worlds must break them: if not, they are too kind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.spatial import cKDTree

from benchmarks.lift import engagement_world as world
from benchmarks.lift.deal_world import Deals
from benchmarks.lift.engagement_world import Chosen

Numbers = NDArray[np.float64]


class Found(NamedTuple):
    """An estimate on the log scale with its interval, where the way has one."""

    estimate: float
    low: float = np.nan
    high: float = np.nan


def before_after(chosen: Chosen, after: Numbers) -> Found:
    """Targets alone: thirteen weeks from launch over the thirteen before."""
    before = chosen.window(*world.SHOWN)
    return Found(_log_ratio(after, before, chosen.is_target))


def difference_in_differences(chosen: Chosen, after: Numbers) -> Found:
    """The same less the same of all others: the baseline still holds the spike."""
    before, targets = chosen.window(*world.SHOWN), chosen.is_target
    return Found(_log_ratio(after, before, targets) - _log_ratio(after, before, ~targets))


def matched_difference(chosen: Chosen, after: Numbers, n_controls: int = 3) -> Found:
    """Difference in differences against the nearest in size, age and clean baseline.

    Same industry, region and launch week. What the choosers looked at is not looked at.
    """
    targets = np.flatnonzero(chosen.is_target)
    controls = _nearest(chosen, targets, n_controls)
    before = chosen.window(*world.BASELINE)
    sums = [after[targets], before[targets], after[controls].mean(1), before[controls].mean(1)]
    return _jackknife(np.stack(sums))


def _nearest(chosen: Chosen, targets: NDArray[np.intp], n_controls: int) -> NDArray[np.intp]:
    told = chosen.accounts
    baseline = world.per_week(told.visits, chosen.launch, world.BASELINE)
    near = [told.log_size, told.log_age, baseline]
    same = [3 * (told.industry[:, None] == np.arange(world.N_INDUSTRIES)).T,
            3 * (told.region[:, None] == np.arange(world.N_REGIONS)).T,
            1e3 * chosen.launch[None, :]]  # fmt: skip
    place = np.column_stack([*(x / x.std() for x in near), *np.concatenate(same)])
    pool = np.flatnonzero(~chosen.is_target)
    return pool[cKDTree(place[pool]).query(place[targets], n_controls)[1]]


def _jackknife(sums: Numbers) -> Found:
    """Log of (after / before) of targets over controls, one matched set left out in turn."""
    signs = np.array([1, -1, -1, 1])
    total = sums.sum(axis=1)
    n = sums.shape[1]
    each = signs @ np.log(total[:, None] - sums)
    error = np.sqrt((n - 1) / n * ((each - each.mean()) ** 2).sum())
    value, reach = float(signs @ np.log(total)), stats.t.ppf(0.975, n - 1) * error
    return Found(value, value - reach, value + reach)


def _log_ratio(after: Numbers, before: Numbers, of: NDArray[np.bool_]) -> float:
    return float(np.log(after[of].sum() / before[of].sum()))


def poisson_p_values(chosen: Chosen, after: Numbers) -> Numbers:
    """One account at a time: visits after launch given those before, as if weeks were independent.

    The site's own change is allowed for; two-sided.
    """
    before, others = chosen.window(*world.BASELINE), ~chosen.is_target
    change = after[others].sum() / before[others].sum()
    share = change / (1 + change)
    total = after + before
    low = stats.binom.cdf(after, total, share)
    high = stats.binom.sf(after - 1, total, share)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(low, high)))


def closed_win_rate(deals: Deals) -> float:
    """Won of closed: deals still open are taken for neither, and losses close first."""
    return float(deals.is_won.sum() / deals.is_closed.sum())


def median_age_of_won(deals: Deals) -> float:
    """Days to close among the deals already won: the slow ones are not there yet."""
    return float(np.median(deals.days[deals.is_won]))
