"""Commands that bring data in: import, undo-import, template."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from abm_core import formats, schema, store, upkeep
from abm_core.cli import gathering
from abm_core.cli.answer import Answer, check_place, created, existing, write_file
from abm_core.cli.counts import counts_data, counts_line
from abm_core.cli.gathering import Gathered, Item
from abm_core.errors import AbmError
from abm_core.intake import ledger, load
from abm_core.intake.again import refresh
from abm_core.intake.layout import mapping, templates
from abm_core.intake.layout.mapping import Doubt, Question
from abm_core.intake.load import FileReport, Report
from abm_core.intake.read import how_read, outline
from abm_core.intake.read.readers import Table

PROBED_ROWS = 200
SHOWN_REASONS = 10


def import_files(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take in files and folders, all or nothing, and say what became of every row."""
    tables = gathering.read(
        arguments.files, entity=arguments.entity, options=gathering.read_options(arguments)
    )
    path = arguments.store or store.path_from_environment()
    check_place(arguments.rejects)
    with created(path, keep=not arguments.dry_run) as opened:
        with opened.cursor() as cursor:
            gathered = gathering.gather(cursor, tables, arguments)
        report = _rehearse(opened, gathered.items, now, full=arguments.dry_run)
        if not any(map(_n_taken, report.files)):
            _write_rejects(arguments.rejects, report)
            raise _all_rejected(report)
        if not arguments.dry_run:
            report = refresh.import_remembering(
                opened, gathered.items, imported_at=now, progress=_progress()
            )
            with opened.cursor() as cursor:
                upkeep.after_import(cursor, now=now)
    _write_rejects(arguments.rejects, report)
    return _answer(report, gathered, arguments.rejects)


def _progress() -> load.Progress | None:
    """What the import is at, for somebody who watches; nothing in a script."""
    if not sys.stderr.isatty():
        return None

    def say(sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")

    return say


def _rehearse(opened: store.Store, items: list[Item], now: datetime, *, full: bool) -> Report:
    """What an import would do: of all rows, or of as many as show that something is taken in."""
    if not full:
        try:
            probe = load.import_tables(
                opened, [(_head(table), found) for table, found in items], imported_at=now,
                dry_run=True,
            )  # fmt: skip
        except AbmError:  # the first rows need not tell what all of them tell
            pass
        else:
            if any(_n_taken(file) for file in probe.files):
                return probe
    return refresh.import_remembering(opened, items, imported_at=now, dry_run=True)


def _head(table: Table) -> Table:
    return replace(
        table,
        cells=table.cells.head(PROBED_ROWS),
        row_numbers=table.row_numbers[:PROBED_ROWS],
        problems={row: text for row, text in table.problems.items() if row < PROBED_ROWS},
    )


def _n_taken(file: FileReport) -> int:
    """Rows that were understood, of those that are data."""
    n_lines = sum(file.skipped.get(why, 0) for why in outline.REASONS)
    return file.n_rows - n_lines - file.n_rejected


def _all_rejected(report: Report) -> AbmError:
    file = next(file for file in report.files if file.n_rejected)
    reason, n = next(iter(file.reasons.items()))
    return AbmError(
        f"Nothing was taken in: every row was rejected, of {file.file} "
        f"{formats.counted(n, 'row')} because of: {reason}.",
        "Correct the file and import it again; --rejects FILE.csv writes every row with its "
        "reason.",
    )


def _write_rejects(target: Path | None, report: Report) -> None:
    """The rejected rows: in the file named, or one file each where several have some."""
    if target is None:
        return
    files = [file for file in report.files if file.n_rejected]
    for file, path in zip(files, _reject_paths(target, files), strict=True):
        write_file(path, load.rejects_csv(file))


def _reject_paths(target: Path, files: Sequence[FileReport]) -> list[Path]:
    if len(files) < 2:
        return [target] * len(files)
    return [target.with_name(f"{target.stem}-{n}{target.suffix}") for n in range(1, len(files) + 1)]


def _answer(report: Report, gathered: Gathered, rejects: Path | None) -> Answer:
    rejected = [file for file in report.files if file.n_rejected]
    paths = dict(zip(map(id, rejected), _reject_paths(rejects, rejected), strict=True)
                 ) if rejects else {}  # fmt: skip
    files = list(zip(report.files, gathered.items, strict=True))
    lines = [
        line for file, item in files
        for line in _file_lines(file, item, gathered.doubts_of(item))
    ]  # fmt: skip
    lines += [*report.notes, *(f"{file} is left out: {why}" for file, why in gathered.left_out)]
    lines += [f"Rejected rows written to {path}" for path in paths.values()]
    if report.is_dry_run:
        lines.append("A dry run: nothing was changed.")
    data = {
        "import_id": None if report.is_dry_run else report.import_id,
        "dry_run": report.is_dry_run,
        "files": [
            {**_file_data(file, item, paths.get(id(file))),
             "please_check": [one._asdict() for one in gathered.doubts_of(item)]}
            for file, item in files
        ],
        "left_out": [one._asdict() for one in gathered.left_out],
        "notes": report.notes,
    }
    return Answer(lines, data)


def _file_lines(file: FileReport, item: Item, doubts: Sequence[Doubt]) -> list[str]:
    reasons = [f"  rejected, {formats.counted(n, 'row')}: {reason}"
               for reason, n in list(file.reasons.items())[:SHOWN_REASONS]]  # fmt: skip
    if len(file.reasons) > SHOWN_REASONS:
        reasons.append(f"  and {formats.count(len(file.reasons) - SHOWN_REASONS)} more reasons")
    skipped = [f"  skipped, {formats.counted(n, 'row')}: {why}"
               for why, n in file.skipped.items()]  # fmt: skip
    return [
        f"{file.file}: {formats.counted(file.n_rows, 'row')} of "
        f"{schema.entity(file.entity).label.lower()}: {counts_line(file)}",
        *([f"  {how_read.sentence(item[0])}"] if item[0].skipped else []),
        *reasons,
        *skipped,
        *(f"  please check: '{one.header}' fills {_label(file, one)}, found {one.how}; "
          f"--map {one.field}= leaves it out" for one in doubts),
        *(f"  {note}" for note in file.notes),
        *(f"  {question}" for question in _open_questions(item)),
    ]


def _label(file: FileReport, doubt: Doubt) -> str:
    return schema.entity(file.entity).field(doubt.field).label


def _file_data(file: FileReport, item: Item, rejects: Path | None) -> dict[str, Any]:
    table, found = item
    return {
        "file": file.file,
        "entity": file.entity,
        "encoding": table.encoding or None,
        "separator": table.separator or None,
        "header_row": table.header_row or None,
        "sheet": table.sheet or None,
        "mapping": {header: field for field, header in found.columns.items()},
        "unmapped": list(mapping.unmapped(table, found)),
        **counts_data(file),
        "reasons": file.reasons,
        "skipped_because": file.skipped,
        "rejects": None if rejects is None else str(rejects),
        "orphans": file.n_orphans,
        "notes": file.notes,
        "questions": _open_questions(item),
    }


def _open_questions(item: Item) -> list[str]:
    """What a file leaves open and is taken as written, as sentences."""
    return [_option(question, item[1].columns[question.field])
            for question in mapping.questions(*item)]  # fmt: skip


def _option(question: Question, header: str) -> str:
    return (
        f"If '{header}' is not as written, import again with --unit {question.field}=thousands, "
        "millions or billions."
    )


def undo(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take the last import back."""
    with existing(arguments.store or store.path_from_environment()) as opened:
        sentence = ledger.undo_last(opened, undone_at=now)
    return Answer([sentence], {"undone": sentence})


def template(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A file with the headers that an import looks for, and one example row."""
    write_file(arguments.out, templates.template_csv(arguments.entity))
    return Answer(
        [f"Wrote {arguments.out}. Put your rows in the place of the example."],
        {"written": str(arguments.out), "entity": arguments.entity},
    )
