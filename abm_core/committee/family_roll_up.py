"""The accounts of a family side by side: who is known at each, in which roles."""

from __future__ import annotations

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, schema
from abm_core.committee import people

NAMES = """
SELECT a.account_id, coalesce(a.name, a.account_id), coalesce(s.tier, '')
FROM accounts a LEFT JOIN account_scores s USING (account_id)
WHERE a.account_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY s.tier NULLS LAST, lower(a.name), a.account_id
"""


class Member(NamedTuple):
    """One account of the family; ``roles`` are those that people who can cover them have."""

    account_id: str
    name: str
    tier: str
    n_people: int
    n_engaged: int
    roles: tuple[str, ...]


def read(cursor: DuckDBPyConnection, account_id: str) -> tuple[Member, ...]:
    """Accounts of the family, targets first; nothing for an account that stands alone."""
    ids = people.family(cursor, account_id)
    if len(ids) < 2:
        return ()
    whole = people.read(cursor, account_id, whole_family=True)
    found = []
    for key, name, tier in cursor.execute(NAMES, {"ids": ids}).fetchall():
        there = [one for one in whole.here if one.account_id == key]
        held = {role for one in there if one.usable for role in one.plays}
        roles = tuple(role for role in schema.BUYING_ROLES if role in held)
        found.append(Member(key, name, formats.saved_tier(tier or None), len(there),
                            sum(one.engaged for one in there), roles))  # fmt: skip
    return tuple(found)
