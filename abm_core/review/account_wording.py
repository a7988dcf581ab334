"""The sentences of the account page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from abm_core import formats
from abm_core.committee.grid import Required
from abm_core.review.account import Account
from abm_core.review.account_facts import Meeting
from abm_core.review.account_moves import OVERRIDE, STAGE, Move
from abm_core.review.build_up import BuildUp
from abm_core.review.family_tree import Family, Member
from abm_core.review.lanes import Happened

EMPTY_TITLE = "Bring your accounts, or try the sample"
EMPTY = (
    "With accounts, contacts, activities and opportunities, this page tells the story of one "
    "account: why it has its score, who is involved, what happened, what is planned."
)
RECENT = timedelta(days=92)  # a move that is older is no news
MOTIONS = {"new": "new business", "expansion": "expansion"}
NO_PROFILE = (
    "No profile is live, so there is no score to build up. Save a tiering under ICP & tiers."
)
NO_FAMILY = "It stands alone: no parent and no subsidiaries in the data."
NO_DEALS = "No opportunity of this account is in the data."
NO_PEOPLE = "No contact of this account is in the data."
NO_TIER = "The account is in no tier, so no role is required of it."
NO_MOVES = "It has never been on a target list, and its stage has never changed."
TIMELINE = (
    "A dot is a week: full with something of theirs, hollow with ours alone. Bars are "
    "opportunities (teal won, grey lost). Full rules are moves of tier, dotted ones of stage."
)


class Figure(NamedTuple):
    """One of the four figures; ``line`` is its course, the oldest first."""

    label: str
    value: str
    beside: str
    meaning: str
    line: tuple[float, ...] = ()


def headline(found: Account) -> str:
    """What moved the account, how long it is where it is, what is missing."""
    parts = [_standing(found), _age(found), gap(found)]
    return "; ".join(part for part in parts if part)


def _standing(found: Account) -> str:
    name, move, built = found.facts.name, found.last_move, found.build_up
    if move is not None and found.as_of - move.day <= RECENT:
        return f"{name} {_moved(move)}{_on(move, built)}"
    tier = formats.saved_tier(found.facts.tier or None).lower()
    if built is None or math.isnan(built.score):
        return f"{name} is in {tier}"
    most = max(built.bars, key=lambda bar: 0 if math.isnan(bar.points) else bar.points)
    return (f"{name} is in {tier} with a score of {formats.score(built.score)}, most of it from "
            f"{most.criterion} ({formats.score(most.points)})")  # fmt: skip


def _moved(move: Move) -> str:
    if not move.after:
        return f"left tier {move.before}"
    if not move.before:
        return f"joined tier {move.after}"
    way = "up" if move.after < move.before else "down"
    return f"moved {way} to tier {move.after}"


def _on(move: Move, built: BuildUp | None) -> str:
    """What moved it: the criterion that changed most the same way; else as the proposal said."""
    driver = built.driver if built is not None else None
    rose = move.after != "" and (not move.before or move.after < move.before)
    if driver is not None and (driver.change > 0) is rose:
        return f" on {driver.criterion} ({formats.change(driver.change)})"
    return f" ({move.driver})" if move.driver else ""


def _age(found: Account) -> str:
    stay = found.stay
    if stay.days is None or stay.stage == "unaware":
        return _silence(found)
    text = f"{stage(stay.stage, stay.motion)} for {formats.counted(stay.days, 'day')}"
    if math.isnan(stay.over):
        return text
    if round(stay.over) == 0:
        return f"{text}, as long as the median"
    word = "more" if stay.over > 0 else "fewer"
    return f"{text}, {formats.count(abs(stay.over))} {word} than the median"


def _silence(found: Account) -> str:
    """Of an account whose stage says nothing: when it was last heard from."""
    last = found.facts.last_theirs_on
    if last is not None:
        return f"last heard from on {formats.day(last)}"
    return "never heard from" if found.committee.here else ""


def stage(name: str, motion: str) -> str:
    """Being in a stage, as it is said of an account: "an opportunity", "engaged"."""
    word = {"qualified": "qualified (MQA)", "opportunity": "an opportunity",
            "customer": "a customer"}.get(name, name)  # fmt: skip
    return f"{word} in expansion" if motion == "expansion" else word


def gap(found: Account) -> str:
    """What is missing most: a required role, else the first thing wrong with an open deal."""
    if not found.committee.here:
        return "nobody is known there"
    if found.missing:
        return _worst(found.missing)
    if found.findings:
        n = len({one.opportunity_id for one in found.findings})
        return f"{formats.counted(n, 'open opportunity', 'open opportunities')} " + (
            "needs a look" if n == 1 else "need a look")
    if not found.lines:
        return ""
    return f"all {formats.counted(len(found.lines), 'required role')} are covered" if len(
        found.lines) > 1 else "the required role is covered"


def _worst(short: Sequence[Required]) -> str:
    due = [one for one in short if one.is_due] or list(short)
    for count, words in (("n_known", "is known"), ("n_reachable", "can be reached"),
                         ("n_current", "is current")):  # fmt: skip
        lacking = [one.name for one in due if not getattr(one, count)]
        if lacking:
            return f"no {_either(lacking)} {words}"
    return f"more people are needed as {formats.listed([one.name for one in due])}"


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def reading(found: Account) -> str:
    """Which reading of the past the page shows."""
    return (f"As of {formats.day(found.as_of)}. Tiers and the line of scores as known then; stages "
            "and points of engagement recomputed with today's rules.")  # fmt: skip


def figures(found: Account) -> tuple[Figure, ...]:
    """The four figures."""
    return (_score(found), _engagement(found), _pipeline(found), _days(found))


def _score(found: Account) -> Figure:
    built = found.build_up
    line = tuple(one.score for one in found.scores if one.score is not None)
    meaning = ("Account score of the live profile, 0 to 100. The line: as known in each week of "
               "the last 26 that has a snapshot.")  # fmt: skip
    if built is None or math.isnan(built.score):
        return Figure("Score", formats.NONE, "no score yet", meaning, line)
    change = built.score - built.before
    beside = "a month ago not known" if math.isnan(change) else (
        f"{formats.change(change)} in a month" if abs(change) >= 0.05 else "as a month ago")
    return Figure("Score", formats.score(built.score), beside, meaning, line)


def _engagement(found: Account) -> Figure:
    now, before = found.facts.window_points, found.weeks.before
    change = round(now - before)
    beside = "as in the 13 weeks before" if not change else (
        f"{change:+,d}".replace("-", "−") + " against the 13 weeks before")
    return Figure("Engagement", formats.count(now), beside,
                  "Window points: those of the last 13 complete weeks, not decayed, blended over "
                  "contacts. The line: points of each week.", found.weeks.points)  # fmt: skip


def _pipeline(found: Account) -> Figure:
    held = found.pipeline
    beside = formats.counted(held.n, "opportunity", "opportunities")
    if held.n_without_amount:
        beside += f", {formats.count(held.n_without_amount)} without amount"
    if held.n_other_currency:
        beside += f", {formats.count(held.n_other_currency)} in another currency"
    return Figure("Open pipeline", formats.money(held.amount, held.currency), beside,
                  "Open opportunities of this account alone, in the reporting currency."
                  )  # fmt: skip


def _days(found: Account) -> Figure:
    stay = found.stay
    label = f"Days in {stay.stage}" if stay.stage else "Days in stage"
    value = formats.NONE if stay.days is None else formats.count(stay.days)
    beside = f"median {formats.count(stay.pace.median)}" if stay.pace.is_known else (
        "no median known")
    return Figure(label, value, beside, "Days in the stage that it is in, beside the days after "
                  "which half of the accounts have left that stage.")  # fmt: skip


def build_up(built: BuildUp) -> str:
    """What the build-up shows: what changed most in a month."""
    driver = built.driver
    if driver is None:
        return f"Nothing moved the score since {formats.day(built.then)}."
    return (f"{driver.criterion} changed the score most since {formats.day(built.then)}: "
            f"{formats.change(driver.change)}.")  # fmt: skip


def build_up_reading(built: BuildUp) -> str:
    """How the month-ago side was made."""
    text = (f"Points of {built.profile} version {built.version}; a month ago recomputed with it "
            "from the values known then.")  # fmt: skip
    if built.held:
        text += f" Counts as today on both days: {formats.listed(built.held)}."
    return text


def move(one: Move) -> str:
    """A move of the history in a sentence."""
    if one.kind == STAGE:
        motion = f" ({MOTIONS.get(one.where, one.where)})" if one.where != "new" else ""
        return f"Stage: {one.before} to {one.after}{motion}" if one.before else (
            f"Stage: {one.after}{motion}")
    if one.kind == OVERRIDE:
        until = formats.day(date.fromisoformat(one.where))
        tier = f"tier {one.after}" if one.after else "no tier"
        return f"Override to {tier} until {until}, by {one.who}: {one.reason}"
    said = _moved(one)
    text = f"{said[0].upper()}{said[1:]}"
    text += f" of {one.where}" if one.where else ""
    text += f", approved by {one.who}" if one.who else ""
    because = "; ".join(part for part in (one.driver, one.reason) if part)
    return f"{text}: {because}" if because else text


def timeline(happened: Happened, last: date | None) -> str:
    """What the timeline shows: how many weeks had something of theirs, and when the last was."""
    if happened.dots.empty:
        return _nothing(last)
    n_weeks = int(happened.dots.loc[happened.dots["is_theirs"], "day"].nunique())
    text = f"{formats.count(n_weeks)} of the last 52 weeks had something of theirs"
    return f"{text}; last heard from on {formats.day(last)}." if last else f"{text}."


def _nothing(last: date | None) -> str:
    if last is None:
        return "No activity of this account is in the data."
    return f"No activity in a year; the last was on {formats.day(last)}."


def family(found: Family) -> str:
    """How large the family is and what is open in it, each account counted once."""
    n_open = formats.counted(found.n_open, "open opportunity", "open opportunities")
    money = formats.money(found.open_pipeline, found.currency)
    return (f"{formats.counted(len(found.members), 'account')} under one parent hold {n_open} "
            f"of {money} together; each is counted once, at its own account.")  # fmt: skip


def people(found: Account) -> str:
    """Of how many people the engagement is, and whether that is enough."""
    n_known = len(found.committee.here)
    known = formats.counted(n_known, "person is", "people are")
    engaged = formats.count(found.facts.n_engaged) if found.facts.n_engaged else "none"
    needed = f"; {formats.counted(found.n_threads, 'engaged contact')} needed" if (
        found.facts.tier) else ""
    return f"{known} known, {engaged} of them engaged{needed}."


def standing(*, has_left: bool, reachable: bool, stale: bool, engaged: bool) -> str:
    """Whether a contact can be used, in words."""
    if has_left:
        return "has left"
    return ", ".join(("reachable" if reachable else "not reachable",
                      "stale" if stale else "current",
                      *(["engaged"] if engaged else [])))  # fmt: skip


def role(line: Required) -> str:
    """Where a required role stands."""
    if line.is_covered:
        return "covered"
    words = ("missing" if not line.n_known else "nobody reachable" if not line.n_reachable
             else "only stale contacts" if not line.n_current
             else f"{line.n_current} of {line.n_required} covered")  # fmt: skip
    return words if line.is_due else f"{words}, matters from stage {line.stage}"


def some(names: Sequence[str]) -> str:
    """The first two names, and how many others there are."""
    beyond = len(names[2:])
    return formats.listed([*names[:2], *([f"{formats.count(beyond)} more"] if beyond else [])])


def merged(name: str, survivor: str, by: str, on: date) -> str:
    """That an account is no longer there, and where it went."""
    who = f" by {by}" if by else ""
    return f"{name} was merged into {survivor}{who} on {formats.day(on)}; this is {survivor}."


def unknown(account_id: str) -> str:
    """That a link names an account that is not there."""
    return f"There is no account {account_id} in the data; it may have been removed."


def meeting(one: Meeting, as_of: date) -> str:
    """The next meeting: when, with whom."""
    days = (one.at.date() - as_of).days
    when = {0: "today", 1: "tomorrow"}.get(days, f"on {formats.day(one.at.date())}")
    return f"next meeting {when}" + (f" with {one.who}" if one.who else "")


def healthy(found: Account) -> str:
    """That nothing is wrong with what is open, or that nothing is."""
    if not found.pipeline.n:
        return "Nothing is open."
    n = formats.counted(found.pipeline.n, "open opportunity", "open opportunities")
    return f"All checks pass for {n}."


def indented(one: Member) -> str:
    """A member of a family below its parent."""
    return f"{'– ' * one.depth}{one.name}"






def more_checked(n: int) -> str:
    """How many opportunities need a look beyond those that are told."""
    return f"{formats.counted(n, 'more opportunity needs', 'more opportunities need')} a look."
