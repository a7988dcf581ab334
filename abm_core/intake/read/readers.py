"""A file becomes tables of text: headers, cells and the row each one stood in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from abm_core.errors import AbmError
from abm_core.intake.read import delimited, jsonfiles, parquet, workbooks
from abm_core.intake.read.archives import files_in as files_in

TEXT_FILES = (".csv", ".tsv", ".txt")
EXCEL_FILES = (".xlsx", ".xlsm", ".xls", ".xlsb")
PARQUET_FILES = (".parquet",)
JSON_FILES = (".jsonl", ".ndjson", ".json")
READABLE = TEXT_FILES + EXCEL_FILES + PARQUET_FILES + JSON_FILES
SAVE_AS = "Save it as .csv or .xlsx and choose that file."
# The sheet that our own exports add: it explains the list and holds none of its rows.
NOTES_SHEET = "About this list"
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet as text. ``cells`` holds text or ``None``; ``problems`` holds rows cut short.

    ``row_numbers`` are those a spreadsheet shows, so the header usually stands in row 1; in JSON
    and Parquet they count lines or records. ``kind`` is what the file itself calls its rows,
    ``medians`` keeps what was worked out of columns of amounts.
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

    @cached_property
    def empty(self) -> frozenset[str]:
        """Headers of columns without any cell."""
        return frozenset(
            header for header in self.headers
            if all(cell is None for cell in self.cells[header].tolist())
        )


def read(name: str, content: bytes) -> list[Table]:
    """The tables of a file: one of every filled sheet of a workbook, one of any other file."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in READABLE:
        raise AbmError(f"{name} is not a CSV or Excel file, nor Parquet or JSON.", SAVE_AS)
    if not content.strip():
        raise _empty(name)
    if suffix in EXCEL_FILES:
        return _workbook(name, content)
    if suffix in PARQUET_FILES:
        return [_from_columns(name, parquet.columns(name, content))]
    delimited.refuse_binary(name, content)
    if suffix in JSON_FILES:
        text, encoding = delimited.decoded(name, content)
        return [replace(_from_records(name, jsonfiles.records(name, text)), encoding=encoding)]
    found = delimited.read(name, content)
    table = _table(name, found.records)
    return [replace(table, encoding=found.encoding, separator=found.separator)]


def _empty(name: str) -> AbmError:
    return AbmError(f"{name} is empty.", "Export it again and choose the new file.")


def _from_columns(name: str, columns: dict[str, list[str | None]]) -> Table:
    cells = pd.DataFrame(columns, dtype=object)
    if cells.empty:
        raise _empty(name)
    return Table(name, tuple(columns), cells, np.arange(len(cells)) + 1)


def _from_records(name: str, found: jsonfiles.Records) -> Table:
    headers = dict.fromkeys(header for row in found.rows for header in row)
    columns = {
        header: [text if (text := row.get(header)) and text.strip() else None
                 for row in found.rows]
        for header in headers
    }
    if not columns:
        raise _empty(name)
    cells = pd.DataFrame(columns, dtype=object)
    return Table(name, tuple(headers), cells, np.array(found.numbers), kind=found.kind)


def _workbook(name: str, content: bytes) -> list[Table]:
    sheets = [
        (sheet, rows)
        for sheet, rows in workbooks.sheets(name, content)
        if any(map(any, rows)) and sheet != NOTES_SHEET
    ]
    if not sheets:
        raise _empty(name)
    if len(sheets) == 1:
        return [_table(name, sheets[0][1])]
    return [_table(f"{name} › {sheet}", rows) for sheet, rows in sheets]


def _table(name: str, records: Sequence[Sequence[str]]) -> Table:
    filled = [number for number, row in enumerate(records) if any(cell.strip() for cell in row)]
    if not filled:
        raise _empty(name)
    header, body = records[filled[0]], filled[1:]
    rows = [records[number] for number in body]
    headers = _headers(name, header, filled[0] + 1, rows)
    if not body:
        raise AbmError(
            f"{name} has a header in row {filled[0] + 1} and no rows below it.",
            "Export it again with its rows, and choose the new file.",
        )
    problems = {
        position: _too_long(row, len(header))
        for position, row in enumerate(rows)
        if any(cell.strip() for cell in row[len(header):])
    }
    return Table(name, tuple(headers), _cells(headers, rows), np.array(body) + 1, problems)


def _headers(
    name: str, header: Sequence[str], row: int, rows: Sequence[Sequence[str]]
) -> dict[str, int]:
    """Position of every header; columns without header and without cells are left out."""
    stripped = [cell.strip() for cell in header]
    used = {
        position
        for position, text in enumerate(stripped)
        if text or any(len(cells) > position and cells[position].strip() for cells in rows)
    }
    if not any(map(LETTER.search, stripped)):
        raise AbmError(
            f"{name} has no header: row {row} holds no words.",
            "Add a first row with the name of every column.",
        )
    unnamed = [column_letter(position) for position in sorted(used) if not stripped[position]]
    if unnamed:
        raise AbmError(
            f"{name} has no header text above column {', '.join(unnamed)} (row {row}).",
            "Name the column in that row, or remove it.",
        )
    twice = [text for text, n in Counter(filter(None, stripped)).items() if n > 1]
    if twice:
        names = ", ".join(f"'{text}'" for text in twice)
        raise AbmError(
            f"{name} has the same header more than once: {names}.",
            "Rename or remove one of the columns.",
        )
    return {stripped[position]: position for position in sorted(used)}


def _cells(headers: dict[str, int], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    width = max(headers.values()) + 1
    full = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows]
    columns = list(zip(*(row[:width] for row in full), strict=True))
    return pd.DataFrame({
        header: pd.Series(
            [text if text and not text.isspace() else None for text in columns[position]],
            dtype=object,
        )
        for header, position in headers.items()
    }, dtype=object)


def _too_long(row: Sequence[str], width: int) -> str:
    surplus = ", ".join(f"'{cell}'" for cell in row[width:])
    return (
        f"The row has {len(row)} cells, the header {width}; too many: {surplus}. "
        "A text with a comma needs quotes around it"
    )


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
