"""Rows become a table: its headers, its cells by column, what was left out of it and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.intake.read import formulas, outline
from abm_core.intake.read.options import AS_FOUND, ReadOptions

MOST_COLUMNS = 2_000
SHOWN = 3

Column = list[str | None]


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet as text. ``cells`` holds text or ``None``; ``problems`` holds rows cut short.

    ``row_numbers`` are those a spreadsheet shows, so the header usually stands in row 1; in JSON
    and Parquet they count lines or records. ``kind`` is what the file itself calls its rows,
    ``medians`` keeps what was worked out of columns of amounts. ``skipped`` gives the number and
    the reason of every filled row that was left out by rule; ``notes`` say what else the reader
    did, for whoever checks the import.
    """

    file: str
    headers: tuple[str, ...]
    cells: pd.DataFrame
    row_numbers: NDArray[np.int64]
    problems: dict[int, str] = field(default_factory=dict)
    kind: str = ""
    encoding: str = ""
    separator: str = ""
    medians: dict[str, float | None] = field(default_factory=dict, repr=False)
    header_row: int = 0
    sheet: str = ""
    skipped: dict[int, str] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()

    @cached_property
    def empty(self) -> frozenset[str]:
        """Headers of columns without any cell."""
        return frozenset(
            header for header in self.headers
            if all(cell is None for cell in self.cells[header].tolist())
        )


def empty(name: str) -> AbmError:
    """What to say of a file without any cell."""
    return AbmError(f"{name} is empty.", "Export it again and choose the new file.")


class Sheet(NamedTuple):
    """Rows of cells in the order of a file; ``columns_of`` gives so many columns of rows as text.

    A row may be shorter or longer than the others; a blank cell becomes ``None``.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    columns_of: Callable[[Sequence[Sequence[Any]], int], list[Column]]

    def texts(self, start: int, stop: int) -> list[list[str]]:
        """Some rows as text, each as long as it is."""
        rows = self.rows[start:stop]
        columns = self.columns_of(rows, max(map(len, rows), default=0))
        return [
            [column[place] or "" for column in columns[: len(row)]]
            for place, row in enumerate(rows)
        ]


def text_columns(rows: Sequence[Sequence[str]], width: int) -> list[Column]:
    """Columns of rows that are text already."""
    full = (row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows)
    if not rows:
        return [[] for _ in range(width)]
    return [
        [text if text and not text.isspace() else None for text in column]
        for column in islice(zip_longest(*full), width)
    ]


def from_sheet(sheet: Sheet, options: ReadOptions = AS_FOUND) -> Table:
    """The table of a sheet: header found, rows that are none left out, columns named."""
    place = _header_place(sheet, options)
    (header,) = sheet.texts(place, place + 1)
    is_rejects = formulas.is_rejects(header)
    if is_rejects:
        header = list(map(formulas.unquoted, header))
    below = sheet.rows[place + 1:]
    columns = sheet.columns_of(below, len(header))
    surplus = _surplus(sheet, place + 1, len(header))
    filled = _filled(columns, len(below), surplus)
    used = [position for position, text in enumerate(header)
            if text.strip() or any(map(_is_text, columns[position]))]  # fmt: skip
    headers, notes = _named(sheet.name, header, used, place + 1)
    columns = _only(columns, used, filled, len(below))
    above = _above(sheet.texts(0, place))
    body = outline.Body(
        [header[one] for one in used], columns, filled,
        lambda row: len(below[filled[row]]), has_comments=outline.COMMENT in above.values(),
    )  # fmt: skip
    skipped = body.skipped()
    kept = [row for row in range(len(filled)) if row not in skipped]
    if not kept:
        raise _no_rows(sheet.name, place + 1)
    if is_rejects:
        columns = [[cell and formulas.unquoted(cell) for cell in column] for column in columns]
    columns = _only(columns, range(len(used)), kept, len(filled))
    numbers = np.array([filled[row] for row in kept], dtype=np.int64) + place + 2
    between = {filled[row] + place + 2: reason for row, reason in skipped.items()}
    at = {filled[row]: number for number, row in enumerate(kept)}
    return Table(
        sheet.name, tuple(headers), _frame(headers, columns), numbers,
        {at[row]: _too_long(cells, len(header)) for row, cells in surplus.items() if row in at},
        header_row=place + 1, skipped=above | between, notes=tuple(notes),
    )  # fmt: skip


def _header_place(sheet: Sheet, options: ReadOptions) -> int:
    n_probed = outline.PROBED_ROWS
    place = outline.header_place(sheet.texts(0, n_probed))
    if options.header_row:
        place = options.header_row - 1
        if not any(map(outline.texts, sheet.texts(place, place + 1))):
            raise AbmError(
                f"{sheet.name} has nothing in row {options.header_row:,}, which is to be its "
                "header.", "Give the number of the row that names the columns.",
            )  # fmt: skip
    while place is None and n_probed < len(sheet.rows):
        start, n_probed = n_probed, 4 * n_probed
        found = outline.header_place(sheet.texts(start, n_probed))
        place = None if found is None else start + found
    if place is None:
        raise empty(sheet.name)
    return place


def _surplus(sheet: Sheet, start: int, width: int) -> dict[int, list[str]]:
    """The whole of every row that goes on beyond the header."""
    return {
        place: sheet.texts(start + place, start + place + 1)[0]
        for place, row in enumerate(sheet.rows[start:])
        if len(row) > width and any(map(_is_text, row[width:]))
    }  # fmt: skip


def _is_text(cell: object) -> bool:
    return cell is not None and not (isinstance(cell, str) and (not cell or cell.isspace()))


def _filled(columns: Sequence[Column], n_rows: int, surplus: Container[int]) -> Sequence[int]:
    """Positions of the rows that hold anything."""
    blank: Sequence[int] = range(n_rows)
    for column in columns:
        blank = [row for row in blank if column[row] is None]
    without = {row for row in blank if row not in surplus}
    return [row for row in range(n_rows) if row not in without] if without else range(n_rows)


def _only(
    columns: Sequence[Column], used: Sequence[int], rows: Sequence[int], n_rows: int
) -> list[Column]:
    """Some columns with some of the rows."""
    if len(rows) == n_rows:
        return [columns[one] for one in used]
    return [[columns[one][row] for row in rows] for one in used]


def _above(head: Sequence[Sequence[str]]) -> dict[int, str]:
    """Number and reason of the filled rows above the header."""
    return {
        place + 1: outline.COMMENT if outline.is_hash(row) else outline.ABOVE
        for place, row in enumerate(head) if outline.texts(row)
    }  # fmt: skip


def _frame(headers: Sequence[str], columns: Sequence[Column]) -> pd.DataFrame:
    return pd.DataFrame({
        header: pd.Series(column, dtype=object)
        for header, column in zip(headers, columns, strict=True)
    }, dtype=object)  # fmt: skip


# --- Headers ------------------------------------------------------------------------------------


def _named(
    name: str, header: Sequence[str], used: Sequence[int], row: int
) -> tuple[list[str], list[str]]:
    """A name for every column that is used, each one once, and notes on those that we named."""
    if not any(outline.LETTER.search(header[one]) for one in used):
        raise AbmError(
            f"{name} has no header: row {row} holds no words.",
            "Add a first row with the name of every column.",
        )
    if len(used) > MOST_COLUMNS:
        raise AbmError(
            f"{name} has {len(used):,} columns; at most {MOST_COLUMNS:,} are read.",
            "Export it with only the columns that you need.",
        )
    given = [header[one].strip() for one in used]
    names = unique([text or f"Column {column_letter(one)}"
                    for text, one in zip(given, used, strict=True)])  # fmt: skip
    unnamed = [new for new, text in zip(names, given, strict=True) if not text]
    again = [new for new, text in zip(names, given, strict=True) if text and new != text]
    notes = []
    if unnamed:
        notes.append(f"{_columns(len(unnamed))} without a header: called {_some(unnamed)}")
    if again:
        notes.append(f"{_columns(len(again))} with the header of another: called {_some(again)}")
    return names, notes


def unique(names: Sequence[str]) -> list[str]:
    """Names of columns, the second one of a name with a number behind it.

    >>> unique(["Name", "Name", "Name (2)", "Name"])
    ['Name', 'Name (3)', 'Name (2)', 'Name (4)']
    """
    taken, found = set(names), list[str]()
    seen = Counter[str]()
    for name in names:
        seen[name] += 1
        new, number = name, 1
        while seen[name] > 1 and new in taken:
            number += 1
            new = f"{name} ({number})"
        taken.add(new)
        found.append(new)
    return found


def _columns(n: int) -> str:
    return formats.counted(n, "column")


def _some(names: Sequence[str]) -> str:
    shown = [f"'{name}'" for name in names[:SHOWN]]
    more = len(names) - SHOWN
    return formats.listed([*shown, f"{more:,} more"] if more > 0 else shown)


def column_letter(position: int) -> str:
    """The letter that spreadsheets show above a column.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# --- What is wrong ------------------------------------------------------------------------------


def _no_rows(name: str, row: int) -> AbmError:
    return AbmError(
        f"{name} has a header in row {row} and no rows below it.",
        "Export it again with its rows, and choose the new file.",
    )


def _too_long(row: Sequence[str], width: int) -> str:
    surplus = ", ".join(f"'{cell}'" for cell in row[width:])
    return (
        f"The row has {len(row)} cells, the header {width}; too many: {surplus}. "
        "A text with a comma needs quotes around it"
    )
