"""Personas that are kept: read once, read again only where something changed, corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from abm_core import erasure, schema, store
from abm_core.committee import corrections, persona_wording, personas, titles
from abm_core.errors import AbmError
from abm_core.intake.match import merging, undoing
from abm_core.store import Store

NOON = datetime(2026, 3, 2, 12)
TITLES = {"c1": "CFO", "c2": "Head of IT", "c3": "Nurse", "c4": None, "c5": "Head of IT"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    """Five contacts of an account; c4 has no title."""
    made = store.open_store(tmp_path / "abm.duckdb")
    with made.cursor() as cursor:
        store.insert(cursor, schema.ACCOUNTS, [{"account_id": "a1", "name": "Acme"}])
        store.insert(cursor, schema.CONTACTS, [
            {"contact_id": key, "account_id": "a1", "title": title, "name": f"Person {key}",
             "email": f"{key}@acme.example"}
            for key, title in TITLES.items()
        ])  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def cursor(opened: Store) -> Iterator[DuckDBPyConnection]:
    with opened.cursor() as lent:
        yield lent


def held(cursor: DuckDBPyConnection) -> dict[str, tuple[str, str, str]]:
    sql = "SELECT contact_id, seniority, function, source FROM personas ORDER BY 1"
    return {key: (level, field, by) for key, level, field, by in cursor.execute(sql).fetchall()}


def test_titles_are_read_once(cursor: DuckDBPyConnection) -> None:
    assert personas.refresh(cursor) == 4  # not c4
    assert held(cursor) == {
        "c1": ("c-level", "finance", "title"), "c2": ("director", "it", "title"),
        "c3": ("other", "other", "title"), "c5": ("director", "it", "title"),
    }  # fmt: skip
    assert personas.refresh(cursor) == 0


def test_only_what_changed_is_read_again(cursor: DuckDBPyConnection) -> None:
    personas.refresh(cursor)
    cursor.execute("UPDATE contacts SET title = 'VP Sales' WHERE contact_id = 'c3'")
    cursor.execute("UPDATE contacts SET department = 'Finance' WHERE contact_id = 'c4'")
    cursor.execute("DELETE FROM contacts WHERE contact_id = 'c5'")
    assert personas.refresh(cursor) == 0  # nobody said that data have changed
    store.next_revision(cursor)
    assert personas.refresh(cursor) == 2
    assert held(cursor)["c3"] == ("vp", "sales", "title")
    assert held(cursor)["c4"] == ("other", "finance", "title")
    assert "c5" not in held(cursor)


def test_new_rules_of_reading_read_all_again(
    cursor: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    personas.refresh(cursor)
    monkeypatch.setattr(personas, "RULES", titles.RULES + 1)
    assert personas.refresh(cursor) == 4
    assert personas.refresh(cursor) == 0


def test_a_person_corrects_a_contact_and_takes_it_back(cursor: DuckDBPyConnection) -> None:
    personas.refresh(cursor)
    number = corrections.correct(
        cursor, "c2", function="security", note="Runs the SOC", author="Ann", at=NOON
    )
    assert held(cursor)["c2"] == ("director", "security", "person")
    assert held(cursor)["c5"] == ("director", "it", "title")
    sql = "SELECT function_evidence, function_confidence, seniority_evidence FROM personas "
    assert cursor.execute(sql + "WHERE contact_id = 'c2'").fetchall() == [
        ("corrected by Ann: Runs the SOC", 1.0, "head of")
    ]
    corrections.take_back(cursor, "contact", number, author="Bo", at=NOON)
    assert held(cursor)["c2"] == ("director", "it", "title")
    (kept,) = corrections.listing(cursor)
    assert (kept.removed_at, kept.n_contacts) == (NOON, 0)
    with pytest.raises(AbmError, match="no contact 1 to take back"):
        corrections.take_back(cursor, "contact", number, at=NOON)


def test_a_rule_decides_titles_with_whole_words(cursor: DuckDBPyConnection) -> None:
    personas.refresh(cursor)
    number = corrections.add_rule(cursor, " head, of  IT", seniority="vp", at=NOON)
    assert held(cursor)["c2"] == held(cursor)["c5"] == ("vp", "it", "rule")
    corrections.add_rule(cursor, "urs", seniority="vp", at=NOON)  # not a word of "Nurse"
    assert held(cursor)["c3"] == ("other", "other", "title")
    corrections.correct(cursor, "c5", seniority="manager", at=NOON)
    assert held(cursor)["c5"] == ("manager", "it", "person")
    (found,) = [one for one in corrections.listing(cursor) if one.number == number
                and one.kind == "rule"]  # fmt: skip
    assert (found.subject, found.n_contacts) == ("head of it", 1)
    assert persona_wording.described(found) == "Titles with “head of it” → VP (2 Mar 2026)"
    assert persona_wording.reach(found) == "decides 1 contact"
    corrections.take_back(cursor, "rule", number, at=NOON)
    assert held(cursor)["c2"] == ("director", "it", "title")


def test_a_correction_outlives_a_new_title_and_a_gap(cursor: DuckDBPyConnection) -> None:
    corrections.correct(cursor, "c4", seniority="vp", function="sales", at=NOON)
    assert held(cursor)["c4"] == ("vp", "sales", "person")
    cursor.execute("DELETE FROM contacts WHERE contact_id = 'c4'")
    store.next_revision(cursor)
    personas.refresh(cursor)
    assert "c4" not in held(cursor)
    store.insert(cursor, schema.CONTACTS, [{"contact_id": "c4", "title": "Nurse"}])
    store.next_revision(cursor)
    personas.refresh(cursor)
    assert held(cursor)["c4"] == ("vp", "sales", "person")


def test_a_correction_goes_with_its_contact_and_comes_back(opened: Store) -> None:
    with opened.cursor() as cursor:
        corrections.correct(cursor, "c2", function="security", at=NOON)
    merging.merge(opened, "contacts", "c1", "c2", author="Ann", now=NOON)
    with opened.cursor() as cursor:
        personas.refresh(cursor)
        assert held(cursor)["c1"] == ("c-level", "security", "person")
        assert "c2" not in held(cursor)
    undoing.undo(opened, 1, author="Ann", now=NOON)
    with opened.cursor() as cursor:
        personas.refresh(cursor)
        assert held(cursor)["c1"] == ("c-level", "finance", "title")
        assert held(cursor)["c2"] == ("director", "security", "person")


def test_erasing_a_person_takes_persona_and_correction(cursor: DuckDBPyConnection) -> None:
    corrections.correct(cursor, "c2", function="security", note="Person c2", at=NOON)
    erasure.erase_person(cursor, "c2@acme.example", erased_at=NOON, salt="pepper")
    assert "c2" not in held(cursor)
    assert corrections.listing(cursor) == []


@pytest.mark.parametrize(("said", "problem"), [
    ({}, "Nothing is corrected"),
    ({"seniority": "boss"}, "There is no 'boss'"),
    ({"function": "finanse"}, "Did you mean 'finance'"),
])  # fmt: skip
def test_what_cannot_be_said(
    cursor: DuckDBPyConnection, said: dict[str, str], problem: str
) -> None:
    with pytest.raises(AbmError, match=problem):
        corrections.correct(cursor, "c1", at=NOON, **said)
    with pytest.raises(AbmError, match="needs a word"):
        corrections.add_rule(cursor, " - ", seniority="vp", at=NOON)


def test_who_is_meant(cursor: DuckDBPyConnection) -> None:
    assert corrections.find_contact(cursor, "C3@acme.example ") == "c3"
    assert corrections.find_contact(cursor, "person c1") == "c1"
    with pytest.raises(AbmError, match="no contact 'nobody'"):
        corrections.find_contact(cursor, "nobody")
    cursor.execute("UPDATE contacts SET name = 'Twin' WHERE contact_id IN ('c1', 'c2')")
    with pytest.raises(AbmError, match="2 contacts are called"):
        corrections.find_contact(cursor, "twin")


def test_what_the_screen_shows(cursor: DuckDBPyConnection) -> None:
    personas.refresh(cursor)
    found = personas.counts(cursor)
    rows = sorted(found.itertuples(index=False, name=None))
    assert rows == [("c-level", "finance", 1), ("director", "it", 2), ("other", "other", 1)]
    assert persona_wording.headline(rows, personas.unread(cursor)) == (
        "4 of 5 contacts have a persona; 3 are directors or above. 1 contact has no title: "
        "there the department is read, if it is known."
    )
    unsure = personas.least_sure(cursor, 10)
    assert list(unsure["n_contacts"]) == [1, 2, 1]
    assert list(unsure["title"])[1] == "Head of IT"
