"""Taking back any decision about a match."""

from __future__ import annotations

from datetime import datetime

import duckdb

from abm_core import schema
from abm_core.intake.match import decided, deciding, decisions, merging, moves
from abm_core.intake.rows.changes import Log
from abm_core.store import Store, next_decision, next_revision, transaction


def undo(store: Store, decision_id: int, *, author: str | None, now: datetime) -> str:
    """Take a decision back: what it changed is as before, later rows are as without it.

    Returns a sentence. Raises ``AbmError`` when there is no such decision, when it is undone
    already, and for a merge whose survivor was itself merged since.
    """
    with store.cursor() as cursor, transaction(cursor):
        decision = decisions.standing(cursor, decision_id)
        log = Log(0, author or None, now)
        if decision.kind == schema.REFERENCE:
            deciding.undo(cursor, decision, log)
        elif decision.kind == schema.MERGE:
            merging.undo(cursor, decision, log)
        decisions.mark_undone(cursor, decision_id, author or None, now)
        if decision.entity == "accounts":
            _settle_own(cursor, decision)
        next_revision(cursor)
        next_decision(cursor)
    return _sentence(decision)


def _settle_own(cursor: duckdb.DuckDBPyConnection, decision: decisions.Decision) -> None:
    """Only rows of accounts that others still mean keep that they name them."""
    standing = decided.read(cursor, "accounts")
    for one in filter(None, (decision.meant_id, decision.subject)):
        account_id = standing.survivor(one)
        if account_id in standing.named_again:
            moves.keep_own(cursor, account_id)
        else:
            moves.forget_own(cursor, account_id)


def _sentence(decision: decisions.Decision) -> str:
    if decision.kind == schema.MERGE:
        return f"'{decision.written}' ({decision.subject}) stands for itself again."
    if decision.kind == schema.DIFFERENT:
        return f"{decision.subject} and {decision.meant_id} can be proposed as one again."
    return f"'{decision.written}' is open again; its rows are as they were."
