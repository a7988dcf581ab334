"""Every sentence about signals, the reason to call now, and the follow-up clock: dated, no hype."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from abm_core import formats, settings
from abm_core.measure.signals_grid import Grid
from abm_core.measure.sla import Clock

NOTHING_NEW = f"Nothing new in the last {settings.FRESH_SIGNAL_DAYS.value} days."


def event(row: Mapping[Hashable, Any]) -> str:
    """One event of a timeline in a sentence, with its day or week."""
    day, kind, what, who = _date(row["day"]), row["kind"], _text(row["what"]), _text(row["who"])
    template = IMPORTED[kind] if who == "import" and kind in IMPORTED else EVENTS[kind]
    return template.format(
        what=what, who=who, day=formats.day(day), week=f"the week of {formats.day(day)}",
        sunday=formats.day(day + timedelta(days=6)), people=_people(row["value"]),
        came=_came(row["expected"]), value=_number(row["value"]),
        title=f", {what}," if what else "", named=f" {what}" if what else "",
        arrow=f"from {who} to {what}" if who else f"to {what}",
    )  # fmt: skip


EVENTS = {
    "surge": "{people} came in {week}, where {came} expected.",
    "slow rise": "{people} came in the two weeks to {sunday}, more than its own history lets "
    "expect.",
    "topic": "Reads about {what} ({who}, up to {value} of 100) in {week}.",
    "topic surge": "Surges on {what} (third party, up to {value} of 100) in {week}.",
    "technology added": "{what}, reported in {week}.",
    "technology removed": "{what}, reported in {week}.",
    "funding": "{what}, reported in {week}.",
    "merger": "{what}, reported in {week}.",
    "executive": "{what}, reported in {week}.",
    "hire": "{what}, reported in {week}.",
    "organisation": "{what}, reported in {week}.",
    "senior meeting": "{who}{title} met us on {day}.",
    "first activity": "First activity of theirs on {day}.",
    "first meeting": "First meeting on {day}.",
    "opportunity created": "Opportunity{named} created on {day}.",
    "won": "Opportunity{named} won on {day}.",
    "lost": "Opportunity{named} lost on {day}.",
    "stage": "Stage moved {arrow} on {day}.",
}


# What two of our own exports tell apart, the newer of which was imported on the day.
IMPORTED = {
    "technology added": "{what} is new among its technologies since {day}.",
    "technology removed": "{what} is no longer among its technologies since {day}.",
}


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


NO_TIMING = (
    "Fit and timing need a saved profile with at least one criterion of each: add engagement or "
    "intent to the profile on ICP & tiers, and make it live."
)


def _people(value: float) -> str:
    return "" if pd.isna(value) else formats.counted(int(value), "person", "people")


def _came(expected: float) -> str:
    return "" if pd.isna(expected) else f"{expected:.1f} were"


def _number(value: float) -> str:
    return formats.NONE if pd.isna(value) else f"{value:.0f}"


def grid(found: Grid) -> str:
    """Who fits and is in the market now, how many of them nobody works on, who is in no cell."""
    n = found.n("high", "high")
    free = n - found.n_in_tier("high", "high")
    said = (
        f"{formats.counted(n, 'account')} {'fits' if n == 1 else 'fit'} well and "
        f"{'shows' if n == 1 else 'show'} interest now; {formats.count(free)} of them "
        f"{'has' if free == 1 else 'have'} no tier."
    )
    if not found.n_in_no_cell:
        return said
    verb = "is" if found.n_in_no_cell == 1 else "are"
    return (
        f"{said} {formats.counted(found.n_in_no_cell, 'account')} {verb} in no cell: fit or "
        "timing is not known."
    )


def follow_up(clock: Clock, zone: str) -> str:
    """One account on the clock: when it became qualified, and what is left or was lost."""
    began = f"{clock.name} became qualified on {formats.day(clock.qualified_on)}"
    return f"{began}; {outcome(clock, zone)}."


def outcome(clock: Clock, zone: str) -> str:
    """What came of a follow-up, or until when it can wait."""
    due = _local(clock.due_at, zone)
    hours = _hours(abs(clock.hours_left))
    if clock.status == "running":
        return f"follow up by {due}: {hours} left"
    if clock.followed_at is None:
        return f"nobody followed up by {due}: {hours} overdue"
    spare = f"{hours} to spare" if clock.status == "met" else f"{hours} late"
    return f"followed up on {_local(clock.followed_at, zone)}: {spare}"


def follow_ups(clocks: Sequence[Clock], n_hours: float) -> str:
    """How many of the accounts that became qualified were followed up in time."""
    if not clocks:
        return "No account became qualified in that time."
    n = {status: sum(one.status == status for one in clocks)
         for status in ("met", "missed", "running")}  # fmt: skip
    waiting = f" {formats.count(n['running'])} still {_has(n['running'])} time." if n["running"] \
        else ""  # fmt: skip
    return (
        f"{formats.counted(len(clocks), 'account')} became qualified: {formats.count(n['met'])} "
        f"{_was(n['met'])} followed up within {_hours(n_hours, business=True)}, "
        f"{formats.count(n['missed'])} {_was(n['missed'])} not.{waiting}"
    )


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _has(n: int) -> str:
    return "has" if n == 1 else "have"


def _hours(hours: float, *, business: bool = False) -> str:
    kind = "business hour" if business else "hour"
    return f"{hours:.3g} {kind if hours == 1 else kind + 's'}"


def _local(at: datetime, zone: str) -> str:
    there = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    return f"{there:%a} {formats.day(there.date())}, {there:%H:%M}"
