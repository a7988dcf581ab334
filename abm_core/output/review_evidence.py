"""The rows behind the numbers of a review, on sheets, and formulas that make each number anew.

Tables with the same columns share a sheet, one below the other; a column says which number a row
belongs to, so that a filter shows what is behind one.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name

from abm_core import schema, settings
from abm_core.output import cells
from abm_core.output.cells import Cell, Column, Formula
from abm_core.review import said
from abm_core.review.said import Behind, Rows

KINDS: dict[said.Kind, schema.Kind] = {
    "text": "text", "account": "text", "person": "text", "day": "date", "week": "date",
    "count": "number", "number": "number", "money": "money", "share": "number",
}  # fmt: skip
PATTERNS: dict[said.Kind, str] = {
    "count": cells.WHOLE, "money": cells.MONEY, "share": cells.SHARE,
}  # fmt: skip
NUMBER = "Number"
NUMBER_DOC = "Which number of the review the row is behind, as the sheet Review counts them."
LONGEST_NAME = 24


class Place(NamedTuple):
    """Where the rows of a number stand: sheet, and first and last row in Excel's count."""

    number: int
    sheet: str
    first: int
    last: int
    columns: tuple[str, ...]

    def range_of(self, column: str, *, cut: int = 0, start: int = 0) -> str:
        """The cells of a column as a formula names them; ``cut`` leaves out the last rows."""
        letter = xl_col_to_name(1 + self.columns.index(column)) if column else "A"
        name = self.sheet.replace("'", "''")
        return f"'{name}'!${letter}${self.first + start}:${letter}${self.last - cut}"


class Evidence:
    """Sheets of rows, filled number by number."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._sheets: dict[tuple[said.Column, ...], tuple[str, list[tuple[Any, ...]]]] = {}
        self._places: dict[Behind, Place] = {}

    def place(self, of: Behind) -> Place | None:
        """Where the rows of a number stand; the same rows stand there once. None for no rows."""
        if not of.rows.rows:
            return None
        if of not in self._places:
            self._places[of] = self._add(of)
        return self._places[of]

    def _add(self, of: Behind) -> Place:
        held = next((place for other, place in self._places.items() if other.rows == of.rows), None)
        if held:
            return held
        name, rows = self._sheets.setdefault(of.rows.columns, (self._name(of), []))
        first, number = len(rows) + 2, len(self._places) + 1
        rows += [(number, *row) for row in of.rows.rows]
        return Place(number, name, first, len(rows) + 1,
                     tuple(one.name for one in of.rows.columns))  # fmt: skip

    def _name(self, of: Behind) -> str:
        """A name for a sheet that no other has."""
        label = "".join(one if one.isalnum() or one in " -" else " " for one in of.label)
        short = textwrap.shorten(label, LONGEST_NAME, placeholder="")
        return f"{len(self._sheets) + 1} {short or label[:LONGEST_NAME]}".strip()

    def sheets(self) -> list[tuple[str, list[Column]]]:
        """Every sheet with its columns."""
        return [(name, self._columns(declared, rows))
                for declared, (name, rows) in self._sheets.items()]  # fmt: skip

    def _columns(
        self, declared: tuple[said.Column, ...], rows: list[tuple[Any, ...]]
    ) -> list[Column]:
        made = [column(NUMBER, "integer", [row[0] for row in rows], NUMBER_DOC, cells.WHOLE)]
        for at, one in enumerate(declared, start=1):
            label = f"{one.label} ({self._currency})" if one.kind == "money" else one.label
            values = [_cell(row[at], one.kind) for row in rows]
            made.append(column(label, KINDS[one.kind], values, "", PATTERNS.get(one.kind, "")))
        return made


def column(
    header: str, kind: schema.Kind, values: Iterable[Any], doc: str = "", pattern: str = ""
) -> Column:
    """A column of our own; a missing value is a blank cell."""
    convert = cells.CONVERT[kind]
    made: list[Cell] = [one if one is None or isinstance(one, Formula | bool) else convert(one)
                        for one in values]  # fmt: skip
    return Column(schema.Field(header, kind, header, doc), header, made, pattern)


def _cell(value: said.Cell, kind: said.Kind) -> Any:  # noqa: ANN401 - any cell
    if kind in ("day", "week") and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def formula(of: Behind, place: Place) -> Formula | None:
    """The number made anew from its rows, in Excel's words."""
    made = FORMULAS[of.how](of, place)
    return Formula(made, of.value) if made and math.isfinite(of.value) else None


def _last(of: Behind, place: Place) -> str:
    cell = f"LOOKUP(9.9E+307,{place.range_of(of.column)})"
    return f"={cell}"


def _change(of: Behind, place: Place) -> str:
    first = place.range_of(of.column).split(":")[0]
    return f"{_last(of, place)}-{first}" if _is_filled(of.rows, of.column) else ""


def _share(of: Behind, place: Place) -> str:
    held = place.range_of(of.column)
    return f"=SUMPRODUCT(--{held})/COUNTA({held})"


def _end(side: int) -> Callable[[Behind, Place], str]:
    """The mean of the weeks before the last, less or plus a multiple of their mean move."""

    def made(of: Behind, place: Place) -> str:
        if len(of.rows.rows) < 3 or not _is_filled(of.rows, of.column):
            return ""
        earlier = place.range_of(of.column, cut=1)
        later, before = place.range_of(of.column, cut=1, start=1), place.range_of(of.column, cut=2)
        reach = (f"{settings.RANGE_FACTOR.value}*SUMPRODUCT(ABS({later}-{before}))"
                 f"/(COUNT({earlier})-1)")  # fmt: skip
        mean = f"AVERAGE({earlier})"
        return f"=MAX(0,{mean}-{reach})" if side < 0 else f"={mean}+{reach}" if side else f"={mean}"

    return made


def _is_filled(rows: Rows, name: str) -> bool:
    return all(isinstance(one, int | float) for one in rows.column(name))


def _plain(function: str) -> Callable[[Behind, Place], str]:
    return lambda of, place: f"={function}({place.range_of(of.column)})"


FORMULAS: dict[said.How, Callable[[Behind, Place], str]] = {
    "count": lambda _, place: f"=COUNTA({place.range_of('')})",
    "sum": _plain("SUM"), "mean": _plain("AVERAGE"), "median": _plain("MEDIAN"), "share": _share,
    "last": _last, "change": _change, "centre": _end(0), "low": _end(-1), "high": _end(1),
}  # fmt: skip
