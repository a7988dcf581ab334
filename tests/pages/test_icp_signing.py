"""Proposals, signatures, overrides and the past on eight accounts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import fleets
import pytest
from page_tools import Drawer, figures, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import store

Ask = Callable[[Path, str], list[tuple[Any, ...]]]

OPEN_TIERS = "SELECT account_id, tier FROM target_list WHERE left_on IS NULL ORDER BY ALL"
SAID_OF_SAVES = "SELECT proposal_id, author FROM snapshots ORDER BY snapshot_id::BIGINT"


@pytest.fixture
def signers(fleet_store: Path) -> Path:
    """The eight accounts in a house with people of both teams."""
    with closing(store.open_store(fleet_store)) as opened, opened.cursor() as cursor:
        for name, team in (("Ida Holm", "sales"), ("Noor Weiss", "marketing")):
            store.insert(cursor, store.schema.PEOPLE, [{
                "name": name, "email": None, "team": team}])  # fmt: skip
    return fleet_store


def on_signing() -> AppTest:
    """A window on Signing with a draft that moves f2, f3 and f5 (industry 20, size 40)."""
    window = open_app(icp_view="Signing")
    return window.slider(key="w_Industry").set_value(20).run()


def propose(window: AppTest) -> None:
    assert window.button(key="propose").label == "Propose 3 changes"
    window.button(key="propose").click().run()
    assert not problems(window)


def sign(window: AppTest, person: str, verdict: str, reason: str = "") -> None:
    window.selectbox(key="sign_person").set_value(person)
    window.text_input(key="sign_reason").set_value(reason)
    window.button(key=f"sign_{verdict}").click().run()


def test_a_draft_is_live_once_both_teams_signed(signers: Path, ask: Ask) -> None:
    window = on_signing()
    assert "A change is active once one person of sales and one of marketing signed." in (
        said(window))  # fmt: skip
    propose(window)
    assert "3 changes await the signatures of sales and marketing. No tier changed." in said(window)
    sign(window, "Ida Holm", "approve")
    assert dict(ask(signers, OPEN_TIERS)) == fleets.LIVE
    sign(window, "Noor Weiss", "approve")
    assert not problems(window)
    assert dict(ask(signers, OPEN_TIERS)) == fleets.LIVE | {"f2": "2", "f3": "1", "f5": "2"}
    assert ask(signers, SAID_OF_SAVES)[-1][0] == "1"
    assert figures(window)["Accounts that change tier"] == ("0", "0 up, 0 down")


def test_a_decline_needs_a_reason_and_leaves_the_tier(signers: Path, ask: Ask) -> None:
    window = on_signing()
    propose(window)
    sign(window, "Noor Weiss", "decline")
    assert problems(window) == ["The decline has no reason. Say why, for those who proposed it."]
    sign(window, "Noor Weiss", "decline", "Not this quarter")
    assert not problems(window)
    assert "3 declined. Decided." in said(window)
    assert dict(ask(signers, OPEN_TIERS)) == fleets.LIVE


def test_without_people_one_signature_suffices(fleet_store: Path) -> None:
    window = on_signing()
    assert "One signature suffices: the settings name nobody of sales and marketing." in (
        said(window))  # fmt: skip


def test_an_override_shows_in_the_what_if_and_ends(fleet_store: Path, ask: Ask) -> None:
    window = open_app(icp_view="Signing")
    drawer = Drawer(window, "override_new")
    window.selectbox(key="override_account").set_value(3)  # f4 Doum Outlets, tier 3
    drawer.run()
    window.text_input(key="override_reason").set_value("Asked for by the board")
    window.text_input(key="override_author").set_value("Ida Holm")
    drawer.press("override_keep")
    window.run()
    assert not problems(window)
    assert figures(window)["Tier 1 accounts"] == ("3", "1")
    assert "Override by Ida Holm until" in said(window)
    ((expires,),) = ask(fleet_store, "SELECT expires_on FROM overrides")
    assert expires > date(2026, 2, 20)
    window.button(key="override_1").click().run()
    assert figures(window)["Tier 1 accounts"] == ("2", "0")
    assert ask(fleet_store, "SELECT count(*) FROM overrides WHERE removed_at IS NULL") == [(0,)]


def test_close_movers_are_held_when_tiers_are_proposed(fleet_store: Path) -> None:
    """A cutoff of 81 takes f2 (80) out of tier 1; it lies within 2 points, so it is held."""
    window = open_app(icp_view="Signing")
    window.slider(key="icp_cutoffs").set_value((60.0, 81.0)).run()
    assert figures(window)["Tier 1 accounts"] == ("1", "-1")
    assert window.button(key="propose").label == "Propose 0 changes"
    window.checkbox(key="propose_hold").set_value(False).run()
    assert window.button(key="propose").label == "Propose 1 change"


def test_history_shows_who_is_next_and_the_list_of_a_past_day(fleet_store: Path) -> None:
    window = open_app(icp_view="History")
    assert not problems(window)
    deck = next(f.value for f in window.dataframe if "waits_for" in f.value)
    assert deck["name"].iloc[0] == "Cedar Stores"  # 70, the next below 80
    window.date_input(key="past_day").set_value(date(2026, 2, 20)).run()
    assert not problems(window)
    past = next(f.value for f in window.dataframe if "because" in f.value)
    assert list(past["name"])[:2] == ["Alder Freight", "Birch Cargo"]
