"""The accounts as read from a store: columns and their types, pipeline, currency, as-of day."""

from __future__ import annotations

from datetime import date, datetime
from threading import Thread
from typing import Any

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from tiny_world import A1, A2, A3, put_accounts, put_opportunities

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.overview import newest_day
from abm_core.targeting.accounts import Accounts


def with_extra(cursor: DuckDBPyConnection, *cells: dict[str, Any]) -> Accounts:
    put_accounts(cursor, [{"account_id": f"a{n}", "extra": row} for n, row in enumerate(cells)])
    return Accounts(cursor)


def test_accounts_stand_in_the_order_of_their_ids(empty: DuckDBPyConnection) -> None:
    put_accounts(empty, [{"account_id": "b"}, {"account_id": "a"}, {"account_id": "C"}])
    assert list(Accounts(empty).ids) == ["C", "a", "b"]


def test_an_empty_store(empty: DuckDBPyConnection) -> None:
    accounts = Accounts(empty)
    assert len(accounts) == 0 and accounts.fields == {} and len(accounts.pipeline) == 0
    assert newest_day(empty) is None
    with pytest.raises(AbmError, match="no column 'industry'") as caught:
        accounts.find("industry")
    assert caught.value.fix == "Import accounts first."


def test_only_columns_with_something_in_them_are_offered(accounts: Accounts) -> None:
    assert set(accounts.fields) == {"industry", "employees", "account_type", "extra.Intent"}
    assert accounts.fields["employees"] == ("employees", "Employees", "number", 5, 2)
    # "Medical" and "medical" are two spellings.
    assert accounts.fields["industry"][2:] == ("text", 6, 4)
    assert accounts.fields["extra.Intent"] == ("extra.Intent", "Intent", "number", 4, 3)


def test_a_column_that_is_not_there_suggests_one(accounts: Accounts) -> None:
    with pytest.raises(AbmError) as caught:
        accounts.find("extra.Intnt")
    assert caught.value.problem == "The data have no column 'Intnt'."
    assert caught.value.fix == "Did you mean 'extra.Intent'?"


def test_further_columns_have_a_type(empty: DuckDBPyConnection) -> None:
    found = with_extra(
        empty,
        {"n": 1, "mixed": 1, "b": True, "d": "2026-01-31", "t": "x", "nearly": "2026-02-30"},
        {"n": -2.5, "mixed": "many", "b": False, "d": "2025-12-01", "t": "2026-01-31"},
        {"n": None, "b": None},
    )
    types = {info.label: info.type for info in found.fields.values()}
    assert types == {"n": "number", "mixed": "text", "b": "boolean", "d": "date", "t": "text",
                     "nearly": "text"}  # fmt: skip
    np.testing.assert_array_equal(found.column("extra.n"), [1, -2.5, np.nan])
    assert list(found.column("extra.b").isna()) == [False, False, True]
    assert list(found.column("extra.b")[:2]) == [True, False]
    assert found.column("extra.d")[0] == pd.Timestamp(2026, 1, 31)
    assert list(found.column("extra.mixed").dropna()) == ["1", "many"]
    assert found.fields["extra.n"].n_filled == 2


@pytest.mark.parametrize(
    "header",
    ["a/b", "~", "~1", "a~0b", 'in "quotes"', "it's", "v1.2", "$.x", "*", "2024", "Ünï", "a\\b",
     "[0]", " blanks ", "100%"],
)  # fmt: skip
def test_any_header_can_be_read(empty: DuckDBPyConnection, header: str) -> None:
    found = with_extra(empty, {header: 7, "other": 1}, {"other": 2})
    assert found.fields[f"extra.{header}"].n_filled == 1
    np.testing.assert_array_equal(found.column(f"extra.{header}"), [7, np.nan])


def test_headers_that_differ_by_a_dot_are_two_columns(empty: DuckDBPyConnection) -> None:
    found = with_extra(empty, {"a.b": 1, "a/b": 2, "a": 3})
    assert [found.column(f"extra.{h}")[0] for h in ("a.b", "a/b", "a")] == [1, 2, 3]


def test_rows_stay_in_line_when_another_window_imports(empty: DuckDBPyConnection) -> None:
    found = with_extra(empty, {"n": 10}, {"n": 11})
    put_accounts(empty, [{"account_id": "a00", "extra": {"n": 99}}])
    assert list(found.ids) == ["a0", "a1"]
    assert list(found.column("extra.n")) == [10, 11]


def test_two_threads_read_one_catalogue(empty: DuckDBPyConnection) -> None:
    found = with_extra(empty, *({f"c{n}": n for n in range(30)} for _ in range(5)))
    wrong: list[str] = []

    def read() -> None:
        wrong.extend(f"c{n}" for n in range(30) if found.column(f"extra.c{n}")[4] != n)

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_open_pipeline_by_hand(accounts: Accounts) -> None:
    pipeline = accounts.pipeline
    # All that a2 has open is in another currency: not known, rather than nothing.
    np.testing.assert_array_equal(
        pipeline["open_pipeline"], [100_000, np.nan, 20_000, 0, 0, 0, 0, 0])
    assert list(pipeline["n_open"]) == [2, 1, 1, 0, 0, 0, 0, 0]
    assert pipeline["n_open_without_amount"][A1] == 1  # counted beside the amount, never as zero
    assert pipeline["n_open_other_currency"][A2] == 1  # 50,000 USD stay out of a sum in EUR
    assert pipeline["n_open_other_currency"][A3] == 0  # no currency stated: the reporting one


RATES = [("USD", "EUR", date(2025, 1, 1), 0.5), ("USD", "EUR", date(2025, 7, 1), 0.8),
         ("USD", "GBP", date(2025, 1, 1), 9.0), ("GBP", "EUR", date(2025, 1, 1), 2.0)]  # fmt: skip


def put_rates(cursor: DuckDBPyConnection) -> None:
    names = [field.name for field in schema.CURRENCY_RATES.fields]
    store.insert(
        cursor, schema.CURRENCY_RATES, [dict(zip(names, row, strict=True)) for row in RATES]
    )


def open_deals(cursor: DuckDBPyConnection, *deals: tuple[Any, ...]) -> Accounts:
    """One account with open opportunities: amount, currency, day of creation."""
    put_accounts(cursor, [{"account_id": "a"}])
    put_opportunities(cursor, [
        {"account_id": "a", "amount": amount, "currency": currency, "created_on": day,
         "outcome": "open"}
        for amount, currency, day in deals
    ])  # fmt: skip
    put_rates(cursor)
    return Accounts(cursor)


def test_amounts_convert_at_the_rate_of_their_creation_day(empty: DuckDBPyConnection) -> None:
    """100 + 1,000 x 0.5 + 1,000 x 0.8 (twice) + 10 x 2 = 2,220; unstated is EUR: + 7."""
    found = open_deals(
        empty,
        (100, "EUR", None), (1000, "USD", date(2025, 6, 30)), (1000, "USD", date(2025, 7, 1)),
        (1000, "USD", date(2026, 2, 1)), (10, "GBP", date(2025, 3, 1)), (7, None, None),
        (0, "EUR", None),
    )  # fmt: skip
    empty.execute("INSERT INTO house_settings (name, value) VALUES ('currency', '\"EUR\"')")
    found = Accounts(empty)
    assert found.currency == "EUR"
    assert found.pipeline["open_pipeline"][0] == pytest.approx(2227)
    assert found.pipeline["n_open"][0] == 7
    assert found.pipeline["n_open_other_currency"][0] == 0


def test_without_a_rate_of_its_day_an_amount_stays_apart(empty: DuckDBPyConnection) -> None:
    """Before the first rate, without a day, in a currency without any: none is guessed."""
    found = open_deals(
        empty,
        (100, "EUR", None), (30, "EUR", None), (20, "EUR", None), (10, "EUR", None),
        (1000, "USD", date(2024, 12, 31)), (1000, "USD", None), (5000, "CHF", date(2025, 8, 1)),
        (None, "USD", date(2025, 8, 1)),
    )  # fmt: skip
    assert found.currency == "EUR"
    row = found.pipeline.iloc[0]
    assert (row["open_pipeline"], row["n_open"]) == (160, 8)
    assert (row["n_open_other_currency"], row["n_open_without_amount"]) == (3, 1)


def test_a_rate_into_another_currency_is_not_used(empty: DuckDBPyConnection) -> None:
    """The pound's house knows 1 USD = 9 GBP here; what it is in EUR does not matter."""
    empty.execute("INSERT INTO house_settings (name, value) VALUES ('currency', '\"GBP\"')")
    found = open_deals(empty, (2, "USD", date(2025, 8, 1)), (3, "EUR", date(2025, 8, 1)))
    assert found.pipeline["open_pipeline"][0] == 18
    assert found.pipeline["n_open_other_currency"][0] == 1


def test_amounts_without_any_currency_add_up(empty: DuckDBPyConnection) -> None:
    put_accounts(empty, [{"account_id": "a"}])
    put_opportunities(
        empty, [{"account_id": "a", "amount": n, "outcome": "open"} for n in (1, 2.5)]
    )
    found = Accounts(empty)
    assert found.currency == ""
    assert found.pipeline["open_pipeline"][0] == 3.5


def imported(cursor: DuckDBPyConnection, day: datetime) -> None:
    store.insert(cursor, schema.IMPORTS, [{"import_id": 1, "imported_at": day}])


def test_as_of_is_the_newest_created_or_decided_day(empty: DuckDBPyConnection) -> None:
    put_accounts(empty, [{"account_id": "a", "created_on": date(2025, 5, 1)}])
    assert newest_day(empty) == date(2025, 5, 1)
    put_opportunities(empty, [{"created_on": date(2025, 6, 1)}])
    assert newest_day(empty) == date(2025, 6, 1)
    put_opportunities(empty, [{"closed_on": date(2025, 7, 1), "outcome": "lost"}])
    assert newest_day(empty) == date(2025, 7, 1)


def test_as_of_ignores_expected_closings(empty: DuckDBPyConnection) -> None:
    put_opportunities(empty, [
        {"outcome": "won", "closed_on": date(2025, 3, 1)},
        {"outcome": "open", "closed_on": date(2025, 9, 1), "expected_on": date(2025, 9, 2)},
    ])  # fmt: skip
    imported(empty, datetime(2026, 1, 1))
    assert newest_day(empty) == date(2025, 3, 1)


def test_as_of_ignores_days_after_the_import(empty: DuckDBPyConnection) -> None:
    put_opportunities(empty, [
        {"outcome": "won", "closed_on": day}
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2))
    ])  # fmt: skip
    imported(empty, datetime(2026, 1, 1, 9, 30))
    assert newest_day(empty) == date(2026, 1, 1)


def test_rows_by_id(empty: DuckDBPyConnection) -> None:
    found = with_extra(empty, {"n": 10}, {"n": 11})
    assert found.rows_of(["a1", "b", "a0", "A1", ""]).tolist() == [1, -1, 0, -1, -1]
    assert found.rows_of([]).tolist() == []
    assert found.row_of == {"a0": 0, "a1": 1}
