"""What the accounts of a review did lately, laid out once for all that asks for it.

Three temp tables of the cursor: ``review_recent`` has the contact weeks of the accounts through
the last day that the review looks at, ``review_roles`` all buying roles of people there,
``review_contacts`` these people themselves.
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
ROLES = """
CREATE OR REPLACE TEMP TABLE review_roles AS
SELECT account_id, contact_id, role, list_position($roles, role) AS place, source, holds, counts
FROM contact_roles SEMI JOIN review_accounts USING (account_id)
"""
CONTACTS = """
CREATE OR REPLACE TEMP TABLE review_contacts AS
SELECT account_id, contact_id, coalesce(title, '') AS title, created_on, left_on
FROM contacts SEMI JOIN review_accounts USING (account_id)
"""


def lay_out(cursor: DuckDBPyConnection, known: Known) -> None:
    """Make the three tables. After ``scope.lay_out``."""
    until = through(known)
    cursor.execute(RECENT, {
        "until": until,
        "since": weeks.monday(until) - timedelta(weeks=settings.TOUCH_WEEKS.value),
    })  # fmt: skip
    cursor.execute(ROLES, {"roles": list(schema.BUYING_ROLES)})
    cursor.execute(CONTACTS)


def through(known: Known) -> date:
    """The last day that a review looks at: of the newest week everything that is known."""
    return known.as_of if known.is_newest else known.sunday
