"""Contacts and leads of a file into the store."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.match import leads, matches, merged_rows, references
from abm_core.intake.match.identity import OF_ID, known_accounts
from abm_core.intake.match.people import (
    GENERATED,
    LEDGER_ENTITY,
    Found,
    People,
    Person,
    find_by_details,
    find_own,
    forget_people,
    known_people,
    normalise_email,
)
from abm_core.intake.parse.words import shorten
from abm_core.intake.rows import erased, repeats, skips
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, append, upsert

CONFIDENCE = {"e-mail": 0.95, "name": 0.8}


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Name every row, find its account and whom it stands for, and write what is new."""
    erased.leave_out(cursor, batch)
    _set_names(batch)
    _drop_nameless(batch)
    index = known_accounts(cursor, log)
    accounts = references.resolve(batch, index, mails=batch.column("email"))
    rows = range(len(batch.frame))
    batch.set_column("account_id", [accounts.written(row) for row in rows])
    references.keep_stated(batch, accounts)
    people = known_people(cursor, log)
    found = _assign(batch, people, [accounts.of(row) for row in rows])
    batch.set_column("contact_id", [found.keys.get(row) for row in rows])
    merged = merged_rows.set_apart(batch, people.decided)
    keys = {row: key for row, key in found.keys.items() if row not in batch.settled}
    n_repeats = repeats.settle(batch, keys, lambda row: "same contact")
    repeats.note(batch, n_repeats)
    _note(batch, found)
    leads.keep_contact(cursor, batch, found.merged)
    references.note(batch, index, accounts)
    matches.record(cursor, "contacts", accounts.matched.items(), log)
    _record(cursor, found.renamed.items(), log)
    forget_people(log)
    frame = batch.frame.drop(columns=["reports_to_id"], errors="ignore")
    if "reports_to_id" in batch.frame.columns:
        bosses = batch.column("reports_to_id")
        frame["reports_to_id"] = pd.Series(
            [people.final(one) for one in bosses], index=frame.index, dtype=object)
    outcome = upsert(cursor, schema.CONTACTS, frame.iloc[batch.live].astype(object), log)
    merged_rows.keep(cursor, batch, merged, people.decided, log)
    return outcome


def _set_names(batch: Batch) -> None:
    """The full name from its parts, where the file has it in parts only."""
    parts = zip(batch.column("first_name"), batch.column("last_name"), strict=True)
    joined = [" ".join(part for part in both if part) or None for both in parts]
    names = [name or made for name, made in zip(batch.column("name"), joined, strict=True)]
    batch.set_column("name", names)


def _drop_nameless(batch: Batch) -> None:
    """Rows that name nobody: in a file of accounts and contacts an account without one."""
    columns = [batch.column(one) for one in ("contact_id", "lead_id", "email", "name")]
    nobody = [row for row in batch.live if not any(column[row] for column in columns)]
    if batch.is_split and nobody:
        for row in nobody:
            batch.settle(row, skips.NO_CONTACT)
        say = "1 row names" if len(nobody) == 1 else f"{len(nobody):,} rows name"
        batch.notes.append(f"{say} an account and no contact")
        return
    for row in nobody:
        batch.reject(row, "The row names nobody: no name, e-mail or id")


class Assigned:
    """Per row the contact it stands for, and how that was found."""

    def __init__(self) -> None:
        self.keys: dict[int, str] = {}
        self.merged: set[int] = set()
        self.renamed: dict[str, tuple[str, str]] = {}
        self.rules: Counter[str] = Counter()


def _assign(batch: Batch, people: People, accounts: list[str | None]) -> Assigned:
    """Rows with an id of their own first, so that the others can be found among them."""
    done = Assigned()
    names = ("contact_id", "lead_id", "email", "name")
    columns = [batch.column(one) for one in names]
    whole = [Person(*cells) for cells in zip(*columns, accounts, strict=True)]
    said = {row: whole[row] for row in batch.live}
    taken: set[str] = set()
    for row in sorted(said, key=lambda one: (said[one].contact_id is None, one)):
        found = find_own(people, said[row])
        if not found.contact_id and said[row].contact_id:
            found = _without_id(people, said[row], taken)
            if found.contact_id:
                done.renamed[str(said[row].contact_id)] = (found.contact_id, found.rule)
                taken.add(found.contact_id)
        _settle(batch, people, row, said[row], found, done)
    return done


def _without_id(people: People, said: Person, taken: set[str]) -> Found:
    """The contact that came without an id of its own and is the same by e-mail."""
    found = find_by_details(people, said)
    is_same = found.contact_id and found.contact_id.startswith(GENERATED)
    return found if is_same and found.contact_id not in taken else Found()


def _settle(
    batch: Batch, people: People, row: int, said: Person, found: Found, done: Assigned
) -> None:
    if found.candidates and not (said.contact_id or said.lead_id):
        named = ", ".join(found.candidates[:3])
        batch.reject(row, f"Could be any of the contacts {named}; add the Contact ID")
        return
    key = found.contact_id
    if key is None:
        key = said.contact_id or _new_key(batch, row, said)
        if key not in people.accounts:
            people.add(key, said)
    elif said.lead_id and not said.contact_id and not key.startswith("lead-"):
        done.merged.add(row)
        people.leads[said.lead_id] = key
    elif found.rule in CONFIDENCE and not said.contact_id:
        done.rules[found.rule] += 1
    done.keys[row] = key


def _new_key(batch: Batch, row: int, said: Person) -> str:
    """A key that the same row always gets again."""
    if said.lead_id:
        return f"lead-{said.lead_id}"
    columns = ("account_id", "account_domain", "account_name")
    account = next((text for name in columns if (text := batch.column(name)[row])), "")
    who = normalise_email(said.email) or f"{said.name}\x1f{account}"
    return "con-" + hashlib.sha256(who.encode()).hexdigest()[:16]


def _note(batch: Batch, found: Assigned) -> None:
    if found.merged:
        n = len(found.merged)
        say = "1 lead is" if n == 1 else f"{n:,} leads are"
        batch.notes.append(f"{say} known as contacts already, by e-mail; the contacts keep their "
                           "own values")
    for rule, n in found.rules.items():
        say = "1 row was" if n == 1 else f"{n:,} rows were"
        batch.notes.append(f"{say} found by {rule} within the account")
    without = sum(not email for email in batch.column("email"))
    if without == len(batch.frame) and "email" in batch.frame.columns:
        header = shorten(batch.entity.field("email").label)
        batch.notes.append(f"{header}: no row has one")


def _record(
    cursor: duckdb.DuckDBPyConnection, renamed: Iterable[tuple[str, tuple[str, str]]], log: Log
) -> None:
    """Remember the ids of contacts that are kept under the key they had before."""
    rows = [
        {"entity": LEDGER_ENTITY, "reference": contact_id, "account_id": key,
         "rule": OF_ID + rule, "confidence": CONFIDENCE[rule], "import_id": log.import_id}
        for contact_id, (key, rule) in renamed
    ]
    append(cursor, schema.MATCHES, pd.DataFrame(rows, dtype=object))
