"""The sentences about what is wrong with an open opportunity."""

from __future__ import annotations

from datetime import date

from abm_core import formats, settings
from abm_core.review.health import NO_POWER, OVERDUE, SILENT, SINGLE, STALLED, Finding

LABELS = {
    SINGLE: "Single-threaded", NO_POWER: "No power", STALLED: "Stalled", OVERDUE: "Overdue",
    SILENT: "Silent",
}  # fmt: skip
NEXT_STEPS = {
    SINGLE: "Bring in a second contact",
    NO_POWER: "Find a way to whoever can say yes",
    STALLED: "Agree on the next step, or move the deal back",
    OVERDUE: "Set a new closing day, or close the deal",
    SILENT: "Try another person or another channel",
}
MEANINGS = {
    SINGLE: "One contact only has points in the last 13 weeks, or nobody has and the deal names "
    "one contact only.",
    NO_POWER: "An offer is out, and nobody engaged can say yes by role, rating or level.",
    STALLED: "Longer in its stage than three in four deals stay there; where the stage history "
    "does not say, longer open than three in four decided deals were.",
    OVERDUE: "The expected closing day has passed.",
    SILENT: f"Nothing of theirs for {settings.GHOSTED_DAYS.value} days or more after something of "
    "ours.",
}
SOMEBODY = "one contact whose name is not known"


def sentence(one: Finding) -> str:
    """What is wrong, with the numbers that say so."""
    return _SENTENCES[one.kind](one)


def _single(one: Finding) -> str:
    who = one.who or SOMEBODY
    if one.detail == "deal":
        return f"Nobody has responded in 13 weeks, and the deal names one contact only: {who}."
    return f"All engagement of the last 13 weeks comes from {who}."


def _no_power(one: Finding) -> str:
    at = f" at {one.detail}" if one.detail else ""
    if not one.n:
        return f"An offer is out{at}, and nobody is engaged."
    engaged = formats.counted(one.n, "engaged contact")
    return f"An offer is out{at}, and none of {engaged} can say yes." if one.n > 1 else (
        f"An offer is out{at}, and the one engaged contact cannot say yes.")


def _stalled(one: Finding) -> str:
    waited = formats.counted(one.n, "day")
    if not one.detail:
        return f"Open for {waited}; {_usually(one, 'decided deals took')}."
    if one.usual is None:
        return f"{waited} in {one.detail}; more than {formats.count(one.most or 0)} is long."
    return f"{waited} in {one.detail}; {_usually(one, 'others stayed')}."


def _usually(one: Finding, what: str) -> str:
    return f"{what} {formats.count(one.usual or 0)} at the median"


def _overdue(one: Finding) -> str:
    late = formats.counted(one.n, "day")
    return f"Expected to close on {formats.day(one.since)}, {late} ago."


def _silent(one: Finding) -> str:
    said = f"No answer for {formats.counted(one.n, 'day')}, since {formats.day(one.since)}"
    if not one.detail:
        return f"{said}; nothing of theirs in a year."
    return f"{said}; last heard from on {formats.day(date.fromisoformat(one.detail))}."


_SENTENCES = {SINGLE: _single, NO_POWER: _no_power, STALLED: _stalled, OVERDUE: _overdue,
              SILENT: _silent}  # fmt: skip
