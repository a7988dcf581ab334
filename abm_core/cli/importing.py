"""Commands that bring data in: import, undo, template."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from abm_core import formats, schema, store
from abm_core.cli.answer import Answer, check_place, created, existing, read_file, write_file
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake import layouts, ledger, load, mapping, readers, refresh, templates
from abm_core.intake.load import FileReport, Report
from abm_core.intake.mapping import Mapping, Question
from abm_core.intake.readers import Table

Item = tuple[Table, Mapping]
PROBED_ROWS = 200
SHOWN_REASONS = 10


def import_files(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take in files, all or nothing, and say what became of every row."""
    tables = [
        table for path in arguments.files for table in readers.read(path.name, read_file(path))
    ]
    path = arguments.store or store.path_from_environment()
    check_place(arguments.rejects)
    with created(path, keep=not arguments.dry_run) as opened:
        items = _items(opened, tables, arguments)
        questions = [_open_questions(table, mapped) for table, mapped in items]
        report = _rehearse(opened, items, now, full=arguments.dry_run)
        if not any(map(_n_taken, report.files)):
            _write_rejects(arguments.rejects, report)
            raise _all_rejected(report)
        if not arguments.dry_run:
            report = refresh.import_remembering(
                opened, items, imported_at=now, progress=_progress()
            )
    _write_rejects(arguments.rejects, report)
    return _answer(report, questions, arguments.rejects)


def _progress() -> load.Progress | None:
    """What the import is at, for somebody who watches; nothing in a script."""
    if not sys.stderr.isatty():
        return None

    def say(sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")

    return say


def _items(
    opened: store.Store, tables: Sequence[Table], arguments: argparse.Namespace
) -> list[Item]:
    """Every table with its mapping: as the last time or as proposed, then as the options say."""
    with opened.cursor() as cursor:
        proposed = [
            (table, layouts.mapping_for(cursor, table, entity=arguments.entity).mapping)
            for table in tables
        ]
    changed = [(table, _remapped(table, found, arguments.mapped)) for table, found in proposed]
    _check_used(changed, proposed, arguments.mapped)
    items = [(table, _with_units(found, arguments.units)) for table, found in changed]
    for field, _ in arguments.units:
        _check_unit(items, field)
    return [
        (table, replace(found, date_order=arguments.date_order or found.date_order))
        for table, found in items
    ]


def _remapped(table: Table, found: Mapping, changes: Sequence[tuple[str, str]]) -> Mapping:
    """The mapping with those changes that concern this table."""
    names = [field.name for field in schema.entity(found.entity).import_fields]
    mine: dict[str, str | None] = {
        field: header or None
        for field, header in changes
        if field in names and (not header or header in table.headers)
    }
    return mapping.remap(found, mine) if mine else found


def _check_used(
    items: Sequence[Item], proposed: Sequence[Item], changes: Sequence[tuple[str, str]]
) -> None:
    """Refuse a ``--map`` that names a field or a header which no file has."""
    for field, header in changes:
        owners = [
            table for table, found in items
            if field in (f.name for f in schema.entity(found.entity).import_fields)
        ]  # fmt: skip
        if not owners:
            raise _no_field(field, proposed)
        headers = [one for table in owners for one in table.headers]
        if header and header not in headers:
            raise AbmError(
                f"{owners[0].file} has no column '{header}'.", did_you_mean(header, headers)
            )


def _no_field(field: str, items: Sequence[Item]) -> AbmError:
    entities = {found.entity for _, found in items}
    names = [
        known.name for entity in sorted(entities) for known in schema.entity(entity).import_fields
    ]
    kinds = formats.listed([schema.entity(entity).label.lower() for entity in sorted(entities)])
    return AbmError(f"There is no field '{field}' in {kinds}.", did_you_mean(field, names))


def _with_units(found: Mapping, units: Sequence[tuple[str, float]]) -> Mapping:
    mine = {field: factor for field, factor in units if field in found.columns}
    return replace(found, units={**found.units, **mine})


def _check_unit(items: Sequence[Item], field: str) -> None:
    """Refuse a unit for a field that is no amount, or that no column fills."""
    mapped = [known for _, found in items for known in _amounts(found)]
    if field not in mapped:
        raise AbmError(
            f"No column of the files fills an amount called '{field}'.",
            did_you_mean(field, mapped) if mapped else "Leave --unit out.",
        )


def _amounts(found: Mapping) -> list[str]:
    return [
        field.name
        for field in schema.entity(found.entity).import_fields
        if field.name in found.columns and field.kind in ("money", "number", "integer")
    ]


def _open_questions(table: Table, found: Mapping) -> list[str]:
    """What the file leaves open, as sentences; an order of dates must be said."""
    questions = mapping.questions(table, found)
    for question in questions:
        if question.field == "date_order":
            raise AbmError(
                f"{table.file}: {question.text}",
                "Say it with --date-order dmy or --date-order mdy.",
            )
    return [_option(question, found.columns[question.field]) for question in questions]


def _option(question: Question, header: str) -> str:
    return (
        f"If '{header}' is not as written, import again with --unit {question.field}=thousands, "
        "millions or billions."
    )


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
    return load.import_tables(opened, items, imported_at=now, dry_run=True)


def _head(table: Table) -> Table:
    return replace(
        table,
        cells=table.cells.head(PROBED_ROWS),
        row_numbers=table.row_numbers[:PROBED_ROWS],
        problems={row: text for row, text in table.problems.items() if row < PROBED_ROWS},
    )


def _n_taken(file: FileReport) -> int:
    return file.n_added + file.n_updated + file.n_unchanged


def _all_rejected(report: Report) -> AbmError:
    file = report.files[0]
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


def _answer(report: Report, questions: list[list[str]], rejects: Path | None) -> Answer:
    rejected = [file for file in report.files if file.n_rejected]
    written = list(map(str, _reject_paths(rejects, rejected))) if rejects else []
    lines = [
        line
        for file, asked in zip(report.files, questions, strict=True)
        for line in _file_lines(file, asked)
    ]
    lines += [*report.notes, *(f"Rejected rows written to {path}" for path in written)]
    if report.is_dry_run:
        lines.append("A dry run: nothing was changed.")
    data = {
        "import_id": None if report.is_dry_run else report.import_id,
        "dry_run": report.is_dry_run,
        "files": [
            _file_data(file, asked) for file, asked in zip(report.files, questions, strict=True)
        ],
        "notes": report.notes,
        "rejects": written,
    }
    return Answer(lines, data)


def _file_lines(file: FileReport, questions: list[str]) -> list[str]:
    label = schema.entity(file.entity).label.lower()
    counts = ", ".join(
        f"{formats.count(n)} {word}"
        for n, word in (
            (file.n_added, "added"), (file.n_updated, "updated"),
            (file.n_unchanged, "unchanged"), (file.n_rejected, "rejected"),
        )
    )  # fmt: skip
    reasons = [f"  rejected, {formats.counted(n, 'row')}: {reason}"
               for reason, n in list(file.reasons.items())[:SHOWN_REASONS]]  # fmt: skip
    if len(file.reasons) > SHOWN_REASONS:
        reasons.append(f"  and {formats.count(len(file.reasons) - SHOWN_REASONS)} more reasons")
    return [
        f"{file.file}: {formats.counted(file.n_rows, 'row')} of {label}: {counts}",
        *reasons,
        *(f"  {note}" for note in file.notes),
        *(f"  {question}" for question in questions),
    ]


def _file_data(file: FileReport, questions: list[str]) -> dict[str, Any]:
    return {
        "file": file.file,
        "entity": file.entity,
        "rows": file.n_rows,
        "added": file.n_added,
        "updated": file.n_updated,
        "unchanged": file.n_unchanged,
        "rejected": file.n_rejected,
        "reasons": file.reasons,
        "orphans": file.n_orphans,
        "notes": file.notes,
        "questions": questions,
    }


def undo(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take the last import back."""
    with existing(arguments.store or store.path_from_environment()) as opened:
        sentence = ledger.undo_last(opened, undone_at=now)
    return Answer([sentence], {"undone": sentence})


def template(arguments: argparse.Namespace) -> Answer:
    """A file with the headers that an import looks for, and one example row."""
    write_file(arguments.out, templates.template_csv(arguments.entity))
    return Answer(
        [f"Wrote {arguments.out}. Put your rows in the place of the example."],
        {"written": str(arguments.out), "entity": arguments.entity},
    )
