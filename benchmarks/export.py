"""Excel files: our list writer beside bare XlsxWriter writing the same cells."""

from __future__ import annotations

import io
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
import xlsxwriter

from abm_core.output import excel
from benchmarks import machine

N_ROWS = 50_000
ROUNDS = 3
SEED = 7


def frame() -> pd.DataFrame:
    """20 columns of a list of accounts: texts, numbers, days."""
    chance = np.random.default_rng(SEED)
    ids = [f"A{row:07d}" for row in range(N_ROWS)]
    days = [date(2026, 1, 1) + timedelta(days=int(n)) for n in chance.integers(0, 300, N_ROWS)]
    columns: dict[str, object] = {
        "account_id": ids, "name": [f"Account {one}" for one in ids],
        "domain": [f"{one.lower()}.example" for one in ids], "joined_on": days,
    }  # fmt: skip
    for name in ("programme", "industry", "country", "region", "account_type", "territory",
                 "sales_owner", "driver"):  # fmt: skip
        columns[name] = [f"{name} {n}" for n in chance.integers(0, 30, N_ROWS)]
    for name in ("score", "live_score", "change", "fit", "timing", "floor", "ceiling",
                 "open_pipeline"):  # fmt: skip
        columns[name] = chance.random(N_ROWS) * 100
    return pd.DataFrame(columns)


def bare(table: pd.DataFrame) -> bytes:
    """The same cells, without header style, widths, filters or notes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, cells in enumerate(table.itertuples(index=False, name=None)):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write_number(row, column, cell)
    return out.getvalue()


def ours(table: pd.DataFrame) -> bytes:
    """The list as people carry it away."""
    return excel.workbook(table, sheet="Accounts", notes=[("List", "All")], currency="USD")


def report() -> str:
    """The section about Excel files."""
    table = frame()
    taken: dict[str, list[float]] = {"Bare XlsxWriter": [], "Ours": []}
    for _ in range(ROUNDS):
        for name, write in (("Bare XlsxWriter", bare), ("Ours", ours)):
            began = perf_counter()
            write(table)
            taken[name].append(perf_counter() - began)
    floor = median(taken["Bare XlsxWriter"])
    rows = [[name, f"{median(times):.1f} s", f"{median(times) / floor:.2f}"]
            for name, times in taken.items()]  # fmt: skip
    return "\n\n".join([
        "## Excel export",
        f"{N_ROWS:,} rows × {len(table.columns)} columns, medians of {ROUNDS}, alternating.",
        machine.table(["", "seconds", "÷ bare"], rows),
    ])  # fmt: skip
