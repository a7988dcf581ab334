"""The rows of the four measures, read from the store: week by week, and behind the newest week.

All of them speak of ``review_accounts`` and ``review_deals``, which ``scope`` and ``deals`` make.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from duckdb import DuckDBPyConnection

from abm_core.review.said import Cell, person

# A customer's journey is that of expansion; an account is on one of both at a time.
DEEP = """
CREATE OR REPLACE TEMP TABLE review_steps AS
WITH steps AS (
    SELECT *, stage_to IN ('engaged', 'qualified', 'opportunity')
               OR (motion = 'expansion' AND stage_to = 'customer') AS into_deep,
           coalesce(stage_from IN ('engaged', 'qualified', 'opportunity')
               OR (motion = 'expansion' AND stage_from = 'customer'), FALSE) AS out_of_deep
    FROM stage_changes SEMI JOIN review_accounts USING (account_id)
)
SELECT account_id, week, changed_on, stage_to, into_deep,
       into_deep::INTEGER - out_of_deep::INTEGER AS step
FROM steps WHERE into_deep OR out_of_deep
"""
ENGAGED = """
WITH wanted AS (SELECT unnest($weeks::DATE[]) AS week),
steps AS (
    SELECT greatest(week, $first::DATE) AS week, sum(step) AS n
    FROM review_steps WHERE week <= $last GROUP BY 1
)
SELECT w.week, coalesce(sum(s.n), 0)::DOUBLE FROM wanted w LEFT JOIN steps s ON s.week <= w.week
GROUP BY w.week ORDER BY w.week
"""
ENGAGED_ACCOUNTS = """
WITH held AS (
    SELECT account_id, max(week) FILTER (into_deep) AS week FROM review_steps
    WHERE week <= $last GROUP BY account_id HAVING sum(step) > 0
)
SELECT h.account_id, a.name, a.tier, max(s.stage_to), max(s.changed_on)
FROM held h JOIN review_steps s ON s.account_id = h.account_id AND s.week = h.week AND s.into_deep
JOIN review_accounts a ON a.account_id = h.account_id
GROUP BY h.account_id, a.name, a.tier
ORDER BY a.tier NULLS LAST, a.name, h.account_id
"""
# Who has a buying role is said as it is today: roles are not dated.
MET = """
CREATE OR REPLACE TEMP TABLE review_meetings AS
WITH met AS (
    SELECT week, account_id, contact_id, sum(n)::BIGINT AS n FROM contact_weeks
    SEMI JOIN review_accounts USING (account_id)
    WHERE week BETWEEN $first AND $last AND kind = 'meeting' AND contact_id <> ''
    GROUP BY week, account_id, contact_id
)
SELECT * FROM met
WHERE contact_id IN (SELECT contact_id FROM contact_roles WHERE counts)
"""
MEETINGS = """
WITH wanted AS (SELECT unnest($weeks::DATE[]) AS week)
SELECT w.week, coalesce(sum(m.n), 0)::DOUBLE FROM wanted w LEFT JOIN review_meetings m USING (week)
GROUP BY w.week ORDER BY w.week
"""
MEETINGS_PEOPLE = """
WITH met AS (
    SELECT * FROM review_meetings WHERE week = $last
), roles AS (
    SELECT contact_id, string_agg(DISTINCT role, ', ' ORDER BY role) AS roles
    FROM contact_roles SEMI JOIN met USING (contact_id) WHERE counts GROUP BY contact_id
)
SELECT m.account_id, a.name, m.contact_id, r.roles, m.n
FROM met m JOIN review_accounts a USING (account_id) JOIN roles r USING (contact_id)
ORDER BY m.n DESC, a.name, m.account_id, m.contact_id
"""
OPEN = """
WITH wanted AS (SELECT unnest($ends::DATE[]) AS end_on)
SELECT end_on - 6, coalesce(sum(value), 0)::DOUBLE, median(end_on - created_on)::DOUBLE
FROM wanted LEFT JOIN (SELECT * FROM review_deals WHERE outcome = 'open') USING (end_on)
GROUP BY end_on ORDER BY end_on
"""
OPEN_DEALS = """
SELECT d.account_id, a.name, d.opportunity_id, coalesce(d.name, d.opportunity_id), d.owner,
       d.stage, d.created_on, d.end_on - d.created_on, d.value
FROM review_deals d JOIN review_accounts a USING (account_id)
WHERE d.end_on = $end AND d.outcome = 'open'
ORDER BY d.value DESC NULLS LAST, d.opportunity_id
"""
BEGAN = """
SELECT (SELECT min(week) FROM contact_points WHERE n > 0),
       (SELECT min(week) FROM rollup_weeks),
       (SELECT date_trunc('week', min(created_on))::DATE FROM opportunities)
"""

Weekly = list[tuple[date, float | None]]
Began = tuple[date | None, date | None, date | None]


def began(cursor: DuckDBPyConnection) -> Began:
    """First weeks with an activity of theirs, with any activity, with an opportunity."""
    found: Began = cursor.execute(BEGAN).fetchall()[0]
    return found


def lay_out(cursor: DuckDBPyConnection) -> None:
    """Make ``review_steps`` of this cursor: steps into and out of engagement."""
    cursor.execute(DEEP)


def engaged(cursor: DuckDBPyConnection, mondays: Sequence[date]) -> Weekly:
    """Accounts in the stage engaged or deeper at the end of each week."""
    lay_out(cursor)
    return cursor.execute(ENGAGED, _span(mondays)).fetchall()


def engaged_accounts(cursor: DuckDBPyConnection, week: date) -> list[tuple[Cell, ...]]:
    """account_id, name, tier, stage, since; after ``lay_out`` or ``engaged``."""
    return [(*row[:4], _iso(row[4]))
            for row in cursor.execute(ENGAGED_ACCOUNTS, {"last": week}).fetchall()]  # fmt: skip


def meetings(cursor: DuckDBPyConnection, mondays: Sequence[date]) -> Weekly:
    """Meetings in each week, once for each person with a buying role who took part."""
    span = _span(mondays)
    cursor.execute(MET, {"first": span["first"], "last": span["last"]})
    return cursor.execute(MEETINGS, {"weeks": span["weeks"]}).fetchall()


def meetings_people(cursor: DuckDBPyConnection, week: date) -> list[tuple[Cell, ...]]:
    """account_id, name, person, roles, meetings; after ``meetings``."""
    return [(account, name, person(contact), roles, n) for account, name, contact, roles, n
            in cursor.execute(MEETINGS_PEOPLE, {"last": week}).fetchall()]  # fmt: skip


def open_deals(
    cursor: DuckDBPyConnection, ends: Sequence[date]
) -> tuple[Weekly, Weekly, list[tuple[Cell, ...]]]:
    """Open pipeline and median age at the end of each week; the open ones of the last.

    Rows: account_id, name, opportunity_id, opportunity, owner, stage, created on, age in days,
    value.
    """
    found = cursor.execute(OPEN, {"ends": list(ends)}).fetchall()
    rows = cursor.execute(OPEN_DEALS, {"end": ends[-1]}).fetchall()
    return (
        [(week, value) for week, value, _ in found], [(week, age) for week, _, age in found],
        [(*row[:6], _iso(row[6]), *row[7:]) for row in rows],
    )  # fmt: skip


def _span(mondays: Sequence[date]) -> dict[str, object]:
    return {"weeks": list(mondays), "first": mondays[0], "last": mondays[-1]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
