"""Scenarios: profiles saved under a name, every save a version. None of this changes a tier.

A scenario is the chain of saved versions of one name, nothing else: ``profiles`` keeps them, and
this module adds what a person does with the chain. Names are told apart without regard to
capitals and outer blanks. Two windows that save under one name both keep theirs, as versions; the
second is told which came between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, store
from abm_core.change_log import Change
from abm_core.errors import AbmError
from abm_core.targeting import profiles
from abm_core.targeting.profile import Profile
from abm_core.targeting.profiles import Version

RENAME = "UPDATE profiles SET name = $new_name WHERE name = $name"
ARCHIVE = "UPDATE profiles SET archived_at = $archived_at WHERE name = $name"


class Scenario(NamedTuple):
    """One scenario: its versions, newest first."""

    name: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """The version that was saved last."""
        return self.versions[0]

    @property
    def archived_at(self) -> datetime | None:
        """When it was put away; ``None`` for one in use."""
        return self.newest.archived_at

    @property
    def live_in(self) -> list[str]:
        """Programmes whose tiers one of its versions made."""
        return sorted({name for version in self.versions for name in version.live_in})


class SavedScenario(NamedTuple):
    """A version as it was kept; ``came_between`` are those that its author had not seen.

    ``came_between`` is newest first. ``was_archived`` says that the save brought the scenario
    back.
    """

    version: Version
    came_between: tuple[Version, ...]
    was_archived: bool


def listing(cursor: DuckDBPyConnection, *, archived: bool = False) -> list[Scenario]:
    """Every scenario, the one saved last first; with ``archived`` those put away as well.

    A scenario that is live is never hidden.
    """
    chains: dict[str, list[Version]] = {}
    for version in profiles.versions(cursor):
        chains.setdefault(version.name, []).append(version)
    found = [Scenario(name, tuple(chain)) for name, chain in chains.items()]
    return [one for one in found if archived or one.archived_at is None or one.live_in]


def find(cursor: DuckDBPyConnection, name: str) -> Scenario:
    """The scenario of that name, archived or not; ``AbmError`` where there is none."""
    wanted = profiles.find(cursor, name).name
    return next(one for one in listing(cursor, archived=True) if one.name == wanted)


def save(
    cursor: DuckDBPyConnection,
    profile: Profile,
    *,
    author: str,
    note: str,
    saved_at: datetime,
    based_on: str | None = None,
) -> SavedScenario:
    """Keep a profile as the next version of the scenario of its name. No tier changes.

    ``based_on`` is the ``profile_id`` of the version that the draft was loaded from (``None`` when
    from none). Never refuses because of another window: ``came_between`` tells what it saved.
    """
    with store.transaction(cursor):
        return _add(cursor, profile, author, note, saved_at, based_on)


def _add(
    cursor: DuckDBPyConnection, profile: Profile, author: str, note: str, saved_at: datetime,
    based_on: str | None,
) -> SavedScenario:
    name = _checked(profile.name)
    known = listing(cursor, archived=True)
    before = next((one for one in known if profiles.is_same(one.name, name)), None)
    version = profiles.add(
        cursor, replace(profile, name=name), author=author.strip(), note=note.strip(),
        saved_at=saved_at,
    )  # fmt: skip
    return SavedScenario(
        version, _unseen(before.versions, based_on) if before else (),
        was_archived=before is not None and before.archived_at is not None,
    )  # fmt: skip


def _unseen(chain: Iterable[Version], based_on: str | None) -> tuple[Version, ...]:
    """The versions newer than the one that was built on; all, where that is of another chain."""
    unseen = []
    for version in chain:
        if version.profile_id == based_on:
            break
        unseen.append(version)
    return tuple(unseen)


def _checked(name: str) -> str:
    if not name.strip():
        raise AbmError("The scenario has no name.", "Give it one, so that it can be found again.")
    return name.strip()


def roll_back(
    cursor: DuckDBPyConnection, name: str, version: int, *, author: str, saved_at: datetime,
    note: str = "",
) -> Version:
    """A new version that equals an old one: what came after it stays, and no tier changes."""
    with store.transaction(cursor):
        old = profiles.find(cursor, name, version)
        why = f"Back to version {old.version}" + (f": {note.strip()}" if note.strip() else "")
        return _add(cursor, profiles.read(cursor, old), author, why, saved_at, None).version


def rename(
    cursor: DuckDBPyConnection, name: str, new_name: str, *, author: str, changed_at: datetime
) -> Scenario:
    """Give a scenario and all of its versions another name; ``AbmError`` where that is taken."""
    new_name = _checked(new_name)
    with store.transaction(cursor):
        found = find(cursor, name)
        for other in listing(cursor, archived=True):
            if profiles.is_same(other.name, new_name) and other.name != found.name:
                raise AbmError(
                    f"There is a scenario '{other.name}' already"
                    f"{' in the archive' if other.archived_at else ''}.",
                    "Choose another name, or rename that one first.",
                )
        if new_name != found.name:
            cursor.execute(RENAME, {"name": found.name, "new_name": new_name})
            _log(cursor, found, "name", found.name, new_name, author, changed_at)
        return find(cursor, new_name)


def archive(
    cursor: DuckDBPyConnection, name: str, *, author: str, changed_at: datetime
) -> Scenario:
    """Put a scenario away: it is no longer offered, but everything of it stays.

    ``AbmError`` for one that is live. Saving under its name brings it back, as does ``restore``.
    """
    with store.transaction(cursor):
        found = find(cursor, name)
        if found.live_in:
            raise AbmError(
                f"'{found.name}' is live in {', '.join(found.live_in)}.",
                "Make another profile live there first; then this one can be put away.",
            )
        return _put(cursor, found, changed_at, author, changed_at)


def restore(
    cursor: DuckDBPyConnection, name: str, *, author: str, changed_at: datetime
) -> Scenario:
    """Take a scenario out of the archive."""
    with store.transaction(cursor):
        return _put(cursor, find(cursor, name), None, author, changed_at)


def _put(
    cursor: DuckDBPyConnection, found: Scenario, archived_at: datetime | None, author: str,
    changed_at: datetime,
) -> Scenario:
    if (found.archived_at is None) != (archived_at is None):
        cursor.execute(ARCHIVE, {"archived_at": archived_at, "name": found.name})
        was, now = (None if day is None else day.isoformat()
                    for day in (found.archived_at, archived_at))  # fmt: skip
        _log(cursor, found, "archived_at", was, now, author, changed_at)
    return find(cursor, found.name)


def _log(
    cursor: DuckDBPyConnection, found: Scenario, field: str, old: str | None, new: str | None,
    author: str, changed_at: datetime,
) -> None:
    """One line in the change log, under the newest version."""
    change = Change(schema.PROFILES, found.newest.profile_id, field, old, new)
    change_log.write(cursor, [change], author=author, changed_at=changed_at)
    store.next_decision(cursor)
