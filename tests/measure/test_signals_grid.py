"""Fit × timing in nine cells, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.measure import signals_grid, signals_wording

SCORES = [  # account, fit, timing, tier
    ("a", 70.0, 70.0, "1"), ("b", 90.0, 99.0, None), ("c", 69.9999999, 70.0, "2"),
    ("d", 69.99, 70.0, None), ("e", 40.0, 39.0, None), ("f", 0.0, 100.0, None),
    ("g", None, 80.0, None), ("h", 80.0, None, "3"), ("i", None, None, None),
]  # fmt: skip


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "grid.duckdb")
    with opened.cursor() as lent:
        for account, fit, timing, tier in SCORES:
            lent.execute("INSERT INTO accounts (account_id, name) VALUES ($a, $a)", {"a": account})
            lent.execute("INSERT INTO account_scores (account_id, score, fit, timing, tier) "
                         "VALUES ($a, $s, $f, $t, $tier)",
                         {"a": account, "s": fit, "f": fit, "t": timing,
                          "tier": tier})  # fmt: skip
        yield lent
    opened.close()


def test_every_account_is_in_one_cell_or_counted(cursor: DuckDBPyConnection) -> None:
    found = signals_grid.grid(cursor)
    assert len(found.cells) == 9
    assert found.cells["fit_band"].tolist() == ["high"] * 3 + ["middle"] * 3 + ["low"] * 3
    assert found.cells["timing_band"].tolist() == ["low", "middle", "high"] * 3
    assert found.cells["n_accounts"].sum() + found.n_in_no_cell == found.n_accounts == 9
    assert (found.n_without_fit, found.n_without_timing, found.n_in_no_cell) == (2, 2, 3)


def test_a_band_begins_with_its_limit_after_rounding(cursor: DuckDBPyConnection) -> None:
    found = signals_grid.grid(cursor)
    assert (found.n("high", "high"), found.n_in_tier("high", "high")) == (3, 2)  # a, b, c
    assert found.n("middle", "high") == 1
    assert found.n("middle", "low") == 1
    assert found.n("low", "high") == 1


def test_the_accounts_of_a_cell_are_those_counted(cursor: DuckDBPyConnection) -> None:
    found = signals_grid.grid(cursor)
    assert signals_grid.accounts(cursor, "high", "high")["account_id"].tolist() == ["b", "a", "c"]
    for cell in found.cells.itertuples():
        listed = signals_grid.accounts(cursor, cell.fit_band, cell.timing_band)
        assert len(listed) == cell.n_accounts


def test_what_is_said(cursor: DuckDBPyConnection) -> None:
    assert signals_wording.grid(signals_grid.grid(cursor)) == (
        "3 accounts fit well and show interest now; 1 of them has no tier. 3 accounts are in no "
        "cell: fit or timing is not known."
    )


def test_no_scores_are_an_empty_grid(tmp_path: Path) -> None:
    with store.open_store(tmp_path / "empty.duckdb").cursor() as cursor:
        found = signals_grid.grid(cursor)
        assert found.cells["n_accounts"].tolist() == [0] * 9
        assert signals_wording.grid(found) == (
            "0 accounts fit well and show interest now; 0 of them have no tier."
        )
