"""How people and what they did are written in a review."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats, settings
from abm_core.review.changes_evidence import Seen
from abm_core.review.changes_rows import counted, rows
from abm_core.review.said import Kind, Rows, Said, person

DID = {
    "meeting": "met us", "on-site event": "came to an event", "call": "talked to us by phone",
    "form fill": "filled in a form", "mail reply": "answered a mail",
    "webinar": "attended a webinar", "download": "downloaded something",
    "page visit": "visited our pages", "mail click": "clicked in a mail",
    "ad click": "clicked an ad",
}  # fmt: skip
# Lengths of time are words: a numeral in a review is a number that has its rows.
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
LATELY = f"in the last {_WORDS[settings.EVIDENCE_WEEKS.value]} weeks"
SEEN: tuple[tuple[str, str, Kind], ...] = (
    ("account_id", "Account", "account"), ("who", "Person", "person"), ("title", "Title", "text"),
    ("role", "Buying role", "text"), ("did", "Most of all", "text"), ("n", "Activities", "count"),
    ("last_on", "Last on", "day"),
)  # fmt: skip


def named(contact_id: str, role: str = "", title: str = "") -> str:
    """A person with the buying role, or else the title."""
    what = role or ("" if any(one.isdigit() for one in title) else title)
    return f"{person(contact_id)} ({what})" if what else person(contact_id)


def did(one: Seen) -> str:
    """What somebody did, with the day: "Ida Holm (champion) met us on 3 Nov 2026"."""
    return (f"{named(one.contact_id, one.role, one.title)} {DID.get(one.kind, 'was active')} on "
            f"{formats.day(one.last_on)}")  # fmt: skip


def table(found: Sequence[Seen]) -> Rows:
    """People as the rows behind their number."""
    return rows(SEEN, [
        {**one._asdict(), "who": person(one.contact_id) if one.is_named else "not known",
         "did": one.kind}
        for one in found
    ])  # fmt: skip


def who(found: Sequence[Seen], *, when: str = "in the week") -> Said:
    """Who took part: the one who did most, how many more, and whether unknown visitors came."""
    known = [one for one in found if one.is_named]
    strangers = len(known) < len(found)
    if not found:
        return Said(f"Nothing of theirs is recorded {when}.")
    if not known:
        return Said(f"All of it from visitors whose names are not known, {when}.")
    more = counted("More people", table(known[1:]))
    text = did(known[0])
    if known[1:]:
        people = "person" if len(known) == 2 else "people"
        text += f"; {more.shown} more {people} took part {when}"
    if strangers:
        text += ", as did visitors whose names are not known" if known[1:] else (
            "; besides, visitors came whose names are not known")
    return Said(f"{text}.", (more,) if known[1:] else ())
