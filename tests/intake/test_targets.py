"""Existing target lists: history with dates, and today's list without."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from intake_files import contents, counts, rows, take_in

from abm_core.store import Store

ACCOUNTS = "Id,Name,Website,Industry\n1,Acme,acme.com,IT\n2,Beta,beta.com,IT\n3,Gamma,,IT\n"
ENTRIES = """
SELECT programme_id, account_id, tier, joined_on, left_on FROM target_list
ORDER BY account_id, joined_on
"""
PROGRAMMES = "SELECT programme_id, name, launched_on FROM programmes"


@pytest.fixture(autouse=True)
def _accounts(store: Store) -> None:
    take_in(store, ACCOUNTS)


def test_a_history_is_taken_in_as_it_was(store: Store) -> None:
    text = """Programme,Account ID,Tier,Joined on,Left on,Approver
Nordic,1,2,2025-01-13,2025-06-01,Ida
Nordic,1,1,2025-06-01,,Ida
nordic,2,3,2025-02-01,,
"""
    assert counts(take_in(store, text)) == (3, 0, 0, 0)
    assert rows(store, ENTRIES) == [
        ("nordic", "1", "2", date(2025, 1, 13), date(2025, 6, 1)),
        ("nordic", "1", "1", date(2025, 6, 1), None),
        ("nordic", "2", "3", date(2025, 2, 1), None),
    ]
    assert rows(store, PROGRAMMES) == [("nordic", "Nordic", date(2025, 1, 13))]
    before = contents(store)
    assert counts(take_in(store, text)) == (0, 0, 3, 0)
    assert contents(store) == before


def test_accounts_by_domain_and_name_and_those_not_known(store: Store) -> None:
    text = """Account name,Domain,Tier,Joined on
X,www.acme.com,1,2025-01-13
Beta,,2,2025-01-13
Delta,,2,2025-01-13
"""
    report = take_in(store, text)
    assert counts(report) == (2, 0, 0, 1)
    assert report.files[0].reasons == {"No account 'Delta' is known; import accounts first": 1}
    assert rows(store, PROGRAMMES) == [
        ("abm-programme", "ABM programme", date(2025, 1, 13))
    ]


def test_rows_without_a_day_say_what_holds_today(store: Store) -> None:
    text = "Account ID,Tier\n1,Tier 1\n2,2\n3,\n"
    assert counts(take_in(store, text, at=datetime(2026, 1, 5))) == (2, 0, 0, 0)
    again = take_in(store, text, at=datetime(2026, 2, 1))
    assert counts(again) == (0, 0, 2, 0)
    assert again.files[0].skipped == {"of accounts on no list": 1}
    moved = "Account ID,Tier\n1,1\n2,1\n3,\n"
    report = take_in(store, moved, at=datetime(2026, 3, 1))
    assert counts(report) == (1, 0, 1, 0)
    assert rows(store, ENTRIES) == [
        ("abm-programme", "1", "1", date(2026, 1, 5), None),
        ("abm-programme", "2", "2", date(2026, 1, 5), date(2026, 3, 1)),
        ("abm-programme", "2", "1", date(2026, 3, 1), None),
    ]
    assert report.files[0].notes == ["1 entry ends on the day the account joined another tier"]
    assert counts(take_in(store, moved, at=datetime(2026, 4, 1))) == (0, 0, 2, 0)


def test_a_leaving_day_ends_the_entry(store: Store) -> None:
    take_in(store, "Account ID,Tier,Joined on\n1,1,2025-01-13\n")
    text = "Account ID,Tier,Left on\n1,1,2025-05-01\n"
    assert counts(take_in(store, text)) == (0, 1, 0, 0)
    assert rows(store, ENTRIES)[0][-1] == date(2025, 5, 1)
    assert counts(take_in(store, text)) == (0, 0, 1, 0)


def test_what_makes_no_sense_is_rejected(store: Store) -> None:
    text = """Account ID,Tier,Joined on,Left on
1,1,2025-02-01,2025-01-01
2,A,2025-02-01,
,1,2025-02-01,
3,1,2025-02-01,
3,1,2025-02-01,
3,2,2025-02-01,
"""
    report = take_in(store, text)
    assert counts(report) == (1, 0, 0, 4)
    assert report.files[0].skipped == {"repeating another row": 1}
    assert report.files[0].reasons == {
        "Left on 2025-01-01 is before joined on 2025-02-01": 1,
        "Tier: 'A' is none of 1, 2, 3": 1,
        "The row names no account": 1,
        "same account as row 5 with other values": 1,
    }


def test_two_programmes_do_not_touch_each_other(store: Store) -> None:
    take_in(store, "Programme,Account ID,Tier,Joined on\nA,1,1,2025-01-01\nB,1,2,2025-02-01\n")
    assert [row[0] for row in rows(store, ENTRIES)] == ["a", "b"]
    assert all(row[-1] is None for row in rows(store, ENTRIES))
