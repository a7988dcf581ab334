"""The saved versions of profiles. Saving one changes no tier; only a target list does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, store
from abm_core.change_log import ADDED, Change
from abm_core.errors import AbmError, did_you_mean
from abm_core.targeting import document
from abm_core.targeting.profile import Profile

NEXT_VERSION = "SELECT coalesce(max(version), 0) + 1 FROM profiles WHERE name = $name"

# Live is the version behind the newest save of a programme.
VERSIONS = """
WITH live AS (
    SELECT arg_max(s.profile_id, s.snapshot_id::BIGINT) AS profile_id, any_value(p.name) AS name
    FROM snapshots s JOIN programmes p USING (programme_id)
    GROUP BY s.programme_id
)
SELECT p.profile_id, p.name, p.version, coalesce(p.author, ''), coalesce(p.note, ''), p.saved_at,
       coalesce((SELECT list(l.name ORDER BY l.name) FROM live l
                 WHERE l.profile_id = p.profile_id), []),
       p.archived_at
FROM profiles p
ORDER BY p.profile_id::BIGINT DESC
"""
NAMES = "SELECT name FROM profiles GROUP BY name ORDER BY min(profile_id::BIGINT)"
DEFINITION = "SELECT definition FROM profiles WHERE profile_id = $profile_id"


class Version(NamedTuple):
    """One saved version of a profile; ``live_in`` names the programmes whose tiers it made."""

    profile_id: str
    name: str
    version: int
    author: str
    note: str
    saved_at: datetime
    live_in: list[str]
    archived_at: datetime | None = None


def versions(cursor: DuckDBPyConnection) -> list[Version]:
    """Every saved version, newest first."""
    return [Version(*row) for row in cursor.execute(VERSIONS).fetchall()]


def find(cursor: DuckDBPyConnection, name: str, version: int | None = None) -> Version:
    """The newest version of the profile of that name, or the version asked for."""
    known = versions(cursor)
    of_name = [one for one in known if is_same(one.name, name)]
    if not of_name:
        names = list(dict.fromkeys(one.name for one in known))
        raise AbmError(
            f"No profile '{name}' is saved.",
            did_you_mean(name, names) if names else "Save one with: profile save FILE.yaml",
        )
    if version is None:
        return of_name[0]
    for one in of_name:
        if one.version == version:
            return one
    raise AbmError(
        f"The profile '{of_name[0].name}' has no version {version}.",
        f"Use one of: {', '.join(str(one.version) for one in reversed(of_name))}.",
    )


def is_same(one: str, other: str) -> bool:
    """Whether two names are one profile's: capitals and outer blanks do not matter."""
    return one.strip().casefold() == other.strip().casefold()


def read(cursor: DuckDBPyConnection, found: Version) -> Profile:
    """The profile of a saved version."""
    text = cursor.execute(DEFINITION, {"profile_id": found.profile_id}).fetchall()[0][0]
    return of_definition(text, found.name)


def of_definition(text: str, name: str) -> Profile:
    """The profile that was saved as a definition, under the name that it has today."""
    return replace(document.from_document(json.loads(text)), name=name)


def save(
    cursor: DuckDBPyConnection, profile: Profile, *, author: str, note: str, saved_at: datetime
) -> Version:
    """Keep a new version without touching a tier; the change log says who did."""
    with store.transaction(cursor):
        return add(cursor, profile, author=author, note=note, saved_at=saved_at)


def add(
    cursor: DuckDBPyConnection, profile: Profile, *, author: str, note: str, saved_at: datetime
) -> Version:
    """As ``save``, inside a transaction of the caller."""
    profile_id = write(cursor, profile, author=author, note=note, saved_at=saved_at)
    found = next(one for one in versions(cursor) if one.profile_id == profile_id)
    named = {"name": found.name, "version": found.version}
    change_log.write(
        cursor, [Change(schema.PROFILES, profile_id, ADDED, None, named)], author=author,
        changed_at=saved_at,
    )  # fmt: skip
    store.next_decision(cursor)
    return found


def write(
    cursor: DuckDBPyConnection, profile: Profile, *, author: str, note: str, saved_at: datetime
) -> str:
    """Add the next version of a profile, inside a transaction of the caller; its id."""
    profile_id = str(store.next_id(cursor, schema.PROFILES))
    name = _as_spelt(cursor, profile.name)
    version = cursor.execute(NEXT_VERSION, {"name": name}).fetchall()[0][0]
    store.insert(cursor, schema.PROFILES, [{
        "profile_id": profile_id,
        "name": name,
        "version": version,
        "definition": json.dumps(document.to_document(profile), ensure_ascii=False),
        "author": author or None,
        "note": note or None,
        "saved_at": saved_at,
    }])  # fmt: skip
    return profile_id


def _as_spelt(cursor: DuckDBPyConnection, name: str) -> str:
    """A name as its first version spelt it; as given where it is new."""
    known = [row[0] for row in cursor.execute(NAMES).fetchall()]
    return next((one for one in known if is_same(one, name)), name)
