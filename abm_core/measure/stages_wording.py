"""Every sentence about stages, with the numbers that trigger it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from abm_core import formats, settings
from abm_core.measure import stages, weeks
from abm_core.measure.durations import Pace
from abm_core.measure.funnel import Funnel, Move, StageLine
from abm_core.measure.stage_cohorts import Cohorts
from abm_core.measure.stage_rules import AS_SHIPPED, RANK, RulesVersion, StageRules
from abm_core.measure.stages import Replayed
from abm_core.proportions import Share

EMPTY_TITLE = "Bring activities or opportunities, and see which accounts are moving"
EMPTY = (
    "A stage follows from what accounts do: visits, replies, meetings, and from opportunities. "
    "Import activities, opportunities or both, with accounts that they belong to."
)
ANY_WAY_OUT = (
    "Whichever way an account leaves a stage, forward or back, ends its stay; stays that go on "
    "count for as long as they have lasted (Kaplan–Meier)."
)
NO_PROGRAMME = "Cohorts begin with the first tiers that are saved live, or an imported target list."
MOTION_NAMES = {stages.NEW: "New business", stages.EXPANSION: "Expansion"}


def stage_name(stage: str, motion: str = stages.NEW) -> str:
    """A stage as a person reads it; who bought more has expanded.

    >>> stage_name("customer"), stage_name("customer", "expansion")
    ('Customer', 'Expanded')
    """
    if stage == "customer" and motion == stages.EXPANSION:
        return "Expanded"
    return stage.capitalize()


def headline(found: Funnel, n_over: int) -> str:
    """The slow step, how slow it is, and who waits there; ``n_over`` are stuck in that stage."""
    if not found.n_accounts:
        return _nobody(found)
    slow = found.slowest
    if slow is None:
        deep = sum(line.n_now for line in found.lines if RANK[line.stage] >= RANK["engaged"])
        return (
            f"{formats.counted(deep, 'account')} of {formats.count(found.n_accounts)} "
            f"{'is' if deep == 1 else 'are'} engaged or further; too few have moved on to say how "
            "long a stage takes."
        )
    name = stage_name(slow.stage, found.view.motion)
    return f"{_slow_step(name, slow)}{_waiting(slow, n_over)}."


def _nobody(found: Funnel) -> str:
    if found.view.motion == stages.EXPANSION:
        return "No account here is a customer yet, so nobody is on the way to expansion."
    return "No account matches, so there is no stage to tell."


def _slow_step(name: str, slow: StageLine) -> str:
    days = f"{formats.counted(round(slow.pace.median), 'day')} at the median"
    if slow.has_slowed:
        longer = formats.count(slow.pace.median - slow.pace_before.median)
        return f"{name} slowed down most: {days}, {longer} more than in the period before"
    return f"{name} is the slow step: {days}"


def _waiting(slow: StageLine, n_over: int) -> str:
    if math.isnan(slow.pace.slow):
        return ""
    if not n_over:
        return f", and no account has been there more than {formats.count(slow.pace.slow)}"
    verb = "has" if n_over == 1 else "have"
    return (
        f", and {formats.counted(n_over, 'account')} {verb} been there more than "
        f"{formats.count(slow.pace.slow)}"
    )


def pace_sentence(line: StageLine, motion: str = stages.NEW) -> str:
    """Days in one stage: median with interval, 80th percentile, n, and those still there."""
    name, pace = stage_name(line.stage, motion), line.pace
    stays = f"{formats.counted(pace.n, 'stay')}, {formats.count(pace.n_still)} of them go on"
    if not pace.n:
        return f"{name}: no stay began in the period."
    if not pace.is_known:
        return f"{name}: too few have left to say how long accounts stay ({stays})."
    slow = (
        "fewer than four in five have left yet" if math.isnan(pace.slow)
        else f"four in five by day {formats.count(pace.slow)}"
    )
    return (
        f"{name}: half leave by day {formats.count(pace.median)} (interval {interval(pace)}), "
        f"{slow}; {stays}."
    )


def interval(pace: Pace) -> str:
    """The interval of a median.

    >>> interval(Pace(30, 5, 41.0, 35.0, float("inf"), 60.0))
    '35 or more'
    """
    if pace.low == pace.high:
        return f"day {formats.count(pace.low)} alone"
    if math.isinf(pace.high):
        return f"{formats.count(pace.low)} or more"
    return f"{formats.count(pace.low)} to {formats.count(pace.high)}"


def share_with_range(share: Share) -> str:
    """A share with its interval and n; "–" for too few accounts."""
    if share.n < settings.STAGE_LEAST.value:
        return formats.NONE
    return (
        f"{formats.percent(share.share)} ({formats.percent(share.low)} to "
        f"{formats.percent(share.high)}, n {formats.count(share.n)})"
    )


def conversion_sentence(line: StageLine, motion: str = stages.NEW) -> str:
    """How many of those that entered a stage came further since."""
    name = stage_name(line.stage, motion)
    if not line.n_entered:
        return f"{name}: no account entered in the period."
    if line.n_entered < settings.STAGE_LEAST.value:
        return f"{name}: {formats.counted(line.n_entered, 'account')} entered, too few for a share."
    return (
        f"{name}: of {formats.counted(line.n_entered, 'account')} that entered, "
        f"{formats.percent(line.to_next.share)} reached the next stage since and "
        f"{formats.percent(line.to_deeper.share)} that or a deeper one (range "
        f"{formats.percent(line.to_deeper.low)} to {formats.percent(line.to_deeper.high)})."
    )


def moves_warning(found: Funnel) -> str:
    """Backward moves and skipped stages, where more than few; else nothing."""
    moves, limit = found.moves, settings.STAGE_MOVES_LIMIT.value
    parts = []
    if moves.share_back > limit:
        parts.append(
            f"{formats.percent(moves.share_back)} of {formats.counted(moves.n, 'change')} go "
            f"backward, most often {_move(moves.back[0], found)}: silence undoes what points had "
            "earned."
        )
    if moves.share_skipped > limit:
        parts.append(
            f"{formats.percent(moves.share_skipped)} pass over a stage, most often "
            f"{_move(moves.skipped[0], found)}: either they are that fast, or activities are "
            "missing."
        )
    return " ".join(parts)


def _move(move: Move, found: Funnel) -> str:
    names = (stage_name(one, found.view.motion).lower() for one in move[:2])
    return f"{' to '.join(names)} ({formats.count(move.n)})"


def stuck_line(n_stuck: int) -> str:
    """What the list of stuck accounts holds."""
    if not n_stuck:
        return "Nobody has been in a stage longer than four in five accounts stay."
    verb = "has" if n_stuck == 1 else "have"
    return (
        f"{formats.counted(n_stuck, 'account')} {verb} been in a stage longer than four in five "
        "accounts stay."
    )


def missing(row: Mapping[str, Any], rules: StageRules) -> str:
    """What an account lacks for the next stage, by the rules; of the newest week only."""
    match row["stage"]:
        case "aware":
            lacks = _lacks(row, rules.engaged_points, rules.engaged_people)
        case "engaged":
            lacks = _lacks(row, rules.qualified_points, rules.qualified_people)
            fit = row["fit"]
            if fit is None or math.isnan(fit):
                lacks.append("a known fit")
            elif fit < rules.qualified_fit:
                lacks.append(f"fit {math.floor(fit)} of {rules.qualified_fit:g}")
        case "qualified":
            return "an opportunity"
        case _:
            return "a decision"
    return formats.listed(lacks)


def _lacks(row: Mapping[str, Any], points: float, people: int) -> list[str]:
    found = []
    if row["n_contacts"] < people:
        found.append(f"{row['n_contacts']} of {people} people")
    if row["window_points"] < points:
        found.append(f"{math.floor(row['window_points'])} of {points:g} points")
    return found


def reading(known: Replayed, found: Funnel) -> str:
    """Which reading of the past this is, and through when."""
    end = formats.day(found.view.end)
    rules = "the rules as shipped" if known.rules_version == AS_SHIPPED else (
        f"version {known.rules_version} of the rules")  # fmt: skip
    when = "today's" if weeks.monday(found.view.week) == known.week else "a past week's"
    return (
        f"Week {weeks.name(weeks.monday(found.view.week))}, through {end} ({when} stages). "
        f"Recomputed with {rules}, today's fit and all data known today; not what was known then."
    )


def limits(known: Replayed, found: Funnel) -> list[str]:
    """What a reader must know before believing the numbers."""
    said = []
    if known.recorded_from is None:
        said.append("The data hold no activity of any account: only opportunities tell a stage.")
    elif weeks.monday(found.view.week) < known.recorded_from:
        said.append(
            f"Activities begin on {formats.day(known.recorded_from)}: before, only opportunities "
            "tell a stage."
        )
    if not known.has_fit and known.recorded_from is not None:
        said.append(
            "No account has a fit, because no profile is saved live: none can be qualified."
        )
    if known.n_undated:
        verbs = ("has", "counts") if known.n_undated == 1 else ("have", "count")
        deals = formats.counted(known.n_undated, "opportunity", "opportunities")
        said.append(f"{deals} {verbs[0]} no day and {verbs[1]} nowhere.")
    return said


def period(found: Funnel) -> str:
    """The period that conversion and pace speak of."""
    view = found.view
    return (
        f"Conversion and days: accounts that entered a stage from {formats.day(view.since)} to "
        f"{formats.day(view.end)}. Who entered late has had less time to go on."
    )


def cohorts_line(found: Cohorts) -> str:
    """What the table of cohorts counts."""
    if not found.rows:
        return f"No account with a day of joining is on the list of {found.programme}."
    return (
        f"{found.programme}: of the accounts that joined in a quarter and were not as far yet, the "
        f"share that came so far within {found.n_weeks} weeks, counted from the Monday after they "
        f"joined. Hidden below {settings.STAGE_LEAST.value} accounts, and while their weeks run."
    )


def rules_lines(held: RulesVersion) -> list[str]:
    """The rules in words, deepest stage first."""
    rules = held.rules
    return [
        "Customer: a won opportunity.",
        "Opportunity: an open one.",
        f"Qualified: at least {rules.qualified_points:g} window points from at least "
        f"{formats.counted(rules.qualified_people, 'named contact')}, and a fit of at least "
        f"{rules.qualified_fit:g}.",
        f"Engaged: at least {rules.engaged_points:g} window points from at least "
        f"{formats.counted(rules.engaged_people, 'named contact')}.",
        f"Aware: anything of theirs, or a surge, in {formats.counted(rules.aware_weeks, 'week')}.",
        "Unaware: nothing of the above.",
        f"Expansion, for customers: the same with expansion opportunities; a won one counts for "
        f"{formats.counted(rules.expanded_weeks, 'week')}, then the next journey begins.",
    ]


def version_line(held: RulesVersion) -> str:
    """One version of the rules: who, when, why."""
    if held.version == AS_SHIPPED:
        return "As shipped with the product."
    who = f" by {held.author}" if held.author else ""
    when = f" on {formats.day(held.saved_at.date())}" if held.saved_at else ""
    why = f": {held.note}" if held.note else ""
    return f"Version {held.version}{who}{when}{why}."


def figures(found: Funnel) -> list[tuple[str, str, str]]:
    """The four cards of the screen: label, value, what it means."""
    motion = found.view.motion
    deals = found.line("opportunity")
    deeper = found.line("engaged").to_deeper
    enough = deeper.n >= settings.STAGE_LEAST.value
    done = "New customers" if motion == stages.NEW else "Expanded"
    return [
        ("Engaged or qualified",
         formats.count(found.line("engaged").n_now + found.line("qualified").n_now),
         "Accounts in one of both stages."),
        ("In an opportunity", formats.count(deals.n_now), "Accounts with an open opportunity."),
        ("Engaged that went on", formats.percent(deeper.share) if enough else formats.NONE,
         "Of the accounts that became engaged in the period, those that reached a deeper stage "
         f"since: {share_with_range(deeper)}."),
        (done, formats.count(found.line("customer").n_entered),
         "Accounts that entered the last stage in the period."),
    ]  # fmt: skip
