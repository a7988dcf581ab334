"""Unsaved drafts in the store, one per window and programme: what a reload finds again.

They are no decisions: nothing counts them, compares with them or logs them.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, settings, store
from abm_core.targeting import document
from abm_core.targeting.history import History
from abm_core.targeting.profile import Profile

FIND = """
SELECT definition, based_on, seen_save, kept_at FROM working_drafts
WHERE window_id = $window_id AND programme_id = $programme_id
"""
FORGET = """
DELETE FROM working_drafts WHERE window_id = $window_id AND programme_id = $programme_id
"""
FORGET_OLD = "DELETE FROM working_drafts WHERE kept_at < $before"
COPY = """
INSERT INTO working_drafts BY NAME
SELECT $into AS window_id, * EXCLUDE (window_id) FROM working_drafts WHERE window_id = $window_id
"""


class Kept(NamedTuple):
    """A draft as it was left.

    ``based_on`` is the saved version that it was loaded from, ``seen_save`` the save that it was
    compared with. ``kept_at`` is in UTC. ``history`` holds its steps; ``None`` where only the
    draft itself was stored.
    """

    profile: Profile
    based_on: str | None
    seen_save: int | None
    kept_at: datetime
    history: History | None = None

    def is_still(self, other: Kept) -> bool:
        """Whether nothing was done between the two, told without comparing profiles.

        A save counts, even one that changes nothing but ``based_on``.
        """
        return (self.history is other.history and self.based_on == other.based_on
                and self.seen_save == other.seen_save)  # fmt: skip


def find(cursor: DuckDBPyConnection, window_id: str, programme_id: str) -> Kept | None:
    """The draft that a window left for a programme; raises ``AbmError`` if it is unreadable."""
    key = {"window_id": window_id, "programme_id": programme_id}
    rows = cursor.execute(FIND, key).fetchall()
    if not rows:
        return None
    definition, based_on, seen_save, kept_at = rows[0]
    profile = document.from_document(json.loads(definition))
    return Kept(profile, based_on, seen_save, kept_at)


def write(
    cursor: DuckDBPyConnection, window_id: str, programme_id: str, kept: Kept | None
) -> None:
    """Put a draft in place of the one before; ``None`` forgets it. Drafts past their time go."""
    key = {"window_id": window_id, "programme_id": programme_id}
    with store.transaction(cursor):
        cursor.execute(FORGET, key)
        if kept is None:
            return
        store.insert(cursor, schema.WORKING_DRAFTS, [{
            **key,
            "definition": json.dumps(document.to_document(kept.profile), ensure_ascii=False),
            "based_on": kept.based_on,
            "seen_save": kept.seen_save,
            "kept_at": kept.kept_at,
        }])  # fmt: skip
        oldest = kept.kept_at - timedelta(days=settings.DRAFT_DAYS.value)
        cursor.execute(FORGET_OLD, {"before": oldest})


def copy(cursor: DuckDBPyConnection, window_id: str, into: str) -> None:
    """Give another window its own copy of everything that a window has left."""
    with store.transaction(cursor):
        cursor.execute(COPY, {"window_id": window_id, "into": into})
