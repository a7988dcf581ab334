"""Ranges in the place of a number: "1,001-5,000", "10K-50K", "10,000+", "<50"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from abm_core.intake.parse.choices import rows_say
from abm_core.intake.parse.numbers import Convention, Currencies, parse_numbers, take_apart
from abm_core.intake.parse.words import Parsed, filled, shorten

UNITS_OF_PEOPLE = re.compile(r"\s*(?:employees?|people|staff|mitarbeiter\w*|employés|fte)\s*$",
                             re.I)  # fmt: skip
BETWEEN = re.compile(
    r"(?P<low>.*\d.*?)\s*(?:-|–|—|\bto\b|\bbis\b|\bà\b|\band\b)\s*(?P<high>.*\d.*)"
)
FROM = re.compile(r"(?:>=?|≥|over|more than|above|from|über|ab|mehr als|plus de)\s*(?P<low>.*\d.*)",
                  re.I)  # fmt: skip
AND_MORE = re.compile(r"(?P<low>.*\d.*?)\s*(?:\+|and more|and above|or more|und mehr|et plus)$",
                      re.I)  # fmt: skip
UP_TO = re.compile(r"(?:<=?|≤|under|less than|below|up to|unter|bis|weniger als|moins de)\s*"
                   r"(?P<high>.*\d.*)", re.I)  # fmt: skip
LETTERS = re.compile(r"\d\s*([A-Za-z]+\.?)\s*[^\w\s]?$")


class Range(NamedTuple):
    """The ends of a range as written; ``None`` where it is open."""

    low: str | None
    high: str | None


def split(text: str) -> Range | None:
    """The two ends of a range; ``None`` for anything else.

    >>> split("1,001-5,000"), split("$10-50M"), split("10,000+"), split("<50")
    (Range(low='1,001', high='5,000'), Range(low='$10M', high='50M'), Range(low='10,000', \
high=None), Range(low=None, high='50'))
    >>> split("-5") is None, split("2021-04-16") is None
    (True, True)
    """
    bare = text.strip()
    for pattern in (AND_MORE, FROM, UP_TO):
        match = pattern.fullmatch(bare)
        if match:
            ends = match.groupdict()
            found = Range(_trim(ends.get("low")), _trim(ends.get("high")))
            return found if take_apart(found.low or found.high or "") else None
    match = BETWEEN.fullmatch(bare.removeprefix("between "))
    if match is None or not take_apart(match["low"]) or not take_apart(match["high"]):
        return None
    return Range(_with_unit(match["low"].strip(), match["high"]), match["high"].strip())


def _trim(text: str | None) -> str | None:
    return text.strip() if text else None


def _with_unit(low: str, high: str) -> str:
    """"10-50M" begins at 10 million: the unit of the upper end holds for both."""
    unit = LETTERS.search(high)
    has_own = re.search(r"[A-Za-z]$", low)
    return f"{low}{unit[1]}" if unit and not has_own and take_apart(f"{low}{unit[1]}") else low


def parse_with_ranges(
    cells: Sequence[str | None], *, what: str, whole: bool, unit: float = 1.0,
    decimal: Convention | None = None,
) -> tuple[Parsed, Currencies]:
    """Numbers of a column in which some cells are ranges.

    A range counts as its middle, one without upper end as its lower end, one without lower end
    as half of its upper end; a note says so.
    """
    if whole:
        cells = [text and UNITS_OF_PEOPLE.sub("", text) for text in cells]
    ranges = {text: found for text in filled(cells) if (found := _range(text))}
    if not ranges:
        return parse_numbers(cells, what=what, whole=whole, unit=unit, decimal=decimal)
    ends = [end for found in ranges.values() for end in found if end is not None]
    plain = [None if text in ranges else text for text in cells]
    parsed, currencies = parse_numbers(
        [*plain, *ends], what=what, whole=whole, unit=unit, decimal=decimal)
    numbers = dict(zip(ends, parsed.values[len(cells):], strict=True))
    middles = {text: _middle(found, numbers, whole=whole) for text, found in ranges.items()}
    parsed.values = [
        middles.get(text) if text in ranges else value
        for text, value in zip(cells, parsed.values, strict=False)
    ]
    parsed.problems = {row: why for row, why in parsed.problems.items() if row < len(cells)} | {
        row: f"'{shorten(text)}' is no range of numbers"
        for row, text in enumerate(cells) if text in ranges and middles[text] is None
    }  # fmt: skip
    _note(parsed, cells, middles)
    named = dict(zip(ends, currencies[len(cells):], strict=True))
    return parsed, [
        named.get(ranges[text].low or "") or named.get(ranges[text].high or "")
        if text in ranges else code
        for text, code in zip(cells, currencies, strict=False)
    ]


def _range(text: str) -> Range | None:
    return None if take_apart(text) else split(text)


def _middle(
    found: Range, numbers: dict[str, float | int | None], *, whole: bool
) -> float | int | None:
    low = None if found.low is None else numbers[found.low]
    high = None if found.high is None else numbers[found.high]
    if (found.low is not None and low is None) or (found.high is not None and high is None):
        return None
    if high is None:
        return low
    if low is not None and low > high:
        return None
    middle = ((low or 0) + high) / 2
    return int(middle) if whole else middle


def _note(
    parsed: Parsed, cells: Sequence[str | None], middles: dict[str, float | int | None]
) -> None:
    read = [text for text in cells if text is not None and middles.get(text) is not None]
    if read:
        parsed.notes.append(
            f"{rows_say(len(read))} a range, such as '{shorten(read[0])}', read as "
            f"{middles[read[0]]:,.10g}: the middle, or the end that is given where it is open above"
        )
