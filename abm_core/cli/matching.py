"""The command that matches the accounts of a file against the store and changes nothing."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from abm_core import formats, schema, store
from abm_core.cli import list_files
from abm_core.cli.answer import Answer, existing, read_file
from abm_core.intake.match.file_matches import Row, match_table
from abm_core.intake.read import readers
from abm_core.intake.read.tables import Table

STATUSES = ("matched", "to decide", "unknown", "blank")
LIST = schema.Entity(
    name="matches", label="Matches", singular="match", key=("row",),
    doc="The rows of a file with the account of the store that each means.",
    fields=(
        schema.Field("row", "integer", "Row", "Row in the file; the header is row 1."),
        schema.Field("status", "text", "Status", "Matched, to decide, unknown or blank."),
        schema.Field("account_id", "id", "Account ID", "The account that was found."),
        schema.Field("account", "text", "Account", "Its name in the store."),
        schema.Field("rule", "text", "Rule", "The rule that found it."),
        schema.Field("confidence", "number", "Confidence", "How sure the rule is.",
                     unit="0 to 1"),
        schema.Field("evidence", "text", "Evidence", "What agreed and what differed."),
        schema.Field("alternatives", "text", "Alternatives",
                     "Up to three other accounts with near names, each with how near it is."),
    ),
)  # fmt: skip


class Matched(NamedTuple):
    """A table of the file and its rows."""

    table: Table
    rows: list[Row]


def match(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Say for every row of a file which account it means, by which rule, and how sure that is."""
    list_files.check(arguments.out)
    tables = readers.read(arguments.file.name, read_file(arguments.file))
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        found = [Matched(one, match_table(cursor, one, column=arguments.column)) for one in tables]
    if arguments.out:
        list_files.write(arguments.out, _frame(found), LIST, now)
    return _answer(found, arguments.out)


def _answer(found: Sequence[Matched], out: Path | None) -> Answer:
    lines = [line for one in found for line in _lines(one)]
    if out:
        lines.append(f"Wrote {out}.")
    n_by_status = Counter(row.status for one in found for row in one.rows)
    data: dict[str, Any] = {
        "rows": n_by_status.total(),
        **{status.replace(" ", "_"): n_by_status[status] for status in STATUSES},
        "matches": [{"file": one.table.file, **_data(row)} for one in found for row in one.rows],
        "written": str(out) if out else None,
    }
    return Answer(lines, data)


def _lines(one: Matched) -> list[str]:
    n_by_status = Counter(row.status for row in one.rows)
    parts = [f"{formats.count(n)} {status}" for status in STATUSES if (n := n_by_status[status])]
    rules = Counter(row.match.rule for row in one.rows if row.match.account_id)
    by_rule = ", ".join(f"{formats.count(n)} by {rule}" for rule, n in rules.most_common())
    return [
        *map(_line, one.rows),
        f"{one.table.file}: {formats.counted(len(one.rows), 'row')}: {', '.join(parts)}"
        + (f" ({by_rule})" if by_rule else ""),
    ]


def _line(row: Row) -> str:
    """One row for a person to read."""
    said = row.said.name or row.said.text or "–"
    if row.match.account_id:
        answer = (f"{row.account} ({row.match.account_id}), {row.match.rule}, "
                  f"{row.match.confidence:.2f}")  # fmt: skip
    else:
        answer = row.status
    others = _alternatives(row)
    return f"{row.number}  {said} -> {answer}" + (f"  [or {others}]" if others else "")


def _alternatives(row: Row) -> str:
    return "; ".join(
        f"{one.name} ({one.account_id}) {one.score:.2f}" for one in row.alternatives
    )


def _data(row: Row) -> dict[str, Any]:
    said = {part: text for part, text in vars(row.said).items() if text}
    return {
        "row": row.number, "name": row.said.name, "said": said, "status": row.status,
        "account_id": row.match.account_id, "account": row.account or None,
        "rule": row.match.rule or None,
        "confidence": row.match.confidence if row.match.account_id else None,
        "evidence": row.match.evidence or None,
        "alternatives": [one._asdict() for one in row.alternatives],
    }  # fmt: skip


# --- As a file ----------------------------------------------------------------------------------


def _frame(found: Sequence[Matched]) -> pd.DataFrame:
    """The columns of the file, then what was found."""
    frames = []
    for one in found:
        ours = pd.DataFrame([
            (row.number, row.status, row.match.account_id, row.account or None,
             row.match.rule or None, row.match.confidence if row.match.account_id else None,
             row.match.evidence or None, _alternatives(row) or None)
            for row in one.rows
        ], columns=[field.name for field in LIST.fields], dtype=object)  # fmt: skip
        frames.append(list_files.beside(one.table, ours))
    return pd.concat(frames, ignore_index=True)
