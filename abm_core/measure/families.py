"""Families as a switch: accounts taken together with all that belong to one ultimate parent.

Inside ``together`` a family is one account, that of its ultimate parent, for every question that a
cursor is asked about engagement: its people are those of all its accounts, a person known at two
of them is one, and so is the unknown visitor. Its tier is the best of theirs; other columns are
the parent's. Every account belongs to one family at most, so nothing counts twice. Stages and
surges stay with the accounts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import engagement, groups, points, weeks

DEEPEST = 24  # no group of companies is deeper; a longer way up goes round in a circle
BACK = timedelta(weeks=261)  # nothing looks back further

# Where parents go round in a circle, the least of them stands for all.
MEMBERS = """
INSERT INTO engagement_families
WITH RECURSIVE up AS (
    SELECT account_id, account_id AS root, parent_id, 0 AS depth FROM accounts
    UNION ALL
    SELECT u.account_id, p.account_id, p.parent_id, u.depth + 1
    FROM up u JOIN accounts p ON p.account_id = u.parent_id
    WHERE u.depth < $deepest
),
roots AS (
    SELECT account_id, CASE WHEN max(depth) < $deepest THEN arg_max(root, depth)
                            ELSE min(root) FILTER (depth > $deepest // 2) END AS root
    FROM up GROUP BY account_id
)
SELECT account_id, root FROM roots
WHERE root IN (SELECT root FROM roots GROUP BY root HAVING count(*) > 1)
"""
CONTACT_WEEKS = """
CREATE OR REPLACE TEMP TABLE family_contact_weeks AS
SELECT w.* REPLACE (coalesce(f.root, w.account_id) AS account_id)
FROM contact_weeks w LEFT JOIN engagement_families f USING (account_id)
WHERE w.week >= $first_of_window
"""
CONTACT_POINTS = """
CREATE OR REPLACE TEMP TABLE family_contact_points AS
SELECT * FROM contact_points ANTI JOIN engagement_families USING (account_id)
WHERE week >= $first
UNION ALL BY NAME
SELECT f.root AS account_id, p.contact_id, p.week, round(sum(p.points), 6) AS points,
       sum(p.n)::BIGINT AS n, sum(p.n_inbound)::BIGINT AS n_inbound
FROM contact_points p JOIN engagement_families f USING (account_id)
WHERE p.week >= $first GROUP BY f.root, p.contact_id, p.week
"""
ACCOUNT_WEEKS = """
CREATE OR REPLACE TEMP TABLE family_account_weeks AS
WITH blended AS (
    SELECT account_id, week,
           round(coalesce(pow(sum(pow(points, $blend)) FILTER (points >= $least), 1 / $blend), 0),
                 6) AS points,
           count(*) FILTER (points >= $least AND contact_id <> '') AS n_contacts
    FROM family_contact_points
    WHERE account_id IN (SELECT root FROM engagement_families) GROUP BY account_id, week
),
counted AS (
    SELECT f.root AS account_id, w.week, sum(w.n_theirs)::BIGINT AS n_theirs,
           sum(w.n_ours)::BIGINT AS n_ours, max(w.last_on) AS last_on,
           max(w.last_theirs_on) AS last_theirs_on
    FROM account_weeks w JOIN engagement_families f USING (account_id)
    WHERE w.week >= $first GROUP BY f.root, w.week
)
SELECT * FROM account_weeks ANTI JOIN engagement_families USING (account_id) WHERE week >= $first
UNION ALL BY NAME
SELECT c.*, coalesce(b.points, 0) AS points, coalesce(b.n_contacts, 0) AS n_contacts
FROM counted c LEFT JOIN blended b ON b.account_id = c.account_id AND b.week = c.week
"""
# From here on this cursor reads families where it asks for accounts.
TAKE_THEIR_PLACE = (
    "CREATE OR REPLACE TEMP VIEW contact_weeks AS SELECT * FROM family_contact_weeks",
    "CREATE OR REPLACE TEMP VIEW contact_points AS SELECT * FROM family_contact_points",
    "CREATE OR REPLACE TEMP VIEW account_weeks AS SELECT * FROM family_account_weeks",
)
ENGAGEMENT = "CREATE OR REPLACE TEMP TABLE family_engagement AS\n" + engagement.ACCOUNTS
TAKE_ITS_PLACE = "CREATE OR REPLACE TEMP VIEW account_engagement AS SELECT * FROM family_engagement"
FORGET = (
    "DROP VIEW IF EXISTS temp.account_engagement", "DROP VIEW IF EXISTS temp.account_weeks",
    "DROP VIEW IF EXISTS temp.contact_points", "DROP VIEW IF EXISTS temp.contact_weeks",
    "DROP TABLE IF EXISTS temp.family_engagement", "DROP TABLE IF EXISTS temp.family_account_weeks",
    "DROP TABLE IF EXISTS temp.family_contact_points",
    "DROP TABLE IF EXISTS temp.family_contact_weeks",
    "DROP TABLE IF EXISTS temp.engagement_families",
)  # fmt: skip
SIZES = "SELECT count(DISTINCT root), count(*) FROM engagement_families"
ANY = """
SELECT EXISTS (FROM accounts c JOIN accounts p ON p.account_id = c.parent_id
               WHERE p.account_id <> c.account_id)
"""


@contextmanager
def together(cursor: DuckDBPyConnection, *, as_of: date) -> Iterator[tuple[int, int]]:
    """Let a cursor see every family as one account; how many families of how many accounts.

    For questions only: what writes computed tables must stay outside. An account without parent
    and children stays as it is.
    """
    rules = points.current(cursor)
    window = weeks.window(as_of)
    blend = {"blend": rules.blend, "least": settings.LEAST_POINTS.value}
    first = {"first": weeks.monday(as_of) - BACK}
    try:
        cursor.execute(groups.NO_FAMILIES)
        cursor.execute(MEMBERS, {"deepest": DEEPEST})
        cursor.execute(CONTACT_WEEKS, {"first_of_window": window.first})
        cursor.execute(CONTACT_POINTS, first)
        cursor.execute(ACCOUNT_WEEKS, {**first, **blend})
        until = engagement.until(cursor, as_of)
        for query in TAKE_THEIR_PLACE:
            cursor.execute(query)
        cursor.execute(ENGAGEMENT, engagement.numbers(
            rules, as_of, settings.WINDOW_WEEKS.value, until))  # fmt: skip
        cursor.execute(TAKE_ITS_PLACE)
        ((n_families, n_accounts),) = cursor.execute(SIZES).fetchall()
        yield n_families, n_accounts
    finally:
        for query in FORGET:
            cursor.execute(query)


def are_any(cursor: DuckDBPyConnection) -> bool:
    """Whether any account belongs to another."""
    return bool(cursor.execute(ANY).fetchall()[0][0])
