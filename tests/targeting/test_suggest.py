"""The starting profile, worked out by hand on a few decided opportunities."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from tiny_world import put_accounts, put_opportunities

from abm_core.targeting import suggest
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.profile import Exclusion
from abm_core.targeting.rules import Bands, Categories, YesNo


def decided(won: list[int], total: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"n_won": won, "n_decided": total}, dtype="float64")


def test_categories_by_win_rate() -> None:
    """10 of 40 won: 0.25 overall, so every value is credited with 10 deals, 2.5 of them won.

    Health (8 + 2.5) / (10 + 10) = 0.525; Retail (2 + 2.5) / (10 + 10) = 0.225;
    Energy (0 + 2.5) / (20 + 10) = 1/12. Stretched to 0.2 … 1:
    Retail 0.2 + 0.8 (0.225 − 1/12) / (0.525 − 1/12) = 0.4566…
    """
    values = pd.Series(["Health", "Retail", "Energy", None])
    found = suggest.suggest_categories(values, decided([8, 2, 0, 0], [10, 10, 20, 0]))
    assert found == Categories((("Health", 1.0), ("Retail", 0.46), ("Energy", 0.2)))


def test_bands_by_win_rate() -> None:
    """Quartiles of 10, 20, 30, 40 and 50 are 10, 20, 30 and 40.

    4 of 8 won: 0.5 overall, a credit of 5 in 10. Rates by band: (0 + 5) / 12, (1 + 5) / 12,
    (1 + 5) / 12, and (2 + 5) / 12 from 40 upwards, where 40 and 50 have one each of one.
    Stretched: 0.2, 0.6, 0.6, 1.
    """
    values = pd.Series([10.0, 20, 30, 40, 50, None])
    found = suggest.suggest_bands(values, decided([0, 1, 1, 1, 1, 0], [2, 2, 2, 1, 1, 0]))
    assert found == Bands(((10, 0.2), (20, 0.6), (30, 0.6), (40, 1.0)))


@pytest.mark.parametrize(("won", "total"), [(0, 0), (0, 4), (4, 4)])
def test_nothing_decided_both_ways_larger_is_better(won: int, total: int) -> None:
    values = pd.Series([10.0, 20, 30, 40, 50])
    found = suggest.suggest_bands(values, decided([won, 0, 0, 0, 0], [total, 0, 0, 0, 0]))
    assert found == Bands(((10, 0.25), (20, 0.5), (30, 0.75), (40, 1.0)))
    table = suggest.suggest_categories(pd.Series(["b", "a"]), decided([won, 0], [total, 0]))
    assert table == Categories((("a", 0.5), ("b", 0.5)))


def test_bands_need_two_ends() -> None:
    assert suggest.suggest_bands(pd.Series([5.0, 5.0, None]), decided([0] * 3, [0] * 3)) is None


def test_band_ends_are_round_and_never_above_the_quartile() -> None:
    values = pd.Series([1_234_567.0, 1_234_567, 98_765, 98_765])
    found = suggest.suggest_bands(values, decided([0] * 4, [0] * 4))
    # Quartiles: 98,765 (twice), 666,666 and 1,234,567.
    assert found == Bands(((98_700, 1 / 3), (666_000, 2 / 3), (1_230_000, 1.0)))


def world(cursor: DuckDBPyConnection, rows: list[dict[str, Any]]) -> Accounts:
    put_accounts(cursor, [{"account_id": f"a{n:02}", **row} for n, row in enumerate(rows)])
    return Accounts(cursor)


def test_a_starting_profile(empty: DuckDBPyConnection) -> None:
    accounts = world(empty, [
        {"industry": "Health" if n < 5 else "Retail", "employees": n, "sales_owner": "Ida",
         "account_type": "competitor" if n == 9 else "prospect",
         "country": "DK" if n < 2 else None,
         "extra": {"Uses us": n < 5, "Note": f"note {n}"}}
        for n in range(10)
    ])  # fmt: skip
    put_opportunities(empty, [
        {"account_id": f"a{n:02}", "outcome": "won" if n < 5 else "lost"} for n in range(10)
    ])  # fmt: skip
    found = suggest.starting_profile(empty, accounts)
    # Country is filled for 2 of 10 only; owners and types are no quality of an account.
    assert [(c.name, c.field) for c in found.criteria] == [
        ("Industry", "industry"), ("Employees", "employees"), ("Note", "extra.Note"),
        ("Uses us", "extra.Uses us"),
    ]  # fmt: skip
    assert {c.weight for c in found.criteria} == {20}
    assert found.criteria[0].rule == Categories((("Health", 1.0), ("Retail", 0.2)))
    assert found.criteria[3].rule == YesNo()
    assert found.exclusions == (Exclusion("account_type", ("competitor",), "Competitor"),)


def test_orphans_and_open_deals_decide_nothing(empty: DuckDBPyConnection) -> None:
    accounts = world(empty, [{"industry": "Health"}, {"industry": "Retail"}])
    put_opportunities(empty, [
        {"account_id": None, "outcome": "won"}, {"account_id": "gone", "outcome": "lost"},
        {"account_id": "a00", "outcome": "open"}, {"account_id": "a01", "outcome": "lost"},
    ])  # fmt: skip
    found = suggest.starting_profile(empty, accounts).criteria[0].rule
    assert found == Categories((("Health", 0.5), ("Retail", 0.5)))


def test_no_accounts_no_criteria(empty: DuckDBPyConnection) -> None:
    assert suggest.starting_profile(empty, Accounts(empty)).criteria == ()
