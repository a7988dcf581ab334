"""Text cells to typed values, one column at a time, by the kind of the field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.parse import choices, countries, dates, domains, ids, moments, numbers, ranges
from abm_core.intake.parse.words import Parsed, by_text, filled, flag

CLOCK = re.compile(r"(?P<hour>\d{1,3}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?")
# Traits of a company, which lists often give as a range; a deal has one amount.
RANGED = frozenset({"employees", "annual_revenue"})
HUNDREDTHS = "0 to 100"
PERCENT = re.compile(r"(?P<number>.*\d)\s*%")
DECIMAL_FIX = "Choose point or comma as the decimal sign of this file and import it again."
ORDER_FIX = (
    "Choose whether day, month or year comes first as the date order of this file and import it "
    "again."
)


@dataclass(frozen=True)
class Source:
    """Where a column comes from, what the mapping says about it, and the time zone of the house."""

    file: str
    header: str
    row_numbers: Sequence[int]
    unit: float = 1.0
    date_order: moments.Order | None = None
    home: tzinfo = UTC
    decimal: numbers.Convention | None = None


def parse(
    field: schema.Field, cells: Sequence[str | None], source: Source
) -> tuple[Parsed, list[str | None]]:
    """The typed column, and per cell the currency that an amount names.

    Raises ``AbmError`` when the dates or amounts of the column can be read in two ways.
    """
    if field.name == "minutes":
        cells = [_clock_as_minutes(text) for text in cells]
    if field.unit == HUNDREDTHS:
        cells = [_without_percent(text) for text in cells]
    if field.kind in ("money", "number", "integer"):
        return _parse_numbers(field, cells, source)
    return _parse_plain(field, cells, source), [None] * len(cells)


def _parse_numbers(
    field: schema.Field, cells: Sequence[str | None], source: Source
) -> tuple[Parsed, numbers.Currencies]:
    is_money = field.kind == "money"
    example = numbers.open_amount(cells) if is_money and source.decimal is None else None
    if example is not None:
        raise AbmError(
            f"{source.file}, column '{source.header}': no amount tells whether the point in "
            f"'{example}' stands before decimals or between thousands.", DECIMAL_FIX,
        )  # fmt: skip
    parse_column = ranges.parse_with_ranges if field.name in RANGED else numbers.parse_numbers
    return parse_column(
        cells, what="an amount" if is_money else "a number", whole=field.kind == "integer",
        unit=source.unit, decimal=source.decimal,
    )  # fmt: skip


def _without_percent(text: str | None) -> str | None:
    """A share in percent, where the field counts in hundredths; anything else as it was.

    >>> _without_percent("45 %"), _without_percent("high")
    ('45', 'high')
    """
    match = PERCENT.fullmatch(text.strip()) if text else None
    return match["number"] if match else text


def _clock_as_minutes(text: str | None) -> str | None:
    """A duration written as a clock, in minutes; anything else as it was.

    >>> _clock_as_minutes("01:30"), _clock_as_minutes("0:05:30"), _clock_as_minutes("7")
    ('90', '5.5', '7')
    """
    match = CLOCK.fullmatch(text.strip()) if text else None
    if match is None:
        return text
    seconds = int(match["second"] or 0)
    minutes = int(match["hour"]) * 60 + int(match["minute"])
    return f"{minutes + seconds / 60:.10g}"


def _parse_plain(field: schema.Field, cells: Sequence[str | None], source: Source) -> Parsed:
    if field.kind in ("date", "timestamp"):
        return _parse_dates(cells, source, times=field.kind == "timestamp")
    if field.kind == "boolean":
        return _parse_flags(field, cells, source)
    if field.kind == "choice":
        return choices.parse_choices(field, source.header, cells)
    if field.kind == "domain":
        return _parse_domains(cells, source)
    if field.kind == "list":
        return _parse_lists(cells)
    if field.name == "country":
        return countries.parse_countries(cells)
    if field.kind == "id":
        return ids.parse_ids(cells)
    return _parse_text(cells, codes=field.kind == "text")


def _parse_dates(cells: Sequence[str | None], source: Source, *, times: bool) -> Parsed:
    texts = [text.strip() for text in filled(cells)]
    decided = dates.style(texts)
    if decided in ("undecided", "mixed") and not _is_answered(texts, source.date_order):
        raise AbmError(_order_problem(decided, cells, texts, source), ORDER_FIX)
    if times:
        return dates.parse_moments(cells, order=source.date_order, home=source.home)
    return dates.parse_dates(cells, order=source.date_order)


def _is_answered(texts: Sequence[str], order: moments.Order | None) -> bool:
    """Whether the order that was chosen is one in which the dates of the column exist."""
    return order is not None and order in (dates.open_orders(texts) or (order,))


def _order_problem(
    decided: str, cells: Sequence[str | None], texts: Sequence[str], source: Source
) -> str:
    example = dates.open_example(texts)
    place = f"{source.file}, column '{source.header}'"
    if decided == "mixed" or example is None:
        return f"{place}: some dates have the day first and some the month."
    row = next(n for n, text in enumerate(cells) if text is not None and text.strip() == example)
    return (
        f"{place}: '{example}' (row {source.row_numbers[row]}) can be read with the day or the "
        "month first, and no date of the column tells which."
    )


def _parse_flags(field: schema.Field, cells: Sequence[str | None], source: Source) -> Parsed:
    """Yes and no. What cannot be read rejects its row, but for bounces: those only stay open."""
    parsed = by_text(cells, lambda text: flag(field.name, text), "yes or no")
    if parsed.problems and field.name == "bounced":
        n, example = len(parsed.problems), next(iter(parsed.problems.values()))
        parsed.notes.append(
            f"{'1 row says' if n == 1 else f'{n:,} rows say'} what is neither yes nor no, such as "
            f"{example.split(' is not ')[0]}; kept as the further column '{source.header}'"
        )
        parsed.problems, parsed.keep_text = {}, True
    return parsed


def _parse_domains(cells: Sequence[str | None], source: Source) -> Parsed:
    """An address that is no address identifies nobody; it is noted and kept as text."""
    parsed = by_text(cells, domains.registrable, "a web address")
    if parsed.problems:
        n, example = len(parsed.problems), next(iter(parsed.problems.values()))
        rows = "1 row" if n == 1 else f"{n:,} rows"
        parsed.notes.append(
            f"{rows} without a readable web address, such as {example.split(' is not ')[0]}; "
            f"kept as the further column '{source.header}'"
        )
        parsed.problems, parsed.keep_text = {}, True
    return parsed


def _parse_lists(cells: Sequence[str | None]) -> Parsed:
    divider = ";" if any(";" in text for text in filled(cells)) else ","
    return by_text(
        cells,
        lambda text: list(dict.fromkeys(filter(None, map(str.strip, text.split(divider))))) or None,
        "a list",
    )


def _parse_text(cells: Sequence[str | None], *, codes: bool) -> Parsed:
    """Text without the space around it. Among codes such as EMEA, "NA" is North America."""
    said = filled(cells)
    is_code = codes and any(
        2 <= len(text.strip()) <= 5 and text.strip().isalpha() and text.strip().isupper()
        for text in said
    )
    kept: dict[str | None, str] = {text: text.strip() for text in said}
    if is_code:
        kept |= {text: "NA" for text in set(cells) if text and text.strip() == "NA"}
    return Parsed([kept.get(text) for text in cells])
