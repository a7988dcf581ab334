"""Accounts with many decided deals, and a change log that reaches back for some of them.

Of every ten deals of large accounts eight were won, of small ones two; amounts are 100 each.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import tiny_world
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Bands, Categories, Recency

AS_OF = date(2026, 3, 2)
SIZE = Criterion("Size", "employees", Bands(((0, 0.0), (1000, 1.0))), weight=50)
TRADE = Criterion("Trade", "industry", Categories((("Medical", 1.0),)), weight=50)
FUNDED = Criterion("Funded", "extra.Funded on", Recency(100), weight=50, part="timing")
BY_SIZE = Profile("By size", (SIZE,))
BY_TRADE = Profile("By trade", (TRADE,))
NO_PARTNERS = Exclusion("account_type", ("partner",), "Partner")


def deal(account: str, outcome: str, created: str = "2025-06-01", **more: Any) -> dict[str, Any]:
    """One decided deal, closed three months after it was opened."""
    return {"account_id": account, "outcome": outcome, "created_on": created, "amount": 100,
            "currency": "EUR", "closed_on": "2025-09-01", **more}  # fmt: skip


def put_many(cursor: DuckDBPyConnection, n_accounts: int = 60) -> None:
    """``n_accounts`` of either size with five deals each; trades have nothing to do with it."""
    accounts, deals = [], []
    for number in range(2 * n_accounts):
        is_large = number < n_accounts
        name = f"a{number:03d}"
        accounts.append({"account_id": name, "employees": 5000 if is_large else 50,
                         "industry": "Medical" if number % 2 else "Retail"})  # fmt: skip
        n_won = 4 if is_large else 1
        deals += [deal(name, "won" if place < n_won else "lost") for place in range(5)]
    tiny_world.put_accounts(cursor, accounts)
    tiny_world.put_opportunities(cursor, deals)


def log(
    cursor: DuckDBPyConnection, account: str, field: str, day: str, old: Any = None
) -> None:
    """An entry of the change log about an account."""
    store.insert(cursor, schema.CHANGE_LOG, [{
        "change_id": store.next_id(cursor, schema.CHANGE_LOG), "entity": "accounts",
        "entity_id": account, "field": field,
        "old_value": None if old is None else json.dumps(old),
        "changed_at": datetime.fromisoformat(f"{day}T10:00:00"),
    }])  # fmt: skip
