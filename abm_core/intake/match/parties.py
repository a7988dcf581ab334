"""Who took part in an activity: contact, account, opportunity, campaign."""

from __future__ import annotations

import duckdb

from abm_core.intake.match.people import People, Person, find, is_lead, known_people
from abm_core.intake.match.references import Accounts, rows
from abm_core.intake.parse.words import shorten
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log

OPPORTUNITY_ACCOUNTS = """
SELECT o.opportunity_id, o.account_id
FROM opportunities o JOIN accounts a ON a.account_id = o.account_id
"""
CAMPAIGNS = "SELECT campaign_id, name FROM campaigns ORDER BY campaign_id"

# The kind of record that a Salesforce id names, by its first three characters.
CONTACT, LEAD, OPPORTUNITY, ACCOUNT, CAMPAIGN = "003", "00Q", "006", "001", "701"
ABOUT = {OPPORTUNITY: "opportunity_id", ACCOUNT: "account_id", CAMPAIGN: "campaign_id"}


def sort_ids(batch: Batch) -> None:
    """Put ids that can name several kinds of record into the field of the kind they name."""
    _sort_who(batch)
    _sort_about(batch)


def _sort_who(batch: Batch) -> None:
    contacts, lead_ids = batch.column("contact_id"), batch.column("lead_id")
    for row, contact in enumerate(contacts):
        if contact and is_lead(contact):
            contacts[row], lead_ids[row] = None, lead_ids[row] or contact
    batch.set_column("contact_id", contacts)
    batch.set_column("lead_id", lead_ids)


def _sort_about(batch: Batch) -> None:
    said = batch.column("opportunity_id")
    if not any(map(_salesforce, said)):
        return
    columns = {name: batch.column(name) for name in ABOUT.values()}
    other: set[str] = set()
    for row, about in enumerate(said):
        if about and _salesforce(about):
            columns["opportunity_id"][row] = None
            field = ABOUT.get(about[:3])
            other |= set() if field else {about[:3]}
            cells = columns[field] if field else said
            cells[row] = cells[row] or about
    for name, cells in columns.items():
        batch.set_column(name, cells)
    if other:
        batch.notes.append(
            "Opportunity ID: ids that name other records (they begin with "
            f"{', '.join(sorted(other))}) are left out"
        )


def _salesforce(text: str | None) -> bool:
    return bool(text and len(text) == 15 and text.isalnum() and text[:2] in ("00", "70", "50"))


def set_parties(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, accounts: Accounts, by_mail: Accounts,
    log: Log,
) -> None:  # fmt: skip
    """The contact of every row, and its account: its own, else that of contact, deal or mail."""
    people = known_people(cursor, log)
    _set_campaigns(cursor, batch)
    own = [accounts.of(row) for row in range(len(batch.frame))]
    contacts = _contacts(batch, people, own)
    deals = dict(cursor.execute(OPPORTUNITY_ACCOUNTS).fetchall())
    opportunities = batch.column("opportunity_id")
    found: list[str | None] = []
    taken = {"contact": 0, "opportunity": 0, "e-mail": 0}
    for row, contact in enumerate(contacts):
        account = accounts.written(row)
        if account is None and accounts.said[row].is_blank:
            via = (
                ("contact", people.accounts.get(contact or "")),
                ("opportunity", deals.get(opportunities[row])),
                ("e-mail", by_mail.of(row)),
            )
            word, account = next(((word, one) for word, one in via if one), ("", None))
            if word:
                taken[word] += 1
        found.append(account)
    batch.set_column("account_id", found)
    for word, n in taken.items():
        if n:
            batch.notes.append(f"Account: {rows(n, batch.entity)} took that of their {word}")


def _contacts(batch: Batch, people: People, accounts: list[str | None]) -> list[str | None]:
    names = ("contact_id", "lead_id", "email", "contact_name")
    columns = [batch.column(name) for name in names]
    said = [Person(*cells) for cells in zip(*columns, accounts, strict=True)]
    known = {one: find(people, one) for one in dict.fromkeys(said) if not one.is_blank}
    final = [
        None if one.is_blank else known[one].contact_id or one.contact_id for one in said
    ]
    batch.set_column("contact_id", final)
    unknown = [row for row in batch.live if not said[row].is_blank
               and known[said[row]].contact_id is None]
    if unknown:
        one = said[unknown[0]]
        text = one.contact_id or one.lead_id or one.email or one.name or ""
        batch.notes.append(
            f"Contact: {rows(len(unknown), batch.entity)} with one that is not known yet, such as "
            f"'{shorten(text)}'; they join when that contact is imported"
        )
    return final


def _set_campaigns(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """A campaign may be given by its name; one that is not known stays as written."""
    said = batch.column("campaign_id")
    if not any(said):
        return
    ids: set[str] = set()
    names: dict[str, list[str]] = {}
    for campaign_id, name in cursor.execute(CAMPAIGNS).fetchall():
        ids.add(campaign_id)
        names.setdefault(name.strip().casefold(), []).append(campaign_id)
    known = {
        one: found[0]
        for one in set(filter(None, said))
        if one not in ids and len(found := names.get(one.strip().casefold(), [])) == 1
    }
    batch.set_column("campaign_id", [known.get(one, one) if one else None for one in said])
