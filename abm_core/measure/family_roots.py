"""To which family an account belongs: the one under the same ultimate parent."""

from __future__ import annotations

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core.measure.families import DEEPEST

ROOTS = """
WITH RECURSIVE up AS (
    SELECT account_id, account_id AS root, parent_id, 0 AS depth FROM accounts
    UNION ALL
    SELECT u.account_id, p.account_id, p.parent_id, u.depth + 1
    FROM up u JOIN accounts p ON p.account_id = u.parent_id
    WHERE u.depth < $deepest
)
SELECT account_id, CASE WHEN max(depth) < $deepest THEN arg_max(root, depth)
                        ELSE min(root) FILTER (depth > $deepest // 2) END AS root
FROM up GROUP BY account_id ORDER BY account_id
"""


def read(cursor: DuckDBPyConnection) -> pd.DataFrame:
    """``account_id`` and ``root``, its ultimate parent, of every account.

    Where parents go round in a circle the least of them stands for all.
    """
    return cursor.execute(ROOTS, {"deepest": DEEPEST}).df()
