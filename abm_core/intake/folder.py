"""All files of a folder or a ZIP: what each holds, and which are left out, with the reason."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from abm_core.errors import AbmError
from abm_core.intake.mapping import Mapping, propose_all
from abm_core.intake.readers import READABLE, Table, read

NOT_DATA = ("license", "licence", "readme", "read me", "copying", "notice", "changelog")
LARGEST = 4 * 2**30


@dataclass(frozen=True)
class Plan:
    """The tables of a folder with their mappings, and the files left out with the reason."""

    items: list[tuple[Table, Mapping]]
    skipped: list[tuple[str, str]]


def files_in(path: Path) -> list[tuple[str, bytes]]:
    """Name and content of every data file of a folder or ZIP; hidden files, licences and such not.

    Names are relative to the folder, in alphabetical order.
    """
    found = _zipped(path) if path.is_file() else _in_folder(path)
    return sorted(found)


def _in_folder(path: Path) -> list[tuple[str, bytes]]:
    if not path.is_dir():
        raise AbmError(f"{path.name} is not there.", "Check the name of the folder or ZIP file.")
    return [
        (name, file.read_bytes())
        for file in path.rglob("*")
        if file.is_file() and _is_data(name := file.relative_to(path).as_posix())
    ]


def _zipped(path: Path) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            wanted = [one for one in archive.infolist()
                      if not one.is_dir() and _is_data(one.filename)]
            if sum(one.file_size for one in wanted) > LARGEST:
                raise AbmError(
                    f"{path.name} unpacks to more than {LARGEST // 2**30} GB.",
                    "Unpack it and import its files in parts.",
                )
            return [(one.filename, archive.read(one)) for one in wanted]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise AbmError(
            f"{path.name} cannot be unpacked: it is no ZIP file, is damaged, or has a password.",
            "Unpack it yourself and choose the folder.",
        ) from error


def _is_data(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in parts)
    return not hidden and not parts[-1].casefold().startswith(NOT_DATA)


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
        plan.items.extend((table, one.mapping) for one in propose_all(table))
    except AbmError as error:
        plan.skipped.append((table.file, error.problem))
