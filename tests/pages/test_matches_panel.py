"""Matches on the Data screen: references to decide, duplicates, decisions, the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from page_tools import Drawer, open_data, problems, said
from streamlit.testing.v1 import AppTest

from abm_core.intake.load import load_frames
from abm_core.intake.match import duplicates
from ui import frame

Ask = Callable[[Path, str], list[tuple[Any, ...]]]
NOON = datetime(2026, 1, 5, 12)


@pytest.fixture
def doubtful(store_path: Path) -> Path:
    """Three accounts of one name, two at one domain; two deals that could be with any of them."""
    accounts = pd.DataFrame({
        "account_id": ["1", "2", "3"], "name": ["Acme *Inc*", "ACME Inc", "Acme"],
        "domain": ["acme.com", "acme.com", "acme.de"], "employees": [10, 12, None],
        "industry": [None, "Optics", None],
    })  # fmt: skip
    deals = pd.DataFrame({"opportunity_id": ["o1", "o2"], "account_name": ["acme", "Acme"],
                          "stage": ["Demo", "Demo"]})  # fmt: skip
    contacts = pd.DataFrame({"contact_id": ["c1"], "account_id": ["2"], "name": ["Ida Holm"]})
    files = [("accounts", accounts, "a.csv"), ("opportunities", deals, "o.csv"),
             ("contacts", contacts, "c.csv")]  # fmt: skip
    load_frames(frame.open_once(str(store_path)), files, imported_at=NOON)
    return store_path


def press(window: AppTest, label: str, place: int = 0) -> AppTest:
    """Press the button of that label; the first unless told."""
    found = [one for one in window.button if one.label == label]
    return found[place].click().run()


def opened(window: AppTest, key: str) -> AppTest:
    """Open an expander that asks the store only then."""
    window.session_state[key] = True
    return window.run()


def test_nothing_is_said_where_nothing_matched(store_path: Path) -> None:
    assert "### Matches" not in [one.value for one in open_data().markdown]


def test_a_reference_is_decided_and_taken_back(doubtful: Path, ask: Ask) -> None:
    window = open_data()
    assert "1 reference to decide; 3 pairs look like one account" in said(window)
    (means,) = (one for one in window.selectbox if str(one.key).startswith("means_"))
    assert "2 opportunities" in means.label
    assert means.options == [
        "Acme *Inc* (1) · acme.com · same name", "ACME Inc (2) · acme.com · same name",
        "Acme (3) · acme.de · same name", "None of them",
    ]  # fmt: skip
    assert next(one for one in window.button if one.label == "Decide").disabled
    means.set_value("3").run()
    press(window, "Decide")
    assert not problems(window)
    assert "2 rows have joined it." in said(window)
    deals = "SELECT DISTINCT account_id FROM opportunities"
    assert ask(doubtful, deals) == [("3",)]
    assert ask(doubtful, "SELECT author FROM match_decisions") == [("Vera Lind",)]
    press(window, "Undo")
    assert "is open again" in said(window)
    assert ask(doubtful, deals) == [(None,)]


def test_a_pair_is_merged_with_what_moves_in_view(doubtful: Path, ask: Ask) -> None:
    window = opened(open_data(), "duplicates")
    assert "ACME Inc (2)" in said(window)
    assert "97 % sure same name, same domain (acme.com)" in said(window)
    drawer = Drawer(window, "merge_accounts_2_1")
    assert [one.label for one in window.radio] == ["Keep"]
    assert "Moves: nothing." in said(window)
    window.radio(key="merge_keep").set_value("1")
    drawer.run()
    assert "Moves: 1 contact." in said(window)
    assert "Fills the blanks: Industry." in said(window)
    drawer.press("merge_confirm")
    assert not problems(window)
    assert ask(doubtful, "SELECT account_id FROM contacts") == [("1",)]
    assert ask(doubtful, "SELECT count(*) FROM accounts") == [(2,)]
    press(open_data(), "Undo")
    assert ask(doubtful, "SELECT account_id FROM contacts") == [("2",)]


def test_many_accounts_are_compared_when_somebody_asks(
    doubtful: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "FEW", 2)
    window = open_data()
    assert "1 reference to decide." in said(window)
    opened(window, "duplicates")
    assert "97 % sure" in said(window)
    assert not window.toggle(key="near_names").value


def test_two_that_are_not_the_same_are_not_shown_again(doubtful: Path, ask: Ask) -> None:
    window = opened(open_data(), "duplicates")
    window = press(window, "Not the same")
    assert "they will not be shown as one again" in said(window)
    assert "2 pairs look like one account" in said(window)
    assert ask(doubtful, "SELECT subject, meant_id FROM match_decisions") == [("1", "2")]


def test_the_ledger_is_searched(doubtful: Path) -> None:
    deals = pd.DataFrame({"opportunity_id": ["o9"], "account_domain": ["acme.de"],
                          "stage": ["Demo"]})  # fmt: skip
    load_frames(frame.open_once(str(doubtful)), [("opportunities", deals, "o.csv")],
                imported_at=NOON)  # fmt: skip
    window = opened(open_data(), "match_ledger")
    (shown,) = (one.value for one in window.dataframe if "Rule" in one.value)
    assert shown[["Reference", "Found", "Rule"]].to_numpy().tolist() == [
        ["acme.de", "Acme", "domain"],
    ]  # fmt: skip
    window.text_input(key="ledger_search").set_value("no such").run()
    (shown,) = (one.value for one in window.dataframe if "Rule" in one.value)
    assert shown.empty
