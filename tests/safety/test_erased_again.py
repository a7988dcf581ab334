"""A person who was erased stays erased when the files come again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from abm_core import erasure, store
from abm_core.intake import load
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers
from abm_core.store import Store

NOON = datetime(2026, 3, 2, 12)
ACCOUNTS = b"Account ID,Account name\nA-1,Harbourline\n"
CONTACTS = (
    b"Contact ID,Account ID,Full name,E-mail\n"
    b"C-1,A-1,Mette Lund,Mette.Lund@harbourline.example\n"
    b"C-2,A-1,Ole Dahl,ole@harbourline.example\n"
)
ACTIVITIES = (
    b"Activity ID,Account ID,E-mail,Occurred at,Kind,Direction\n"
    b"E-1,A-1,mette.lund@harbourline.example,2026-02-02 10:00:00,meeting,theirs\n"
    b"E-2,A-1,ole@harbourline.example,2026-02-03 10:00:00,meeting,theirs\n"
)
FILES = (("accounts.csv", ACCOUNTS), ("contacts.csv", CONTACTS), ("activities.csv", ACTIVITIES))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    held = store.open_store(tmp_path / "abm.duckdb")
    yield held
    held.close()


def take_in(opened: Store, hour: int) -> load.Report:
    tables = [table for name, content in FILES for table in readers.read(name, content)]
    items = [(table, mapping.propose(table).mapping) for table in tables]
    return load.import_tables(opened, items, imported_at=NOON.replace(hour=hour))


def test_an_erased_person_is_left_out_of_later_imports(opened: Store) -> None:
    take_in(opened, 12)
    with opened.cursor() as cursor:
        erasure.erase_person(cursor, "mette.lund@harbourline.example", erased_at=NOON, salt="s")
    report = take_in(opened, 14)
    contacts = next(one for one in report.files if one.entity == "contacts")
    assert (contacts.n_added, contacts.n_unchanged, contacts.n_rejected) == (0, 1, 0)
    assert contacts.skipped == {"of people who were erased": 1}
    assert "1 row is of a person who was erased; left out" in contacts.notes
    with opened.cursor() as cursor:
        people = cursor.execute("SELECT name FROM contacts").fetchall()
        activities = cursor.execute("SELECT count(*), count(email) FROM activities").fetchall()
        everything = cursor.execute(
            "SELECT (SELECT string_agg(cells::VARCHAR, '') FROM rejects),"
            " (SELECT string_agg(coalesce(new_value::VARCHAR, ''), '') FROM change_log)"
        ).fetchall()
    assert people == [("Ole Dahl",)]
    assert activities == [(2, 1)]
    assert "Lund" not in str(everything)
