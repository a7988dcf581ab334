"""Opportunities around a launch: those opened after it, and apart those that were open already.

Only what was opened after launch can have come from the programme. Deals that are still open count
as open, with the days that they have been followed. Renewals are left out: they come by the
calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import house
from abm_core.lift.cohorts import Stack
from abm_core.lift.windows import WEEK, Windows

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

# Without a rate on or before the day of creation, an amount is not known in the reporting currency.
OPENED = """
WITH rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
),
chosen AS (
    SELECT s.row, o.opportunity_id, o.created_on, s.launch, o.motion, o.amount,
           coalesce(o.currency, $currency) AS currency,
           CASE WHEN o.outcome IN ('won', 'lost') AND coalesce(o.closed_on <= $as_of, TRUE)
                THEN o.outcome ELSE 'open' END AS outcome,
           o.closed_on
    FROM opportunities o JOIN lift_rows s ON s.account_id = o.account_id
    WHERE coalesce(o.motion, '') <> 'renewal'
      AND o.created_on >= s.first_day AND o.created_on < s.end_day
      AND (NOT $still_open OR o.outcome = 'open' OR coalesce(o.closed_on >= s.launch, FALSE))
)
SELECT c.*, c.amount * CASE WHEN c.currency = $currency THEN 1 ELSE r.rate END AS value
FROM chosen c ASOF LEFT JOIN rates r
    ON c.currency = r.currency AND c.created_on >= r.valid_from
ORDER BY c.row, c.created_on, c.opportunity_id
"""
LONG_AGO = 100 * 52 * WEEK


@dataclass(frozen=True)
class Deals:
    """One entry per opportunity and row of the stack (an account may stand for several launches).

    ``row`` is the row of the stack. ``value`` is the amount in the reporting currency, NaN where
    it is not known. ``days`` run from creation to the close, or to the as-of day for open ones;
    for a decided deal without a day of closing they are NaN. ``day`` is the day of creation,
    counted from launch.
    """

    opportunity_id: NDArray[np.object_]
    row: Codes
    day: Codes
    value: Numbers
    days: Numbers
    is_won: Mask
    is_lost: Mask
    motion: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.row)

    @property
    def is_closed(self) -> Mask:
        """Won or lost."""
        return np.asarray(self.is_won | self.is_lost)

    def take(self, rows: Codes | Mask) -> Deals:
        """Some of them, in the order given."""
        return Deals(*(getattr(self, field.name)[rows] for field in fields(self)))

    def within(self, rows: Codes) -> Deals:
        """Those of some rows, given in ascending order, and numbered by their place there."""
        place = np.searchsorted(rows, self.row)
        inside = (place < len(rows)) & (rows[np.minimum(place, len(rows) - 1)] == self.row)
        some = self.take(inside)
        return replace(some, row=place[inside].astype(np.intp))

    def count(self, n_rows: int) -> Numbers:
        """Opportunities per row of the stack."""
        return np.bincount(self.row, minlength=n_rows).astype(np.float64)

    def amount(self, n_rows: int) -> Numbers:
        """Their known amounts per row of the stack; negative amounts count nothing."""
        known = np.maximum(np.nan_to_num(self.value), 0)
        return np.bincount(self.row, known, minlength=n_rows).astype(np.float64)

    @property
    def n_without_amount(self) -> int:
        """Opportunities whose amount is not known, or not in the reporting currency."""
        return int(np.isnan(self.value).sum())


def created_in(
    cursor: DuckDBPyConnection, stack: Stack, windows: Sequence[Windows], name: str, *,
    as_of: date,
) -> Deals:
    """Opportunities created in a window ("after", "baseline", …), as they stand on the as-of day.

    "before" are as many weeks before launch as "after" has: for the naive comparison only.
    """
    if name == "before":
        spans = [(one.launch - one.after.n_weeks * WEEK, one.launch) for one in windows]
    else:
        weeks = [getattr(one, name) for one in windows]
        spans = [(one.first, one.ends_before) for one in weeks]
    return _read(cursor, stack, windows, spans, as_of, still_open=False)


def open_at_launch(
    cursor: DuckDBPyConnection, stack: Stack, windows: Sequence[Windows], *, as_of: date
) -> Deals:
    """Opportunities that were open when the launch came; the programme cannot have opened them."""
    spans = [(one.launch - LONG_AGO, one.launch) for one in windows]
    return _read(cursor, stack, windows, spans, as_of, still_open=True)


def _read(
    cursor: DuckDBPyConnection,
    stack: Stack,
    windows: Sequence[Windows],
    spans: Sequence[tuple[date, date]],
    as_of: date,
    *,
    still_open: bool,
) -> Deals:
    first, end = (np.array(days, dtype="datetime64[s]") for days in zip(*spans, strict=True))
    launch = np.array([one.launch for one in windows], dtype="datetime64[s]")
    rows = pd.DataFrame({
        "row": np.arange(len(stack)), "account_id": pd.Series(stack.account_id, dtype="str"),
        "launch": launch[stack.block], "first_day": first[stack.block],
        "end_day": end[stack.block],
    })  # fmt: skip
    cursor.register("lift_rows", rows)
    try:
        found = cursor.execute(OPENED, {
            "currency": house.reporting_currency(cursor), "as_of": as_of,
            "still_open": still_open,
        }).df()  # fmt: skip
    finally:
        cursor.unregister("lift_rows")
    return _deals(found, as_of)


def _deals(found: pd.DataFrame, as_of: date) -> Deals:
    created = found["created_on"].to_numpy("datetime64[D]")
    is_open = (found["outcome"] == "open").to_numpy()
    ends = np.where(
        is_open, np.datetime64(as_of, "D"), found["closed_on"].to_numpy("datetime64[D]")
    )
    days = (ends - created).astype("timedelta64[D]")
    length = np.where(np.isnat(days), np.nan, np.maximum(days.astype(np.float64), 0))
    launch = found["launch"].to_numpy("datetime64[D]")
    return Deals(
        found["opportunity_id"].to_numpy(dtype=object),
        found["row"].to_numpy(dtype=np.intp),
        (created - launch).astype(np.intp),
        found["value"].to_numpy(dtype=np.float64, na_value=np.nan),
        length,
        (found["outcome"] == "won").to_numpy(),
        (found["outcome"] == "lost").to_numpy(),
        found["motion"].astype(object).where(found["motion"].notna(), None).to_numpy(dtype=object),
    )
