"""Days as files write them; the format is decided once per column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

from abm_core.intake.parse.words import Parsed, filled, shorten

Order = Literal["dmy", "mdy"]
Style = Literal["dmy", "mdy", "either", "undecided", "mixed"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
CLOCK = (
    r"(?:(?:[T,]|\s)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z?[+-]\d{2}:?\d{2}|Z?[+-]\d{2}|Z|UTC|GMT)?)?"
)
USUAL = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{3}|\.\d{6})?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)
ISO = re.compile(r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})" + CLOCK)
COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
DAY_FIRST_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?P<name>[A-Za-z]{3,9})\.?"
    r"[\s,-]+(?P<year>\d{4}|\d{2})" + CLOCK
)
MONTH_FIRST_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<name>[A-Za-z]{3,9})\.?[\s-]+(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"[\s,-]+(?P<year>\d{4}|\d{2})" + CLOCK
)
NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})" + CLOCK
)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000
EXCEL_DAY_ZERO = datetime(1899, 12, 30)
MILLISECONDS = re.compile(r"\d{13}")
CENTURY_TURN = 70
STYLES: tuple[Style, ...] = ("dmy", "mdy", "undecided")


def parse_dates(cells: Sequence[str | None], *, order: Order | None) -> Parsed:
    """The days of a column. ``order`` settles what its values leave open; see ``style``."""
    parsed = parse_moments(cells, order=order)
    known = {one: one.date() for one in set(parsed.values) if one is not None}
    parsed.values = [None if one is None else known[one] for one in parsed.values]
    return parsed


def parse_moments(cells: Sequence[str | None], *, order: Order | None) -> Parsed:
    """The times of a column, in UTC where a cell states a zone; a bare day is its midnight."""
    texts = filled(cells)
    known: dict[str, datetime | None]
    if texts and all(map(_is_serial, texts)):
        known = {text: _from_serial(text) for text in texts}
    else:
        decided = style([text.strip() for text in texts])
        by = order if decided in ("undecided", "mixed") else decided
        known = {text: moment(text.strip(), "mdy" if by == "mdy" else "dmy") for text in texts}
    parsed = Parsed([None if text is None else known.get(text) for text in cells])
    for row, text in enumerate(cells):
        if text is not None and text in known and known[text] is None:
            parsed.problems[row] = f"'{shorten(text)}' is not a date"
    return parsed


def style(texts: Sequence[str]) -> Style:
    """Whether days or months come first in the dates written with numbers only.

    ``either``: it makes no difference; ``undecided``: it does and no value tells;
    ``mixed``: some values tell one and some the other.
    """
    said = {_style_of(match) for match in map(NUMERIC.fullmatch, texts) if match}
    if {"dmy", "mdy"} <= said:
        return "mixed"
    return next((one for one in STYLES if one in said), "either")


def _style_of(match: re.Match[str]) -> Style:
    """What one date says of the order."""
    first, second = int(match["a"]), int(match["b"])
    if first > 12:
        return "dmy"
    if second > 12:
        return "mdy"
    if first == second:
        return "either"
    # Where dots divide, days come first: nobody writes 4.16.2021 by habit.
    return "dmy" if match["sep"] == "." else "undecided"


def open_example(texts: Sequence[str]) -> str | None:
    """The first text that reads differently with the day or the month first."""
    for text in texts:
        match = NUMERIC.fullmatch(text)
        if match and _style_of(match) == "undecided":
            return text
    return None


def day(text: str, order: Order) -> date | None:
    """One day, in UTC where the text has a time and a zone; ``None`` when it is no date.

    >>> day("15 Apr, 2021 00:03:00", "mdy"), day("2010-10-14T23:00:00-03:00", "dmy")
    (datetime.date(2021, 4, 15), datetime.date(2010, 10, 15))
    """
    found = moment(text, order)
    return None if found is None else found.date()


def moment(text: str, order: Order) -> datetime | None:
    """One time, in UTC where the text has a zone, else as written; ``None`` when it is none.

    >>> moment("2010-10-14T23:00:00.5-03:00", "dmy"), moment("14/10/2010 9:05 PM", "dmy")
    (datetime.datetime(2010, 10, 15, 2, 0, 0, 500000), datetime.datetime(2010, 10, 14, 21, 5))
    """
    if USUAL.fullmatch(text):
        return _usual(text)
    if COMPACT.fullmatch(text):
        return _assemble(COMPACT.fullmatch(text), None, None)
    if MILLISECONDS.fullmatch(text):
        return datetime(1970, 1, 1) + timedelta(milliseconds=int(text))
    numeric = NUMERIC.fullmatch(text)
    if numeric:
        first, second = ("a", "b") if order == "dmy" else ("b", "a")
        return _assemble(numeric, int(numeric[second]), int(numeric[first]))
    iso = ISO.fullmatch(text)
    if iso:
        return _assemble(iso, None, None)
    named = DAY_FIRST_NAMED.fullmatch(text) or MONTH_FIRST_NAMED.fullmatch(text)
    if named and named["name"].lower() in MONTHS:
        return _assemble(named, MONTHS[named["name"].lower()], None)
    return None


def _usual(text: str) -> datetime | None:
    """Year first with two-digit parts, as most exports write: the quick way."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None


def _assemble(
    match: re.Match[str] | None, month: int | None, day_of_month: int | None
) -> datetime | None:
    assert match is not None
    parts = match.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < CENTURY_TURN else 1900
    try:
        found = datetime(
            year,
            month if month is not None else int(parts["month"]),
            day_of_month if day_of_month is not None else int(parts["day"]),
            *_clock(parts),
            tzinfo=_zone(parts.get("zone")),
        )
        return found.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int, int]:
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    microseconds = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    return hour, int(parts.get("minute") or 0), int(parts.get("second") or 0), microseconds


def _zone(text: str | None) -> timezone:
    if not text or text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text.lstrip("Z")
    sign = -1 if digits[0] == "-" else 1
    numbers = digits[1:].replace(":", "").ljust(4, "0")
    return timezone(sign * timedelta(hours=int(numbers[:2]), minutes=int(numbers[2:])))


def _is_serial(text: str) -> bool:
    text = text.strip()
    return bool(SERIAL.fullmatch(text)) and FIRST_SERIAL <= float(text) <= LAST_SERIAL


def _from_serial(text: str) -> datetime:
    """A day of Excel's calendar, with its time to the second."""
    whole, _, part = text.strip().partition(".")
    seconds = round(float(f"0.{part or 0}") * 86_400)
    return EXCEL_DAY_ZERO + timedelta(days=int(whole), seconds=seconds)
