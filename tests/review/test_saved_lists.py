"""Saved lists: versions, changes taken back, merged and erased records, who may leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from coverage_world import NOON, TODAY, contact, opened, target
from duckdb import DuckDBPyConnection

from abm_core import erasure, schema, store
from abm_core.errors import AbmError
from abm_core.review import exports, list_facts, lists, lists_wording
from abm_core.review.exports import Export
from abm_core.review.lists import Origin, SavedList

STAGES = Origin("Stages", "Tier 1", "stages?stages_tier=Tier+1", TODAY)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as one:
        for account_id in ("acme", "bolt", "cure"):
            target(one, account_id)
        contact(one, "ida", "acme", name="Ida Holm")
        contact(one, "out", "acme", opted_out=True)
        contact(one, "back", "acme", bounced=True)
        contact(one, "gone", "acme", left_on=date(2026, 1, 1))
        contact(one, "both", "bolt", opted_out=True, bounced=True)
        contact(one, "soon", "bolt", left_on=TODAY + timedelta(days=1))
        yield one


def save(
    cursor: DuckDBPyConnection, name: str, *ids: str, entity: str = "accounts", hours: int = 0
) -> SavedList:
    return lists.save(cursor, name, entity, ids, STAGES, author="Vera Lind",
                      now=NOON + timedelta(hours=hours))  # fmt: skip


def test_a_list_is_saved_with_its_origin_and_its_order(cursor: DuckDBPyConnection) -> None:
    made = save(cursor, "  Big   ones ", "cure", "acme", "cure")
    assert (made.name, made.version, made.n_rows, made.owner) == ("Big ones", 1, 2, "Vera Lind")
    assert (made.screen, made.link, made.as_of) == ("Stages", STAGES.link, TODAY)
    assert lists.members(cursor, made) == ["cure", "acme"]
    assert lists.with_link(cursor, "accounts", STAGES.link) == made
    assert lists.with_link(cursor, "contacts", STAGES.link) is None


def test_the_same_name_makes_a_version_and_keeps_the_old_one(cursor: DuckDBPyConnection) -> None:
    first = save(cursor, "Big ones", "acme", "bolt")
    second = save(cursor, "big ONES", "bolt", "cure", hours=1)
    assert (second.list_id, second.name, second.version) == (first.list_id, "Big ones", 2)
    assert lists.members(cursor, second) == ["bolt", "cure"]
    assert lists.members(cursor, second, 1) == ["acme", "bolt"]
    newest, oldest = lists.versions(cursor, first.list_id)
    told = lists_wording.since(cursor, second, newest, oldest)
    assert told == ("Version 2: 2 accounts, saved by Vera Lind on 1 Mar 2026. Came: Cure. Went: "
                    "Acme.")  # fmt: skip


def test_every_change_can_be_taken_back_and_brought_back(cursor: DuckDBPyConnection) -> None:
    made = save(cursor, "Big ones", "acme")
    assert not lists.can_undo(cursor, made.list_id)
    save(cursor, "Big ones", "bolt", hours=1)
    lists.change(cursor, made.list_id, {"name": "Small ones", "note": "n"}, author="V", now=NOON)
    lists.archive(cursor, made.list_id, author="V", now=NOON)
    assert lists.listing(cursor) == []
    undo = {"author": "V", "now": NOON}
    back = lists.undo(cursor, made.list_id, **undo)  # type: ignore[arg-type]
    assert (back.archived_at, back.name, back.version) == (None, "Small ones", 2)
    again = lists.undo(cursor, made.list_id, **undo)  # type: ignore[arg-type]
    assert again.archived_at == NOON


def test_a_newer_version_can_be_taken_back(cursor: DuckDBPyConnection) -> None:
    made = save(cursor, "Big ones", "acme")
    save(cursor, "Big ones", "bolt", hours=1)
    back = lists.undo(cursor, made.list_id, author="V", now=NOON)
    assert lists.members(cursor, back) == ["acme"]
    third = save(cursor, "Big ones", "cure", hours=2)
    assert third.version == 3


def test_what_cannot_be_says_why(cursor: DuckDBPyConnection) -> None:
    made = save(cursor, "Big ones", "acme")
    other = save(cursor, "Others", "bolt")
    for problem, act in (
        ("needs a name", lambda: save(cursor, "  ", "acme")),
        ("is empty", lambda: save(cursor, "None")),
        ("holds accounts, not contacts", lambda: save(cursor, "Big ones", "ida",
                                                      entity="contacts")),
        ("another list “Big ones”", lambda: lists.change(
            cursor, other.list_id, {"name": "big ones"}, author="V", now=NOON)),
        ("names nobody", lambda: lists.archive(cursor, made.list_id, author=" ", now=NOON)),
        ("Nothing of “Others” was changed", lambda: lists.undo(
            cursor, other.list_id, author="V", now=NOON)),
        ("There is no list 'Nine'", lambda: lists.find(cursor, "Nine")),
    ):  # fmt: skip
        with pytest.raises(AbmError) as caught:
            act()
        assert problem in caught.value.problem


def test_an_archived_name_is_free(cursor: DuckDBPyConnection) -> None:
    first = save(cursor, "Big ones", "acme")
    lists.archive(cursor, first.list_id, author="V", now=NOON)
    second = save(cursor, "Big ones", "bolt")
    assert second.list_id != first.list_id
    with pytest.raises(AbmError, match="another list"):
        lists.undo(cursor, first.list_id, author="V", now=NOON)


def test_an_erased_person_is_on_no_version(cursor: DuckDBPyConnection) -> None:
    made = save(cursor, "With Ida Holm", "ida", "out", entity="contacts")
    save(cursor, "With Ida Holm", "ida", entity="contacts", hours=1)
    lists.change(cursor, made.list_id, {"note": "ask ida@acme.example"}, author="V", now=NOON)
    exports.log(cursor, Export("With Ida Holm", "ida-holm.csv", "csv", b"x"), author="V", now=NOON)
    erasure.erase_person(cursor, "ida@acme.example", erased_at=NOON, salt="s")
    found = lists.find(cursor, made.list_id)
    assert lists.members(cursor, found) == []
    assert lists.members(cursor, found, 1) == ["out"]
    for entity in (schema.SAVED_LISTS, schema.LIST_MEMBERS, schema.LIST_VERSIONS, schema.EXPORTS,
                   schema.CHANGE_LOG):
        rows = cursor.execute(f'SELECT t::VARCHAR FROM "{entity.name}" t').fetchall()
        said = " ".join(row for (row,) in rows).lower()
        assert "ida holm" not in said and "ida@" not in said and "'ida'" not in said


def test_a_merged_account_stands_as_its_survivor(cursor: DuckDBPyConnection) -> None:
    made = save(cursor, "Big ones", "acme", "bolt", "cure")
    store.insert(cursor, schema.MATCH_DECISIONS, [{
        "decision_id": 1, "kind": schema.MERGE, "entity": "accounts", "subject": "acme",
        "meant_id": "cure", "decided_at": NOON}])  # fmt: skip
    assert lists.members(cursor, made) == ["cure", "bolt"]


def test_who_may_leave(cursor: DuckDBPyConnection) -> None:
    everybody = ["out", "ida", "back", "gone", "both", "soon", "nobody"]
    kept, left_out = list_facts.may_leave(cursor, everybody, as_of=TODAY)
    assert kept == ["ida", "soon"]
    assert left_out == list_facts.LeftOut(2, 1, 1)
    assert list_facts.left_out(left_out) == (
        "Left out: 2 who opted out, 1 whose mail bounced and 1 who left.")


def test_facts_keep_the_order_of_the_list(cursor: DuckDBPyConnection) -> None:
    found = list_facts.read(cursor, "accounts", ["cure", "missing", "acme"])
    assert found["account_id"].tolist() == ["cure", "acme"]
    assert found["live_tier"].tolist() == ["1", "1"]
    people = list_facts.read(cursor, "contacts", ["soon", "ida"])
    assert people["of_account"].tolist() == ["Bolt", "Acme"]


def test_figures_count_each_once(cursor: DuckDBPyConnection) -> None:
    save(cursor, "A", "acme", "bolt")
    save(cursor, "B", "acme")
    save(cursor, "C", "ida", entity="contacts")
    old = lists.save(cursor, "D", "accounts", ["cure"], STAGES, author="V", now=NOON)
    lists.archive(cursor, old.list_id, author="V", now=NOON)
    for days in (1, 40):
        exports.log(cursor, Export("A", "a.csv", "csv", b"abc", 2, ("x",)), author="V",
                    now=NOON - timedelta(days=days))  # fmt: skip
    assert lists.figures(cursor, NOON) == lists.Figures(3, 2, 1, 1)


def test_the_log_of_exports(cursor: DuckDBPyConnection) -> None:
    made = Export("A", "a.csv", exports.CSV, b"abc", 2, ("x", "y"), 7)
    exports.log(cursor, made, author="Vera Lind", now=datetime(2026, 3, 1, 12))
    exports.log(cursor, Export("B", "b.yaml", exports.OTHER, b""), author="", now=NOON)
    found = exports.listing(cursor)
    assert found["what"].tolist() == ["B", "A"]
    (row,) = exports.listing(cursor, list_id=7).to_dict("records")
    assert row["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (row["n_rows"], list(row["columns"]), row["author"]) == (2, ["x", "y"], "Vera Lind")


def test_opportunities_of_a_list(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.OPPORTUNITIES, [
        {"opportunity_id": "o1", "account_id": "acme", "name": "Rollout", "outcome": "open",
         "expected_on": TODAY}])  # fmt: skip
    (row,) = list_facts.read(cursor, "opportunities", ["o2", "o1"]).to_dict("records")
    assert (row["of_account"], row["live_tier"], row["outcome"]) == ("Acme", "1", "open")
    assert row["expected_on"].date() == TODAY
