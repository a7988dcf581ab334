"""A store with target accounts, contacts and what they did, as a test states them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.committee import buying_roles
from abm_core.measure import coverage, coverage_people

TODAY = date(2026, 3, 1)  # a Sunday: the week of 23 February is complete
WEEK = date(2026, 2, 23)
NOON = datetime(2026, 3, 1, 12)
_numbers = count(1)


@contextmanager
def opened(folder: Path) -> Iterator[DuckDBPyConnection]:
    """A cursor of a new store."""
    path = folder / f"coverage-{next(_numbers)}.duckdb"
    with closing(store.open_store(path)) as one, one.cursor() as cursor:
        yield cursor


def target(cursor: DuckDBPyConnection, account_id: str, tier: str = "1", **values: Any) -> None:
    """An account on the target list."""
    row = {"account_id": account_id, "name": account_id.capitalize(), **values}
    store.insert(cursor, schema.ACCOUNTS, [row])
    store.insert(cursor, schema.ACCOUNT_SCORES, [{"account_id": account_id, "tier": tier}])


def contact(
    cursor: DuckDBPyConnection, contact_id: str, account_id: str, role: str | None = None,
    **values: Any,
) -> None:  # fmt: skip
    """A contact with an address, in a role that the CRM states."""
    store.insert(cursor, schema.CONTACTS, [{
        "contact_id": contact_id, "account_id": account_id, "name": contact_id.capitalize(),
        "email": f"{contact_id}@{account_id}.example", "buying_role": role, **values,
    }])  # fmt: skip


def persona(
    cursor: DuckDBPyConnection, contact_id: str, seniority: str, function: str, sure: float = 1.0,
    title: str = "",
) -> None:  # fmt: skip
    """Who a contact is by the title."""
    store.insert(cursor, schema.PERSONAS, [{
        "contact_id": contact_id, "title": title or f"{seniority} {function}",
        "seniority": seniority, "seniority_confidence": sure, "function": function,
        "function_confidence": sure, "source": "title",
    }])  # fmt: skip


def did(
    cursor: DuckDBPyConnection, contact_id: str, account_id: str, kind: str, *, n: int = 1,
    weeks_ago: int = 0, direction: str = "theirs", minutes: float = 0, points: float = 0,
) -> None:  # fmt: skip
    """Something rolled up, ``weeks_ago`` before the last complete week, on its Wednesday."""
    week = WEEK - timedelta(weeks=weeks_ago)
    store.insert(cursor, schema.CONTACT_WEEKS, [{
        "account_id": account_id, "contact_id": contact_id, "week": week, "kind": kind,
        "channel": "other", "direction": direction, "n": n,
        "is_theirs": direction == "theirs" or kind == "meeting"
        or (kind == "call" and minutes > 0), "n_capped": n, "minutes": minutes,
        "minutes_capped": minutes, "n_days": min(n, 7), "n_untimed": 0,
        "last_on": week + timedelta(days=2),
    }])  # fmt: skip
    inbound = kind == "meeting" or (
        direction == "theirs" and kind in ("mail reply", "form fill", "call"))
    if points or inbound:
        store.insert(cursor, schema.CONTACT_POINTS, [{
            "account_id": account_id, "contact_id": contact_id, "week": week, "points": points,
            "n": n, "n_inbound": n * inbound,
        }])  # fmt: skip


def deal(cursor: DuckDBPyConnection, opportunity_id: str, account_id: str, **values: Any) -> None:
    """An open opportunity, unless said otherwise."""
    store.insert(cursor, schema.OPPORTUNITIES, [{
        "opportunity_id": opportunity_id, "account_id": account_id, "outcome": "open",
        "currency": "EUR", "created_on": date(2026, 1, 5), **values,
    }])  # fmt: skip


def refresh(cursor: DuckDBPyConnection) -> None:
    """All that coverage reads, from what is in the store now."""
    with store.transaction(cursor):
        store.next_revision(cursor)
    coverage_people.refresh(cursor, as_of=TODAY)
    buying_roles.refresh(cursor)


def read(cursor: DuckDBPyConnection) -> coverage.Coverage:
    """Coverage after a refresh."""
    refresh(cursor)
    return coverage.read(cursor)


def cell(found: coverage.Coverage, account_id: str, requirement: str) -> pd.Series:
    """One required role of one account."""
    cells = found.cells
    chosen = (cells["account_id"] == account_id) & (cells["requirement"] == requirement)
    (row,) = cells[chosen].index
    return cells.loc[row]


def account(found: coverage.Coverage, account_id: str) -> pd.Series:
    """One account."""
    (row,) = found.accounts[found.accounts["account_id"] == account_id].index
    return found.accounts.loc[row]


def ladder(of: pd.Series) -> tuple[int, ...]:
    """Identified, reachable, current, engaged."""
    return tuple(int(of[name]) for name in coverage.COUNTS)
