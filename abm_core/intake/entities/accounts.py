"""Accounts of a file into the store."""

from __future__ import annotations

from collections.abc import Container, Mapping

import duckdb

from abm_core import schema
from abm_core.intake.match import matches, merged_rows, parents
from abm_core.intake.match.assign import assign
from abm_core.intake.match.identity import Reference, forget_accounts, known_accounts
from abm_core.intake.rows import nameless, repeats
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, upsert


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Match every row with its account, resolve parents, and write what is new or changed."""
    if batch.is_split:
        repeats.combine(batch)
    index = known_accounts(cursor, log)
    said = list(map(Reference, *(batch.column(name) for name in (
        "account_id", "domain", "name", "country"))))
    known = set(index.accounts) if batch.named_by_domain else set()
    assigned = assign({row: said[row] for row in batch.live}, index)
    _keep_known_names(batch, assigned.ids, known)
    batch.set_column("account_id", [assigned.ids.get(row) for row in range(len(said))])
    merged = merged_rows.set_apart(batch, index.decided)
    for row, problem in assigned.problems.items():
        batch.reject(row, problem)
    batch.notes += assigned.notes
    repeats.settle(
        batch,
        {row: one for row, one in assigned.ids.items() if row not in batch.settled},
        lambda row: "same Account ID" if said[row].account_id else "same account",
    )
    taken = {said[row] for row in batch.live}
    found = [(one, match) for one, match in assigned.matches if one in taken]
    found += parents.resolve_rows(cursor, batch, index)
    matches.record(cursor, "accounts", found, log)
    live = batch.frame.iloc[batch.live]
    outcome = upsert(cursor, schema.ACCOUNTS, live, log, final=("parent_id",))
    merged_rows.keep(cursor, batch, merged, index.decided, log)
    if outcome.updated or merged:
        forget_accounts(log)
    return outcome


def _keep_known_names(batch: Batch, ids: Mapping[int, str], known: Container[str]) -> None:
    """A domain that stands for a name takes no known account's name away."""
    if not batch.named_by_domain:
        return
    names = batch.column("name")
    new = [row for row in batch.named_by_domain if row in ids and ids[row] not in known]
    for row in set(batch.named_by_domain) - set(new):
        names[row] = None
    batch.set_column("name", names)
    if new:
        batch.notes.append(nameless.note(len(new), names[new[0]]))
