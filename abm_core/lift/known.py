"""Accounts as they were known on a day: the one place where lift looks at their fields.

The change log says what a field held before a later import changed it. Where the log begins after
the day, the oldest value that it knows is taken, else today's; how many accounts that concerns is
told, because such values may show what the programme did.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import formats, house
from abm_core.lift import family

Days = NDArray[np.datetime64]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
EXTRA = "extra."
NEVER = np.datetime64("NaT", "D")
CUSTOMERS = ("customer", "former customer")

ACCOUNTS = "SELECT * EXCLUDE (extra) FROM accounts ORDER BY account_id"
EXTRA_COLUMN = """
SELECT json_extract_string(extra, $path) AS value FROM accounts ORDER BY account_id
"""
KNOWN_FROM = """
SELECT entity_id AS account_id, max(changed_at) AS moment FROM change_log
WHERE entity = 'accounts' AND field = '+' GROUP BY entity_id
"""
# The first change from a moment on holds the value of that moment as its old one.
BEFORE_CHANGE = """
SELECT entity_id AS account_id, arg_min(coalesce(old_value, 'null'), change_id) AS old_value
FROM change_log
WHERE entity = 'accounts' AND field = $field AND changed_at >= $moment
GROUP BY entity_id
"""
FIRST_TARGETED = "SELECT account_id, min(joined_on) AS day FROM target_list GROUP BY account_id"
# Before its first purchase nobody renews or expands.
CUSTOMER_SINCE = """
SELECT account_id,
       min(CASE WHEN motion IN ('renewal', 'expansion') THEN created_on
                WHEN outcome = 'won' THEN coalesce(closed_on, created_on) END) AS day
FROM opportunities
WHERE account_id IS NOT NULL AND (outcome = 'won' OR motion IN ('renewal', 'expansion'))
GROUP BY account_id
"""


class Known(NamedTuple):
    """Values of a field, one per account; ``was_known`` whether the day itself vouches for them."""

    values: pd.Series
    was_known: Mask


class Book:
    """All accounts, in the order of their ids."""

    def __init__(self, cursor: DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._zone = house.time_zone(cursor)
        self._table = cursor.execute(ACCOUNTS).df()
        self.ids = pd.Index(self._table["account_id"], dtype=object)  # looked up fastest
        self.held: dict[object, dict[str, Numbers]] = {}  # numbers by account that were read before
        self.created_on = self._table["created_on"].to_numpy(dtype="datetime64[D]")
        self.family: Codes = family.roots(self.ids, self._table["parent_id"])
        self.first_targeted = self._days(FIRST_TARGETED)
        self.customer_since = self._days(CUSTOMER_SINCE)

    @property
    def fields(self) -> list[str]:
        """The built-in fields of accounts."""
        return list(self._table.columns)

    def codes(self, ids: pd.Series | NDArray[np.object_]) -> Codes:
        """The places of accounts in the book; -1 where there is no such account."""
        return np.asarray(self.ids.get_indexer(pd.Index(ids, dtype=object)), dtype=np.intp)

    def exists(self, day: date) -> Mask:
        """Accounts that were there before a day; those without a day of creation count as there."""
        return np.asarray(np.isnat(self.created_on) | (self.created_on < np.datetime64(day)))

    def targeted_before(self, day: date) -> Mask:
        """Accounts that were on any programme's list before a day."""
        return np.asarray(self.first_targeted < np.datetime64(day))

    def is_customer(self, day: date) -> Mask:
        """Accounts that had bought before a day, by their opportunities or as the log knows.

        What an account is called today may be the programme's doing, so it does not count; only
        where no opportunity tells who bought before that day, it is all there is.
        """
        bought = np.asarray(self.customer_since < np.datetime64(day))
        status = self.column("account_type", day)
        called = status.values.isin(CUSTOMERS).to_numpy()
        return np.asarray(bought | (called & (status.was_known | (not bought.any()))))

    def column(self, field: str, day: date) -> Known:
        """A field, or a further column ("extra.…"), as it was known before a day."""
        today, name, header = self._today(field), field, None
        if field.startswith(EXTRA):
            name, header = "extra", field.removeprefix(EXTRA)
        was_known = np.asarray(self._known_from < np.datetime64(self._moment(day)))
        found = self._cursor.execute(
            BEFORE_CHANGE, {"field": name, "moment": self._moment(day)}
        ).df()
        place = self.codes(found["account_id"])
        older = [_old(text, header) for text in found["old_value"]]
        counts = (place >= 0) & (
            was_known[place] | np.array([one is not None for one in older], dtype=bool)
        )
        if not counts.any():
            return Known(today, was_known)
        values = today.astype(object).where(today.notna(), None)
        values.iloc[place[counts]] = pd.Series(older, dtype=object)[counts].to_numpy()
        return Known(_like(values, today), was_known)

    def _today(self, field: str) -> pd.Series:
        if not field.startswith(EXTRA):
            return self._table[field]
        pointer = "/" + field.removeprefix(EXTRA).replace("~", "~0").replace("/", "~1")
        return self._cursor.execute(EXTRA_COLUMN, {"path": pointer}).df()["value"]

    @cached_property
    def _known_from(self) -> NDArray[np.datetime64]:
        found = self._cursor.execute(KNOWN_FROM).df()
        moments = np.full(len(self.ids), np.datetime64("NaT"), dtype="datetime64[us]")
        place = self.codes(found["account_id"])
        moments[place[place >= 0]] = found["moment"].to_numpy("datetime64[us]")[place >= 0]
        return moments

    def _moment(self, day: date) -> Any:  # noqa: ANN401 - a naive moment in UTC
        return formats.end_of_day(day - timedelta(days=1), self._zone)

    def _days(self, sql: str) -> Days:
        found = self._cursor.execute(sql).df()
        days = np.full(len(self.ids), NEVER)
        place = self.codes(found["account_id"])
        days[place[place >= 0]] = found["day"].to_numpy("datetime64[D]")[place >= 0]
        return days


def _old(text: str, header: str | None) -> Any:  # noqa: ANN401 - any JSON
    value = json.loads(text)
    if header is None:
        return value
    return value.get(header) if isinstance(value, dict) else None


def _like(values: pd.Series, today: pd.Series) -> pd.Series:
    """Older values read as those of today are."""
    if pd.api.types.is_datetime64_any_dtype(today):
        return pd.to_datetime(values, errors="coerce")
    if pd.api.types.is_numeric_dtype(today) and not pd.api.types.is_bool_dtype(today):
        return pd.to_numeric(values, errors="coerce")
    return values
