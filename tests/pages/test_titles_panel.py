"""Titles on the Data screen: who the contacts are, and what people correct."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from page_tools import Drawer, open_data, problems, said
from streamlit.testing.v1 import AppTest

from abm_core.intake.load import load_frames
from ui import frame

NOON = datetime(2026, 1, 5, 12)


@pytest.fixture
def people(store_path: Path) -> Path:
    """An account and three contacts, one without a title."""
    accounts = pd.DataFrame({"account_id": ["1"], "name": ["Acme"]})
    contacts = pd.DataFrame({
        "contact_id": ["c1", "c2", "c3"], "account_id": ["1", "1", "1"],
        "name": ["Ida Holm", "Bo Berg", "Ea Lund"],
        "title": ["CFO", "Growth *Hacker*", None],
    })  # fmt: skip
    files = [("accounts", accounts, "a.csv"), ("contacts", contacts, "c.csv")]
    load_frames(frame.open_once(str(store_path)), files, imported_at=NOON)
    return store_path


def press(window: AppTest, key: str) -> AppTest:
    return window.button(key=key).click().run()


def test_nothing_is_said_without_contacts(store_path: Path) -> None:
    assert "### Titles" not in [one.value for one in open_data().markdown]


def test_who_the_contacts_are(people: Path) -> None:
    window = open_data()
    assert (
        "2 of 3 contacts have a persona; 1 is a director or above. 1 contact has no title"
    ) in said(window)
    (matrix, least) = [one.value for one in window.dataframe
                       if {"c-level", "title"} & set(one.value.columns)]  # fmt: skip
    assert list(matrix["function"]) == ["Finance", "Marketing"]
    assert least["title"].iloc[0] == "Growth *Hacker*"


def test_a_contact_is_corrected_and_taken_back(people: Path) -> None:
    window = open_data()
    drawer = Drawer(window, "titles_contact")
    window.text_input(key="titles_who").set_value("Bo Berg")
    window.selectbox(key="titles_function_contact").set_value("product")
    window.text_input(key="titles_note_contact").set_value("Says so himself")
    drawer.run()
    drawer.press("titles_keep_contact")
    window.run()
    assert not problems(window)
    assert "Bo Berg → Product" in said(window) and "decides 1 contact" in said(window)
    window = press(window, "titles_back_contact_1")
    assert "Taken back: Bo Berg." in said(window)
    assert "taken back on" in said(window)


def test_a_rule_needs_words_and_something_to_say(people: Path) -> None:
    window = open_data()
    drawer = Drawer(window, "titles_rule")
    drawer.press("titles_keep_rule")
    assert any("A rule needs a word" in one for one in problems(window))
    window.text_input(key="titles_words").set_value("hacker")
    drawer.press("titles_keep_rule")
    assert any("Nothing is corrected" in one for one in problems(window))
    window.selectbox(key="titles_seniority_rule").set_value("manager")
    drawer.press("titles_keep_rule")
    window.run()
    assert "Titles with “hacker” → Manager" in said(window)
