"""What may be said of a number: supported, inconclusive, or not measurable yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from abm_core import settings
from abm_core.lift.gates import Shortfall
from abm_core.lift.intervals import Estimate
from abm_core.lift.smd import Band

Kind = Literal["ratio", "share", "days"]
Verdict = Literal["supported", "inconclusive", "not measurable yet"]
SUPPORTED: Verdict = "supported"
INCONCLUSIVE: Verdict = "inconclusive"
NOT_MEASURABLE: Verdict = "not measurable yet"
LEAST = settings.CONFIDENCE.value


class Finding(NamedTuple):
    """One metric of one group of targets, as far as a sentence or a verdict needs it.

    ``estimate`` is on the scale that people read: 0.23 is 23 % more, a difference of shares, or
    days. ``observed`` and ``expected`` are totals of the targets, or levels (shares, days, a
    typical deal). ``band`` is the colour of the largest difference between the groups before
    launch. ``drift_seen`` is how much faster targets grew than the others before launch, which
    a finding must outrun; NaN where it is not known. ``needed`` is about how many per side could
    settle a difference of this size. ``p_among`` is how often chance alone would differ as much
    somewhere among all metrics looked at, for those that are not the declared one.
    """

    metric: str
    estimate: Estimate
    observed: float
    expected: float
    n_targets: int
    n_weeks: int
    kind: Kind = "ratio"
    band: Band = "green"
    blocked: Sequence[str] = ()
    shortfalls: Sequence[Shortfall] = ()
    is_fragile: bool = False
    drift_seen: float = math.nan
    needed: int | None = None
    is_experiment: bool = False
    currency: str = ""
    p_among: float = math.nan


ROUNDING = 1e-9  # what is left of 0 where both groups are equal


def excludes_nothing(found: Estimate) -> bool:
    """Whether no difference at all lies outside the interval, by more than rounding."""
    return bool(found.low > ROUNDING or found.high < -ROUNDING)


def drift_needed(found: Estimate, kind: Kind = "ratio") -> float:
    """How much faster (below 0: slower) targets must have been growing anyway to explain it all.

    The end of the interval that is nearer to nothing; 0 where the interval holds nothing, NaN for
    what is no ratio.

    >>> drift_needed(Estimate(0.23, 0.06, 40.0, 0.09, 0.38))
    0.09
    """
    if kind != "ratio":
        return math.nan
    return found.low if found.low > 0 else found.high if found.high < 0 else 0.0


def relative(found: Finding) -> Estimate:
    """The estimate as a part of what was expected, so that metrics of all units share an axis.

    >>> rate = Finding("win rate", Estimate(0.06, 0, 9, -0.03, 0.12), 0.3, 0.24, 9, 26, "share")
    >>> round(relative(rate).value, 6), round(relative(rate).high, 6)
    (0.25, 0.5)
    """
    if found.kind == "ratio":
        return found.estimate
    by = found.expected if found.expected > 0 else math.nan
    low, value, high = (
        x / by for x in (found.estimate.low, found.estimate.value, found.estimate.high)
    )
    return found.estimate._replace(low=low, value=value, high=high)


def outrun_by_drift(found: Finding) -> bool:
    """Whether targets already drifted away before launch by as much as would explain it."""
    needed = drift_needed(found.estimate, found.kind)
    if math.isnan(needed) or math.isnan(found.drift_seen) or found.is_experiment:
        return False
    return needed * found.drift_seen > 0 and abs(needed) < abs(found.drift_seen)


def reasons(found: Finding) -> list[str]:
    """Why a measurable finding is not supported; empty where it is."""
    told = {
        "range holds nothing": not excludes_nothing(found.estimate),
        "not quite alike": found.band != "green",
        "opinions differ": found.is_fragile,
        "drift before launch": outrun_by_drift(found),
        "one of many": excludes_nothing(found.estimate) and found.p_among > 1 - LEAST,
    }
    return [reason for reason, held in told.items() if held]


def verdict(found: Finding) -> Verdict:
    """Supported: the range excludes nothing, like is compared with like, both opinions agree and
    drift before launch does not explain it. Not measurable yet: a gate is closed.
    """
    if found.blocked or found.shortfalls or math.isnan(found.estimate.value):
        return NOT_MEASURABLE
    return INCONCLUSIVE if reasons(found) else SUPPORTED
