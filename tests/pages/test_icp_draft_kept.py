"""An unsaved draft outlives its page: loaded anew, duplicated, after a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from page_tools import Drawer, open_app, problems, said
from streamlit.testing.v1 import AppTest

from ui import frame, window

Ask = Callable[[Path, str], list[tuple[Any, ...]]]
N_KEPT = "SELECT count(*) FROM working_drafts"


@pytest.fixture(autouse=True)
def _left_pages_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a browser no session is connected; the stand-in for the server says otherwise."""
    monkeypatch.setattr(window, "is_there", lambda session: False)


def weights(page: AppTest) -> tuple[int, int]:
    return page.slider(key="w_Industry").value, page.slider(key="w_Size").value


def edited() -> AppTest:
    """A window with two edits, one of them undone: 20 and 40 points, 80 to be redone."""
    page = open_app()
    assert window.LINK not in page.query_params  # a look alone changes no address
    page.slider(key="w_Industry").set_value(20).run()
    page.slider(key="w_Size").set_value(80).run()
    page.button(key="undo").click().run()
    return page


def name(page: AppTest) -> str:
    found: str = page.query_params[window.LINK]
    return found if isinstance(found, str) else found[0]


def restart() -> None:
    """The server ends and starts again; before, it writes what is still to be written."""
    window.writer().desk.flush()
    frame.let_go(frame.own_path())
    st.cache_resource.clear()


def test_a_reload_finds_the_draft_its_steps_and_says_so(fleet_store: Path) -> None:
    page = edited()
    again = open_app(w=name(page))
    assert weights(again) == (20, 40) and name(again) == name(page)
    assert "Restored Unsaved draft from " in said(again) and not problems(again)
    again.button(key="redo").click().run()
    assert weights(again) == (20, 80)
    again.button(key="draft_go_on").click().run()
    assert "Restored" not in said(again) and weights(again) == (20, 80)


def test_a_discarded_draft_does_not_come_back(fleet_store: Path) -> None:
    page = edited()
    again = open_app(w=name(page))
    again.button(key="draft_discard").click().run()
    assert weights(again) == (60, 40) and "Restored" not in said(again)
    assert again.button(key="undo").disabled
    assert weights(open_app(w=name(page))) == (60, 40)


def test_a_restart_keeps_the_draft_though_not_its_steps(fleet_store: Path, ask: Ask) -> None:
    page = edited()
    kept = name(page)
    restart()
    assert ask(fleet_store, N_KEPT) == [(1,)]
    again = open_app(w=kept)
    assert weights(again) == (20, 40) and again.button(key="redo").disabled
    again.button(key="undo").click().run()
    assert weights(again) == (60, 40)


def test_a_duplicated_tab_goes_its_own_way(
    fleet_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = edited()
    monkeypatch.setattr(window, "is_there", lambda session: True)
    second = open_app(w=name(page))
    assert weights(second) == (20, 40) and name(second) != name(page)
    second.slider(key="w_Size").set_value(5).run()
    page.slider(key="w_Size").set_value(70).run()
    monkeypatch.setattr(window, "is_there", lambda session: False)
    assert weights(open_app(w=name(page))) == (20, 70)
    assert weights(open_app(w=name(second))) == (20, 5)


def test_a_tab_whose_place_was_taken_while_it_slept_keeps_its_draft(fleet_store: Path) -> None:
    page = edited()
    before = name(page)
    other = open_app(w=before)
    other.slider(key="w_Size").set_value(5).run()
    page.run()
    assert weights(page) == (20, 40) and name(page) != before
    assert weights(open_app(w=name(page))) == (20, 40)
    assert weights(open_app(w=before)) == (20, 5)


def two_pages() -> None:
    """What the app's frame does on a page; without a browser, switching pages leaves it out."""
    import streamlit as st

    from ui import window

    window.carry(st.session_state["on"])


def test_the_address_names_the_window_on_every_page_that_is_come_to(fleet_store: Path) -> None:
    page = AppTest.from_function(two_pages)
    page.session_state["on"] = "tiers"
    page.run()
    assert window.LINK not in page.query_params  # nothing is left under the name yet
    page.session_state[window.IN_USE] = True
    page.run()
    assert window.LINK not in page.query_params  # Back leads here: the address stays as it is
    page.session_state["on"] = "data"
    page.run()
    assert name(page) == page.session_state[window.NAME]


def test_a_saved_tiering_is_no_unsaved_draft(fleet_store: Path, ask: Ask) -> None:
    page = edited()
    drawer = Drawer(page, "save")
    drawer.press("save_confirm")
    page.run()
    assert not problems(page)
    restart()
    assert ask(fleet_store, N_KEPT) == [(0,)]
    again = open_app(w=name(page))
    assert weights(again) == (20, 40) and "Restored" not in said(again)


def test_a_link_takes_the_place_of_what_was_left(fleet_store: Path) -> None:
    page = edited()
    link = Drawer(page, "scenarios").window.code[0].value.partition("draft=")[2]
    page.slider(key="w_Size").set_value(5).run()
    again = open_app(w=name(page), draft=link)
    assert weights(again) == (20, 40) and "Restored" not in said(again)
    assert weights(open_app(w=name(page))) == (20, 40)
