"""What an action is proposed from: one finding with its reason, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core.review.changes_rows import Row, fetched
from abm_core.review.said import Behind, Said

OWNERS = """
SELECT account_id, a.name, coalesce(tier, '') AS tier, coalesce(sales_owner, '') AS sales,
       coalesce(marketing_owner, '') AS marketing, w.points, w.n_open
FROM review_accounts a JOIN review_weight w USING (account_id)
WHERE w.n_open > 0 OR account_id IN (SELECT unnest($ids::VARCHAR[]))
"""


class Found(NamedTuple):
    """One thing that somebody should do something about.

    ``kind`` is one of ``settings.URGENCIES``. ``value`` is the open pipeline at risk; ``told``
    makes the reason and what is behind that value, of those that are chosen only.
    """

    kind: str
    account_id: str
    opportunity_id: str
    value: float
    told: Callable[[], tuple[Said, Behind]]
    next_step: str
    owner: str

    @property
    def key(self) -> str:
        """The same in every week in which the same is found."""
        return key(self.kind, self.opportunity_id or self.account_id)


def key(kind: str, what_id: str) -> str:
    """The key of a finding about an opportunity or an account."""
    return f"{kind}:{what_id}"


def accounts(cursor: DuckDBPyConnection, ids: Iterable[str]) -> dict[str, Row]:
    """Name, tier, owners, points of the week of accounts with open opportunities, and of some."""
    found = fetched(cursor, OWNERS, {"ids": list(ids)})
    return {row["account_id"]: row for row in found}


def sales(row: Mapping[str, str]) -> str:
    """Who calls: the sales owner, or else the marketing owner."""
    return row["sales"] or row["marketing"]


def marketing(row: Mapping[str, str]) -> str:
    """Who finds people: the marketing owner, or else the sales owner."""
    return row["marketing"] or row["sales"]
