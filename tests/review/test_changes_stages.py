"""Moves between stages, by hand: how far, and what was behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from changes_world import (
    BEFORE,
    MONDAY,
    SUNDAY,
    account,
    account_week,
    contact,
    deal,
    did,
    put,
    ready,
    told,
    world,
)
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.review import changes_stages
from abm_core.review.document import Changes

WEDNESDAY = date(2026, 11, 4)


@pytest.fixture
def cursor() -> Iterator[DuckDBPyConnection]:
    with world() as found:
        account(found, "acme")
        yield found


def move(
    cursor: DuckDBPyConnection, stage_from: str | None, stage_to: str, *, motion: str = "new",
    account_id: str = "acme", on: date = SUNDAY,
) -> None:
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": account_id, "motion": motion, "week": on - timedelta(on.weekday()),
        "changed_on": on, "stage_from": stage_from, "stage_to": stage_to, "rules_version": 0})


def moves(cursor: DuckDBPyConnection) -> tuple[Changes, Changes]:
    deeper, back = changes_stages.read(cursor, ready(cursor))
    return deeper, back


def test_a_quiet_week_says_so(cursor: DuckDBPyConnection) -> None:
    move(cursor, "aware", "engaged", on=BEFORE)
    deeper, back = moves(cursor)
    assert deeper.said.text == "No account moved to a deeper stage."
    assert back.said.text == "No account fell back a stage."
    assert deeper.changes == back.changes == ()


def test_first_steps_are_no_news(cursor: DuckDBPyConnection) -> None:
    account(cursor, "back")
    move(cursor, "unaware", "aware")
    move(cursor, "aware", "unaware", account_id="back")
    assert not any(one.changes for one in moves(cursor))


def test_the_next_journey_of_a_customer_is_no_falling_back(cursor: DuckDBPyConnection) -> None:
    account(cursor, "won")
    move(cursor, "customer", "engaged", motion="expansion")
    move(cursor, None, "engaged", motion="expansion", account_id="won")
    assert not any(one.changes for one in moves(cursor))


@pytest.mark.parametrize(
    ("stage_from", "stage_to", "motion", "text"),
    [
        ("aware", "engaged", "new", "Acme became engaged; it was aware."),
        (None, "engaged", "new", "Acme became engaged."),
        ("engaged", "qualified", "new", "Acme became qualified; it was engaged."),
        ("qualified", "opportunity", "new", "Acme has an open opportunity now; it was qualified."),
        ("opportunity", "customer", "new", "Acme became a customer."),
        ("aware", "engaged", "expansion", "Acme became engaged again as a customer; it was aware."),
        ("engaged", "qualified", "expansion",
         "Acme became qualified for expansion; it was engaged."),
        ("aware", "opportunity", "expansion",
         "Acme has an open expansion opportunity now; it was aware."),
        ("opportunity", "customer", "expansion", "Acme expanded."),
    ],
)  # fmt: skip
def test_deeper(
    cursor: DuckDBPyConnection, stage_from: str | None, stage_to: str, motion: str, text: str
) -> None:
    move(cursor, stage_from, stage_to, motion=motion)
    deeper, back = moves(cursor)
    assert told(deeper) == [(text, "Nothing of theirs is recorded in the week.")]
    assert back.changes == ()


def test_who_made_it_engaged(cursor: DuckDBPyConnection) -> None:
    move(cursor, "aware", "engaged")
    contact(cursor, "mette", "acme", "champion")
    contact(cursor, "per", "acme", title="VP Operations")
    did(cursor, "acme", "mette", "meeting", WEDNESDAY, points=60)
    did(cursor, "acme", "mette", "page visit", date(2026, 11, 5))
    did(cursor, "acme", "per", "download", MONDAY, points=10)
    did(cursor, "acme", "", "page visit", MONDAY, points=0.5)
    did(cursor, "acme", "per", "meeting", BEFORE, points=400)  # the week before
    did(cursor, "acme", "per", "mail open", SUNDAY)  # machines open mails
    (change,), _ = (one.changes for one in moves(cursor))
    assert told(moves(cursor)[0])[0][1] == (
        "mette (champion) met us on 4 Nov 2026; 1 more person took part in the week, as did "
        "visitors whose names are not known.")  # fmt: skip
    assert change.cause.behind[0].rows.column("who") == ["\x02per\x03"]


def test_one_person_and_unknown_visitors(cursor: DuckDBPyConnection) -> None:
    move(cursor, "aware", "engaged")
    contact(cursor, "mette", "acme", "champion")
    did(cursor, "acme", "mette", "page visit", WEDNESDAY)
    did(cursor, "acme", "", "page visit", MONDAY)
    assert told(moves(cursor)[0])[0][1] == (
        "mette (champion) visited our pages on 4 Nov 2026; besides, visitors came whose names are "
        "not known.")  # fmt: skip


def test_the_opportunity_behind_it(cursor: DuckDBPyConnection) -> None:
    account(cursor, "bolt")
    account(cursor, "corp")
    move(cursor, "engaged", "opportunity", on=WEDNESDAY)
    move(cursor, "opportunity", "customer", account_id="bolt", on=WEDNESDAY)
    move(cursor, "aware", "opportunity", account_id="corp")
    deal(cursor, "d1", "acme", ends=[SUNDAY], created_on=WEDNESDAY, value=250_000)
    deal(cursor, "d2", "bolt", outcome="won", closed_on=WEDNESDAY, value=300_000, name="")
    deal(cursor, "d3", "corp", ends=[SUNDAY], created_on=MONDAY, value=None)
    deeper, _ = moves(cursor)
    assert told(deeper) == [
        ("Bolt became a customer.", "Opportunity of no name was won on 4 Nov 2026: €300K."),
        ("Acme has an open opportunity now; it was engaged.",
         "Opportunity “Rollout” was created on 4 Nov 2026: €250K."),
        ("Corp has an open opportunity now; it was aware.",
         "Opportunity “Rollout” was created on 2 Nov 2026, without an amount."),
    ]  # fmt: skip
    assert deeper.said.text == (
        "3 accounts moved to a deeper stage: 1 to customer and 2 to opportunity.")
    assert [one.size for one in deeper.changes] == [300_000, 250_000, 0]


def test_back_for_a_lost_opportunity(cursor: DuckDBPyConnection) -> None:
    account(cursor, "bolt")
    move(cursor, "opportunity", "engaged", on=WEDNESDAY)
    move(cursor, "opportunity", "aware", account_id="bolt", motion="expansion")
    deal(cursor, "d1", "acme", outcome="lost", closed_on=WEDNESDAY, value=80_000)
    _, back = moves(cursor)
    assert back.said.text == "2 accounts fell back: 2 from opportunity."
    assert told(back) == [
        ("Acme fell back from opportunity to engaged.",
         "Opportunity “Rollout” was lost on 4 Nov 2026: €80.0K."),
        ("Bolt fell back from opportunity to aware on the way to expansion.",
         "None of its opportunities is open any more."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("weeks", "text"),
    [
        ([], "Nothing of theirs is recorded in the window."),
        ([(13, 42.0, date(2026, 8, 5)), (5, 3.0, date(2026, 9, 30))],
         "The 42.0 points of the week of 3 Aug 2026 no longer count, and this week brought none. "
         "The last of theirs was on 30 Sep 2026."),
        ([(13, 42.0, date(2026, 8, 5)), (0, 0.0, WEDNESDAY)],
         "The 42.0 points of the week of 3 Aug 2026 no longer count, and what they did this week "
         "earns none."),
        ([(13, 42.0, date(2026, 8, 5)), (0, 3.5, WEDNESDAY)],
         "The 42.0 points of the week of 3 Aug 2026 no longer count, and this week brought 3.5. "
         "The last of theirs was on 4 Nov 2026."),
        ([(13, 1.0, date(2026, 8, 5)), (0, 3.5, WEDNESDAY)],
         "The last of theirs was on 4 Nov 2026; too few people or points remain in the window."),
        ([(14, 42.0, date(2026, 7, 29))], "Nothing of theirs is recorded in the window."),
    ],
)  # fmt: skip
def test_back_because_points_no_longer_count(
    cursor: DuckDBPyConnection, weeks: list[tuple[int, float, date]], text: str
) -> None:
    move(cursor, "engaged", "aware")
    for ago, points, last in weeks:
        account_week(cursor, "acme", MONDAY - timedelta(weeks=ago), points, last)
    _, back = moves(cursor)
    assert told(back) == [("Acme fell back from engaged to aware.", text)]


def test_an_account_counts_once_in_its_deepest_stage(cursor: DuckDBPyConnection) -> None:
    move(cursor, "opportunity", "customer")
    move(cursor, "aware", "opportunity", motion="expansion")
    deeper, _ = moves(cursor)
    assert deeper.said.text == "1 account moved to a deeper stage: 1 to customer."
