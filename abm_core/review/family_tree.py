"""The accounts under one ultimate parent, as a tree; each stands in it once."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import house, pipeline
from abm_core.committee import people
from abm_core.review import account_facts

MEMBERS = """
SELECT a.account_id, coalesce(a.name, a.account_id), a.parent_id, coalesce(s.tier, ''),
       coalesce(e.window_points, 0)
FROM accounts a LEFT JOIN account_scores s USING (account_id)
LEFT JOIN account_engagement e USING (account_id)
WHERE a.account_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY lower(a.name), a.account_id
"""


class Member(NamedTuple):
    """One account of the family: its own numbers, nothing of those below it."""

    account_id: str
    name: str
    depth: int
    tier: str
    stage: str
    points: float
    open_pipeline: float
    n_open: int


class Family(NamedTuple):
    """A family from the top down; its sums are of its members, each counted once."""

    members: tuple[Member, ...]
    currency: str

    @property
    def open_pipeline(self) -> float:
        """Open pipeline of all members together."""
        return sum(one.open_pipeline for one in self.members)

    @property
    def n_open(self) -> int:
        """Open opportunities of all members together."""
        return sum(one.n_open for one in self.members)


def read(cursor: DuckDBPyConnection, account_id: str) -> Family:
    """The family of an account; without members for one that stands alone."""
    currency = house.reporting_currency(cursor)
    ids = people.family(cursor, account_id)
    if len(ids) < 2:
        return Family((), currency)
    rows = {row[0]: row for row in cursor.execute(MEMBERS, {"ids": ids}).fetchall()}
    stays = account_facts.stays(cursor, ids)
    held = pipeline.open_by_account(cursor, currency, ids).set_index("account_id")
    sums = held["open_pipeline"].fillna(0.0).to_dict()
    counts = held["n_open"].to_dict()
    return Family(tuple(
        Member(key, rows[key][1], depth, rows[key][3], _stage(stays, key), float(rows[key][4]),
               float(sums.get(key, 0.0)), int(counts.get(key, 0)))
        for key, depth in _laid(rows)
    ), currency)  # fmt: skip


def _stage(stays: dict[str, tuple[str, str, date]], account_id: str) -> str:
    return stays[account_id][1] if account_id in stays else ""


def _laid(rows: dict[str, tuple[str, str, str | None, str, float]]) -> list[tuple[str, int]]:
    """Members from the top down, each once, with their depth."""
    below: dict[str | None, list[str]] = {}
    for key, row in rows.items():
        below.setdefault(row[2] if row[2] in rows and row[2] != key else None, []).append(key)
    found: list[tuple[str, int]] = []
    waiting = [(key, 0) for key in reversed(below.get(None, []))]
    while waiting:
        key, depth = waiting.pop()
        found.append((key, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(key, []))]
    return found
