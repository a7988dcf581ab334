"""Files whose rows hold two things at once: an account, and a contact or an opportunity of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from abm_core.intake.layout import shapes
from abm_core.intake.layout.fits import ACCOUNT_REFERENCE, SURE_DEAL, TELLING
from abm_core.intake.read.headers import meanings, object_of
from abm_core.intake.read.headers import plain as plainly
from abm_core.intake.read.readers import Table

Columns = Mapping[str, str]
# A header that begins so names the person, in files whose rows are companies.
PERSON = "contact"
# What a report on deals says of the account as well, where it says something that tells.
OF_ROW = frozenset({"name", "account_id", "domain", "created_on", "sales_owner"})
FEWEST_SURE = 2
COMPANY, PLACES = ("company", "account", "billing", "organi"), frozenset({"country", "region"})


@dataclass(frozen=True)
class Split:
    """The entities of a file, which header fills which field of them, and whose headers are whose.

    ``left`` are the headers that do not concern an entity, not even as further columns.
    """

    columns: Mapping[str, Columns]
    left: Mapping[str, frozenset[str]]

    @property
    def pair(self) -> tuple[str, ...]:
        """The two entities, the account first."""
        return tuple(self.columns)

    @property
    def used(self) -> set[str]:
        """All headers that fill a field."""
        return {header for columns in self.columns.values() for header in columns.values()}


def of(table: Table, matched: Mapping[str, Columns]) -> Split | None:
    """How to split a file whose headers carry two entities; ``None`` for all others.

    ``matched`` are the fields that headers fill, for accounts, contacts and opportunities.
    """
    shape = shapes.of(table)
    if shape.entity or shape.left_out:
        return None
    accounts = matched["accounts"]
    deals = _with_deals(table, accounts, matched["opportunities"])
    return deals or _with_contacts(table, accounts, matched["contacts"])


def _with_contacts(table: Table, accounts: Columns, contacts: Columns) -> Split | None:
    person = {name: header for name, header in contacts.items() if name not in ACCOUNT_REFERENCE}
    if "account_name" not in contacts or not set(person) & {"name", "first_name", "last_name"}:
        return None
    objects = {object_of(header) for header in table.headers}
    by_prefix = {"accounts", "contacts"} <= objects
    by_person = any(plainly(header).startswith(PERSON) for header in person.values())
    company = set(accounts) - OF_ROW
    if not (by_prefix or (by_person and company) or len(company & TELLING["accounts"]) > 1):
        return None
    own = _own(accounts, contacts, set(person.values())) | _places(table)
    company_headers = {header for header in table.headers if object_of(header) == "accounts"}
    people = {header for header in table.headers if object_of(header) == "contacts"}
    people |= set(person.values())
    mine = (set(own.values()) | company_headers) - (set(contacts.values()) - people)
    return Split({"accounts": own, "contacts": contacts}, {
        "accounts": frozenset(people), "contacts": frozenset(mine | _further(table, own, people)),
    })


def _with_deals(table: Table, accounts: Columns, deals: Columns) -> Split | None:
    """A report on opportunities with fields of their account, which is known by its name."""
    if "account_name" not in deals or len(set(deals) & SURE_DEAL) < FEWEST_SURE:
        return None
    shared = {deals[name] for name in ACCOUNT_REFERENCE if name in deals}
    own = _own(accounts, deals, set(deals.values()) - shared)
    if not set(own) & TELLING["accounts"]:
        return None
    company = {header for header in table.headers if object_of(header) == "accounts"}
    mine = (set(own.values()) | company) - shared
    return Split({"accounts": own, "opportunities": deals}, {
        "accounts": frozenset(set(table.headers) - mine - shared), "opportunities": frozenset(mine),
    })


def _own(accounts: Columns, others: Columns, taken: set[str]) -> dict[str, str]:
    """The account's columns, its references being those of the other entity."""
    own = {field: header for field, header in accounts.items() if header not in taken}
    own["name"] = others["account_name"]
    for field, same in (("account_id", "account_id"), ("domain", "account_domain")):
        own.pop(field, None)
        if same in others:
            own[field] = others[same]
    return own


def _places(table: Table) -> dict[str, str]:
    """Where people and companies each have a country, the one that says it is the company's."""
    found: dict[str, str] = {}
    for header in table.headers:
        if header not in table.empty and plainly(header).startswith(COMPANY):
            for field, *_ in meanings("accounts", header):
                if field in PLACES:
                    found.setdefault(field, header)
    return found


def _further(table: Table, own: Columns, people: set[str]) -> set[str]:
    """Unmapped columns go to the contact where the row is one by its own id, else the account."""
    by_contact = any(plainly(header).endswith("contactid") for header in people)
    return set() if by_contact else set(table.headers) - people - set(own.values())
