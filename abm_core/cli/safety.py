"""Commands that keep data safe: backup, restore, move, erase, sample remove."""

from __future__ import annotations

import argparse
import secrets
from datetime import datetime
from typing import Any

from abm_core import backup as backups
from abm_core import erasure, formats, sample, store
from abm_core.backup import BackupReport
from abm_core.cli.answer import Answer, existing


def backup(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The whole store as one file that was read back."""
    source = arguments.store or store.path_from_environment()
    report = backups.back_up(source, arguments.out, replace=arguments.replace)
    return Answer([f"Wrote {report.path}: {_held(report)}. It was read back."], _data(report))


def restore(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A backup in the place of the store; the store that was there is kept."""
    target = arguments.store or store.path_from_environment()
    done = backups.restore(arguments.file, target, now=now)
    lines = [f"Restored {target} from {arguments.file}: {_held(done.restored)}."]
    if done.kept is not None:
        lines.append(f"The store that was there is kept as {done.kept}.")
    kept = None if done.kept is None else str(done.kept)
    return Answer(lines, {**_data(done.restored), "kept": kept})


def move(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The store in another place: copied, read back, and only then removed here."""
    source = arguments.store or store.path_from_environment()
    report = backups.move(source, arguments.to)
    lines = [
        f"Moved {source} to {report.path}: {_held(report)}. It was read back.",
        f"Start the app with ABM_STORE={report.path} from now on.",
    ]
    return Answer(lines, _data(report))


def _held(report: BackupReport) -> str:
    return (
        f"{formats.counted(report.n_rows, 'row')} in "
        f"{formats.counted(sum(map(bool, report.tables.values())), 'table')}, "
        f"{report.n_bytes / 1e6:.1f} MB"
    )


def _data(report: BackupReport) -> dict[str, Any]:
    return {**report._asdict(), "path": str(report.path)}


def remove_sample(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The sample store, gone again."""
    path = arguments.store or store.sample_path(store.path_from_environment())
    sample.remove_sample(path)
    return Answer([f"Removed the sample at {path}."], {"removed": str(path)})


def erase(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A person gone from the store, who stays gone when a file brings them again."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        done = erasure.erase_person(
            cursor, arguments.email, erased_at=now, salt=secrets.token_hex(16)
        )
    return Answer([erasure.sentence(done)], done._asdict())
