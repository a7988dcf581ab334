"""A workbook of 100,000 rows and 20 columns: how much slower than the bare reader library?

Ours is ``readers.read``: bomb checks, text of every cell, header, rows that are no data, a frame.
Beside it python-calamine alone turns the sheet into lists. Both run in this process, in turns.
"""

from __future__ import annotations

import io
import random
import sys
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import python_calamine
import xlsxwriter

from abm_core.intake.read import readers
from benchmarks import machine

ROWS, ROUNDS = 100_000, 5
GOAL_RATIO = 2.0
HEADER = [f"{name} {part}" for part in (1, 2) for name in (
    "Account name", "Website", "Industry", "Employees", "Annual revenue", "Created on", "Active",
    "Parent", "Region", "Note",
)]  # fmt: skip


def generate(rows: int) -> bytes:
    """A workbook as exports are: texts, numbers, days, yes and no, and blanks."""
    chance, file = random.Random(7), io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, 2 * [
                f"Company {chance.randrange(10**6)}", f"c{number}.example",
                chance.choice(["Energy", "Retail", "Health"]), chance.randrange(10**6),
                chance.random() * 1e6, date(2020, 1, 1) + timedelta(number % 900),
                number % 2 == 0, "", None, f"Spoke about topic {number % 977}",
            ])  # fmt: skip
    return file.getvalue()


def bare(content: bytes) -> float:
    """Seconds of the reader library alone."""
    started = perf_counter()
    with python_calamine.load_workbook(io.BytesIO(content)) as book:
        book.get_sheet_by_name("Accounts").to_python()
    return perf_counter() - started


def ours(content: bytes) -> float:
    """Seconds until the table is there."""
    started = perf_counter()
    readers.read("accounts.xlsx", content)
    return perf_counter() - started


def report(rows: int = ROWS, rounds: int = ROUNDS) -> str:
    """The section of the results: seconds of both, ratio and goal."""
    content = generate(rows)
    runs = [(bare(content), ours(content)) for _ in range(rounds)]
    table = machine.table(("median of the runs", "s"), [
        ("python-calamine alone, sheet to lists", f"{median(one for one, _ in runs):.1f}"),
        ("readers.read, file to table", f"{median(two for _, two in runs):.1f}"),
    ])  # fmt: skip
    ratios = sorted(two / one for one, two in runs)
    return "\n\n".join([
        f"## Reading a workbook of {rows:,} rows and {len(HEADER)} columns "
        f"({len(content) / 1e6:.0f} MB)",
        table,
        f"Ratio {median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f}; goal: at most "
        f"{GOAL_RATIO:.0f}). {rounds} runs each, in turns; every ratio is of two runs side by "
        "side.",
    ])  # fmt: skip


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
