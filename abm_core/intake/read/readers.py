"""A file becomes tables of text: headers, cells and the row each one stood in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pandas as pd

from abm_core.errors import AbmError
from abm_core.intake.read import (
    delimited,
    encodings,
    jsonfiles,
    outline,
    parquet,
    tables,
    workbooks,
)
from abm_core.intake.read.archives import files_in as files_in
from abm_core.intake.read.collecting import few_collections
from abm_core.intake.read.options import AS_FOUND, ReadOptions
from abm_core.intake.read.tables import Sheet
from abm_core.intake.read.tables import Table as Table

TEXT_FILES = (".csv", ".tsv", ".tab", ".txt")
EXCEL_FILES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET_FILES = (".parquet",)
JSON_FILES = (".jsonl", ".ndjson", ".json")
READABLE = TEXT_FILES + EXCEL_FILES + PARQUET_FILES + JSON_FILES
SAVE_AS = "Save it as .csv or .xlsx and choose that file."
# The sheet that our own exports add: it explains the list and holds none of its rows.
NOTES_SHEET = "About this list"
PIVOT = "Show the rows behind it (double-click its grand total) and save that sheet by itself."


def read(name: str, content: bytes, options: ReadOptions = AS_FOUND) -> list[Table]:
    """The tables of a file: one of every filled sheet of a workbook, one of any other file.

    A sheet that holds no table is left out, and a note of the first table says so. Raises
    ``AbmError`` when there is no table at all.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in READABLE:
        raise AbmError(f"{name} is not a CSV or Excel file, nor Parquet or JSON.", SAVE_AS)
    if not content.strip():
        raise tables.empty(name)
    with few_collections():
        return _tables(name, suffix, content, options)


def again(table: Table, name: str, content: bytes, options: ReadOptions) -> Table:
    """The sheet that a table was read from, read in another way; raises ``AbmError``."""
    sheets = (table.sheet,) if table.sheet else ()
    (found,) = read(name, content, replace(options, sheets=sheets))
    return replace(found, file=table.file)


def _tables(name: str, suffix: str, content: bytes, options: ReadOptions) -> list[Table]:
    if suffix in EXCEL_FILES:
        return _workbook(name, content, options)
    if suffix in PARQUET_FILES:
        return [_from_columns(name, *parquet.columns(name, content))]
    delimited.refuse_binary(name, content)
    if suffix in JSON_FILES:
        text, encoding, notes = encodings.decoded(name, content, options.encoding)
        table = _from_records(name, jsonfiles.records(name, text))
        return [replace(table, encoding=encoding, notes=notes)]
    found = delimited.read(name, content, options)
    table = tables.from_sheet(Sheet(name, found.records, tables.text_columns), options)
    return [replace(table, encoding=found.encoding, separator=found.separator,
                    notes=found.notes + table.notes)]  # fmt: skip


def _from_columns(name: str, columns: dict[str, list[str | None]], notes: list[str]) -> Table:
    cells = pd.DataFrame(columns, dtype=object)
    if cells.empty:
        raise tables.empty(name)
    return Table(name, tuple(columns), cells, np.arange(len(cells)) + 1, notes=tuple(notes))


def _from_records(name: str, found: jsonfiles.Records) -> Table:
    headers = dict.fromkeys(header for row in found.rows for header in row)
    columns = {
        header: [text if (text := row.get(header)) and text.strip() else None
                 for row in found.rows]
        for header in headers
    }
    if not columns:
        raise tables.empty(name)
    cells = pd.DataFrame(columns, dtype=object)
    return Table(name, tuple(headers), cells, np.array(found.numbers), kind=found.kind)


# --- Workbooks ----------------------------------------------------------------------------------


def _workbook(name: str, content: bytes, options: ReadOptions) -> list[Table]:
    book = workbooks.read(name, content, options.sheets)
    filled = [one for one in book.sheets
              if one.name != NOTES_SHEET and any(map(outline.texts, _head(one)))]  # fmt: skip
    if not filled:
        raise tables.empty(name)
    found: list[Table] = []
    problems: dict[str, AbmError] = {}
    for sheet in filled:
        try:
            found.append(_sheet(name, sheet, options, alone=len(filled) == 1))
        except AbmError as error:
            problems[sheet.name] = error
    if not found:
        raise next(iter(problems.values()))
    left_out = book.left_out | {
        sheet: f"it {error.problem.split(sheet, 1)[-1].strip()}"
        for sheet, error in problems.items()
    }
    notes = tuple(f"The sheet '{sheet}' is left out: {why.rstrip('.')}"
                  for sheet, why in left_out.items())  # fmt: skip
    return [replace(found[0], notes=found[0].notes + notes), *found[1:]]


def _head(sheet: Sheet) -> Sequence[Sequence[str]]:
    """The first filled rows of a sheet; none where it is blank."""
    return next((
        rows for start in range(0, len(sheet.rows), 1_000)
        if any(map(outline.texts, rows := sheet.texts(start, start + 1_000)))
    ), ())  # fmt: skip


def _sheet(name: str, sheet: Sheet, options: ReadOptions, *, alone: bool) -> Table:
    called = name if alone else f"{name} › {sheet.name}"
    if outline.is_pivot(_head(sheet)[: outline.PROBED_ROWS]):
        raise AbmError(f"{called} holds a pivot table, not rows.", PIVOT)
    return replace(tables.from_sheet(sheet._replace(name=called), options), sheet=sheet.name)
