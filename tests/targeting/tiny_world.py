"""Eight accounts whose scores a reader can work out by hand.

                industry  employees  intent     s: industry 20, size 10, intent 10
    a1 Alder    Medical       1,200      50        1     1     0.5
    a2 Birch    medical         150       –        1     0.5   –
    a3 Cedar    Retail            –       –        0.5   –     –
    a4 Doum     –                 –     100        –     –     1
    a5 Elm      –                 –       –        –     –     –
    a6 Fir      Medical       1,200     100        1     1     1     a competitor
    a7 Gorse    Energy        1,200       0        0     1     0
    a8 Hazel    Medical       1,200       –        1     1     –
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Bands, Categories, Ramp

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, 0)

INDUSTRY = Criterion(
    "Industry", "industry", Categories((("Medical", 1.0), ("Retail", 0.5))), weight=20
)
SIZE = Criterion("Size", "employees", Bands(((100, 0.5), (1000, 1.0))), weight=10)
INTENT = Criterion("Intent", "extra.Intent", Ramp(0, 100), weight=10, part="timing")
COMPETITORS = Exclusion("account_type", ("competitor",), "Competitor")
PROFILE = Profile("Clinics", (INDUSTRY, SIZE, INTENT), (COMPETITORS,))

ACCOUNTS: list[dict[str, Any]] = [
    {"account_id": "a1", "name": "Alder", "industry": "Medical", "employees": 1200,
     "extra": {"Intent": 50}},
    {"account_id": "a2", "name": "Birch", "industry": "medical", "employees": 150},
    {"account_id": "a3", "name": "Cedar", "industry": "Retail"},
    {"account_id": "a4", "name": "Doum", "extra": {"Intent": 100}},
    {"account_id": "a5", "name": "Elm"},
    {"account_id": "a6", "name": "Fir", "industry": "Medical", "employees": 1200,
     "account_type": "competitor", "extra": {"Intent": 100}},
    {"account_id": "a7", "name": "Gorse", "industry": "Energy", "employees": 1200,
     "extra": {"Intent": 0}},
    {"account_id": "a8", "name": "Hazel", "industry": "Medical", "employees": 1200},
]  # fmt: skip
A1, A2, A3, A4, A5, A6, A7, A8 = range(8)

OPPORTUNITIES: list[dict[str, Any]] = [
    {"account_id": "a1", "amount": 100_000, "currency": "EUR", "outcome": "open"},
    {"account_id": "a1", "amount": None, "currency": "EUR", "outcome": "open"},
    {"account_id": "a2", "amount": 50_000, "currency": "USD", "outcome": "open"},
    {"account_id": "a2", "amount": 30_000, "currency": "EUR", "outcome": "won"},
    {"account_id": "a3", "amount": 20_000, "currency": None, "outcome": "open"},
    {"account_id": "a7", "amount": 10_000, "currency": "EUR", "outcome": "lost"},
    {"account_id": None, "amount": 9_000, "currency": "EUR", "outcome": "open"},
]


def put_accounts(cursor: DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    """Add accounts; further columns as a dictionary."""
    for row in rows:
        extra = {"extra": json.dumps(row["extra"])} if "extra" in row else {}
        store.insert(cursor, schema.ACCOUNTS, [{"name": row["account_id"], **row, **extra}])


def put_opportunities(cursor: DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    """Add opportunities, numbered from o1."""
    store.insert(
        cursor,
        schema.OPPORTUNITIES,
        [{"opportunity_id": f"o{n}", **row} for n, row in enumerate(rows, start=1)],
    )


def build(path: Path) -> store.Store:
    """A store that holds this world."""
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        put_accounts(cursor, ACCOUNTS)
        put_opportunities(cursor, OPPORTUNITIES)
    return opened
