"""Data, once there are some: what they answer, what is wrong with them, how old they are."""

from __future__ import annotations

from pathlib import Path

import fleets
from page_tools import headline, open_app, open_data, plain, problems, said, upload
from streamlit.testing.v1 import AppTest

from ui import frame

TWINS = """\
Account ID,Account name,Domain,Industry,Employees
t1,Ivy Lines,ivy.example,Rail,20
t2,Ivy Lines Rail,ivy.example,Rail,90
t3,Kal,kal.example,Sea,7
"""
DEALS = """\
Opportunity ID,Account ID,Amount,Currency,Stage,Created on
d1,t1,100,USD,Proposal,2026-02-10
d2,t9,100,USD,Proposal,2026-02-10
"""


def bring(*files: tuple[str, str]) -> AppTest:
    """Import files as proposed."""
    return upload(open_data(), *files).button(key="import").click().run()


def findings(window: AppTest) -> list[str]:
    """What the checks that fail say, in their order."""
    badges = ("Wrong ", "Left out ", "Doubtful ")
    labels = [plain(one.label) for one in window.expander]
    return [label for label in labels if label.startswith(badges)]


def downloads(window: AppTest) -> list[str]:
    return [button.label for button in window.get("download_button")]


def test_an_empty_store_begins_with_the_import(store_path: Path) -> None:
    window = open_data()
    text = said(window)
    assert "What your data can answer" not in text
    assert "Quality" not in text and "Freshness" not in text


def test_what_the_data_answer(fleet_store: Path) -> None:
    window = open_data()
    assert not problems(window)
    text = said(window)
    assert (
        "Your data answer 1 of 6 questions and 2 in part; contacts would open two more."
    ) in text
    assert "Who should we pursue? ICP & tiers\n" in text
    assert "Missing: contacts; activities, to tell engaged contacts" in text
    assert "Salesforce: A report of the type Contacts & Accounts;" in text
    assert "HubSpot: Export the contacts with all properties" in text


def test_data_without_fault_pass(fleet_store: Path) -> None:
    window = open_data()
    assert "All 14 checks pass." in said(window)
    assert "- No two accounts share a web domain." in said(window)
    assert findings(window) == []
    assert "findings in the data" not in said(open_app())


def test_findings_worst_first_with_rows_and_a_way_out(store_path: Path) -> None:
    window = bring(("accounts.csv", TWINS), ("deals.csv", DEALS))
    assert not problems(window)
    assert findings(window) == [
        "Wrong 2 accounts share their web domain with another",
        "Left out 1 opportunity belongs to no account that is here",
    ]
    text = said(window)
    assert "12 of 14 checks pass. Worst: 2 accounts share their web domain with another" in text
    assert "For example ivy.example: 2 accounts, one of them Ivy Lines" in text
    assert "Fix: Merge the records in the CRM" in text
    assert "2 rows as CSV" in downloads(window) and "1 row as CSV" in downloads(window)


def test_findings_are_said_on_the_screen_that_they_affect(store_path: Path) -> None:
    bring(("accounts.csv", TWINS), ("deals.csv", DEALS))
    window = open_app()
    assert not problems(window)
    assert (
        "Data 2 findings in the data affect this screen. Worst: 2 accounts share their web domain "
        "with another."
    ) in said(window)
    assert any(link.proto.label == "See the data" for link in window.get("page_link"))


def test_a_better_file_closes_a_finding(store_path: Path) -> None:
    bring(("accounts.csv", TWINS), ("deals.csv", DEALS))
    window = bring(("more.csv", "Account ID,Account name,Domain\nt2,Ivy Lines Rail,rail.example\n"))
    assert findings(window) == ["Left out 1 opportunity belongs to no account that is here"]
    window = bring(("late.csv", "Account ID,Account name\nt9,Late Lines\n"))
    assert findings(window) == []


def test_a_saved_list_answers_more_without_an_import(store_path: Path) -> None:
    """Answers are kept until something is imported or saved."""
    fleets.build(store_path, profile=None)
    window = open_data()
    assert "Missing: a target list (saved in ICP & tiers, or imported)" in said(window)
    opened = frame.open_once(str(store_path))
    fleets.save(opened, fleets.PROFILE, author="Ida Holm")
    assert "Missing: a target list" not in said(window.run())


def test_freshness_names_what_is_due(fleet_store: Path) -> None:
    """The files came on 2 March 2026; the clock of the test has moved on since."""
    window = open_data()
    (ages,) = (table.value for table in window.table)
    assert list(ages.index) == ["Accounts", "Opportunities", "Target list"]
    assert list(ages["Newest day"]) == ["5 Jan 2026", "20 Feb 2026", "20 Feb 2026"]
    assert list(ages["Rows"]) == ["8", "4", "6"]
    assert list(ages["File"])[2] == "–", "saved here, not imported"
    assert "The newest day is 20 Feb 2026, " in said(window)


def test_the_sample_has_findings(with_sample: Path) -> None:
    window = open_data()
    assert not problems(window)
    assert headline(window).startswith("5,000 accounts and 4,000 opportunities")
    assert findings(window)
