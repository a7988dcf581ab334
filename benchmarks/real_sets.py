"""``python -m benchmarks.real_sets FOLDER``: public exports through the import, row by row.

Every set goes into a new store of its own, by the command that a user types. The result is
``docs/real-exports.md``: what became of every row of every file, which check values were met, and
what happened to the messes that each set is known for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from abm_core import formats, schema, store
from benchmarks import machine
from benchmarks.real_exports import EXPORTS, Export

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "real-exports.md"
COUNTS = ("rows", "inserted", "updated", "unchanged", "rejected", "skipped")
HEAD = """# Real exports

Public files that nobody of this project wrote, taken in by `python -m abm_core import` into an
empty store, one store for each set. Rows read are always inserted, updated, unchanged, rejected or
skipped by rule; a file whose rows hold two things is listed twice, with all its rows each time.
`python -m benchmarks.real_sets FOLDER` writes this page from a folder that holds the sets.
"""


class Result(NamedTuple):
    """What the import said of one set, and which check values the store then gave."""

    export: Export
    files: list[dict[str, Any]]
    left_out: list[tuple[str, str]]
    met: list[bool]


def run(folder: Path, export: Export) -> Result:
    """Take in one set and ask the store for its check values."""
    place = folder / export.folder
    if export.alone:
        said = [_alone(path) for path in sorted(place.glob("*.csv"))]
        return Result(export, [file for one, _ in said for file in one],
                      [why for _, reasons in said for why in reasons], [])  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "store.duckdb"
        files, left_out = _import(place, path)
        return Result(export, files, left_out, _checks(path, export))


def _alone(path: Path) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    with tempfile.TemporaryDirectory() as temporary:
        return _import(path, Path(temporary) / "store.duckdb")


def _import(place: Path, path: Path) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """The files that came in, and the others with the reason."""
    command = [sys.executable, "-m", "abm_core", "import", str(place), "--store", str(path),
               "--json"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return [], [(place.name, done.stderr.strip().replace(f"{place}", place.name))]
    said = json.loads(done.stdout)
    return said["files"], [(one["file"], one["reason"]) for one in said["left_out"]]


def _checks(path: Path, export: Export) -> list[bool]:
    if not export.checks:
        return []
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        return [cursor.execute(one.sql).fetchall() == [one.expected] for one in export.checks]


# --- The page -------------------------------------------------------------------------------------


def section(result: Result) -> str:
    """What a set was, what became of its rows, and what it was known for."""
    export = result.export
    parts = [f"## {export.name}\n\nFrom {export.origin}."]
    if result.files:
        parts.append(machine.table(
            ("file", "holds", "rows read", *COUNTS[1:]), list(map(_row, result.files))))
    if left_out := _grouped(result.left_out):
        parts.append("Left out or refused:\n\n" + _bullets(left_out))
    if result.met:
        parts.append("Check values:\n\n" + _bullets(
            f"{one.says}: {'met' if met else '**not met**'}"
            for one, met in zip(export.checks, result.met, strict=True)))  # fmt: skip
    if export.messes:
        parts.append("Messes:\n\n" + _bullets(export.messes))
    return "\n\n".join(parts) + "\n"


def _row(file: dict[str, Any]) -> tuple[str, ...]:
    counts = [formats.count(file[name]) for name in COUNTS]
    if file["rejected"]:
        reason, n = next(iter(file["reasons"].items()))
        counts[4] += f": {reason}" + (f" ({formats.count(n)})" if n < file["rejected"] else "")
    if file["skipped"]:
        counts[5] = "; ".join(
            f"{formats.count(n)} {why}" for why, n in file["skipped_because"].items())
    return file["file"], schema.entity(file["entity"]).label.lower(), *counts


def _grouped(left_out: Sequence[tuple[str, str]]) -> list[str]:
    """Files by the reason for which they were left out."""
    by_reason: dict[str, list[str]] = {}
    for file, reason in left_out:
        said = reason.removeprefix(f"{file} ")
        by_reason.setdefault(said if said == reason else f"it {said}", []).append(f"`{file}`")
    return [f"{', '.join(files)}: {reason}" for reason, files in by_reason.items()]


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def page(results: Iterable[Result]) -> str:
    """The whole document."""
    return "\n".join([HEAD, *map(section, results)])


def main(arguments: Sequence[str]) -> int:
    """Write the page; exit code 1 when a check value is not met."""
    results = [run(Path(arguments[0]), export) for export in EXPORTS]
    DOCUMENT.write_text(page(results), encoding="utf-8")
    for one in results:
        for check, met in zip(one.export.checks, one.met, strict=False):
            print(f"{'met    ' if met else 'NOT MET'} {one.export.folder}: {check.says}")
    return 0 if all(met for one in results for met in one.met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
