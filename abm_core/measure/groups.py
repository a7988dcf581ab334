"""Accounts by tier, segment, stage or any column: what trends and mixes are split by.

The queries of this room join ``engagement_groups``, which ``lay_out`` makes for one cursor.
"""

from __future__ import annotations

import json
from datetime import date

from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.errors import AbmError, did_you_mean
from abm_core.measure import weeks

COLUMNS = ("industry", "region", "country", "territory", "account_type", "sales_owner",
           "marketing_owner")  # fmt: skip
EXTRA = "extra."  # before the header of a further column, as in "extra.Intent"

HEADERS = """
SELECT DISTINCT unnest(json_keys(extra)) AS header FROM accounts WHERE extra IS NOT NULL
ORDER BY header
"""
# Filled where families are taken together; see ``families``.
NO_FAMILIES = """
CREATE TEMP TABLE IF NOT EXISTS engagement_families (account_id VARCHAR, root VARCHAR)
"""
LAY_OUT = """
CREATE OR REPLACE TEMP TABLE engagement_groups AS
WITH tiers AS (
    SELECT coalesce(f.root, t.account_id) AS account_id, min(t.tier) AS tier
    FROM target_list t LEFT JOIN engagement_families f USING (account_id)
    WHERE joined_on <= $as_of AND (left_on IS NULL OR left_on > $as_of)
      AND programme_id = coalesce($programme_id, programme_id)
    GROUP BY 1
),
stages AS (
    SELECT account_id, arg_max(stage_to, week) AS stage FROM stage_changes
    WHERE motion = 'new' AND week <= $stage_week GROUP BY account_id
)
SELECT a.account_id, a.name, coalesce(t.tier, '') AS tier,
       CASE $by
           WHEN 'tier' THEN CASE WHEN t.tier IS NULL THEN 'No tier' ELSE 'Tier ' || t.tier END
           WHEN 'stage' THEN coalesce(s.stage, 'unaware')
           WHEN 'industry' THEN a.industry WHEN 'region' THEN a.region
           WHEN 'country' THEN a.country WHEN 'territory' THEN a.territory
           WHEN 'account_type' THEN a.account_type WHEN 'sales_owner' THEN a.sales_owner
           WHEN 'marketing_owner' THEN a.marketing_owner
           WHEN 'account' THEN a.account_id WHEN 'segment' THEN m.segment
           ELSE json_extract_string(a.extra, $path) END AS part
FROM accounts a
LEFT JOIN tiers t ON t.account_id = a.account_id
LEFT JOIN stages s ON s.account_id = a.account_id
LEFT JOIN account_segments m ON m.account_id = a.account_id
LEFT JOIN engagement_families f ON f.account_id = a.account_id
WHERE coalesce(f.root = a.account_id, true)
"""
SIZES = """
SELECT coalesce(part, '') AS part, count(*) AS n_accounts FROM engagement_groups
GROUP BY 1 ORDER BY n_accounts DESC, part
"""


def choices(cursor: DuckDBPyConnection) -> list[str]:
    """What accounts can be grouped by; further columns of theirs as "extra.…"."""
    headers = [header for (header,) in cursor.execute(HEADERS).fetchall()]
    return ["tier", "segment", "stage", *COLUMNS, *(EXTRA + header for header in headers)]


def label(by: str) -> str:
    """What a grouping is called.

    >>> label("account_type"), label("extra.Data stack"), label("tier")
    ('Account type', 'Data stack', 'Tier')
    """
    if by.startswith(EXTRA):
        return by.removeprefix(EXTRA)
    if by in COLUMNS:
        return schema.ACCOUNTS.field(by).label
    return by.capitalize()


def lay_out(
    cursor: DuckDBPyConnection, by: str, *, as_of: date, programme_id: str | None = None
) -> None:
    """Make ``engagement_groups``: account_id, name, tier ('' for none), part.

    ``tier`` is that of a live entry of the target list on ``as_of``, of one programme or, without
    one, the best of all. Raises ``AbmError`` for a grouping that there is not.
    """
    if by not in ("tier", "segment", "stage", "account", *COLUMNS) and not by.startswith(EXTRA):
        known = ["account", *choices(cursor)]
        raise AbmError(f"Accounts cannot be grouped by '{by}'.", did_you_mean(by, known))
    cursor.execute(NO_FAMILIES)
    path = f"$.{json.dumps(by.removeprefix(EXTRA), ensure_ascii=False)}"
    cursor.execute(
        LAY_OUT, {"by": by, "as_of": as_of, "programme_id": programme_id, "path": path,
                  "stage_week": weeks.last_complete(as_of)})  # fmt: skip


def sizes(cursor: DuckDBPyConnection) -> dict[str, int]:
    """How many accounts each part has, the largest first; '' for those without a value."""
    return dict(cursor.execute(SIZES).fetchall())
