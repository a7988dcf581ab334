"""Whole folders of real exports against check values that were worked out independently.

The values are those that came with the exports, or counts made of the files with other tools.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest
from intake_files import contents, real, real_folder, rows, take_in_all

from abm_core.intake.layout.mapping import propose
from abm_core.intake.ledger import undo_last
from abm_core.intake.rows.batch import from_table
from abm_core.store import Store

LATER = datetime(2026, 1, 6)


def left_out(skipped: list[tuple[str, str]]) -> set[str]:
    assert all(reason for _, reason in skipped)
    return {name for name, _ in skipped}


def test_zoho(store: Store) -> None:
    plan = real_folder("zoho-crm")
    assert left_out(plan.skipped) == {"Cases.csv", "Quotes.csv", "Users.csv"}
    files = take_in_all(store, plan)
    assert files["Contacts.csv contacts"].n_added == 1265
    leads = files["Leads.csv contacts"]
    # 1,265 of the 3,900 leads have the e-mail of a contact.
    assert (leads.n_added, leads.n_updated) == (3900 - 1265, 1265)
    assert rows(store, "SELECT count(*), count(lead_id) FROM contacts") == [(3900, 3900)]
    assert rows(store, "SELECT count(*), sum(spend), min(currency), max(currency) FROM campaigns"
                ) == [(110, 44_209_580, "USD", "USD")]
    assert rows(store, "SELECT sum(amount), count(*) FILTER (is_won), count(campaign_id), "
                       "count(lead_id) FROM opportunities") == [(231_380_900, 1425, 3632, 3632)]
    assert rows(store, "SELECT count(*) FROM opportunities o JOIN campaigns USING (campaign_id)"
                ) == [(3632,)]
    assert rows(store, "SELECT count(*) FROM opportunities o JOIN contacts USING (lead_id)"
                ) == [(3632,)]
    before = contents(store)
    take_in_all(store, plan)
    assert contents(store) == before
    undo_last(store, undone_at=LATER)
    undo_last(store, undone_at=LATER)
    assert contents(store) == {name: [] for name in before}


def test_zoho_activities(store: Store) -> None:
    files = take_in_all(store, real_folder("zoho-crm"))
    assert files["Events.csv activities"].n_added == 2978
    assert files["Calls.csv activities"].n_added == 4100
    # 2,067 of the 2,978 tasks repeat another in full.
    tasks = files["Tasks.csv activities"]
    assert (tasks.n_added, tasks.n_skipped) == (911, 2067)
    assert rows(store, "SELECT count(*) FILTER (lead_id IS NULL), count(lead_id) FROM activities "
                       "WHERE kind = 'meeting' AND contact_id IS NOT NULL") == [(1860, 1115)]
    assert rows(store, "SELECT direction, count(*) FROM activities WHERE kind = 'call' "
                       "GROUP BY 1 ORDER BY 1") == [("ours", 540), ("theirs", 3560)]
    assert rows(store, "SELECT count(*) FROM activities WHERE kind = 'call' "
                       "AND opportunity_id = '0'") == [(0,)]
    assert rows(store, "SELECT minutes, occurred_at FROM activities "
                       "WHERE activity_id = '5000309'") == [(7.0, datetime(2021, 4, 15, 23, 3))]


def test_zoho_events_state_an_account_in_526_rows() -> None:
    table = real("zoho-crm/Events.csv")
    batch = from_table(table, propose(table).mapping)
    stated = {name: sum(one is not None for one in batch.column(name))
              for name in ("contact_id", "account_id", "lead_id", "activity_id")}
    assert stated == {"contact_id": 1860, "account_id": 526, "lead_id": 1115, "activity_id": 2978}
    assert batch.column("activity_id")[0] == "25842000000262376"


@pytest.mark.slow
def test_a_salesforce_org_in_parquet(store: Store) -> None:
    plan = real_folder("google-sfdc-kittycorn")
    assert left_out(plan.skipped) == {"CurrencyType.parquet", "DatedConversionRate.parquet"}
    files = take_in_all(store, plan)
    assert [files[name].n_added for name in (
        "Account.parquet accounts", "Contact.parquet contacts", "Event.parquet activities",
    )] == [1680, 10_130, 89_521]
    assert rows(store, "SELECT count(*) FROM contacts JOIN accounts USING (account_id)"
                ) == [(10_130,)]
    assert rows(store, "SELECT count(title) FROM contacts") == [(1,)]
    assert rows(store, "SELECT count(account_id), count(DISTINCT account_id), count(contact_id), "
                       "count(lead_id), count(opportunity_id) FROM activities") == [
        (47_822, 355, 2, 41_697, 47_821)
    ]
    assert rows(store, "SELECT DISTINCT kind FROM activities") == [("meeting",)]


def test_a_salesforce_org_without_its_events(store: Store) -> None:
    plan = real_folder("google-sfdc-kittycorn")
    plan.items[:] = [item for item in plan.items if item[0].file != "Event.parquet"]
    take_in_all(store, plan)
    assert rows(store, "SELECT count(*), count(a.account_id) FROM contacts c "
                       "LEFT JOIN accounts a USING (account_id)") == [(10_130, 10_130)]


def test_lwc_recipes(store: Store) -> None:
    plan = real_folder("salesforce-lwc-recipes")
    assert left_out(plan.skipped) == {"data-plan.json"}
    take_in_all(store, plan)
    assert rows(store, "SELECT (SELECT count(*) FROM accounts), count(*), count(account_id) "
                       "FROM contacts") == [(10, 6, 6)]
    assert rows(store, "SELECT c.name, a.name FROM contacts c JOIN accounts a USING (account_id) "
                       "WHERE c.email = 'michael@demo.net'") == [
        ("Michael Jones", "Madison Investments")
    ]
    assert rows(store, "SELECT count(*) FROM opportunities JOIN accounts USING (account_id)"
                ) == [(20,)]
    before = contents(store)
    take_in_all(store, plan)
    assert contents(store) == before


def test_northwind(store: Store) -> None:
    plan = real_folder("northwind")
    assert left_out(plan.skipped) == {"suppliers.csv"}
    take_in_all(store, plan)
    assert rows(store, "SELECT count(*) FROM accounts") == [(93,)]
    assert rows(store, "SELECT count(*) FROM contacts JOIN accounts USING (account_id)") == [(93,)]
    assert rows(store, "SELECT count(*), count(*) FILTER (is_won), count(amount), count(a.name) "
                       "FROM opportunities LEFT JOIN accounts a USING (account_id)") == [
        (830, 830, 0, 830)
    ]
    assert rows(store, "SELECT title FROM contacts WHERE name = 'Maria Anders'") == [
        ("Sales Representative",)
    ]
    assert rows(store, "SELECT closed_on FROM opportunities WHERE opportunity_id = '10248'") == [
        (date(1996, 7, 4),)
    ]


def test_sp500(store: Store) -> None:
    table = real("sp500/constituents.csv")
    plan = real_folder("sp500")
    plan.items[:] = [item for item in plan.items if item[0].file == table.file]
    take_in_all(store, plan)
    assert rows(store, "SELECT count(*), count(DISTINCT extra ->> 'CIK') FROM accounts") == [
        (503, 500)
    ]


def test_salesforce_tables_of_a_warehouse(store: Store) -> None:
    plan = real_folder("fivetran-salesforce")
    assert left_out(plan.skipped) == {
        "sf_account_history_data.csv", "sf_contact_history_data.csv",
        "sf_opportunity_line_item_data.csv", "sf_order_data.csv", "sf_product_2_data.csv",
        "sf_user_data.csv", "sf_user_role_data.csv",
    }  # fmt: skip
    files = take_in_all(store, plan)
    assert {name: one.n_added for name, one in files.items()} == {
        "sf_account_data.csv accounts": 1, "sf_contact_data.csv contacts": 4,
        "sf_event_data.csv activities": 10, "sf_lead_data.csv contacts": 1,
        "sf_opportunity_data.csv opportunities": 0,
        "sf_opportunity_history_data.csv stage_history": 0,
        "sf_task_data.csv activities": 10,
    }  # fmt: skip
    before = contents(store)
    take_in_all(store, plan)
    assert contents(store) == before


def test_the_useful_columns_of_a_wide_contact_table() -> None:
    found = propose(real("fivetran-salesforce/sf_contact_data.csv")).mapping
    assert found.entity == "contacts"
    useful = {"contact_id": "id", "account_id": "account_id", "first_name": "first_name",
              "last_name": "last_name", "email": "email", "title": "title",
              "opted_out": "has_opted_out_of_email", "bounced": "is_email_bounced"}  # fmt: skip
    assert useful.items() <= dict(found.columns).items()


def test_hubspot_tables_of_a_warehouse(store: Store) -> None:
    plan = real_folder("fivetran-hubspot")
    files = take_in_all(store, plan)
    assert {name: one.n_added for name, one in files.items()} == {
        "company_data.csv accounts": 24, "contact_data.csv contacts": 22,
        "contact_form_submission_data.csv activities": 5, "deal_company_data.csv opportunities": 0,
        "deal_contact_data.csv opportunity_contacts": 11, "deal_data.csv opportunities": 44,
        "deal_pipeline_stage_data.csv stages": 71, "deal_stage_data.csv stage_history": 14,
        "email_campaign_data.csv campaigns": 99,
        "email_event_data.csv activities": 100, "engagement_call_data.csv activities": 1,
        "engagement_communication_data.csv activities": 1,
        "engagement_company_data.csv activities": 0, "engagement_contact_data.csv activities": 0,
        "engagement_deal_data.csv activities": 0, "engagement_email_data.csv activities": 1,
        "engagement_meeting_data.csv activities": 100, "engagement_note_data.csv activities": 1,
        "engagement_task_data.csv activities": 2,
    }  # fmt: skip
    assert len(plan.skipped) + len(plan.items) == 56
    assert files["email_campaign_data.csv campaigns"].reasons == {"Campaign is missing": 1}
    assert rows(store, "SELECT kind, contact_id FROM activities "
                       "WHERE activity_id = '19732910159'") == [("call", "501")]
    before = contents(store)
    take_in_all(store, plan)
    assert contents(store) == before


def test_marketing_tool_in_a_warehouse(store: Store) -> None:
    plan = real_folder("fivetran-marketo")
    assert "marketo_activity_change_data_value_data.csv" in left_out(plan.skipped)
    files = take_in_all(store, plan)
    # Programs and campaigns are numbered alike and are not the same: all 200 are there.
    assert files["marketo_campaign_data.csv campaigns"].n_added == 100
    assert files["marketo_program_data.csv campaigns"].n_added == 100
    before = contents(store)
    take_in_all(store, plan)
    assert contents(store) == before


def test_sessions_and_conversions(store: Store) -> None:
    plan = real_folder("dbt-attribution")
    assert left_out(plan.skipped) == {"ad_spend.csv"}
    files = take_in_all(store, plan)
    assert {name: one.n_added for name, one in files.items()} == {
        "customer_conversions.csv opportunities": 21, "sessions.csv activities": 90,
    }  # fmt: skip
    # 275: the sum of the column, by awk.
    assert rows(store, "SELECT sum(amount), count(*) FROM opportunities WHERE is_won") == [
        (275, 21)
    ]
    assert rows(store, "SELECT occurred_at::VARCHAR FROM activities WHERE activity_id = '3'") == [
        ("2020-02-03 12:15:00",)
    ]
