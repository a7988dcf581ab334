"""What further looks at a metric say, and what a draw could show; see ``looks``, ``draw_plan``."""

from __future__ import annotations

import math

from abm_core import formats, settings
from abm_core.lift import metrics, planning
from abm_core.lift.deals import Stratified
from abm_core.lift.draw_plan import MORE, Plan
from abm_core.lift.intervals import Estimate
from abm_core.lift.lift_wording import others_of
from abm_core.lift.lift_wording import share as percent
from abm_core.lift.looks import Counted, Curves, Looks
from abm_core.lift.permutation import Chance
from abm_core.lift.rates import Rate
from abm_core.lift.verdicts import Finding

EVEN = 1.005  # odds nearer to 1 than that are even
MOST_SHOWN = 10.0  # times as much, above which nothing that happens could be seen


def told(found: Looks, finding: Finding) -> list[str]:
    """A sentence per look that has something to say."""
    said = [
        drawn(found.drawn, finding) if found.drawn else "",
        counted(found.counted) if found.counted else "",
        at_best(found.at_best) if found.at_best else "",
        hidden(found.hidden),
        shuffled(found.shuffled) if found.shuffled else "",
        within(found.within, others_of(finding)) if found.within else "",
        curves(found.curves, others_of(finding)) if found.curves else "",
    ]  # fmt: skip
    return [one for one in said if one]


def drawn(found: Estimate, finding: Finding) -> str:
    """What the draw says by itself, per account."""
    if not math.isfinite(found.value) or not math.isfinite(found.se):
        return ""
    metric = metrics.METRICS[finding.metric]

    def each(value: float) -> str:
        size = (formats.money(abs(value), finding.currency) if metric.is_money
                else f"{abs(value):,.2f}")
        return f"{size} {metric.more if value >= 0 else metric.fewer}"

    of = "" if metric.is_money else f" {metric.of}"
    return (
        f"The draw alone, without weights: {each(found.value)}{of} per account than those held "
        f"out, plausible range {each(found.low)} to {each(found.high)}."
    )


def counted(found: Counted) -> str:
    """Opportunities per account on both sides of a draw."""
    said = (
        f"Counted: {formats.counted(found.n, 'opportunity', 'opportunities')} of "
        f"{formats.counted(found.accounts, 'account')} against {formats.count(found.n_held_out)} "
        f"of {formats.count(found.held_out)} held out"
    )
    if not math.isfinite(found.rate.ratio):
        return f"{said}."
    return (
        f"{said}, per account {found.rate.ratio:.1f} times as many. Chance alone leaves "
        f"{times(found.rate.low)} to {times(found.rate.high)} times, even if nothing but chance "
        "decides which account has one."
    )


def at_best(found: Rate) -> str:
    """Why few opportunities tell nothing."""
    return (
        "Why so many are asked for: even if it were known exactly what would have come anyway, "
        f"chance alone would leave {times(found.low)} to {times(found.high)} times as many."
    )


def hidden(strength: float) -> str:
    """How strongly something unrecorded would have to act; empty where nothing is to explain."""
    if not 1 < strength < math.inf:
        return ""
    return (
        "Something that nobody recorded would explain it all only if it made both being chosen "
        f"and the outcome at least {strength:.1f} times as likely."
    )


def shuffled(found: Chance) -> str:
    """How often chance alone does as much within matched sets."""
    if math.isnan(found.p):
        return ""
    return (
        "Shuffling who is the target within each set of the matched list grows the gap as much in "
        f"{chance(found.p)}."
    )


def within(found: Stratified, others: str) -> str:
    """Odds of winning over all, and within industries alike."""
    crude, pooled, low, high, _ = found
    if not all(map(math.isfinite, (pooled, low, high))):
        return ""
    said = (
        f"Within industries alike the odds of winning are {times(pooled)} times those of {others} "
        f"({times(low)} to {times(high)})"
    )
    if not math.isfinite(crude):
        return f"{said}."
    said += f"; all industries thrown together, {times(crude)} times."
    if (crude - 1) * (pooled - 1) < 0 and max(crude, 1 / crude) > EVEN:
        said += " The direction turns: both sides win in other industries."
    return said


def curves(found: Curves, others: str) -> str:
    """Days to close, deal by deal."""
    ours, theirs = found.open_days
    if math.isnan(ours.value) or math.isnan(theirs.value):
        return ""
    said = (
        f"Deal by deal, within the first {found.horizon:.0f} days: those of targets were open "
        f"{_days(ours)}, those of {others} {_days(theirs)}. "
    )
    medians = [one.value for one in found.medians]
    if all(map(math.isfinite, medians)):
        said += (f"Half had closed by day {medians[0]:.0f} and {medians[1]:.0f}. ")
    if not math.isnan(found.p):
        said += f"Chance makes curves as different in {chance(found.p)}. "
    return said + "Deals of one account go together, so the range above is the one to use."


def _days(one: Estimate) -> str:
    return f"{one.value:.1f} days ({max(one.low, 0):.1f} to {one.high:.1f})"


def times(value: float) -> str:
    """How many times, short.

    >>> times(0.85), times(1.97), times(12.3), times(float("inf"))
    ('0.8', '2.0', '12', 'any number of')
    """
    if math.isinf(value):
        return "any number of"
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"


def chance(p: float) -> str:
    """A chance in words.

    >>> chance(0.04), chance(0.0005), chance(0.999)
    ('4 of 100 cases', 'fewer than 1 of 100 cases', 'nearly all cases')
    """
    if p < 0.005:
        return "fewer than 1 of 100 cases"
    return "nearly all cases" if p > 0.994 else f"{100 * p:.0f} of 100 cases"


def plan(found: Plan) -> list[str]:
    """The plan in words, before anything is drawn."""
    said = [
        f"{formats.count(found.n_held_out)} of {formats.counted(found.n, 'account')} would be held "
        "out."
    ]
    if found.per_account > 0:
        said.append(_activities(found))
    if 0 < found.opened < 1:
        said.append(_opportunities(found))
    return said


def _activities(found: Plan) -> str:
    weeks = settings.LIFT_AFTER.value["engagement"]
    first = f"Going by what these accounts did in the last {weeks} weeks, "
    if found.smallest > MOST_SHOWN:
        return first + "so few show no difference in activities of a size that happens."
    more = planning.told(found.needed, 0)
    return (
        f"{first}activities would have to differ by about {percent(found.smallest - 1)} to show in "
        "four cases of five"
        + (f"; for {percent(MORE['engagement'] - 1)} about {formats.count(more)} per side are "
           "needed" if more else "")
        + ". What is known of each account beforehand makes it sharper."
    )  # fmt: skip


def _opportunities(found: Plan) -> str:
    weeks = settings.LIFT_AFTER.value["pipeline"]
    more = planning.told(found.needed_opened, 0)
    return (
        f"{percent(found.opened)} of them opened an opportunity in the last {weeks} weeks. Were it "
        f"half as many again, this draw would show it with a chance of {percent(found.power)}"
        + (f"; about {formats.count(more)} per side would, four times in five" if more else "")
        + "."
    )  # fmt: skip
