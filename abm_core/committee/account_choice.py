"""The accounts that a committee can be looked at for, those that matter most first."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from abm_core import formats, house, pipeline

MOST = 1_000  # more in one list cannot be looked through; letters and links reach the others

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


N_ACCOUNTS = "SELECT count(*) FROM accounts"
FIND = """
SELECT a.account_id, coalesce(a.name, a.account_id), coalesce(s.tier, '')
FROM accounts a LEFT JOIN account_scores s USING (account_id)
WHERE contains(strip_accents(lower(a.name)), strip_accents(lower($letters)))
   OR contains(lower(a.domain), lower($letters)) OR a.account_id = $letters
ORDER BY a.account_id <> $letters,
         NOT starts_with(strip_accents(lower(a.name)), strip_accents(lower($letters))),
         s.tier NULLS LAST, lower(a.name), a.account_id
LIMIT $most
"""


def are_many(cursor: DuckDBPyConnection) -> bool:
    """Whether there are more accounts than one list shows."""
    return int(cursor.execute(N_ACCOUNTS).fetchall()[0][0]) > MOST


def find(cursor: DuckDBPyConnection, letters: str, *, most: int = 100) -> dict[str, str]:
    """Accounts with these letters in the name or domain, or with this id; by id, as ``options``.

    Names that begin with them come first, then better tiers.
    """
    rows = cursor.execute(FIND, {"letters": letters.strip(), "most": most}).fetchall()
    return {key: _named(name, tier) for key, name, tier in rows}


def _named(name: str, tier: str) -> str:
    return f"{name} · {formats.tier(int(tier or 0))}"


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
    return {key: _named(name, tier) for key, name, tier in rows}
