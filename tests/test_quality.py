"""Checks, ages and fill on a world small enough to count by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.quality import findings, measures
from abm_core.quality.check import DOUBTFUL, ICP, LEFT_OUT, LEVELS, WRONG
from abm_core.quality.findings import CHECKS, Finding, Quality

AS_OF = date(2026, 3, 1)
IMPORTED = datetime(2026, 3, 1, 9)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "quality.duckdb")
    yield opened.cursor()
    opened.close()


def accounts(cursor: DuckDBPyConnection, *rows: dict[str, Any]) -> None:
    store.insert(cursor, schema.ACCOUNTS, [
        {"account_id": f"a{n}", "name": f"Account {n}", **row} for n, row in enumerate(rows, 1)
    ])  # fmt: skip


def deals(cursor: DuckDBPyConnection, *rows: dict[str, Any]) -> None:
    """Opportunities without fault, but for what a row says."""
    fine = {"account_id": "a1", "amount": 100.0, "outcome": "open"}
    store.insert(cursor, schema.OPPORTUNITIES, [
        {"opportunity_id": f"o{n}", "name": f"Deal {n}", **fine, **row}
        for n, row in enumerate(rows, 1)
    ])  # fmt: skip


def imported(cursor: DuckDBPyConnection, entity: str = "accounts", at: datetime = IMPORTED) -> None:
    store.insert(cursor, schema.IMPORTS, [
        {"import_id": 1, "file": f"{entity}.csv", "entity": entity, "imported_at": at}
    ])  # fmt: skip


def read(cursor: DuckDBPyConnection) -> dict[str, Finding]:
    return {one.key: one for one in findings.read(cursor, as_of=AS_OF).findings}


def ids(cursor: DuckDBPyConnection, key: str, header: str) -> list[str]:
    """One column of the rows behind a finding."""
    text = findings.rows_csv(cursor, key, as_of=AS_OF).decode("utf-8-sig")
    return [row[header] for row in csv.DictReader(io.StringIO(text))]


# --- Opportunities ------------------------------------------------------------------------------


def test_closed_before_created(cursor: DuckDBPyConnection) -> None:
    """The longest way back comes first; an open one only expects its day; the same day is fine."""
    accounts(cursor, {})
    early, late = date(2025, 1, 1), date(2025, 1, 11)
    deals(
        cursor,
        {"outcome": "won", "created_on": late, "closed_on": early},
        {"outcome": "lost", "created_on": date(2025, 2, 1), "closed_on": early},
        {"outcome": "open", "created_on": late, "closed_on": early},
        {"outcome": "won", "created_on": early, "closed_on": early},
        {"outcome": "won", "created_on": None, "closed_on": early},
    )  # fmt: skip
    found = read(cursor)["closed_before_created"]
    assert found[:5] == (
        "closed_before_created", WRONG,
        "2 decided opportunities were closed before they were created", 2, 5,
    )  # fmt: skip
    assert found.example == "Deal 2: created 1 Feb 2025, closed 1 Jan 2025"
    assert found.affects == ("Pipeline lift",)
    assert ids(cursor, "closed_before_created", "Opportunity ID") == ["o2", "o1"]


def test_amounts(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, {})
    deals(
        cursor,
        {"amount": -5.0, "currency": "EUR"},
        {"amount": None}, {"amount": 0.0},
        {"amount": None, "outcome": "won", "closed_on": date(2026, 1, 5)},
        {"amount": 0.0, "outcome": "lost"}, {"amount": None, "outcome": "lost"},
        {"amount": 7.0, "outcome": "lost"}, {"amount": 7.0, "outcome": "won"},
    )  # fmt: skip
    found = read(cursor)
    assert {key: one.n_rows for key, one in found.items()} == {
        "negative_amount": 1, "open_without_amount": 2, "won_without_amount": 1,
        "lost_without_amount": 2,
    }  # fmt: skip
    assert found["negative_amount"].example == "Deal 1: -5 EUR"
    assert found["negative_amount"].text == "1 opportunity has an amount below zero"
    assert found["won_without_amount"].example == "Deal 4: won 5 Jan 2026"
    assert found["lost_without_amount"].text == (
        "2 lost opportunities have an amount of zero or none"
    )
    assert ids(cursor, "lost_without_amount", "Opportunity ID") == ["o5", "o6"]


def test_open_past_their_expected_day(cursor: DuckDBPyConnection) -> None:
    """The expected day counts, else the closing day; the as-of day itself is not past."""
    accounts(cursor, {})
    day, past = AS_OF, date(2026, 2, 28)
    deals(
        cursor,
        {"expected_on": past, "stage": "Proposal"}, {"closed_on": date(2026, 1, 1)},
        {"expected_on": day}, {"expected_on": date(2026, 9, 1), "closed_on": past},
        {"outcome": "won", "closed_on": past}, {},
    )  # fmt: skip
    assert read(cursor)["overdue"].n_rows == 2
    assert ids(cursor, "overdue", "Opportunity ID") == ["o2", "o1"]


def test_currencies_without_a_rate(cursor: DuckDBPyConnection) -> None:
    """Three in EUR, so EUR it is; USD has a rate from 2025 on, GBP none."""
    accounts(cursor, {})
    deals(
        cursor, *[{"currency": "EUR"}] * 3,
        {"currency": "USD", "created_on": date(2025, 1, 1)},
        {"currency": "USD", "created_on": date(2024, 12, 31)}, {"currency": "USD"},
        {"currency": "GBP", "created_on": date(2025, 1, 1), "amount": 1200.0},
        {"currency": "GBP", "amount": None}, {"currency": None},
    )  # fmt: skip
    store.insert(cursor, schema.CURRENCY_RATES, [{
        "currency": "USD", "into_currency": "EUR", "valid_from": date(2025, 1, 1), "rate": 0.9,
    }])  # fmt: skip
    found = read(cursor)["without_rate"]
    assert found.n_rows == 3
    assert found.example == "Deal 7: 1,200 GBP, created 1 Jan 2025"
    assert ids(cursor, "without_rate", "Opportunity ID") == ["o7", "o5", "o6"]


# --- Accounts -----------------------------------------------------------------------------------


def test_accounts_that_share_a_domain(cursor: DuckDBPyConnection) -> None:
    """a4 is a child of a1 under its domain: a family. a5 and a6 share one, a7 has none."""
    accounts(
        cursor, {"domain": "x.example"}, {"domain": "x.example"}, {"domain": "x.example"},
        {"domain": "x.example", "parent_id": "a1"}, {"domain": "y.example"},
        {"domain": "y.example"}, {}, {"domain": "z.example"},
    )  # fmt: skip
    found = read(cursor)["shared_domain"]
    assert (found.n_rows, found.n_of) == (5, 8)
    assert found.text == "5 accounts share their web domain with another"
    assert found.example == "x.example: 3 accounts, one of them Account 1"
    assert ids(cursor, "shared_domain", "Account ID") == ["a1", "a2", "a3", "a5", "a6"]


@pytest.mark.parametrize(
    ("first", "second", "twins"),
    [
        ({"name": "Müller GmbH"}, {"name": "MULLER"}, True),
        ({"name": "Acme, Inc."}, {"name": "ACME inc", "domain": "acme.example"}, True),
        ({"name": "Acme", "domain": "a.example"}, {"name": "Acme", "domain": "b.example"}, False),
        ({"name": "Acme", "country": "Denmark"}, {"name": "Acme", "country": "Norway"}, False),
        ({"name": "Acme", "country": "Denmark"}, {"name": "Acme", "country": "denmark "}, True),
        ({"name": "Acme North"}, {"name": "Acme"}, False),
        ({"name": "株式会社"}, {"name": "有限会社"}, False),
        ({"name": "!!!"}, {"name": "???"}, False),
        ({"name": "AG"}, {"name": "SE"}, False),
    ],
)  # fmt: skip
def test_accounts_of_the_same_name(
    cursor: DuckDBPyConnection, first: dict[str, Any], second: dict[str, Any], twins: bool
) -> None:
    accounts(cursor, first, second)
    assert ("same_name" in read(cursor)) is twins


def test_one_domain_is_said_once(cursor: DuckDBPyConnection) -> None:
    """Same name and same domain: the check of domains says it, that of names does not."""
    accounts(cursor, *[{"name": "Acme", "domain": "acme.example"}] * 2)
    assert set(read(cursor)) == {"shared_domain"}


def test_parents(cursor: DuckDBPyConnection) -> None:
    """a1 and a2 own each other, a3 itself; a4 hangs below; a5 and a6 wait; a7 stands alone."""
    accounts(
        cursor, {"parent_id": "a2"}, {"parent_id": "a1"}, {"parent_id": "a3"},
        {"parent_id": "a1"}, {"parent_id": "gone"}, {"parent_name": "Gone Group"}, {},
    )  # fmt: skip
    found = read(cursor)
    assert found["circular_parents"].text == "3 accounts are their own ancestors"
    assert ids(cursor, "circular_parents", "Account ID") == ["a1", "a2", "a3"]
    assert found["missing_parents"].example == "Account 5 belongs to gone"
    assert ids(cursor, "missing_parents", "Account ID") == ["a5", "a6"]


def test_a_long_circle_is_found(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, *[{"parent_id": f"a{n % 9 + 1}"} for n in range(1, 10)])
    assert read(cursor)["circular_parents"].n_rows == 9


def test_accounts_younger_than_their_first_opportunity(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, {"created_on": date(2025, 3, 1)}, {"created_on": date(2025, 3, 1)}, {})
    deals(
        cursor, {"created_on": date(2025, 2, 1)}, {"created_on": date(2025, 4, 1)},
        {"account_id": "a2", "created_on": date(2025, 3, 1)},
        {"account_id": "a3", "created_on": date(2025, 1, 1)},
    )  # fmt: skip
    found = read(cursor)["created_after"]
    assert found.text == "1 account was created after its first opportunity"
    assert found.example == "Account 1: created 1 Mar 2025, first opportunity 1 Feb 2025"


# --- Across entities ----------------------------------------------------------------------------


def test_rows_without_their_account(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, {})
    deals(cursor, {}, {"account_id": "gone", "account_name": "Gone Ltd"}, {"account_id": None})
    store.insert(cursor, schema.CONTACTS, [
        {"contact_id": "c1", "account_id": "a1"},
        {"contact_id": "c2", "account_id": "gone", "email": "vera@gone.example"},
    ])  # fmt: skip
    moment = datetime(2026, 2, 1, 10)
    store.insert(cursor, schema.ACTIVITIES, [
        {"activity_id": f"x{n}", "account_id": account, "account_domain": domain,
         "occurred_at": moment}
        for n, (account, domain) in enumerate(
            [("a1", None), (None, "g.example"), (None, "g.example"), ("gone", None)])
    ])  # fmt: skip
    found = read(cursor)
    assert found["orphan_opportunities"].text == (
        "2 opportunities belong to no account that is here"
    )
    assert found["orphan_opportunities"].example == "Deal 2: Gone Ltd"
    assert found["orphan_contacts"].example == "vera@gone.example: gone"
    activities = found["orphan_activities"]
    assert (activities.n_rows, activities.n_of) == (3, 4)
    assert activities.example == "g.example: 2 activities"
    assert ids(cursor, "orphan_activities", "Activities") == ["2", "1"]


def test_days_that_have_not_come(cursor: DuckDBPyConnection) -> None:
    """Imported on 1 March: the 2nd may be another zone's today, the 3rd may not. Plans may."""
    accounts(cursor, {"created_on": date(2026, 3, 2)}, {"created_on": date(2026, 3, 3)})
    deals(
        cursor, {"closed_on": date(2027, 1, 1)},
        {"outcome": "won", "closed_on": date(2026, 4, 1)},
    )  # fmt: skip
    store.insert(cursor, schema.ACTIVITIES, [
        {"activity_id": f"x{n}", "account_id": "a1", "kind": kind,
         "occurred_at": datetime(2026, 5, 1)}
        for n, kind in enumerate(("meeting", "page visit"))
    ])  # fmt: skip
    assert "in_future" not in read(cursor), "nothing to hold it against"
    imported(cursor)
    found = read(cursor)["in_future"]
    assert found.n_rows == 3
    assert found.example == "activity page visit: Occurred at 1 May 2026"
    assert ids(cursor, "in_future", "Record ID") == ["x1", "o2", "a2"]


# --- What is said -------------------------------------------------------------------------------


def test_nothing_to_check(cursor: DuckDBPyConnection) -> None:
    quality = findings.read(cursor, as_of=None)
    assert quality == ((), ())
    assert findings.headline(quality) == "There is nothing to check yet."


def test_checks_of_what_is_not_here_do_not_pass(cursor: DuckDBPyConnection) -> None:
    """Accounts alone: six of their own checks, none of opportunities, contacts, activities."""
    accounts(cursor, {})
    quality = findings.read(cursor, as_of=None)
    assert len(quality.passed) == 6
    assert findings.headline(quality) == "All 6 checks pass."


def test_the_worst_comes_first(cursor: DuckDBPyConnection) -> None:
    """Wrong before left out before doubtful; among equals the larger share of its records."""
    accounts(cursor, {"parent_id": "gone"}, {"domain": "x.example"}, {"domain": "x.example"})
    deals(cursor, {"amount": -1.0}, {"amount": None}, {}, {}, {})
    quality = findings.read(cursor, as_of=AS_OF)
    assert [one.key for one in quality.findings] == [
        "shared_domain", "negative_amount", "open_without_amount", "missing_parents",
    ]  # fmt: skip
    assert [one.badge for one in quality.findings] == ["Wrong", "Wrong", "Left out", "Doubtful"]
    assert findings.headline(quality) == (
        "10 of 14 checks pass. Worst: 2 accounts share their web domain with another, which "
        "affects ICP & tiers, Coverage, Engagement and Pipeline lift."
    )


def finding(level: int, *affects: str, text: str = "3 rows are odd") -> Finding:
    return Finding("key", level, text, 3, 9, "", "", "", affects)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([], ""),
        ([finding(WRONG, "Coverage")], ""),
        ([finding(DOUBTFUL, ICP)], ""),
        ([finding(LEFT_OUT, ICP, "Coverage")],
         "A finding in the data affects this screen: 3 rows are odd."),
        ([finding(WRONG, ICP, text="2 twins"), finding(LEFT_OUT, ICP)],
         "2 findings in the data affect this screen. Worst: 2 twins."),
    ],
)  # fmt: skip
def test_a_screen_is_warned_in_one_sentence(found: list[Finding], sentence: str) -> None:
    assert findings.about_screen(found, ICP) == sentence


def test_every_check_says_all_that_there_is_to_say() -> None:
    assert len({check.key for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.level in LEVELS and check.affects
        assert "{n} " in check.many and check.one.startswith("1 ")
        assert not check.passes.endswith(".") and not check.many.endswith(".")
        assert check.means.endswith(".") and check.fix.endswith(".")


def test_a_cell_that_looks_like_a_formula_stays_text(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, {"name": "=1+1", "domain": "x.example"}, {"domain": "x.example"})
    assert ids(cursor, "shared_domain", "Account name") == ["'=1+1", "Account 2"]


def test_one_finding_alone() -> None:
    one = Quality((finding(WRONG, ICP),), ())
    assert findings.headline(one) == (
        "0 of 1 checks pass. Worst: 3 rows are odd, which affects ICP & tiers."
    )


# --- Ages and fill ------------------------------------------------------------------------------


def test_how_full_fields_are(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, {"industry": "Rail"}, {"industry": "Sea"}, {"industry": "Air"}, {})
    found = {(fill.entity, fill.field): fill for fill in measures.fills(cursor)}
    industry = found["accounts", "industry"]
    assert (industry.label, industry.n_filled, industry.share) == ("Industry", 3, 0.75)
    assert found["accounts", "name"].share == 1
    assert found["contacts", "email"].share == 0, "no rows: nothing is filled"
    assert ("accounts", "extra") not in found


def test_how_old_each_entity_is(cursor: DuckDBPyConnection) -> None:
    """Today is 20 March: accounts came 19 days ago, the newest decided deal is 8 days old."""
    accounts(cursor, {"created_on": date(2025, 1, 1)}, {"created_on": date(2026, 5, 1)})
    deals(
        cursor, {"created_on": date(2026, 3, 1)}, {"expected_on": date(2026, 3, 19)},
        {"outcome": "won", "closed_on": date(2026, 3, 12)},
    )  # fmt: skip
    imported(cursor)
    old, young = measures.ages(cursor, today=date(2026, 3, 20))
    assert old == ("accounts", 2, date(2025, 1, 1), 443, "accounts.csv", IMPORTED, 19)
    assert young == ("opportunities", 3, date(2026, 3, 12), 8, "", None, None)
    assert (old.is_old, young.is_old) == (True, False)
    assert measures.state(old) == "Due: imported 19 days ago"
    assert measures.state(young) == "Fresh: newest 8 days ago"
    assert measures.headline([old, young]) == (
        "The newest day is 12 Mar 2026, 8 days ago. Due for a new export: accounts."
    )


@pytest.mark.parametrize(("days", "old"), [(14, False), (15, True)])
def test_the_limit_itself_is_fresh(days: int, old: bool) -> None:
    age = measures.Age("activities", 1, date(2026, 3, 1), days, "", None, None)
    assert age.is_old is old


def test_ages_in_words() -> None:
    def age(days: int | None) -> measures.Age:
        day = None if days is None else date(2026, 3, 20 - days)
        return measures.Age("activities", 1, day, days, "", None, None)

    assert measures.headline([age(None)]) == "Nothing in the data has a day."
    assert measures.state(age(None)) == "No day"
    assert measures.headline([age(1)]) == (
        "The newest day is 19 Mar 2026, yesterday. Nothing is overdue for a new export."
    )
    assert measures.headline([age(0)]).startswith("The newest day is 20 Mar 2026, today.")
