"""Saved lists: any filtered table of a screen, kept under a name with everybody who was on it.

Saving again under the same name makes a new version; old ones are kept. What is renamed, put away
or given another owner stands in the change log and can be taken back. A merged record stands as
the one that it became part of; an erased person is on no version.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, store
from abm_core.change_log import ADDED, Change
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.match import decided
from abm_core.review import names

ACCOUNTS, CONTACTS, OPPORTUNITIES = schema.LIST_ENTITIES
LONGEST = 80
CHANGED = "changed"  # field of the log: several values at once, as one change that is undone
EDITED = ("name", "owner", "note", "version", "archived_at")

LISTED = """
SELECT l.list_id, l.name, l.entity, coalesce(l.owner, ''), coalesce(l.note, ''), l.version,
       coalesce(l.created_by, ''), l.created_at, l.archived_at, v.screen,
       coalesce(v.filters, ''), coalesce(v.link, ''), v.as_of, v.n_rows, coalesce(v.saved_by, ''),
       v.saved_at
FROM saved_lists l JOIN list_versions v USING (list_id, version)
WHERE l.list_id = coalesce($list_id, l.list_id)
ORDER BY l.archived_at IS NOT NULL, v.saved_at DESC, l.list_id DESC
"""
VERSIONS = """
SELECT version, saved_at, coalesce(saved_by, ''), as_of, n_rows, coalesce(filters, ''),
       coalesce(link, '')
FROM list_versions WHERE list_id = $list_id ORDER BY version DESC
"""
MEMBERS = """
SELECT member_id FROM list_members WHERE list_id = $list_id AND version = $version
ORDER BY position
"""
NEXT_VERSION = """
SELECT coalesce(max(version), 0) + 1 FROM list_versions WHERE list_id = $list_id
"""
FILL = """
INSERT INTO list_members (list_id, version, position, member_id)
SELECT $list_id, $version, row_number() OVER (), member_id
FROM (SELECT unnest($ids::VARCHAR[]) AS member_id)
"""
UPDATE = """
UPDATE saved_lists SET name = $name, owner = $owner, note = $note, version = $version,
       archived_at = $archived_at
WHERE list_id = $list_id
"""
LAST_CHANGE = """
SELECT old_value FROM change_log
WHERE entity = 'saved_lists' AND entity_id = $list_id AND field = 'changed'
ORDER BY change_id DESC LIMIT 1
"""


class Origin(NamedTuple):
    """Where a list comes from: the screen, its filters in words, its address, the data's day."""

    screen: str
    filters: str = ""
    link: str = ""
    as_of: date | None = None


class SavedList(NamedTuple):
    """A list with the version of it that holds."""

    list_id: int
    name: str
    entity: str
    owner: str
    note: str
    version: int
    created_by: str
    created_at: datetime
    archived_at: datetime | None
    screen: str
    filters: str
    link: str
    as_of: date | None
    n_rows: int
    saved_by: str
    saved_at: datetime


class Version(NamedTuple):
    """A list as it was saved once."""

    version: int
    saved_at: datetime
    saved_by: str
    as_of: date | None
    n_rows: int
    filters: str
    link: str


class Difference(NamedTuple):
    """Who is on a newer version and not on an older one, and the other way round."""

    added: tuple[str, ...]
    gone: tuple[str, ...]


def save(
    cursor: DuckDBPyConnection, name: str, entity: str, ids: Sequence[str], origin: Origin, *,
    owner: str = "", note: str = "", author: str, now: datetime,
) -> SavedList:  # fmt: skip
    """Keep a list; under the name of one in use, as its next version.

    Raises ``AbmError`` for no name, nobody who saves, an empty list, and for a list of the same
    name that holds something else.
    """
    who, called = names.require(author, "The list"), _checked_name(name)
    members = list(dict.fromkeys(ids))
    if not members:
        raise AbmError("The list is empty.", "Loosen the filter until it shows somebody.")
    with store.transaction(cursor):
        known = _of_name(cursor, called)
        if known is None:
            found = _create(cursor, called, entity, owner or who, note, who, now)
        elif known.entity != entity:
            raise AbmError(f"The list “{known.name}” holds {known.entity}, not {entity}.",
                           "Give this one another name.")  # fmt: skip
        else:
            found = known.list_id
        version = _keep_version(cursor, found, members, origin, who, now)
        if known is not None:
            to = {"version": version, **({"note": note} if note else {})}
            _write(cursor, known, to, who, now)
        store.next_decision(cursor)
    return find(cursor, found)


def _checked_name(name: str) -> str:
    called = names.clean(name)
    if not called or len(called) > LONGEST:
        raise AbmError("The list needs a name.", f"Give it one of up to {LONGEST} letters.")
    return called


def _of_name(cursor: DuckDBPyConnection, name: str) -> SavedList | None:
    return next((one for one in listing(cursor) if names.key(one.name) == names.key(name)), None)


def _create(
    cursor: DuckDBPyConnection, name: str, entity: str, owner: str, note: str, author: str,
    now: datetime,
) -> int:  # fmt: skip
    if entity not in schema.LIST_ENTITIES:
        raise AbmError(f"A list cannot hold {entity}.", did_you_mean(entity, schema.LIST_ENTITIES))
    list_id = store.next_id(cursor, schema.SAVED_LISTS)
    store.insert(cursor, schema.SAVED_LISTS, [{
        "list_id": list_id, "name": name, "entity": entity, "owner": names.clean(owner),
        "note": note.strip() or None, "version": 1, "created_by": author, "created_at": now,
    }])  # fmt: skip
    made = Change(schema.SAVED_LISTS, str(list_id), ADDED, None, name)
    change_log.write(cursor, [made], author=author, changed_at=now)
    return list_id


def _keep_version(
    cursor: DuckDBPyConnection, list_id: int, ids: list[str], origin: Origin, author: str,
    now: datetime,
) -> int:  # fmt: skip
    ((version,),) = cursor.execute(NEXT_VERSION, {"list_id": list_id}).fetchall()
    store.insert(cursor, schema.LIST_VERSIONS, [{
        "list_id": list_id, "version": version, **origin._asdict(), "n_rows": len(ids),
        "saved_by": author, "saved_at": now,
    }])  # fmt: skip
    cursor.execute(FILL, {"list_id": list_id, "version": version, "ids": ids})
    return int(version)


def listing(cursor: DuckDBPyConnection, *, archived: bool = False) -> list[SavedList]:
    """Lists in use, the one saved last first; with ``archived`` those put away as well."""
    found = [SavedList(*row) for row in cursor.execute(LISTED, {"list_id": None}).fetchall()]
    return [one for one in found if archived or one.archived_at is None]


def find(cursor: DuckDBPyConnection, which: int | str) -> SavedList:
    """A list by its number, or one in use by its name; ``AbmError`` when there is none."""
    number = int(which) if str(which).strip().isdigit() else None
    if number is not None:
        row = cursor.execute(LISTED, {"list_id": number}).fetchone()
        if row is not None:
            return SavedList(*row)
    by_name = _of_name(cursor, str(which))
    if by_name is None:
        known = [one.name for one in listing(cursor)]
        raise AbmError(f"There is no list '{which}'.", did_you_mean(str(which), known)
                       if known else "Save one first, on any screen with a table.")  # fmt: skip
    return by_name


def versions(cursor: DuckDBPyConnection, list_id: int) -> list[Version]:
    """Every version of a list, the newest first."""
    return [Version(*row) for row in cursor.execute(VERSIONS, {"list_id": list_id}).fetchall()]


def members(cursor: DuckDBPyConnection, of: SavedList, version: int | None = None) -> list[str]:
    """Who is on a list, in its order; merged records as what they became part of."""
    asked = {"list_id": of.list_id, "version": version or of.version}
    found = [key for (key,) in cursor.execute(MEMBERS, asked).fetchall()]
    if of.entity == OPPORTUNITIES:
        return found
    merges = decided.read(cursor, of.entity)
    return list(dict.fromkeys(map(merges.survivor, found)))


def difference(before: Sequence[str], after: Sequence[str]) -> Difference:
    """What tells two versions apart.

    >>> difference(["a", "b"], ["b", "c"])
    Difference(added=('c',), gone=('a',))
    """
    was, now = set(before), set(after)
    return Difference(tuple(one for one in after if one not in was),
                      tuple(one for one in before if one not in now))  # fmt: skip


def change(
    cursor: DuckDBPyConnection, list_id: int, to: dict[str, Any], *, author: str, now: datetime
) -> SavedList:
    """Give a list another name, owner or note.

    Raises ``AbmError`` for no name and for one that another list in use has.
    """
    who = names.require(author, "The change")
    with store.transaction(cursor):
        before = find(cursor, list_id)
        values = {name: names.clean(str(value)) for name, value in to.items()}
        if "name" in values:
            values["name"] = _checked_name(values["name"])
        _refuse_twin(cursor, list_id, values.get("name", before.name))
        _write(cursor, before, values, who, now)
    return find(cursor, list_id)


def archive(
    cursor: DuckDBPyConnection, list_id: int, *, author: str, now: datetime
) -> SavedList:
    """Put a list away: it is shown no longer, and its name is free."""
    who = names.require(author, "The change")
    with store.transaction(cursor):
        _write(cursor, find(cursor, list_id), {"archived_at": now}, who, now)
    return find(cursor, list_id)


def undo(cursor: DuckDBPyConnection, list_id: int, *, author: str, now: datetime) -> SavedList:
    """Take back the last change of a list (also a newer version); once more brings it back.

    Raises ``AbmError`` where nothing was changed since it was saved first.
    """
    who = names.require(author, "The change")
    with store.transaction(cursor):
        before = find(cursor, list_id)
        row = cursor.execute(LAST_CHANGE, {"list_id": str(list_id)}).fetchone()
        if row is None:
            raise AbmError(f"Nothing of “{before.name}” was changed.", "Archive it instead.")
        was = json.loads(row[0])
        if "archived_at" in was:
            was["archived_at"] = was["archived_at"] and datetime.fromisoformat(was["archived_at"])
        if was.get("archived_at", before.archived_at) is None:
            _refuse_twin(cursor, list_id, was.get("name", before.name))
        _write(cursor, before, was, who, now)
    return find(cursor, list_id)


def can_undo(cursor: DuckDBPyConnection, list_id: int) -> bool:
    """Whether anything was changed since the list was saved first."""
    return cursor.execute(LAST_CHANGE, {"list_id": str(list_id)}).fetchone() is not None


def _refuse_twin(cursor: DuckDBPyConnection, list_id: int, name: str) -> None:
    twin = _of_name(cursor, name)
    if twin is not None and twin.list_id != list_id:
        raise AbmError(f"There is another list “{twin.name}”.", "Give this one another name.")


def _write(
    cursor: DuckDBPyConnection, before: SavedList, to: dict[str, Any], author: str, now: datetime
) -> None:
    """Write what differs, as one line of the log; nothing where nothing does."""
    after = before._replace(**to)
    differ = [name for name in EDITED if getattr(before, name) != getattr(after, name)]
    if not differ:
        return
    cursor.execute(UPDATE, {"list_id": before.list_id,
                            **{name: getattr(after, name) for name in EDITED}})  # fmt: skip
    old, new = ({name: getattr(one, name) for name in differ} for one in (before, after))
    line = Change(schema.SAVED_LISTS, str(before.list_id), CHANGED, old, new)
    change_log.write(cursor, [line], author=author, changed_at=now)
    store.next_decision(cursor)


def with_link(cursor: DuckDBPyConnection, entity: str, link: str) -> SavedList | None:
    """The list in use that was saved from an address last."""
    return next((one for one in listing(cursor) if (one.entity, one.link) == (entity, link)), None)


class Figures(NamedTuple):
    """How many lists are in use, whom they hold (each once), and files taken lately."""

    n_lists: int
    n_accounts: int
    n_contacts: int
    n_exports: int


LATELY_DAYS = 30
FIGURES = """
WITH held AS (
    SELECT l.entity, count(DISTINCT m.member_id) AS n
    FROM saved_lists l JOIN list_members m USING (list_id, version)
    WHERE l.archived_at IS NULL GROUP BY l.entity
)
SELECT (SELECT count(*) FROM saved_lists WHERE archived_at IS NULL),
       coalesce((SELECT n FROM held WHERE entity = 'accounts'), 0),
       coalesce((SELECT n FROM held WHERE entity = 'contacts'), 0),
       (SELECT count(*) FROM exports WHERE exported_at >= $since)
"""


def figures(cursor: DuckDBPyConnection, now: datetime) -> Figures:
    """The four figures of the page."""
    since = now - timedelta(days=LATELY_DAYS)
    return Figures(*cursor.execute(FIGURES, {"since": since}).fetchall()[0])


def as_frame(found: Sequence[SavedList]) -> pd.DataFrame:
    """Lists as rows."""
    return pd.DataFrame(found, columns=list(SavedList._fields))
