"""Engagement of families: accounts taken together with all that belong to one ultimate parent.

Every account belongs to exactly one family, so nothing counts twice. A person who is known at two
accounts of a family is one person; the unknown visitors of two accounts are two.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import points, weeks

FAMILIES = """
WITH RECURSIVE up AS (
    SELECT account_id, account_id AS root, parent_id, 0 AS depth FROM accounts
    UNION ALL
    SELECT u.account_id, p.account_id, p.parent_id, u.depth + 1
    FROM up u JOIN accounts p ON p.account_id = u.parent_id
    WHERE u.depth < $deepest
),
roots AS (  -- where parents go round in a circle, the least of them stands for all
    SELECT account_id, CASE WHEN max(depth) < $deepest THEN arg_max(root, depth)
                            ELSE min(root) FILTER (depth > $deepest // 2) END AS root
    FROM up GROUP BY account_id
),
people AS (
    SELECT r.root, CASE WHEN c.contact_id = '' THEN c.account_id ELSE c.contact_id END AS person,
           c.contact_id <> '' AS is_named,
           round(sum(c.points) FILTER (c.week BETWEEN $first AND $last), 6) AS p
    FROM contact_points c JOIN roots r ON r.account_id = c.account_id
    WHERE c.week BETWEEN $first AND $last
    GROUP BY ALL
),
blended AS (
    SELECT root, round(pow(sum(pow(p, $blend)), 1 / $blend), 6) AS window_points,
           count(*) FILTER (is_named) AS n_contacts,
           max(pow(p, $blend)) FILTER (is_named) / sum(pow(p, $blend)) AS top_share
    FROM people WHERE p >= $least GROUP BY root
),
sizes AS (SELECT root, count(*) AS n_accounts FROM roots GROUP BY root)
SELECT s.root AS account_id, a.name, s.n_accounts,
       coalesce(b.window_points, 0) AS window_points, coalesce(b.n_contacts, 0) AS n_contacts,
       b.top_share
FROM sizes s JOIN accounts a ON a.account_id = s.root LEFT JOIN blended b ON b.root = s.root
ORDER BY window_points DESC, s.root
"""
DEEPEST = 24  # no group of companies is deeper; a longer way up goes round in a circle


def engagement(
    cursor: DuckDBPyConnection, *, as_of: date, n_weeks: int = settings.WINDOW_WEEKS.value
) -> pd.DataFrame:
    """Engagement of every family in the last complete weeks, the most points first.

    Columns: ``account_id`` and ``name`` of the ultimate parent, ``n_accounts``,
    ``window_points``, ``n_contacts``, ``top_share``. An account without parent and children is a
    family of one.
    """
    rules = points.current(cursor)
    window = weeks.window(as_of, n_weeks)
    return cursor.execute(FAMILIES, {
        "first": window.first, "last": window.last, "blend": rules.blend, "deepest": DEEPEST,
        "least": settings.LEAST_POINTS.value,
    }).df()  # fmt: skip
