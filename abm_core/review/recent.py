"""What the accounts of a review did lately, laid out once for all that asks for it.

Three temp tables of the cursor: ``review_recent`` has the contact weeks of the accounts through
the last day that the review looks at, ``review_points`` their points in the weeks in which causes
are looked for, ``review_roles`` the buying roles that count.
"""

from __future__ import annotations

from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.measure import weeks
from abm_core.review.known import Known

RECENT = """
CREATE OR REPLACE TEMP TABLE review_recent AS
SELECT account_id, contact_id, week, kind, direction, is_theirs, n, last_on
FROM contact_weeks SEMI JOIN review_accounts USING (account_id)
WHERE week BETWEEN $since AND $until AND last_on <= $until
"""
POINTS = """
CREATE OR REPLACE TEMP TABLE review_points AS
SELECT account_id, contact_id, week, points
FROM contact_points SEMI JOIN review_accounts USING (account_id)
WHERE week BETWEEN $since AND $week
"""
ROLES = """
CREATE OR REPLACE TEMP TABLE review_roles AS
SELECT account_id, contact_id, role, list_position($roles, role) AS place
FROM contact_roles SEMI JOIN review_accounts USING (account_id)
WHERE counts
"""


def lay_out(cursor: DuckDBPyConnection, known: Known) -> None:
    """Make the three tables. After ``scope.lay_out``."""
    until = through(known)
    cursor.execute(RECENT, {
        "until": until,
        "since": weeks.monday(until) - timedelta(weeks=settings.TOUCH_WEEKS.value),
    })  # fmt: skip
    cursor.execute(POINTS, {
        "week": known.week,
        "since": known.week - timedelta(weeks=settings.EVIDENCE_WEEKS.value - 1),
    })  # fmt: skip
    cursor.execute(ROLES, {"roles": list(schema.BUYING_ROLES)})


def through(known: Known) -> date:
    """The last day that a review looks at: of the newest week everything that is known."""
    return known.as_of if known.is_newest else known.sunday
