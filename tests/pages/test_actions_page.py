"""The Actions page, told by what a person of the house reads and does.

Three actions on the eight accounts: one of Ida's three days over, one of hers due today, one of
Tomas's in a month. Ida is in the sales team; Tomas is an owner whom People does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import fleets
import pytest
from page_tools import Drawer, figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import house_log, store
from abm_core.house import House, Person
from abm_core.review import action_items
from ui import frame, places

PEOPLE = (Person("Ida Holm", "", "sales"), Person("Vera Lind", "", "marketing"))
ASK, CALL, WRITE = "Ask for the CFO", "Call", "Write"


@pytest.fixture
def acting(fleet_store: Path) -> Path:
    opened = store.open_store(fleet_store)
    today = frame.now().date()
    with opened.cursor() as cursor:
        house_log.save(cursor, House(people=PEOPLE), author="Ida Holm", saved_at=fleets.NOON)
        for account_id, owner, days, step in (
            ("f1", "Ida Holm", -3, ASK), ("f3", "ida holm", 0, CALL),
            ("f4", "Tomas Brandt", 30, WRITE),
        ):  # fmt: skip
            action_items.add(
                cursor, account_id, reason="No buyer", next_step=step, owner=owner,
                due_on=today + timedelta(days=days), author="Ida Holm", now=fleets.NOON,
            )  # fmt: skip
    opened.close()
    return fleet_store


def open_actions(**link: str) -> AppTest:
    window = open_app(**link).switch_page(places.ACTIONS_PAGE)
    for name, value in link.items():
        window.query_params[name] = value
    return window.run()


def press(window: AppTest, key: str) -> None:
    window.button(key=key).click().run()


def choose(window: AppTest, number: int) -> None:
    (found,) = (one for one in window.selectbox if one.label == "Action")
    found.set_value(number).run()
    assert not problems(window)


def steps(window: AppTest) -> list[str]:
    return [step for one in window.dataframe if "next_step" in one.value
            for step in one.value["next_step"]]  # fmt: skip


def field(window: AppTest, name: str, number: int) -> Any:
    key = f"actions_{name}_own_{number}"
    of_kind = {"owner": window.selectbox, "due_on": window.date_input}.get(name, window.text_input)
    return of_kind(key=key)


def other(path: Path) -> Any:
    """A cursor as another window has one."""
    return frame.open_once(str(path)).cursor()


def test_what_is_due_and_who_has_most(acting: Path) -> None:
    window = open_actions()
    assert not problems(window)
    assert headline(window) == "1 action is due this week, 1 overdue; Ida Holm has the most"
    assert {name: value for name, (value, _) in figures(window).items()} == {
        "Open": "3", "Due this week": "1", "Overdue": "1", "Follow-ups missed": "–"}  # fmt: skip
    assert steps(window) == [ASK, CALL, WRITE]
    assert "Nobody has more accounts than hours." in said(window)
    assert "Tomas Brandt is an owner in the CRM and not in People" in said(window)
    assert len(window.get("plotly_chart")) == 2


def test_mine_and_my_teams(acting: Path) -> None:
    window = open_actions(actions_me="ida holm", actions_whose="Mine")
    assert not problems(window)
    assert headline(window) == "1 action of Ida Holm is due this week, 1 overdue"
    assert steps(window) == [ASK, CALL]
    window.segmented_control(key="actions_whose").set_value("My team").run()
    assert headline(window).startswith("1 action of the sales team is due this week")
    window.selectbox(key="actions_me").set_value("Tomas Brandt").run()
    (problem,) = problems(window)
    assert problem.startswith("Tomas Brandt is in no team. Add the name to People in Settings")
    window.segmented_control(key="actions_whose").set_value("Mine").run()
    assert steps(window) == [WRITE]
    assert headline(window) == "Tomas Brandt has nothing due this week; 1 action comes later"


def test_by_tier_and_status(acting: Path) -> None:
    window = open_actions(actions_tier="Tier 2")
    assert steps(window) == [CALL]
    window.segmented_control(key="actions_tier").set_value("No tier").run()
    assert "No action at accounts of no tier is open" in said(window)
    window = open_actions(actions_status="Done")
    assert steps(window) == []


def test_changing_one_and_back(acting: Path, ask: Callable[..., list[Any]]) -> None:
    window = open_actions()
    choose(window, 2)
    assert window.button(key="actions_save").disabled
    field(window, "next_step", 2).set_value("Call the CFO")
    field(window, "owner", 2).set_value("Vera Lind").run()
    # What is typed stays while another action is looked at, and another page.
    choose(window, 1)
    assert field(window, "next_step", 1).value == ASK
    window.switch_page(places.STAGES_PAGE).run()
    window.switch_page(places.ACTIONS_PAGE).run()
    choose(window, 2)
    assert field(window, "next_step", 2).value == "Call the CFO"
    press(window, "actions_save")
    assert not problems(window)
    today = frame.now().date()
    assert f"Call the CFO, Cedar Stores: Vera Lind, due {today.day} {today:%b %Y}." in said(window)
    asked = "SELECT next_step, owner, version FROM action_items WHERE action_id = 2"
    assert ask(acting, asked) == [("Call the CFO", "Vera Lind", 2)]
    assert ask(acting, "SELECT author FROM change_log WHERE entity = 'action_items' "
                       "ORDER BY change_id DESC LIMIT 1") == [("Vera Lind",)]  # fmt: skip
    (chosen,) = (one for one in window.selectbox if one.label == "Action")
    assert chosen.value == 2, "as another label, but the same one"
    press(window, "actions_undo_last")
    assert not problems(window)
    assert ask(acting, asked) == [(CALL, "ida holm", 3)]
    assert field(window, "next_step", 2).value == CALL


def test_setting_a_draft_aside(acting: Path) -> None:
    window = open_actions()
    field(window, "next_step", 1).set_value("Something else").run()
    press(window, "actions_aside")
    assert field(window, "next_step", 1).value == ASK


def test_another_window_changes_it_while_i_type(
    acting: Path, ask: Callable[..., list[Any]]
) -> None:
    window = open_actions()
    field(window, "next_step", 1).set_value("Visit").run()
    with other(acting) as cursor:
        action_items.edit(cursor, 1, {"next_step": "Phone", "owner": "Per Dahl"}, author="Per Dahl",
                          now=frame.now())  # fmt: skip
    window.run()
    assert "It says now: Phone; Per Dahl; due" in said(window)
    press(window, "actions_save")
    (problem,) = problems(window)
    assert "Per Dahl changed the next step to 'Phone' since you looked." in problem
    assert field(window, "next_step", 1).value == "Visit"
    press(window, "actions_save")
    assert not problems(window)
    found = ask(acting, "SELECT next_step, owner FROM action_items WHERE action_id = 1")
    assert found[0][0] == "Visit"


def test_another_window_changes_what_i_do_not_type(acting: Path) -> None:
    window = open_actions()
    with other(acting) as cursor:
        action_items.edit(cursor, 1, {"next_step": "Phone"}, author="Per", now=frame.now())
    window.run()
    assert field(window, "next_step", 1).value == "Phone"
    assert window.button(key="actions_save").disabled


def test_done_dropped_and_put_off(acting: Path, ask: Callable[..., list[Any]]) -> None:
    window = open_actions()
    press(window, "actions_dropped")
    (problem,) = problems(window)
    assert "Say why nobody does it." in problem
    field(window, "outcome", 1).set_value("They have no budget").run()
    press(window, "actions_dropped")
    assert not problems(window)
    assert "Dropped: Ask for the CFO, Alder Freight." in said(window)
    choose(window, 2)
    press(window, "actions_snooze")
    choose(window, 3)
    press(window, "actions_done")
    today = frame.now().date()
    assert ask(acting, "SELECT status, outcome, due_on FROM action_items ORDER BY action_id") == [
        ("dropped", "They have no budget", today - timedelta(3)),
        ("open", None, today + timedelta(7)), ("done", None, today + timedelta(30)),
    ]  # fmt: skip
    window.segmented_control(key="actions_status").set_value("Dropped").run()
    assert "They have no budget" in said(window)
    press(window, "actions_undo")
    assert ask(acting, "SELECT status FROM action_items WHERE action_id = 1") == [("open",)]


def test_adding_one(acting: Path, ask: Callable[..., list[Any]]) -> None:
    window = open_actions()
    drawer = Drawer(window, "actions_add")
    drawer.press("actions_new_save")
    assert any("does not say what to do" in one for one in problems(window))
    window.text_input(key="actions_new_step").set_value("Invite them")
    window.selectbox(key="actions_new_account").set_value("f2")
    window.button(key="actions_add").click()
    window.run()
    window.button(key="actions_add").click()
    window.button(key="actions_new_save").click().run()
    assert not problems(window)
    today = frame.now().date()
    assert ask(acting, "SELECT account_id, next_step, owner, due_on, created_by, source "
                       "FROM action_items WHERE action_id = 4") == [
        ("f2", "Invite them", "Vera Lind", today + timedelta(7), "Vera Lind", "person"),
    ]  # fmt: skip


def test_who_is_on_an_account(acting: Path, ask: Callable[..., list[Any]]) -> None:
    window = open_actions()
    window.selectbox(key="actions_account").set_value("f1").run()
    assert "Ida Holm: sales; CRM" in said(window)
    press(window, "actions_off_0")
    assert "Nobody is on this account: the CRM names no owner." in said(window)
    window.selectbox(key="actions_put_person").set_value("Vera Lind").run()
    window.selectbox(key="actions_put_role").set_value("executive sponsor").run()
    press(window, "actions_put")
    assert not problems(window)
    assert "Vera Lind: executive sponsor, marketing team; entered here since" in said(window)
    assert ask(acting, "SELECT person, role, author FROM account_people ORDER BY 1") == [
        ("Ida Holm", "sales", "Vera Lind"), ("Vera Lind", "executive sponsor", "Vera Lind")]
    window.switch_page(places.ACCOUNT_PAGE)
    window.query_params["account"] = "f1"
    window.run()
    assert "Vera Lind, executive sponsor" in said(window)
    assert "Ida Holm, sales" not in said(window)


def test_nobody_has_anything_to_do(fleet_store: Path) -> None:
    window = open_actions()
    assert not problems(window)
    assert headline(window) == "Nobody has anything to do yet"
    assert "Publishing a weekly review notes its actions here" in said(window)
    assert "No account became qualified in the last weeks" in said(window)


def test_an_empty_store(store_path: Path) -> None:
    window = open_actions()
    assert not problems(window)
    assert headline(window).startswith("Bring your accounts")


def test_the_sample(with_sample: Path) -> None:
    window = open_actions()
    assert not problems(window)
    assert "accounts became qualified" in said(window)
    assert "more accounts than hours" in said(window)
