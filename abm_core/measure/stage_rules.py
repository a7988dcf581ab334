"""The rules of stages: what makes an account aware, engaged, qualified. Editable and versioned.

The newest version holds for all of the past, so that stages of two weeks can be compared.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, settings, store
from abm_core.change_log import Change
from abm_core.errors import AbmError
from abm_core.settings import Setting

AS_SHIPPED = 0
RANK = {name: position for position, name in enumerate(schema.ACCOUNT_STAGES)}
RULES: dict[str, Setting[Any]] = {
    "aware_weeks": settings.STAGE_AWARE_WEEKS,
    "engaged_points": settings.STAGE_ENGAGED_POINTS,
    "engaged_people": settings.STAGE_ENGAGED_PEOPLE,
    "qualified_points": settings.STAGE_QUALIFIED_POINTS,
    "qualified_people": settings.STAGE_QUALIFIED_PEOPLE,
    "qualified_fit": settings.STAGE_QUALIFIED_FIT,
    "expanded_weeks": settings.STAGE_EXPANDED_WEEKS,
}

VERSIONS = """
SELECT version, rules, coalesce(author, ''), coalesce(note, ''), saved_at FROM stage_rules
ORDER BY version DESC
"""


@dataclass(frozen=True)
class StageRules:
    """What each stage asks for; checked when it is made. Points are window points."""

    aware_weeks: int = settings.STAGE_AWARE_WEEKS.value
    engaged_points: float = settings.STAGE_ENGAGED_POINTS.value
    engaged_people: int = settings.STAGE_ENGAGED_PEOPLE.value
    qualified_points: float = settings.STAGE_QUALIFIED_POINTS.value
    qualified_people: int = settings.STAGE_QUALIFIED_PEOPLE.value
    qualified_fit: float = settings.STAGE_QUALIFIED_FIT.value
    expanded_weeks: int = settings.STAGE_EXPANDED_WEEKS.value

    def __post_init__(self) -> None:
        if self.aware_weeks < 1 or self.expanded_weeks < 1:
            raise AbmError("A rule looks back on less than a week.", "Use 1 week or more.")
        if not 0 <= self.qualified_fit <= 100:
            raise AbmError(
                f"The fit of a qualified account is {self.qualified_fit:g}.",
                "Use a number between 0 and 100.",
            )
        if self.engaged_points <= 0 or self.engaged_people < 0 or self.qualified_people < 0:
            raise AbmError(
                "A stage asks for less than nothing.",
                "Use points above 0, and 0 people or more.",
            )
        if self.qualified_points < self.engaged_points:
            raise AbmError(
                f"A qualified account needs {self.qualified_points:g} points, an engaged one "
                f"{self.engaged_points:g}.",
                "Ask at least as many points of the deeper stage.",
            )


class RulesVersion(NamedTuple):
    """One saved version of the rules; version 0 is what the product comes with."""

    version: int
    rules: StageRules
    author: str
    note: str
    saved_at: datetime | None


def current(cursor: DuckDBPyConnection) -> RulesVersion:
    """The rules that hold."""
    return versions(cursor)[0]


def versions(cursor: DuckDBPyConnection) -> list[RulesVersion]:
    """Every version, newest first; the last is what the product comes with."""
    found = [
        RulesVersion(version, _read(text), author, note, saved_at)
        for version, text, author, note, saved_at in cursor.execute(VERSIONS).fetchall()
    ]
    return [*found, RulesVersion(AS_SHIPPED, StageRules(), "", "", None)]


def _read(text: str) -> StageRules:
    """Rules as they were saved; one that a later product adds has its default."""
    known = {field.name for field in fields(StageRules)}
    return StageRules(**{name: v for name, v in json.loads(text).items() if name in known})


def save(
    cursor: DuckDBPyConnection, rules: StageRules, *, author: str, note: str, saved_at: datetime
) -> RulesVersion:
    """Keep a new version of the rules; the one that holds already where nothing differs."""
    with store.transaction(cursor):
        held = current(cursor)
        if rules == held.rules:
            return held
        version = store.next_id(cursor, schema.STAGE_RULES)
        store.insert(cursor, schema.STAGE_RULES, [{
            "version": version,
            "rules": json.dumps(asdict(rules)),
            "author": author or None,
            "note": note or None,
            "saved_at": saved_at,
        }])  # fmt: skip
        _log(cursor, held, rules, version, author, saved_at)
        store.next_decision(cursor)
    return RulesVersion(version, rules, author, note, saved_at)


def _log(
    cursor: DuckDBPyConnection, held: RulesVersion, rules: StageRules, version: int, author: str,
    saved_at: datetime,
) -> None:
    """Every rule that changed, in the change log."""
    old, new = asdict(held.rules), asdict(rules)
    changes = [
        Change(schema.STAGE_RULES, str(version), name, old[name], new[name])
        for name in new if new[name] != old[name]
    ]  # fmt: skip
    change_log.write(cursor, changes, author=author, changed_at=saved_at)
