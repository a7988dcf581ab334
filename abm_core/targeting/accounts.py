"""The accounts as the what-if loop sees them: one row each, in the order of their ids.

Read once per import revision; every column is fetched when first asked for and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import pipeline, schema, store
from abm_core.errors import AbmError, did_you_mean
from abm_core.house import reporting_currency
from abm_core.targeting import computed
from abm_core.targeting.rules import FieldType

EXTRA_PREFIX = "extra."

FIELD_TYPES: dict[schema.Kind, FieldType] = {
    "text": "text", "choice": "text", "integer": "number", "number": "number", "money": "number",
    "date": "date", "boolean": "boolean", "list": "list",
}

BUILT_IN = "SELECT * EXCLUDE (extra) FROM accounts ORDER BY account_id"

EXTRA_COLUMN = """
SELECT account_id, json_extract_string(extra, $path) AS value FROM accounts ORDER BY account_id
"""

EXTRA_HEADERS = """
WITH headers AS (
    SELECT unnest(json_keys(extra)) AS header, extra FROM accounts WHERE extra IS NOT NULL
), pointers AS (
    SELECT header, extra, '/' || replace(replace(header, '~', '~0'), '/', '~1') AS pointer
    FROM headers
), cells AS (
    SELECT header, json_type(extra, pointer) AS type, json_extract_string(extra, pointer) AS text
    FROM pointers
)
SELECT
    header,
    count(text) AS n_filled,
    count(DISTINCT text) AS n_distinct,
    bool_and(type IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')) AS is_number,
    bool_and(type = 'BOOLEAN') AS is_boolean,
    bool_and(regexp_full_match(text, '\\d{4}-\\d{2}-\\d{2}') AND TRY_CAST(text AS DATE) IS NOT NULL
        ) AS is_date
FROM cells
WHERE text IS NOT NULL
GROUP BY header
ORDER BY header
"""


class FieldInfo(NamedTuple):
    """A field that a criterion can look at: its reference, label, type and how full it is."""

    ref: str
    label: str
    type: FieldType
    n_filled: int
    n_distinct: int


class Accounts:
    """All accounts of a store at one import revision."""

    def __init__(self, cursor: DuckDBPyConnection) -> None:
        with store.transaction(cursor):  # one moment, whatever another window imports
            self._begin(cursor)

    def _begin(self, cursor: DuckDBPyConnection) -> None:
        self._cursor = cursor
        self.revision = store.revision(cursor)
        self._table = cursor.execute(BUILT_IN).to_arrow_table()
        self._columns: dict[str, pd.Series] = {}
        self._lock = Lock()  # a cursor serves one thread at a time
        self.ids: NDArray[np.object_] = self._table["account_id"].to_numpy(zero_copy_only=False)
        self.currency = reporting_currency(cursor)
        self.pipeline = self._pipeline(cursor)
        self.fields: dict[str, FieldInfo] = {f.ref: f for f in self._catalogue(cursor)}

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row number of an account by its id; made when first asked for."""
        return {account_id: row for row, account_id in enumerate(self.ids)}

    def rows_of(self, ids: Sequence[str]) -> NDArray[np.intp]:
        """The row numbers of some accounts, given by id; -1 where there is no such account."""
        known = self._table["account_id"]
        found = pc.index_in(pa.array(ids, type=known.type), value_set=known)
        return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.intp)

    def column(self, ref: str) -> pd.Series:
        """The values of a field or a further column, one per account; missing is NA."""
        with self._lock:
            if ref not in self._columns:
                self._columns[ref] = self._read(ref)
            return self._columns[ref]

    def query(self, sql: str, bound: dict[str, Any]) -> pd.DataFrame:
        """What a query finds at this import revision; ``AbmError`` once newer data are in."""
        with self._lock:
            return self._query(sql, bound)

    def _query(self, sql: str, bound: dict[str, Any]) -> pd.DataFrame:
        with store.transaction(self._cursor):
            if store.revision(self._cursor) != self.revision:
                raise AbmError(
                    "Newer data were imported while this page was open.",
                    "Choose Show newer data in the sidebar, or reload the page.",
                )
            return self._cursor.execute(sql, bound).df()

    def at(self, ref: str, rows: NDArray[np.intp]) -> NDArray[np.object_]:
        """The values of a field for some accounts, given by row number."""
        found: NDArray[np.object_] = self.column(ref).array.take(rows).to_numpy()
        return found

    def values(self, ref: str) -> list[str]:
        """The distinct values of a field as texts, most frequent first."""
        filled = self.column(ref).dropna()
        if self.find(ref).type == "list":
            filled = filled.explode().dropna()
        if self.find(ref).type == "boolean":
            return ["true", "false"]
        return [str(value) for value in filled.value_counts().index]

    def find(self, ref: str) -> FieldInfo:
        """What is known of a field; ``AbmError`` when the data have no such column."""
        if ref not in self.fields:
            raise AbmError(
                f"The data have no column '{_label(ref)}'.",
                did_you_mean(ref, list(self.fields)) if self.fields else "Import accounts first.",
            )
        return self.fields[ref]

    def _read(self, ref: str) -> pd.Series:
        if computed.is_computed(ref):
            return self._computed(ref)
        if not ref.startswith(EXTRA_PREFIX):
            built_in: pd.Series = self._table[ref].to_pandas()
            return built_in
        pointer = "/" + ref.removeprefix(EXTRA_PREFIX).replace("~", "~0").replace("/", "~1")
        found = self._query(EXTRA_COLUMN, {"path": pointer})
        texts = found["value"]
        if not np.array_equal(found["account_id"].to_numpy(dtype=object), self.ids):
            texts = found.set_index("account_id")["value"].reindex(self.ids).reset_index(drop=True)
        return _typed(texts, self.find(ref).type)

    def _computed(self, ref: str) -> pd.Series:
        """A column that other rooms saved; accounts without a row have done nothing."""
        found = computed.find(ref)
        values = self._query(found.sql, found.bound).set_index("account_id")["value"]
        laid = values.astype(object).reindex(self.ids).reset_index(drop=True)
        return _as_type(laid.where(laid.notna(), found.otherwise), found.type)

    def _catalogue(self, cursor: DuckDBPyConnection) -> list[FieldInfo]:
        built_in = [
            FieldInfo(
                field.name, field.label, FIELD_TYPES[field.kind], *_fill(self.column(field.name))
            )
            for field in schema.ACCOUNTS.fields
            if field.kind in FIELD_TYPES and field.name not in ("name", "parent_name")
        ]
        extra = [
            FieldInfo(EXTRA_PREFIX + header, header, _extra_type(number, boolean, day), filled, n)
            for header, filled, n, number, boolean, day in cursor.execute(EXTRA_HEADERS).fetchall()
        ]
        now = [
            FieldInfo(column.ref, column.label, column.type, len(self.ids), n)
            for column, n in computed.there(cursor)
        ]
        return [info for info in built_in + extra + now if info.n_filled]

    def _pipeline(self, cursor: DuckDBPyConnection) -> pd.DataFrame:
        """Open pipeline per account, in the order of ``ids``; zeros where nothing is open.

        Amounts in another currency count at the newest rate that is not after the opportunity's
        creation day; without one they are counted beside the sum. NaN where opportunities are open
        but none states an amount that is, or can be put, in the reporting currency.
        """
        found = pipeline.open_by_account(cursor, self.currency)
        rows = self.rows_of(found.pop("account_id").tolist())
        laid = {name: np.zeros(len(self)) for name in found}
        for name, column in laid.items():
            column[rows[rows >= 0]] = found[name].to_numpy(dtype=np.float64)[rows >= 0]
        return pd.DataFrame(laid)


def _as_type(filled: pd.Series, field_type: FieldType) -> pd.Series:
    match field_type:
        case "number":
            return filled.astype(np.float64)
        case "boolean":
            return filled.astype("boolean")
        case _:
            return filled.astype("str")


def _label(ref: str) -> str:
    return ref.removeprefix(EXTRA_PREFIX)


def _fill(values: pd.Series) -> tuple[int, int]:
    """Filled cells, and distinct values among them (lists count as one kind)."""
    filled = int(values.notna().sum())
    try:
        return filled, int(values.nunique())
    except TypeError:  # lists cannot be told apart by hashing
        return filled, min(filled, 1)


def _extra_type(is_number: bool, is_boolean: bool, is_date: bool) -> FieldType:
    if is_number:
        return "number"
    if is_boolean:
        return "boolean"
    return "date" if is_date else "text"


def _typed(texts: pd.Series, field_type: FieldType) -> pd.Series:
    match field_type:
        case "number":
            return pd.to_numeric(texts)
        case "boolean":
            return texts.map({"true": True, "false": False}).astype("boolean")
        case "date":
            return pd.to_datetime(texts)
        case _:
            return texts
