"""What the change log says of one action item: who changed what since somebody looked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, schema
from abm_core.errors import AbmError

OF_ITEM = """
SELECT field, old_value, new_value, coalesce(author, 'Somebody'), changed_at
FROM change_log
WHERE entity = 'action_items' AND entity_id = $action_id AND decision_id IS NULL
ORDER BY change_id
"""
CALLED = {
    "reason": "reason", "next_step": "next step", "owner": "owner", "due_on": "due day",
    "opportunity_id": "opportunity", "contact_id": "contact", "status": "status",
    "outcome": "outcome",
}  # fmt: skip
KINDS = {field.name: field.kind for field in schema.ACTION_ITEMS.fields}


class Line(NamedTuple):
    """One change of one field; ``version`` is the one that it made, 1 for adding the item."""

    version: int
    field: str
    old: Any
    new: Any
    author: str
    changed_at: datetime


def lines(cursor: DuckDBPyConnection, action_id: int) -> list[Line]:
    """Every change of an item by a person, the oldest first; what a merge moved is not among."""
    rows = cursor.execute(OF_ITEM, {"action_id": str(action_id)}).fetchall()
    found, version = [], 1
    for field, old, new, author, at in rows:
        if field == "version":
            version = int(json.loads(new))
            continue
        found.append(Line(version, field, _value(field, old), _value(field, new), author, at))
    return found


def _value(field: str, text: str | None) -> Any:  # noqa: ANN401  (any value of any field)
    if text is None:
        return None
    value = json.loads(text)
    if KINDS.get(field) == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if KINDS.get(field) == "timestamp" else value


def settled(
    cursor: DuckDBPyConnection, action_id: int, version: int, to: Mapping[str, Any],
    seen: int | None,
) -> dict[str, Any]:  # fmt: skip
    """What of an edit is to be written: not what its author left as seen and another changed.

    Raises ``AbmError`` where both gave a field another value.
    """
    if seen is None or seen >= version:
        return dict(to)
    kept, later = dict(to), [one for one in lines(cursor, action_id) if one.version > seen]
    for field, mine in to.items():
        of_field = [one for one in later if one.field == field]
        if not of_field or _same(mine, of_field[-1].new):
            continue
        if not _same(mine, of_field[0].old):
            raise AbmError(
                f"{of_field[-1].author} changed the {CALLED[field]} to "
                f"{_told(of_field[-1].new)} since you looked.",
                "Nothing of yours was written. Look at the action as it is now, then save again "
                "if yours should stand.",
            )
        del kept[field]
    return kept


def who_changed(cursor: DuckDBPyConnection, action_id: int, version: int) -> str:
    """Who made a version, and of what: "Ida Holm changed the owner and the due day"."""
    made = [one for one in lines(cursor, action_id) if one.version == version]
    what = [f"the {CALLED[one.field]}" for one in made if one.field in CALLED]
    return f"{made[-1].author} changed {formats.listed(what)}" if what else "Somebody changed it"


def values_before(cursor: DuckDBPyConnection, action_id: int, version: int) -> dict[str, Any]:
    """What the fields of a version were before it; ``AbmError`` where it is the first."""
    made = [one for one in lines(cursor, action_id) if one.version == version > 1]
    if not made:
        raise AbmError("Nothing was changed since the action was added.",
                       "Drop it if it should not stand.")  # fmt: skip
    return {one.field: one.old for one in made}


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return (one or None) == (other or None)


def _told(value: Any) -> str:  # noqa: ANN401
    if value is None or value == "":
        return "nothing"
    return formats.day(value) if isinstance(value, date) else f"'{value}'"
