"""What people say of roles stays through imports, merges and their undoing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from intake_files import NOON, rows, take_in

from abm_core import upkeep
from abm_core.committee import ratings, role_confirmations
from abm_core.intake.ledger import undo_last
from abm_core.intake.match import merging, undoing
from abm_core.store import Store

LATER = datetime(2026, 2, 1, 9)
ACCOUNTS = "Account ID,Account Name,Website\nA,Acme,acme.com\nB,Bolt,bolt.com\n"
CONTACTS = """Contact ID,Account ID,Full Name,Email,Buying Role
c1,A,Ida Holm,ida@acme.com,Influencer
c2,A,I. Holm,ida.holm@acme.com,
c3,B,Bo Berg,bo@bolt.com,
"""
MOVED = CONTACTS.replace("c1,A", "c1,B")
COUNTS = "SELECT contact_id, role FROM contact_roles WHERE counts ORDER BY ALL"
TABLES = ("role_confirmations", "contact_ratings")


@pytest.fixture
def full(store: Store) -> Store:
    """c1 is a confirmed champion, c2 a confirmed buyer and no champion; both are rated."""
    take_in(store, ACCOUNTS, CONTACTS)
    with store.cursor() as cursor:
        upkeep.compute(cursor, now=NOON)
        for n, (contact, role, holds) in enumerate((
            ("c1", "champion", True), ("c2", "economic buyer", True), ("c2", "champion", False),
            ("c3", "end user", True),
        )):  # fmt: skip
            at = NOON - timedelta(minutes=n)  # what was said of c1 is the newest
            role_confirmations.confirm(cursor, contact, role, holds=holds, author="Ida",
                                       confirmed_at=at)  # fmt: skip
        ratings.rate(cursor, "c2", influence=2, author="Ida", rated_at=NOON)
    return store


BEFORE = [("c1", "champion"), ("c1", "influencer"), ("c2", "economic buyer"), ("c3", "end user")]


def decided(store: Store) -> list[list[tuple[object, ...]]]:
    return [rows(store, f"SELECT * FROM {table} ORDER BY ALL") for table in TABLES]


def settle(store: Store) -> list[tuple[object, ...]]:
    with store.cursor() as cursor:
        upkeep.compute(cursor, now=LATER)
    return rows(store, COUNTS)


def test_a_file_that_comes_again_changes_nothing(full: Store) -> None:
    before = decided(full)
    assert settle(full) == BEFORE
    take_in(full, ACCOUNTS, CONTACTS)
    take_in(full, CONTACTS.replace("Influencer", "Blocker"))
    assert settle(full) == [
        ("c1", "blocker"), ("c1", "champion"), ("c2", "economic buyer"), ("c3", "end user")]
    assert decided(full) == before


def test_a_merged_contact_keeps_all_and_has_it_back(full: Store) -> None:
    before = decided(full)
    merging.merge(full, "contacts", "c1", "c2", author="Ida", now=LATER)
    assert settle(full) == [
        ("c1", "champion"), ("c1", "economic buyer"), ("c1", "influencer"), ("c3", "end user")]
    with full.cursor() as cursor:
        rated = ratings.current(cursor, "c1")
        assert rated is not None and rated.influence == 2
    undoing.undo(full, 1, author="Ida", now=LATER)
    assert settle(full) == BEFORE
    assert decided(full) == before


def test_a_merged_account_is_no_other_account(full: Store) -> None:
    before = decided(full)
    merging.merge(full, "accounts", "A", "B", author="Ida", now=LATER)
    assert settle(full) == BEFORE
    undoing.undo(full, 1, author="Ida", now=LATER)
    assert settle(full) == BEFORE
    assert decided(full) == before


def test_a_move_marks_what_was_confirmed_and_its_undoing_brings_it_back(full: Store) -> None:
    take_in(full, MOVED, at=LATER)
    assert settle(full) == [one for one in BEFORE if one != ("c1", "champion")]
    sql = "SELECT elsewhere, account_id FROM contact_roles WHERE source = 'confirmed' AND " \
        "contact_id = 'c1'"
    assert rows(full, sql) == [(True, "B")]
    undo_last(full, undone_at=LATER)
    assert settle(full) == BEFORE
