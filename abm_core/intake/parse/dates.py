"""Days and times as files write them; the format is decided once per column."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from abm_core.intake.parse.moments import (
    ISO,
    NUMERIC,
    PLACES,
    Order,
    Reading,
    Three,
    Unreadable,
    is_day,
    moment,
)
from abm_core.intake.parse.words import Parsed, filled, shorten

Numeric = tuple[str, Three]
Style = Literal["dmy", "mdy", "ymd", "either", "undecided", "mixed"]

SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000
EXCEL_DAY_ZERO = datetime(1899, 12, 30)
EPOCH = datetime(1970, 1, 1)
# Counts since 1970 in seconds, thousandths and millionths, for the years 2001 to 2100.
COUNTS = ((re.compile(r"[1-4]\d{9}(?:\.\d+)?"), 1.0), (re.compile(r"[1-4]\d{12}"), 1e3),
          (re.compile(r"[1-4]\d{15}"), 1e6))  # fmt: skip
YEAR_DIVIDERS = frozenset("-/.\\")
# What databases write for no day at all.
ZERO_DAY = re.compile(r"0{4}[-/.]00[-/.]00(?:[T ][0:.]+)?|00[-/.]00[-/.]0{2,4}")


def parse_dates(cells: Sequence[str | None], *, order: Order | None) -> Parsed:
    """The days of a column. ``order`` settles what its values leave open; see ``style``."""
    parsed = parse_moments(cells, order=order)
    known = {one: one.date() for one in set(parsed.values) if one is not None}
    parsed.values = [None if one is None else known[one] for one in parsed.values]
    return parsed


def parse_moments(
    cells: Sequence[str | None], *, order: Order | None, home: tzinfo = UTC
) -> Parsed:
    """The times of a column, in UTC. A time without a zone is one by the clock of ``home``."""
    texts = [text for text in filled(cells) if not ZERO_DAY.fullmatch(text.strip())]
    counted = _counted(texts)
    known, wrong = _written(texts, order, home) if counted is None else (counted, {})
    parsed = Parsed([None if text is None else known.get(text) for text in cells])
    for row, text in enumerate(cells):
        if text is not None and text in wrong:
            parsed.problems[row] = f"'{shorten(text)}' {wrong[text]}"
    return parsed


def _written(
    texts: Sequence[str], order: Order | None, home: tzinfo
) -> tuple[dict[str, datetime], dict[str, str]]:
    reading = reading_of([text.strip() for text in texts], order)._replace(home=home)
    known: dict[str, datetime] = {}
    wrong: dict[str, str] = {}
    for text in texts:
        try:
            known[text] = moment(text.strip(), reading)
        except Unreadable as why:
            wrong[text] = str(why)
    return known, wrong


def reading_of(texts: Sequence[str], order: Order | None) -> Reading:
    """How a column is to be read: as its values say, else in the order that was chosen."""
    decided = style(texts)
    by = order if decided in ("undecided", "mixed") else decided
    chosen: Order = by if by == "mdy" or by == "ymd" else "dmy"
    return Reading(chosen, _is_day_second(texts))


def style(texts: Sequence[str]) -> Style:
    """What comes first in the dates that are written with numbers only, by all of a column.

    ``either``: it makes no difference; ``undecided``: it does and no value tells;
    ``mixed``: some values exist only in one order and some only in another.
    """
    found = _numeric(texts)
    left = _left(found)
    if not found:
        return "either"
    if not left:
        return "mixed"
    if all(len({_day(three, order) for order in left}) == 1 for _, three in found):
        return left[0] if len(left) == 1 else "either"
    return "undecided"


def open_orders(texts: Sequence[str]) -> tuple[Order, ...]:
    """The orders in which all dates of a column that are written in numbers exist.

    Days come first where dots divide and nothing speaks against it. Two digits of a year stand
    first only where hyphens divide, or where the dates exist in no other order.

    >>> open_orders(["4/5/2021"]), open_orders(["4/5/2021", "4/16/2021"]), open_orders(["4.5.21"])
    (('dmy', 'mdy'), ('mdy',), ('dmy',))
    """
    return _left(_numeric(texts))


def _left(found: Collection[Numeric]) -> tuple[Order, ...]:
    left: list[Order] = [
        order for order in PLACES if found and all(is_day(three, order) for _, three in found)
    ]
    dividers = {divider for divider, _ in found}
    if "ymd" in left and len(left) > 1 and dividers != {"-"}:
        left.remove("ymd")
    return ("dmy",) if "dmy" in left and dividers == {"."} else tuple(left)


def _numeric(texts: Sequence[str]) -> set[Numeric]:
    """The dates in numbers of a column that exist in some order: divider and the three parts."""
    matches = filter(None, map(NUMERIC.fullmatch, texts))
    found = {(one["sep"], (one["a"], one["b"], one["c"])) for one in matches}
    return {one for one in found if any(is_day(one[1], order) for order in PLACES)}


def _day(three: Three, order: Order) -> tuple[str, str, str]:
    year, month, day = (three[place] for place in PLACES[order])
    return year, month.zfill(2), day.zfill(2)


def _is_day_second(texts: Sequence[str]) -> bool:
    """Whether dates that begin with the year go on with the day: 2021-16-04."""
    if not any(text[4:5] in YEAR_DIVIDERS and text[5:7].isdigit() and text[5:7] > "12"
               for text in texts):  # fmt: skip
        return False
    found = [(int(one["month"]), int(one["day"])) for one in map(ISO.fullmatch, texts) if one]
    return any(first > 12 for first, _ in found) and all(second <= 12 for _, second in found)


def open_example(texts: Sequence[str]) -> str | None:
    """The first text that reads differently in the orders that are left."""
    left = open_orders(texts) or tuple(PLACES)
    for text in texts:
        for _, three in _numeric([text]):
            if len({_day(three, order) for order in left if is_day(three, order)}) > 1:
                return text
    return None


def day(text: str, reading: Reading) -> date | None:
    """One day, in UTC where the text has a time and a zone; ``None`` when it is no date.

    >>> day("15 Apr, 2021 00:03:00", Reading()), day("2010-10-14T23:00:00-03:00", Reading())
    (datetime.date(2021, 4, 15), datetime.date(2010, 10, 15))
    """
    try:
        return moment(text, reading).date()
    except Unreadable:
        return None


def _counted(texts: Sequence[str]) -> dict[str, datetime] | None:
    """Times that are counted, where the whole column is: Excel's days, or parts of seconds."""
    if texts and all(map(_is_serial, texts)):
        return {text: _from_serial(text) for text in texts}
    for pattern, per_second in COUNTS:
        if texts and all(pattern.fullmatch(text.strip()) for text in texts):
            return {text: EPOCH + timedelta(seconds=float(text) / per_second) for text in texts}
    return None


def _is_serial(text: str) -> bool:
    text = text.strip()
    return bool(SERIAL.fullmatch(text)) and FIRST_SERIAL <= float(text) <= LAST_SERIAL


def _from_serial(text: str) -> datetime:
    """A day of Excel's calendar, with its time to the second."""
    whole, _, part = text.strip().partition(".")
    seconds = round(float(f"0.{part or 0}") * 86_400)
    return EXCEL_DAY_ZERO + timedelta(days=int(whole), seconds=seconds)
