"""What opportunities said of accounts before launch: pipeline created, and whether one was open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import formats, house, settings
from abm_core.lift.cohorts import Stack
from abm_core.lift.known import Book

# Amounts as they were known on the day; without a rate of the day of creation, none counts.
EARLIER = """
WITH later AS (
    SELECT entity_id AS opportunity_id, arg_min(old_value, change_id) AS old_value
    FROM change_log
    WHERE entity = 'opportunities' AND field = 'amount' AND changed_at >= $moment
      AND old_value IS NOT NULL
    GROUP BY entity_id
),
rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
),
known AS (
    SELECT o.account_id, o.created_on, o.outcome, o.closed_on,
           coalesce(o.currency, $currency) AS currency,
           coalesce(try_cast(l.old_value AS DOUBLE), o.amount) AS amount
    FROM opportunities o LEFT JOIN later l USING (opportunity_id)
    WHERE o.created_on < $day AND o.account_id IS NOT NULL
),
valued AS (
    SELECT k.*, k.amount * CASE WHEN k.currency = $currency THEN 1 ELSE r.rate END AS value
    FROM known k ASOF LEFT JOIN rates r
        ON k.currency = r.currency AND k.created_on >= r.valid_from
)
SELECT account_id,
       coalesce(sum(greatest(value, 0)) FILTER (created_on >= $since), 0)::DOUBLE AS pipeline,
       bool_or(outcome = 'open' OR coalesce(closed_on >= $day, FALSE)) AS is_open
FROM valued GROUP BY account_id
"""


class Earlier(NamedTuple):
    """One entry per row of a stack: pipeline in the reporting currency, and open or not."""

    pipeline: NDArray[np.float64]
    is_open: NDArray[np.bool_]


def read(
    cursor: DuckDBPyConnection, book: Book, stack: Stack, days: Sequence[date], *, currency: str
) -> Earlier:
    """As known before a day, given by block: pipeline of the year before, opportunities open."""
    pipeline, is_open = np.zeros(len(stack)), np.zeros(len(stack), dtype=bool)
    zone = house.time_zone(cursor)
    for block, day in enumerate(days):
        found = cursor.execute(EARLIER, {
            "day": day, "moment": formats.end_of_day(day - timedelta(days=1), zone),
            "since": day - timedelta(days=settings.LIFT_PIPELINE_DAYS.value),
            "currency": currency,
        }).df()  # fmt: skip
        place = book.codes(found["account_id"])
        amounts, opened = np.zeros(len(book.ids)), np.zeros(len(book.ids), dtype=bool)
        amounts[place[place >= 0]] = found["pipeline"].to_numpy()[place >= 0]
        opened[place[place >= 0]] = found["is_open"].to_numpy(dtype=bool)[place >= 0]
        rows = stack.block == block
        pipeline[rows] = amounts[stack.account[rows]]
        is_open[rows] = opened[stack.account[rows]]
    return Earlier(pipeline, is_open)
