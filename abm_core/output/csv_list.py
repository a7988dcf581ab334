"""A list as CSV: the headers of the schema, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pandas as pd

from abm_core import schema
from abm_core.intake.read.formulas import quoted
from abm_core.output import cells
from abm_core.output.cells import Cell, Formula

MIME = "text/csv"


def content(frame: pd.DataFrame, entities: Sequence[schema.Entity]) -> bytes:
    """The list as UTF-8 with a mark that Excel knows it by; numbers and days as they are."""
    columns = cells.columns(frame, entities)
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([column.header for column in columns])
    writer.writerows(
        [_text(column.cells[row]) for column in columns] for row in range(len(frame))
    )
    return target.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Formula):
        return _text(cell.value)
    return quoted(cell) if isinstance(cell, str) else str(cell)
