"""Open actions as a calendar file (iCalendar, RFC 5545): a whole-day entry on each due day.

Entries, not tasks: the usual calendars take in no others. An action that is exported again takes
the place of its earlier entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from abm_core import formats
from abm_core.review.action_items import ActionItem

MIME = "text/calendar"
LONGEST_LINE = 75  # bytes, the break not among them
HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Shortlist//Actions//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "X-WR-CALNAME:Actions")  # fmt: skip
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def content(items: Sequence[ActionItem], *, now: datetime) -> bytes:
    """The file; closed actions are left out. ``now`` in UTC."""
    lines = [*HEAD, *(line for one in items if one.is_open for line in _entry(one, now)),
             "END:VCALENDAR"]  # fmt: skip
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line)).encode()


def _entry(item: ActionItem, now: datetime) -> list[str]:
    told = [item.reason, f"Owner: {item.owner or 'nobody yet'}",
            f"Added by {item.created_by} on {formats.day(item.created_at.date())}"]  # fmt: skip
    return [
        "BEGIN:VEVENT",
        f"UID:action-{item.action_id}-{item.created_at:%Y%m%dT%H%M%SZ}@shortlist.invalid",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{item.version - 1}",
        f"DTSTART;VALUE=DATE:{item.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{item.due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'{item.account}: {item.next_step}')}",
        f"DESCRIPTION:{escaped(chr(10).join(filter(None, told)))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]  # fmt: skip


def escaped(text: str) -> str:
    r"""Text as a value of the file has it.

    >>> print(escaped("Call; then, write"))
    Call\; then\, write
    """
    return "".join(one for one in text.translate(ESCAPES) if one >= " " or one == "\t")


def fold(line: str) -> Iterator[str]:
    """A line as lines of at most 75 bytes; what goes on begins with a blank.

    >>> [len(one) for one in fold("x" * 160)]
    [75, 75, 12]
    """
    part, room = "", LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield part
            part, room = " ", LONGEST_LINE - 1
        part += letter
        room -= size
    yield part
