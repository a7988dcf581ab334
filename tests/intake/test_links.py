"""Campaigns, signals, contacts of opportunities and stages: keys, orphans, undo."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from intake_files import NOON, contents, counts, rows, table, take_in

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.layout.mapping import check, propose
from abm_core.intake.ledger import undo_last
from abm_core.intake.load import load_frames
from abm_core.intake.rows.changes import Log, rekey, upsert
from abm_core.store import Store, insert

ACCOUNTS = "Id,Name,Website,Industry\n1,Acme,acme.com,IT\n2,Beta,beta.com,IT\n"
LATER = datetime(2026, 1, 6)


def test_campaign_spend_as_vendors_write_it(store: Store) -> None:
    take_in(store, 'CAMPAIGNID,Campaign Name,Type,Start Date,Actual Cost\n'
                   '1,Fair,Conference,2021-04-25,"$1,117.10K"\n')
    take_in(store, "campaign_id,campaign_name,cost_micros,currency_code\n2,Search,1250000,eur\n")
    found = rows(store, "SELECT campaign_id, name, channel, started_on, spend, currency "
                        "FROM campaigns ORDER BY 1")
    assert found == [
        ("1", "Fair", "Conference", date(2021, 4, 25), 1_117_100.0, "USD"),
        ("2", "Search", None, None, 1.25, "EUR"),
    ]


def test_a_campaign_without_id_is_known_by_name(store: Store) -> None:
    text = "Campaign,Channel,Spend\nSpring webinar,webinar,5\n"
    take_in(store, text)
    assert not take_in(store, text).changed
    assert rows(store, "SELECT campaign_id FROM campaigns") == [("cam-spring-webinar",)]


SIGNALS = """Account_Name,domain,Topic_Name,Composite_Score,Partition_Date
Acme,acme.com,Data,72,03/04/2026
Acme,acme.com,Data,72,03/04/2026
Acme,acme.com,Data,101,03/19/2026
Gamma,gamma.com,Data,60,03/19/2026
"""


def test_signals_are_weekly_and_their_accounts_can_come_later(store: Store) -> None:
    report = take_in(store, ACCOUNTS, SIGNALS)
    assert counts(report, 1) == (2, 0, 0, 1)
    assert report.files[1].reasons == {"Strength: 101 is not between 0 and 100": 1}
    assert report.files[1].n_orphans == 1
    # 4 March 2026 is a Wednesday, 19 March a Thursday.
    shown = "SELECT account_id, week, source, topic, strength FROM signals ORDER BY week"
    first = ("1", date(2026, 3, 2), "third-party", "Data", 72.0)
    assert rows(store, shown)[0] == first
    before = contents(store)
    report = take_in(store, "Id,Name,Website,Industry\n3,Gamma,gamma.com,IT\n")
    assert report.notes == ["1 earlier signal has found an account"]
    assert rows(store, shown) == [first, ("3", date(2026, 3, 16), "third-party", "Data", 60.0)]
    assert not take_in(store, SIGNALS).changed
    undo_last(store, undone_at=LATER)
    undo_last(store, undone_at=LATER)
    assert contents(store) == before


ROLES = """Id,OpportunityId,ContactId,Role,IsPrimary
r1,d1,c1,Decision Maker,true
r2,d1,c2,,false
"""


def test_contacts_of_opportunities_wait_for_both_sides(store: Store) -> None:
    report = take_in(store, ROLES)
    assert counts(report) == (2, 0, 0, 0)
    assert report.files[0].n_orphans == 2
    deal = "Deal ID,Account ID,Stage,Amount\nd1,1,Demo,5\n"
    report = take_in(store, ACCOUNTS, deal, "Contact ID,Account ID,Last Name\nc1,1,Holm\n")
    assert report.notes == ["1 earlier opportunity contact has found both sides"]
    assert rows(store, "SELECT role, is_primary FROM opportunity_contacts WHERE contact_id = 'c1'"
                ) == [("Decision Maker", True)]
    assert not take_in(store, ROLES).changed


def test_stages_of_salesforce_and_hubspot(store: Store) -> None:
    salesforce = """Id,OpportunityId,StageName,Amount,CreatedDate,CloseDate
h1,d1,Demo,5,2026-01-02T10:00:00Z,2026-06-30
h2,d1,Proposal,7,2026-01-09T10:00:00Z,2026-06-30
"""
    hubspot = table("deal_id,date_entered,value\n9,2021-01-07 6:49:18,demo\n", "deal_stage.csv")
    report = take_in(store, table(salesforce), hubspot)
    assert [one.entity for one in report.files] == ["stage_history", "stage_history"]
    found = rows(store, "SELECT opportunity_id, stage, changed_at, amount FROM stage_history "
                        "ORDER BY changed_at")
    assert found == [
        ("9", "demo", datetime(2021, 1, 7, 6, 49, 18), None),
        ("d1", "Demo", datetime(2026, 1, 2, 10), 5.0),
        ("d1", "Proposal", datetime(2026, 1, 9, 10), 7.0),
    ]
    before = contents(store)
    assert not take_in(store, table(salesforce), hubspot).changed
    report = take_in(store, "Deal ID,Stage,Amount\nd1,Proposal,7\n")
    assert report.notes == ["2 earlier stage changes have found an opportunity"]
    undo_last(store, undone_at=LATER)
    assert contents(store) == before


def test_versions_of_opportunities_are_their_stages() -> None:
    found = table("id,stage_name,amount,_fivetran_start,_fivetran_end\n"
                  "d1,Demo,5,2019-10-17 21:10:19,9999-12-31 23:59:59\n")
    assert propose(found).mapping.columns == {
        "opportunity_id": "id", "changed_at": "_fivetran_start", "stage": "stage_name",
        "amount": "amount",
    }  # fmt: skip


def test_orders_are_opportunities_won_on_their_day(store: Store) -> None:
    take_in(store, ACCOUNTS, "OrderID,CustomerID,OrderDate,Freight\n7,1,1996-07-04,32.38\n")
    found = rows(store, "SELECT opportunity_id, account_id, outcome, created_on, closed_on, amount "
                        "FROM opportunities")
    assert found == [("7", "1", "won", date(1996, 7, 4), date(1996, 7, 4), None)]


def test_a_deal_takes_the_account_of_its_lead(store: Store) -> None:
    deals = "Potential Name,Stage,Amount,LEADID\nRollout,Demo,5,9\n"
    report = take_in(store, deals)
    assert report.files[0].n_orphans == 1
    leads = "LEADID,Last Name,Company,Email\n9,Holm,Acme,ida@acme.com\n"
    report = take_in(store, ACCOUNTS, leads)
    assert rows(store, "SELECT account_id FROM opportunities") == [("1",)]
    assert not take_in(store, deals).changed


def test_typed_frames_of_every_entity(store: Store) -> None:
    accounts = pd.DataFrame({"account_id": ["1"], "name": ["Acme"]})
    contacts = pd.DataFrame({"contact_id": ["c"], "account_id": ["1"], "name": ["Ida"],
                             "opted_out": [False]})
    activities = pd.DataFrame({
        "activity_id": ["a"], "contact_id": ["c"], "kind": ["call"],
        "occurred_at": pd.to_datetime(["2026-01-02 10:30:00"]), "minutes": [5.0],
    })
    signals = pd.DataFrame({"account_id": ["1"], "week": [date(2026, 1, 8)], "topic": ["Data"]})
    load_frames(store, [("signals", signals, "s"), ("activities", activities, "a"),
                        ("contacts", contacts, "c"), ("accounts", accounts, "x")],
                imported_at=NOON)
    assert rows(store, "SELECT account_id, occurred_at, channel FROM activities") == [
        ("1", datetime(2026, 1, 2, 10, 30), "call")
    ]
    assert rows(store, "SELECT week FROM signals") == [(date(2026, 1, 5),)]


def test_spikes_are_signals_and_intent_without_a_week_is_asked_for() -> None:
    spikes = "Account Name,Engagement Model,Spike Start,Spike Percent\nAcme,Main,2026-01-02,80\n"
    assert propose(table(spikes)).mapping.entity == "signals"
    topics = table("Company Name,Domain,Industry,Topic,Composite Score\nAcme,acme.com,IT,Data,72\n")
    mapping = propose(topics).mapping
    assert mapping.entity == "signals"
    with pytest.raises(AbmError, match="no column for 'Week'"):
        check(topics, mapping)


def test_what_the_same_import_moved_is_taken_back_too(store: Store) -> None:
    with store.cursor() as cursor:
        log = Log(1, None, NOON)
        row = {"account_id": "unknown: Acme", "week": date(2026, 1, 5), "source": "third-party",
               "topic": "Data"}
        upsert(cursor, schema.SIGNALS, pd.DataFrame([row], dtype=object), log)
        assert rekey(cursor, schema.SIGNALS, "account_id", {"unknown: Acme": "1"}, log) == 1
        insert(cursor, schema.IMPORTS, [{"import_id": 1, "file": "s", "n_added": 1,
                                         "n_updated": 0, "imported_at": NOON}])
    assert rows(store, "SELECT account_id FROM signals") == [("1",)]
    undo_last(store, undone_at=LATER)
    assert rows(store, "SELECT count(*) FROM signals") == [(0,)]


def test_campaigns_of_two_files_under_one_number_are_told(store: Store) -> None:
    report = take_in(store, "Campaign ID,Campaign name,Spend\n1,Fair,5\n2,Mailing,6\n",
                     "Campaign ID,Campaign name,Spend\n1,Nurture,\n2,Mailing,\n")
    assert report.files[1].notes == [
        "Campaign ID: 1 row has one that another file of this import gives another name, such as "
        "'Nurture' for 'Fair'; they count as the same"
    ]
    again = take_in(store, "Campaign ID,Campaign name,Spend\n1,Fair 2026,5\n")
    assert again.files[0].notes == []
