"""Why something should be done, and what: the sentences of proposed actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from abm_core import formats
from abm_core.review import deals_wording, health_wording
from abm_core.review.changes_rows import Row
from abm_core.review.document import Change
from abm_core.review.health import NO_POWER, OVERDUE, SILENT, SINGLE, STALLED, Finding
from abm_core.review.said import Behind, Said, person
from abm_core.review.touches import Waiting

NEXT_STEPS = health_wording.NEXT_STEPS
FOLLOW_UP = "Call or write, and note it"
REACH_OUT = "Get in touch while they are looking"
REPLACE = "Ask who takes over, and ask for an introduction"
ASK = "Ask what has changed, and agree on a next step"
ALSO = {SINGLE: "single-threaded", NO_POWER: "without power", STALLED: "stalled",
        OVERDUE: "overdue", SILENT: "silent"}  # fmt: skip


def deal(row: Row, one: Finding, others: Sequence[Finding], at_risk: Behind) -> Said:
    """What is wrong with an opportunity, since when, and what else. The action says whose it is."""
    is_valued = row["value"] is not None
    name = f"“{row['opportunity']}”" if row["opportunity"] else "An opportunity"
    text = f"{name} ({at_risk.shown if is_valued else deals_wording.unvalued(row)}) {_wrong(one)}"
    if others:
        text += f" It is also {formats.listed([ALSO[other.kind] for other in others])}."
    return Said(text, (at_risk,) if is_valued else ())


def _wrong(one: Finding) -> str:
    match one.kind:
        case "overdue":
            return f"was expected on {formats.day(one.since)} and is still open."
        case "silent":
            return f"has had no answer to us since {formats.day(one.since)}."
        case "stalled" if one.detail:
            return (f"has been in “{one.detail}” since {formats.day(one.since)}, longer than most "
                    "stay there.")  # fmt: skip
        case "stalled":
            return f"has been open since {formats.day(one.since)}, longer than most deals take."
        case "no power":
            return f"{_out(one)}, and nobody engaged there can say yes."
    who = person(one.contact_id) if one.contact_id else health_wording.SOMEBODY
    if one.detail == "deal":
        return f"names {who} only, and nobody there has been active lately."
    return f"hangs on {who} alone: nobody else there has been active lately."


def _out(one: Finding) -> str:
    """At which stage an offer is out, and since when where that is known."""
    if not one.detail:
        return "has an offer out"
    if one.since is None:
        return f"is at “{one.detail}”"
    return f"has been at “{one.detail}” since {formats.day(one.since)}"


def follow_up(one: Waiting, at_risk: Behind) -> Said:
    """A qualified account that waits for us."""
    text = f"Became qualified on {formats.day(one.qualified_on)}"
    if one.status == "missed":
        text += f", and nobody has followed up; it was due on {formats.day(one.due_on)}"
    else:
        text += f"; the follow-up is due on {formats.day(one.due_on)}"
    return _open(text, at_risk)


def _open(text: str, at_risk: Behind) -> Said:
    """The reason, with what is open there."""
    if not at_risk.value:
        return Said(f"{text}.")
    return Said(f"{text}; {at_risk.shown} is open.", (at_risk,))


def untouched(surge: Change, last: date | None, at_risk: Behind) -> Said:
    """A surge, and since when nobody of us has been in touch."""
    ours = f"the last of ours was on {formats.day(last)}" if last else (
        "we have not been in touch for months")
    made = _open(f"{surge.said.text} Yet {ours}", at_risk)
    return Said(made.text, (*surge.said.behind, *made.behind))


def gap(roles: Sequence[str], at_risk: Behind) -> Said:
    """Open pipeline where nobody is known in a required role."""
    has = f"{at_risk.shown} is open" if at_risk.value else "An opportunity is open"
    behind = (at_risk,) if at_risk.value else ()
    return Said(f"{has}, and nobody is known there as {' or '.join(roles)}.", behind)


def find(roles: Sequence[str]) -> str:
    """What to do about missing roles; alternatives stay alternatives.

    >>> find(["economic buyer"])
    'Find the economic buyer, and ask for an introduction'
    """
    return f"Find the {formats.listed(roles)}, and ask for an introduction"


def lost(change: Change, at_risk: Behind) -> Said:
    """Somebody in a buying role who is gone while pipeline is open."""
    said = _bare(change)
    made = _open(said.removesuffix("."), at_risk)
    return Said(made.text, (*change.said.behind, *made.behind))


def back(change: Change, at_risk: Behind) -> Said:
    """An account that fell back, and why."""
    made = _open(_bare(change).removesuffix("."), at_risk)
    return Said(f"{made.text} {change.cause.text}",
                (*change.said.behind, *made.behind, *change.cause.behind))  # fmt: skip


def _bare(change: Change) -> str:
    """What happened, without the name of the account, which the action has beside it."""
    text = change.said.text.removeprefix(change.account).removeprefix(":").strip()
    return text[:1].upper() + text[1:]
