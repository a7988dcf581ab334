"""Who of an account did what lately: the cause of much that changes. After ``recent.lay_out``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.review.changes_rows import fetched

# What says most about somebody first.
ORDER = ("meeting", "on-site event", "call", "form fill", "mail reply", "webinar", "download",
         "page visit", "mail click", "ad click", "other")  # fmt: skip

PEOPLE = """
WITH asked AS (
    SELECT unnest($ids::VARCHAR[]) AS account_id
), seen AS (
    SELECT account_id, contact_id, kind, sum(n) AS n, max(last_on) AS last_on,
           coalesce(list_position($order, kind), len($order) + 1) AS place
    FROM review_recent SEMI JOIN asked USING (account_id)
    WHERE week BETWEEN $first AND $last AND is_theirs AND NOT list_contains($left_out, kind)
    GROUP BY account_id, contact_id, kind
), best AS (
    SELECT account_id, contact_id, sum(n) AS n, arg_min(kind, place) AS kind,
           arg_min(last_on, place) AS last_on, min(place) AS place
    FROM seen GROUP BY account_id, contact_id
), roles AS (
    SELECT account_id, contact_id, arg_min(role, place) AS role, min(place) AS role_place
    FROM review_roles SEMI JOIN asked USING (account_id)
    WHERE counts GROUP BY account_id, contact_id
)
SELECT b.account_id, b.contact_id, coalesce(c.title, '') AS title, coalesce(r.role, '') AS role,
       b.kind, b.n::INTEGER AS n, b.last_on
FROM best b
LEFT JOIN review_contacts c ON c.contact_id = b.contact_id
LEFT JOIN roles r ON r.account_id = b.account_id AND r.contact_id = b.contact_id
ORDER BY b.account_id, b.contact_id = '', b.place, r.role_place NULLS LAST, b.n DESC,
         b.last_on DESC, b.contact_id
"""


class Seen(NamedTuple):
    """Somebody who did something: the strongest kind of it, and its newest day.

    ``contact_id`` is empty for visitors of unknown name; ``role`` for people in no buying role.
    """

    account_id: str
    contact_id: str
    title: str
    role: str
    kind: str
    n: int
    last_on: date

    @property
    def is_named(self) -> bool:
        """Whether it is known who it was."""
        return bool(self.contact_id)


def people(
    cursor: DuckDBPyConnection, ids: Iterable[str], *, first: date, last: date
) -> dict[str, list[Seen]]:
    """Who took part at some accounts from one week through another, given by their Mondays.

    Who did most first (a meeting says more than a visit, an economic buyer more than an end user),
    visitors of unknown name last. An account at which nobody did anything is not there.
    """
    found: dict[str, list[Seen]] = {}
    for row in fetched(cursor, PEOPLE, {
        "ids": list(ids), "first": first, "last": last, "order": list(ORDER),
        "left_out": list(settings.SURGE_LEFT_OUT.value),
    }):  # fmt: skip
        found.setdefault(row["account_id"], []).append(Seen(**row))
    return found
