"""Small worlds for stages: what happened, put straight into the tables that the replay reads."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import schema, store

MONDAY = date(2026, 1, 5)


def fresh(path: Path) -> DuckDBPyConnection:
    """A cursor of an empty store."""
    return store.open_store(path / "stages.duckdb").cursor()


def put(cursor: DuckDBPyConnection, entity: schema.Entity, *rows: dict[str, Any]) -> None:
    """Rows of a table, as they are."""
    store.insert(cursor, entity, list(rows))


def account(
    cursor: DuckDBPyConnection, account_id: str, created_on: date | None = None,
    fit: float | None = None, **more: str,
) -> None:
    """An account, with its fit of today."""
    put(cursor, schema.ACCOUNTS, {
        "account_id": account_id, "name": account_id, "created_on": created_on, **more})
    if fit is not None:
        put(cursor, schema.ACCOUNT_SCORES, {"account_id": account_id, "fit": fit})


def points(
    cursor: DuckDBPyConnection, account_id: str, contact_id: str, week: date, amount: float,
    n: int = 1,
) -> None:
    """Points of one contact in one week."""
    put(cursor, schema.CONTACT_POINTS, {
        "account_id": account_id, "contact_id": contact_id, "week": week, "points": amount,
        "n": n})  # fmt: skip


def deal(
    cursor: DuckDBPyConnection, opportunity_id: str, account_id: str, outcome: str,
    created_on: date | None, closed_on: date | None = None, motion: str | None = "new",
) -> None:
    """An opportunity."""
    put(cursor, schema.OPPORTUNITIES, {
        "opportunity_id": opportunity_id, "account_id": account_id, "outcome": outcome,
        "created_on": created_on, "closed_on": closed_on, "motion": motion})  # fmt: skip


def change(
    cursor: DuckDBPyConnection, account_id: str, changed_on: date, stage_from: str | None,
    stage_to: str, left_on: date | None = None, motion: str = "new",
) -> None:
    """A change of stage, as the replay would have written it."""
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": account_id, "motion": motion,
        "week": changed_on - timedelta(changed_on.weekday()), "changed_on": changed_on,
        "stage_from": stage_from, "stage_to": stage_to, "left_on": left_on,
        "rules_version": 0})  # fmt: skip


def changes(
    cursor: DuckDBPyConnection, account_id: str, motion: str = "new"
) -> list[tuple[Any, ...]]:
    """What the replay wrote about an account: day, from, to."""
    return cursor.execute(
        "SELECT changed_on, stage_from, stage_to FROM stage_changes "
        "WHERE account_id = $account AND motion = $motion ORDER BY week",
        {"account": account_id, "motion": motion},
    ).fetchall()
