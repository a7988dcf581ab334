"""One written date or time, read in an order of day and month that is decided elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from typing import Literal, NamedTuple

from abm_core.intake.parse.months import month
from abm_core.intake.parse.zones import zone

Order = Literal["dmy", "mdy", "ymd"]

CLOCK = (
    r"(?:(?:[T,]|\s)\s*(?:at\s+|um\s+|à\s+)?(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?(?:\s*Uhr)?"
    r"(?:\s*(?P<half>[AaPp]\.?[Mm]\.?)(?![A-Za-z]))?"
    r"\s*(?P<zone>[A-Za-z(\[+−-].*)?)?"
)
WORD = r"[^\W\d_]{3,10}"
WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
USUAL = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{3}|\.\d{6})?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)
ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.\\])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})" + CLOCK
)
COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<zone>Z|[+-]\d{4})?)?"
)
YEAR = r"(?P<year>\d{4}|\d{2})"
NAMED = tuple(re.compile(pattern + CLOCK) for pattern in (
    rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s./-]*(?:de\s+)?"
    rf"(?P<name>{WORD})\.?[\s,./-]+(?:del?\s+)?{YEAR}",
    rf"{WEEKDAY}(?P<name>{WORD})\.?[\s-]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+{YEAR}",
    rf"(?P<year>\d{{4}})[\s./-]+(?P<name>{WORD})\.?[\s./-]+(?P<day>\d{{1,2}})",
))  # fmt: skip
NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[-/.\\])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{2})" + CLOCK
)
CENTURY_TURN = 70
Three = tuple[str, str, str]
PLACES: dict[Order, tuple[int, int, int]] = {  # of year, month, day
    "dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2),
}  # fmt: skip
NO_DATE, NO_DAY = "is not a date", "is a day or time that does not exist"
NO_ZONE = "names a time zone that is not known"


class Reading(NamedTuple):
    """How a column is read: what comes first, and where the clock of a bare time hangs.

    ``day_second``: years first, then days, then months, as in 2021-16-04.
    """

    order: Order = "dmy"
    day_second: bool = False
    home: tzinfo = UTC


class Unreadable(ValueError):
    """A text that is no time; the message says why, to follow the quoted text."""


def moment(text: str, reading: Reading) -> datetime:
    """One time in UTC, a bare one by the clock of the house; raises ``Unreadable``.

    >>> moment("2010-10-14T23:00:00.5-03:00", Reading())
    datetime.datetime(2010, 10, 15, 2, 0, 0, 500000)
    >>> moment("14/10/2010 9:05 PM", Reading()), moment("5. März 2021", Reading())
    (datetime.datetime(2010, 10, 14, 21, 5), datetime.datetime(2021, 3, 5, 0, 0))
    """
    try:
        if USUAL.fullmatch(text) and not reading.day_second:
            return _in_utc(datetime.fromisoformat(text), reading.home)
        found = _parts(text, reading)
        if found is None:
            raise Unreadable(NO_DATE)
        parts, day = found
        return _in_utc(datetime(*day, *_clock(parts), tzinfo=_zone(parts)), reading.home)
    except Unreadable:
        raise
    except (ValueError, OverflowError):
        raise Unreadable(NO_DAY) from None


def _in_utc(found: datetime, home: tzinfo) -> datetime:
    if found.tzinfo is None and home is UTC:
        return found
    aware = found if found.tzinfo else found.replace(tzinfo=home)
    return aware.astimezone(UTC).replace(tzinfo=None)


def _parts(text: str, reading: Reading) -> tuple[re.Match[str], tuple[int, int, int]] | None:
    """The match of a text, and its year, month and day."""
    numeric = NUMERIC.fullmatch(text)
    if numeric:
        return numeric, in_order((numeric["a"], numeric["b"], numeric["c"]), reading.order)
    match = COMPACT.fullmatch(text)
    if match:
        return match, (int(match["year"]), int(match["month"]), int(match["day"]))
    match = ISO.fullmatch(text)
    if match:
        first, second = ("day", "month") if reading.day_second else ("month", "day")
        return match, (int(match["year"]), int(match[first]), int(match[second]))
    for pattern in NAMED:
        match = pattern.fullmatch(text)
        number = month(match["name"]) if match else None
        if match and number:
            return match, (_year(match["year"]), number, int(match["day"]))
    return None


def in_order(three: Three, order: Order) -> tuple[int, int, int]:
    """Year, month and day of a date in numbers; raises ``ValueError`` where they cannot be."""
    year, middle, day = (three[place] for place in PLACES[order])
    if len(day) > 2 or len(year) == 1:
        raise ValueError
    return _year(year), int(middle), int(day)


def is_day(three: Three, order: Order) -> bool:
    """Whether a date in numbers exists in that order."""
    try:
        date(*in_order(three, order))
    except ValueError:
        return False
    return True


def _year(text: str) -> int:
    """Two digits mean the years 1970 to 2069."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < CENTURY_TURN else 1900)


def _clock(match: re.Match[str]) -> tuple[int, int, int, int]:
    parts = match.groupdict()
    hour, half = int(parts.get("hour") or 0), (parts.get("half") or "").lower()[:1]
    if half == "a" and hour > 12:
        raise ValueError
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    microseconds = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    return hour, int(parts.get("minute") or 0), int(parts.get("second") or 0), microseconds


def _zone(match: re.Match[str]) -> tzinfo | None:
    said = match.groupdict().get("zone")
    found = zone(said) if said else None
    if said and found is None:
        raise Unreadable(NO_ZONE)
    return found
