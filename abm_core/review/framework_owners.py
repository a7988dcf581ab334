"""Who answers for each measure of the framework: chosen on the page, logged like any decision."""

from __future__ import annotations

from datetime import datetime

from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, store
from abm_core.change_log import Change
from abm_core.errors import AbmError, did_you_mean
from abm_core.review import names

OWNERS = """
SELECT measure, owner FROM framework_owners WHERE programme_id = $programme_id
"""
FORGET = """
DELETE FROM framework_owners WHERE programme_id = $programme_id AND measure = $measure
"""


def read(cursor: DuckDBPyConnection, programme_id: str | None) -> dict[str, str]:
    """The owner of each measure that has one."""
    return dict(cursor.execute(OWNERS, {"programme_id": programme_id or ""}).fetchall())


def save(
    cursor: DuckDBPyConnection, programme_id: str | None, measure: str, owner: str, *, author: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Let somebody answer for a measure, or nobody; whether that is new. ``now`` is in UTC.

    Raises ``AbmError`` for a measure that there is not, or nobody who says so.
    """
    who = names.require(author, "The choice")
    if measure not in schema.FRAMEWORK_MEASURES:
        raise AbmError(f"There is no measure '{measure}'.",
                       did_you_mean(measure, list(schema.FRAMEWORK_MEASURES)))  # fmt: skip
    key = {"programme_id": programme_id or "", "measure": measure}
    chosen = names.clean(owner)
    with store.transaction(cursor):
        before = read(cursor, programme_id).get(measure, "")
        if before == chosen:
            return False
        cursor.execute(FORGET, key)
        if chosen:
            store.insert(cursor, schema.FRAMEWORK_OWNERS, [
                {**key, "owner": chosen, "author": who, "saved_at": now}])  # fmt: skip
        change = Change(schema.FRAMEWORK_OWNERS, measure, "owner", before or None, chosen or None)
        change_log.write(cursor, [change], author=who, changed_at=now)
        store.next_decision(cursor)
    return True
