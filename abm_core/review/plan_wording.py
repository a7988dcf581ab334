"""The sentences of an account's plan, and of two people who edit it."""

from __future__ import annotations

from datetime import datetime

from abm_core import formats
from abm_core.review.action_items import ActionItem

SECTIONS = {
    "objectives": ("Objectives", "What we want to reach here, by when."),
    "challenges": ("Challenges", "What stands in the way, theirs and ours."),
    "market": ("Their market", "What moves their industry, competitors, rules."),
    "company": ("The company", "Strategy, results, initiatives, changes at the top."),
    "people": ("The people", "Who wants what, who knows whom, what was said."),
    "links": ("Links", "One per line: notes, decks, filings."),
}
NO_ACTIONS = "Nothing is planned yet. Add the next step below."


def saved(author: str, at: datetime, *, now: datetime) -> str:
    """Who saved a text, and when."""
    return f"Saved by {author}, {formats.moment(at, now=now)}"


def conflict(theirs: str, at: datetime, n_clashes: int, *, now: datetime) -> str:
    """That somebody was faster, and what the proposal holds."""
    head = f"{theirs} saved this section first, {formats.moment(at, now=now)}. Nothing is lost: "
    if not n_clashes:
        return f"{head}the text below holds both edits, which do not touch each other."
    where = "1 place" if n_clashes == 1 else f"{n_clashes} places"
    return f"{head}in {where} both of you changed the same lines, which stand one below the other."


def newer(author: str, at: datetime, *, now: datetime) -> str:
    """That a newer text was saved under an unsaved draft."""
    return (f"{author} saved a newer text, {formats.moment(at, now=now)}. Yours is kept here; "
            "saving shows both.")  # fmt: skip


def action(one: ActionItem) -> str:
    """Who does it, by when, and why."""
    who = one.owner or "nobody yet"
    text = f"{who}, by {formats.day(one.due_on)}"
    return f"{text}: {one.reason}" if one.reason else text
