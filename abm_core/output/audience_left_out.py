"""Who is in no upload, and why: each contact once, by the first reason that holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats

REASONS = """
SELECT count(*) FILTER (why = 'out'), count(*) FILTER (why = 'bounced'),
       count(*) FILTER (why = 'left'), count(*) FILTER (why = 'no mail')
FROM (
    SELECT CASE WHEN coalesce(opted_out, FALSE) THEN 'out'
                WHEN coalesce(bounced, FALSE) THEN 'bounced'
                WHEN coalesce(left_on <= $as_of, FALSE) THEN 'left'
                WHEN email IS NULL THEN 'no mail' END AS why
    FROM contacts WHERE account_id IN (SELECT unnest($ids::VARCHAR[]))
)
"""


class LeftOut(NamedTuple):
    """Contacts that no upload holds."""

    n_opted_out: int
    n_bounced: int
    n_left: int
    n_without_mail: int


def count(cursor: DuckDBPyConnection, account_ids: Collection[str], *, as_of: object) -> LeftOut:
    """Contacts of some accounts that no upload of people holds."""
    (found,) = cursor.execute(REASONS, {"ids": list(account_ids), "as_of": as_of}).fetchall()
    return LeftOut(*found)


def sentence(found: LeftOut) -> str:
    """The same in words.

    >>> sentence(LeftOut(2, 1, 0, 5))
    'Left out: 2 who opted out, 1 whose mail bounced, 0 who left and 5 without an address.'
    """
    if not any(found):
        return "Nobody had to be left out."
    return (
        f"Left out: {formats.count(found.n_opted_out)} who opted out, "
        f"{formats.count(found.n_bounced)} whose mail bounced, {formats.count(found.n_left)} who "
        f"left and {formats.count(found.n_without_mail)} without an address."
    )
