"""Points: what each activity counts for, as rules that the house can change at any time.

Points of an activity = base points of its kind x multiplier of the contact's seniority, for at
most so many activities of one kind per contact and day. They count what is theirs, as
``rollup_rows`` tells; what we did alone, above all what we sent, counts nothing. A kind without
base points counts its minutes; where such an activity does not say how long it took, a usual
length stands in.

The newest saved version holds for the past too. Nothing is rolled up again when points,
multipliers, half-life or exponent change; only a new daily cap needs the raw activities.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, settings, store
from abm_core.errors import AbmError, did_you_mean

MOST_POINTS = 10_000.0

VERSIONS = """
SELECT version, definition, coalesce(author, ''), coalesce(note, ''), saved_at
FROM point_rules ORDER BY version DESC
"""


@dataclass(frozen=True)
class PointRules:
    """The rules of points; checked when they are made.

    ``base``: points by kind, ``None`` for a kind that counts its minutes. ``multipliers`` by
    seniority. ``unknown_visitor``: multiplier of an account's unknown visitor. ``half_life`` in
    days. ``cap``: activities of one kind per contact and day. ``blend``: exponent in (0, 1].
    """

    base: Mapping[str, float | None] = field(
        default_factory=lambda: dict(settings.BASE_POINTS.value)
    )
    multipliers: Mapping[str, float] = field(
        default_factory=lambda: dict(settings.SENIORITY_MULTIPLIERS.value)
    )
    unknown_visitor: float = settings.UNKNOWN_VISITOR.value
    meeting_minutes: float = settings.MEETING_MINUTES.value
    half_life: float = settings.HALF_LIFE.value
    cap: int = settings.DAILY_CAP.value
    blend: float = settings.BLEND.value

    def __post_init__(self) -> None:
        _check_names("kind", self.base, schema.KINDS)
        _check_names("seniority", self.multipliers, schema.SENIORITIES)
        for kind, points in self.base.items():
            if points is not None:
                _check(f"Points of a {kind}", points, 0, MOST_POINTS)
        for seniority, multiplier in self.multipliers.items():
            _check(f"The multiplier of {seniority}", multiplier, 0, 100)
        _check("The multiplier of the unknown visitor", self.unknown_visitor, 0, 100)
        _check("The usual length of a meeting", self.meeting_minutes, 0, 1440)
        _check("The half-life", self.half_life, 1, 3650)
        _check("The daily cap", self.cap, 1, 1000)
        _check("The exponent", self.blend, 0.1, 1)


class Version(NamedTuple):
    """One saved version of the rules, and who saved it why."""

    version: int
    rules: PointRules
    author: str
    note: str
    saved_at: datetime


def _check(what: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise AbmError(f"{what} is {value:g}.", f"Choose {low:g} to {high:g}.")


def _check_names(what: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise AbmError(f"There is no {what} '{name}'.", did_you_mean(name, list(known)))
    for name in known:
        if name not in given:
            raise AbmError(f"The rules say nothing of {what} '{name}'.", "Give it a number.")


def to_document(rules: PointRules) -> dict[str, Any]:
    """The rules as they are stored, every number by its name."""
    return asdict(rules)


def from_document(document: Mapping[str, Any]) -> PointRules:
    """The rules of a stored document; what it leaves out has its default."""
    default = PointRules()
    known = {one.name for one in fields(PointRules)}
    given = {name: value for name, value in document.items() if name in known}
    for name in ("base", "multipliers"):
        given[name] = {**getattr(default, name), **given.get(name, {})}
    return PointRules(**given)


def current(cursor: DuckDBPyConnection) -> PointRules:
    """The rules that hold: the newest saved version, else the defaults."""
    saved = versions(cursor)
    return saved[0].rules if saved else PointRules()


def versions(cursor: DuckDBPyConnection) -> list[Version]:
    """Every saved version, the newest first."""
    return [
        Version(number, from_document(json.loads(text)), author, note, saved_at)
        for number, text, author, note, saved_at in cursor.execute(VERSIONS).fetchall()
    ]


def save(
    cursor: DuckDBPyConnection, rules: PointRules, *, author: str, note: str, saved_at: datetime
) -> Version | None:
    """Keep a new version, with a line in the change log; ``None`` where nothing has changed.

    Points follow with the next ``engagement.refresh`` (or ``upkeep.after_import``).
    """
    with store.transaction(cursor):
        before = current(cursor)
        if rules == before:
            return None
        version = store.next_id(cursor, schema.POINT_RULES)
        definition = json.dumps(to_document(rules), ensure_ascii=False)
        store.insert(cursor, schema.POINT_RULES, [{
            "version": version, "definition": definition, "author": author or None,
            "note": note or None, "saved_at": saved_at,
        }])  # fmt: skip
        store.insert(cursor, schema.CHANGE_LOG, [{
            "change_id": store.next_id(cursor, schema.CHANGE_LOG),
            "entity": schema.POINT_RULES.name, "entity_id": str(version), "field": "+",
            "old_value": json.dumps(to_document(before), ensure_ascii=False),
            "new_value": definition, "author": author or None, "changed_at": saved_at,
        }])  # fmt: skip
        store.next_decision(cursor)
    return Version(version, rules, author, note, saved_at)
