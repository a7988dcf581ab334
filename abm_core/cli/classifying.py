"""The command that reads the job titles of any file and changes nothing."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from abm_core import formats, schema
from abm_core.cli import list_files
from abm_core.cli.answer import Answer, read_file
from abm_core.committee.titles import Persona, read_title
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.read import readers
from abm_core.intake.read.tables import Table

LIST = schema.Entity(
    name="titles", label="Titles", singular="title", key=("row",),
    doc="The rows of a file with the seniority and the function that their titles name.",
    fields=(
        schema.Field("row", "integer", "Row", "Row in the file; the header is row 1."),
        *(schema.PERSONAS.field(name) for name in Persona._fields),
    ),
)  # fmt: skip


class Read(NamedTuple):
    """A row of the file: its number, its title, and who that is; None without a title."""

    number: int
    title: str
    persona: Persona | None


class Titles(NamedTuple):
    """A table of the file and its rows."""

    table: Table
    rows: list[Read]


def classify(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Say for every row which seniority and function its title names, and by which words."""
    list_files.check(arguments.out)
    tables = readers.read(arguments.file.name, read_file(arguments.file))
    found = [_titles(one, arguments.column, arguments.department) for one in tables]
    if arguments.out:
        frame = pd.concat([_frame(one) for one in found], ignore_index=True)
        list_files.write(arguments.out, frame, LIST, now)
    return _answer(found, arguments.out)


def _titles(table: Table, column: str, department: str | None) -> Titles:
    titles = _column(table, column)
    fields = _column(table, department) if department else [""] * len(titles)
    rows = [
        Read(int(number), title, read_title(title, field or None) if title else None)
        for number, title, field in zip(table.row_numbers, titles, fields, strict=True)
    ]
    return Titles(table, rows)


def _column(table: Table, name: str) -> list[str]:
    """The cells of a column, by its header in any case."""
    headers = {header.strip().casefold(): header for header in table.headers}
    header = headers.get(name.strip().casefold())
    if header is None:
        raise AbmError(
            f"{table.file} has no column '{name}'.", did_you_mean(name, list(table.headers))
        )
    cells = table.cells[header]
    return ["" if blank else str(cell).strip() for cell, blank in zip(cells, cells.isna(),
                                                                      strict=True)]


def _answer(found: Sequence[Titles], out: Path | None) -> Answer:
    lines = [line for one in found for line in _lines(one)]
    if out:
        lines.append(f"Wrote {out}.")
    rows = [(one.table.file, row) for one in found for row in one.rows]
    data: dict[str, Any] = {
        "rows": len(rows),
        "without_title": sum(row.persona is None for _, row in rows),
        "titles": [
            {"file": file, "row": row.number, "title": row.title or None,
             **(row.persona._asdict() if row.persona else dict.fromkeys(Persona._fields))}
            for file, row in rows
        ],
        "written": str(out) if out else None,
    }  # fmt: skip
    return Answer(lines, data)


def _lines(one: Titles) -> list[str]:
    read = [row.persona for row in one.rows if row.persona is not None]
    levels = Counter(persona.seniority for persona in read)
    parts = [f"{formats.count(n)} {name}" for name in schema.SENIORITIES if (n := levels[name])]
    blank = len(one.rows) - len(read)
    if blank:
        parts.append(f"{formats.count(blank)} without a title")
    total = formats.counted(len(one.rows), "row")
    return [*map(_line, one.rows), f"{one.table.file}: {total}: {', '.join(parts)}"]


def _line(row: Read) -> str:
    if row.persona is None:
        return f"{row.number}  – -> no title"
    said = row.persona
    because = dict.fromkeys(filter(None, (said.seniority_evidence, said.function_evidence)))
    why = f"  [{'; '.join(because)}]" if because else ""
    return f"{row.number}  {row.title} -> {said.seniority}, {said.function}{why}"


def _frame(one: Titles) -> pd.DataFrame:
    ours = pd.DataFrame(
        [(row.number, *(row.persona or [None] * len(Persona._fields))) for row in one.rows],
        columns=["row", *Persona._fields], dtype=object,
    )  # fmt: skip
    return list_files.beside(one.table, ours)
