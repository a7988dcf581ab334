"""What the product says about personas, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats
from abm_core.committee.corrections import Correction
from abm_core.committee.personas import Unread

LEADERS = ("c-level", "vp", "director")


def headline(rows: Sequence[tuple[str, str, int]], unread: Unread) -> str:
    """How many contacts are read, how many of them lead.

    >>> headline([("vp", "sales", 3), ("other", "it", 7)], Unread(10, 0))
    '10 of 10 contacts have a persona; 3 are directors or above.'
    """
    if not unread.n_contacts:
        return "No contacts yet."
    read = sum(n for _, _, n in rows)
    leaders = sum(n for seniority, _, n in rows if seniority in LEADERS)
    said = (
        f"{formats.count(read)} of {formats.counted(unread.n_contacts, 'contact')} "
        f"{'has' if read == 1 else 'have'} a persona; "
        f"{formats.count(leaders)} {'is a director' if leaders == 1 else 'are directors'} or above."
    )
    if unread.n_untitled:
        verb = "has" if unread.n_untitled == 1 else "have"
        said += (
            f" {formats.counted(unread.n_untitled, 'contact')} {verb} no title: "
            "there the department is read, if it is known."
        )
    return said


def label(name: str) -> str:
    """A seniority or a function as it is shown.

    >>> label("it"), label("vp"), label("general management")
    ('IT', 'VP', 'General management')
    """
    return name.upper() if name in ("it", "hr", "vp") else name.capitalize()


def described(one: Correction) -> str:
    """A correction or a rule in a line."""
    gives = formats.listed([label(value) for value in (one.seniority, one.function) if value])
    what = f"Titles with “{one.subject}”" if one.kind == "rule" else one.subject
    by = f" by {one.author}" if one.author else ""
    note = f": {one.note}" if one.note else ""
    return f"{what} → {gives} ({formats.day(one.created_at.date())}{by}){note}"


def reach(one: Correction) -> str:
    """How many contacts it decides today, or that it was taken back."""
    if one.removed_at is not None:
        return f"taken back on {formats.day(one.removed_at.date())}"
    return f"decides {formats.counted(one.n_contacts, 'contact')}"


def confidence(value: float) -> str:
    """A confidence in words: the shares behind them are measured in the tests.

    >>> confidence(0.95), confidence(0.8), confidence(0.5)
    ('sure', 'fairly sure', 'a guess')
    """
    return "sure" if value >= SURE else "fairly sure" if value >= FAIRLY else "a guess"


SURE, FAIRLY = 0.9, 0.7
