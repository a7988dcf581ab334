"""Signals of a file into the store: one per account, week, source and topic."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from abm_core import schema
from abm_core.intake.match import matches, references
from abm_core.intake.match.identity import known_accounts
from abm_core.intake.match.links import PENDING
from abm_core.intake.rows import repeats, skips
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, key_of, upsert

DEFAULT_SOURCE = "third-party"

# Signals of accounts that several names in files have come to mean.
SHARED = """
SELECT account_id, week, source, topic, strength, stated_account_id
FROM signals
WHERE stated_account_id IS NOT NULL
"""


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Find every row's account, put its day to a Monday, and write what is new or changed."""
    _set_weeks(batch)
    _check_strength(batch)
    _set_sources(batch)
    index = known_accounts(cursor, log)
    accounts = references.resolve(batch, index)
    ids: list[str | None] = []
    for row, said in enumerate(accounts.said):
        if said.is_blank and row not in batch.reasons:
            batch.reject(row, "The row names no account")
        # The account is part of the key, so one that is not known keeps its place by its text.
        ids.append(accounts.written(row) or (PENDING + said.text if not said.is_blank else None))
    batch.set_column("account_id", ids)
    references.keep_stated(batch, accounts)
    _keep_stronger(cursor, batch)
    columns = {name: batch.column(name) for name in batch.entity.key}
    n_repeats = repeats.settle(
        batch,
        {row: key_of(batch.entity, {name: columns[name][row] for name in columns})
         for row in batch.live},
        lambda row: "same account, week, source and topic",
    )
    repeats.note(batch, n_repeats)
    references.note(batch, index, accounts)
    matches.record(cursor, "signals", accounts.matched.items(), log)
    return upsert(cursor, schema.SIGNALS, batch.frame.iloc[batch.live], log)


def _keep_stronger(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Where files name one account in two ways, the stronger of two equal signals stands."""
    stated = batch.column("stated_account_id")
    if not any(stated):
        return
    best = {tuple(row[:4]): (row[4] or 0.0, row[5])
            for row in cursor.execute(SHARED).fetchall()}  # fmt: skip
    strength = [one or 0.0 for one in batch.column("strength")]
    keys = list(zip(*(batch.column(name) for name in batch.entity.key), strict=True))
    for row in sorted(batch.live, key=lambda one: -strength[one]):
        there, name = best.get(keys[row], (0.0, stated[row]))
        if name != stated[row] and there >= strength[row]:
            batch.settle(row, skips.WEAKER)
        else:
            best[keys[row]] = (strength[row], stated[row])


def monday(day: date) -> date:
    """The first day of the week.

    >>> monday(date(2026, 3, 8)), monday(date(2026, 3, 2))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2))
    """
    return day - timedelta(days=day.weekday())


def _set_weeks(batch: Batch) -> None:
    weeks = batch.column("week")
    batch.set_column("week", [None if day is None else monday(day) for day in weeks])


def _check_strength(batch: Batch) -> None:
    for row, strength in enumerate(batch.column("strength")):
        if strength is not None and not 0 <= strength <= 100:
            batch.reject(row, f"Strength: {strength:,.10g} is not between 0 and 100")


def _set_sources(batch: Batch) -> None:
    """A signal without a source comes from outside, as intent files do."""
    said = batch.column("source")
    if None in said:
        batch.notes.append("Signal source: where the file does not say, third-party")
    batch.set_column("source", [one or DEFAULT_SOURCE for one in said])
