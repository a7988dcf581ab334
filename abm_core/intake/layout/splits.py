"""Files whose rows hold two things at once: an account, and a contact who works there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from abm_core.intake.layout import shapes
from abm_core.intake.layout.fits import ACCOUNT_REFERENCE, TELLING
from abm_core.intake.read.headers import object_of
from abm_core.intake.read.headers import plain as plainly
from abm_core.intake.read.readers import Table

Columns = Mapping[str, str]
# A header that begins so names the person, in files whose rows are companies.
PERSON = "contact"


@dataclass(frozen=True)
class Split:
    """Which header fills which field of either entity, and which headers are whose."""

    accounts: Columns
    contacts: Columns
    left: Mapping[str, frozenset[str]]


def of(table: Table, accounts: Columns, contacts: Columns) -> Split | None:
    """How to split a file whose headers carry accounts and contacts; ``None`` for all others."""
    person = {name: header for name, header in contacts.items() if name not in ACCOUNT_REFERENCE}
    name = contacts.get("account_name")
    if not name or not set(person) & {"name", "first_name", "last_name"}:
        return None
    if shapes.of(table).entity or shapes.of(table).left_out:
        return None
    objects = {object_of(header) for header in table.headers}
    by_prefix = {"accounts", "contacts"} <= objects
    by_person = any(plainly(header).startswith(PERSON) for header in person.values())
    company = set(accounts) - {"name", "account_id", "domain", "created_on", "sales_owner"}
    is_both = by_prefix or (by_person and company) or len(company & TELLING["accounts"]) > 1
    return _split(table, accounts, contacts, set(person.values()), name) if is_both else None


def _split(
    table: Table, accounts: Columns, contacts: Columns, person: set[str], name: str
) -> Split:
    own = {field: header for field, header in accounts.items() if header not in person}
    own["name"] = name
    for field, same in (("account_id", "account_id"), ("domain", "account_domain")):
        own.pop(field, None)
        if same in contacts:
            own[field] = contacts[same]
    shared = set(contacts.values()) - person
    company = {header for header in table.headers if object_of(header) == "accounts"}
    people = {header for header in table.headers if object_of(header) == "contacts"} | person
    mine = (set(own.values()) | company) - shared
    return Split(own, contacts, {
        "accounts": frozenset(people), "contacts": frozenset(mine | _further(table, own, people)),
    })


def _further(table: Table, own: Columns, people: set[str]) -> set[str]:
    """Unmapped columns go to the contact where the row is one by its own id, else the account."""
    by_contact = any(plainly(header).endswith("contactid") for header in people)
    return set() if by_contact else set(table.headers) - people - set(own.values())
