"""Committee templates in the store: versions, and the lines that coverage reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.committee.templates import Requirement, Templates, from_document, to_document
from abm_core.errors import AbmError

STATE = "required_roles"

NEWEST = """
SELECT version, definition, coalesce(author, ''), coalesce(note, ''), saved_at
FROM committee_templates ORDER BY version DESC
"""
FORGET = "DELETE FROM required_roles"


class Version(NamedTuple):
    """One saved version of the templates."""

    version: int
    templates: Templates
    author: str
    note: str
    saved_at: datetime


def history(cursor: DuckDBPyConnection) -> list[Version]:
    """Every saved version, the newest first; empty while the defaults hold."""
    return [
        Version(version, from_document(json.loads(definition)), author, note, saved_at)
        for version, definition, author, note, saved_at in cursor.execute(NEWEST).fetchall()
    ]


def current(cursor: DuckDBPyConnection) -> Templates:
    """The templates that hold: the newest saved, else the defaults."""
    row = cursor.execute(NEWEST).fetchone()
    return from_document(json.loads(row[1])) if row else Templates()


def save(
    cursor: DuckDBPyConnection, templates: Templates, *, author: str, note: str = "",
    saved_at: datetime, based_on: int | None = None,
) -> int:  # fmt: skip
    """Keep a new version and let it hold; its number.

    ``based_on`` is the version that was edited (0 for the defaults): ``AbmError`` where somebody
    saved another one since. Roles are inferred anew by ``buying_roles.refresh``.
    """
    with store.transaction(cursor):
        version = store.next_id(cursor, schema.COMMITTEE_TEMPLATES)
        if based_on is not None and based_on != version - 1:
            raise AbmError(
                f"The templates were saved as version {version - 1} while you edited them.",
                "Load that version, make your change there, and save again.",
            )
        store.insert(cursor, schema.COMMITTEE_TEMPLATES, [{
            "version": version,
            "definition": json.dumps(to_document(templates), ensure_ascii=False),
            "author": author.strip() or None, "note": note.strip() or None, "saved_at": saved_at,
        }])  # fmt: skip
        _write_lines(cursor, templates)
        store.next_decision(cursor)
    return version


def refresh(cursor: DuckDBPyConnection) -> Templates:
    """Write the lines that coverage reads where they are out of date; the templates that hold."""
    templates = current(cursor)
    if store.read_meta(cursor, STATE) != _state(templates):
        with store.transaction(cursor):
            _write_lines(cursor, templates)
    return templates


def _write_lines(cursor: DuckDBPyConnection, templates: Templates) -> None:
    cursor.execute(FORGET)
    store.insert(cursor, schema.REQUIRED_ROLES, list(_lines(templates)))
    store.write_meta(cursor, STATE, _state(templates))


def _state(templates: Templates) -> str:
    return json.dumps(to_document(templates), ensure_ascii=False, sort_keys=True)


def _lines(templates: Templates) -> Iterator[dict[str, Any]]:
    """Segments in their order before tiers, so that the first template that fits holds."""
    for number, segment in enumerate(templates.segments, start=1):
        where = {"segment": segment.name, "tier": segment.tier or None, "field": segment.field,
                 "values": [value.casefold() for value in segment.values]}  # fmt: skip
        yield from _of(number, where, segment.required)
    first = len(templates.segments) + 1
    for number, (tier, required) in enumerate(sorted(templates.tiers.items()), start=first):
        yield from _of(number, {"tier": tier}, required)


def _of(
    number: int, where: dict[str, Any], required: tuple[Requirement, ...]
) -> Iterator[dict[str, Any]]:
    for line, one in enumerate(required, start=1):
        yield {
            "template": number, **where, "line": line, "requirement": one.name,
            "roles": list(one.roles), "n_required": one.n, "stage": one.stage,
        }
