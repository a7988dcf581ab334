"""What an import changed, entity by entity, read from the change log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import duckdb

from abm_core import schema

TOP_FIELDS = 3
# Fields that follow from another field of the row; naming both would count one change twice.
FOLLOWING = {"opportunities": frozenset({"is_won", "is_closed"})}
# Rows that no person would call a record of theirs.
NOT_COUNTED = frozenset({schema.VANISHED.name})

ADDED = """
SELECT entity, sum(coalesce(TRY_CAST(new_value ->> '$' AS BIGINT), 1))::BIGINT
FROM change_log
WHERE import_id = $import_id AND field = '+'
GROUP BY entity
"""
CHANGED = """
WITH net AS (
    SELECT entity, entity_id, field,
           first(old_value ORDER BY change_id) AS before,
           last(new_value ORDER BY change_id) AS after
    FROM change_log
    WHERE import_id = $import_id AND field NOT IN ('+', '-')
    GROUP BY entity, entity_id, field
)
SELECT entity, entity_id, field
FROM net n
WHERE before IS DISTINCT FROM after
    AND NOT EXISTS (
        SELECT 1 FROM change_log c
        WHERE c.import_id = $import_id AND c.entity = n.entity AND c.entity_id = n.entity_id
            AND c.field = '+'
    )
"""
# New opportunities count only if they were closed since the import before; the first import of
# all brings old wins, not news.
CLOSED = """
SELECT o.outcome, count(DISTINCT o.opportunity_id)
FROM change_log c
JOIN opportunities o ON o.opportunity_id = c.entity_id
WHERE c.import_id = $import_id AND c.entity = 'opportunities' AND o.outcome IN ('won', 'lost')
    AND (
        (c.field = 'outcome' AND (c.old_value ->> '$') IS DISTINCT FROM o.outcome)
        OR (c.field = '+' AND o.closed_on >= CAST($before AS DATE))
    )
GROUP BY o.outcome
"""
BEFORE = """
SELECT max(imported_at) FROM imports WHERE import_id < $import_id AND undone_at IS NULL
"""


@dataclass(frozen=True)
class Change:
    """How one entity changed: rows that are new, rows that changed, the fields changed most."""

    entity: str
    n_new: int = 0
    n_changed: int = 0
    fields: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Since:
    """All that an import changed since ``before``, the time of the import before it."""

    before: datetime | None
    changes: tuple[Change, ...]
    n_won: int = 0
    n_lost: int = 0


def read(cursor: duckdb.DuckDBPyConnection, import_id: int) -> Since:
    """What an import changed; read it before the import ends, or at any time after."""
    bound = {"import_id": import_id}
    added: dict[str, int] = dict(cursor.execute(ADDED, bound).fetchall())
    rows: dict[str, set[str]] = {}
    fields: dict[str, Counter[str]] = {}
    for entity, row, field in cursor.execute(CHANGED, bound).fetchall():
        rows.setdefault(entity, set()).add(row)
        if field not in FOLLOWING.get(entity, ()):
            fields.setdefault(entity, Counter())[field] += 1
    before = cursor.execute(BEFORE, bound).fetchall()[0][0]
    closed: dict[str, int] = (
        dict(cursor.execute(CLOSED, bound | {"before": before}).fetchall()) if before else {}
    )
    changes = tuple(
        Change(one.name, added.get(one.name, 0), len(rows.get(one.name, ())),
               _most_changed(one, fields.get(one.name, Counter())))
        for one in schema.ENTITIES
        if (one.name in added or one.name in rows) and one.name not in NOT_COUNTED
    )  # fmt: skip
    return Since(before, changes, closed.get("won", 0), closed.get("lost", 0))


def _most_changed(entity: schema.Entity, found: Counter[str]) -> tuple[tuple[str, int], ...]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:TOP_FIELDS]
    return tuple((entity.field(name).label, n) for name, n in ordered)
