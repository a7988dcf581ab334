"""Any accounts out and in again: read back equal, again unchanged, undone as before."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_files import NOON, contents, counts, rows, table

from abm_core import schema
from abm_core.intake.layout.mapping import propose
from abm_core.intake.ledger import undo_last
from abm_core.intake.load import Report, import_tables
from abm_core.intake.parse.words import is_missing
from abm_core.store import Store, open_store

NAMES = ("account_id", "name", "domain", "industry", "employees", "annual_revenue", "country",
         "technologies", "account_type", "created_on")  # fmt: skip
LABELS = [schema.ACCOUNTS.field(name).label for name in NAMES]
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LETTERS = st.characters(categories=("L", "N"), include_characters=" ,.;'\"&-\n€")
WORDS = (
    st.text(LETTERS, min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: not is_missing(text) and not (text.isupper() and len(text) < 6))
)
TECHNOLOGIES = st.lists(
    WORDS.filter(lambda text: ";" not in text and "," not in text), min_size=1, max_size=3,
    unique=True,
)  # fmt: skip
MONEY = st.integers(-(10**9), 10**15).map(lambda cents: cents / 100)
ROW = st.fixed_dictionaries({
    "name": WORDS,
    "domain": st.none() | st.from_regex(r"[a-z]{3,8}\.(com|co\.uk|example)", fullmatch=True),
    "industry": st.none() | WORDS,
    "employees": st.none() | st.integers(0, 10**7),
    "annual_revenue": st.none() | MONEY,
    # Ours, or a text that is no country: any other spelling is read as ours.
    "country": st.none() | st.sampled_from(("Germany", "United States", "Atlantis on the Sea")),
    "technologies": st.none() | TECHNOLOGIES,
    "account_type": st.none() | st.sampled_from(schema.ACCOUNT_TYPES),
    "created_on": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
})
ROWS = st.lists(ROW, min_size=1, max_size=8)


def as_csv(accounts: list[dict[str, Any]], *, with_ids: bool) -> str:
    """The rows as a file in the shape of our template; lists joined by semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    start = 0 if with_ids else 1
    writer.writerow([*LABELS[start:], "Note"])
    for number, account in enumerate(accounts):
        cells = [f"id-{number}", *(account[name] for name in NAMES[1:])]
        written = ["; ".join(cell) if isinstance(cell, list) else cell for cell in cells]
        writer.writerow([*written[start:], f"note {number}"])
    return text.getvalue()


@contextmanager
def new_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        opened = open_store(Path(folder) / "abm.duckdb")
        try:
            yield opened
        finally:
            opened.close()


def take_in(store: Store, text: str) -> Report:
    found = table(text)
    mapping = propose(found, entity="accounts").mapping
    return import_tables(store, [(found, mapping)], imported_at=NOON)


@FEW
@given(ROWS)
def test_accounts_read_back_equal(accounts: list[dict[str, Any]]) -> None:
    text = as_csv(accounts, with_ids=True)
    with new_store() as store:
        assert counts(take_in(store, text)) == (len(accounts), 0, 0, 0)
        columns = ", ".join(NAMES)
        found = rows(store, f"SELECT {columns} FROM accounts ORDER BY account_id")
        expected = [
            (f"id-{number}", *(account[name] for name in NAMES[1:]))
            for number, account in enumerate(accounts)
        ]
        assert found == expected
        before = contents(store)
        assert counts(take_in(store, text)) == (0, 0, len(accounts), 0)
        assert contents(store) == before


@FEW
@given(ROWS)
def test_accounts_without_ids_are_known_again(accounts: list[dict[str, Any]]) -> None:
    text = as_csv(accounts, with_ids=False)
    with new_store() as store:
        first = counts(take_in(store, text))
        before = contents(store)
        again = counts(take_in(store, text))
        assert again == (0, 0, first[0] + first[2], first[3])
        assert contents(store) == before


@FEW
@given(ROWS, ROWS, st.booleans())
def test_undo_leaves_the_store_as_before(
    first: list[dict[str, Any]], second: list[dict[str, Any]], with_ids: bool
) -> None:
    with new_store() as store:
        take_in(store, as_csv(first, with_ids=True))
        before = contents(store)
        take_in(store, as_csv(second, with_ids=with_ids))
        undo_last(store, undone_at=datetime(2026, 1, 6))
        assert contents(store) == before
