"""A person decides which account a reference means, and can take that back."""

from __future__ import annotations

from datetime import datetime

import duckdb

from abm_core import formats, schema
from abm_core.errors import AbmError
from abm_core.intake.match import decided, decisions, links, moves, orphans, questions
from abm_core.intake.match.identity import Index, known_accounts
from abm_core.intake.match.questions import Question
from abm_core.intake.rows import taking_back
from abm_core.intake.rows.changes import Log
from abm_core.store import Store, next_decision, next_revision, transaction

JOINED = """
SELECT count(DISTINCT (entity, entity_id))
FROM change_log
WHERE decision_id = $decision_id AND field = 'account_id'
"""
FORGET = "DELETE FROM match_ledger WHERE rule = $rule AND reference = $reference"
# Signals stand under the text of the file where their account is not known.
SIGNALS_BACK = """
SELECT DISTINCT account_domain, account_name
FROM signals
WHERE account_id = $account_id AND stated_account_id = $stated
"""


def decide(
    store: Store, reference: str, account_id: str | None, *, author: str | None, now: datetime
) -> str:
    """Say which account a reference means, or that it means none; holds for later files too.

    ``reference`` is the subject of a question, or its text as the file wrote it. Returns a
    sentence. Raises ``AbmError`` when no rows wait for it or when there is no such account.
    """
    with store.cursor() as cursor, transaction(cursor):
        found = _waiting(cursor, reference)
        index = known_accounts(cursor, Log(0, author, now))
        if account_id is not None:
            account_id = _account(index, account_id)
        decision_id = decisions.write(cursor, {
            "kind": schema.REFERENCE, "entity": "accounts", "subject": found.subject,
            "written": found.text, "meant_id": account_id, "author": author or None,
            "decided_at": now,
        })  # fmt: skip
        log = Log(0, author or None, now, decision_id)
        if account_id is not None:
            moves.keep_own(cursor, account_id)
            orphans.join_accounts(cursor, log)
            links.join(cursor, known_accounts(cursor, log), log)
        ((n,),) = cursor.execute(JOINED, {"decision_id": decision_id}).fetchall()
        next_revision(cursor)
        next_decision(cursor)
    return _sentence(found, n, None if account_id is None else index.label(account_id))


def _waiting(cursor: duckdb.DuckDBPyConnection, reference: str) -> Question:
    """The waiting reference of that subject, else the only one of that text."""
    wanted = reference.strip().casefold()
    asked = questions.waiting(cursor)
    found = [one for one in asked if one.subject.casefold() == wanted] or [
        one for one in asked if one.text.casefold() == wanted
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise AbmError(
            f"'{reference}' stands for {len(found)} references.",
            f"Say which: {'; '.join(one.subject for one in found[:5])}.",
        )
    raise AbmError(
        f"No rows wait for an account '{reference}'.",
        "See the list of references to decide for how the files write them.",
    )


def _account(index: Index, account_id: str) -> str:
    found = index.decided.survivor(account_id.strip())
    if found not in index.accounts:
        raise AbmError(f"There is no account {account_id}.", "Give the ID of an account.")
    return found


def _sentence(found: Question, n_joined: int, label: str | None) -> str:
    if label is None:
        done = f"'{found.text}' is none of the accounts: its rows stay apart"
    else:
        rows = formats.counted(n_joined, "row has", "rows have")
        done = f"'{found.text}' is {label}: {rows} joined it"
    if found.n_rejected:
        rows = formats.counted(found.n_rejected, "rejected row comes", "rejected rows come")
        done += f"; {rows} in when the file is imported again"
    return f"{done}."


def undo(cursor: duckdb.DuckDBPyConnection, decision: decisions.Decision, log: Log) -> None:
    """Rows that a decision gave an account are again without, also those that came later."""
    subject = decision.subject
    taking_back.take_back(cursor, decision.decision_id, log)
    cursor.execute(FORGET, {"rule": decided.RULE, "reference": decision.written})
    if decision.meant_id is None:
        return
    account_id = known_accounts(cursor, log).decided.survivor(decision.meant_id)
    stated = decided.mark(subject)
    own = stated if subject.startswith("id ") else None
    for column in filter(lambda one: one.keeps_stated, moves.columns("accounts")):
        if column.entity is schema.TARGET_LIST:
            continue  # an entry has an account or was rejected
        back = own
        if column.entity is schema.SIGNALS and own is None:
            back = _pending(cursor, account_id, stated)
            if back is None:
                continue
        moves.move_back(cursor, column, account_id, back, [stated], log)


def _pending(cursor: duckdb.DuckDBPyConnection, account_id: str, stated: str) -> str | None:
    """The place of signals whose account is not known again."""
    bound = {"account_id": account_id, "stated": stated}
    found = cursor.execute(SIGNALS_BACK, bound).fetchall()
    return links.PENDING + str(found[0][0] or found[0][1]) if found else None
