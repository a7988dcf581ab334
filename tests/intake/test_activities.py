"""Activities: what they were, who took part, when, and what happens to rows without an id."""

from __future__ import annotations

from datetime import datetime

import pytest
from intake_files import contents, counts, rows, table, take_in

from abm_core.intake.layout.mapping import propose
from abm_core.intake.ledger import undo_last
from abm_core.intake.read.readers import Table
from abm_core.store import Store

BASE = (
    "Id,Name,Website,Industry\n0015500000Xyy06,Acme,acme.com,IT\n2,Beta,beta.com,IT\n",
    "Id,AccountId,LastName,Email\n0031G00001QtDPl,0015500000Xyy06,Holm,ida@acme.com\n",
    "Id,AccountId,StageName,Amount\n0061G00000N38JZ,2,Demo,5\n",
)
SHOWN = "SELECT kind, channel, direction, minutes FROM activities ORDER BY activity_id"


def kinds(store: Store) -> list[tuple[object, ...]]:
    return rows(store, SHOWN)


def test_times_are_utc_with_their_seconds(store: Store) -> None:
    take_in(store, """Activity ID,Occurred at,Kind,Subject
1,2026-03-02T09:30:15+02:00,call,a
2,2026-03-02 9:30,call,b
3,2026-03-02,call,c
""")
    assert rows(store, "SELECT occurred_at FROM activities ORDER BY activity_id") == [
        (datetime(2026, 3, 2, 7, 30, 15),), (datetime(2026, 3, 2, 9, 30),),
        (datetime(2026, 3, 2),),
    ]  # fmt: skip


def test_salesforce_events_are_meetings_and_their_ids_are_sorted(store: Store) -> None:
    events = """Id,WhoId,WhatId,AccountId,StartDateTime,DurationInMinutes,EventSubtype
1,0031G00001QtDPlQAN,,,2026-01-02T10:00:00Z,30,Event
2,00Q1G00000nDnM5UAK,0061G00000N38JZQAZ,,2026-01-02T10:00:00Z,45,Event
3,,0015500000Xyy06AAB,,2026-01-02T10:00:00Z,5,Event
4,,5003000000D8cuIAAR,,2026-01-02T10:00:00Z,5,Event
"""
    report = take_in(store, *BASE, events)
    assert kinds(store)[0] == ("meeting", "meeting", "theirs", 30.0)
    found = rows(store, "SELECT contact_id, lead_id, opportunity_id, account_id FROM activities "
                        "ORDER BY activity_id")
    assert found == [
        ("0031G00001QtDPl", None, None, "0015500000Xyy06"),
        (None, "00Q1G00000nDnM5", "0061G00000N38JZ", "2"),
        (None, None, None, "0015500000Xyy06"),
        (None, None, None, None),
    ]
    notes = " ".join(report.files[3].notes)
    assert "1 activity took that of their contact" in notes
    assert "1 activity took that of their opportunity" in notes
    assert "(they begin with 500) are left out" in notes


def test_salesforce_tasks_are_calls_mails_and_others(store: Store) -> None:
    take_in(store, """Id,ActivityDate,TaskSubtype,CallType,CallDurationInSeconds
1,2026-01-02,Call,Inbound,420
2,2026-01-02,Email,,
3,2026-01-02,Task,,
4,2026-01-02,Task,Outbound,60
""")
    assert kinds(store) == [
        ("call", "call", "theirs", 7.0), ("mail sent", "mail", "ours", None),
        ("other", "other", None, None), ("call", "call", "ours", 1.0),
    ]  # fmt: skip


def test_zoho_calls_and_their_zero_for_nothing(store: Store) -> None:
    take_in(store, *BASE, "TASKID,Call Start Time,Call Duration (in seconds),Call Type,CONTACTID,"
            "ACCOUNTID,POTENTIALID\n1,2026-01-02 10:00:00,90,Inbound,0031G00001QtDPl,,0\n"
            "2,2026-01-02 10:00:00,60,Outbound,,2,0\n")
    assert kinds(store) == [("call", "call", "theirs", 1.5), ("call", "call", "ours", 1.0)]
    found = rows(store, "SELECT account_id, opportunity_id FROM activities ORDER BY activity_id")
    assert found == [("0015500000Xyy06", None), ("2", None)]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("OPEN", "mail open"), ("CLICK", "mail click"), ("SENT", "mail sent"),
        ("BOUNCE", "other"), ("INCOMING_EMAIL", "mail reply"), ("Email", "mail sent"),
        ("MEETING", "meeting"), ("Form Submission", "form fill"), ("Webinar", "webinar"),
        ("Page view", "page visit"), ("Conference", "on-site event"), ("NOTE", "other"),
        ("Clicked Email", "mail click"), ("Ad impression", "ad impression"),
    ],
)  # fmt: skip
def test_kinds_of_other_systems(store: Store, word: str, kind: str) -> None:
    take_in(store, f"Activity ID,Occurred at,Activity Type\n1,2026-01-02,{word}\n")
    assert kinds(store)[0][0] == kind


@pytest.mark.parametrize(
    ("name", "kind", "direction"),
    [
        ("marketo_activity_click_email_data.csv", "mail click", "theirs"),
        ("marketo_activity_open_email_data.csv", "mail open", "theirs"),
        ("marketo_activity_send_email_data.csv", "mail sent", "ours"),
        ("marketo_activity_email_bounced_data.csv", "other", "ours"),
        ("marketo_activity_unsubscribe_email_data.csv", "other", "theirs"),
        ("contact_form_submissions.csv", "form fill", "theirs"),
        ("Webinar attendance 2026.csv", "webinar", "theirs"),
    ],
)
def test_the_name_of_a_file_tells_the_kind(
    store: Store, name: str, kind: str, direction: str
) -> None:
    text = "id,lead_id,activity_date\n1,7,2026-01-02\n"
    report = take_in(store, table(text, name))
    assert kinds(store)[0][::2] == (kind, direction)
    assert report.files[0].notes[0].startswith("Kind: '")


def test_sessions_are_page_visits(store: Store) -> None:
    take_in(store, "session_id,customer_id,started_at,ended_at,utm_source,utm_medium,utm_campaign\n"
                   "1,2956,2020-02-04 4:30:21,2020-02-04 4:31:00,facebook,paid_social,x\n"
                   "2,4,2020-02-04 4:30:21,,direct,,\n")
    assert [row[:3] for row in kinds(store)] == [
        ("page visit", "ad", "theirs"), ("page visit", "web", "theirs"),
    ]  # fmt: skip


NO_ID = """Account name,Contact name,Occurred at,Kind,Subject,Note
Acme,Holm,2026-01-02,call,Intro,a
Acme,Holm,2026-01-02,call,Intro,a
Acme,Holm,2026-01-02,call,Intro,b
Acme,Holm,2026-01-03,call,Intro,a
"""


def test_rows_equal_in_all_count_once_and_others_are_kept(store: Store) -> None:
    report = take_in(store, *BASE, NO_ID)
    assert counts(report, 3) == (3, 0, 0, 0)
    assert report.files[3].skipped == {"repeating another row": 1}
    assert any("1 row repeats another row in full" in note for note in report.files[3].notes)
    keys = [key for (key,) in rows(store, "SELECT activity_id FROM activities ORDER BY 1")]
    assert sum(key.endswith("#2") for key in keys) == 1
    before = contents(store)
    assert counts(take_in(store, NO_ID)) == (0, 0, 3, 0)
    assert contents(store) == before
    found = rows(store, "SELECT DISTINCT contact_id, account_id FROM activities")
    assert found == [("0031G00001QtDPl", "0015500000Xyy06")]


def test_an_unknown_contact_and_account_wait_and_join(store: Store) -> None:
    activities = """Activity ID,Account ID,Contact ID,Email,Occurred at,Kind
1,77,,,2026-01-02,call
2,,c9,,2026-01-02,call
3,,,tom@gamma.com,2026-01-02,form fill
4,,,joe@gmail.com,2026-01-02,form fill
"""
    report = take_in(store, activities)
    assert report.files[0].n_orphans == 4
    before = contents(store)
    report = take_in(
        store, "Id,Name,Website,Industry\n77,Seven,seven.com,IT\n78,Gamma,gamma.com,IT\n",
        "Contact ID,Account ID,Last Name,Email\nc9,77,Nine,\nc10,78,Joe,JOE@gmail.com\n",
    )
    assert report.notes == [
        "2 earlier activities have found a contact", "1 earlier activity has found an account",
    ]  # fmt: skip
    found = rows(store, "SELECT account_id, contact_id FROM activities ORDER BY activity_id")
    assert found == [("77", None), ("77", "c9"), ("78", None), ("78", "c10")]
    assert not take_in(store, activities).changed
    undo_last(store, undone_at=datetime(2026, 1, 6))
    undo_last(store, undone_at=datetime(2026, 1, 6))
    assert contents(store) == before


def test_a_stated_account_that_is_unknown_is_not_replaced(store: Store) -> None:
    take_in(store, *BASE, "Activity ID,Account ID,Contact ID,Occurred at,Kind\n"
                          "1,99,0031G00001QtDPl,2026-01-02,call\n")
    assert rows(store, "SELECT account_id FROM activities") == [("99",)]


def test_a_file_of_links_says_whose_an_engagement_is(store: Store) -> None:
    calls = table("engagement_id,type,property_hs_timestamp\n1,CALL,2026-01-02 10:00:00\n",
                  "engagement_call_data.csv")
    links = table("contact_id,engagement_id,engagement_type\n0031G00001QtDPl,1,CALL\nc2,2,CALL\n",
                  "engagement_contact_data.csv")
    report = take_in(store, *BASE, links, calls)
    assert counts(report, 3) == (0, 1, 0, 1)
    assert report.files[3].reasons == {"No activity '2' is known; import activities first": 1}
    assert rows(store, "SELECT kind, contact_id, account_id FROM activities") == [
        ("call", "0031G00001QtDPl", "0015500000Xyy06")
    ]


def test_campaigns_are_found_by_name(store: Store) -> None:
    take_in(store, "Campaign ID,Campaign,Spend\nc1,Spring webinar,5\n",
            "Activity ID,Occurred at,Kind,Campaign Name\n1,2026-01-02,webinar,spring Webinar\n"
            "2,2026-01-02,webinar,Autumn\n")
    campaign = "SELECT campaign_id FROM activities ORDER BY activity_id"
    assert rows(store, campaign) == [("c1",), ("Autumn",)]
    take_in(store, "Campaign ID,Campaign,Spend\nc2,Autumn,7\n")
    assert rows(store, campaign) == [("c1",), ("c2",)]


def test_durations_written_as_a_clock(store: Store) -> None:
    take_in(store, "Activity - Pipedrive System ID,Activity - Due date,Activity - Type,"
                   "Activity - Duration\n1,45631,call,00:30\n2,45631,meeting,1:15:30\n")
    # Day 45,631 of Excel's calendar is 5 December 2024.
    assert rows(store, "SELECT minutes, occurred_at FROM activities ORDER BY activity_id") == [
        (30.0, datetime(2024, 12, 5)), (75.5, datetime(2024, 12, 5)),
    ]  # fmt: skip


def test_a_required_time_is_missed_and_a_plain_list_is_no_activity() -> None:
    accounts = table("Account Name,Website,Type,Created\nAcme,acme.com,Customer,2026-01-02\n")
    assert propose(accounts).mapping.entity == "accounts"
    found: Table = table("Id,AccountId,Name,StageName,Amount,CloseDate,Type\n1,1,A,Demo,5,,New\n")
    assert propose(found).mapping.entity == "opportunities"
