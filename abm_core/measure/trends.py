"""How engagement went, week by week, for tiers, segments and single accounts; who is moving."""

from __future__ import annotations

from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import groups, weeks

WEEKLY = """
WITH calendar AS (
    SELECT unnest(generate_series($first::DATE, $last::DATE, INTERVAL 7 DAY))::DATE AS week
),
parts AS (
    SELECT coalesce(part, '') AS part, count(*) AS n_accounts FROM engagement_groups
    WHERE tier <> '' OR NOT $only_targets GROUP BY 1
),
added AS (
    SELECT coalesce(g.part, '') AS part, w.week, sum(w.points) AS points,
           count(*) FILTER (w.n_theirs > 0) AS n_active, sum(w.n_contacts)::BIGINT AS n_contacts,
           sum(w.n_theirs)::BIGINT AS n_theirs, sum(w.n_ours)::BIGINT AS n_ours
    FROM account_weeks w JOIN engagement_groups g ON g.account_id = w.account_id
    WHERE w.week BETWEEN $first AND $last AND (g.tier <> '' OR NOT $only_targets)
    GROUP BY 1, 2
)
SELECT p.part, c.week, p.n_accounts, coalesce(a.points, 0) AS points,
       coalesce(a.points, 0) / p.n_accounts AS points_per_account,
       coalesce(a.n_active, 0) AS n_active, coalesce(a.n_contacts, 0) AS n_contacts,
       coalesce(a.n_theirs, 0) AS n_theirs, coalesce(a.n_ours, 0) AS n_ours
FROM parts p CROSS JOIN calendar c LEFT JOIN added a ON a.part = p.part AND a.week = c.week
ORDER BY p.part, c.week
"""
OF_ACCOUNTS = """
WITH calendar AS (
    SELECT unnest(generate_series($first::DATE, $last::DATE, INTERVAL 7 DAY))::DATE AS week
),
wanted AS (SELECT unnest($ids::VARCHAR[]) AS account_id)
SELECT i.account_id, c.week, coalesce(w.points, 0) AS points,
       coalesce(w.n_contacts, 0) AS n_contacts, coalesce(w.n_theirs, 0) AS n_theirs,
       coalesce(w.n_ours, 0) AS n_ours
FROM wanted i CROSS JOIN calendar c
LEFT JOIN account_weeks w ON w.account_id = i.account_id AND w.week = c.week
ORDER BY i.account_id, c.week
"""
MOVING = """
WITH moved AS (
    SELECT account_id,
           coalesce(sum(points) FILTER (week = $last), 0) AS points,
           coalesce(sum(points) FILTER (week < $last), 0) / $n_before AS usual,
           coalesce(max(n_contacts) FILTER (week = $last), 0) AS n_contacts,
           coalesce(max(n_contacts) FILTER (week < $last), 0) AS n_contacts_before,
           coalesce(sum(n_ours) FILTER (week = $last), 0)::BIGINT AS n_ours
    FROM account_weeks WHERE week BETWEEN $first AND $last GROUP BY account_id
)
SELECT g.account_id, g.name, g.tier, m.points, m.usual, m.points - m.usual AS change,
       m.n_contacts, m.n_contacts_before, m.n_ours, m.usual = 0 AS is_new
FROM moved m JOIN engagement_groups g ON g.account_id = m.account_id
WHERE CASE WHEN m.points >= m.usual THEN m.n_contacts ELSE m.n_contacts_before END >= $people
  AND m.points <> m.usual AND (g.tier <> '' OR NOT $only_targets)
ORDER BY abs(change) DESC, g.account_id
LIMIT $most
"""


def weekly(
    cursor: DuckDBPyConnection, *, as_of: date, by: str = "tier", n_weeks: int = 13,
    programme_id: str | None = None, only_targets: bool = False,
) -> pd.DataFrame:
    """Engagement of every group in the last complete weeks, weeks without any included.

    Columns: ``part`` (the group; '' for accounts without a value), ``week``, ``n_accounts`` (all
    of the group, quiet ones too), ``points`` (sum of its accounts' points of the week, not
    decayed), ``points_per_account``, ``n_active`` (accounts with anything of theirs),
    ``n_contacts`` (with at least one point), ``n_theirs``, ``n_ours``. Groups are those of today,
    for the past too. ``by``: see ``groups.choices``. With ``only_targets`` accounts of the target
    list alone.
    """
    window = weeks.window(as_of, n_weeks)
    groups.lay_out(cursor, by, as_of=as_of, programme_id=programme_id)
    return cursor.execute(WEEKLY, {
        "first": window.first, "last": window.last, "only_targets": only_targets,
    }).df()  # fmt: skip


def of_accounts(
    cursor: DuckDBPyConnection, account_ids: list[str], *, as_of: date, n_weeks: int = 13
) -> pd.DataFrame:
    """Weeks of single accounts: ``account_id``, ``week``, ``points``, ``n_contacts``, ..."""
    window = weeks.window(as_of, n_weeks)
    return cursor.execute(
        OF_ACCOUNTS, {"ids": account_ids, "first": window.first, "last": window.last}
    ).df()


def moving(
    cursor: DuckDBPyConnection, *, as_of: date, only_targets: bool = False, most: int = 20,
    programme_id: str | None = None,
) -> pd.DataFrame:
    """Accounts whose last complete week differs most from the mean of the four before it.

    Only with at least two named contacts: in the week for those that rise, in one of the four for
    those that fall. Columns: ``account_id``, ``name``, ``tier`` ('' for none), ``points``,
    ``usual`` (mean of the four weeks), ``change``, ``n_contacts``, ``n_contacts_before``,
    ``n_ours``, ``is_new`` (nothing in the four weeks). The largest change of either sign first.
    """
    before = settings.MOVING_WEEKS.value
    window = weeks.window(as_of, before + 1)
    groups.lay_out(cursor, "tier", as_of=as_of, programme_id=programme_id)
    return cursor.execute(MOVING, {
        "first": window.first, "last": window.last, "n_before": before, "most": most,
        "people": settings.MOVING_PEOPLE.value, "only_targets": only_targets,
    }).df()  # fmt: skip
