"""What is taken for known on the day an opportunity was opened."""

from __future__ import annotations

import numpy as np
import pytest
import tiny_world
from deal_world import AS_OF, FUNDED, NO_PARTNERS, SIZE, TRADE, deal, log
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.past import Past
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Categories, YesNo


def past(cursor: DuckDBPyConnection) -> Past:
    return Past(Accounts(cursor), as_of=AS_OF)


def column(cursor: DuckDBPyConnection, criterion: Criterion) -> list[float | None]:
    """A criterion per opportunity, in the order of their ids; None where unknown."""
    found = past(cursor).column(criterion.field, criterion.rule)
    return [None if np.isnan(one) else float(one) for one in found]


@pytest.fixture
def grown(empty: DuckDBPyConnection) -> DuckDBPyConnection:
    """One account that was small until 1 May 2025, with a deal on either side of that day."""
    tiny_world.put_accounts(empty, [{"account_id": "a1", "employees": 5000}])
    tiny_world.put_opportunities(
        empty, [deal("a1", "won", "2025-03-01"), deal("a1", "lost", "2025-05-01")]
    )
    log(empty, "a1", "+", "2025-01-15")
    log(empty, "a1", "employees", "2025-05-01", old=50)
    return empty


def test_a_value_holds_until_the_day_it_changed(grown: DuckDBPyConnection) -> None:
    assert column(grown, SIZE) == [0.0, 1.0]


def test_of_several_changes_the_first_after_the_day_counts(grown: DuckDBPyConnection) -> None:
    log(grown, "a1", "employees", "2025-07-01", old=800)  # a mistake, put right the same day
    log(grown, "a1", "employees", "2025-07-01", old=5000)
    assert column(grown, SIZE) == [0.0, 0.0]


def test_a_value_that_was_missing_then_is_unknown(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1", "employees": 5000}])
    tiny_world.put_opportunities(empty, [deal("a1", "won", "2025-03-01")])
    log(empty, "a1", "+", "2025-01-15")
    log(empty, "a1", "employees", "2025-05-01")
    assert column(empty, SIZE) == [None]
    assert past(empty).deals.was_known.tolist() == [True]


def test_before_the_log_the_oldest_known_value_counts(empty: DuckDBPyConnection) -> None:
    """The account came in 2026: its oldest size is taken, and today's trade, blank before."""
    tiny_world.put_accounts(empty, [{"account_id": "a1", "employees": 50, "industry": "Medical"}])
    tiny_world.put_opportunities(empty, [deal("a1", "won", "2025-03-01")])
    log(empty, "a1", "+", "2026-01-15")
    log(empty, "a1", "employees", "2026-02-01", old=5000)
    log(empty, "a1", "industry", "2026-02-01")
    assert column(empty, SIZE) == [1.0]
    assert column(empty, TRADE) == [1.0]
    deals = past(empty).deals
    assert deals.was_known.tolist() == [False]
    assert deals.known_from is not None and deals.known_from.isoformat() == "2026-01-15"


def test_further_columns_and_lists_have_a_past(empty: DuckDBPyConnection) -> None:
    extra = {"Hiring": True, "Funded on": "2025-02-09"}
    tiny_world.put_accounts(empty, [
        {"account_id": "a1", "technologies": ["SAP"], "extra": extra},
        {"account_id": "a2", "technologies": ["SAP"], "extra": {"Hiring": False}},
    ])  # fmt: skip
    tiny_world.put_opportunities(
        empty, [deal("a1", "won", "2025-03-01"), deal("a2", "lost", "2025-03-01")]
    )
    log(empty, "a1", "+", "2025-01-15")
    log(empty, "a1", "technologies", "2025-05-01", old=["Oracle"])
    log(empty, "a1", "extra", "2025-05-01", old={"Hiring": False, "Funded on": "2025-01-10"})
    assert column(empty, Criterion("Tech", "technologies", AnyOf(("SAP",)), 1)) == [0.0, 1.0]
    assert column(empty, Criterion("Hiring", "extra.Hiring", YesNo(inverted=True), 1)) == [1.0, 1.0]
    assert column(empty, FUNDED) == [0.5, None]  # 50 of 100 days before 1 Mar 2025


def test_recency_is_taken_on_the_opening_day_and_never_after(empty: DuckDBPyConnection) -> None:
    """Funded on 9 Feb 2025: 20 days before the first deal, after the second was opened."""
    tiny_world.put_accounts(empty, [{"account_id": "a1", "extra": {"Funded on": "2025-02-09"}}])
    tiny_world.put_opportunities(
        empty, [deal("a1", "won", "2025-03-01"), deal("a1", "lost", "2025-02-08")]
    )
    assert column(empty, FUNDED) == [0.8, None]
    assert past(empty).n_unknowable(FUNDED.field) == 1
    assert past(empty).n_unknowable("extra.Gone") == 0


def test_exclusions_hold_as_they_did_then(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1", "account_type": "partner"}])
    tiny_world.put_opportunities(
        empty, [deal("a1", "won", "2025-03-01"), deal("a1", "won", "2025-06-01")]
    )
    log(empty, "a1", "+", "2025-01-15")
    log(empty, "a1", "account_type", "2025-05-01", old="prospect")
    laid = past(empty).frame(Profile("P", (SIZE,), (NO_PARTNERS,)))
    assert laid.reasons.tolist() == ["", "Partner"] and laid.excluded.tolist() == [False, True]


def test_what_winning_made_of_an_account_is_not_used(empty: DuckDBPyConnection) -> None:
    """Known before the log: nobody but partners and competitors. Known since: as it was."""
    tiny_world.put_accounts(empty, [
        {"account_id": "a1", "account_type": "customer"},
        {"account_id": "a2", "account_type": "partner"},
        {"account_id": "a3", "account_type": "customer"},
    ])  # fmt: skip
    tiny_world.put_opportunities(
        empty, [deal(f"a{n}", "won", "2025-03-01") for n in (1, 2, 3)]
    )
    log(empty, "a3", "+", "2025-01-15")
    log(empty, "a3", "account_type", "2025-05-01", old="prospect")
    rule = Categories((("customer", 1.0), ("prospect", 0.5)))
    assert column(empty, Criterion("Kind", "account_type", rule, 1)) == [None, 0.0, 0.5]
    assert past(empty).n_unknowable("account_type") == 1
    no_customers = Exclusion("account_type", ("customer", "partner"), "Out")
    laid = past(empty).frame(Profile("P", (SIZE,), (no_customers,)))
    assert laid.excluded.tolist() == [False, True, False]


def test_a_column_that_is_gone_is_unknown(grown: DuckDBPyConnection) -> None:
    assert column(grown, FUNDED) == [None, None]
    assert column(grown, Criterion("Size", "employees", YesNo(), 1)) == [None, None]


def test_which_opportunities_count(empty: DuckDBPyConnection) -> None:
    """Not the open ones, renewals, strangers, nor what was decided after the as-of day."""
    tiny_world.put_accounts(empty, [{"account_id": "a1"}, {"account_id": "a2"}])
    tiny_world.put_opportunities(empty, [
        deal("a1", "won"), deal("a2", "lost", motion="expansion"), deal("a1", "open"),
        deal("a1", "won", motion="renewal"), deal("gone", "won"), deal(None, "won"),
        deal("a1", "lost", closed_on="2026-03-03"), deal("a1", "lost", closed_on=None),
    ])  # fmt: skip
    deals = past(empty).deals
    assert deals.opportunity_ids.tolist() == ["o1", "o2", "o8"]
    assert (len(deals), deals.n_won, deals.n_lost, deals.n_renewals) == (3, 1, 2, 1)
    assert deals.account.tolist() == [0, 1, 0]


def test_amounts_are_put_in_the_reporting_currency(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1"}])
    tiny_world.put_opportunities(empty, [
        deal("a1", "won"), deal("a1", "won"), deal("a1", "won", currency="USD"),
        deal("a1", "won", "2024-06-01", currency="USD"), deal("a1", "won", amount=None),
    ])  # fmt: skip
    store.insert(empty, schema.CURRENCY_RATES, [
        {"currency": "USD", "into_currency": "EUR", "valid_from": "2025-01-01", "rate": 0.5}
    ])  # fmt: skip
    assert past(empty).deals.value.tolist() == pytest.approx(
        [100, 100, 50, np.nan, np.nan], nan_ok=True
    )


def test_no_opportunity_at_all(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1", "employees": 1}])
    assert len(past(empty).deals) == 0 and column(empty, SIZE) == []
    assert past(empty).deals.known_from is None
