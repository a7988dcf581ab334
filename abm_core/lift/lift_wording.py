"""What is said of lift: the result in words, its headline, its verdict, a row of the picture.

Every sentence keeps to comparing: what the targets did, what similar accounts did, how sure that
is. What would overturn it is in ``doubts_wording``, why there is no answer in ``refusals_wording``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from abm_core import formats
from abm_core.lift import metrics, verdicts
from abm_core.lift.intervals import Estimate
from abm_core.lift.metrics import Metric
from abm_core.lift.verdicts import INCONCLUSIVE, NOT_MEASURABLE, SUPPORTED, Finding

VERDICTS = {
    SUPPORTED: "Supported", INCONCLUSIVE: "Inconclusive", NOT_MEASURABLE: "Not measurable yet",
}  # fmt: skip
MEANS = {
    SUPPORTED: "No difference lies outside the plausible range, like is compared with like, and "
    "a second way of comparing agrees.",
    INCONCLUSIVE: "The data do not settle it: see what would overturn it.",
    NOT_MEASURABLE: "Too little has happened, or too few accounts are alike, for an answer.",
}
MEANS_DRAWN = (
    "No difference lies outside the plausible range, and only chance set the groups apart."
)
BECAUSE = {
    "range holds nothing": "no difference at all lies within the plausible range",
    "not quite alike": "the groups were not quite alike before launch, so the difference is only "
    "associated with the programme",
    "opinions differ": "a second way of comparing gives another answer",
    "drift before launch": "these accounts grew faster than the others already before launch, by "
    "as much as would explain the difference",
    "one of many": "it is one of several metrics looked at, of which some stand out by chance",
}
WONT = {
    "typical deal size": "Which deals were won is an outcome itself: a description, not an effect.",
    "mean deal size": "Which deals were won is an outcome itself: a description, not an effect.",
}
NOBODY_TOLD = "No group can be told from accounts that nobody targeted."
BASIS = "It rests on comparing like with like, not on an experiment."
BASIS_DRAWN = "It rests on a random draw: only chance decided who was left out."


def result(found: Finding) -> str:
    """The finding in full: observed, expected, the difference with its range, what it rests on."""
    metric = metrics.METRICS[found.metric]
    weeks = formats.counted(found.n_weeks, "week")
    n = formats.counted(found.n_targets, "target account")
    basis = BASIS_DRAWN if found.is_experiment else BASIS
    observed = metric.amount(found.observed, found.currency)
    expected = metric.amount(found.expected, found.currency)
    if metric.anyway == "{}":
        told = (
            f"In the {weeks} after launch your {n} {metric.did.format(observed)}; "
            f"{_others(found)[0].lower()}{_others(found)[1:]}: {expected}. "
            f"That is {difference(found)}"
        )
    else:
        told = (
            f"In the {weeks} after launch your {n} {metric.did.format(observed)}. "
            f"{_others(found)} suggest {metric.anyway.format(expected)}: {difference(found)}"
        )
    said = [f"{told}, plausible range {span(found)}.", WONT.get(found.metric, ""), basis]
    return " ".join(filter(None, [*said, assumes(found)]))


def assumes(found: Finding) -> str:
    """The drift that would explain the difference away; only where there is one to explain."""
    needed = verdicts.drift_needed(found.estimate, found.kind)
    if found.is_experiment or math.isnan(needed):
        return "" if found.is_experiment else "It assumes that nothing unrecorded set them apart."
    if not needed:
        return "It assumes that these accounts were not about to change by themselves."
    pace = "faster" if needed > 0 else "slower"
    return (
        f"It assumes that they were not about to grow {share(abs(needed))} {pace} anyway: then "
        "nothing would be left of it."
    )


def _others(found: Finding) -> str:
    if found.is_experiment:
        return "The accounts that were held out at random"
    return "Similar accounts that you did not target"


def others_of(found: Finding) -> str:
    """Whom targets are held against, in the middle of a sentence."""
    return "accounts held out at random" if found.is_experiment else "similar accounts"


def share(value: float) -> str:
    """A share as a percentage that keeps small numbers apart.

    >>> share(0.234), share(0.004), share(1.5)
    ('23 %', '0.4 %', '150 %')
    """
    return f"{100 * value:.1f} %" if 0 < abs(value) < 0.0095 else formats.percent(value)


def size(value: float, metric: Metric) -> str:
    """How much without its direction: 23 %, 7 points, 6.8 days.

    >>> size(-0.07, metrics.METRICS["win rate"]), size(1.0, metrics.METRICS["days to close"])
    ('7 points', '1.0 days')
    """
    off = abs(value)
    if math.isinf(off):
        return "any amount"
    if metric.kind == "share":
        points = f"{100 * off:.0f}" if off >= 0.0095 or not off else f"{100 * off:.1f}"
        return f"{points} point" + ("" if points == "1" else "s")
    return f"{off:,.1f} days" if metric.kind == "days" else share(off)


def one(value: float, metric: Metric) -> str:
    """A difference with its direction: 23 % more, 3 points lower."""
    return f"{size(value, metric)} {metric.more if value >= 0 else metric.fewer}"


def difference(found: Finding) -> str:
    """The estimate with its direction."""
    return one(found.estimate.value, metrics.METRICS[found.metric])


def span(found: Finding) -> str:
    """The plausible range: one direction named once, both where it crosses no difference."""
    metric, estimate = metrics.METRICS[found.metric], found.estimate
    if math.isinf(estimate.low) and math.isinf(estimate.high):
        return "anything: its spread cannot be told"
    low, high = estimate.low, estimate.high
    if low >= 0 or high <= 0:
        near, far = (low, high) if low >= 0 else (high, low)
        return f"{size(near, metric)} to {one(far, metric)}"
    return f"{one(low, metric)} to {one(high, metric)}"


def interval(estimate: Estimate, metric: Metric) -> str:
    """Numbers in words beside a picture: +23 % (+9 to +38).

    >>> interval(Estimate(0.23, 0.1, 9.0, 0.09, 0.38), metrics.METRICS["visits"])
    '+23 % (+9 to +38)'
    """
    if math.isnan(estimate.value):
        return formats.NONE
    scale, unit, digits = (1, " days", 1) if metric.kind == "days" else (
        (100, " pts", 0) if metric.kind == "share" else (100, " %", 0))  # fmt: skip
    low, value, high = (
        f"{scale * x:+,.{digits}f}".replace("-", "−") if math.isfinite(x) else "?"
        for x in (estimate.low, estimate.value, estimate.high)
    )
    return f"{value}{unit} ({low} to {high})"


def verdict(found: Finding) -> str:
    """The verdict with its reason."""
    given = verdicts.verdict(found)
    if given != INCONCLUSIVE:
        is_drawn = found.is_experiment and given == SUPPORTED
        return f"{VERDICTS[given]}. {MEANS_DRAWN if is_drawn else MEANS[given]}"
    why = formats.listed([BECAUSE[reason] for reason in verdicts.reasons(found)])
    return f"{VERDICTS[given]}: {why}."


def short_verdict(found: Finding) -> str:
    """One of the three verdicts, as on a card."""
    return VERDICTS[verdicts.verdict(found)]


def headline(primary: Finding, others: Sequence[Finding] = (), *, who: str = "") -> str:
    """The primary metric with its interval and verdict; which others cannot be told apart.

    ``who`` names the group of targets, where it is not all of them.
    """
    metric = metrics.METRICS[primary.metric]
    whose = f"{who} accounts" if who else "Target accounts"
    given = verdicts.verdict(primary)
    if given == NOT_MEASURABLE:
        first = f"{whose}: {metric.of} cannot be measured yet"
    elif not verdicts.excludes_nothing(primary.estimate):
        first = (f"{whose} cannot be told from {others_of(primary)} by {metric.of}: "
                 f"{difference(primary)}, plausible range {span(primary)}")  # fmt: skip
    else:
        first = f"{whose} {_lead(primary, metric)} (plausible range {span(primary)})"
        first += "" if given == SUPPORTED else ", but that is inconclusive"
    rest = [metrics.METRICS[one.metric].label.lower() for one in others
            if verdicts.verdict(one) != SUPPORTED]  # fmt: skip
    if not rest:
        return f"{first}."
    if len(rest) > 2 and len(rest) == len(others):
        return f"{first}; none of the other {len(rest)} metrics can be told apart yet."
    return f"{first}; {formats.listed(rest)} cannot be told apart yet."


def screen(
    primary: Finding, others: Sequence[Finding], parts: Sequence[tuple[str, Finding]], *,
    who: str = "",
) -> str:  # fmt: skip
    """The headline of a screen: of all targets, or of the groups where only these can be told."""
    measurable = [one for one in parts if verdicts.verdict(one[1]) != NOT_MEASURABLE]
    if verdicts.verdict(primary) != NOT_MEASURABLE or not measurable:
        return headline(primary, others, who=who)
    return by_part(parts)


def _lead(found: Finding, metric: Metric) -> str:
    """What the targets did more of than others."""
    drawn = others_of(found)
    if metric.kind == "days":
        return f"closed deals {difference(found)} than {drawn}"
    if metric.more != "more":
        return f"have a {metric.of} {difference(found)} than that of {drawn}"
    return f"had {difference(found)} {metric.of} than {drawn}"


def by_part(parts: Sequence[tuple[str, Finding]]) -> str:
    """The strongest supported group leads; without one, that nobody can be told apart.

    ``parts``: groups by name with the finding of each.
    """
    told = [(name, found) for name, found in parts if verdicts.verdict(found) == SUPPORTED]
    if not told:
        n = sum(verdicts.verdict(found) == NOT_MEASURABLE for _, found in parts)
        return NOBODY_TOLD + (f" {n} of {len(parts)} cannot be measured yet." if n else "")
    name, best = max(told, key=lambda part: abs(part[1].estimate.value))
    rest = [other for other, found in parts if verdicts.verdict(found) != SUPPORTED]
    said = f"{name} {_lead(best, metrics.METRICS[best.metric])} (plausible range {span(best)})"
    return said + (f"; {formats.listed(rest)} cannot be told from them." if rest else ".")
