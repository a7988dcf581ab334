"""Erasing a person: the contact goes, traces are blanked, and an import never brings them back.

What stays is counts of activities at the account without a name, and a salted hash of the e-mail.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.ddl import quote
from abm_core.errors import AbmError

# What people of the house wrote, which may name the person anywhere; and the log of it.
WRITTEN = {
    schema.ACTION_ITEMS: ("reason", "next_step", "outcome"),
    schema.PUBLISHED_REVIEWS: ("document", "correction"),
    schema.REVIEW_NOTES: ("text",),
    schema.PLAN_TEXTS: ("text",),
    schema.SAVED_LISTS: ("name", "note"),
    schema.LIST_VERSIONS: ("filters", "link"),
    schema.EXPORTS: ("what", "file"),
    schema.CHANGE_LOG: ("old_value", "new_value"),
}
LOG_OF_WRITTEN = frozenset({"action_items", "saved_lists"})
GONE = "a person who was erased"

SALT = "erasure_salt"
CONTACTS = """
SELECT contact_id FROM contacts WHERE lower(trim(email)) = $email
UNION SELECT contact_id FROM merged_contacts WHERE lower(trim(email)) = $email
"""
NAMES = """
SELECT name FROM contacts WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
UNION SELECT name FROM merged_contacts WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
UNION SELECT name FROM published_people
WHERE contact_id IN (SELECT unnest($ids::VARCHAR[])) OR lower(trim(email)) = $email
"""
# Whom published reviews name: also by a record that has gone since, or was merged into another.
PUBLISHED = """
SELECT contact_id FROM published_people
WHERE contact_id IN (SELECT unnest($ids::VARCHAR[])) OR lower(trim(email)) = $email
   OR contact_id IN (
       SELECT subject FROM match_decisions
       WHERE entity = 'contacts' AND kind = 'merge' AND undone_at IS NULL
         AND meant_id IN (SELECT unnest($ids::VARCHAR[])))
GROUP BY contact_id
"""
REMOVE_PUBLISHED = """
DELETE FROM published_people WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
# A mark without a number stands for somebody who was erased.
BLANK_MARKS = """
UPDATE published_reviews SET document = replace(document, $mark, $blank)
WHERE contains(document, $mark)
"""
BLANK_ACTIONS = """
UPDATE action_items SET contact_id = NULL WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
COUNT_ACTIVITIES = """
SELECT count(*) FROM activities
WHERE contact_id IN (SELECT unnest($ids::VARCHAR[])) OR lower(trim(email)) = $email
"""
BLANK_ACTIVITIES = """
UPDATE activities SET contact_id = NULL, email = NULL, subject = NULL
WHERE contact_id IN (SELECT unnest($ids::VARCHAR[])) OR lower(trim(email)) = $email
"""
REMOVE_PARTS = """
DELETE FROM opportunity_contacts WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
BLANK_REPORTS = """
UPDATE contacts SET reports_to_id = NULL
WHERE reports_to_id IN (SELECT unnest($ids::VARCHAR[]))
"""
REMOVE_CONTACTS = "DELETE FROM contacts WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))"
REMOVE_PERSONAS = "DELETE FROM personas WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))"
REMOVE_CORRECTIONS = """
DELETE FROM persona_corrections WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
REMOVE_MERGED = """
DELETE FROM merged_contacts WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
REMOVE_SET_ASIDE = """
DELETE FROM merged_rows WHERE (row ->> '$.contact_id') IN (SELECT unnest($ids::VARCHAR[]))
"""
# That two records were one stays, without the name of the person.
BLANK_DECISIONS = """
UPDATE match_decisions SET written = 'Erased on request'
WHERE entity = 'contacts' AND list_has_any([subject, meant_id], $ids::VARCHAR[])
"""
REMOVE_MATCHES = """
DELETE FROM match_ledger
WHERE lower(trim(reference)) = $email OR reference IN (SELECT unnest($ids::VARCHAR[]))
"""
# The log of the contact itself, and of its parts in deals, whose keys name the contact second.
REMOVE_ROLES = """
DELETE FROM contact_roles WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
REMOVE_STANDING = """
DELETE FROM contact_standing WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
REMOVE_CONFIRMATIONS = """
DELETE FROM role_confirmations WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
REMOVE_RATINGS = """
DELETE FROM contact_ratings WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
REMOVE_ROLE_LOG = """
DELETE FROM change_log
WHERE (entity = 'role_confirmations' AND entity_id IN (
          SELECT confirmation_id::VARCHAR FROM role_confirmations
          WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))))
   OR (entity = 'contact_ratings' AND entity_id IN (
          SELECT rating_id::VARCHAR FROM contact_ratings
          WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))))
"""
REMOVE_LOG = """
DELETE FROM change_log
WHERE (entity = 'contacts' AND entity_id IN (SELECT unnest($ids::VARCHAR[])))
   OR (entity = 'opportunity_contacts'
       AND CASE WHEN entity = 'opportunity_contacts' THEN entity_id ->> '$[1]' END
           IN (SELECT unnest($ids::VARCHAR[])))
"""
BLANK_LOG = """
UPDATE change_log SET old_value = NULL, new_value = NULL
WHERE contains(lower(concat(old_value, ' ', new_value)), $email)
   OR (old_value ->> '$') IN (SELECT unnest($ids::VARCHAR[]))
   OR (new_value ->> '$') IN (SELECT unnest($ids::VARCHAR[]))
   OR (entity = 'activities' AND field = 'subject' AND entity_id IN (
       SELECT activity_id FROM activities
       WHERE contact_id IN (SELECT unnest($ids::VARCHAR[])) OR lower(trim(email)) = $email))
"""
REMOVE_MEMBERS = """
DELETE FROM list_members WHERE member_id IN (SELECT unnest($ids::VARCHAR[]))
  AND list_id IN (SELECT list_id FROM saved_lists WHERE entity = 'contacts')
"""
BLANK_REJECTS = """
UPDATE rejects SET cells = '{}', reason = 'Erased on request'
WHERE contains(lower(concat(cells, ' ', reason)), $email)
   OR list_has_any(json_extract_string(cells, '$.*'), $ids::VARCHAR[])
"""
HASHES = "SELECT email_hash FROM erased"


class Erased(NamedTuple):
    """What was erased: contacts, and activities that are now nobody's."""

    n_contacts: int
    n_activities: int


def erase_person(
    cursor: DuckDBPyConnection, email: str, *, erased_at: datetime, salt: str
) -> Erased:
    """Remove a person by e-mail and remember a hash of it; all or nothing.

    ``salt`` is fresh chance from the caller; the store keeps the first one that it is given.
    Raises ``AbmError`` for a text that is no e-mail address.
    """
    address = normal(email)
    if "@" not in address.strip("@") or " " in address:
        raise AbmError(f"'{email}' is no e-mail address.", "Give it as name@company.example.")
    with store.transaction(cursor):
        ids = [key for (key,) in cursor.execute(CONTACTS, {"email": address}).fetchall()]
        both: dict[str, Any] = {"ids": ids, "email": address}
        _unname(cursor, ids, address)
        _unpublish(cursor, ids, address)
        ((n_activities,),) = cursor.execute(COUNT_ACTIVITIES, both).fetchall()
        _blank(cursor, ids, address)
        _remember(cursor, address, erased_at, salt)
        store.next_revision(cursor)
    return Erased(len(ids), int(n_activities))


def _blank(cursor: DuckDBPyConnection, ids: list[str], address: str) -> None:
    both, known = {"ids": ids, "email": address}, {"ids": ids}
    for sql in (BLANK_LOG, BLANK_ACTIVITIES, BLANK_REJECTS, REMOVE_MATCHES):
        cursor.execute(sql, both)
    for sql in (REMOVE_ROLE_LOG, REMOVE_CONFIRMATIONS, REMOVE_RATINGS, REMOVE_ROLES,
                REMOVE_STANDING, REMOVE_LOG, REMOVE_PARTS, BLANK_REPORTS, REMOVE_CONTACTS,
                REMOVE_MERGED, REMOVE_PERSONAS, REMOVE_CORRECTIONS, REMOVE_SET_ASIDE,
                BLANK_DECISIONS, REMOVE_MEMBERS, BLANK_ACTIONS):
        cursor.execute(sql, known)


def _unname(cursor: DuckDBPyConnection, ids: list[str], address: str) -> None:
    """Take the person's full name and address out of what people of the house wrote.

    A single word is no full name: it may be somebody else's.
    """
    rows = cursor.execute(NAMES, {"ids": ids, "email": address}).fetchall()
    names = [" ".join(name.split()) for (name,) in rows if name and " " in name.strip()]
    said = [re.escape(one).replace(r"\ ", r"\s+") for one in (address, *names)]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(said)})(?!\w)", re.IGNORECASE)
    for entity, fields in WRITTEN.items():
        for field in fields:
            _unname_field(cursor, entity, field, pattern)


def _unname_field(
    cursor: DuckDBPyConnection, entity: schema.Entity, field: str, pattern: re.Pattern[str]
) -> None:
    table, column = quote(entity.name), quote(field)
    only = " AND list_contains($log_of, entity)" if entity is schema.CHANGE_LOG else ""
    bound = {"log_of": sorted(LOG_OF_WRITTEN)} if only else {}
    rows = cursor.execute(
        f"SELECT rowid, {column}::VARCHAR FROM {table} WHERE {column} IS NOT NULL{only}",  # noqa: S608
        bound,
    ).fetchall()
    for number, text in rows:
        if (without := pattern.sub(GONE, text)) != text:
            cursor.execute(f"UPDATE {table} SET {column} = $text WHERE rowid = $number",  # noqa: S608
                           {"text": without, "number": number})  # fmt: skip


def _unpublish(cursor: DuckDBPyConnection, ids: list[str], address: str) -> None:
    """Published reviews keep their text; what the person was called goes from beside it."""
    rows = cursor.execute(PUBLISHED, {"ids": ids, "email": address}).fetchall()
    gone = [key for (key,) in rows]
    cursor.execute(REMOVE_PUBLISHED, {"ids": gone})
    for contact_id in gone:
        mark, blank = (json.dumps(f"\x02{one}\x03", ensure_ascii=False)[1:-1]
                       for one in (contact_id, ""))  # fmt: skip
        cursor.execute(BLANK_MARKS, {"mark": mark, "blank": blank})


def _remember(cursor: DuckDBPyConnection, address: str, at: datetime, salt: str) -> None:
    if store.read_meta(cursor, SALT) is None:
        store.write_meta(cursor, SALT, salt)
    if not is_erased(cursor, address):
        row = {"email_hash": _hash(cursor, address), "erased_at": at}
        store.insert(cursor, schema.ERASED, [row])


def normal(email: str) -> str:
    """An address as it is compared.

    >>> normal(" mailto:Mette.Lund@Harbourline.example ")
    'mette.lund@harbourline.example'
    """
    return email.strip().lower().removeprefix("mailto:").strip()


def _hash(cursor: DuckDBPyConnection, address: str) -> str:
    return hashed(address, store.read_meta(cursor, SALT) or "")


def hashed(email: str, salt: str) -> str:
    """The hash by which an erased person is known."""
    return hmac.new(salt.encode(), normal(email).encode(), hashlib.sha256).hexdigest()


def is_erased(cursor: DuckDBPyConnection, email: str) -> bool:
    """Whether the person of that address was erased."""
    return bool(erased_among(cursor, [email]))


def anyone_erased(cursor: DuckDBPyConnection) -> bool:
    """Whether the store must look out for somebody."""
    return bool(cursor.execute(HASHES).fetchall())


def erased_among(cursor: DuckDBPyConnection, emails: Collection[str | None]) -> set[str]:
    """Those of some addresses, as given, whose person was erased; for an importer."""
    known = {key for (key,) in cursor.execute(HASHES).fetchall()}
    if not known:
        return set()
    salt = store.read_meta(cursor, SALT) or ""
    return {email for email in set(emails) if email and hashed(email, salt) in known}


def sentence(done: Erased) -> str:
    """What was erased, in words that do not name the person again."""
    people = {0: "No contact had that address", 1: "1 contact was erased"}
    who = people.get(done.n_contacts, f"{done.n_contacts:,} contacts were erased")
    what = "activity is" if done.n_activities == 1 else "activities are"
    return (
        f"{who}; {done.n_activities:,} {what} now nobody's. A later import leaves the person out. "
        "Backups and files made before still hold what they held: make new ones and remove those."
    )
