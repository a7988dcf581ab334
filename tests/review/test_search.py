"""The search against a plain walk over the tables, and what it must never show."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from coverage_world import contact, opened, target
from duckdb import DuckDBPyConnection

from abm_core import erasure, schema, store
from abm_core.review import lists, search
from abm_core.review.lists import Origin
from abm_core.review.search import ACCOUNTS, OPPORTUNITIES, PEOPLE, Group

PIECES = ("Nord", "Süd", "Acme", "Łódź", "Rolls-Royce", "O'Neil & Co.", "Grøn", "straße", "Ål",
          "GmbH", "bank", "Bánk", "An", "Ana")  # fmt: skip


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as one:
        target(one, "001B", "2", name="Société Générale", domain="socgen.example")
        target(one, "001C", "1", name="Rolls-Royce", domain="rolls-royce.example")
        target(one, "001D", "3", name="Generali", domain="generali.example")
        target(one, "001E", "1", name="Grøn Straße", domain="groen.example")
        contact(one, "p1", "001B", name="Zoë Ångström", email="zoe@socgen.example")
        contact(one, "p2", "001C", name="General Turgidson", opted_out=True)
        contact(one, "p3", "nowhere", name="Lost Soul")
        store.insert(one, schema.OPPORTUNITIES, [
            {"opportunity_id": "006X", "account_id": "001B", "name": "Générale: rollout",
             "outcome": "open"},
            {"opportunity_id": "006Y", "account_id": "001B", "name": "General old",
             "outcome": "lost"},
        ])  # fmt: skip
        yield one


def found(cursor: DuckDBPyConnection, said: str, most: int = 5) -> dict[str, Group]:
    groups = search.find(search.read(cursor), said, most=most)
    return {group.kind: group for group in groups}


def names(group: Group) -> list[str]:
    return [hit.name for hit in group.hits]


def test_beginnings_of_names_first_then_of_words_then_letters_inside(
    cursor: DuckDBPyConnection,
) -> None:
    groups = found(cursor, "gener")
    assert names(groups[ACCOUNTS]) == ["Generali", "Société Générale"]
    assert names(groups[PEOPLE]) == ["General Turgidson"]
    assert names(groups[OPPORTUNITIES]) == ["Générale: rollout", "General old"]
    assert names(found(cursor, "enera")[ACCOUNTS]) == ["Société Générale", "Generali"]


@pytest.mark.parametrize(("said", "name"), [
    ("SOCIETE", "Société Générale"), ("générale soc", "Société Générale"),
    ("royce", "Rolls-Royce"), ("rolls-r", "Rolls-Royce"), ("001c", "Rolls-Royce"),
    ("strasse", "Grøn Straße"), ("gron", "Grøn Straße"), ("Straße", "Grøn Straße"),
    ("groen.ex", "Grøn Straße"), ("ROLLS   royce", "Rolls-Royce"),
])  # fmt: skip
def test_an_account_by_name_domain_and_id(
    cursor: DuckDBPyConnection, said: str, name: str
) -> None:
    assert names(found(cursor, said)[ACCOUNTS]) == [name]


def test_people_by_name_and_address_lead_to_their_account(cursor: DuckDBPyConnection) -> None:
    for said in ("zoe ang", "ångström", "zoe@soc", "P1"):
        (hit,) = found(cursor, said)[PEOPLE].hits
        assert (hit.id, hit.account_id, hit.mark) == ("p1", "001B", "")
    assert found(cursor, "turgid")[PEOPLE].hits[0].mark == "opted out"
    assert found(cursor, "lost soul")[PEOPLE].hits[0].account_id == "nowhere"


def test_an_opportunity_leads_to_its_account(cursor: DuckDBPyConnection) -> None:
    (hit,) = found(cursor, "006x")[OPPORTUNITIES].hits
    assert (hit.id, hit.account_id, hit.detail) == ("006X", "001B", "open · Société Générale")


def test_too_few_letters_and_nothing(cursor: DuckDBPyConnection) -> None:
    for said in ("", " ", "g", "\n", "zzzz", "%", "gener zzzz"):
        assert found(cursor, said) == {}


def test_an_erased_person_is_not_found(cursor: DuckDBPyConnection) -> None:
    before = search.state(cursor)
    erasure.erase_person(cursor, "zoe@socgen.example", erased_at=datetime(2026, 3, 1), salt="s")
    assert search.state(cursor) != before
    assert PEOPLE not in found(cursor, "zoe")


def test_an_empty_store(tmp_path: Path) -> None:
    with opened(tmp_path) as one:
        assert found(one, "acme") == {}


LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae"})


def plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.lower().translate(LETTERS))
    return "".join(one for one in apart if not unicodedata.combining(one))


def test_the_same_as_a_walk_over_all_names(tmp_path: Path) -> None:
    chance = random.Random(7)
    all_names = {f"a{i:03}": " ".join(chance.choices(PIECES, k=chance.randint(1, 4)))
                 for i in range(300)}  # fmt: skip
    with opened(tmp_path) as one:
        for account_id, name in all_names.items():
            target(one, account_id, name=name)
        index = search.read(one)
        for _ in range(300):
            piece = plain(chance.choice(PIECES))
            begin = chance.randrange(len(piece))
            said = piece[begin : begin + chance.randint(2, 5)].strip()
            if len(said) < 2 or " " in said:
                continue
            groups = search.find(index, said, most=300)
            hits = [hit.id for group in groups for hit in group.hits]
            wanted = {key for key, name in all_names.items()
                      if said in f"{plain(name)} {key}"}  # fmt: skip
            assert len(hits) == len(set(hits))
            if len(wanted) <= search.LOOKED_AT:
                assert set(hits) == wanted, said
            assert set(hits) <= wanted


def test_what_is_asked_for_is_made_plain_as_the_data_are(tmp_path: Path) -> None:
    letters = [chr(code) for code in range(33, 0x3000) if chr(code).isalnum()]
    words = ["हिन्दी", "ไทยที่", "한국어", "שלום עֲלֵיכֶם", "İstanbul", "Ǽsir", "two\nlines", *letters]
    with opened(tmp_path) as one:
        one.execute(search.PLAIN)
        said = one.execute("SELECT list_transform($words, w -> in_plain_letters(w))",
                           {"words": words}).fetchall()  # fmt: skip
    assert said[0][0] == [search.plain(word) for word in words]


def test_lists_by_name_and_note(cursor: DuckDBPyConnection) -> None:
    for name, note in (("Générale of Europe", ""), ("Others", "all generals"), ("Rest", "")):
        lists.save(cursor, name, "accounts", ["001B"], Origin("Stages"), note=note, author="V",
                   now=datetime(2026, 3, 1))  # fmt: skip
    (group,) = search.find_lists(cursor, "gener")
    assert sorted(names(group)) == ["Générale of Europe", "Others"]
    assert group.hits[0].detail == "1 account"
    assert search.find_lists(cursor, "g") == search.find_lists(cursor, "zzz") == []
