"""The open pipeline of accounts in one currency."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
from duckdb import DuckDBPyConnection

# Without a rate on or before the day of creation, an amount stays in its own currency.
OPEN = """
WITH open_ones AS (
    SELECT account_id, amount, created_on, coalesce(currency, $currency) AS currency
    FROM opportunities
    WHERE outcome = 'open' AND account_id IS NOT NULL
      AND ($everywhere OR account_id IN (SELECT unnest($ids::VARCHAR[])))
), rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
), valued AS (
    SELECT o.account_id, o.amount,
           o.amount * CASE WHEN o.currency = $currency THEN 1 ELSE r.rate END AS value
    FROM open_ones o ASOF LEFT JOIN rates r
        ON o.currency = r.currency AND o.created_on >= r.valid_from
)
SELECT
    account_id,
    sum(value)::DOUBLE AS open_pipeline,
    count(*) AS n_open,
    count(*) FILTER (WHERE amount IS NULL) AS n_open_without_amount,
    count(*) FILTER (WHERE amount IS NOT NULL AND value IS NULL) AS n_open_other_currency
FROM valued
GROUP BY account_id
"""


def open_by_account(
    cursor: DuckDBPyConnection, currency: str, account_ids: Collection[str] | None = None
) -> pd.DataFrame:
    """One row per account with open opportunities: their sum, how many, how many left out of it.

    Amounts are converted at the rate of the day of creation into ``currency``. Of all accounts,
    or of some.
    """
    chosen = {"everywhere": account_ids is None, "ids": list(account_ids or ())}
    return cursor.execute(OPEN, {"currency": currency, **chosen}).df()
