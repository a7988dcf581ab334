"""Files that hold accounts beside contacts or opportunities: both come in, and find each other."""

from __future__ import annotations

from intake_files import NOON, contents, rows, table

from abm_core.intake.again.refresh import import_remembering
from abm_core.intake.layout import layouts
from abm_core.intake.layout.mapping import propose_all
from abm_core.intake.load import FileReport, Report, import_tables
from abm_core.store import Store

REPORT = """Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Type,Account Name,\
Account: Industry,Account: Annual Revenue,Employees,Website,Billing Country,Account: NPS,Next Step
o1,Acme first,Proposal,100,2026-03-01,New Business,Acme Inc,IT,"$1,000,000",50,acme.com,USA,7,Call
o2,Acme second,Closed Won,200,2026-02-01,Existing Business,Acme Inc,Software,,50,,USA,,Mail
o3,Beta only,Prospecting,300,2026-05-01,New Business,Beta,Retail,"$5,000,000",,beta.com,DE,9,
o4,Nobody's,Prospecting,400,2026-05-01,New Business,,,,,,,,
"""


def take_all(store: Store, text: str) -> Report:
    found = table(text)
    items = [(found, one.mapping) for one in propose_all(found)]
    return import_tables(store, items, imported_at=NOON)


def add_up(file: FileReport) -> bool:
    counted = (file.n_added, file.n_updated, file.n_unchanged, file.n_rejected, file.n_skipped)
    return sum(counted) == file.n_rows


def test_a_report_on_opportunities_with_fields_of_their_accounts(store: Store) -> None:
    accounts, deals = (one.mapping for one in propose_all(table(REPORT)))
    assert (accounts.entity, deals.entity) == ("accounts", "opportunities")
    assert accounts.columns == {
        "name": "Account Name", "domain": "Website", "industry": "Account: Industry",
        "annual_revenue": "Account: Annual Revenue", "employees": "Employees",
        "country": "Billing Country",
    }  # fmt: skip
    assert deals.columns == {
        "opportunity_id": "Opportunity ID", "name": "Opportunity Name", "stage": "Stage",
        "amount": "Amount", "closed_on": "Close Date", "motion": "Type",
        "account_name": "Account Name", "account_domain": "Website",
    }  # fmt: skip
    first, second = take_all(store, REPORT).files
    assert add_up(first)
    assert add_up(second)
    assert (first.n_added, first.n_rejected, second.n_added) == (2, 0, 4)
    assert second.n_orphans == 1
    assert rows(store, "SELECT name, industry, annual_revenue, employees, domain, country, "
                       "extra ->> 'Account: NPS' FROM accounts ORDER BY name") == [
        ("Acme Inc", "IT", 1e6, 50, "acme.com", "United States", "7"),
        ("Beta", "Retail", 5e6, None, "beta.com", "Germany", "9"),
    ]
    assert rows(store, "SELECT o.opportunity_id, a.name, o.extra ->> 'Next Step' "
                       "FROM opportunities o LEFT JOIN accounts a USING (account_id) "
                       "ORDER BY 1") == [
        ("o1", "Acme Inc", "Call"), ("o2", "Acme Inc", "Mail"), ("o3", "Beta", None),
        ("o4", None, None),
    ]


def test_values_that_disagree_are_said_and_the_first_counts(store: Store) -> None:
    accounts, _ = take_all(store, REPORT).files
    assert accounts.notes[-1] == (
        "Industry: 1 account has several values, such as 'IT' and 'Software' of Acme Inc; "
        "the first counts"
    )


def test_the_same_report_again_changes_nothing(store: Store) -> None:
    take_all(store, REPORT)
    before = contents(store)
    assert not take_all(store, REPORT).changed
    assert contents(store) == before


def test_two_companies_of_one_name_stay_apart(store: Store) -> None:
    take_all(store, "Opportunity ID,Stage,Amount,Account Name,Website,Industry\n"
                    "1,Proposal,5,Acme,acme.com,IT\n"
                    "2,Proposal,6,Acme,acme.de,Retail\n")  # fmt: skip
    assert rows(store, "SELECT domain, industry FROM accounts ORDER BY domain") == [
        ("acme.com", "IT"), ("acme.de", "Retail")
    ]


def test_opportunities_alone_are_not_split() -> None:
    (only,) = propose_all(table("Opportunity ID,Stage,Amount,Account Name,Website\n"
                                "1,Proposal,5,Acme,acme.com\n"))  # fmt: skip
    assert only.mapping.entity == "opportunities"


def test_contacts_with_columns_of_their_company(store: Store) -> None:
    text = (
        "First Name,Last Name,Title,Company,Email,# Employees,Industry,Website,Country,"
        "Company Country,Annual Revenue,Apollo Contact Id,Apollo Account Id\n"
        "Ida,Holm,VP,Acme,ida@acme.com,51-200,IT,acme.com,Spain,United States,10000000,c1,a1\n"
        "Jo,Lund,CEO,Acme,jo@acme.com,51-200,IT,,Norway,United States,12000000,c2,a1\n"
    )
    accounts, contacts = take_all(store, text).files
    assert (accounts.entity, accounts.n_added, accounts.n_rejected) == ("accounts", 1, 0)
    assert (contacts.entity, contacts.n_added) == ("contacts", 2)
    assert rows(store, "SELECT employees, annual_revenue, domain, country FROM accounts") == [
        (125, 1e7, "acme.com", "United States")
    ]
    assert rows(store, "SELECT count(*) FROM contacts JOIN accounts USING (account_id)") == [(2,)]
    assert accounts.notes[-1].startswith("Annual revenue: 1 account has several values")


def test_a_split_is_remembered_for_both(store: Store) -> None:
    found = table(REPORT)
    items = [(found, one.mapping) for one in propose_all(found)]
    import_remembering(store, items, imported_at=NOON)
    with store.cursor() as cursor:
        again = layouts.mappings_for(cursor, found)
    assert [one.mapping.entity for one in again] == ["accounts", "opportunities"]
    assert [one.mapping.columns for one in again] == [one.columns for _, one in items]


def test_of_a_wide_file_only_filled_columns_are_kept(store: Store) -> None:
    headers = ["Account ID", "Account name", *(f"Custom {n}" for n in range(300))]
    cells = ["1", "Acme", *("x" if n == 7 else "" for n in range(300))]
    take_all(store, ",".join(headers) + "\n" + ",".join(cells) + "\n")
    assert rows(store, "SELECT json_keys(extra), extra ->> 'Custom 7' FROM accounts") == [
        (["Custom 7"], "x")
    ]
