"""Columns of a list as Excel holds them: typed cells, how numbers show, how wide a column is."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd

from abm_core import schema
from abm_core.targeting.accounts import EXTRA_PREFIX


class Formula(NamedTuple):
    """A cell that is calculated: the formula in English notation, and its value as we know it."""

    text: str
    value: float


Cell = str | int | float | bool | date | datetime | Formula | None

TEXT, WHOLE, MONEY, CENTS = "@", "#,##0", "#,##0", "#,##0.00"
SHARE, SCORE, CHANGE = "0%", "0.0", "+0.0;-0.0;0.0"
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
GENERAL = ""
PATTERN_OF_UNIT = {"0 to 1": SHARE, "0 to 100": SCORE, "points": CHANGE}

# Excel keeps 15 digits of a whole number, takes 1900 for a leap year, and cuts texts off here.
LARGEST_WHOLE = 10**15
FIRST_DAY = date(1900, 3, 1)
LONGEST_TEXT = 32_767
NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")

NARROWEST, WIDEST, SAMPLED = 8, 48, 2000
FILTER_ARROW = 3


class Column(NamedTuple):
    """One column ready to be written: its field, its cells and the pattern of its numbers."""

    field: schema.Field
    header: str
    cells: list[Cell]
    pattern: str

    @property
    def is_tier(self) -> bool:
        """Whether the cells are tiers, which are coloured."""
        return self.field.one_of == schema.TIERS

    @property
    def width(self) -> int:
        """Characters that show the header and most of the cells."""
        longest = max((len(_shown(cell, self.pattern)) for cell in self.cells[:SAMPLED]), default=0)
        return min(max(NARROWEST, len(self.header) + FILTER_ARROW, longest + 1), WIDEST)


def columns(frame: pd.DataFrame, entities: Sequence[schema.Entity]) -> list[Column]:
    """Every column of a frame, named as in the schema, as Excel shall hold it."""
    fields = [field_of(str(name), entities) for name in frame.columns]
    headers = _told_apart([field.label for field in fields])
    return [
        _column(field, header, frame.iloc[:, position])
        for position, (field, header) in enumerate(zip(fields, headers, strict=True))
    ]


def field_of(name: str, entities: Sequence[schema.Entity]) -> schema.Field:
    """The field behind a column: of the entities in turn, computed, or a further column."""
    if name.startswith(EXTRA_PREFIX):
        label = name.removeprefix(EXTRA_PREFIX)
        return schema.Field(name, "json", label, "Further column of the imported file.")
    declared = [field for entity in entities for field in entity.fields]
    return next(field for field in (*declared, *schema.DERIVED) if field.name == name)


def _told_apart(labels: Sequence[str]) -> list[str]:
    """Headers without a second one of the same text: a further column may bear a field's label."""
    seen: Counter[str] = Counter()
    headers = []
    for label in labels:
        seen[label] += 1
        headers.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return headers


def _column(field: schema.Field, header: str, values: pd.Series) -> Column:
    convert = _tier if field.one_of == schema.TIERS else CONVERT[field.kind]
    cells = [
        None if gone else convert(value)
        for value, gone in zip(values.astype(object), values.isna(), strict=True)
    ]
    return Column(field, header, cells, _pattern(field, cells))


def _pattern(field: schema.Field, cells: Sequence[Cell]) -> str:
    match field.kind:
        case "id" | "domain":
            return TEXT
        case "integer":
            return WHOLE
        case "money":
            has_cents = any(isinstance(cell, float) and not cell.is_integer() for cell in cells)
            return CENTS if has_cents else MONEY
        case _:
            return PATTERN_OF_UNIT.get(field.unit, GENERAL)


def _text(value: object) -> str | None:
    """Text as Excel can hold it; nothing for an empty one."""
    text = NOT_IN_XML.sub("\ufffd", str(value))
    return (text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT - 1]}…") or None


def _whole(value: Any) -> Cell:  # noqa: ANN401  (numbers of numpy and pandas)
    number = int(value)
    return number if abs(number) < LARGEST_WHOLE else str(number)


def _number(value: Any) -> Cell:  # noqa: ANN401
    number = float(value)
    return number if math.isfinite(number) else str(number)


def _tier(value: Any) -> Cell:  # noqa: ANN401
    """A tier as a number; 0, which is no tier, as a blank cell."""
    return int(value) or None


def _day(value: Any) -> Cell:  # noqa: ANN401
    """A day; as text where it lies before those that Excel can count."""
    day = pd.Timestamp(value).date()
    return day if day >= FIRST_DAY else day.isoformat()


def _moment(value: Any) -> Cell:  # noqa: ANN401
    moment = pd.Timestamp(value).to_pydatetime().replace(microsecond=0)
    return moment if moment.date() >= FIRST_DAY else moment.isoformat(sep=" ")


def _listed(value: Any) -> Cell:  # noqa: ANN401
    return _text("; ".join(map(str, value)))


def _further(value: object) -> Cell:
    """A cell of a further column, whose cells need not be of one kind."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, date):
        return _day(value)
    return _text(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value)


CONVERT: dict[schema.Kind, Callable[[Any], Cell]] = {
    "id": _text, "text": _text, "domain": _text, "choice": _text,
    "integer": _whole, "number": _number, "money": _number,
    "date": _day, "timestamp": _moment, "boolean": bool, "list": _listed, "json": _further,
}  # fmt: skip


def _shown(cell: Cell, pattern: str) -> str:
    """Roughly what a reader sees in a cell; good enough for its width."""
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return _shown(cell.value, pattern)
    if isinstance(cell, datetime):
        return MOMENT
    if isinstance(cell, date):
        return DAY
    if isinstance(cell, (bool, str)):
        return str(cell)
    if pattern in (WHOLE, CENTS):
        return f"{cell:,.2f}" if pattern == CENTS else f"{cell:,.0f}"
    return f"{cell:.4g}" if pattern else f"{cell:.10g}"
