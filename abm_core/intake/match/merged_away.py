"""An account that is no longer there because it was merged: what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.intake.match import decided

NAMED = """
SELECT g.account_id, g.name, d.author, d.decided_at
FROM merged_accounts g
JOIN match_decisions d ON d.subject = g.account_id AND d.kind = 'merge' AND d.entity = 'accounts'
                      AND d.undone_at IS NULL
WHERE list_contains($ids, g.account_id) OR lower(g.domain) = $domain OR lower(g.name) = $name
ORDER BY NOT list_contains($ids, g.account_id), d.decision_id DESC
"""


class MergedAway(NamedTuple):
    """An account that went into another; ``survivor_id`` is where its rows are now."""

    account_id: str
    name: str
    survivor_id: str
    author: str
    merged_at: datetime


def find(
    cursor: DuckDBPyConnection, *, ids: Sequence[str], domain: str = "", name: str = ""
) -> MergedAway | None:
    """The merged account of one of the ids, else of the domain or name in small letters.

    ``None`` where there is none, and where several went into different accounts.
    """
    values = {"ids": list(ids), "domain": domain, "name": name}
    rows = cursor.execute(NAMED, values).fetchall()
    rows = [row for row in rows if row[0] in ids] or rows
    merges = decided.read(cursor, "accounts")
    found = [
        MergedAway(account_id, called or account_id, merges.survivor(account_id), author or "", at)
        for account_id, called, author, at in rows
    ]
    return found[0] if len({one.survivor_id for one in found}) == 1 else None


def sentence(found: MergedAway, survivor: str) -> str:
    """Where the account went, before its survivor is told of."""
    by = f" by {found.author}" if found.author else ""
    return (
        f"{found.name} ({found.account_id}) was merged into {survivor} ({found.survivor_id}) on "
        f"{formats.day(found.merged_at.date())}{by}; this is about {survivor}."
    )
