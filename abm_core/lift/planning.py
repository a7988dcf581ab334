"""What could be seen at all: the smallest effect that would show, and how many it would take."""

from __future__ import annotations

import math

from abm_core import settings
from abm_core.lift.intervals import t_quantile

LEAST_TIMES, MOST_TIMES = 1.0001, 100.0  # ratios that are looked for
MOST_TOLD = 1_000_000  # accounts or deals; more says only that there is nothing to see


def smallest_visible(se: float, df: float = math.inf) -> float:
    """The effect that would be found four times in five: (t.975 + t.80) · SE, on its scale.

    ``se`` is that of a comparison without any effect (fake lists); for ratios it is of the
    logarithm, and exp(result) − 1 is the smallest visible lift.
    """
    if not math.isfinite(se) or math.isnan(df):
        return math.inf
    return (two_sided(df) + t_quantile(settings.POWER.value, df)) * se


def two_sided(df: float) -> float:
    """Standard errors from an estimate to either end of its range."""
    return t_quantile(0.5 + settings.CONFIDENCE.value / 2, df)


def needed_for_shares(first: float, second: float, power: float | None = None) -> float:
    """Cases per side for a difference between two shares to show; infinite where they are equal.

    >>> round(needed_for_shares(0.31, 0.24))
    638
    """
    if first == second:
        return math.inf
    middle = (first + second) / 2
    spread = first * (1 - first) + second * (1 - second)
    reach = two_sided(math.inf) * math.sqrt(2 * middle * (1 - middle))
    reach += _power_quantile(power) * math.sqrt(spread)
    return (reach / (first - second)) ** 2


def power_for_shares(first: float, second: float, n: float) -> float:
    """The chance that a difference between two shares shows with ``n`` cases per side."""
    from scipy import special  # slow to import

    middle = (first + second) / 2
    spread = first * (1 - first) + second * (1 - second)
    reach = abs(first - second) * math.sqrt(n)
    reach -= two_sided(math.inf) * math.sqrt(2 * middle * (1 - middle))
    return float(special.ndtr(reach / math.sqrt(spread)))


def needed_for_counts(
    per_account: float, ratio: float, excess: float = 0.0, power: float | None = None
) -> float:
    """Accounts per side for a ratio of counts to show.

    ``per_account`` without the programme, ``excess`` the α of ``rates.excess_spread``.
    """
    if ratio == 1 or per_account <= 0:
        return math.inf
    spread = 1 / per_account + 1 / (per_account * ratio) + 2 * excess
    reach = two_sided(math.inf) + _power_quantile(power)
    return (reach / math.log(ratio)) ** 2 * spread


def smallest_for_counts(per_account: float, n: float, excess: float = 0.0) -> float:
    """The smallest ratio of counts, above 1, that ``n`` accounts per side show; infinite: none.

    >>> round(smallest_for_counts(0.5, needed_for_counts(0.5, 1.5)), 6)
    1.5
    """
    from scipy import optimize  # slow to import

    if n <= 0 or per_account <= 0 or needed_for_counts(per_account, MOST_TIMES, excess) > n:
        return math.inf
    found = optimize.brentq(
        lambda ratio: math.log(needed_for_counts(per_account, ratio, excess) / n), LEAST_TIMES,
        MOST_TIMES)  # fmt: skip
    return float(found)


def per_side(n: float, n_other: float) -> float:
    """Equal sides that tell as much as these two, the harmonic mean.

    >>> per_side(400, 100)
    160.0
    """
    return 2 * n * n_other / (n + n_other) if n and n_other else 0.0


def needed_more(se: float, effect: float, n: float, df: float = math.inf) -> float:
    """Targets that an estimate with this spread at ``n`` targets would need to show an effect.

    The spread falls with the root of their number; the comparison accounts must grow with them.
    """
    if effect == 0 or not math.isfinite(se):
        return math.inf
    return n * (smallest_visible(se, df) / abs(effect)) ** 2


def told(needed: float, has: float) -> int | None:
    """A number to say, in two digits; ``None`` where it is there already, or beyond any programme.

    >>> told(637.6, 90), told(60.0, 90), told(float("inf"), 90), told(31e6, 90)
    (640, None, None, None)
    """
    if not has < needed <= MOST_TOLD:
        return None
    return int(float(f"{needed:.2g}"))


def _power_quantile(power: float | None) -> float:
    return t_quantile(power or settings.POWER.value, math.inf)
