"""Columns that map to no field: kept by header, typed once per column."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from abm_core import schema
from abm_core.intake.parse import dates
from abm_core.intake.parse.words import filled, is_missing
from abm_core.intake.read import headers

PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
LONGEST_EXACT = 15
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def type_column(cells: Sequence[str | None]) -> list[Any]:
    """Numbers, days, yes and no where all filled cells are such; else the text as it was.

    >>> type_column(["1", "2.5", None]), type_column(["01", "2"]), type_column(["Yes", "no"])
    ([1, 2.5, None], ['01', '2'], [True, False])
    """
    texts = filled(cells)
    known = _numbers(texts) or _yes_no(texts) or _days(texts)
    if known is None:
        return list(cells)
    return [None if text is None or is_missing(text) else known[text] for text in cells]


def _numbers(texts: Sequence[str]) -> dict[str, Any] | None:
    stripped = {text: text.strip() for text in texts}
    if not stripped or not all(map(_is_exact, stripped.values())):
        return None
    return {text: _number(s) for text, s in stripped.items()}


def _number(text: str) -> int | float:
    """A whole number is one however it is written: a workbook does not keep the ".0"."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _is_exact(text: str) -> bool:
    """Long digit strings are identifiers: as numbers they would lose their last digits."""
    return bool(PLAIN_NUMBER.fullmatch(text)) and sum(map(str.isdigit, text)) <= LONGEST_EXACT


def _yes_no(texts: Sequence[str]) -> dict[str, Any] | None:
    known = {text: YES_NO.get(text.strip().casefold()) for text in texts}
    return known if known and None not in known.values() else None


def _days(texts: Sequence[str]) -> dict[str, Any] | None:
    stripped = [text.strip() for text in texts]
    if not texts or dates.style(stripped) in ("undecided", "mixed"):
        return None
    reading = dates.reading_of(stripped, None)
    known = {text: dates.day(text.strip(), reading) for text in texts}
    if None in known.values():
        return None
    return {text: day.isoformat() for text, day in known.items() if day is not None}


def as_json(columns: Mapping[str, Sequence[Any]], n_rows: int) -> list[str | None]:
    """One JSON object per row, by header; ``None`` for a row that has nothing further."""
    found: list[dict[str, Any]] = [{} for _ in range(n_rows)]
    for header, values in columns.items():
        for row, value in enumerate(values):
            if value is not None:
                found[row][header] = value
    return [AS_JSON(row) if row else None for row in found]


def merged(
    typed: dict[str, list[Any]], names: set[str], n_rows: int
) -> list[str | None]:
    """Further columns and the cells of ``extra`` itself as one JSON object per row."""
    found: list[dict[str, Any]] = [_extra_object(cell) for cell in typed.get(
        schema.EXTRA, [None] * n_rows)]
    for column, cells in typed.items():
        if column in names or column == schema.EXTRA or headers.plain(column) in (
            headers.DERIVED_HEADERS
        ):
            continue
        for row, value in enumerate(cells):
            if value is not None:
                found[row][column] = _as_extra(value)
    return [json.dumps(row, ensure_ascii=False) if row else None for row in found]


def _as_extra(value: Any) -> Any:  # noqa: ANN401
    """Times at midnight are days, as frames have no days of their own."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date) else value


def _extra_object(cell: Any) -> dict[str, Any]:  # noqa: ANN401
    if cell is None:
        return {}
    found = json.loads(cell) if isinstance(cell, str) else cell
    return {header: value for header, value in found.items() if value is not None}
