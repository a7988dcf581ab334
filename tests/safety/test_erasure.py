"""A person who was erased leaves no trace but a hash, and does not come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from abm_core import erasure, schema, store
from abm_core.errors import AbmError

NOON = datetime(2026, 3, 2, 12)
METTE = "mette.lund@harbourline.example"


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Mette (c1), Ola (c2) who reports to her, her deal, two activities, one reject."""
    opened = store.open_store(tmp_path / "abm.duckdb")
    with opened.cursor() as lent:
        fill(lent)
        yield lent
    opened.close()


def fill(cursor: DuckDBPyConnection) -> None:
    log = {"import_id": 1, "changed_at": NOON}
    rows = {
        schema.CONTACTS: [
            {"contact_id": "c1", "name": "Mette Lund", "email": " Mette.Lund@Harbourline.example"},
            {"contact_id": "c2", "name": "Ola Berg", "email": "ola@harbourline.example",
             "reports_to_id": "c1"},
        ],
        schema.OPPORTUNITY_CONTACTS: [
            {"opportunity_id": "o1", "contact_id": "c1"},
            {"opportunity_id": "o1", "contact_id": "c2"},
        ],
        schema.ACTIVITIES: [
            {"activity_id": "t1", "contact_id": "c1", "occurred_at": NOON, "subject": "Call Mette"},
            {"activity_id": "t2", "email": METTE, "occurred_at": NOON, "subject": "Mail"},
            {"activity_id": "t3", "contact_id": "c2", "occurred_at": NOON, "subject": "Ola"},
        ],
        schema.PERSONAS: [
            {"contact_id": "c1", "title": "CFO", "seniority": "c-level"},
            {"contact_id": "c2", "title": "CIO", "seniority": "c-level"},
        ],
        schema.PERSONA_CORRECTIONS: [
            {"correction_id": "1", "contact_id": "c1", "function": "it", "note": "Mette said so"},
            {"correction_id": "2", "contact_id": "c2", "function": "it"},
        ],
        schema.REJECTS: [
            {"import_id": 1, "file": "a.csv", "row_number": 2, "reason": "no",
             "cells": '{"Email": "METTE.LUND@harbourline.example", "Name": "Mette"}'},
            {"import_id": 1, "file": "a.csv", "row_number": 3, "reason": "no",
             "cells": '{"Contact": "c1"}'},
            {"import_id": 1, "file": "a.csv", "row_number": 4, "reason": "no",
             "cells": '{"Contact": "c2"}'},
        ],
        schema.CHANGE_LOG: [
            {"change_id": 1, "entity": "contacts", "entity_id": "c1", "field": "+", **log},
            {"change_id": 2, "entity": "contacts", "entity_id": "c2", "field": "+", **log},
            {"change_id": 3, "entity": "contacts", "entity_id": "c2", "field": "reports_to_id",
             "new_value": '"c1"', **log},
            {"change_id": 4, "entity": "opportunity_contacts", "entity_id": '["o1","c1"]',
             "field": "+", **log},
            {"change_id": 5, "entity": "activities", "entity_id": "t1", "field": "subject",
             "old_value": '"Call Mette"', **log},
        ],
    }  # fmt: skip
    for entity, given in rows.items():
        store.insert(cursor, entity, given)


def erase(cursor: DuckDBPyConnection, email: str = METTE) -> erasure.Erased:
    return erasure.erase_person(cursor, email, erased_at=NOON, salt="salt")


def test_the_person_is_gone_and_the_others_are_not(cursor: DuckDBPyConnection) -> None:
    assert erase(cursor) == erasure.Erased(1, 2)
    asked = {
        "SELECT contact_id, reports_to_id FROM contacts": [("c2", None)],
        "SELECT opportunity_id, contact_id FROM opportunity_contacts": [("o1", "c2")],
        "SELECT activity_id, contact_id, email, subject FROM activities ORDER BY 1": [
            ("t1", None, None, None), ("t2", None, None, None), ("t3", "c2", None, "Ola"),
        ],
        "SELECT row_number, cells FROM rejects ORDER BY 1": [
            (2, "{}"), (3, "{}"), (4, '{"Contact": "c2"}')],
        "SELECT change_id, old_value, new_value FROM change_log ORDER BY 1": [
            (2, None, None), (3, None, None), (5, None, None)],
    }  # fmt: skip
    for sql, expected in asked.items():
        assert cursor.execute(sql).fetchall() == expected, sql
    assert store.revision(cursor) == 1


def test_nothing_in_the_store_names_her(cursor: DuckDBPyConnection) -> None:
    erase(cursor)
    for entity in schema.ENTITIES:
        sql = f'SELECT t::VARCHAR FROM "{entity.name}" t'
        text = " ".join(row for (row,) in cursor.execute(sql).fetchall()).lower()
        assert "mette" not in text and "lund" not in text, entity.name
        assert "c1" not in text.replace("email_hash", "") or entity is schema.ERASED, entity.name


def test_she_is_known_again_by_her_address_only(cursor: DuckDBPyConnection) -> None:
    assert not erasure.is_erased(cursor, METTE)
    erase(cursor)
    assert erasure.is_erased(cursor, "mailto:METTE.lund@harbourline.example ")
    assert erasure.erased_among(cursor, [METTE, "ola@harbourline.example", None, ""]) == {METTE}


def test_erasing_twice_and_with_another_salt(cursor: DuckDBPyConnection) -> None:
    erase(cursor)
    again = erasure.erase_person(cursor, METTE, erased_at=NOON, salt="another")
    assert again == erasure.Erased(0, 0)
    assert store.count_rows(cursor, schema.ERASED) == 1
    assert erasure.is_erased(cursor, METTE)


def test_the_hash_is_salted(cursor: DuckDBPyConnection) -> None:
    assert erasure.hashed(METTE, "a") != erasure.hashed(METTE, "b")


@pytest.mark.parametrize("text", ["", "mette", "@", "mette lund@harbourline.example", "@x"])
def test_what_is_no_address(cursor: DuckDBPyConnection, text: str) -> None:
    with pytest.raises(AbmError, match="is no e-mail address"):
        erase(cursor, text)
    assert store.count_rows(cursor, schema.ERASED) == 0


def test_all_or_nothing(cursor: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "REMOVE_CONTACTS", "DELETE FROM nowhere WHERE $ids IS NULL")
    with pytest.raises(duckdb.CatalogException):
        erase(cursor)
    assert cursor.execute("SELECT count(*) FROM contacts").fetchall() == [(2,)]
    assert cursor.execute("SELECT subject FROM activities ORDER BY 1").fetchall()[0] == (
        "Call Mette",)  # fmt: skip


def test_the_sentence_does_not_name_her() -> None:
    assert erasure.sentence(erasure.Erased(1, 2)).startswith(
        "1 contact was erased; 2 activities are now nobody's."
    )
