"""People who were erased stay erased when a file brings them again."""

from __future__ import annotations

import duckdb

from abm_core.erasure import erased_among
from abm_core.intake.rows import skips
from abm_core.intake.rows.batch import Batch


def leave_out(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Rows of people who were erased are not stored, not even as rejects."""
    rows = _rows(cursor, batch)
    for row in rows:
        batch.settle(row, skips.ERASED)
    if rows:
        say = "1 row is of a person who was" if len(rows) == 1 else (
            f"{len(rows):,} rows are of people who were")  # fmt: skip
        batch.notes.append(f"{say} erased; left out")


def forget_names(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """What such a person did counts for the account, without address and name."""
    rows = _rows(cursor, batch)
    for name in ("email", "contact_name", "contact_id") if rows else ():
        values = batch.column(name)
        batch.set_column(name, [None if row in rows else one for row, one in enumerate(values)])


def _rows(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> set[int]:
    mails = batch.column("email")
    gone = erased_among(cursor, [mail for mail in mails if mail])
    return {row for row, mail in enumerate(mails) if mail in gone} if gone else set()
