"""Saving a tiering: entries and exits with their days, snapshots, and two windows at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from threading import Barrier, Thread
from typing import Any

import duckdb
import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from tiny_world import NOON, PROFILE, TODAY, put_accounts

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.targeting import document, model, moves, scoring, target_list
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Recency
from abm_core.targeting.target_list import Live, Saved

MARCH, APRIL, MAY = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 1)
# Only a1 (87.5) keeps tier 1; a2 (83.3) falls to 2, a8 (100) loses it to the higher gate; a3 goes.
STRICT = replace(PROFILE, cutoffs=(87.0, 60.0, 55.0), gates=(0.8, 0.7, 0.3))
ENTRIES = """
SELECT account_id, tier, joined_on, left_on, approver, reason, snapshot_id
FROM target_list ORDER BY account_id, joined_on, tier
"""


def save(
    cursor: DuckDBPyConnection, profile: Profile = PROFILE, *, on: date = MARCH,
    based_on: int | None = None, programme: str = "Nordics", **more: Any,
) -> Saved:  # fmt: skip
    accounts = Accounts(cursor)
    scored = model.score(model.frame(accounts, profile, as_of=TODAY), profile)
    return target_list.save(
        cursor, accounts, scored, programme=programme, as_of=on, saved_at=NOON,
        based_on=based_on, **more,
    )  # fmt: skip


def live(cursor: DuckDBPyConnection) -> Live:
    return target_list.live(cursor, Accounts(cursor), target_list.programmes(cursor)[0])


def entries(cursor: DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return [row[:4] for row in cursor.execute(ENTRIES).fetchall()]


def sizes(cursor: DuckDBPyConnection) -> dict[str, int]:
    return {entity.name: store.count_rows(cursor, entity) for entity in schema.ENTITIES}


def test_nothing_is_live_at_first(cursor: DuckDBPyConnection) -> None:
    found = target_list.live(cursor, Accounts(cursor), None)
    assert not found.tier.any() and found.profile is None and found.save_id is None
    assert target_list.programmes(cursor) == []


def test_a_first_save(cursor: DuckDBPyConnection) -> None:
    assert save(cursor, author="Ida", note="Start") == Saved(1, n_entered=4, n_left=0, n_moved=0)
    assert cursor.execute(ENTRIES).fetchall() == [
        (account_id, tier, MARCH, None, "Ida", "save 1", "1")
        for account_id, tier in (("a1", "1"), ("a2", "1"), ("a3", "3"), ("a8", "1"))
    ]
    (programme,) = target_list.programmes(cursor)
    assert programme == ("1", "Nordics", MARCH, 1)
    found = live(cursor)
    assert list(found.tier) == [1, 1, 3, 0, 0, 0, 0, 1]
    assert found.profile == PROFILE
    assert (found.version, found.save_id, found.saved_by, found.saved_at) == (1, 1, "Ida", NOON)
    assert found.joined_on == dict.fromkeys(("a1", "a2", "a3", "a8"), MARCH)


def test_entries_exits_and_moves_are_dated(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    moved = save(cursor, STRICT, on=APRIL, based_on=1)
    assert moved == Saved(2, n_entered=0, n_left=1, n_moved=2)
    assert entries(cursor) == [
        ("a1", "1", MARCH, None),
        ("a2", "1", MARCH, APRIL), ("a2", "2", APRIL, None),  # one closes, the next opens
        ("a3", "3", MARCH, APRIL),
        ("a8", "1", MARCH, APRIL), ("a8", "2", APRIL, None),
    ]  # fmt: skip
    back = save(cursor, PROFILE, on=MAY, based_on=2)
    assert back == Saved(3, n_entered=1, n_left=0, n_moved=2)
    assert entries(cursor)[-4:] == [
        ("a3", "3", MAY, None),
        ("a8", "1", MARCH, APRIL), ("a8", "2", APRIL, MAY), ("a8", "1", MAY, None),
    ]  # fmt: skip


def test_the_same_again_changes_no_entry(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    before, log = entries(cursor), sizes(cursor)["change_log"]
    assert save(cursor, on=APRIL, based_on=1) == Saved(2, 0, 0, 0)
    assert entries(cursor) == before
    assert sizes(cursor)["change_log"] == log
    assert live(cursor).version == 2


def test_a_change_on_the_same_day_leaves_no_empty_entry(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    save(cursor, STRICT, based_on=1)
    assert entries(cursor) == [
        ("a1", "1", MARCH, None), ("a2", "2", MARCH, None), ("a8", "2", MARCH, None)
    ]  # fmt: skip
    moves = "SELECT count(*) FROM change_log WHERE entity_id LIKE '%a2%'"
    assert cursor.execute(moves).fetchall() == [(2,)]  # the log keeps what never held


def test_one_day_entries_of_an_imported_history_stay(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    store.insert(cursor, schema.TARGET_LIST, [
        {"programme_id": "1", "account_id": "a7", "tier": "2", "joined_on": day, "left_on": day}
        for day in (date(2025, 5, 5), APRIL)
    ])  # fmt: skip
    save(cursor, STRICT, on=APRIL, based_on=1)
    assert [row for row in entries(cursor) if row[0] == "a7"] == [
        ("a7", "2", date(2025, 5, 5), date(2025, 5, 5)), ("a7", "2", APRIL, APRIL)
    ]  # fmt: skip


def test_the_second_window_is_refused_and_writes_nothing(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    save(cursor, STRICT, on=APRIL, based_on=1, author="Tomas")
    before, counted = entries(cursor), sizes(cursor)
    for stale in (1, None):
        with pytest.raises(AbmError) as caught:
            save(cursor, on=MAY, based_on=stale)
        assert caught.value.problem == (
            "Another window saved this programme's tiers first by Tomas at 12:00 UTC. "
            "Nothing of yours was written."
        )
        assert caught.value.fix.startswith("Your draft is still here")
    assert entries(cursor) == before and sizes(cursor) == counted
    assert save(cursor, on=MAY, based_on=2).snapshot_id == 3  # and the cursor still works


def test_two_windows_in_the_same_moment(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    cursors = [cursor.cursor() for _ in range(4)]
    start, outcomes = Barrier(4), list[str]()

    def one(own: DuckDBPyConnection) -> None:
        start.wait()
        try:
            save(own, STRICT, on=APRIL, based_on=1)
            outcomes.append("saved")
        except AbmError:
            outcomes.append("refused")

    threads = [Thread(target=one, args=(own,)) for own in cursors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["saved"]
    assert len(entries(cursor)) == 6


def test_a_save_that_breaks_writes_nothing(
    cursor: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = sizes(cursor)
    monkeypatch.setattr(moves, "LOG_MOVES", "SELECT * FROM nowhere")
    with pytest.raises(duckdb.Error):
        save(cursor)
    assert sizes(cursor) == counted


def test_entries_never_begin_before_the_newest_one(cursor: DuckDBPyConnection) -> None:
    save(cursor, on=APRIL)
    save(cursor, STRICT, on=MARCH, based_on=1)  # an older file came in since
    assert [row[2] for row in entries(cursor)] == [APRIL] * 3
    save(cursor, PROFILE, on=MARCH, based_on=2, effective_on=MAY)
    assert ("a3", "3", MAY, None) in entries(cursor)
    days = cursor.execute("SELECT as_of, effective_on FROM snapshots ORDER BY snapshot_id")
    assert days.fetchall() == [(APRIL, APRIL), (MARCH, APRIL), (MARCH, MAY)]


def test_each_programme_has_a_list_of_its_own(cursor: DuckDBPyConnection) -> None:
    save(cursor, programme="Nordics")
    save(cursor, STRICT, programme="  Clinics ", on=APRIL)
    assert [(p.name, p.newest_save) for p in target_list.programmes(cursor)] == [
        ("Clinics", 2), ("Nordics", 1)]  # fmt: skip
    assert save(cursor, on=MAY, based_on=1) == Saved(3, 0, 0, 0)
    assert save(cursor, programme=" ", on=MAY).n_entered == 4
    assert target_list.programmes(cursor)[0].name == "ABM programme"


def test_an_imported_list_has_tiers_and_no_profile(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.PROGRAMMES, [{"programme_id": "7", "name": "Nordics"}])
    store.insert(cursor, schema.TARGET_LIST, [
        {"programme_id": "7", "account_id": "a1", "tier": "2", "joined_on": MARCH},
        {"programme_id": "7", "account_id": "a3", "tier": "1", "joined_on": MARCH,
         "left_on": APRIL},
        {"programme_id": "7", "account_id": "gone", "tier": "1", "joined_on": MARCH},
    ])  # fmt: skip
    found = live(cursor)
    assert list(found.tier) == [2, 0, 0, 0, 0, 0, 0, 0]
    assert found.profile is None and found.save_id is None and found.version == 0
    # a1 moves from 2 to 1; a2, a3 and a8 enter, not before the newest exit.
    assert save(cursor, on=MARCH) == Saved(1, n_entered=3, n_left=0, n_moved=1)
    assert ("a1", "2", MARCH, APRIL) in entries(cursor)
    assert ("a3", "3", APRIL, None) in entries(cursor)


def test_the_snapshot_is_what_was_on_screen(cursor: DuckDBPyConnection) -> None:
    dated = Criterion("New", "created_on", Recency(90), weight=0)
    profile = PROFILE.with_criterion(dated)
    save(cursor, profile, author="Ida", note="Why")
    accounts = Accounts(cursor)
    scored = model.score(model.frame(accounts, profile, as_of=TODAY), profile)
    found = cursor.execute("SELECT * FROM snapshot_accounts ORDER BY account_id").df()
    assert list(found["account_id"]) == list(accounts.ids)
    np.testing.assert_array_equal(found["score"], scored.scores)
    laid = scored.frame.matrix
    for part in ("fit", "timing"):
        np.testing.assert_array_equal(
            found[part], scoring.part_score(laid, profile.criteria, part)  # type: ignore[arg-type]
        )
    np.testing.assert_array_equal(
        found["completeness"], scoring.completeness(laid, profile.weights))
    assert list(found["tier"].fillna("")) == ["1", "1", "3", "", "", "", "", "1"]
    assert list(found["excluded_because"].fillna("")) == [""] * 5 + ["Competitor"] + [""] * 2
    unknown = "SELECT account_id FROM snapshot_accounts WHERE score IS NULL"
    assert cursor.execute(unknown).fetchall() == [("a5",)]
    assert cursor.execute("SELECT count(*) FROM snapshot_accounts WHERE isnan(score)").fetchall(
    ) == [(0,)]  # fmt: skip
    assert cursor.execute("SELECT * FROM snapshots").fetchall() == [
        ("1", "1", "1", MARCH, MARCH, date(2025, 12, 2), 8, "Ida", "Why", NOON,
         None)]  # fmt: skip
    (definition,) = cursor.execute("SELECT definition FROM profiles").fetchall()
    assert document.from_document(json.loads(definition[0])) == profile


def test_versions_count_up_by_name(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    save(cursor, based_on=1, on=APRIL)
    save(cursor, replace(PROFILE, name="Other"), based_on=2, on=MAY)
    assert cursor.execute("SELECT name, version FROM profiles ORDER BY profile_id").fetchall() == [
        ("Clinics", 1), ("Clinics", 2), ("Other", 1)]  # fmt: skip


def test_every_change_of_tier_is_in_the_log(cursor: DuckDBPyConnection) -> None:
    save(cursor, author="Ida")
    save(cursor, STRICT, on=APRIL, based_on=1)
    log = cursor.execute("SELECT * FROM change_log ORDER BY change_id").fetchall()
    assert [row[0] for row in log] == list(range(1, 8))
    assert {row[1:2] + row[3:4] for row in log} == {("target_list", "tier")}
    told = [(json.loads(row[2]), row[4] and json.loads(row[4]), row[5] and json.loads(row[5]))
            for row in log]  # fmt: skip
    assert told == [
        (["1", "a1"], None, "1"), (["1", "a2"], None, "1"), (["1", "a3"], None, "3"),
        (["1", "a8"], None, "1"),
        (["1", "a2"], "1", "2"), (["1", "a3"], "3", None), (["1", "a8"], "1", "2"),
    ]  # fmt: skip
    assert [row[7] for row in log] == ["Ida"] * 4 + [None] * 3
    assert {row[8] for row in log} == {NOON}


def test_history_is_newest_first(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    save(cursor, STRICT, on=APRIL, based_on=1)
    (programme,) = target_list.programmes(cursor)
    found = target_list.history(cursor, programme)
    assert list(found["account_name"]) == [
        "Birch", "Birch", "Cedar", "Hazel", "Hazel", "Alder"]  # fmt: skip


def test_an_account_that_came_later_enters_later(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    put_accounts(cursor, [{"account_id": "a0", "industry": "Medical", "employees": 5000}])
    assert save(cursor, on=APRIL, based_on=1) == Saved(2, 1, 0, 0)
    assert entries(cursor)[0] == ("a0", "1", APRIL, None)


def test_saving_without_accounts(empty: DuckDBPyConnection) -> None:
    assert save(empty) == Saved(1, 0, 0, 0)
    assert live(empty).profile == PROFILE


def test_texts_are_only_texts(cursor: DuckDBPyConnection) -> None:
    bad = "Robert'); DROP TABLE accounts; --"
    save(cursor, replace(PROFILE, name=bad), programme=bad, author=bad, note=bad)
    found = live(cursor)
    assert found.programme is not None and found.programme.name == bad and found.saved_by == bad


def test_a_time_is_required_not_taken(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    saved = cursor.execute("SELECT saved_at FROM snapshots").fetchall()
    assert saved == [(datetime(2026, 3, 2, 12, 0),)]
