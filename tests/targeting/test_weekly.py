"""What was known in a week, kept once; past lists as they were; two days compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from tiny_world import NOON, PROFILE

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.targeting import past_lists, target_list, weekly
from abm_core.targeting.profile import Profile
from abm_core.targeting.workshop import Workshop

MARCH_2 = date(2026, 3, 2)  # a Monday, week 10
STRICT = replace(PROFILE, cutoffs=(87.0, 60.0, 55.0), gates=(0.8, 0.7, 0.3))
LOOSE = replace(PROFILE, cutoffs=(80.0, 60.0, 20.0))


def save(cursor: DuckDBPyConnection, profile: Profile, on: date) -> None:
    shown = Workshop(cursor, on)
    target_list.save(
        cursor, shown.accounts, shown.score(profile), programme="Nordics", as_of=on,
        saved_at=datetime(on.year, on.month, on.day, 9),
        based_on=target_list.newest_save(cursor, "Nordics"),
    )  # fmt: skip


def take(cursor: DuckDBPyConnection, as_of: date) -> list[str]:
    at = datetime(as_of.year, as_of.month, as_of.day, 18)
    return weekly.take_if_due(cursor, Workshop(cursor, as_of), taken_at=at)


def put_import(cursor: DuckDBPyConnection, number: int, **more: Any) -> None:
    store.insert(cursor, schema.IMPORTS, [{"import_id": number, "imported_at": NOON, **more}])


def scores(found: past_lists.PastList) -> dict[str, float]:
    held = found.table.set_index("account_id")["score"]
    return {str(one): round(float(score), 1) for one, score in held.items()}


def test_a_week_is_kept_once(cursor: DuckDBPyConnection) -> None:
    assert take(cursor, MARCH_2) == []  # no programme yet
    save(cursor, PROFILE, MARCH_2)
    assert take(cursor, MARCH_2 + timedelta(days=6)) == []  # the save tells of this week
    put_import(cursor, 1)
    assert take(cursor, MARCH_2 + timedelta(days=7)) == ["Nordics"]
    assert take(cursor, MARCH_2 + timedelta(days=13)) == []
    assert take(cursor, MARCH_2 + timedelta(days=14)) == ["Nordics"]
    found = weekly.listing(cursor, "1")
    assert [(one.source, weekly.week_name(one.week)) for one in found] == [
        ("weekly", "2026-W12"), ("weekly", "2026-W11"), ("save", "2026-W10")]  # fmt: skip
    assert weekly.described(found[0]) == (
        "2026-W12: weekly snapshot, as of 16 Mar 2026, Clinics version 1")
    assert weekly.described(found[2]) == (
        "2026-W10: save 1, not signed, as of 2 Mar 2026, Clinics version 1")
    kept = cursor.execute(
        "SELECT account_id, tier, score FROM weekly_accounts WHERE week = DATE '2026-03-09' "
        "ORDER BY account_id"
    ).fetchall()
    assert [(one, tier) for one, tier, _ in kept] == [
        ("a1", "1"), ("a2", "1"), ("a3", "3"), ("a4", None), ("a5", None), ("a6", None),
        ("a7", None), ("a8", "1")]  # fmt: skip
    assert kept[0][2] == 87.5 and kept[4][2] is None


def test_a_weekly_snapshot_is_no_save(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE, MARCH_2)
    take(cursor, MARCH_2 + timedelta(days=7))
    assert target_list.newest_save(cursor, "Nordics") == 1
    save(cursor, STRICT, MARCH_2 + timedelta(days=14))  # builds on save 1, as its window saw it


def test_after_an_import(cursor: DuckDBPyConnection) -> None:
    assert weekly.after_import(cursor, taken_at=NOON) == []
    save(cursor, PROFILE, MARCH_2)
    put_import(cursor, 1)
    assert weekly.after_import(cursor, taken_at=NOON) == []  # nothing in the data has a day
    later = NOON + timedelta(days=7)
    assert weekly.after_import(cursor, taken_at=later) == ["Nordics"]
    assert weekly.after_import(cursor, taken_at=later) == []


def test_what_an_undone_import_said_no_longer_counts(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE, MARCH_2)
    put_import(cursor, 1)
    put_import(cursor, 2)
    assert take(cursor, date(2026, 3, 9)) == ["Nordics"]
    cursor.execute("UPDATE imports SET undone_at = imported_at WHERE import_id = 2")
    assert [one.source for one in weekly.listing(cursor, "1")] == ["save"]
    assert take(cursor, date(2026, 3, 10)) == ["Nordics"]
    assert [one.as_of for one in weekly.listing(cursor, "1")] == [date(2026, 3, 10), MARCH_2]
    assert store.count_rows(cursor, schema.WEEKLY_ACCOUNTS) == 8


def test_any_past_day_as_it_was(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE, MARCH_2)  # a1, a2, a8 in tier 1; a3 in 3
    cursor.execute("UPDATE accounts SET employees = 100 WHERE account_id = 'a1'")
    take(cursor, date(2026, 3, 10))  # a1 scores 75 by now: (20 + 5 + 5) / 40
    save(cursor, STRICT, date(2026, 3, 17))  # a1 2 (75 < 87), a2 2, a8 2; a3 leaves
    before = past_lists.list_on(cursor, "1", date(2026, 3, 1))
    assert before.table.empty and before.known_by is None
    assert past_lists.headline(before) == (
        "On 1 Mar 2026 the list held 0 accounts in tier 1, 0 in tier 2 and 0 in tier 3. Scores "
        "were not kept so early."
    )
    first = past_lists.list_on(cursor, "1", date(2026, 3, 8))
    assert first.table[["account_id", "tier"]].values.tolist() == [
        ["a1", 1], ["a2", 1], ["a8", 1], ["a3", 3]]  # fmt: skip
    assert scores(first) == {"a1": 87.5, "a2": 83.3, "a8": 100.0, "a3": 50.0}
    assert past_lists.headline(first) == (
        "On 8 Mar 2026 the list held 3 accounts in tier 1, 0 in tier 2 and 1 in tier 3, with "
        "scores as known on 2 Mar 2026."
    )
    second = past_lists.list_on(cursor, "1", date(2026, 3, 16))
    assert second.known_by is not None and second.known_by.source == "weekly"
    assert scores(second) == {"a1": 75.0, "a2": 83.3, "a8": 100.0, "a3": 50.0}
    assert list(second.table["tier"]) == [1, 1, 1, 3]  # as saved, whatever the score says
    third = past_lists.list_on(cursor, "1", date(2026, 3, 17))
    assert third.table[["account_id", "tier"]].values.tolist() == [
        ["a1", 2], ["a2", 2], ["a8", 2]]  # fmt: skip


def test_two_days_compared(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE, MARCH_2)
    save(cursor, STRICT, date(2026, 3, 17))  # a2 and a8 to tier 2; a3 leaves; a1 stays
    save(cursor, LOOSE, date(2026, 4, 7))  # a2, a8 back to 1; a3 back, a7 (25) enters tier 3
    one, other = MARCH_2, date(2026, 3, 17)
    found = past_lists.between(cursor, "1", one, other)
    assert found[["account_id", "tier_before", "tier_after", "change"]].values.tolist() == [
        ["a2", 1, 2, "regressed"], ["a8", 1, 2, "regressed"], ["a3", 3, 0, "left"],
        ["a1", 1, 1, "unchanged"],
    ]  # fmt: skip
    assert found["score_after"].isna().tolist() == [False, False, True, False]
    assert past_lists.changes_headline(found, one, other) == (
        "From 2 Mar 2026 to 17 Mar 2026: 0 entered, 1 left; of the 3 accounts on the list at both "
        "days, 0 progressed and 2 regressed."
    )
    later = past_lists.between(cursor, "1", other, date(2026, 5, 1))
    assert dict(zip(later["account_id"], later["change"], strict=True)) == {
        "a1": "unchanged", "a2": "progressed", "a8": "progressed", "a3": "entered",
        "a7": "entered",
    }  # fmt: skip
    empty = past_lists.between(cursor, "1", date(2020, 1, 1), date(2020, 1, 2))
    assert empty.empty


@pytest.mark.parametrize("text", ["2026-W60", "W10", "yesterday", "2026-13-01", ""])
def test_what_is_no_week(text: str) -> None:
    with pytest.raises(AbmError, match="no week and no day"):
        weekly.day_of(text)


def test_weeks_as_people_write_them() -> None:
    assert weekly.day_of("2026w10") == weekly.day_of(" 2026-W10 ") == date(2026, 3, 8)
    assert weekly.week_name(date(2026, 3, 8)) == "2026-W10"
    assert weekly.monday(date(2026, 3, 8)) == MARCH_2


def test_snapshots_keep_the_stages_as_they_were_known(cursor: DuckDBPyConnection) -> None:
    def step(week: date, stage: str, motion: str = "new") -> None:
        store.insert(cursor, schema.STAGE_CHANGES, [{
            "account_id": first, "motion": motion, "week": week, "changed_on": week,
            "stage_to": stage}])  # fmt: skip

    first = str(Workshop(cursor, MARCH_2).accounts.ids[0])
    step(MARCH_2 - timedelta(weeks=3), "aware")
    step(MARCH_2 + timedelta(weeks=1), "customer")
    step(MARCH_2 + timedelta(weeks=1), "engaged", "expansion")
    save(cursor, PROFILE, MARCH_2)  # knows of nothing later
    assert take(cursor, MARCH_2 + timedelta(days=7)) == ["Nordics"]
    cursor.execute("DELETE FROM stage_changes")  # as other rules would, from today on
    (saved,) = cursor.execute("SELECT stage, expansion_stage FROM snapshot_accounts "
                              "WHERE account_id = $id", {"id": first}).fetchall()  # fmt: skip
    assert saved == ("aware", None)
    (week,) = cursor.execute("SELECT stage, expansion_stage FROM weekly_accounts "
                             "WHERE account_id = $id", {"id": first}).fetchall()  # fmt: skip
    assert week == ("customer", "engaged")
    known = past_lists.list_on(cursor, "1", MARCH_2 + timedelta(days=8)).table
    stages = known.set_index("account_id")["stage"].dropna()
    assert stages.to_dict() == ({first: "customer"} if first in set(known["account_id"]) else {})
