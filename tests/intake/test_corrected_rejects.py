"""Rejected rows, corrected and imported again, end as if the file had been right at once."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_files import NOON, contents

from abm_core.intake.layout.mapping import propose_all
from abm_core.intake.load import FileReport, import_tables, rejects_csv
from abm_core.intake.read.readers import read
from abm_core.store import Store, open_store

HEADERS = ["Account ID", "Account name", "Domain", "Employees", "Created on", "Segment"]
CONTACT_HEADERS = ["Account: Account Name", "Account: Employees", "Contact: Last Name",
                   "Contact: Email"]  # fmt: skip
NAMES = ["Acme", "Zoë & Söhne", "Beta; Co", '"Quoted" Ltd', "=1+1", "-5", "'t Hooft", "O\nP"]


def as_csv(rows: list[list[str]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def semicolons(rows: list[list[str]]) -> bytes:
    return as_csv(rows, separator=";", encoding="windows-1252")


def report(rows: list[list[str]]) -> bytes:
    """With a title above and small print below, as reports of a CRM have them."""
    small_print = b"\r\nCopyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\r\n"
    return b"My accounts\r\nAs of 5 January 2026\r\n\r\n" + as_csv(rows) + small_print


def workbook(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    pd.DataFrame(rows[1:], columns=rows[0]).to_excel(content, index=False)
    return content.getvalue()


def lines(rows: list[list[str]]) -> bytes:
    objects = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode()


def parquet(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    columns = {header: pa.array([row[place] for row in rows[1:]], pa.string())
               for place, header in enumerate(rows[0])}  # fmt: skip
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


KINDS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "accounts.csv": as_csv, "accounts_de.csv": semicolons, "report.csv": report,
    "accounts.xlsx": workbook, "accounts.jsonl": lines, "accounts.parquet": parquet,
}


def take_in(store: Store, name: str, content: bytes) -> list[FileReport]:
    items = [(table, one.mapping) for table in read(name, content) for one in propose_all(table)]
    files = import_tables(store, items, imported_at=NOON).files
    for one in files:
        assert one.n_rows == (
            one.n_added + one.n_updated + one.n_unchanged + one.n_rejected + one.n_skipped)
    return files


def corrected(content: bytes, place: int, good: dict[str, str]) -> bytes:
    """The file of rejects as somebody saves it after putting one column right."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    for row in rows[1:]:
        row[place] = good[row[0]]
    return as_csv(rows, encoding="utf-8-sig")


def ends_alike(
    name: str, write: Callable[[list[list[str]]], bytes], right: list[list[str]], spoilt: set[int],
    place: int,
) -> None:  # fmt: skip
    """Both ways in stores of their own: right at once, and corrected."""
    wrong = [[("many" if number in spoilt and at == place else cell) for at, cell in enumerate(row)]
             for number, row in enumerate(right)]  # fmt: skip
    with (tempfile.TemporaryDirectory() as folder,
          closing(open_store(Path(folder) / "right.duckdb")) as once,
          closing(open_store(Path(folder) / "wrong.duckdb")) as twice):
        take_in(once, name, write(right))
        files = take_in(twice, name, write(wrong))
        assert files[0].n_rejected == len(spoilt)
        good = {row[0]: row[place] for row in right[1:]}
        for one in files:
            if one.n_rejected:
                fixed = corrected(rejects_csv(one), place, good)
                again = take_in(twice, f"rejected-{Path(name).stem}.csv", fixed)
                assert sum(file.n_rejected for file in again) == 0
        assert contents(twice) == contents(once)


ROW = st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "acme.com", "beta.co.uk"]),
                st.integers(0, 10_000).map(str), st.sampled_from(["", "2026-01-02", "2025-12-31"]),
                st.sampled_from(["", "Tier A", "@home", "A|B"]))  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_kind_of_file(name: str, data: st.DataObject) -> None:
    body = data.draw(st.lists(ROW, min_size=2, max_size=6))
    right = [HEADERS, *([f"A-{n}", *row] for n, row in enumerate(body))]
    spoilt = data.draw(st.sets(st.integers(1, len(body)), min_size=1, max_size=len(body)))
    ends_alike(name, KINDS[name], right, spoilt, HEADERS.index("Employees"))


def test_a_file_whose_rows_hold_two_things() -> None:
    right = [CONTACT_HEADERS, ["Acme", "5", "Holm", "holm@acme.com"],
             ["Beta", "7", "Lund", "lund@beta.com"], ["Gamma", "9", "", ""]]  # fmt: skip
    ends_alike("both.csv", as_csv, right, {2, 3}, 1)
