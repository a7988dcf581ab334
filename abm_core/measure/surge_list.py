"""What the store holds of surges: week by week, by account."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure.surge_sweep import ONE_WEEK

WEEKS = """
SELECT w.week, w.kind, w.n_accounts, w.n_flagged, count(s.account_id) FILTER (WHERE s.is_sure),
       w.by_chance, w.overdispersion, w.site_index
FROM surge_weeks w LEFT JOIN surges s ON s.week = w.week AND s.kind = w.kind
WHERE w.kind = $kind AND w.n_accounts > 0
GROUP BY ALL
ORDER BY w.week
"""

LISTED = """
SELECT s.account_id, a.name, t.tier, s.observed, s.expected,
       s.observed / nullif(s.expected, 0) AS times, s.p_value, s.n_people, s.is_sure
FROM surges s JOIN accounts a USING (account_id) LEFT JOIN account_scores t USING (account_id)
WHERE s.week = $week AND s.kind = $kind
ORDER BY s.p_value, s.account_id
"""

OF_ACCOUNT = """
SELECT week, kind, observed, expected, p_value, n_people, is_sure FROM surges
WHERE account_id = $account_id AND week <= $last
ORDER BY week, kind
"""

PEOPLE_OF_ACCOUNT = """
WITH seen AS (
    SELECT week, count(DISTINCT contact_id) AS n_people FROM contact_weeks
    WHERE account_id = $account_id AND is_theirs
      AND NOT list_contains($left_out, kind)
    GROUP BY week
)
SELECT mondays.week::DATE AS week, coalesce(seen.n_people, 0) AS n_people, surges.expected,
       surges.account_id IS NOT NULL AS is_surge
FROM range($first::DATE, $last::DATE + 1, INTERVAL 7 DAY) AS mondays(week)
LEFT JOIN seen ON seen.week = mondays.week
LEFT JOIN surges ON surges.account_id = $account_id AND surges.week = mondays.week
    AND surges.kind = 'engagement'
ORDER BY mondays.week
"""


class Week(NamedTuple):
    """One week of one kind: how many accounts were tried and flagged, and what chance gives."""

    week: date
    kind: str
    n_accounts: int
    n_flagged: int
    n_sure: int
    by_chance: float
    overdispersion: float
    site_index: float

    @property
    def bound(self) -> float:
        """The simple bound on what chance gives: the limit times the accounts."""
        return settings.SURGE_LIMIT.value * self.n_accounts


def weeks(cursor: DuckDBPyConnection, kind: str = ONE_WEEK) -> list[Week]:
    """Every week that was tried, the oldest first."""
    return [Week(*row) for row in cursor.execute(WEEKS, {"kind": kind}).fetchall()]


def week(
    cursor: DuckDBPyConnection, monday: date | None = None, kind: str = ONE_WEEK
) -> Week | None:
    """One week, or the newest; ``None`` where it was not tried."""
    found = weeks(cursor, kind)
    if monday is None:
        return found[-1] if found else None
    return next((one for one in found if one.week == monday), None)


def listing(cursor: DuckDBPyConnection, monday: date, kind: str = ONE_WEEK) -> pd.DataFrame:
    """Accounts that surged in a week, the least likely first.

    Columns: account_id, name, tier, observed, expected, times, p_value, n_people, is_sure.
    """
    return cursor.execute(LISTED, {"week": monday, "kind": kind}).df()


def of_account(cursor: DuckDBPyConnection, account_id: str, *, last: date) -> pd.DataFrame:
    """Every surge of an account through a week, of all kinds, the oldest first."""
    return cursor.execute(OF_ACCOUNT, {"account_id": account_id, "last": last}).df()


def people_of_account(
    cursor: DuckDBPyConnection, account_id: str, *, first: date, last: date
) -> pd.DataFrame:
    """People by week, without gaps: week, n_people, expected (of surges only), is_surge."""
    bound = {"account_id": account_id, "first": first, "last": last,
             "left_out": list(settings.SURGE_LEFT_OUT.value)}  # fmt: skip
    return cursor.execute(PEOPLE_OF_ACCOUNT, bound).df()
