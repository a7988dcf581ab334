"""The command for every Monday: refresh."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from abm_core import formats, schema, store, upkeep
from abm_core.cli.answer import Answer, created
from abm_core.cli.counts import counts_data, counts_line
from abm_core.intake.again import refresh as routine
from abm_core.intake.again.refresh import RefreshReport
from abm_core.intake.load import FileReport

SHOWN_MISSING = 20


def refresh(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take in a folder as the last time and tell what changed."""
    path = arguments.store or store.path_from_environment()
    with created(path, keep=not arguments.dry_run) as opened:
        report = routine.refresh(
            opened, arguments.folder, imported_at=now, dry_run=arguments.dry_run
        )
        if not arguments.dry_run:
            with opened.cursor() as cursor:
                upkeep.after_import(cursor, now=now)
    return Answer(_lines(report), _data(report))


def _lines(report: RefreshReport) -> list[str]:
    lines = [report.paragraph, *report.first_time, *map(_file_line, report.report.files)]
    lines += [f"{one.file} was left out. {one.reason}" for one in report.left_out]
    lines += _missing_lines(report)
    if report.is_dry_run:
        lines.append("A dry run: nothing was changed.")
    return lines


def _file_line(file: FileReport) -> str:
    told = [f"{formats.counted(n, 'row')}: {text}" for text, n in file.reasons.items()]
    told += [f"{formats.counted(n, 'row')} skipped: {why}" for why, n in file.skipped.items()]
    reasons = "; ".join(told)
    return f"{file.file}: {counts_line(file)}{f' ({reasons})' if reasons else ''}"


def _missing_lines(report: RefreshReport) -> list[str]:
    shown = report.missing[["entity", "id", "name"]].head(SHOWN_MISSING).to_numpy().tolist()
    lines = [
        f"  missing: {schema.entity(entity).singular} {one} {name or ''}".rstrip()
        for entity, one, name in shown
    ]
    rest = len(report.missing) - SHOWN_MISSING
    return lines + ([f"  and {formats.count(rest)} more"] if rest > 0 else [])


def _data(report: RefreshReport) -> dict[str, Any]:
    return {
        "folder": str(report.folder),
        "import_id": None if report.is_dry_run else report.report.import_id,
        "dry_run": report.is_dry_run,
        "paragraph": report.paragraph,
        "first_time": list(report.first_time),
        "left_out": [{"file": one.file, "reason": one.reason} for one in report.left_out],
        "changes": [
            {"entity": one.entity, "new": one.n_new, "changed": one.n_changed,
             "fields": dict(one.fields)}
            for one in report.since.changes
        ],
        "won": report.since.n_won,
        "lost": report.since.n_lost,
        "flagged": report.missed.flagged,
        "deleted": report.missed.deleted,
        "returned": report.missed.returned,
        "missing": report.missing.astype(object).to_dict("records"),
        "files": [
            {"file": file.file, "entity": file.entity, **counts_data(file),
             "reasons": file.reasons, "skipped_because": file.skipped}
            for file in report.report.files
        ],
    }
