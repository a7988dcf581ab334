"""The account page: on the eight accounts, with people and deals, and without anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fleets
import pytest
import streamlit as st
from page_tools import figures, headline, new_window, open_app, problems, said
from streamlit.testing.v1 import AppTest
from test_committee_page import fill

from abm_core import store
from abm_core.intake.match import merging
from abm_core.review import plan
from ui import frame, places


def open_account(account: str = "") -> AppTest:
    """The page of one account in a window of its own."""
    window = new_window().run()
    window.switch_page(places.ACCOUNT_PAGE)
    if account:
        window.query_params["account"] = account
    window.run()
    assert not problems(window)
    return window


def test_an_empty_store_says_what_to_bring(store_path: Path) -> None:
    window = open_app().switch_page(places.ACCOUNT_PAGE).run()
    assert not problems(window)
    assert headline(window).startswith("Bring your accounts")


@pytest.fixture
def people_store(fleet_store: Path) -> Path:
    """The eight accounts with the people and the meeting of the committee page's tests."""
    return fill(fleet_store)


def draft(window: AppTest, section: str = "objectives") -> Any:
    return window.text_area(key=f"account_draft_{section}_f1")


def press(window: AppTest, name: str, section: str = "objectives") -> None:
    window.button(key=f"account_{name}_{section}_f1").click().run()
    assert not problems(window)


def texts(path: Path, section: str = "objectives") -> list[str]:
    with frame.open_once(str(path)).cursor() as cursor:
        return [one.text for one in plan.history(cursor, "f1", section)]


def test_an_account_by_hand(people_store: Path) -> None:
    window = open_account("f1")
    assert headline(window) == (
        "Alder Freight joined tier 1; an opportunity for 10 days; no end user or "
        "legal/procurement is known")
    assert figures(window) == {
        "Score": ("100.0", "as a month ago"),
        "Engagement": ("38", "+38 against the 13 weeks before"),  # 30 minutes of a director
        "Open pipeline": ("$100K", "1 opportunity"),
        "Days in opportunity": ("10", "no median known"),
    }  # fmt: skip
    text = said(window)
    assert "Tier 1 since 20 Feb 2026" in text and "Ida Holm, sales" in text
    assert "20 Feb 2026  Joined tier 1 of Wheels, approved by Ida Holm" in text
    assert "Alder: trucks Single-threaded No power" in text
    assert "All engagement of the last 13 weeks comes from Ada Alm. An offer is out at Prop" in text
    assert "End user missing" in text and "Champion covered" in text
    assert "1 of the last 52 weeks had something of theirs" in text
    (people,) = (one.value for one in window.dataframe if "Standing" in one.value)
    assert people["Who"].tolist() == ["Ada Alm", "Bo Ask", "Cleo Bir", "Dan Ced"]
    assert people["Share"].tolist() == [1, 0, 0, 0]
    assert len(window.get("plotly_chart")) == 2


def test_an_account_without_anything(fleet_store: Path) -> None:
    with frame.open_once(str(fleet_store)).cursor() as cursor, store.transaction(cursor):
        cursor.execute("DELETE FROM opportunities WHERE account_id = 'f8'")
        store.next_revision(cursor)
    window = open_account("f8")
    text = said(window)
    assert "nobody is known there" in headline(window)
    assert "No contact of this account is in the data." in text
    assert "No opportunity of this account is in the data." in text
    assert "No activity of this account is in the data." in text
    assert figures(window)["Open pipeline"] == ("$0", "0 opportunities")


def test_an_unknown_and_a_merged_account(people_store: Path) -> None:
    window = open_account("nowhere")
    assert "There is no account nowhere in the data" in said(window)
    merging.merge(frame.open_once(str(people_store)), "accounts", "f1", "f2", author="Vera Lind",
                  now=fleets.NOON)
    st.cache_resource.clear()
    window = open_account("f2")
    assert "Birch" in said(window) and "was merged into Alder Freight by Vera Lind" in said(window)
    assert headline(window).startswith("Alder Freight")
    assert window.query_params["account"] == "f1"


def test_a_plan_is_written_and_brought_back(people_store: Path) -> None:
    window = open_account("f1")
    assert window.button(key="account_save_objectives_f1").disabled
    draft(window).set_value("Win the fleet").run()
    press(window, "save")
    assert texts(people_store) == ["Win the fleet"]
    assert "Saved by Vera Lind" in said(window)
    draft(window).set_value("Win the fleet\nRenew").run()
    press(window, "save")
    assert texts(people_store) == ["Win the fleet\nRenew", "Win the fleet"]


def test_two_browsers_lose_nothing(people_store: Path) -> None:
    one, two = open_account("f1"), open_account("f1")
    draft(one).set_value("one\ntwo\nthree").run()
    press(one, "save")
    two.run()
    assert draft(two).value == "one\ntwo\nthree", "a draft nobody typed into follows"
    draft(two).set_value("one\ntwo\nthree\nfour").run()
    draft(one).set_value("ONE\ntwo\nthree").run()
    press(one, "save")
    two.run()
    assert "saved a newer text" in said(two) and draft(two).value.endswith("four")
    press(two, "save")
    assert texts(people_store)[0] == "ONE\ntwo\nthree", "theirs is not overwritten"
    assert "saved this section first" in said(two)
    assert [code.value for code in two.code] == ["ONE\ntwo\nthree", "one\ntwo\nthree\nfour"]
    both = two.text_area(key="account_both_objectives_f1")
    assert both.value == "ONE\ntwo\nthree\nfour"
    press(two, "merge")
    assert texts(people_store)[0] == "ONE\ntwo\nthree\nfour"
    assert draft(two).value == "ONE\ntwo\nthree\nfour"


def test_going_back_to_my_text_keeps_it_and_asks_again(people_store: Path) -> None:
    one, two = open_account("f1"), open_account("f1")
    draft(two).set_value("mine").run()
    draft(one).set_value("theirs").run()
    press(one, "save")
    press(two, "save")
    press(two, "back")
    assert draft(two).value == "mine"
    press(two, "save")
    assert two.text_area(key="account_both_objectives_f1").value == "theirs\nmine"
    assert texts(people_store) == ["theirs"]


def test_what_is_typed_survives_another_page_and_another_account(people_store: Path) -> None:
    window = open_account("f1")
    draft(window).set_value("half a thou").run()
    window.switch_page(places.STAGES_PAGE).run()
    window.switch_page(places.ACCOUNT_PAGE).run()
    assert draft(window).value == "half a thou"
    window.selectbox(key="account").set_value("f2").run()
    window.selectbox(key="account").set_value("f1").run()
    assert draft(window).value == "half a thou"
    assert texts(people_store) == []


def test_links_can_be_followed(people_store: Path) -> None:
    window = open_account("f1")
    draft(window, "links").set_value("Deck https://a.example/deck\njavascript:alert(1)").run()
    press(window, "save", "links")
    with frame.open_once(str(people_store)).cursor() as cursor:
        assert plan.links(plan.read(cursor, "f1")["links"]) == ["https://a.example/deck"]


def test_a_next_action_is_added_and_done(people_store: Path) -> None:
    window = open_account("f1")
    window.text_input(key="account_step_f1").set_value("Call the CFO")
    window.button(key="account_add_f1").click().run()
    assert not problems(window)
    assert "Call the CFO" in said(window) and "Ida Holm, by" in said(window)
    window.button(key="account_done_1").click().run()
    assert "Nothing is planned yet." in said(window)
    window.button(key="account_add_f1").click().run()
    assert problems(window) == ["The action does not say what to do. Give the next step."]
