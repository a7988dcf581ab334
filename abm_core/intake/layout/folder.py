"""All files of a folder or a ZIP: what each holds, and which are left out, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from abm_core.errors import AbmError
from abm_core.intake.layout.mapping import Mapping, check, propose_all
from abm_core.intake.read.readers import READABLE, Table, files_in, read


@dataclass(frozen=True)
class Plan:
    """The tables of a folder with their mappings, and the files left out with the reason."""

    items: list[tuple[Table, Mapping]]
    skipped: list[tuple[str, str]]


def plan_folder(path: Path) -> Plan:
    """What every file of a folder or ZIP holds. No file is dropped without a reason."""
    return plan_files(files_in(path))


def plan_files(files: list[tuple[str, bytes]]) -> Plan:
    """What every file holds, with the mapping that its headers suggest."""
    plan = Plan([], [])
    for name, content in files:
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in READABLE:
            plan.skipped.append((name, f"{suffix or 'this'} is no kind of file that is read"))
            continue
        try:
            for table in read(name, content):
                _plan_table(plan, table)
        except AbmError as error:
            plan.skipped.append((name, error.problem))
    return plan


def _plan_table(plan: Plan, table: Table) -> None:
    try:
        mappings = [one.mapping for one in propose_all(table)]
        for mapping in mappings:
            check(table, mapping)
        plan.items.extend((table, mapping) for mapping in mappings)
    except AbmError as error:
        plan.skipped.append((table.file, error.problem))
