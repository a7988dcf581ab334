"""What could overturn a result, what stands beside it, and the experiment that would settle it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from abm_core import formats, settings
from abm_core.lift import metrics
from abm_core.lift.intervals import Estimate
from abm_core.lift.lift_wording import interval, others_of, share
from abm_core.lift.placebo import Calibration
from abm_core.lift.sources import Shift
from abm_core.lift.verdicts import Finding, drift_needed, outrun_by_drift

CONTEXT_TITLE = "Ordinary customers, for context"
CONTEXT = (
    "A random sample of customers that nobody targeted, over the same weeks. Customers buy more "
    "and faster than others; this is no comparison and never lift."
)
NAIVE_QUESTION = "Why not simply before and after?"
NAIVE_WHY = (
    "Accounts are chosen when they stir, and what stirs calms down; seasons come and go; some "
    "would have grown anyway. Before and after mixes all of that with the programme. Accounts "
    "that nobody targeted went through the same weeks: what they did is what would have come "
    "anyway."
)
HISTORY = (
    "History, not effect: engagement of the list as an index, 100 = its own 13 weeks before "
    "launch. Those weeks hold what made somebody choose these accounts."
)
TREND = (
    "Observed and expected over time. The shaded weeks are those that the selectors looked at and "
    "the gap before launch; how close the lines run before launch is a description, not a test."
)
HOLD_OUT_TITLE = "Hold out some of the next tier at random"
HOLD_OUT = (
    "No comparison can rule out what nobody recorded. A draw can: hold out 10 to 20 % of the next "
    "tier at random and leave these accounts alone. The same screen then gives the answer of an "
    "experiment."
)
NOTHING_PROPOSED = (
    "There is nobody to draw from yet: accounts are held out of those that would join a tier by an "
    "open proposal, at least ten of them. Propose the next tiers, come back, draw, then save."
)
SOURCES = (
    "Targets and the others must be tracked alike. A pixel or enrichment that only targets got "
    "would itself make a difference."
)
LOVE = (
    "How far the averages of targets lie from those of the others, in units of the spread among "
    "targets: hollow as they are, solid as weighted. Inside the shade counts as alike."
)
OVERLAP = (
    "Accounts by how likely they were to be chosen, judged by all that is compared; shares of "
    "either group. Where targets stand alone, nobody is there to compare them with."
)
DROP_ONE = (
    "The result without each of the accounts that move it most. A dot on the other side of 0 would "
    "turn it round."
)
FAKE_LISTS = (
    "500 made-up lists of accounts that nobody targeted, drawn with the odds of the real list and "
    "measured in the same way. There is nothing to find in them."
)
RANKS = (
    "A ranked list, no verdicts: single accounts move by chance all the time. Each is held against "
    "the accounts nearest to it in volume that nobody targeted, over the same weeks."
)
SHRUNKEN = (
    "The own change, drawn towards the list's average by as much as accounts like it move by "
    "chance: the better guess of what is behind it."
)
DECLARE = (
    "One metric is to decide, said before its numbers are known. How many numbers had been read by "
    "then is kept with it."
)
DRAWN_NOT_DRIFT = (
    "Only chance set the groups apart, so that neither drift nor who chose the accounts explains a "
    "difference; luck in the draw may, and the range holds that."
)
DRAWN_ALIKE = "Chance decided who was held out, so both sides are alike in all else, too."
ASSUMED_DRAWN = (
    "The accounts that were held out were left alone.",
    "What was done to targets did not spill over to them.",
    "All that were drawn from count on the side that chance put them on, whatever became of them.",
)
WORKING = "Drawing and measuring made-up lists; go on working meanwhile."
ASSUMED = (
    "Nothing unrecorded both led to being chosen and moved the outcome.",
    "What was done to targets did not spill over to the others.",
    "For every kind of target there are similar accounts that nobody targeted.",
    SOURCES,
)


def drift(found: Finding) -> str:
    """How much faster targets must have been growing anyway, beside what was seen before launch."""
    if found.is_experiment:
        return DRAWN_NOT_DRIFT
    needed = drift_needed(found.estimate, found.kind)
    if math.isnan(needed):
        return "It assumes that nothing unrecorded set the groups apart before launch."
    if not needed:
        return (
            "The result assumes nothing that drift could overturn: no difference at all lies "
            "within the plausible range already."
        )
    pace = "faster" if needed > 0 else "slower"
    said = (
        f"The result assumes that these accounts were not about to grow {share(abs(needed))} "
        f"{pace} than similar ones anyway; if they were, nothing is left of it."
    )
    if math.isnan(found.drift_seen):
        return said
    seen = "faster" if found.drift_seen > 0 else "slower"
    before = f"Before launch they grew {share(abs(found.drift_seen))} {seen} than those."
    return f"{said} {before}" + (
        " That alone would explain it, so it is not supported." if outrun_by_drift(found) else ""
    )


def second_opinion(
    second: Estimate, metric: str, *, is_fragile: bool, is_reused: bool = False
) -> str:
    """The answer of the matched list, and whether both agree."""
    told = interval(second, metrics.METRICS[metric])
    if math.isnan(second.value):
        return "The matched list gives no second opinion: too little happened in it."
    said = f"The matched list, a second way of comparing, gives {told}."
    if is_reused:
        said = (
            f"A second way of comparing, in which an account may stand for several targets since "
            f"there are few others, gives {told}."
        )
    if is_fragile:
        return f"{said} The two differ by more than their spread: the result is fragile."
    return f"{said} The two agree within their spread."


def concentration(largest: float, name: str, *, flips: bool) -> str:
    """How much of the difference one account carries.

    >>> concentration(0.08, "Acme", flips=False)
    'No single account carries it: the largest part, of Acme, is 8 %.'
    """
    if flips:
        return f"Without {name} the direction turns round: the result is that of one account."
    if largest > 0.25:
        return f"{name} alone carries {formats.percent(largest)} of the difference."
    return (
        f"No single account carries it: the largest part, of {name}, is "
        f"{formats.percent(largest)}."
    )


def calibration(found: Calibration) -> str:
    """How often made-up lists differ as much as the real one, and how often they would mislead."""
    if found.n < 2:
        return "No made-up lists could be drawn that are like those chosen."
    n_as_far = round(found.p * (found.n + 1)) - 1
    rare = found.p <= 1 - settings.CONFIDENCE.value
    said = (
        f"Of {formats.count(found.n)} made-up lists, {formats.count(n_as_far)} differ as much as "
        f"the real one: chance alone {'seldom makes' if rare else 'makes'} a difference this "
        f"large. {formats.percent(found.false_alarms)} of them would have looked like a "
        "difference; 5 % is what the ranges promise."
    )
    return said + (f" {formats.count(found.n_refused)} more could not be made alike."
                   if found.n_refused else "")  # fmt: skip


def sources(found: Sequence[Shift]) -> str:
    """Sources whose part grew among targets alone; empty where there is none."""
    suspect = [one for one in found if one.is_suspect]
    if not suspect:
        return ""
    told = formats.listed([
        f"{one.source} from {formats.percent(one.before)} to {formats.percent(one.after)}, of the "
        f"others from {formats.percent(one.others_before)} to {formats.percent(one.others_after)}"
        for one in suspect
    ])  # fmt: skip
    return f"What activities of targets are made of has changed: {told}. {SOURCES}"


def rank(n_as_large: int, n_comparable: int, change: float) -> str:
    """One account among those like it.

    >>> rank(4, 300, 0.8)
    'Of 300 comparable accounts you did not target, 4 rose this much over the same weeks.'
    """
    moved = "rose" if change >= 0 else "fell"
    return (
        f"Of {formats.count(n_comparable)} comparable accounts you did not target, "
        f"{formats.count(n_as_large)} {moved} this much over the same weeks."
    )


def specification(number: int, n_tried: int) -> str:
    """Which of all tried ways of comparing this is.

    >>> specification(1, 3)
    'Specification 1 of 3 that were tried here; every one of them is listed.'
    """
    if n_tried <= 1:
        return "The only specification that was tried here."
    return (f"Specification {number} of {n_tried} that were tried here; every one of them is "
            "listed.")  # fmt: skip


def several(n_metrics: int, primary: str, *, is_here: bool = True) -> str:
    """Why metrics beside the declared one need more to count; ``is_here``: it is one of them."""
    others = f"The other {n_metrics - 1} are" if is_here else f"The {n_metrics} here are"
    return (
        f"{metrics.METRICS[primary].label} is the metric that decides. {others} looked at beside "
        "it, so each asks for stronger evidence: of many numbers, some stand out by chance (Holm's "
        "correction)."
    )


def segments(n_parts: int, names: Sequence[str]) -> str:
    """Which of the parts of a list stand out, and how many of these may do so by chance.

    Empty where there are not several that can be measured.

    >>> segments(3, ["Tier 1"]).split(";")[0]
    'Of the 3 groups 1 stands out: Tier 1'
    """
    if n_parts < 2:
        return ""
    limit = formats.percent(settings.FALSE_MARKS.value)
    of = f"Of the {formats.counted(n_parts, 'group')}"
    if not names:
        return f"{of} none stands out more than chance makes so many differ."
    verb = "stands" if len(names) == 1 else "stand"
    return (f"{of} {formats.count(len(names))} {verb} out: {formats.listed(names)}; up to {limit} "
            "of those named so may be by chance.")  # fmt: skip


def standing_out(n: int, n_accounts: int) -> str:
    """How many accounts of a ranked list moved by more than chance moves so many."""
    limit = formats.percent(settings.FALSE_MARKS.value)
    of = f"Of {formats.counted(n_accounts, 'account')}"
    if not n:
        return (f"{of} none moved by more than chance moves one among so many. The order is a "
                "help where to look first, no more.")  # fmt: skip
    return (f"{of} {formats.count(n)} moved by more than chance moves so many; about "
            f"{n * settings.FALSE_MARKS.value:.1f} of these are due to chance all the same "
            f"(at most {limit}).")  # fmt: skip


def before_after(naive: Estimate, found: Finding) -> str:
    """The answer that before and after would give, beside ours."""
    metric = metrics.METRICS[found.metric]
    return (
        f"Before and after alone says {interval(naive, metric)}. Against {others_of(found)} it is "
        f"{interval(found.estimate, metric)}. {NAIVE_WHY}"
    )


def frozen(n_matched: int, n_targets: int, n_others: int) -> str:
    """The matched list: fixed before any outcome was looked at."""
    have = "has" if n_matched == 1 else "have"
    return (
        f"{formats.count(n_matched)} of {formats.counted(n_targets, 'target')} {have} similar "
        f"accounts beside them in the matched list, {formats.count(n_others)} in all. The list was "
        "fixed before any outcome was looked at."
    )


def matched_alike(worst: float) -> str:
    """How alike the matched list is, which nobody weighted."""
    if math.isnan(worst):
        return ""
    return (
        "Between targets and those matched to them the largest difference that is left is "
        f"{abs(worst):.2f} times the spread among targets; the weighted comparison carries the "
        "result."
    )


def reach(n_targets: int, share_outside: float) -> str:
    """Whether there are other accounts as likely to be chosen as the targets."""
    if math.isnan(share_outside) or not n_targets:
        return ""
    n = round(share_outside * n_targets)
    if not n:
        return "For every target there are others that were as likely to be chosen."
    return (
        f"{formats.count(n)} of {formats.counted(n_targets, 'target')} "
        f"{'was' if n == 1 else 'were'} likelier or less likely to be chosen than any other "
        "account: nobody is quite like them."
    )


def drawn(n_held: int, n_drawn_from: int, tier: int, seed: int, until: date) -> str:
    """A hold-out that was drawn."""
    return (
        f"{formats.counted(n_held, 'account')} of {formats.count(n_drawn_from)} that would join "
        f"tier {tier} {'is' if n_held == 1 else 'are'} held out at random until "
        f"{formats.day(until)} (seed {seed}). Leave them alone until then."
    )
