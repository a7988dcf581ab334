"""The surge score: does a week stand out from the account's own history by more than chance?

What an account did in a baseline of 12 weeks is blended with what accounts do in general (a Gamma
prior of their levels, fitted by moments), so that one visit in three months is no level yet. Weeks
of one account differ by more than pure chance: Var = m + αm², with one α for all accounts. Two
guard weeks between baseline and tested week keep the beginning of a surge out of what it is
compared with, and the traffic of all other accounts says what the season does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

STEADY_TRAFFIC = 10.0  # people by which the traffic of a small site is drawn towards no change
LEAST_SPREAD = 1e-9  # of levels between accounts; none at all would divide by nothing
NODES = 12  # of the average over levels; twice as many change nothing that is shown
ROUNDS = 4  # α and the weights that it gives the accounts settle within these


class Rules(NamedTuple):
    """What it takes to be flagged: all of it together."""

    limit: float = settings.SURGE_LIMIT.value
    least: int = settings.SURGE_LEAST.value
    people: int = settings.SURGE_PEOPLE.value
    ratio: float = settings.SURGE_RATIO.value


class Quiet(NamedTuple):
    """What a quiet period of each account would bring: a level that is not known for sure.

    ``mean`` and ``uncertain`` are mean and variance of the level; a count of one period has the
    variance Var = m + αm² around it on top.
    """

    mean: Numbers
    uncertain: Numbers
    overdispersion: float
    site_index: float

    @property
    def variance(self) -> Numbers:
        """Variance of the count of one period."""
        return self.mean + self.overdispersion * (self.mean**2 + self.uncertain) + self.uncertain

    @property
    def size(self) -> Numbers:
        """Size of the negative binomial with that mean and variance."""
        extra = np.fmax(self.variance - self.mean, 1e-6 * self.mean)
        return np.divide(self.mean**2, extra, out=np.ones_like(extra), where=extra > 0)


class Judged(NamedTuple):
    """What became of each account; ``chance`` is that of being flagged when nothing is up."""

    p_value: Numbers
    is_flagged: Mask
    is_sure: Mask
    chance: Numbers


def quiet(baseline: Numbers, now: Numbers) -> Quiet:
    """What to expect of each account (row), from its baseline periods (columns).

    ``now`` are the counts of the tested period; only the other accounts' part of them is used, as
    the traffic of the site. Baseline periods are as long as the tested one.
    """
    n_periods = baseline.shape[1]
    traffic = baseline.sum(axis=0)
    if not traffic.any():
        nothing = np.zeros(len(baseline))
        return Quiet(nothing, nothing.copy(), 0.0, 1.0)
    season = traffic / traffic.mean()
    level = baseline.mean(axis=1)
    alpha = overdispersion(baseline, season)
    shape, rate = _prior(level, alpha, n_periods)
    exposure = n_periods / (1 + alpha * level)
    index = _site_index(level, now)
    mean = (shape + level * exposure) / (rate + exposure) * index
    uncertain = mean / (rate + exposure) * index
    return Quiet(mean, uncertain, alpha, float(now.sum() / traffic.mean()))


def overdispersion(baseline: Numbers, season: Numbers) -> float:
    """α in Var = m + αm², pooled over accounts, each weighted by how well it can tell.

    ``season`` is the traffic of each period over its mean; what it explains is no overdispersion.
    """
    n_periods = baseline.shape[1]
    level = baseline.mean(axis=1)
    spread = ((baseline - np.outer(level, season)) ** 2).sum(axis=1) / (n_periods - 1)
    beyond = spread - level
    square = (level**2 - spread / n_periods) * np.mean(season**2)
    alpha = 0.0
    for _ in range(ROUNDS):
        weight = (level + 1 / n_periods + alpha * level**2) ** -2
        below = float((weight * square).sum())
        alpha = max(0.0, float((weight * beyond).sum()) / below) if below > 0 else 0.0
    return alpha


def _prior(level: Numbers, alpha: float, n_periods: int) -> tuple[float, float]:
    """Shape and rate of the Gamma distribution of levels, from mean and variance of the levels."""
    mean = float(level.mean())
    within = (mean + alpha * mean**2) / n_periods
    between = max((float(level.var()) - within) / (1 + alpha / n_periods), LEAST_SPREAD)
    return mean**2 / between, mean / between


def _site_index(level: Numbers, now: Numbers) -> Numbers:
    """Traffic now over that of the baseline, without the account itself: no surge hides itself."""
    return np.asarray((now.sum() - now + STEADY_TRAFFIC) / (level.sum() - level + STEADY_TRAFFIC))


def judge(now: Numbers, people: Numbers, usual: Quiet, rules: Rules | None = None) -> Judged:
    """Whether each account's count stands out; ``people`` are the different people behind it."""
    rules = rules or Rules()
    p_value = at_least(now, usual.mean, usual.size)
    flagged = (
        (p_value < rules.limit) & (now >= rules.least) & (people >= rules.people)
        & (now >= rules.ratio * usual.mean)
    )  # fmt: skip
    return Judged(p_value, flagged, flagged & _stands_out(p_value), chance(usual, rules))


def at_least(count: Numbers, mean: Numbers, size: Numbers | float) -> Numbers:
    """P(Y ≥ count) for a negative binomial Y of that mean and size.

    >>> at_least(np.array([0.0, 1.0]), np.array([2.0, 2.0]), 1.0)  # geometric: (2/3)^count
    array([1.        , 0.66666667])
    """
    from scipy import special  # slow to import: not before the first list of surges

    found = np.ones_like(mean)
    came = count >= 1  # most accounts have nobody in most weeks
    size = np.broadcast_to(size, mean.shape)[came]
    found[came] = special.betainc(count[came], size, mean[came] / (size + mean[came]))
    return found


def smallest_flagged(usual: Quiet, rules: Rules) -> Numbers:
    """The smallest count of each account that passes the rules on counts."""
    from scipy import special

    inverse = special.nbdtrik(1 - rules.limit, usual.size, usual.size / (usual.size + usual.mean))
    floor = np.fmax(rules.least, np.ceil(rules.ratio * usual.mean - 1e-9))
    count = np.fmax(floor, np.ceil(np.where(np.isfinite(inverse), inverse, 0.0)))
    for _ in range(2):  # the inverse may end one short
        count += at_least(count, usual.mean, usual.size) >= rules.limit
    return np.asarray(count)


def chance(usual: Quiet, rules: Rules | None = None) -> Numbers:
    """Chance of each account to be flagged when nothing is up, whoever its visitors are.

    Exact for a negative binomial around a level that is Gamma distributed, which the negative
    binomial of the p-value only matches in mean and variance; it leaves tails a little too light.
    Accounts of which the same is expected, but for a thousandth, are reckoned once.
    """
    grain = np.round(np.log(np.fmax([usual.mean, usual.uncertain], 1e-300)) * 1000)
    _, first, place = np.unique(grain[0] + 1j * grain[1], return_index=True, return_inverse=True)
    some = usual._replace(mean=usual.mean[first], uncertain=usual.uncertain[first])
    return _over_levels(smallest_flagged(some, rules or Rules()), some)[place]


def _over_levels(count: Numbers, usual: Quiet) -> Numbers:
    """P(Y ≥ count), averaged over levels by Gauss and Legendre's rule on their quantiles."""
    from scipy import special

    size = 1 / max(usual.overdispersion, 1e-6)
    spread = np.fmax(usual.uncertain, 1e-12)
    found = np.zeros_like(count)
    for point, weight in zip(*np.polynomial.legendre.leggauss(NODES), strict=True):
        level = special.gammaincinv(usual.mean**2 / spread, (point + 1) / 2)
        found += weight / 2 * at_least(count, level * spread / np.fmax(usual.mean, 1e-12), size)
    return found


def _stands_out(p_value: Numbers) -> Mask:
    """Benjamini and Hochberg over all accounts: few of these are chance."""
    from scipy import stats

    if not len(p_value):
        return np.zeros(0, dtype=bool)
    adjusted = stats.false_discovery_control(p_value)
    return np.asarray(adjusted <= settings.SURGE_FALSE_SHARE.value)
