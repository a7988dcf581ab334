"""One account's part of the roll-up, laid out once for all questions about that account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
