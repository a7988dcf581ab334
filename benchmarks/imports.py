"""A clean file of a million activities: how much slower than DuckDB alone, and how much memory?

``python -m benchmarks.imports 10000000 1`` does it with ten million, once.

Ours is the whole command, ``python -m abm_core import``: interpreter, new store, references,
duplicates, rejects, ledger, rows sorted by account. Beside it DuckDB alone reads the same file
into a table of a new file. Both run in processes of their own, in turns, so that a slow moment of
the machine meets both.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from abm_core import formats
from benchmarks import machine

ROOT = Path(__file__).resolve().parents[1]
ROWS, ACCOUNTS, CONTACTS_EACH = 1_000_000, 20_000, 4
ROUNDS = 3
GOAL_RATIO, GOAL_MEGABYTES = 3.0, 1_536
MANY_ROWS, GOAL_OF_MANY = 10_000_000, 3_000
HEADER = ("Activity ID", "Account ID", "Contact ID", "Occurred at", "Channel", "Kind", "Direction",
          "Minutes", "Subject")  # fmt: skip
KINDS = (("web", "page visit", "theirs"), ("mail", "mail reply", "theirs"),
         ("mail", "mail sent", "ours"), ("call", "call", "ours"),
         ("meeting", "meeting", "theirs"))  # fmt: skip
BARE = (
    "import duckdb, sys; "
    "duckdb.connect(sys.argv[1]).execute("
    "'CREATE TABLE activities AS SELECT * FROM read_csv($path)', {'path': sys.argv[2]})"
)


class Run(NamedTuple):
    """Wall time, processor time and the most memory that one process took."""

    seconds: float
    processor: float
    megabytes: float


def generate(folder: Path, rows: int) -> Path:
    """A file of activities as an export writes them."""
    chance, start = random.Random(7), datetime(2025, 1, 1)
    path = folder / "activities.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            account = chance.randrange(ACCOUNTS)
            person = account * CONTACTS_EACH + chance.randrange(CONTACTS_EACH)
            channel, kind, direction = KINDS[number % len(KINDS)]
            writer.writerow((
                f"a-{number:08d}", f"001B{account:011d}",
                f"003B{person:011d}" if chance.random() < 0.8 else "",
                start + timedelta(seconds=chance.randrange(40_000_000)), channel, kind, direction,
                5 + number % 60 if channel == "meeting" else "",
                f"Talked about topic {number % 977}, next step open",
            ))  # fmt: skip
    return path


def run(command: Sequence[str]) -> Run:
    """Run a command and wait for it; its own resources, not those of others."""
    started = perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[2]} ended with {process.returncode}")
    return Run(perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def measure(path: Path, rounds: int) -> tuple[list[Run], list[Run]]:
    """Bare and ours, in turns."""
    bare, ours = [], []
    for number in range(rounds):
        store, again = path.with_name(f"s{number}.duckdb"), path.with_name(f"b{number}.duckdb")
        bare.append(run([sys.executable, "-c", BARE, str(again), str(path)]))
        ours.append(run([sys.executable, "-m", "abm_core", "import", str(path),
                         "--store", str(store)]))  # fmt: skip
        again.unlink()
        store.unlink()
    return bare, ours


def report(rows: int = ROWS, rounds: int = ROUNDS) -> str:
    """The section of the results: wall time, processor time, memory, ratio and goal."""
    with tempfile.TemporaryDirectory() as folder:
        path = generate(Path(folder), rows)
        size = path.stat().st_size / 1e6
        bare, ours = measure(path, rounds)
    ratio = median(our.seconds / one.seconds for our, one in zip(ours, bare, strict=True))
    work = median(our.processor / one.processor for our, one in zip(ours, bare, strict=True))
    peak = max(one.megabytes for one in ours)
    goal = GOAL_OF_MANY if rows >= MANY_ROWS else GOAL_MEGABYTES
    lines = [_line("DuckDB alone, read_csv into a table", bare),
             _line("python -m abm_core import", ours)]  # fmt: skip
    table = machine.table(("median of the runs", "s", "processor s", "peak MB"), lines)
    return "\n\n".join([
        f"## Importing {rows:,} activities ({size:.0f} MB of CSV)",
        table,
        f"Ratio of wall times {ratio:.1f} (goal: at most {GOAL_RATIO:.0f}), of processor times "
        f"{work:.1f}; peak memory {peak:,.0f} MB (goal: under {goal:,} MB). "
        f"{formats.counted(rounds, 'run')} each, in turns; every ratio is of two runs side by "
        "side.",
    ])  # fmt: skip


def _line(name: str, runs: Sequence[Run]) -> tuple[str, ...]:
    seconds, processor, megabytes = (median(values) for values in zip(*runs, strict=True))
    return name, f"{seconds:.1f}", f"{processor:.1f}", f"{megabytes:,.0f}"


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:3])))
