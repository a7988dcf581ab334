"""Plain rows of a large file on the side of the store: what is new, what is there already."""

from __future__ import annotations

from typing import Any, NamedTuple

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.rows.changes import Log, append
from abm_core.store import next_id

IS_EMPTY = "SELECT NOT EXISTS (SELECT 1 FROM activities)"
# Into an empty table: nothing to compare with, so nothing to lay down in between.
FILL = """
INSERT INTO activities BY NAME
SELECT h.* EXCLUDE (place), $import_id AS import_id FROM handed_over h
"""
FILLED_ORPHANS = """
SELECT count(*)
FROM activities t
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
"""
TAKE = "CREATE OR REPLACE TEMP TABLE bulk_rows AS SELECT * FROM handed_over"
DROP = "DROP TABLE IF EXISTS temp.bulk_rows"
# A blank cell says nothing, so it differs from nothing.
CHANGED = """
SELECT i.place
FROM bulk_rows i JOIN activities t ON t.activity_id = i.activity_id
WHERE coalesce(i.account_id, t.account_id) IS DISTINCT FROM t.account_id
    OR coalesce(i.stated_account_id, t.stated_account_id) IS DISTINCT FROM t.stated_account_id
    OR coalesce(i.account_name, t.account_name) IS DISTINCT FROM t.account_name
    OR coalesce(i.account_domain, t.account_domain) IS DISTINCT FROM t.account_domain
    OR coalesce(i.contact_id, t.contact_id) IS DISTINCT FROM t.contact_id
    OR coalesce(i.lead_id, t.lead_id) IS DISTINCT FROM t.lead_id
    OR coalesce(i.email, t.email) IS DISTINCT FROM t.email
    OR coalesce(i.contact_name, t.contact_name) IS DISTINCT FROM t.contact_name
    OR coalesce(i.occurred_at, t.occurred_at) IS DISTINCT FROM t.occurred_at
    OR coalesce(i.channel, t.channel) IS DISTINCT FROM t.channel
    OR coalesce(i.kind, t.kind) IS DISTINCT FROM t.kind
    OR coalesce(i.direction, t.direction) IS DISTINCT FROM t.direction
    OR coalesce(i.minutes, t.minutes) IS DISTINCT FROM t.minutes
    OR coalesce(i.campaign_id, t.campaign_id) IS DISTINCT FROM t.campaign_id
    OR coalesce(i.opportunity_id, t.opportunity_id) IS DISTINCT FROM t.opportunity_id
    OR coalesce(i.subject, t.subject) IS DISTINCT FROM t.subject
    OR coalesce(i.owner, t.owner) IS DISTINCT FROM t.owner
"""
FORGET_CHANGED = "DELETE FROM bulk_rows WHERE place IN (SELECT place FROM changed)"
ORPHANS = """
SELECT count(*)
FROM bulk_rows i
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = i.account_id)
"""
INSERT = """
INSERT INTO activities BY NAME
SELECT i.* EXCLUDE (place), $import_id AS import_id
FROM bulk_rows i ANTI JOIN activities t ON t.activity_id = i.activity_id
ORDER BY i.account_id, i.occurred_at
"""
COUNT = "SELECT count(*) FROM bulk_rows"
EVERY_ROW = "*"


class Counts(NamedTuple):
    """What became of the plain rows."""

    n_added: int
    n_unchanged: int
    n_orphans: int


class Incoming:
    """The plain rows of one file, in a table that only this cursor sees."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, log: Log) -> None:
        self._cursor = cursor
        self._log = log

    @property
    def is_first(self) -> bool:
        """Whether the store holds no activity yet."""
        return bool(self._cursor.execute(IS_EMPTY).fetchall()[0][0])

    def fill(self, batches: Any) -> Counts:  # noqa: ANN401
        """Add all rows of a stream of Arrow batches to a store without activities."""
        self._cursor.register("handed_over", batches)
        try:
            (n_added,) = self._cursor.execute(
                FILL, {"import_id": self._log.import_id}).fetchall()[0]
        finally:
            self._cursor.unregister("handed_over")
        self._sign(n_added)
        (n_orphans,) = self._cursor.execute(FILLED_ORPHANS).fetchall()[0]
        return Counts(n_added, 0, n_orphans)

    def take(self, batches: Any) -> None:  # noqa: ANN401
        """Take the rows over from a stream of Arrow batches."""
        self._cursor.register("handed_over", batches)
        try:
            self._cursor.execute(TAKE)
        finally:
            self._cursor.unregister("handed_over")

    def changed(self) -> Any:  # noqa: ANN401
        """Rows that say something new of a stored activity; they leave this table."""
        places = self._cursor.execute(CHANGED).to_arrow_table()
        if places.num_rows:
            self._cursor.register("changed", places)
            self._cursor.execute(FORGET_CHANGED)
            self._cursor.unregister("changed")
        return places

    def write(self) -> Counts:
        """Add what is new, sorted by account, with one entry of the change log for all."""
        bound = {"import_id": self._log.import_id}
        (n_orphans,) = self._cursor.execute(ORPHANS).fetchall()[0]
        (n_rows,) = self._cursor.execute(COUNT).fetchall()[0]
        (n_added,) = self._cursor.execute(INSERT, bound).fetchall()[0]
        self._cursor.execute(DROP)
        self._sign(n_added)
        return Counts(n_added, n_rows - n_added, n_orphans)

    def _sign(self, n_added: int) -> None:
        if not n_added:
            return
        row = {
            "change_id": next_id(self._cursor, schema.CHANGE_LOG),
            "entity": schema.ACTIVITIES.name, "entity_id": EVERY_ROW, "field": "+",
            "new_value": str(n_added), "import_id": self._log.import_id,
            "author": self._log.author, "changed_at": self._log.at,
        }  # fmt: skip
        append(self._cursor, schema.CHANGE_LOG, pd.DataFrame([row], dtype=object))
