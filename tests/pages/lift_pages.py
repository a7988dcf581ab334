"""A world of 240 accounts of which forty were targeted, for the screens of lift."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import lift_stores as world
import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, store

N_ACCOUNTS, EACH = 240, 6
WEEKS = range(-34, 27)
ACTIVITY = """
INSERT INTO activities BY NAME SELECT * FROM given_activities
"""


def build(path: Path, *, with_targets: bool = True, with_history: bool = True) -> None:
    """Every account visits a few times a week; targets half as much more since launch."""
    rng = np.random.default_rng(5)
    with closing(store.open_store(path)) as held, held.cursor() as cursor:
        ids = [f"A{n:03d}" for n in range(N_ACCOUNTS)]
        world.put(cursor, schema.ACCOUNTS, *(
            {"account_id": one, "name": f"Account {one}", "created_on": date(2024, 1, 1),
             "account_type": "prospect", "employees": 100 + n,
             "industry": ("Banking", "Retail")[n // 6 % 2]}
            for n, one in enumerate(ids)))  # fmt: skip
        if with_targets:
            world.put(cursor, schema.PROGRAMMES, {
                "programme_id": world.PROGRAMME, "name": "North"})  # fmt: skip
            world.put(cursor, schema.TARGET_LIST, *(
                {"programme_id": world.PROGRAMME, "programme": "North", "account_id": one,
                 "tier": str(1 + n % 2), "joined_on": world.LAUNCH}
                for n, one in enumerate(ids[::EACH])))  # fmt: skip
        if with_history:
            _activities(cursor, ids, rng)
            _deals(cursor, ids, rng)
        with store.transaction(cursor):
            store.next_revision(cursor)


def _activities(cursor: DuckDBPyConnection, ids: list[str], rng: np.random.Generator) -> None:
    rows = []
    for place, one in enumerate(ids):
        rate = rng.gamma(4, 0.6)
        for n in WEEKS:
            more = 1.6 if place % EACH == 0 and n >= 0 else 1.0
            for k in range(rng.poisson(rate * more)):
                rows.append((f"{one}-{n}-{k}", one, world.week(n) + timedelta(days=1 + k % 4)))
    frame = pd.DataFrame(rows, columns=["activity_id", "account_id", "occurred_at"])
    frame["occurred_at"] = pd.to_datetime(frame["occurred_at"])
    frame = frame.assign(kind="page visit", channel="web", direction="theirs", minutes=3.0)
    cursor.register("given_activities", frame)
    cursor.execute(ACTIVITY)
    cursor.unregister("given_activities")


def _deals(cursor: DuckDBPyConnection, ids: list[str], rng: np.random.Generator) -> None:
    rows = []
    for place, one in enumerate(ids):
        for k in range(rng.poisson(0.7 if place % EACH == 0 else 0.3)):
            created = world.week(int(rng.integers(0, 26)))
            rows.append({
                "opportunity_id": f"{one}-D{k}", "account_id": one, "created_on": created,
                "outcome": ("won", "lost")[k % 2], "amount": 1_000.0 + place, "currency": "EUR",
                "closed_on": created + timedelta(days=30 + place % 40), "motion": "new",
            })  # fmt: skip
    world.put(cursor, schema.OPPORTUNITIES, *rows)
