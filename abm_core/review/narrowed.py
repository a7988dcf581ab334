"""A part of the roll-up, laid out once for all questions about it: one account, or one review.

While it is narrowed, a cursor reads that part where a query names the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from duckdb import DuckDBPyConnection

LAY_OUT = (
    "CREATE OR REPLACE TEMP TABLE one_contact_points AS "
    "SELECT * FROM contact_points WHERE account_id = $account_id",
    "CREATE OR REPLACE TEMP TABLE one_contact_weeks AS "
    "SELECT * FROM contact_weeks WHERE account_id = $account_id",
    "CREATE OR REPLACE TEMP TABLE one_account_weeks AS "
    "SELECT * FROM account_weeks WHERE account_id = $account_id",
)
# From here on this cursor reads one account where it asks for all.
TAKE_THEIR_PLACE = (
    "CREATE OR REPLACE TEMP VIEW contact_points AS SELECT * FROM one_contact_points",
    "CREATE OR REPLACE TEMP VIEW contact_weeks AS SELECT * FROM one_contact_weeks",
    "CREATE OR REPLACE TEMP VIEW account_weeks AS SELECT * FROM one_account_weeks",
)
FORGET = (
    "DROP VIEW IF EXISTS temp.contact_points", "DROP VIEW IF EXISTS temp.contact_weeks",
    "DROP VIEW IF EXISTS temp.account_weeks", "DROP TABLE IF EXISTS temp.one_contact_points",
    "DROP TABLE IF EXISTS temp.one_contact_weeks", "DROP TABLE IF EXISTS temp.one_account_weeks",
)  # fmt: skip

# Of the accounts of a review the weeks that any part of it looks back to.
LAY_OUT_REVIEW = (
    "CREATE OR REPLACE TEMP TABLE one_contact_points AS "
    "SELECT account_id, contact_id, week, points, n, n_inbound FROM contact_points "
    "SEMI JOIN review_accounts USING (account_id) WHERE week BETWEEN $points_since AND $until",
    "CREATE OR REPLACE TEMP TABLE one_contact_weeks AS "
    "SELECT account_id, contact_id, week, kind, direction, is_theirs, n, last_on "
    "FROM contact_weeks SEMI JOIN review_accounts USING (account_id) "
    "WHERE week BETWEEN $since AND $until",
)


@contextmanager
def to_review(
    cursor: DuckDBPyConnection, *, since: date, points_since: date, until: date
) -> Iterator[None]:
    """Let a cursor see contact weeks and points of ``review_accounts`` in some weeks only."""
    points, contact_weeks = LAY_OUT_REVIEW
    try:
        cursor.execute(points, {"points_since": points_since, "until": until})
        cursor.execute(contact_weeks, {"since": since, "until": until})
        for query in TAKE_THEIR_PLACE[:2]:
            cursor.execute(query)
        yield
    finally:
        for query in FORGET:
            cursor.execute(query)


@contextmanager
def to(cursor: DuckDBPyConnection, account_id: str) -> Iterator[None]:
    """Let a cursor see the roll-up of one account only, so that it is searched for once.

    For questions about that account: what writes computed tables must stay outside.
    """
    try:
        for query in LAY_OUT:
            cursor.execute(query, {"account_id": account_id})
        for query in TAKE_THEIR_PLACE:
            cursor.execute(query)
        yield
    finally:
        for query in FORGET:
            cursor.execute(query)
