"""Buying committee: roles by hand, on a store where every role of tier 1 is known or missing.

Alder is in tier 1: economic buyer, champion, technical evaluator, end user and legal/procurement
are required. The CRM states Ada as champion and Bo, without mail or phone, as economic buyer.
Cleo's title reads as a director of information security: likely a technical evaluator. Dan has
left. So two of five roles are covered, one is out of reach, two are unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fleets
import pytest
from page_tools import Drawer, figures, headline, new_window, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import store
from abm_core.committee import account_choice
from abm_core.intake import load
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers
from ui import places

CONTACTS = """\
Contact ID,Account ID,Full name,Title,Email,Buying role,Reports to ID,Left on
ada,f1,Ada Alm,Head of Data,ada@alder.example,Champion,bo,
bo,f1,Bo Ask,CFO,,Economic buyer,,
cleo,f1,Cleo Bir,Director of Information Security,cleo@alder.example,,bo,
dan,f1,Dan Ced,Analyst,dan@alder.example,End user,,2026-01-01
eve,f2,Eve Doe,General Counsel,eve@birch.example,,,
"""
ACTIVITIES = """\
Activity ID,Account ID,Contact ID,Occurred at,Channel,Kind,Direction,Minutes
a1,f1,ada,2026-02-10 10:00:00,meeting,meeting,theirs,30
"""


def fill(path: Path, contacts: str = CONTACTS) -> Path:
    """Contacts and what they did, added to the eight accounts."""
    opened = store.open_store(path)
    items = []
    for name, text in (("contacts.csv", contacts), ("activities.csv", ACTIVITIES)):
        (table,) = readers.read(name, text.encode())
        items.append((table, mapping.propose(table).mapping))
    load.import_tables(opened, items, imported_at=fleets.NOON)
    opened.close()
    return path


@pytest.fixture
def people_store(fleet_store: Path) -> Path:
    return fill(fleet_store)


def open_committee(account: str = "", page: str = places.COMMITTEE_PAGE) -> AppTest:
    window = (new_window(account=account) if account else new_window()).run()
    window.switch_page(page)
    if account:
        window.query_params["account"] = account
    window.run()
    assert not problems(window)
    return window


def press(window: AppTest, key: str) -> None:
    window.button(key=key).click().run()
    assert not problems(window)


def table(window: AppTest) -> Any:
    (found,) = (frame.value for frame in window.dataframe if "Standing" in frame.value)
    return found


def test_an_empty_store_says_what_to_bring(store_path: Path) -> None:
    window = open_app().switch_page(places.COMMITTEE_PAGE).run()
    assert not problems(window)
    assert headline(window).startswith("Bring your accounts and contacts")


def test_an_account_without_contacts(fleet_store: Path) -> None:
    window = open_committee("f1")
    assert headline(window) == "Alder Freight: nobody is known there"
    assert "No contact of this account is in the data." in said(window)
    assert "Nobody is known as economic buyer. It is due now. Titles to look for: CFO" in said(
        window)
    assert figures(window)["Coverage"] == ("0 %", "of 5 required contacts")


def test_roles_by_hand(people_store: Path) -> None:
    window = open_committee()
    assert window.selectbox(key="account").value == "f1", "tier 1, with most open pipeline"
    assert headline(window) == (
        "Alder Freight: 2 of 5 required roles are covered; no end user or legal/procurement is "
        "known")  # fmt: skip
    assert figures(window) == {
        "Coverage": ("40 %", "of 5 required contacts"), "Known people": ("3", "1 left"),
        "Engaged contacts": ("1", "3 needed"), "Open pipeline": ("$100K", "1 opportunity"),
    }  # fmt: skip
    text = said(window)
    assert "Champion covered" in text and "Economic buyer nobody reachable" in text
    assert "the CRM says" in text and "The CRM says 'Champion'." in text
    assert "likely, " in text
    assert "The title is 'Director of Information Security'." in text
    assert "1 engaged contact (Ada Alm); 3 needed." in text
    assert "Bo Ask cannot be reached or is stale." in text
    assert "The map of support and power appears once at least two people are rated" in text
    assert "- Bo Ask CFO\n  - Ada Alm Head of Data" in text
    assert "On our side: Ida Holm in sales." in text
    assert table(window)["Standing"].tolist()[-1] == "has left"


def test_one_click_confirms_and_undo_takes_it_back(
    people_store: Path, ask: Callable[..., list[Any]]
) -> None:
    window = open_committee("f1")
    press(window, "committee_yes_cleo_technical_evaluator")
    assert "Cleo Bir is technical evaluator, as confirmed by you." in said(window)
    assert "confirmed by Vera Lind" in said(window)
    press(window, "committee_undo")
    assert "confirmed by Vera Lind" not in said(window)
    assert "likely, " in said(window)
    rows = ask(people_store, "SELECT role, holds, author, undone_by FROM role_confirmations")
    assert rows == [("technical evaluator", True, "Vera Lind", "Vera Lind")]


def test_not_this_role_leaves_a_gap_and_history_brings_it_back(people_store: Path) -> None:
    window = open_committee("f1")
    press(window, "committee_no_ada_champion")
    assert headline(window).endswith("no champion, end user or legal/procurement is known")
    assert "Ada Alm is not champion\n" in said(window).replace("  \n", "\n")
    press(window, "committee_back_role_1")
    assert "2 of 5 required roles" in headline(window)
    assert "taken back by Vera Lind" in said(window)


def test_people_are_rated_in_place_and_stand_on_the_map(
    people_store: Path, ask: Callable[..., list[Any]]
) -> None:
    window = open_committee("f1")
    for who, card, support in (("ada", "champion", "mentor"),
                               ("bo", "economic_buyer", "sceptical")):  # fmt: skip
        drawer = Drawer(window, f"committee_edit_{who}_{card}")
        window.selectbox(key=f"committee_Authority_{who}").set_value("3, decides")
        window.selectbox(key=f"committee_support_{who}").set_value(support)
        window.text_input(key=f"committee_note_{who}").set_value("met at the fair")
        drawer.press("committee_keep")
        window.run()
        assert not problems(window)
    assert ask(people_store, "SELECT contact_id, authority, influence, support, author, note "
                             "FROM contact_ratings") == [
        ("ada", 3, None, "mentor", "Vera Lind", "met at the fair"),
        ("bo", 3, None, "sceptical", "Vera Lind", "met at the fair")]  # fmt: skip
    assert len(window.get("plotly_chart")) == 1
    assert "1 of 2 rated people supports us; of those who do not, Bo Ask has most power." in (
        said(window))


def test_nothing_changed_is_said(people_store: Path) -> None:
    window = open_committee("f1")
    drawer = Drawer(window, "committee_edit_ada_champion")
    drawer.press("committee_keep")
    assert "Nothing was changed. Choose a role, or rate power or support." in problems(window)


def test_who_is_not_known_is_asked_once(
    people_store: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[..., list[Any]]
) -> None:
    monkeypatch.delenv("ABM_USER")
    monkeypatch.delenv("USER", raising=False)
    window = open_committee("f1")
    drawer = Drawer(window, "committee_yes_ada_champion")
    drawer.press("committee_sign")
    assert "The decision has no author. Say who decides." in problems(window)
    window.text_input(key="committee_signer").set_value("Ida Holm")
    drawer.press("committee_sign")
    window.run()
    assert not problems(window)
    assert "confirmed by Ida Holm" in said(window)
    press(window, "committee_no_cleo_technical_evaluator")
    assert ask(people_store, "SELECT role, author FROM role_confirmations") == [
        ("champion", "Ida Holm"), ("technical evaluator", "Ida Holm")]


def test_a_known_person_may_fill_a_gap(people_store: Path) -> None:
    window = open_committee("f1")
    press(window, "committee_no_ada_champion")
    assert "Champion missing" in said(window)
    press(window, "committee_fill_cleo_champion_champion")
    assert "Cleo Bir is champion, as confirmed by you." in said(window)
    assert "Champion covered" in said(window)


def test_the_address_carries_the_account(people_store: Path) -> None:
    window = open_committee("f2")
    assert window.selectbox(key="account").value == "f2"
    window.selectbox(key="account").set_value("f3").run()
    assert not problems(window)
    assert headline(window) == "Cedar Stores: nobody is known there"
    assert window.query_params["account"] in ("f3", ["f3"])


def test_a_link_reaches_the_family(people_store: Path) -> None:
    opened = store.open_store(people_store)
    rows = "Account ID,Account name,Parent ID\nf2,Birch Cargo,f1\n"
    (read,) = readers.read("accounts.csv", rows.encode())
    load.import_tables(opened, [(read, mapping.propose(read).mapping)], imported_at=fleets.NOON)
    opened.close()
    window = open_committee("f1")
    assert "Missing here, known there: Eve Doe (legal/procurement)." in said(window)
    (family,) = (one.value for one in window.dataframe if "Known people" in one.value)
    assert family[["Account", "Known people"]].to_numpy().tolist() == [
        ["Alder Freight", 3], ["Birch Cargo", 1]]  # fmt: skip


def test_a_store_without_tiers_requires_nothing(store_path: Path) -> None:
    fleets.build(store_path, profile=None)
    fill(store_path)
    window = open_committee("f1")
    assert headline(window) == "Alder Freight: 3 people are known; the account is in no tier"
    assert "The account is in no tier, so no role is required of it." in said(window)
    assert figures(window)["Coverage"] == ("–", "nothing required")


@pytest.mark.parametrize("n", [1, 11, 80])
def test_few_and_many_people(fleet_store: Path, n: int) -> None:
    """All are champions: three have a card, everybody is in the list."""
    head = CONTACTS.splitlines()[0]
    rows = [f"k{i},f1,Kim {i},Head of Data,k{i}@alder.example,Champion,," for i in range(n)]
    fill(fleet_store, "\n".join([head, *rows, ""]))
    window = open_committee("f1")
    assert len([b for b in window.button if b.key.startswith("committee_yes_")]) == min(n, 3)
    assert len(table(window)) == n
    more = f"and {n - 3} more in the list of everybody below"
    assert (more in said(window)) == (n > 3)


def test_letters_find_any_account(people_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_choice, "MOST", 1)
    window = open_committee("f1")
    window.text_input(key="committee_find").set_value("birch").run()
    assert not problems(window)
    assert headline(window).startswith("Birch Cargo")
    assert window.query_params["account"] == "f2"
    window.text_input(key="committee_find").set_value("nobody has this").run()
    assert not problems(window)
    assert "No account has “nobody has this” in its name or domain." in said(window)
    assert headline(window).startswith("Birch Cargo")
