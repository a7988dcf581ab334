"""How far accounts have come towards buying: what makes a required role due."""

from __future__ import annotations

from collections.abc import Collection

from duckdb import DuckDBPyConnection

from abm_core import schema

# The journey that an account is on is that in which it took its last step.
REACHED = """
WITH asked AS (
    SELECT unnest($ids::VARCHAR[]) AS account_id
), steps AS (
    SELECT account_id, arg_max(stage_to, (week, motion)) AS stage
    FROM stage_changes SEMI JOIN asked USING (account_id) GROUP BY account_id
), open_ones AS (
    SELECT DISTINCT account_id FROM opportunities SEMI JOIN asked USING (account_id)
    WHERE outcome = 'open'
)
SELECT a.account_id,
       CASE WHEN o.account_id IS NOT NULL THEN 'opportunity' ELSE coalesce(s.stage, '') END
FROM asked a LEFT JOIN steps s USING (account_id) LEFT JOIN open_ones o USING (account_id)
"""


def stages(cursor: DuckDBPyConnection, account_ids: Collection[str]) -> dict[str, str]:
    """The stage of some accounts, by id; an open opportunity counts from its first day.

    Empty where no stage is known.
    """
    return dict(cursor.execute(REACHED, {"ids": list(account_ids)}).fetchall())


def place(stage: str) -> int:
    """Where a stage stands on the way, from 0; nothing known is where the way begins.

    >>> place("unaware"), place(""), place("opportunity")
    (0, 0, 4)
    """
    return schema.ACCOUNT_STAGES.index(stage) if stage else 0
