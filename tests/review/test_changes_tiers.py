"""Moves of tier, by hand: who moved where, and by which decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from changes_world import MONDAY, account, deal, known, put, ready, told, world
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.review import changes_tiers
from abm_core.review.document import Changes, Scope

TUESDAY = date(2026, 11, 3)
PROGRAMME = Scope()


@pytest.fixture
def cursor() -> Iterator[DuckDBPyConnection]:
    with world() as found:
        yield found


def entry(
    cursor: DuckDBPyConnection, account_id: str, tier: str, joined_on: date = date(2026, 1, 5),
    left_on: date | None = None, **more: Any,
) -> None:
    put(cursor, schema.TARGET_LIST, {
        "programme_id": "p", "account_id": account_id, "account_name": account_id.capitalize(),
        "tier": tier, "joined_on": joined_on, "left_on": left_on, **more})  # fmt: skip


def moves(cursor: DuckDBPyConnection, scope: Scope = PROGRAMME) -> dict[str, Changes]:
    return {one.kind: one for one in changes_tiers.read(cursor, ready(cursor, known(scope)))}


def save(cursor: DuckDBPyConnection, number: str, saved_at: datetime, profile: str = "1") -> None:
    put(cursor, schema.SNAPSHOTS, {
        "snapshot_id": number, "programme_id": "p", "profile_id": profile, "author": "Ida Holm",
        "as_of": saved_at.date(), "effective_on": saved_at.date(), "saved_at": saved_at})


def scored(cursor: DuckDBPyConnection, number: str, account_id: str, **more: Any) -> None:
    put(cursor, schema.SNAPSHOT_ACCOUNTS,
        {"snapshot_id": number, "account_id": account_id, **more})  # fmt: skip


def test_a_quiet_week_says_so(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    entry(cursor, "acme", "1")
    found = moves(cursor)
    assert {kind: one.said.text for kind, one in found.items()} == {
        "tier up": "No account moved up a tier.", "tier down": "No account moved down a tier.",
        "entered": "No account entered the target list.",
        "left": "No account left the target list.",
    }  # fmt: skip
    assert not any(one.changes for one in found.values())


def test_without_a_target_list_nothing_is_said(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme", tier=None)
    assert changes_tiers.read(cursor, ready(cursor, known(is_listed=False))) == ()


def test_up_down_in_and_out(cursor: DuckDBPyConnection) -> None:
    for name, was, now in (("up", "3", "1"), ("down", "1", "2"), ("new", None, "3"),
                           ("gone", "2", None), ("same", "2", "2")):  # fmt: skip
        account(cursor, name, tier=now, listed=now is not None)
        if was:
            entry(cursor, name, was, left_on=TUESDAY if was != now else None)
        if now and now != was:
            entry(cursor, name, now, TUESDAY, approver="Ingrid Solberg")
    deal(cursor, "d1", "up", value=250_000)
    deal(cursor, "d2", "up", value=None)
    found = moves(cursor)
    assert {kind: one.said.text for kind, one in found.items()} == {
        "tier up": "1 account moved up a tier.", "tier down": "1 account moved down a tier.",
        "entered": "1 account entered the target list.",
        "left": "1 account left the target list.",
    }  # fmt: skip
    by_list = "By the imported target list, approved by Ingrid Solberg."
    assert told(found["tier up"]) == [
        ("Up moved up from tier 3 to tier 1; €250K is open there.", by_list)]
    assert told(found["tier down"]) == [("Down moved down from tier 1 to tier 2.", by_list)]
    assert told(found["entered"]) == [("New entered the target list in tier 3.", by_list)]
    assert told(found["left"]) == [
        ("Gone left the target list; it was in tier 2.",
         "Its entry ended in the imported target list.")]  # fmt: skip
    assert found["tier up"].changes[0].size == 250_000
    assert found["tier up"].changes[0].on == TUESDAY


def test_moves_of_another_week_or_programme_are_not_told(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    entry(cursor, "acme", "2", left_on=date(2026, 11, 1))
    entry(cursor, "acme", "1", date(2026, 11, 1), left_on=date(2026, 11, 9))
    entry(cursor, "acme", "2", date(2026, 11, 9))
    entry(cursor, "acme", "3", TUESDAY, programme_id="other")
    assert not any(one.changes for one in moves(cursor).values())


def test_there_and_back_within_the_week_is_no_move(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    entry(cursor, "acme", "1", left_on=TUESDAY)
    entry(cursor, "acme", "2", TUESDAY, left_on=date(2026, 11, 5))
    entry(cursor, "acme", "1", date(2026, 11, 5))
    assert not any(one.changes for one in moves(cursor).values())


@pytest.mark.parametrize(
    ("scope", "n"),
    [(Scope("tier", "1"), 1), (Scope("tier", "2"), 1), (Scope("tier", "3"), 0),
     (Scope("owner", "Ida"), 1), (Scope("owner", "Per"), 0)],
)  # fmt: skip
def test_who_left_a_tier_is_told_to_it(cursor: DuckDBPyConnection, scope: Scope, n: int) -> None:
    account(cursor, "acme", listed=False)
    entry(cursor, "acme", "1", left_on=TUESDAY)
    entry(cursor, "acme", "2", TUESDAY)
    assert len(moves(cursor, scope)["tier down"].changes) == n


@pytest.fixture
def saved(cursor: DuckDBPyConnection) -> DuckDBPyConnection:
    """Acme moves up from tier 2 to 1 by save 2, which profile Core version 3 made."""
    account(cursor, "acme")
    put(cursor, schema.PROFILES,
        {"profile_id": "1", "name": "Core", "version": 3},
        {"profile_id": "0", "name": "Core", "version": 2})  # fmt: skip
    save(cursor, "2", datetime(2026, 11, 3, 10))
    entry(cursor, "acme", "2", left_on=TUESDAY, reason="save 2")
    entry(cursor, "acme", "1", TUESDAY, snapshot_id="2", reason="save 2")
    return cursor


def cause(cursor: DuckDBPyConnection, kind: str = "tier up") -> str:
    ((_, because),) = told(moves(cursor)[kind])
    return because


BY = "Saved by Ida Holm with profile “Core” version 3."


def test_an_override_is_the_cause(saved: DuckDBPyConnection) -> None:
    scored(saved, "2", "acme", score=50.0,
           tier_because="Override by Ida Holm until 3 Feb 2027: 2 board contacts")  # fmt: skip
    assert cause(saved) == "By hand: “Override by Ida Holm until 3 Feb 2027: 2 board contacts”."


def test_what_the_proposal_said_and_who_signed(saved: DuckDBPyConnection) -> None:
    scored(saved, "2", "acme", score=82.0)
    put(saved, schema.PROPOSAL_CHANGES, {
        "proposal_id": "7", "account_id": "acme", "driver": "Intent +12.9", "snapshot_id": "2"})
    for team, person in (("sales", "Marcus"), ("marketing", "Ingrid")):
        put(saved, schema.SIGNATURES, {
            "proposal_id": "7", "account_id": "acme", "team": team, "person": person,
            "verdict": "approve"})  # fmt: skip
    assert cause(saved) == (
        "“Intent” added most to its score: 12.9 points. Signed by Ingrid and Marcus with profile "
        "“Core” version 3.")  # fmt: skip


@pytest.mark.parametrize(
    ("driver", "text"),
    [("Intent −4.0", "“Intent” took most from its score: 4.0 points."),
     ("Tier 1 cutoff 80 → 75", "“Tier 1 cutoff 80 → 75”."),
     ("Completeness gate", "“Completeness gate”.")],
)  # fmt: skip
def test_other_drivers(saved: DuckDBPyConnection, driver: str, text: str) -> None:
    scored(saved, "2", "acme", score=82.0)
    put(saved, schema.PROPOSAL_CHANGES, {
        "proposal_id": "7", "account_id": "acme", "driver": driver, "snapshot_id": "2"})
    assert cause(saved) == f"{text} {BY}"


@pytest.mark.parametrize(
    ("before", "after", "profile", "text"),
    [
        ((70, 60, 90), (82.04, 61, 99), "1",
         "Its score rose from 70.0 to 82.0, timing more than fit."),
        ((90, 95, 80), (82, 70, 90), "1",
         "Its score fell from 90.0 to 82.0, fit more than timing."),
        ((70, 60, 90), (82, 61, 99), "0",
         "Its score rose from 70.0 to 82.0, under another version of the profile."),
        ((82.01, 60, 90), (82.04, 60, 90), "1",
         "Its score stayed at 82.0: the cutoffs or gates decided."),
        ((70, None, 90), (82, None, 99), "1", "Its score rose from 70.0 to 82.0."),
    ],
)  # fmt: skip
def test_the_score_at_both_saves(
    saved: DuckDBPyConnection, before: tuple[float | None, ...],
    after: tuple[float | None, ...], profile: str, text: str,
) -> None:
    save(saved, "1", datetime(2026, 10, 5, 10), profile)
    for number, (score, fit, timing) in (("1", before), ("2", after)):
        scored(saved, number, "acme", score=score, fit=fit, timing=timing)
    assert cause(saved) == f"{text} {BY}"


def test_the_newest_weekly_snapshot_is_the_earlier_score(saved: DuckDBPyConnection) -> None:
    save(saved, "1", datetime(2026, 10, 5, 10))
    scored(saved, "1", "acme", score=50.0, fit=50.0, timing=50.0)
    scored(saved, "2", "acme", score=82.0, fit=70.0, timing=90.0)
    put(saved, schema.WEEKLY_SNAPSHOTS, {
        "programme_id": "p", "week": date(2026, 10, 26), "as_of": date(2026, 10, 28),
        "profile_id": "1", "taken_at": datetime(2026, 10, 28, 8)})  # fmt: skip
    put(saved, schema.WEEKLY_ACCOUNTS, {
        "programme_id": "p", "week": date(2026, 10, 26), "account_id": "acme", "score": 79.0})
    assert cause(saved) == f"Its score rose from 79.0 to 82.0. {BY}"


def test_where_no_earlier_score_is_known(saved: DuckDBPyConnection) -> None:
    scored(saved, "2", "acme", score=82.0)
    assert cause(saved) == f"Its score was 82.0. {BY}"


def test_an_excluded_account_leaves(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme", listed=False)
    put(cursor, schema.PROFILES, {"profile_id": "1", "name": "Core", "version": 3})
    save(cursor, "2", datetime(2026, 11, 3, 10))
    entry(cursor, "acme", "2", left_on=TUESDAY, reason="save 2")
    scored(cursor, "2", "acme", excluded_because="Competitor")
    assert cause(cursor, "left") == "Excluded by the profile: “Competitor”."


def test_an_account_of_which_nothing_is_known(saved: DuckDBPyConnection) -> None:
    scored(saved, "2", "acme")
    assert cause(saved) == f"Nothing is known of it to score. {BY}"


def test_a_save_whose_profile_is_not_known(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    save(cursor, "2", datetime(2026, 11, 3, 10), profile="gone")
    entry(cursor, "acme", "1", TUESDAY, snapshot_id="2")
    scored(cursor, "2", "acme", score=82.0)
    assert cause(cursor, "entered") == "Its score was 82.0. Saved by Ida Holm."


def test_only_so_many_are_told_but_all_are_counted(cursor: DuckDBPyConnection) -> None:
    for place in range(60):
        account(cursor, f"a{place}")
        entry(cursor, f"a{place}", "1", MONDAY)
    found = moves(cursor)["entered"]
    assert found.said.text == "60 accounts entered the target list."
    assert len(found.said.behind[0].rows.rows) == 60
    assert len(found.changes) == 50
