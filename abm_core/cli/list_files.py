"""The rows of somebody's file with what was found beside them, as CSV or Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from abm_core import formats, schema
from abm_core.cli.answer import check_place, write_file
from abm_core.errors import AbmError
from abm_core.intake.read.formulas import quoted
from abm_core.intake.read.tables import Table
from abm_core.output import excel

FOUND_BEFORE = "row"  # our column that stands before those of the file

Writer = Callable[[pd.DataFrame, schema.Entity, datetime], bytes]


def check(out: Path | None) -> None:
    """Refuse, before anything is done, a place or a name that no list can be written to."""
    check_place(out)
    if out and out.suffix.lower() not in WRITERS:
        raise AbmError(f"{out.name} is neither CSV nor Excel.", "End its name in .csv or .xlsx.")


def write(out: Path, frame: pd.DataFrame, entity: schema.Entity, now: datetime) -> None:
    """Write the list as the name of the file asks; ``entity`` declares our columns."""
    write_file(out, WRITERS[out.suffix.lower()](frame, entity, now))


def beside(table: Table, ours: pd.DataFrame) -> pd.DataFrame:
    """The row, the columns of the file, then what was found."""
    theirs = table.cells.reset_index(drop=True).add_prefix("extra.")
    found = ours.drop(columns=FOUND_BEFORE)
    return pd.concat([ours[[FOUND_BEFORE]], theirs, found], axis=1)


def _as_workbook(frame: pd.DataFrame, entity: schema.Entity, now: datetime) -> bytes:
    notes = [(entity.label, entity.doc), ("Made on", formats.day(now.date()))]
    return excel.workbook(frame, sheet=entity.label, notes=notes, entities=(entity,), made_at=now)


def _as_csv(frame: pd.DataFrame, entity: schema.Entity, _: datetime) -> bytes:
    labels = {field.name: field.label for field in entity.fields}
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([labels.get(name, name.removeprefix("extra.")) for name in frame.columns])
    for cells in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
        writer.writerow(["" if cell is None else quoted(str(cell)) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


WRITERS: dict[str, Writer] = {".xlsx": _as_workbook, ".csv": _as_csv}
