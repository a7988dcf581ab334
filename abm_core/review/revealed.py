"""People of a review by name: of a live one as they are called now, of a frozen one as then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from duckdb import DuckDBPyConnection

from abm_core.review import plainly, said

T = TypeVar("T")
UNNAMED = "a contact without a name"
PEOPLE = """
SELECT contact_id, trim(name), email FROM contacts
WHERE contact_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY contact_id
"""


class Named(NamedTuple):
    """What a contact is called; the e-mail is blank where it is not known."""

    contact_id: str
    name: str
    email: str


def people(cursor: DuckDBPyConnection, value: Any) -> list[Named]:  # noqa: ANN401 - any named tuple
    """Every contact that a text of a live value names; one that no file described has no name.

    Who was erased is named by nothing that is live: their activities are nobody's.
    """
    ids = sorted({one for text in plainly.all_texts(value) for one in said.people(text)})
    rows = cursor.execute(PEOPLE, {"ids": ids}).fetchall() if ids else []
    known = {key: Named(key, name or UNNAMED, email or "") for key, name, email in rows}
    return [known.get(one, Named(one, UNNAMED, "")) for one in ids]


def by_name(value: T, names: Mapping[str, str]) -> T:
    """The same value with people as they are called in place of their marks."""
    found: T = plainly.texts(value, lambda text: said.named(text, names))
    return found


def now(cursor: DuckDBPyConnection, value: T) -> T:
    """A live value with people as the store calls them today."""
    return by_name(value, {one.contact_id: one.name for one in people(cursor, value)})
