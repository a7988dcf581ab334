"""The Coverage page on the eight accounts of ``fleets``, with people that a reader can count.

Tier 1 requires five roles, tier 2 three, tier 3 one; open pipeline as in ``fleets``.

f1 Alder Freight  ida, champion, verified, answered a mail; bo, budget holder, stale     1 of 5
f2 Birch Cargo    eve, finance director: nearly the title of an economic buyer           0 of 5
f3 Cedar Stores   cy, champion who opted out                                             0 of 3
f4 Doum Outlets   dee, champion                                                          1 of 1
f5, f7            nobody                                                                 0 of 1
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import fleets
import pytest
from page_tools import figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import schema, store
from ui import places

PEOPLE: list[dict[str, Any]] = [
    {"contact_id": "ida", "account_id": "f1", "buying_role": "Champion",
     "verified_on": date(2026, 2, 1)},
    {"contact_id": "bo", "account_id": "f1", "buying_role": "Budget holder",
     "verified_on": date(2024, 1, 1)},
    {"contact_id": "eve", "account_id": "f2", "title": "Finance Director"},
    {"contact_id": "cy", "account_id": "f3", "buying_role": "Champion", "opted_out": True},
    {"contact_id": "dee", "account_id": "f4", "buying_role": "Champion"},
]  # fmt: skip


@pytest.fixture
def known(fleet_store: Path) -> Path:
    """The eight accounts and the people above."""
    people = [
        {"name": one["contact_id"].capitalize(), "email": f"{one['contact_id']}@people.example",
         **one}
        for one in PEOPLE
    ]  # fmt: skip
    with (
        closing(store.open_store(fleet_store)) as opened, opened.cursor() as cursor,
        store.transaction(cursor),
    ):  # fmt: skip
        store.insert(cursor, schema.CONTACTS, people)
        store.insert(cursor, schema.ACTIVITIES, [{
            "activity_id": "1", "account_id": "f1", "contact_id": "ida", "kind": "mail reply",
            "direction": "theirs", "occurred_at": datetime(2026, 2, 11, 9)}])  # fmt: skip
        store.next_revision(cursor)
    return fleet_store


def open_coverage(**link: str) -> AppTest:
    return open_app(**link).switch_page(places.COVERAGE_PAGE).run()


def table(window: AppTest, column: str) -> Any:
    """The one table with this column."""
    (found,) = (frame.value for frame in window.dataframe if column in frame.value)
    return found


def tier(window: AppTest, name: str) -> AppTest:
    return window.segmented_control(key="coverage_tier").set_value(name).run()


def test_the_best_tier_by_hand(known: Path) -> None:
    window = open_coverage()
    assert not problems(window)
    assert headline(window) == (
        "2 of 2 tier 1 accounts have no usable economic buyer, due now at all of them, and $150K "
        "of open pipeline sits there.")  # fmt: skip
    assert figures(window) == {
        "Coverage": ("10 %", "1 of 10 contacts"),
        "Every role covered": ("0", "of 2 accounts"),
        "On one contact": ("1", "of 2 accounts"),
        "Pipeline at risk": ("$150K", "of $150K open"),
    }
    words = said(window)
    assert "2 accounts: those with a missing role first" in words
    assert ("Tier 1: economic buyer missing at 2 of 2 accounts, due now at all of them, with $150K "
            "of open pipeline. At 1 of them somebody in the data could fill it, by "
            "title.") in words  # fmt: skip
    assert ("Tier 1: champion missing at 1 of 2 accounts, due now, with $50.0K of open "
            "pipeline.") in words  # fmt: skip
    assert "At 1 of 2 accounts all engagement comes from one contact." in words
    assert table(window, "n_threads_needed")["name"].tolist() == ["Alder Freight"]
    assert "No decided deal lies within the activities" in words


def test_other_tiers(known: Path) -> None:
    window = tier(open_coverage(), "Tier 2")
    assert not problems(window)
    assert figures(window)["Coverage"][0] == "0 %"
    assert "Cedar Stores, economic buyer: nobody known." in said(window)
    tier(window, "Tier 3")
    # Of f4, f5 and f7 only f4 is covered; of the other two f5 has the $10K.
    assert headline(window).startswith("2 of 3 tier 3 accounts have no usable economic buyer or")
    assert figures(window)["Every role covered"] == ("1", "of 3 accounts")
    assert figures(window)["Pipeline at risk"] == ("$10.0K", "of $10.0K open")
    tier(window, "All")
    # 1 of 10, 0 of 3 and 1 of 3 contacts.
    assert figures(window)["Coverage"] == ("12 %", "2 of 16 contacts")
    assert not problems(window)


def test_a_link_names_the_tier(known: Path) -> None:
    assert "tier 2" in headline(open_coverage(coverage_tier="Tier 2"))
    assert "tier 1" in headline(open_coverage(coverage_tier="nonsense"))


def test_the_people_behind_a_cell(known: Path) -> None:
    window = open_coverage()
    account = window.selectbox(key="coverage_account_1")
    assert account.options == ["Alder Freight", "Birch Cargo"]
    window.selectbox(key="coverage_role_f1").set_value("champion").run()
    assert not problems(window)
    assert "1 contact at Alder Freight is known as champion." in said(window)
    (ida,) = table(window, "is_said").to_dict("records")
    assert (ida["name"], ida["standing"], ida["source"]) == ("Ida", "engaged", "CRM or a person")
    window.selectbox(key="coverage_role_f1").set_value("economic buyer").run()
    assert "only stale contacts. 1 known, 1 reachable, 0 current, 0 engaged; 1 needed." in said(
        window)
    (bo,) = table(window, "is_said").to_dict("records")
    assert (bo["name"], bo["standing"]) == ("Bo", "stale")
    window.selectbox(key="coverage_account_1").set_value("f2").run()
    assert "Nobody at Birch Cargo is known as economic buyer." in said(window)
    (eve,) = table(window, "fit").to_dict("records")
    assert (eve["name"], eve["fit"]) == ("Eve", 2)


def test_lists_to_act_on(known: Path) -> None:
    window = open_coverage()
    # Nine of ten are missing; of three contacts bo's data are doubtful.
    assert len(table(window, "requirement")) == 9
    assert "Contacts to verify (1)" in said(window)
    assert table(window, "why")["contact"].tolist() == ["Bo"]
    upload = window.segmented_control(key="coverage_upload")
    upload.set_value("LinkedIn contacts").run()
    assert not problems(window)
    assert "Nobody had to be left out." in said(window)
    assert "LinkedIn asks for at least 300 rows; this list has 3" in said(window)
    assert "Download 3 rows" in {one.proto.label for one in window.get("download_button")}
    tier(window, "Tier 2")
    assert "Left out: 1 who opted out, 0 whose mail bounced" in said(window)
    (problem,) = problems(window)
    assert problem.startswith("Nobody on the list can be in the upload to LinkedIn.")
    window.segmented_control(key="coverage_upload").set_value("LinkedIn companies").run()
    assert not problems(window)
    assert "Download 1 row" in {one.proto.label for one in window.get("download_button")}


def test_accounts_without_contacts(fleet_store: Path) -> None:
    window = open_coverage()
    assert not problems(window)
    assert "No contact at these accounts has a buying role yet." in said(window)
    assert figures(window)["Coverage"][0] == "0 %"


def test_nothing_saved_yet(store_path: Path) -> None:
    fleets.build(store_path, profile=None)
    window = open_coverage()
    assert not problems(window)
    assert headline(window) == "Save tiers to see whom you know at them"


def test_an_empty_store(store_path: Path) -> None:
    window = open_coverage()
    assert not problems(window)
    assert headline(window) == "Bring accounts and contacts, or try the sample"


def test_the_sample(with_sample: Path) -> None:
    """Tier 3 goes on for pages; own deals tell."""
    window = open_coverage(coverage_tier="Tier 3")
    assert not problems(window)
    assert "Accounts 1 to 40 of 959" in said(window)
    window.number_input(key="coverage_page_3").set_value(24).run()
    assert "Accounts 921 to 959 of 959" in said(window)
    assert "3 or more engaged contacts go together with more wins" in said(window)
    assert not problems(window)
