"""Headings and short words of a weekly review as a file; its sentences come with the review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from abm_core import formats
from abm_core.measure import weeks
from abm_core.review.document import Action, Earlier, Note, Review
from abm_core.review.published import Publication

TITLE = "Weekly review"
CHANGED, WHY, WATCH = "What changed", "Why", "Watch"
TO_DO, BEFORE = "What to do this week", "What became of the last actions"
DECIDED, ADDED = "Decisions and comments", "Added after publishing"
QUIET = {
    CHANGED: "Nothing changed this week.", WHY: "Nothing to explain.", WATCH: "Nothing to watch.",
    TO_DO: "Nothing to do that the data ask for.",
}  # fmt: skip
MORE = "More stands in the workbook."
HEADERS = ("Account", "Reason", "Owner", "Next step", "By")
PICTURES = (
    "Cards: the line is the last weeks, shaded their normal range, dotted its mean; an orange "
    "point is a signal, a grey line is not to be trusted. Bars: how many accounts or "
    "opportunities, welcome to the right, unwelcome to the left."
)
DRAFT = "Not published: its numbers can still change."
NOBODY = "nobody yet"


def week(monday: date) -> str:
    """A week as people call it.

    >>> week(date(2026, 11, 9)), week(date(2026, 11, 30))
    ('Week 46, 9 to 15 Nov 2026', 'Week 49, 30 Nov to 6 Dec 2026')
    """
    sunday = monday + timedelta(days=6)
    first = f"{monday.day}" if monday.month == sunday.month else f"{monday.day} {monday:%b}"
    if monday.year != sunday.year:
        first = formats.day(monday)
    return f"Week {monday.isocalendar().week}, {first} to {formats.day(sunday)}"


def whose(of: Review) -> str:
    """Whose week it is: "Nordic · Tier 1"."""
    return " · ".join(filter(None, (of.programme, of.scope.label)))


def title(of: Review) -> str:
    """What the file is called."""
    return f"{TITLE} {weeks.name(of.week)}, {whose(of)}"


def short_day(day: date, monday: date) -> str:
    """A day near the week as a weekday, another as a date.

    >>> monday = date(2026, 11, 9)
    >>> short_day(date(2026, 11, 18), monday), short_day(date(2026, 12, 9), monday)
    ('Wed 18 Nov', '9 Dec 2026')
    """
    near = abs((day - monday).days) < 21
    return f"{day:%a} {day.day} {day:%b}" if near else formats.day(day)


def action(of: Action, monday: date) -> tuple[str, str, str, str, str]:
    """A row of the table of actions."""
    return (of.account, of.reason.text, of.owner or NOBODY, of.next_step,
            short_day(of.due_on, monday))  # fmt: skip


def became(of: Earlier, monday: date) -> str:
    """What became of an action, in one line."""
    text = f"{of.account}: {of.next_step.rstrip('.')} ({of.owner or NOBODY}, by " \
           f"{short_day(of.due_on, monday)})."  # fmt: skip
    return f"{text} {of.outcome.rstrip('.')}." if of.outcome else text


def noted(of: Note) -> str:
    """A note with who wrote it."""
    return f"{of.text.rstrip('.')}. ({of.author}, {formats.day(of.written_on)})"


def publication(of: Publication | None) -> str:
    """Who published it, and what a correction puts right."""
    if of is None:
        return DRAFT
    text = f"Published by {of.author} on {formats.day(of.published_at.date())}"
    if of.version == 1:
        return f"{text}; it stays as it was."
    return f"{text} as version {of.version}, which puts right: {of.correction.rstrip('.')}."


def versions(of: Sequence[tuple[str, str]]) -> str:
    """Which data and rules it rests on."""
    return "Rests on: " + "; ".join(f"{name.lower()} {value}" for name, value in of) + "."
