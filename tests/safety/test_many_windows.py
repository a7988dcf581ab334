"""Many windows read while one imports: no error, and every number is of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Event

import pandas as pd
import pytest

from abm_core import overview, store
from abm_core.intake import load
from abm_core.store import Store
from abm_core.targeting.workshop import Workshop

N_READERS = 6
N_IMPORTS = 4
BATCH = 1_500
AMOUNT = 1_000.0


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    held = store.open_store(tmp_path / "abm.duckdb")
    yield held
    held.close()


def batch(number: int) -> list[tuple[str, pd.DataFrame, str]]:
    """Accounts with one open opportunity each, all worth the same."""
    ids = [f"A{number}-{row}" for row in range(BATCH)]
    accounts = pd.DataFrame({"account_id": ids, "name": ids})
    opportunities = pd.DataFrame({
        "opportunity_id": [f"O{one}" for one in ids], "account_id": ids, "amount": AMOUNT,
        "outcome": "open",
    })  # fmt: skip
    return [("accounts", accounts, "a.csv"), ("opportunities", opportunities, "o.csv")]


def read_until(opened: Store, done: Event) -> list[tuple[int, float, int]]:
    """Accounts, their open pipeline and opportunities, again and again until told."""
    seen = []
    while not done.is_set():
        with opened.cursor() as cursor:
            accounts = Workshop(cursor).accounts
            seen.append((len(accounts), float(accounts.pipeline["open_pipeline"].sum()),
                         overview.read(cursor).n_orphans))  # fmt: skip
    return seen


def test_readers_see_whole_imports_only(opened: Store) -> None:
    done = Event()
    with ThreadPoolExecutor(N_READERS) as pool:
        readers = [pool.submit(read_until, opened, done) for _ in range(N_READERS)]
        try:
            for number in range(N_IMPORTS):
                load.load_frames(opened, batch(number), imported_at=datetime(2026, 1, 5, number))
        finally:
            done.set()
        seen = {one for reader in readers for one in reader.result()}
    whole = {(n * BATCH, n * BATCH * AMOUNT, 0) for n in range(N_IMPORTS + 1)}
    assert seen <= whole
    assert len(seen) > 1
