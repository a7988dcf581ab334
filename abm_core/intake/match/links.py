"""Activities, signals and links that waited for an account, contact, campaign or opportunity."""

from __future__ import annotations

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.match import people as persons
from abm_core.intake.match.identity import NOTHING, Index, Match, Reference
from abm_core.intake.match.lookup import find_all
from abm_core.intake.match.people import Person, known_people
from abm_core.intake.match.references import mail_domain
from abm_core.intake.rows.changes import Log, rekey, upsert

# Signals of accounts that are not known stand under this mark and the text of the file.
PENDING = "unknown: "

# What waits, as the file wrote it, with the number of rows that wait for it.
WAITING = {
    "activities without a contact": """
SELECT coalesce(contact_id, lead_id, email, contact_name), count(*)
FROM activities t
WHERE coalesce(contact_id, lead_id, email, contact_name) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.contact_id = t.contact_id)
GROUP BY 1
""",
    "activities without an account": """
SELECT coalesce(account_id, account_domain, account_name), count(*)
FROM activities t
WHERE coalesce(account_id, account_domain, account_name) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
GROUP BY 1
""",
    "signals": """
SELECT account_id, count(*)
FROM signals t
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
GROUP BY 1
""",
    "contacts of an opportunity": """
SELECT contact_id || ' ' || opportunity_id, count(*)
FROM opportunity_contacts t
WHERE NOT EXISTS (SELECT 1 FROM contacts c WHERE c.contact_id = t.contact_id)
    OR NOT EXISTS (SELECT 1 FROM opportunities o WHERE o.opportunity_id = t.opportunity_id)
GROUP BY 1
""",
    "stage changes": """
SELECT opportunity_id, count(*)
FROM stage_history t
WHERE NOT EXISTS (SELECT 1 FROM opportunities o WHERE o.opportunity_id = t.opportunity_id)
GROUP BY 1
""",
}
FOUND = {
    "activities without a contact": ("activity has", "activities have", "a contact"),
    "activities without an account": ("activity has", "activities have", "an account"),
    "signals": ("signal has", "signals have", "an account"),
    "contacts of an opportunity": (
        "opportunity contact has", "opportunity contacts have", "both sides"
    ),
    "stage changes": ("stage change has", "stage changes have", "an opportunity"),
}  # fmt: skip
OPEN_CONTACTS = """
SELECT activity_id, contact_id, lead_id, email, contact_name, account_id
FROM activities t
WHERE coalesce(contact_id, lead_id, email, contact_name) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.contact_id = t.contact_id)
"""
OPEN_ACCOUNTS = """
SELECT t.activity_id, t.account_id, t.account_domain, t.account_name, t.email,
       c.account_id AS of_contact, o.account_id AS of_opportunity
FROM activities t
LEFT JOIN contacts c ON c.contact_id = t.contact_id
LEFT JOIN opportunities o ON o.opportunity_id = t.opportunity_id
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
    AND coalesce(t.account_id, t.account_domain, t.account_name, t.email, c.account_id,
                 o.account_id) IS NOT NULL
"""
OPEN_SIGNALS = """
SELECT DISTINCT t.account_id, t.account_domain, t.account_name
FROM signals t
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
"""
DEALS_OF_LEADS = """
SELECT o.opportunity_id, min(c.account_id)
FROM opportunities o
JOIN contacts c ON c.lead_id = o.lead_id
JOIN accounts a ON a.account_id = c.account_id
WHERE coalesce(o.account_id, o.account_domain, o.account_name) IS NULL
GROUP BY o.opportunity_id
"""
NAMED_CAMPAIGNS = """
SELECT t.activity_id, min(c.campaign_id) AS campaign_id
FROM activities t
JOIN campaigns c ON lower(trim(c.name)) = lower(trim(t.campaign_id))
WHERE NOT EXISTS (SELECT 1 FROM campaigns k WHERE k.campaign_id = t.campaign_id)
GROUP BY t.activity_id
HAVING count(*) = 1
"""
OPEN_LINKS = """
SELECT DISTINCT contact_id
FROM opportunity_contacts t
WHERE NOT EXISTS (SELECT 1 FROM contacts c WHERE c.contact_id = t.contact_id)
"""

Waiting = dict[tuple[str, str], int]


def waiting(cursor: duckdb.DuckDBPyConnection) -> Waiting:
    """How many rows wait for what, by kind and text of the reference."""
    return {
        (kind, text): n
        for kind, sql in WAITING.items()
        for text, n in cursor.execute(sql).fetchall()
    }


def notes(before: Waiting, after: Waiting) -> list[str]:
    """A sentence for every kind of row of which some found what they waited for."""
    said = []
    for kind, (one, many, what) in FOUND.items():
        n = sum(
            max(0, count - after.get(place, 0))
            for place, count in before.items() if place[0] == kind
        )
        if n:
            said.append(f"{n:,} earlier {one if n == 1 else many} found {what}")
    return said


def join(cursor: duckdb.DuckDBPyConnection, index: Index, log: Log) -> None:
    """Give rows what they waited for, as far as it is there now."""
    people = known_people(cursor, log)
    _join_contacts(cursor, people, log)
    deals = dict(cursor.execute(DEALS_OF_LEADS).fetchall())
    _write(cursor, schema.OPPORTUNITIES, "account_id", deals, log)
    _join_accounts(cursor, index, log)
    _join_signals(cursor, index, log)
    named = cursor.execute(NAMED_CAMPAIGNS).fetchall()
    _write(cursor, schema.ACTIVITIES, "campaign_id", dict(named), log)
    waits = [key for (key,) in cursor.execute(OPEN_LINKS).fetchall()]
    found = {key: own for key in waits if (own := people.final(key)) and own != key}
    if found:
        rekey(cursor, schema.OPPORTUNITY_CONTACTS, "contact_id", found, log)


def _join_contacts(
    cursor: duckdb.DuckDBPyConnection, people: persons.People, log: Log
) -> None:
    said = {key: Person(*rest) for key, *rest in cursor.execute(OPEN_CONTACTS).fetchall()}
    matched = {one: persons.find(people, one).contact_id for one in set(said.values())}
    _write(cursor, schema.ACTIVITIES, "contact_id", {key: found for key, one in said.items()
                                  if (found := matched[one])}, log)


def _join_accounts(cursor: duckdb.DuckDBPyConnection, index: Index, log: Log) -> None:
    """An activity's own account, else that of its contact, its opportunity, its e-mail."""
    waits = [
        (key, Reference(*said), Reference(mail=mail_domain(email) if email else None), via)
        for key, *said, email, of_contact, of_opportunity
        in cursor.execute(OPEN_ACCOUNTS).fetchall()
        for via in [(of_contact, of_opportunity)]
    ]
    matched = find_all(index, [one for _, own, by_mail, _ in waits for one in (own, by_mail)])
    found: dict[str, Match] = {}
    for key, own, by_mail, via in waits:
        other = next((Match(one) for one in via if one in index.accounts), None)
        one = matched[own] if not own.is_blank else other or matched.get(by_mail, NOTHING)
        if one.account_id:
            found[key] = one
    _write(cursor, schema.ACTIVITIES, "account_id",
           {key: str(one.account_id) for key, one in found.items()}, log)
    _write(cursor, schema.ACTIVITIES, "stated_account_id",
           {key: one.stated for key, one in found.items() if one.stated}, log)


def _join_signals(cursor: duckdb.DuckDBPyConnection, index: Index, log: Log) -> None:
    said = {
        account_id: Reference(
            None if account_id.startswith(PENDING) else account_id, domain, name
        )
        for account_id, domain, name in cursor.execute(OPEN_SIGNALS).fetchall()
    }
    matched = find_all(index, said.values())
    found = {
        key: own for key, one in said.items()
        if not one.is_blank and (own := matched[one].account_id)
    }
    if found:
        rekey(cursor, schema.SIGNALS, "account_id", found, log)


def _write(
    cursor: duckdb.DuckDBPyConnection, entity: schema.Entity, name: str, found: dict[str, str],
    log: Log,
) -> None:  # fmt: skip
    frame = pd.DataFrame(
        {entity.key[0]: list(found), name: list(found.values())}, dtype=object
    )
    upsert(cursor, entity, frame, log)
