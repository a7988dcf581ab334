"""Finding the contact that a row means: by id, by e-mail, by name within an account."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

import duckdb

from abm_core.intake.match import decided
from abm_core.intake.match.decided import Decided
from abm_core.intake.parse.names import canonical_id, fold_words
from abm_core.intake.rows.changes import Log

GENERATED = ("con-", "lead-")
LEDGER_ENTITY = "contact"
CACHE = "people"

CONTACTS = """
SELECT contact_id, account_id, lead_id, email, name
FROM contacts
UNION ALL
SELECT contact_id, account_id, lead_id, email, name
FROM merged_contacts
ORDER BY contact_id
"""
LEDGER = "SELECT reference, account_id FROM match_ledger WHERE entity = $entity"


@dataclass(frozen=True)
class Person:
    """What a row says about a contact; ``account_id`` is the account that was found."""

    contact_id: str | None = None
    lead_id: str | None = None
    email: str | None = None
    name: str | None = None
    account_id: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether the row names nobody."""
        return not (self.contact_id or self.lead_id or self.email or self.name)


@dataclass(frozen=True)
class Found:
    """The contact found by a rule, or the candidates among which nothing decides."""

    contact_id: str | None = None
    rule: str = ""
    candidates: tuple[str, ...] = ()


@dataclass
class People:
    """All contacts by what they can be found by.

    Contacts that were merged into others are among them: their own files still name them.
    """

    accounts: dict[str, str | None] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    ledger: dict[str, str] = field(default_factory=dict)
    by_email: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    decided: Decided = field(default_factory=Decided)

    def add(self, contact_id: str, said: Person) -> None:
        """Make a contact known under its address and name."""
        self.accounts[contact_id] = said.account_id
        if said.lead_id:
            self.leads[said.lead_id] = contact_id
        address = normalise_email(said.email)
        if address:
            self.emails[contact_id] = address
            self.by_email[address].append(contact_id)
        if said.name:
            self.by_name[normalise_person(said.name)].append(contact_id)

    def by_id(self, contact_id: str | None) -> str | None:
        """The contact of that id, its own, a lead's, or one that the ledger records."""
        if not contact_id:
            return None
        wanted = canonical_id(contact_id)
        if wanted in self.accounts:
            return wanted
        if is_lead(wanted) and wanted in self.leads:
            return self.leads[wanted]
        recorded = self.ledger.get(wanted)
        return recorded if recorded in self.accounts else None

    def final(self, contact_id: str | None) -> str | None:
        """The contact of that id, or what it was merged into; else the id as written."""
        own = self.by_id(contact_id)
        return self.decided.survivor(own) if own else contact_id or None


def normalise_email(email: str | None) -> str | None:
    """An address as it is compared; ``None`` for none.

    >>> normalise_email(" Ida Holm <Ida.Holm@Acme.com> ")
    'ida.holm@acme.com'
    """
    if not email:
        return None
    inner = email.rpartition("<")[2].partition(">")[0] if "<" in email else email
    return inner.strip().casefold().removeprefix("mailto:") or None


def normalise_person(name: str) -> str:
    """A person's name as it is compared; "Holm, Ida" equals "Ida Holm".

    >>> normalise_person("Holm, Ida") == normalise_person("ida  HOLM")
    True
    """
    last, comma, first = name.partition(",")
    return " ".join(fold_words(f"{first} {last}" if comma else name))


def is_lead(contact_id: str) -> bool:
    """Whether a Salesforce id is that of a lead."""
    return len(contact_id) in (15, 18) and contact_id.startswith("00Q")


def known_people(cursor: duckdb.DuckDBPyConnection, log: Log) -> People:
    """All contacts as the import last looked them up."""
    if CACHE not in log.known:
        people = People()
        for contact_id, account_id, lead_id, email, name in cursor.execute(CONTACTS).fetchall():
            people.add(contact_id, Person(contact_id, lead_id, email, name, account_id))
        people.decided = decided.read(cursor, "contacts")
        people.ledger = dict(cursor.execute(LEDGER, {"entity": LEDGER_ENTITY}).fetchall())
        log.known[CACHE] = people
    found: People = log.known[CACHE]
    return found


def forget_people(log: Log) -> None:
    """Say that contacts have changed."""
    log.known.pop(CACHE, None)


def find(people: People, said: Person) -> Found:
    """The contact that a row means: by id, as a lead, by e-mail, else by name.

    Where that one was merged into another, it is the other.
    """
    found = find_own(people, said)
    if found.contact_id is None:
        return found
    return replace(found, contact_id=people.decided.survivor(found.contact_id))


def find_own(people: People, said: Person) -> Found:
    """The contact that a row is about, also if that one was merged into another."""
    own = people.by_id(said.contact_id)
    if own:
        return Found(own, "id")
    if said.lead_id and said.lead_id in people.leads:
        return Found(people.leads[said.lead_id], "lead")
    if said.contact_id:
        return Found()
    # A lead that is not known by its id can be a contact of that address, not just of that name.
    named = None if said.lead_id else said.name
    return find_by_details(people, replace(said, name=named))


def find_by_details(people: People, said: Person) -> Found:
    """The contact by e-mail within the account, else by name within the account."""
    address = normalise_email(said.email)
    if address:
        found = _within(people, people.by_email.get(address, []), said.account_id)
        if found:
            return _only(people, found, "e-mail")
    if not said.name:
        return Found()
    found = [
        one for one in people.by_name.get(normalise_person(said.name), [])
        if not address or people.emails.get(one, address) == address
    ]
    return _only(people, _within(people, found, said.account_id), "name")


def _within(people: People, found: list[str], account_id: str | None) -> list[str]:
    """Contacts of that account; any where the row or the contact names no account."""
    there = [one for one in found if account_id and people.accounts[one] == account_id]
    return there or [one for one in found if not account_id or not people.accounts[one]]


def _only(people: People, found: list[str], rule: str) -> Found:
    if len(found) > 1 and people.decided.merged:
        found = list(dict.fromkeys(map(people.decided.survivor, found)))
    if len(found) == 1:
        return Found(found[0], rule)
    return Found(candidates=tuple(found))
