"""Rates between currencies: the table in which they are kept."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from abm_core.errors import AbmError
from abm_core.house import Rate

COLUMNS = ["currency", "valid_from", "rate"]


def table(kept: tuple[Rate, ...], into: str, key: str) -> pd.DataFrame:
    """The rates into one currency as a table to edit; what stands in it now.

    No column is required: the table would leave out rows that are half filled, without a word.
    """
    shown = [
        (rate.currency, rate.valid_from, rate.rate) for rate in kept if rate.into_currency == into
    ]
    rows = pd.DataFrame(shown, columns=COLUMNS).astype(
        {"currency": "str", "valid_from": "datetime64[us]", "rate": "float64"}
    )
    return st.data_editor(
        rows, key=f"{key}_{into}", num_rows="dynamic", hide_index=True,
        placeholder="",
        column_config={
            "currency": st.column_config.TextColumn(
                "Currency", max_chars=3, help="Three letters, as GBP."),
            "valid_from": st.column_config.DateColumn(
                "Valid from", format="D MMM YYYY",
                help="Holds until the next rate. Give the first one the day of your oldest "
                     "opportunity: amounts from before it are not converted."),
            "rate": st.column_config.NumberColumn(
                f"1 unit in {into}", min_value=0.0, format="%.6g"),
        },
    )  # fmt: skip


def with_others(kept: tuple[Rate, ...], rows: pd.DataFrame, into: str) -> tuple[Rate, ...]:
    """All rates: those of an edited table, and those into other currencies as they were."""
    others = (rate for rate in kept if rate.into_currency != into)
    return tuple(sorted([*others, *rates_in(rows, into)]))


def rates_in(rows: pd.DataFrame, into: str) -> tuple[Rate, ...]:
    """The rates in an edited table; a row that is half filled is a problem, not left out."""
    found = []
    for currency, day, rate in rows[COLUMNS].itertuples(index=False, name=None):
        if pd.isna(currency) and pd.isna(day) and pd.isna(rate):
            continue
        if pd.isna(currency) or pd.isna(day) or pd.isna(rate):
            raise AbmError(
                "A rate is not complete.", "Give currency, first day and rate, or remove the row."
            )
        found.append(Rate(str(currency).strip().upper(), into, _day(day), float(rate)))
    return tuple(sorted(found))


def _day(value: object) -> date:
    return pd.Timestamp(value).date()  # type: ignore[arg-type]
