"""Every sentence about actions with the numbers that trigger it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from abm_core.house import House, Person
from abm_core.measure.sla import Clock
from abm_core.review import action_board, load
from abm_core.review import actions_wording as wording
from abm_core.review.action_board import Board, Look
from abm_core.review.action_items import ActionItem
from abm_core.review.load import Load
from abm_core.review.teams import Member, Owner

TODAY = date(2026, 3, 4)  # a Wednesday; the week ends on the 8th
NOON = datetime(2026, 3, 2, 12)


def item(**more: Any) -> ActionItem:
    plain = ActionItem(
        1, "a1", "Harbourline", 1, None, None, None, None, "No buyer", "", "Call", "Ida Holm",
        TODAY, "open", "", "person", None, "Per Dahl", NOON, "", None, 1)  # fmt: skip
    return plain._replace(**more)


def board(whose: Any = "all", n_ever: int = 5, n_open: int = 5, n_due: int = 0,
          n_overdue: int = 0, busiest: tuple[str, int] | None = None,
          clocks: tuple[Clock, ...] = ()) -> Board:  # fmt: skip
    return Board(Look(whose, "Ida Holm"), "sales", TODAY, (), n_ever, n_open, n_due, n_overdue,
                 busiest, clocks)  # fmt: skip


@pytest.mark.parametrize(("shown", "said"), [
    (board(n_ever=0), "Nobody has anything to do yet"),
    (board("mine", n_ever=0), "Ida Holm has no action"),
    (board("team", n_ever=0), "The sales team has no action"),
    (board(n_open=0), "Everybody together has nothing left to do"),
    (board("mine", n_open=0), "Ida Holm has nothing left to do"),
    (board("team"), "The sales team has nothing due this week; 5 actions come later"),
    (board("mine", n_open=1), "Ida Holm has nothing due this week; 1 action comes later"),
    (board(n_due=9, n_overdue=3, busiest=("Ida Holm", 4)),
     "9 actions are due this week, 3 overdue; Ida Holm has the most"),
    (board(n_due=9, n_overdue=3), "9 actions are due this week, 3 overdue"),
    (board(n_due=1), "1 action is due this week, none overdue"),
    (board(n_overdue=1), "1 action is overdue"),
    (board("mine", n_due=2, n_overdue=1, busiest=("Ida Holm", 3)),
     "2 actions of Ida Holm are due this week, 1 overdue"),
    (board("team", n_overdue=2, busiest=("Per Dahl", 2)),
     "2 actions of the sales team are overdue; Per Dahl has the most"),
])  # fmt: skip
def test_the_headline(shown: Board, said: str) -> None:
    assert wording.headline(shown) == said


def clock(status: Any) -> Clock:
    return Clock("a1", "Harbourline", "new", TODAY, NOON, NOON, None, status, 1.0)


def test_the_cards() -> None:
    clocks = (clock("running"), clock("missed"), clock("met"))
    shown = [one[:2] for one in wording.figures(board(n_open=1200, n_due=2, n_overdue=1,
                                                      clocks=clocks))]  # fmt: skip
    assert shown == [("Open", "1,200"), ("Due this week", "2"), ("Overdue", "1"),
                     ("Follow-ups missed", "1 of 3")]  # fmt: skip
    assert wording.figures(board())[3][1] == "–"


def test_by_which_days_one_counts() -> None:
    assert wording.reading(board(), date(2026, 3, 1)) == (
        "Due days count from today, 4 Mar 2026; this week ends on Sunday; follow-up clocks know "
        "the data through 1 Mar 2026.")  # fmt: skip
    assert wording.reading(board(), None).endswith("ends on Sunday.")


@pytest.mark.parametrize(("more", "said"), [
    ({}, "today"),
    ({"due_on": date(2026, 3, 5)}, "tomorrow"),
    ({"due_on": date(2026, 3, 9)}, "in 5 days"),
    ({"due_on": date(2026, 3, 3)}, "1 day overdue"),
    ({"due_on": date(2026, 2, 1)}, "31 days overdue"),
    ({"status": "done", "closed_by": "Per Dahl", "closed_at": NOON},
     "Done on 2 Mar 2026 by Per Dahl"),
])  # fmt: skip
def test_when(more: dict[str, Any], said: str) -> None:
    assert wording.when(item(**more), TODAY) == said
    assert wording.choice(item(**more), TODAY) == f"Harbourline: Call ({said})"


def test_where_it_came_from_and_what_was_written() -> None:
    assert wording.came_from(item()) == "Added by Per Dahl on 2 Mar 2026"
    assert wording.came_from(item(source="plan")) == "Account plan by Per Dahl on 2 Mar 2026"
    assert wording.came_from(item(source="review", review_week=date(2026, 3, 2))) == (
        "Weekly review 2026-W10, published by Per Dahl on 2 Mar 2026")  # fmt: skip
    assert wording.done(item()) == "Call, Harbourline: Ida Holm, due 4 Mar 2026."
    assert wording.done(item(owner="")) == "Call, Harbourline: nobody yet, due 4 Mar 2026."
    assert wording.done(item(status="done")) == "Done: Call, Harbourline."
    assert wording.done(item(status="dropped")) == "Dropped: Call, Harbourline."
    assert wording.changed_since(item(owner="")) == (
        "Changed since you opened it. It says now: Call; nobody; due 4 Mar 2026; open. Yours is "
        "still in the fields.")  # fmt: skip


def a_load(name: str, hours: float, available: float = 375.0, n_open: int = 0) -> Load:
    return Load(name, "", n_open, 0, (0, 0, 0), hours, available)


@pytest.mark.parametrize(("loads", "said"), [
    ([], "Nobody is on a tiered account or has an open action."),
    ([a_load("Ida", 300)], "Nobody has more accounts than hours."),
    ([a_load("Per", 0, 0, 2)], "No one of us is on a tiered account for sales."),
    ([a_load("Ida", 750), a_load("Per", 400)],
     "2 people have more accounts than hours; Ida the most, 200 % of a quarter."),
    ([a_load("Ida", 750), a_load("", 0, 0, 1)],
     "1 person has more accounts than hours; Ida the most, 200 % of a quarter. 1 open action is "
     "nobody's."),
    ([a_load("", 0, 0, 3)],
     "Nobody is on a tiered account or has an open action. 3 open actions are nobody's."),
])  # fmt: skip
def test_the_load(loads: list[Load], said: str) -> None:
    assert wording.load_line(loads) == said


def test_teams_and_who_is_not_in_people() -> None:
    ida = Member("a1", "Harbourline", 1, "Ida Holm", "sales", None, None, None, "sales")
    per = ida._replace(person="Per Dahl", role="SDR")
    assert wording.team_line([ida, per], "Harbourline") == (
        "On Harbourline: Ida Holm (sales) and Per Dahl (SDR).")  # fmt: skip
    assert wording.team_line([], "Solvik") == "Nobody is on Solvik: the CRM names no owner."
    owners = [Owner(name, 1, 0, "", "") for name in ("A", "B", "C", "D", "E")]
    assert wording.not_in_people([]) == ""
    assert wording.not_in_people(owners[:1]) == (
        "A is an owner in the CRM and not in People, so that no team counts them. Add the name "
        "to People in Settings, spelt as in the CRM.")  # fmt: skip
    assert wording.not_in_people(owners[:3]).startswith("A, B and C are owners in the CRM")
    assert wording.not_in_people(owners).startswith("A, B, C and 2 more are owners in the CRM")


def test_due_and_snoozed() -> None:
    days = [date(2026, 3, day) for day in (3, 4, 8, 9)]
    assert [action_board.is_due(item(due_on=day), TODAY) for day in days] == [
        False, True, True, False]  # fmt: skip
    assert not action_board.is_due(item(status="done"), TODAY)
    assert action_board.snoozed(item(due_on=date(2026, 3, 3)), TODAY) == date(2026, 3, 11)
    assert action_board.snoozed(item(due_on=date(2026, 3, 6)), TODAY) == date(2026, 3, 13)


def test_load_by_hand() -> None:
    """Tier 1 takes 30 hours, tier 2 10; Ida shares a1 with Tom, who is not of the house."""
    chosen = replace(House(), people=(Person("Ida Holm", "ida@us.example", "sales"),
                                      Person("Per Dahl", "", "marketing")))  # fmt: skip

    def on(account_id: str, tier: int, person: str, role: str) -> Member:
        return Member(account_id, account_id, tier, person, role, None, None, None, "")

    members = [on("a1", 1, "Ida Holm", "sales"), on("a1", 1, "Tom Elk", "sales"),
               on("a1", 1, "Per Dahl", "marketing"), on("a2", 2, "Ida Holm", "sales"),
               on("a2", 2, "Ida Holm", "executive sponsor")]  # fmt: skip
    items = [item(owner="IDA@us.example", due_on=date(2026, 3, 3)), item(owner="ida holm"),
             item(owner="Ugo Bo"), item(owner=""), item(status="done")]  # fmt: skip
    assert load.of(chosen, items, members, today=TODAY) == [
        Load("Ida Holm", "sales", 2, 1, (1, 1, 0), 25.0, 375.0),
        Load("Ugo Bo", "", 1, 0, (0, 0, 0), 0.0, 0.0),
        Load("Tom Elk", "", 0, 0, (1, 0, 0), 15.0, 375.0),
        Load("Per Dahl", "marketing", 0, 0, (1, 0, 0), 0.0, 0.0),
        Load("", "", 1, 0, (0, 0, 0), 0.0, 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize(("look", "n_ever", "said"), [
    (Look(), 0, wording.EMPTY),
    (Look("mine", "Ida Holm"), 0, "Ida Holm has no action. Look at all of them, or add one."),
    (Look(), 3, "No action is open. Choose another tier or status above, or add one."),
    (Look(tier=2, status="done"), 3,
     "No action at accounts of tier 2 is done. Choose another tier or status above, or add one."),
    (Look(status=""), 3, "No action is there. Choose another tier or status above, or add one."),
])  # fmt: skip
def test_why_the_list_is_empty(look: Look, n_ever: int, said: str) -> None:
    assert wording.no_items(board(n_ever=n_ever)._replace(look=look)) == said


def test_members_and_what_was_written_about_them() -> None:
    ida = Member("a1", "Harbourline", 1, "Ida Holm", "sales", None, None, None, "sales")
    per = ida._replace(person="Per Dahl", role="SDR", team="marketing", entry_id=4, since=TODAY)
    assert wording.member(ida) == "Ida Holm: sales; CRM"
    assert wording.member(per) == (
        "Per Dahl: SDR, marketing team; entered here since 4 Mar 2026")  # fmt: skip
    assert wording.taken_off(ida) == "Ida Holm is off Harbourline for sales."
    assert wording.put_on("Per Dahl", "SDR") == "Per Dahl is on the account for SDR."


def test_what_a_reader_of_the_file_must_know() -> None:
    assert wording.notes(board()) == [
        ("Whose", "All"), ("Tier", "all"), ("Status", "open"),
        ("Due days count from", "4 Mar 2026")]  # fmt: skip
    mine = board("mine")._replace(look=Look("mine", "Ida Holm", 0, ""))
    assert wording.notes(mine)[:3] == [
        ("Whose", "Of Ida Holm"), ("Tier", "No tier"), ("Status", "any")]
    assert wording.notes(board("team"))[0] == ("Whose", "Of the sales team")


def test_the_chart_of_open_actions_in_words() -> None:
    loads = [a_load("Ida", 0, n_open=2), a_load("Per", 0), a_load("", 0, n_open=1)]
    assert wording.open_line(loads) == "Open actions: Ida 2 and Nobody yet 1."
    assert wording.open_line([]) == "No open action."


@pytest.mark.parametrize(("look", "said"), [
    (Look(), ""), (Look(status="done"), "status done"), (Look(status=""), "status any"),
    (Look("mine", "Ida Holm", 1), "of Ida Holm, tier 1"),
    (Look("team", "Ida Holm", 0, ""), "of the team of Ida Holm, no tier, status any"),
])  # fmt: skip
def test_filters_in_words(look: Look, said: str) -> None:
    assert wording.filters(board()._replace(look=look)) == said
