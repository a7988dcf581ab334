"""Every sentence about engagement, its points and what they leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from abm_core import formats, settings
from abm_core.measure import weeks
from abm_core.measure.points import PointRules
from abm_core.measure.weeks import Window

BECAUSE = {
    "own staff": "of your own people", "no known account": "of accounts that are not here",
    "planned": "planned for later",
    "duplicate": "said twice under several ids", "bot": "of machines",
}  # fmt: skip
ONLY_POINTS = (
    "Points count what they do: also meetings, webinars and on-site events that they came to and "
    "calls that they answered, whoever entered them. Opens, impressions, all that we sent and "
    "calls that nobody is known to have answered count nothing."
)
LEFT_OUT = (
    "Left out, by the first reason that holds: of your own people (their account, contact or "
    "address has one of your own domains); of accounts that are not here; planned for after the "
    "as-of day; said twice, that is of the same account, person, moment, kind, channel, direction "
    "and subject as another under another id (calendars keep a meeting once per participant), "
    "where more than the day is known; of machines, that is short page visits of one person on a "
    "day with more of them than people make. Where nobody is named, the account's one unknown "
    "visitor stands for the person."
)
NO_ACTIVITY = "No activity is here yet. Import activities to see who responds."


def headline(engaged: pd.DataFrame, window: Window, n_raw: int = 0) -> str:
    """How many accounts respond, with how many people.

    ``engaged``: rows of account engagement with window_points and n_contacts. ``n_raw``: all
    activities, those that are left out included.
    """
    if engaged.empty:
        return NO_ACTIVITY if not n_raw else (
            f"None of {formats.counted(n_raw, 'activity', 'activities')} counts for an account.")
    some = engaged[engaged["window_points"] > 0]
    several = int((some["n_contacts"] >= 2).sum())
    return (
        f"{formats.counted(len(some), 'account')} of {formats.count(len(engaged))} with any "
        f"activity {'has' if len(some) == 1 else 'have'} points in {span(window)}; in "
        f"{formats.count(several)} of them two or more people do."
    )


def span(window: Window) -> str:
    """The weeks that are looked at."""
    n = formats.counted(window.n_weeks, "week")
    return f"the {n} to {formats.day(window.end)}"


def families(n_families: int, n_accounts: int) -> str:
    """What is taken together."""
    if not n_families:
        return "No account belongs to another, so nothing is taken together."
    return (
        f"{formats.counted(n_accounts, 'account')} are taken together as "
        f"{formats.counted(n_families, 'family', 'families')} of one ultimate parent each."
    )


def running(as_of: date, newest: date) -> str:
    """What is not in where a day in the past is no Sunday; with a blank behind it."""
    if as_of >= newest or weeks.last_complete(as_of) == weeks.monday(as_of):
        return ""
    return (
        f"The week that was running then is left out: what is looked at ends on "
        f"{formats.day(weeks.sunday(weeks.last_complete(as_of)))}. "
    )


def left_out(dropped: Mapping[str, int], n_raw: int) -> str:
    """How many activities count nowhere, and why; all are accounted for."""
    n = sum(dropped.values())
    if n_raw < 2 and not n:
        return "The only activity is in." if n_raw else "There is no activity."
    if not n:
        return f"All {formats.count(n_raw)} activities are in."
    parts = [f"{formats.count(dropped[reason])} {words}" for reason, words in BECAUSE.items()
             if dropped.get(reason)]  # fmt: skip
    return (
        f"{formats.count(n_raw - n)} of {formats.counted(n_raw, 'activity', 'activities')} "
        f"{'is' if n_raw - n == 1 else 'are'} in; left out {'is' if n == 1 else 'are'} "
        f"{formats.listed(parts)}."
    )


def group(part: str, of: pd.DataFrame) -> str:
    """One group in a line: its last week, and the mean of the weeks before.

    ``of``: the group's rows of ``trends.weekly``, in order.
    """
    last, before = of.iloc[-1], of.iloc[:-1]
    usual = f", {before['points_per_account'].mean():,.1f} before" if len(before) else ""
    return (
        f"{part or 'Not known'}: {last['points_per_account']:,.1f} points per account in "
        f"{weeks.name(last['week'].date())}{usual}; {formats.count(last['n_active'])} of "
        f"{formats.counted(int(last['n_accounts']), 'account')} active."
    )


def moved(name: str, points: float, usual: float, n_contacts: int) -> str:
    """One account that is moving: now, and in the four weeks before."""
    people = formats.counted(n_contacts, "person", "people")
    if not usual:
        return f"{name}: {points:,.1f} points of {people}, nothing in the four weeks before."
    return f"{name}: {points:,.1f} points of {people}; {usual:,.1f} a week before."


def account(name: str, window_points: float, current_points: float, n_contacts: int) -> str:
    """One account's engagement in a line."""
    return (
        f"{name}: {window_points:,.1f} window points, {current_points:,.1f} current, "
        f"{formats.counted(n_contacts, 'person', 'people')} with points."
    )


def blend(total: float, blended: float, n_people: int) -> str:
    """Why an account's engagement is not the sum of its people's points."""
    if n_people < 2 or abs(total - blended) < 0.05:
        return f"{blended:,.1f} points; nobody to add up with." if n_people < 2 else (
            f"{blended:,.1f} points, the sum of {n_people} people's.")  # fmt: skip
    return (
        f"{total:,.1f} points added up, of {n_people} people; {blended:,.1f} after the blend, "
        "which counts several people more than one busy person."
    )


def effect(
    before: Sequence[float], after: Sequence[float],
    engaged: float = settings.STAGE_ENGAGED_POINTS.value,
) -> str:
    """What other rules would change: window points of the same accounts before and after.

    ``engaged``: the points that the stage engaged asks for.
    """
    changed = [(old, new) for old, new in zip(before, after, strict=True) if abs(new - old) > 5e-7]
    if not changed:
        return "No account's window points would change."
    up = sum(new > old for old, new in changed)
    crossed = sum((old >= engaged) != (new >= engaged) for old, new in changed)
    return (
        f"Window points of {formats.counted(len(changed), 'account')} would change: "
        f"{formats.count(up)} up, {formats.count(len(changed) - up)} down; "
        f"{formats.count(crossed)} would cross the {engaged:g} points that an engaged account "
        f"needs. All accounts together: {formats.count(sum(before))} points now, "
        f"{formats.count(sum(after))} then."
    )


def differences(rules: PointRules, before: PointRules) -> list[str]:
    """What one version of the rules changed, a short phrase each."""
    said = [f"{kind} {_points(before.base[kind])} to {_points(points)}"
            for kind, points in rules.base.items() if points != before.base[kind]]
    said += [f"{level} ×{before.multipliers[level]:g} to ×{factor:g}"
             for level, factor in rules.multipliers.items()
             if factor != before.multipliers[level]]
    said += [f"{label} {getattr(before, name):g} to {getattr(rules, name):g}"
             for name, label in LABELS.items() if getattr(rules, name) != getattr(before, name)]
    return said  # fmt: skip


LABELS = {
    "unknown_visitor": "unknown visitor ×", "meeting_minutes": "usual meeting minutes",
    "half_life": "half-life", "cap": "daily cap", "blend": "exponent",
}  # fmt: skip


def _points(points: float | None) -> str:
    return "its minutes" if points is None else f"{points:g}"
