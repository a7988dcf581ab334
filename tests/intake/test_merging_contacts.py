"""Two contacts that are one: what moves, what comes again, and the way back."""

from __future__ import annotations

from datetime import datetime

import pytest
from intake_files import counts, rows, take_in

from abm_core import backup, erasure, schema
from abm_core.intake.match import merging, moves, undoing
from abm_core.store import Store

LATER = datetime(2026, 2, 1, 9)
ACCOUNTS = "Account ID,Account Name,Website\nA,Acme,acme.com\n"
CONTACTS = """Contact ID,Account ID,Full Name,Email,Title,Phone,Reports To ID
c1,A,Ida Holm,ida@acme.com,,111,
c2,A,I. Holm,ida.holm@acme.com,Director,222,c1
c3,A,Bo Berg,bo@acme.com,,,c2
"""
DEALS = "Opportunity ID,Account ID,Stage,Amount\no1,A,Demo,10\no2,A,Demo,10\n"
PARTS = "Opportunity ID,Contact ID,Role\no1,c1,User\no1,c2,Buyer\no2,c2,Buyer\n"
CALLS = """Activity ID,AccountId,ContactId,Start DateTime,Activity Type
t1,A,c1,2026-01-05 09:00,Call
t2,A,c2,2026-01-06 09:00,Call
"""
FILES = (ACCOUNTS, CONTACTS, DEALS, PARTS, CALLS)
GOES_ON = {"change_log", "match_decisions", "meta", "imports", "rejects", "match_ledger"}


@pytest.fixture
def full(store: Store) -> Store:
    """Two contacts that are one."""
    take_in(store, *FILES)
    return store


def held(store: Store) -> dict[str, backup.Held]:
    with store.cursor() as cursor:
        found = backup.contents(cursor)
    return {name: one for name, one in found.items() if name not in GOES_ON}


def merge(store: Store) -> str:
    return merging.merge(store, "contacts", "c1", "c2", author="Ida", now=LATER)


def test_every_column_that_can_refer_to_a_contact_is_known() -> None:
    found = {
        f"{entity.name}.{known.name}" for entity in schema.ENTITIES for known in entity.fields
        if not entity.computed
        and known.kind == "id" and ("contact" in known.name or known.name == "reports_to_id")
    } - {"contacts.contact_id", "merged_contacts.contact_id",
         "published_people.contact_id"}  # a frozen review names people as they were then
    assert found == {f"{one.entity.name}.{one.name}" for one in moves.columns("contacts")}


def test_a_contact_moves_with_all_that_refers_to_it_and_back(full: Store) -> None:
    before = held(full)
    merge(full)
    sql = "SELECT contact_id, title, phone, reports_to_id FROM contacts ORDER BY 1"
    assert rows(full, sql) == [("c1", "Director", "111", None), ("c3", None, None, "c1")]
    assert rows(full, "SELECT DISTINCT contact_id FROM activities") == [("c1",)]
    parts = "SELECT opportunity_id, contact_id, role FROM opportunity_contacts ORDER BY 1"
    assert rows(full, parts) == [("o1", "c1", "User"), ("o2", "c1", "Buyer")]
    undoing.undo(full, 1, author="Ida", now=LATER)
    assert held(full) == before


def test_the_same_files_again_change_nothing(full: Store) -> None:
    merge(full)
    before = held(full)
    report = take_in(full, *FILES)
    for file in range(len(FILES)):
        added, updated, _, rejected = counts(report, file)
        assert (added, updated, rejected) == (0, 0, 0), report.files[file].rejects
    assert held(full) == before


def test_files_that_name_the_merged_contact_mean_the_other(full: Store) -> None:
    merge(full)
    more = "Contact ID,Account ID,Full Name,Email,Department\nc2,A,I. Holm,ida.holm@acme.com,R&D\n"
    call = "Activity ID,Email,Start DateTime,Activity Type\nt3,ida.holm@acme.com,2026-01-07,Call\n"
    take_in(full, more, call)
    assert rows(full, "SELECT department FROM contacts WHERE contact_id = 'c1'") == [("R&D",)]
    assert rows(full, "SELECT contact_id FROM activities WHERE activity_id = 't3'") == [("c1",)]
    undoing.undo(full, 1, author="Ida", now=LATER)
    sql = "SELECT contact_id, department FROM contacts ORDER BY 1"
    assert rows(full, sql) == [("c1", None), ("c2", "R&D"), ("c3", None)]


def test_a_merged_person_can_be_erased(full: Store) -> None:
    merge(full)
    with full.cursor() as cursor:
        erasure.erase_person(cursor, "ida.holm@acme.com", erased_at=LATER, salt="s")
        found = backup.contents(cursor)
    assert found["merged_contacts"].n_rows == found["merged_rows"].n_rows == 0
    assert rows(full, "SELECT written FROM match_decisions") == [("Erased on request",)]
