"""Real exports against the check values that were computed from the files independently."""

from __future__ import annotations

from datetime import datetime

import pytest
from intake_files import contents, counts, real, rows, take_in

from abm_core.intake.layout.mapping import propose
from abm_core.intake.ledger import undo_last
from abm_core.store import Store


def test_maven_crm(store: Store) -> None:
    accounts, deals = real("maven-crm/accounts.csv"), real("maven-crm/sales_pipeline.csv")
    report = take_in(store, deals, accounts)
    assert counts(report, 0) == (8800, 0, 0, 0)
    assert counts(report, 1) == (85, 0, 0, 0)
    assert report.files[0].n_orphans == 1425
    assert rows(store, "SELECT count(*) FROM opportunities WHERE account_id IS NULL") == [(1425,)]
    assert rows(store, "SELECT outcome, count(*) FROM opportunities GROUP BY 1 ORDER BY 1") == [
        ("lost", 2473), ("open", 2089), ("won", 4238),
    ]  # fmt: skip
    assert rows(store, "SELECT sum(amount) FROM opportunities WHERE is_won") == [(10_005_534,)]
    assert rows(store, "SELECT min(created_on)::VARCHAR, max(created_on)::VARCHAR, "
                       "min(closed_on)::VARCHAR, max(closed_on)::VARCHAR FROM opportunities") == [
        ("2016-10-20", "2017-12-27", "2017-03-01", "2017-12-31")
    ]
    assert rows(store, "SELECT count(*), count(c.parent_name) FROM accounts c "
                       "JOIN accounts p ON p.account_id = c.parent_id") == [(15, 15)]
    assert rows(store, "SELECT count(parent_name) FROM accounts") == [(15,)]
    before = contents(store)
    again = take_in(store, accounts, deals)
    assert (counts(again, 0), counts(again, 1)) == ((0, 0, 85, 0), (0, 0, 8800, 0))
    assert not again.changed
    assert contents(store) == before
    undo_last(store, undone_at=datetime(2026, 1, 6))
    undo_last(store, undone_at=datetime(2026, 1, 6))
    assert contents(store) == {name: [] for name in before}


def test_maven_crm_one_after_the_other(store: Store) -> None:
    take_in(store, real("maven-crm/sales_pipeline.csv"))
    report = take_in(store, real("maven-crm/accounts.csv"))
    # 8,800 opportunities less the 1,425 that name no account.
    assert report.notes == ["7,375 earlier opportunities have found an account"]


def test_maven_revenue_is_asked_for_its_unit() -> None:
    (question,) = propose(real("maven-crm/accounts.csv")).questions
    assert question.field == "annual_revenue"


def test_zoho(store: Store) -> None:
    accounts, deals = real("zoho-crm/Accounts.csv"), real("zoho-crm/Potentials.csv")
    report = take_in(store, accounts, deals)
    assert counts(report, 0) == (2229, 0, 0, 0)
    named = "SELECT name FROM accounts WHERE account_id IN ('1093', '1948', '2100') ORDER BY name"
    assert rows(store, named) == [("breadsandwich.com",), ("candidcard.com",), ("salesface.com",)]
    assert "Account name: 3 accounts have none and go by their domains, such as " in (
        "".join(report.files[0].notes))  # fmt: skip
    assert counts(report, 1) == (len(deals.cells), 0, 0, 0)
    assert rows(store, "SELECT sum(amount), min(currency), max(currency) FROM opportunities") == [
        (231_380_900, "USD", "USD")
    ]
    assert rows(store, "SELECT outcome, count(*) FROM opportunities WHERE is_closed GROUP BY 1 "
                       "ORDER BY 1") == [("lost", 485), ("won", 1425)]
    assert rows(store, "SELECT sum(amount) FROM opportunities WHERE is_won") == [(89_066_200,)]
    before = contents(store)
    assert not take_in(store, deals, accounts).changed
    assert contents(store) == before


@pytest.mark.parametrize(
    ("path", "n"),
    [
        ("sp500/constituents.csv", 503),
        ("northwind/customers.csv", 93),
        ("fivetran-hubspot/company_data.csv", 24),
        ("dataloader-tests/accountsForInsert.csv", 4),
        ("dataloader-tests/insertAccountCsv.csv", 100),
        ("dataloader-tests/updateAccountCsvTemplate.csv", 100),
        ("dataloader-tests/upsertAccountCsvTemplate.csv", 100),
    ],
)
def test_accounts_are_all_taken_in_and_known_again(store: Store, path: str, n: int) -> None:
    found = real(path)
    assert counts(take_in(store, found)) == (n, 0, 0, 0)
    before = contents(store)
    assert counts(take_in(store, found)) == (0, 0, n, 0)
    assert contents(store) == before


def test_deals_without_their_accounts_are_kept(store: Store) -> None:
    report = take_in(store, real("fivetran-hubspot/deal_data.csv"))
    assert counts(report) == (44, 0, 0, 0)
    assert report.files[0].n_orphans == 44


@pytest.mark.parametrize(
    ("path", "n_live", "n_deleted"),
    [
        ("fivetran-salesforce/sf_account_data.csv", 1, 9),
        ("fivetran-salesforce/sf_opportunity_data.csv", 0, 10),
        ("fivetran-salesforce/sf_contact_data.csv", 4, 0),
    ],
)
def test_the_recycle_bin_of_salesforce_is_not_taken_in(
    store: Store, path: str, n_live: int, n_deleted: int
) -> None:
    report = take_in(store, real(path))
    assert counts(report) == (n_live, 0, 0, 0)
    assert report.files[0].n_skipped == n_deleted


def test_accounts_repeated_once_per_contact(store: Store) -> None:
    report = take_in(store, real("salesforce-lwc-recipes/Accounts-Contacts.csv"))
    # 14 rows: three accounts more than once, six rows with a contact.
    assert counts(report) == (10, 0, 0, 0)
    assert report.files[0].skipped == {"repeating another row": 4}


def test_salesforce_ids_lose_their_check_letters(store: Store) -> None:
    take_in(store, real("dataloader-tests/updateAccountCsvTemplate.csv"))
    assert rows(store, "SELECT DISTINCT length(account_id) FROM accounts") == [(15,)]
