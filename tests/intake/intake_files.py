"""Small files written as people write them, and the real exports where they are at hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from abm_core.intake.layout.folder import Plan, plan_folder
from abm_core.intake.layout.mapping import Mapping, propose
from abm_core.intake.load import FileReport, Report, import_tables
from abm_core.intake.read.readers import Table, read
from abm_core.store import Store

NOON = datetime(2026, 1, 5, 12)
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def table(text: str, name: str = "file.csv") -> Table:
    """The only table of a CSV file with that text."""
    (only,) = read(name, text.encode())
    return only


def real(path: str) -> Table:
    """A real export; skips the test where it is not at hand."""
    if not (REAL / path).exists():
        pytest.skip(f"the real export {path} is not on this machine")
    (only,) = read(Path(path).name, (REAL / path).read_bytes())
    return only


def real_folder(name: str) -> Plan:
    """What a folder of real exports holds; skips the test where it is not at hand."""
    if not (REAL / name).is_dir():
        pytest.skip(f"the real exports {name} are not on this machine")
    return plan_folder(REAL / name)


def take_in_all(store: Store, plan: Plan, at: datetime = NOON) -> dict[str, FileReport]:
    """Import a folder; the reports by file, with the entity where a file holds two."""
    report = import_tables(store, plan.items, imported_at=at)
    for one in report.files:
        assert sum(parts(one)) + one.n_skipped == one.n_rows
    return {f"{one.file} {one.entity}": one for one in report.files}


def take_in(
    store: Store, *files: Table | str, dry_run: bool = False, at: datetime = NOON
) -> Report:
    """Import files with the mapping that is proposed for each."""
    tables = [table(file) if isinstance(file, str) else file for file in files]
    items: list[tuple[Table, Mapping]] = [(one, propose(one).mapping) for one in tables]
    return import_tables(store, items, imported_at=at, dry_run=dry_run)


def parts(one: FileReport) -> tuple[int, int, int, int]:
    """Rows added, updated, unchanged, rejected."""
    return one.n_added, one.n_updated, one.n_unchanged, one.n_rejected


def counts(report: Report, file: int = 0) -> tuple[int, int, int, int]:
    """Rows added, updated, unchanged, rejected; with the skipped ones all rows of the file."""
    one = report.files[file]
    assert sum(parts(one)) + one.n_skipped == one.n_rows
    assert sum(one.skipped.values()) == one.n_skipped
    return parts(one)


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    """The answer to a query."""
    with store.cursor() as cursor:
        return cursor.execute(sql).fetchall()


CONTENTS = {
    "accounts": "SELECT * FROM accounts ORDER BY ALL",
    "contacts": "SELECT * FROM contacts ORDER BY ALL",
    "campaigns": "SELECT * FROM campaigns ORDER BY ALL",
    "opportunity_contacts": "SELECT * FROM opportunity_contacts ORDER BY ALL",
    "stage_history": "SELECT * FROM stage_history ORDER BY ALL",
    "activities": "SELECT * FROM activities ORDER BY ALL",
    "signals": "SELECT * FROM signals ORDER BY ALL",
    "opportunities": "SELECT * FROM opportunities ORDER BY ALL",
    "programmes": "SELECT * FROM programmes ORDER BY ALL",
    "target_list": "SELECT * FROM target_list ORDER BY ALL",
    "match_ledger": "SELECT * EXCLUDE (import_id) FROM match_ledger ORDER BY ALL",
}


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that an import can change, for comparing before and after."""
    return {name: rows(store, sql) for name, sql in CONTENTS.items()}
