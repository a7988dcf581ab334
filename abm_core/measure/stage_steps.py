"""What moves accounts between stages, week by week: points, surges, opportunities, in numbers.

Accounts and weeks are counted from 0, so that the replay can lay them out in a grid.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection

Columns = dict[str, np.ndarray]

# The day from which an account is there: its creation; where that is not known, the beginning.
ACCOUNTS = """
CREATE OR REPLACE TEMP TABLE stage_accounts AS
SELECT row_number() OVER (ORDER BY a.account_id)::INTEGER - 1 AS account_no, a.account_id,
       coalesce(a.created_on, $beginning) AS start_on,
       coalesce(round(s.fit, 6) >= $qualified_fit, false) AS fits
FROM accounts a LEFT JOIN account_scores s USING (account_id)
"""

# An opportunity without a motion is new business until the account's first won one. A decided one
# that does not say when counts from the day it was created; what has no day at all is left out.
DEALS = """
CREATE OR REPLACE TEMP TABLE stage_deals AS
WITH dated AS (
    SELECT a.account_no, o.outcome, o.motion,
           CASE WHEN outcome <> 'open' THEN coalesce(o.closed_on, o.created_on) END AS ended_on,
           least(o.created_on, ended_on) AS opened_on
    FROM opportunities o JOIN stage_accounts a USING (account_id)
    WHERE o.outcome IS NOT NULL
      AND (o.created_on IS NOT NULL OR (o.outcome <> 'open' AND o.closed_on IS NOT NULL))
), customers AS (
    SELECT account_no, min(ended_on) AS first_won_on FROM dated WHERE outcome = 'won' GROUP BY ALL
)
SELECT account_no, outcome, opened_on, ended_on,
       CASE WHEN motion IS NOT NULL THEN motion
            WHEN opened_on > first_won_on THEN 'expansion' ELSE 'new' END AS motion
FROM dated LEFT JOIN customers USING (account_no)
"""

DEAL_STEPS = """
CREATE OR REPLACE TEMP TABLE stage_deal_steps AS
WITH steps AS (
    SELECT account_no, opened_on AS day, motion, 'opened' AS what FROM stage_deals
    UNION ALL
    SELECT account_no, ended_on, motion, outcome FROM stage_deals WHERE ended_on IS NOT NULL
    UNION ALL
    SELECT account_no, ended_on + ($expanded_days)::INTEGER, motion, 'worn off' FROM stage_deals
    WHERE outcome = 'won' AND motion = 'expansion'
)
SELECT account_no, date_trunc('week', day)::DATE AS week, motion,
       count(*) FILTER (WHERE what = 'opened')
           - count(*) FILTER (WHERE what IN ('won', 'lost')) AS open,
       count(*) FILTER (WHERE what = 'won') AS won,
       count(*) FILTER (WHERE what = 'won') - count(*) FILTER (WHERE what = 'worn off') AS fresh,
       min(day) FILTER (WHERE what = 'opened') AS opened_on,
       min(day) FILTER (WHERE what = 'won') AS won_on,
       max(day) FILTER (WHERE what = 'lost') AS lost_on
FROM steps
WHERE day <= $end
GROUP BY account_no, week, motion
"""

BEGINNING = "SELECT min(week) FROM contact_points WHERE n > 0"
FIRST = """
SELECT least(
    (SELECT min(week) FROM stage_deal_steps), (SELECT min(week) FROM contact_points),
    (SELECT date_trunc('week', min(start_on))::DATE FROM stage_accounts), $last)
"""

READ_ACCOUNTS = """
SELECT date_diff('day', $first, start_on) // 7 AS week_no, fits FROM stage_accounts
ORDER BY account_no
"""
READ_DEALS = """
SELECT account_no, ((week - $first) // 7)::INTEGER AS week_no, motion = 'new' AS is_new,
       motion = 'expansion' AS is_more, open, won, fresh
FROM stage_deal_steps ORDER BY account_no
"""
# Contacts of one account are told apart by a number, which sorts faster than their id.
READ_POINTS = """
SELECT a.account_no, hash(p.contact_id) AS contact, p.contact_id <> '' AS is_named,
       ((p.week - $first) // 7)::INTEGER AS week_no, p.points, p.n > 0 AS is_theirs
FROM contact_points p JOIN stage_accounts a USING (account_id)
WHERE p.week <= $last
ORDER BY a.account_no, contact
"""
READ_SURGES = """
SELECT a.account_no, ((s.week - $first) // 7)::INTEGER AS week_no
FROM surges s JOIN stage_accounts a USING (account_id)
WHERE s.week <= $last
ORDER BY a.account_no
"""


class Steps(NamedTuple):
    """Everything that moves accounts, each ordered by account; ``first`` is the Monday of week 0.

    ``accounts`` has a row per account: the week from which it is there, and whether its fit
    suffices.
    """

    first: date
    n_weeks: int
    accounts: Columns
    points: Columns
    surges: Columns
    deals: Columns


def read(
    cursor: DuckDBPyConnection, *, last: date, qualified_fit: float, expanded_weeks: int
) -> Steps:
    """All steps up to the week of ``last``, a Monday. Leaves tables for ``stage_replay``."""
    (beginning,) = cursor.execute(BEGINNING).fetchall()[0]
    cursor.execute(ACCOUNTS, {"beginning": beginning or last, "qualified_fit": qualified_fit})
    cursor.execute(DEALS)
    cursor.execute(
        DEAL_STEPS, {"end": last + timedelta(days=6), "expanded_days": 7 * expanded_weeks})
    (first,) = cursor.execute(FIRST, {"last": last}).fetchall()[0]
    bound = {"first": first, "last": last}
    return Steps(
        first, (last - first).days // 7 + 1,
        _columns(cursor, READ_ACCOUNTS, {"first": first}),
        _columns(cursor, READ_POINTS, bound),
        _columns(cursor, READ_SURGES, bound),
        _columns(cursor, READ_DEALS, {"first": first}),
    )  # fmt: skip


def _columns(cursor: DuckDBPyConnection, sql: str, bound: dict[str, Any]) -> Columns:
    found = cursor.execute(sql, bound).fetchnumpy()
    return {name: np.asarray(values) for name, values in found.items()}
