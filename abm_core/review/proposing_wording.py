"""Why something should be done, and what: the sentences of proposed actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """What is wrong with an opportunity, since when, and what else."""
    has_amount = row["value"] is not None
    name = f"{deals_wording.name(row)} ({at_risk.shown if has_amount else 'no amount'})"
    text = f"{name} {_wrong(one)}"
    if others:
        text += f" It is also {formats.listed([ALSO[other.kind] for other in others])}."
    return Said(text, (at_risk,) if has_amount else ())


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


def follow_up(one: Waiting) -> Said:
    """A qualified account that waits for us."""
    text = f"{one.account} became qualified on {formats.day(one.qualified_on)}"
    if one.status == "missed":
        return Said(f"{text}, and nobody has followed up; it was due on "
                    f"{formats.day(one.due_on)}.")  # fmt: skip
    return Said(f"{text}; the follow-up is due on {formats.day(one.due_on)}.")


def untouched(surge: Change, last: date | None) -> Said:
    """A surge, and since when nobody of us has been in touch."""
    ours = f"The last of ours was on {formats.day(last)}." if last else (
        "We have not been in touch for months.")
    return Said(f"{surge.said.text} {ours}", surge.said.behind)


def gap(row: Mapping[str, str], roles: Sequence[str], at_risk: Behind) -> Said:
    """Open pipeline where nobody is known in a required role."""
    has = f"{at_risk.shown} open" if at_risk.value else "an open opportunity"
    behind = (at_risk,) if at_risk.value else ()
    return Said(f"{row['name']} has {has}, and nobody is known there as "
                f"{' or '.join(roles)}.", behind)  # fmt: skip


def find(roles: Sequence[str]) -> str:
    """What to do about missing roles; alternatives stay alternatives.

    >>> find(["economic buyer"])
    'Find the economic buyer, and ask for an introduction'
    """
    return f"Find the {formats.listed(roles)}, and ask for an introduction"


def lost(change: Change, at_risk: Behind) -> Said:
    """Somebody in a buying role who is gone while pipeline is open."""
    return Said(f"{change.said.text} {at_risk.shown} is open there.",
                (*change.said.behind, at_risk))  # fmt: skip


def back(change: Change) -> Said:
    """An account that fell back, and why."""
    return Said(f"{change.said.text} {change.cause.text}",
                (*change.said.behind, *change.cause.behind))  # fmt: skip
