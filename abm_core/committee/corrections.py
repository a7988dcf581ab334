"""What people say against the reading of titles: of one contact, or of all titles with a word.

Nothing is ever deleted: a correction that was taken back stays on the list with who took it back.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.committee import personas
from abm_core.errors import AbmError, did_you_mean

FIND = """
SELECT contact_id FROM contacts
WHERE contact_id = $who OR lower(trim(email)) = lower(trim($who)) OR lower(name) = lower(trim($who))
ORDER BY contact_id = $who DESC, contact_id
"""

LISTED = """
SELECT 'contact' AS kind, k.correction_id AS number, coalesce(c.name, k.contact_id) AS subject,
       k.seniority, k.function, coalesce(k.note, ''), coalesce(k.author, ''), k.created_at,
       k.removed_at, (SELECT count(*) FROM personas p WHERE p.source = 'person'
                      AND p.decided_by = k.correction_id) AS n_contacts
FROM persona_corrections k LEFT JOIN contacts c USING (contact_id)
UNION ALL
SELECT 'rule', r.rule_id, r.words, r.seniority, r.function, coalesce(r.note, ''),
       coalesce(r.author, ''), r.created_at, r.removed_at,
       (SELECT count(*) FROM personas p WHERE p.source = 'rule' AND p.decided_by = r.rule_id)
FROM title_rules r
ORDER BY 8 DESC, 1, 2
"""

# As ``personas`` compares titles.
NORMAL = "SELECT trim(regexp_replace(strip_accents(lower($words)), '[^a-z0-9]+', ' ', 'g'))"

TAKE_BACK = {
    "contact": """
    UPDATE persona_corrections SET removed_at = $at, removed_by = $author
    WHERE correction_id = $number AND removed_at IS NULL
    """,
    "rule": """
    UPDATE title_rules SET removed_at = $at, removed_by = $author
    WHERE rule_id = $number AND removed_at IS NULL
    """,
}


class Correction(NamedTuple):
    """A correction of a contact, or a rule for titles (``kind``: contact or rule).

    ``subject``: the contact's name, or the words. ``n_contacts``: how many it decides today.
    """

    kind: str
    number: str
    subject: str
    seniority: str | None
    function: str | None
    note: str
    author: str
    created_at: datetime
    removed_at: datetime | None
    n_contacts: int


def listing(cursor: DuckDBPyConnection) -> list[Correction]:
    """Every correction and rule, newest first, those taken back among them."""
    return [Correction(*row) for row in cursor.execute(LISTED).fetchall()]


def find_contact(cursor: DuckDBPyConnection, who: str) -> str:
    """The contact of that ID, e-mail or full name; ``AbmError`` for none and for several."""
    found = [key for (key,) in cursor.execute(FIND, {"who": who}).fetchall()]
    if not found:
        raise AbmError(f"There is no contact '{who}'.", "Give the contact's ID or e-mail.")
    if len(found) > 1 and found[0] != who:
        raise AbmError(
            f"{len(found)} contacts are called '{who}'.",
            f"Give one of their IDs: {', '.join(found[:5])}.",
        )
    return str(found[0])


def correct(
    cursor: DuckDBPyConnection, contact_id: str, *, seniority: str | None = None,
    function: str | None = None, note: str = "", author: str = "", at: datetime,
) -> str:  # fmt: skip
    """Say who a contact is, whatever the title; what is not given stays as read. Its number.

    The contact's persona follows at once. Raises ``AbmError`` where nothing is given, and for a
    contact, a seniority or a function that does not exist.
    """
    find_contact(cursor, contact_id)
    said = _said(seniority, function, note, author, at)
    return _write(cursor, schema.PERSONA_CORRECTIONS, {"contact_id": contact_id, **said})


def add_rule(
    cursor: DuckDBPyConnection, words: str, *, seniority: str | None = None,
    function: str | None = None, note: str = "", author: str = "", at: datetime,
) -> str:  # fmt: skip
    """Say what every title with these words means; its number. Personas follow at once."""
    ((plain_words,),) = cursor.execute(NORMAL, {"words": words}).fetchall()
    if not plain_words:
        raise AbmError("A rule needs a word.", "Type the words that the titles contain.")
    said = _said(seniority, function, note, author, at)
    return _write(cursor, schema.TITLE_RULES, {"words": plain_words, **said})


def take_back(
    cursor: DuckDBPyConnection, kind: str, number: str, *, author: str = "", at: datetime
) -> None:
    """Undo a correction or a rule: what stood before it stands again."""
    standing = {(one.kind, one.number) for one in listing(cursor) if one.removed_at is None}
    if (kind, number) not in standing:
        raise AbmError(f"There is no {kind} {number} to take back.", "Choose one of the list.")
    with store.transaction(cursor):
        cursor.execute(TAKE_BACK[kind], {"number": number, "author": author or None, "at": at})
        _follow(cursor)


def _said(
    seniority: str | None, function: str | None, note: str, author: str, at: datetime
) -> dict[str, object]:
    if seniority is None and function is None:
        raise AbmError("Nothing is corrected.", "Choose a seniority, a function, or both.")
    for value, known in ((seniority, schema.SENIORITIES), (function, schema.FUNCTIONS)):
        if value is not None and value not in known:
            raise AbmError(f"There is no '{value}'.", did_you_mean(value, known))
    return {
        "seniority": seniority, "function": function, "note": note.strip() or None,
        "author": author.strip() or None, "created_at": at,
    }  # fmt: skip


def _write(cursor: DuckDBPyConnection, entity: schema.Entity, row: dict[str, object]) -> str:
    with store.transaction(cursor):
        number = str(store.next_id(cursor, entity))
        store.insert(cursor, entity, [{entity.key[0]: number, **row}])
        _follow(cursor)
    return number


def _follow(cursor: DuckDBPyConnection) -> None:
    personas.refresh_within(cursor)
    store.next_decision(cursor)
