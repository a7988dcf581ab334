"""Files that link what other files hold: contacts of opportunities, stages they went through."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import duckdb

from abm_core import schema
from abm_core.intake.match.people import known_people
from abm_core.intake.match.references import rows
from abm_core.intake.parse.words import shorten
from abm_core.intake.rows import repeats, skips
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, key_of, upsert

PARTS = "SELECT opportunity_id, contact_id FROM opportunity_contacts"
OPPORTUNITIES = "SELECT opportunity_id FROM opportunities"


def refuse_unknown(batch: Batch, known: Collection[str]) -> None:
    """A file of links brings nothing new: reject rows whose record is not known."""
    ids = batch.column(batch.entity.key[0])
    for row in batch.live:
        if ids[row] not in known:
            batch.reject(row, f"No {batch.entity.singular} '{shorten(str(ids[row]))}' is known; "
                              f"import {batch.entity.label.lower()} first")


def load_contacts(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """The contacts of opportunities; who is not known yet waits under the id of the file."""
    people = known_people(cursor, log)
    ids = batch.column("contact_id")
    batch.set_column("contact_id", [people.final(one) for one in ids])
    _leave_doubles(cursor, batch, ids)
    known = _opportunities(cursor)
    contacts = batch.column("contact_id")
    _note_unknown(batch, "Opportunity", "opportunity_id", known)
    _note_unknown(batch, "Contact", "contact_id", people.accounts)
    deals = batch.column("opportunity_id")
    batch.n_orphans = sum(
        deals[row] not in known or contacts[row] not in people.accounts for row in batch.live
    )
    return _write(cursor, batch, log, "same opportunity and contact")


def _leave_doubles(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, ids: Sequence[str | None]
) -> None:
    """A contact that was merged into another of the same deal adds nothing to it."""
    contacts, deals = batch.column("contact_id"), batch.column("opportunity_id")
    merged = [row for row in batch.live if contacts[row] != ids[row]]
    if merged:
        there = set(cursor.execute(PARTS).fetchall())
        there |= {(deals[row], contacts[row]) for row in batch.live if row not in merged}
        for row in merged:
            if (deals[row], contacts[row]) in there:
                batch.settle(row, skips.MERGED)


def load_stages(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """The stages of opportunities; a change of an opportunity not known yet waits for it."""
    known = _opportunities(cursor)
    _note_unknown(batch, "Opportunity", "opportunity_id", known)
    deals = batch.column("opportunity_id")
    batch.n_orphans = sum(deals[row] not in known for row in batch.live)
    return _write(cursor, batch, log, "same opportunity, time and stage")


def _opportunities(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    return {key for (key,) in cursor.execute(OPPORTUNITIES).fetchall()}


def _note_unknown(batch: Batch, label: str, name: str, known: Collection[str]) -> None:
    ids = batch.column(name)
    unknown = [row for row in batch.live if ids[row] not in known]
    if unknown:
        batch.notes.append(
            f"{label}: {rows(len(unknown), batch.entity)} with one that is not known yet, such as "
            f"'{shorten(ids[unknown[0]])}'; kept apart until it is imported"
        )


def _write(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log, same: str
) -> Outcome:
    columns = {name: batch.column(name) for name in batch.entity.key}
    keys = {
        row: key_of(batch.entity, {name: columns[name][row] for name in columns})
        for row in batch.live
    }
    n_repeats = repeats.settle(batch, keys, lambda row: same)
    repeats.note(batch, n_repeats)
    return upsert(cursor, schema.entity(batch.entity.name), batch.frame.iloc[batch.live], log)
