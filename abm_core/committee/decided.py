"""What people decided about contacts: confirmed roles and ratings, in one list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

ROLE, RATING = "role", "rating"

DECIDED = """
SELECT 'role' AS kind, d.confirmation_id AS number, d.contact_id,
       coalesce(c.name, c.email, d.contact_id) AS name, d.role, d.holds, NULL AS influence,
       NULL AS authority, '' AS support, coalesce(d.author, '') AS author,
       coalesce(d.note, '') AS note, d.confirmed_at AS decided_at,
       coalesce(d.undone_by, '') AS undone_by, d.undone_at
FROM role_confirmations d LEFT JOIN contacts c USING (contact_id)
WHERE d.contact_id IN (SELECT unnest($ids::VARCHAR[]))
UNION ALL
SELECT 'rating', r.rating_id, r.contact_id, coalesce(c.name, c.email, r.contact_id), '', TRUE,
       r.influence, r.authority, coalesce(r.support, ''), coalesce(r.author, ''),
       coalesce(r.note, ''), r.rated_at, coalesce(r.undone_by, ''), r.undone_at
FROM contact_ratings r LEFT JOIN contacts c USING (contact_id)
WHERE r.contact_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY decided_at DESC, kind, number DESC
"""


class Decision(NamedTuple):
    """One decision; ``role`` and ``holds`` for roles, the scales and support for ratings."""

    kind: str
    number: int
    contact_id: str
    name: str
    role: str
    holds: bool
    influence: int | None
    authority: int | None
    support: str
    author: str
    note: str
    decided_at: datetime
    undone_by: str
    undone_at: datetime | None


def history(cursor: DuckDBPyConnection, contact_ids: Collection[str]) -> tuple[Decision, ...]:
    """All decisions about some contacts, the newest first, those taken back included."""
    rows = cursor.execute(DECIDED, {"ids": sorted(contact_ids)}).fetchall()
    return tuple(Decision(*row) for row in rows)


def behind(found: Collection[Decision], contact_id: str, role: str) -> Decision | None:
    """The newest decision about a contact's role that stands; ``found`` has the newest first."""
    return next(
        (one for one in found if one.kind == ROLE and one.contact_id == contact_id
         and one.role == role and one.undone_at is None),
        None,
    )  # fmt: skip
