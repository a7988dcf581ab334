"""The decisions that people made about matches: kept, listed, found again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import duckdb

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.store import insert, next_id

ALL = """
SELECT decision_id, kind, entity, subject, written, meant_id, author, decided_at, undone_by,
       undone_at
FROM match_decisions
ORDER BY decision_id DESC
"""
ONE = """
SELECT decision_id, kind, entity, subject, written, meant_id, author, decided_at, undone_by,
       undone_at
FROM match_decisions
WHERE decision_id = $decision_id
"""
MARK = """
UPDATE match_decisions SET undone_at = $at, undone_by = $author
WHERE decision_id = $decision_id
"""


class Decision(NamedTuple):
    """One decision, standing while ``undone_at`` is empty."""

    decision_id: int
    kind: str
    entity: str
    subject: str
    written: str
    meant_id: str | None
    author: str | None
    decided_at: datetime
    undone_by: str | None
    undone_at: datetime | None


def history(cursor: duckdb.DuckDBPyConnection) -> list[Decision]:
    """Every decision, newest first."""
    return [Decision(*row) for row in cursor.execute(ALL).fetchall()]


def write(cursor: duckdb.DuckDBPyConnection, said: dict[str, Any]) -> int:
    """Keep a decision; its number."""
    decision_id = next_id(cursor, schema.MATCH_DECISIONS)
    insert(cursor, schema.MATCH_DECISIONS, [{"decision_id": decision_id, **said}])
    return decision_id


def standing(cursor: duckdb.DuckDBPyConnection, decision_id: int) -> Decision:
    """A decision that can be undone; ``AbmError`` when there is none, or when it was undone."""
    found = cursor.execute(ONE, {"decision_id": decision_id}).fetchall()
    if not found:
        raise AbmError(f"There is no decision {decision_id}.", "See the list of decisions.")
    decision = Decision(*found[0])
    if decision.undone_at is not None:
        raise AbmError(f"Decision {decision_id} is undone already.", "See the list of decisions.")
    return decision


def mark_undone(
    cursor: duckdb.DuckDBPyConnection, decision_id: int, author: str | None, at: datetime
) -> None:
    """Say that a decision no longer stands."""
    cursor.execute(MARK, {"decision_id": decision_id, "author": author, "at": at})


def sentence(one: Decision) -> str:
    """A decision in words, as a list of them shows it."""
    said = {
        schema.REFERENCE: f"'{one.written}' means " + (one.meant_id or "none of the accounts"),
        schema.MERGE: f"'{one.written}' ({one.subject}) is merged into {one.meant_id}",
        schema.DIFFERENT: f"{one.subject} and {one.meant_id} are two",
    }[one.kind]
    by = f", {one.author}" if one.author else ""
    return f"{said}{by}{' (undone)' if one.undone_at else ''}"
