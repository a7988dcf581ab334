"""Small worlds for lift: what happened, put straight into the tables that it reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, store

LAUNCH = date(2026, 1, 5)  # a Monday
AS_OF = date(2026, 11, 13)
PROGRAMME = "P"
_numbers = count(1)


@contextmanager
def opened(folder: Path) -> Iterator[DuckDBPyConnection]:
    """A cursor of a new store with one programme, in whose weeks activities were recorded."""
    path = folder / f"lift-{next(_numbers)}.duckdb"
    with closing(store.open_store(path)) as held, held.cursor() as cursor:
        put(cursor, schema.PROGRAMMES, {"programme_id": PROGRAMME, "name": "North"})
        recorded(cursor, weeks_before=60, weeks_after=44)
        yield cursor


def put(cursor: DuckDBPyConnection, entity: schema.Entity, *rows: dict[str, Any]) -> None:
    """Rows of a table, as they are."""
    store.insert(cursor, entity, list(rows))


def week(n: int) -> date:
    """The Monday so many weeks after launch."""
    return LAUNCH + timedelta(weeks=n)


def recorded(cursor: DuckDBPyConnection, *, weeks_before: int, weeks_after: int) -> None:
    """Weeks in which activities were recorded."""
    frame = pd.DataFrame({"week": [week(n) for n in range(-weeks_before, weeks_after)],
                          "n_raw": 100, "fingerprint": "f"})
    cursor.register("weeks_of_test", frame)
    cursor.execute("DELETE FROM rollup_weeks")
    cursor.execute("INSERT INTO rollup_weeks BY NAME SELECT * FROM weeks_of_test")
    cursor.unregister("weeks_of_test")


def account(cursor: DuckDBPyConnection, account_id: str, **more: Any) -> None:
    """A prospect that was there long before launch, unless said otherwise."""
    put(cursor, schema.ACCOUNTS, {
        "account_id": account_id, "name": account_id, "created_on": date(2024, 1, 1),
        "account_type": "prospect", **more})  # fmt: skip


def target(
    cursor: DuckDBPyConnection, account_id: str, joined_on: date = LAUNCH, tier: int = 1,
    programme: str = PROGRAMME, snapshot_id: str | None = None, left_on: date | None = None,
) -> None:
    """An entry of the target list."""
    put(cursor, schema.TARGET_LIST, {
        "programme_id": programme, "programme": programme, "account_id": account_id,
        "tier": str(tier), "joined_on": joined_on, "left_on": left_on,
        "snapshot_id": snapshot_id})  # fmt: skip


def did(
    cursor: DuckDBPyConnection, account_id: str, in_week: date, n: int = 1, *,
    contact: str = "", kind: str = "page visit", direction: str = "theirs", minutes: float = 0.0,
) -> None:
    """Activities of one contact in one week."""
    put(cursor, schema.CONTACT_WEEKS, {
        "account_id": account_id, "contact_id": contact, "week": in_week, "kind": kind,
        "channel": "web", "direction": direction,
        "is_theirs": direction != "ours" or kind == "meeting", "n": n, "n_capped": n,
        "minutes": minutes, "minutes_capped": minutes,
        "n_days": 1, "n_untimed": 0, "last_on": in_week})  # fmt: skip


def deal(
    cursor: DuckDBPyConnection, opportunity_id: str, account_id: str, created_on: date,
    outcome: str = "open", closed_on: date | None = None, amount: float | None = None,
    motion: str | None = "new", currency: str | None = "EUR",
) -> None:
    """An opportunity."""
    put(cursor, schema.OPPORTUNITIES, {
        "opportunity_id": opportunity_id, "account_id": account_id, "outcome": outcome,
        "created_on": created_on, "closed_on": closed_on, "amount": amount, "motion": motion,
        "currency": currency})  # fmt: skip


def logged(
    cursor: DuckDBPyConnection, account_id: str, field: str, old: object, changed_at: datetime,
    entity: str = "accounts",
) -> None:
    """A line of the change log; ``field`` + says since when the store knows the account."""
    put(cursor, schema.CHANGE_LOG, {
        "change_id": next(_numbers), "entity": entity, "entity_id": account_id, "field": field,
        "old_value": None if old is None else json.dumps(old), "changed_at": changed_at})


def saved(
    cursor: DuckDBPyConnection, snapshot_id: str, considered: Sequence[str],
    excluded: Sequence[str] = (), criteria: Sequence[dict[str, Any]] = (),
) -> None:
    """A save of the programme: what it considered, and by which criteria."""
    put(cursor, schema.PROFILES, {
        "profile_id": f"p{snapshot_id}", "name": "Ideal", "version": 1,
        "definition": json.dumps({"criteria": list(criteria)})})
    put(cursor, schema.SNAPSHOTS, {
        "snapshot_id": snapshot_id, "programme_id": PROGRAMME, "profile_id": f"p{snapshot_id}",
        "as_of": LAUNCH - timedelta(days=3), "effective_on": LAUNCH})
    put(cursor, schema.SNAPSHOT_ACCOUNTS, *(
        {"snapshot_id": snapshot_id, "account_id": one,
         "excluded_because": "Too small" if one in excluded else None}
        for one in (*considered, *excluded)))  # fmt: skip
