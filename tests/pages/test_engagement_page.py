"""Engagement: who answered, who moves, who hangs on one contact, on numbers worked out by hand.

As of 20 Feb 2026, a Friday, the last complete week is that of 9 February. Nobody has a title, so
a meeting of 30 minutes is 15 points. Alder: two people with 15 points each, which blend to
15 x 2^(4/3) = 37.8. Birch: one person with 30. Cedar: three mails of ours, no answer.
"""

from __future__ import annotations

from pathlib import Path

import fleets
import pytest
from page_tools import figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import overview, schema, store
from abm_core.intake import load
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers
from abm_core.measure import weeks
from ui import frame

CONTACTS = """\
Contact ID,Account ID,Full name,Email
c1,f1,Ada Alm,ada@alder.example
c2,f1,Ben Ask,ben@alder.example
c3,f2,Cleo Bir,cleo@birch.example
c4,f3,Dan Ced,dan@cedar.example
"""
ACTIVITIES = """\
Activity ID,Account ID,Contact ID,Occurred at,Channel,Kind,Direction,Minutes
a1,f1,c1,2026-02-10 10:00:00,meeting,meeting,theirs,30
a2,f1,c2,2026-02-11 10:00:00,meeting,meeting,theirs,30
a3,f2,c3,2026-02-12 10:00:00,meeting,meeting,theirs,60
a4,f3,c4,2026-02-10 10:00:00,mail,mail sent,ours,
a5,f3,c4,2026-02-11 10:00:00,mail,mail sent,ours,
a6,f3,c4,2026-02-12 10:00:00,mail,mail sent,ours,
"""
VIEW, ACCOUNT = "engagement_view", "engagement_account"


@pytest.fixture
def busy_store(fleet_store: Path) -> Path:
    """The eight accounts, and a week in which some of them did something."""
    opened = store.open_store(fleet_store)
    items = []
    for name, text in (("contacts.csv", CONTACTS), ("activities.csv", ACTIVITIES)):
        (table,) = readers.read(name, text.encode())
        items.append((table, mapping.propose(table).mapping))
    load.import_tables(opened, items, imported_at=fleets.NOON)
    opened.close()
    return fleet_store


def open_engagement(view: str = "") -> AppTest:
    window = open_app().switch_page(frame.ENGAGEMENT_PAGE).run()
    if view:
        window.segmented_control(key=VIEW).set_value(view).run()
    assert not problems(window)
    return window


def test_without_accounts_it_says_what_to_bring(store_path: Path) -> None:
    assert headline(open_engagement()).startswith("Bring your accounts and what they do")


def test_without_activities_nothing_is_claimed(fleet_store: Path) -> None:
    window = open_engagement()
    assert headline(window) == (
        "None of 6 target accounts answered in the last 13 weeks; there is no activity of theirs."
    )
    for view in ("Surges", "Reach and response", "One account"):
        window.segmented_control(key=VIEW).set_value(view).run()
        assert not problems(window)


def test_who_answered(busy_store: Path) -> None:
    window = open_engagement()
    assert headline(window) == (
        "2 of 6 target accounts answered in the last 13 weeks; 1 is engaged.")
    assert figures(window) == {
        "Answered": ("2", "33 % of target accounts"),
        "Engaged": ("1", "17 % of target accounts"),
        "Surging": ("–", ""),
        "Hanging on one contact": ("1", "17 % of target accounts"),
    }
    assert "9 Feb 2026 to 15 Feb 2026" in said(window)


def test_who_is_moving(busy_store: Path) -> None:
    window = open_engagement("Who is moving")
    assert "Alder Freight rose most, from 0 to 38 points a week." in said(window)
    (moving,) = (table.value for table in window.dataframe if "why_now" in table.value)
    assert list(moving["name"]) == ["Alder Freight"], "one person moves nothing"
    assert moving["points"].round(2).tolist() == [37.8]


def test_surges_wait_for_a_baseline(busy_store: Path) -> None:
    assert "No week can be told from chance yet" in said(open_engagement("Surges"))


def test_topics_are_told_where_no_week_can_be_tried(fleet_store: Path) -> None:
    """Of the last complete week before the newest day, as the command line does."""
    opened = store.open_store(fleet_store)
    with opened.cursor() as cursor:
        last = weeks.last_complete(overview.newest_day(cursor) or fleets.NOON.date())
        store.insert(cursor, schema.SIGNALS, [
            {"account_id": "f1", "week": last, "source": "third-party", "topic": "Routing",
             "strength": 80.0}])
        store.next_revision(cursor)
    opened.close()
    text = said(open_engagement("Surges"))
    assert "No week can be told from chance yet" in text
    assert "1 account reached 60 on at least 1 of 1 topic in one week." in text


def test_who_is_silent_and_who_hangs_on_one(busy_store: Path) -> None:
    window = open_engagement("Reach and response")
    tables = [table.value for table in window.dataframe]
    (silent,) = (table for table in tables if "reach" in table)
    assert list(silent["name"]) == ["Cedar Stores"]
    (alone,) = (table for table in tables if "contact" in table)
    assert alone[["name", "contact", "points"]].to_numpy().tolist() == [
        ["Birch Cargo", "Cleo Bir", 30.0]]  # fmt: skip


def test_one_account_adds_up(busy_store: Path) -> None:
    window = open_engagement("One account")
    window.selectbox(key=ACCOUNT).set_value("f1").run()
    assert not problems(window)
    assert "2 people with 30.0 points in all count as 37.8" in said(window)
    (people,) = (table.value for table in window.dataframe if "share" in table.value)
    assert people["points"].tolist() == [15.0, 15.0]
    assert people["share"].tolist() == ["50 %", "50 %"]


def test_a_link_shows_what_its_sender_saw(busy_store: Path) -> None:
    window = open_app(engagement_view="One account", engagement_account="f2")
    window.switch_page(frame.ENGAGEMENT_PAGE).run()
    assert not problems(window)
    assert window.selectbox(key=ACCOUNT).value == "f2"


def test_when_to_act_needs_a_timing_score(busy_store: Path) -> None:
    window = open_engagement("When to act")
    assert "Fit and timing need a saved profile" in said(window)
    assert "No account became qualified in that time." in said(window)


def test_families_are_taken_together_on_request(busy_store: Path) -> None:
    opened = store.open_store(busy_store)
    with opened.cursor() as cursor, store.transaction(cursor):
        cursor.execute("UPDATE accounts SET parent_id = 'f1' WHERE account_id = 'f2'")
        store.next_revision(cursor)
    opened.close()
    window = open_engagement()
    window.segmented_control(key="engagement_whose").set_value("All accounts").run()
    apart = window.dataframe[0].value.set_index("name")["n_contacts"].to_dict()
    window.segmented_control(key="engagement_family").set_value("Families as one").run()
    assert not problems(window)
    together = window.dataframe[0].value.set_index("name")["n_contacts"].to_dict()
    assert (apart, together) == ({"Alder Freight": 2}, {"Alder Freight": 3})
    window.segmented_control(key=VIEW).set_value("Reach and response").run()
    assert not problems(window)


def test_the_choice_of_accounts_reaches_the_trend(busy_store: Path) -> None:
    window = open_engagement()
    assert "Target accounts; complete weeks" in said(window)
    window.segmented_control(key="engagement_whose").set_value("All accounts").run()
    assert "Target accounts; complete weeks" not in said(window)
    assert "6 of 6 activities" in said(window) or "All 6 activities are in." in said(window)
