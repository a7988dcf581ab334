"""The accounts that a committee can be looked at for, those that matter most first."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from abm_core import formats, house, pipeline

MOST = 3_000  # more in one list cannot be looked through; a link reaches the others

ACCOUNTS = """
WITH chosen AS (
    SELECT a.account_id, coalesce(a.name, a.account_id) AS name, coalesce(s.tier, '') AS tier,
           coalesce(p.open_pipeline, 0) AS open_pipeline,
           row_number() OVER (ORDER BY s.tier NULLS LAST, coalesce(p.open_pipeline, 0) DESC,
                                       lower(a.name), a.account_id) AS place
    FROM accounts a LEFT JOIN account_scores s USING (account_id)
    LEFT JOIN pipeline_by_account p USING (account_id)
)
SELECT account_id, name, tier FROM chosen
WHERE place <= $most OR account_id = $also ORDER BY place
"""


def options(
    cursor: DuckDBPyConnection, *, also: str = "", most: int = MOST
) -> dict[str, str]:
    """Accounts by id with name and tier: by tier, then open pipeline; ``also`` in any case."""
    open_ones = pipeline.open_by_account(cursor, house.reporting_currency(cursor))
    cursor.register("pipeline_by_account", open_ones)
    try:
        rows = cursor.execute(ACCOUNTS, {"most": most, "also": also}).fetchall()
    finally:
        cursor.unregister("pipeline_by_account")
    return {key: f"{name} · {formats.tier(int(tier or 0))}" for key, name, tier in rows}
