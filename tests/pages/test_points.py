"""Settings, engagement points: tried first, saved as a version, taken back to the defaults."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from page_tools import open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import schema, store, upkeep
from abm_core.measure import points
from ui import frame
from ui import points as screen

NOON = datetime(2026, 11, 14, 12)


@pytest.fixture
def responding(store_path: Path) -> Path:
    """One account with a meeting of 40 minutes and a download, of two people, in the window."""
    with closing(store.open_store(store_path)) as opened, opened.cursor() as cursor:
        with store.transaction(cursor):
            store.insert(cursor, schema.ACCOUNTS, [{"account_id": "a", "name": "Alder"}])
            store.insert(cursor, schema.ACTIVITIES, [
                {"activity_id": kind, "account_id": "a", "contact_id": kind, "kind": kind,
                 "channel": "web", "direction": "theirs", "minutes": 40.0,
                 "occurred_at": datetime(2026, 11, day, 10)}
                for kind, day in (("meeting", 3), ("download", 4), ("page visit", 13))])
            store.next_revision(cursor)
        upkeep.compute(cursor, now=NOON)
    return store_path


def open_settings() -> AppTest:
    return open_app().switch_page(frame.SETTINGS_PAGE).run()


def window_points(path: Path) -> float:
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        return float(cursor.execute("SELECT window_points FROM account_engagement")
                     .fetchall()[0][0])


def test_the_defaults_hold_until_somebody_changes_them(responding: Path) -> None:
    window = open_settings()
    assert not problems(window)
    assert "The defaults hold; nobody has changed them." in said(window)
    assert not [button for button in window.button if button.key == "points_save"]


def test_a_change_is_told_before_it_is_saved(responding: Path) -> None:
    window = open_settings()
    window.number_input("points_blend_0").set_value(1.0).run()
    assert not problems(window)
    text = said(window)
    # 20 and 5 points: (20^0.75 + 5^0.75)^(4/3) = 29.9 before, 25 as a plain sum
    assert "Window points of 1 account would change: 0 up, 1 down" in text
    assert "30 points now, 25 then" in text and "exponent 0.75 to 1" in text
    assert window_points(responding) == pytest.approx(29.9454, abs=1e-3)
    window.text_input("points_note").set_value("Plain sums").run()
    window.button("points_save").click().run()
    assert not problems(window)
    assert window_points(responding) == 25
    with closing(store.open_store(responding)) as opened, opened.cursor() as cursor:
        (version,) = points.versions(cursor)
    assert (version.rules.blend, version.note) == (1.0, "Plain sums")
    assert window.dataframe[-1].value["Changed"].tolist() == ["exponent 0.75 to 1"]
    window.button("points_defaults").click().run()
    assert "1 up, 0 down" in said(window)
    window.button("points_save").click().run()
    assert window_points(responding) == pytest.approx(29.9454, abs=1e-3)


def test_a_new_half_life_or_cap_says_where_it_shows(responding: Path) -> None:
    window = open_settings()
    window.number_input("points_half_0").set_value(10.0)
    window.number_input("points_cap_0").set_value(5).run()
    text = said(window)
    assert "No account's window points would change." in text
    assert "Current points follow the new half-life." in text
    assert "A new daily cap shows once it is saved" in text


def test_cells_of_the_table_become_rules() -> None:
    edited = pd.DataFrame({screen.KIND: ["meeting", "call", "other"],
                           screen.POINTS: [None, 3.0, None],
                           screen.MINUTES: [True, False, False]})
    assert screen.base_of(edited) == {"meeting": None, "call": 3.0, "other": 0.0}


def test_an_empty_store_has_points_too(store_path: Path) -> None:
    window = open_settings()
    window.number_input("points_blend_0").set_value(0.5).run()
    assert not problems(window)
    assert "No account's window points would change." in said(window)
