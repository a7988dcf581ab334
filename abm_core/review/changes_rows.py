"""What the gatherers of changes share: rows behind a number, and what an account weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import isnan
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.review.document import Change, Changes, Happening
from abm_core.review.known import Known
from abm_core.review.said import Behind, Cell, Column, How, Kind, Rows, Said, Unit

Row = dict[str, Any]

# At stake is what is open at the end of the week or was decided in it.
WEIGHT = """
CREATE OR REPLACE TEMP TABLE review_weight AS
WITH deals AS (
    SELECT account_id, sum(value) FILTER (outcome = 'open') AS open_pipeline,
           count(*) FILTER (outcome = 'open') AS n_open,
           sum(value) FILTER (outcome = 'open' OR closed_on BETWEEN $week AND $sunday) AS at_stake
    FROM review_deals WHERE end_on = $sunday GROUP BY account_id
)
SELECT a.account_id, coalesce(d.open_pipeline, 0)::DOUBLE AS open_pipeline,
       coalesce(d.at_stake, 0)::DOUBLE AS at_stake, coalesce(d.n_open, 0) AS n_open,
       coalesce(w.points, 0) AS points
FROM review_accounts a LEFT JOIN deals d USING (account_id)
LEFT JOIN account_weeks w ON w.account_id = a.account_id AND w.week = $week
"""
OPEN_DEALS = """
SELECT account_id, opportunity_id, name AS opportunity, stage, value::DOUBLE AS value
FROM review_deals
SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS account_id) USING (account_id)
WHERE end_on = $sunday AND outcome = 'open'
ORDER BY value DESC NULLS LAST, opportunity_id
"""
DEAL_COLUMNS: tuple[tuple[str, str, Kind], ...] = (
    ("account_id", "Account", "account"), ("opportunity_id", "Opportunity ID", "text"),
    ("opportunity", "Opportunity", "text"), ("stage", "Stage", "text"),
    ("value", "Amount", "money"),
)  # fmt: skip


def lay_out(cursor: DuckDBPyConnection, known: Known) -> None:
    """The temp table ``review_weight``: open pipeline and points of every account of the scope."""
    cursor.execute(WEIGHT, {"sunday": known.sunday, "week": known.week})


def fetched(
    cursor: DuckDBPyConnection, sql: str, bound: Mapping[str, Any] | None = None
) -> list[Row]:
    """Every row of a query by the names of its columns."""
    cursor.execute(sql, dict(bound or {}))
    names = [one[0] for one in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def rows(columns: Sequence[tuple[str, str, Kind]], found: Iterable[Mapping[str, Any]]) -> Rows:
    """Rows of a document from rows of a query."""
    names = [one[0] for one in columns]
    return Rows(
        tuple(Column(*one) for one in columns),
        tuple(tuple(cell(row[name]) for name in names) for row in found),
    )


def cell(value: Any) -> Cell:  # noqa: ANN401  (any value of any column)
    """A value as a cell: days as ISO writes them, nothing where nothing is known."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and isnan(value):
        return None
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return float(value)


def counted(label: str, behind: Rows) -> Behind:
    """How many rows there are."""
    return Behind(label, len(behind.rows), "count", "count", behind)


def figure(
    label: str, behind: Rows, column: str, unit: Unit, *, how: How = "sum", currency: str = ""
) -> Behind:
    """A number from one column of its rows: their sum, or their last one."""
    values = [float(one) for one in behind.column(column) if isinstance(one, int | float)]
    value = sum(values) if how == "sum" else values[-1]
    return Behind(label, float(value), unit, how, behind, column, currency)


def open_deals(
    cursor: DuckDBPyConnection, known: Known, ids: Iterable[str]
) -> dict[str, Behind]:
    """The open pipeline of some accounts with the opportunities behind it; none without any."""
    found = fetched(cursor, OPEN_DEALS, {"sunday": known.sunday, "ids": list(ids)})
    by_account: dict[str, list[Row]] = {}
    for row in found:
        by_account.setdefault(row["account_id"], []).append(row)
    return {account_id: pipeline(known, deals) for account_id, deals in by_account.items()}


def pipeline(known: Known, deals: Sequence[Row]) -> Behind:
    """The sum of some opportunities; of none it is nothing."""
    return figure("Open pipeline", rows(DEAL_COLUMNS, deals), "value", "money",
                  currency=known.currency)  # fmt: skip


def group(kind: Happening, said: Said, made: Iterable[Change]) -> Changes:
    """All changes of a kind under their sentence; the largest, as many as are shown."""
    return Changes(kind, said, tuple(made)[: settings.MOST_CHANGES.value])


def shown(found: Sequence[Row]) -> list[Row]:
    """The rows of a group that become changes; all are behind the sentence that counts them."""
    return list(found[: settings.MOST_CHANGES.value])
