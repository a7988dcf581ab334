"""What a CRM calls buying roles: its words mapped once onto ours, unknown ones listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, store
from abm_core.change_log import Change
from abm_core.errors import AbmError, did_you_mean

EB, CH, TE, EU, LP, ES, IN, BL = schema.BUYING_ROLES
# The lists that HubSpot, Salesforce, Adobe and Altify ship with, and what people add to them.
KNOWN: dict[str, str | None] = {
    "budget holder": EB, "decision maker": EB, "economic buyer": EB,
    "economic decision maker": EB, "approver": EB, "final decision maker": EB,
    "budget owner": EB,
    "champion": CH, "coach": CH, "internal champion": CH,
    "evaluator": TE, "technical buyer": TE, "technical evaluator": TE,
    "technical decision maker": TE, "technical influencer": TE,
    "end user": EU, "business user": EU, "user": EU, "practitioner": EU, "power user": EU,
    "legal": LP, "procurement": LP, "legal and compliance": LP, "legal compliance": LP,
    "legal procurement": LP, "purchasing": LP, "compliance": LP,
    "executive sponsor": ES, "executive steering committee": ES, "sponsor": ES,
    "influencer": IN, "business influencer": IN,
    "blocker": BL, "detractor": BL,
    "other": None, "unknown": None, "none": None,
}  # fmt: skip

WRITTEN = """
WITH said AS (
    SELECT buying_role AS written, contact_id FROM contacts WHERE buying_role IS NOT NULL
    UNION ALL
    SELECT role, contact_id FROM opportunity_contacts WHERE role IS NOT NULL
)
SELECT written, count(DISTINCT contact_id) FROM said GROUP BY written ORDER BY written
"""
DECIDED = "SELECT value, role, author, mapped_at FROM role_mappings"
FORGET = "DELETE FROM role_mappings WHERE value = $value"


class Value(NamedTuple):
    """A word of the CRM: how often, what it means, and who says so.

    ``role`` is empty where it means no buying role; ``is_known`` is false for a word that nobody
    has mapped yet, which counts for nothing until then. ``author`` is empty for what the product
    knows by itself.
    """

    value: str
    n_contacts: int
    role: str
    is_known: bool
    author: str


def plain(text: str) -> str:
    """A word of the CRM as it is compared.

    >>> plain("LEGAL_AND_COMPLIANCE"), plain("Legal & Compliance")
    ('legal and compliance', 'legal compliance')
    """
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def parts(written: str) -> list[str]:
    """The words of a cell that may hold several, separated by semicolons.

    >>> parts("BUDGET_HOLDER;CHAMPION; ")
    ['budget holder', 'champion']
    """
    return list(dict.fromkeys(filter(None, map(plain, written.split(";")))))


def mappings(cursor: DuckDBPyConnection) -> dict[str, str | None]:
    """Every known word and its role, ``None`` for no role; decisions of the house come first."""
    decided = {value: role for value, role, _, _ in cursor.execute(DECIDED).fetchall()}
    return {**KNOWN, **decided}


def written_roles(cursor: DuckDBPyConnection) -> list[tuple[str, str]]:
    """Every cell that occurs in the data with each role that it states."""
    known = mappings(cursor)
    return [
        (written, role)
        for written, _ in cursor.execute(WRITTEN).fetchall()
        for role in _roles(parts(written), known)
    ]


def _roles(words: Iterable[str], known: Mapping[str, str | None]) -> list[str]:
    return list(dict.fromkeys(role for word in words if (role := known.get(word))))


def values(cursor: DuckDBPyConnection) -> list[Value]:
    """Every word that the data use, unknown ones first, then by how many contacts have it."""
    known = mappings(cursor)
    author_of = {value: author or "" for value, _, author, _ in cursor.execute(DECIDED).fetchall()}
    counted: dict[str, int] = {}
    for written, n in cursor.execute(WRITTEN).fetchall():
        for word in parts(written):
            counted[word] = counted.get(word, 0) + int(n)
    found = [
        Value(word, n, known.get(word) or "", word in known, author_of.get(word, ""))
        for word, n in counted.items()
    ]
    return sorted(found, key=lambda one: (one.is_known, -one.n_contacts, one.value))


def unknown(cursor: DuckDBPyConnection) -> list[Value]:
    """Words that nobody has mapped yet."""
    return [one for one in values(cursor) if not one.is_known]


def decide(
    cursor: DuckDBPyConnection, value: str, role: str, *, author: str, mapped_at: datetime
) -> None:
    """Say once what a word of the CRM means; an empty role: no buying role.

    Roles are stated anew by ``buying_roles.refresh``.
    """
    word = plain(value)
    if not word:
        raise AbmError("No value was given.", "Name the word that the CRM uses.")
    if role and role not in schema.BUYING_ROLES:
        raise AbmError(
            f"There is no buying role '{role}'.", did_you_mean(role, schema.BUYING_ROLES)
        )
    with store.transaction(cursor):
        before = mappings(cursor).get(word)
        cursor.execute(FORGET, {"value": word})
        store.insert(cursor, schema.ROLE_MAPPINGS, [{
            "value": word, "role": role or None, "author": author.strip() or None,
            "mapped_at": mapped_at,
        }])  # fmt: skip
        change = Change(schema.ROLE_MAPPINGS, word, "role", before, role or None)
        change_log.write(cursor, [change], author=author, changed_at=mapped_at)
        store.next_decision(cursor)
