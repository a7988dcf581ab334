"""Hours against people, the cutoff that fits, and the pipeline to expect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import tiny_world
from duckdb import DuckDBPyConnection
from scipy.stats import bootstrap

from abm_core.errors import AbmError
from abm_core.house import Person
from abm_core.targeting import capacity, expected, model, tiers
from abm_core.targeting import capacity_wording as wording
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.capacity import Effort
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Ramp

TODAY = date(2026, 1, 1)
EFFORT = Effort((30.0, 10.0, 1.0), 100.0)
PEOPLE = [Person("Ida Holm", "", "sales"), Person("Bo", "", "sales"), Person("Mo", "", "marketing")]
BY_SIZE = Profile("Size", (Criterion("Size", "employees", Ramp(0, 100), 1),))


def put(cursor: DuckDBPyConnection) -> Accounts:
    """Employees are the score: tier 1 from 80 (a0, a1), 2 from 60 (a2, a3), 3 from 40 (a4)."""
    rows = [(95, "Ida  Holm", "North"), (80, "ida holm", "North"), (70, "Bo", "South"),
            (60, None, "South"), (40, "Cy", "North"), (10, "Cy", None)]  # fmt: skip
    tiny_world.put_accounts(cursor, [
        {"account_id": f"a{n}", "employees": size, "sales_owner": owner, "territory": place}
        for n, (size, owner, place) in enumerate(rows)
    ])  # fmt: skip
    return Accounts(cursor)


def scored(accounts: Accounts) -> Scored:
    return model.score(model.frame(accounts, BY_SIZE, as_of=TODAY), BY_SIZE)


def test_load_per_seller(empty: DuckDBPyConnection) -> None:
    accounts = put(empty)
    found = capacity.by_seller(accounts, scored(accounts).tier, PEOPLE, EFFORT)
    assert [(one.name, one.n_accounts, one.hours, one.n_people) for one in found] == [
        ("Ida Holm", (2, 0, 0), 60.0, 1), ("Bo", (0, 1, 0), 10.0, 1), ("Cy", (0, 0, 1), 1.0, 1),
        ("", (0, 1, 0), 10.0, 0),
    ]  # fmt: skip
    assert found[0].share == 0.6 and not found[0].is_over
    assert np.isnan(found[3].share) and not found[3].is_over
    assert wording.seller(found[0]) == "Ida Holm: 2 accounts, 60 hours of 100 hours (60 %)."
    assert wording.seller(found[3]) == "1 account in a tier has no sales owner."


def test_sellers_without_accounts_have_hours_too(empty: DuckDBPyConnection) -> None:
    accounts = put(empty)
    assert capacity.sellers(accounts, PEOPLE) == ["Bo", "Cy", "Ida Holm"]
    idle = capacity.by_seller(accounts, np.zeros(6, dtype=np.int8), PEOPLE, EFFORT)
    assert [(one.name, one.hours) for one in idle] == [("Bo", 0.0), ("Cy", 0.0), ("Ida Holm", 0.0)]


def test_load_per_territory(empty: DuckDBPyConnection) -> None:
    """Ida and Cy (one account each in the North and nowhere) sell in the North, Bo in the South."""
    accounts = put(empty)
    found = capacity.by_territory(accounts, scored(accounts).tier, EFFORT)
    assert [(one.name, one.hours, one.n_people, one.available) for one in found][:2] == [
        ("North", 61.0, 2, 200.0), ("South", 20.0, 1, 100.0),
    ]  # fmt: skip


@pytest.mark.parametrize("available", [81.0, 70.0, 61.0, 45.0, 25.0, 0.5])
def test_the_cutoff_that_fits_is_the_lowest_step_that_does(
    empty: DuckDBPyConnection, available: float
) -> None:
    laid = scored(put(empty))
    found = {one.tier: one for one in capacity.cutoffs_that_fit(laid, EFFORT, available)}
    for level in (1, 2, 3):
        highest = laid.profile.cutoffs[level - 2] if level > 1 else 100.0
        start = laid.profile.cutoffs[level - 1]
        tried = {}
        for cutoff in np.arange(start, highest + 0.25, 0.5):
            cutoffs = list(laid.profile.cutoffs)
            cutoffs[level - 1] = float(cutoff)
            other = replace(laid.profile, cutoffs=tuple(cutoffs))
            tier = tiers.assign(laid.scores, laid.frame.matrix, other, laid.frame.excluded)
            tried[float(cutoff)] = EFFORT.of(tier).sum()
        fitting = [cutoff for cutoff, hours in tried.items() if hours <= available]
        if not fitting:
            assert level not in found
        else:
            assert (found[level].cutoff, found[level].hours) == (fitting[0], tried[fitting[0]])


def test_one_seller_alone(empty: DuckDBPyConnection) -> None:
    accounts = put(empty)
    laid = scored(accounts)
    rows = capacity.owned_by(accounts, "Ida Holm")
    assert rows.tolist() == [0, 1]
    fits = capacity.cutoffs_that_fit(laid, EFFORT, 45.0, rows)
    assert fits[0] == (1, 80.5, 40.0)  # the second account falls to tier 2: 30 + 10 hours
    load = capacity.by_seller(accounts, laid.tier, PEOPLE, replace(EFFORT, per_person=45.0))[0]
    assert wording.seller(load, fits).startswith(
        "Ida Holm: 2 accounts, 60 hours of 45 hours (133 %). It fits with tier 1 at 80.5 (40 hours)"
    )


def test_sentences_about_the_team(empty: DuckDBPyConnection) -> None:
    laid = scored(put(empty))
    over = capacity.total(laid.tier, 1, replace(EFFORT, per_person=71.0))
    assert wording.team(over, capacity.cutoffs_that_fit(laid, EFFORT, 71.0)).startswith(
        "These tiers take 81 hours a quarter; 1 seller has 71 hours (114 % used). It fits with "
        "tier 1 at 80.5 (61 hours) or tier 2 at 70.5 (63 hours)."
    )
    assert "Nobody is known" in wording.team(capacity.total(laid.tier, 0, EFFORT), [])
    assert "No single cutoff makes it fit" in wording.team(over, [])
    assert wording.team(capacity.total(laid.tier, 2, EFFORT), []).endswith("(40 % used).")


def test_shares_as_percentages() -> None:
    """50 and 150 of 100 hours; what nobody has hours for has no share."""
    half, over = (capacity.Load("x", (1, 0, 0), hours, 1, 100.0) for hours in (50.0, 150.0))
    nobody = capacity.Load("", (9, 0, 0), 270.0, 0, 0.0)
    assert [half.percent, over.percent] == [50.0, 150.0] and np.isnan(nobody.percent)
    assert capacity.most_percent([half, nobody]) == 100.0
    assert capacity.most_percent([half, over, nobody]) == 150.0


def test_hours_are_checked() -> None:
    with pytest.raises(AbmError):
        Effort((1.0, 1.0, -1.0))
    with pytest.raises(AbmError):
        Effort((10.0, 20.0, 1.0))
    with pytest.raises(AbmError):
        Effort(per_person=0)


# --- Expected pipeline --------------------------------------------------------------------------


def put_history(cursor: DuckDBPyConnection) -> Accounts:
    """Ten accounts; a0 to a3 created 30 opportunities of 1,000 and two without amount in a year."""
    tiny_world.put_accounts(cursor, [{"account_id": f"a{n}"} for n in range(10)])
    one = {"created_on": date(2025, 6, 1), "currency": "EUR", "outcome": "open"}
    deals = [{**one, "account_id": f"a{n % 4}", "amount": 1000} for n in range(30)]
    deals += [{**one, "account_id": "a0", "amount": None}] * 2
    deals += [
        {**one, "account_id": "a9", "amount": 5000, "created_on": date(2025, 1, 1)},
        {**one, "account_id": "a0", "amount": 10**6, "motion": "renewal"},
        {**one, "account_id": "a0", "amount": 10**6, "created_on": date(2026, 2, 1)},
    ]
    tiny_world.put_opportunities(cursor, deals)
    return Accounts(cursor)


def test_expected_pipeline_by_hand(empty: DuckDBPyConnection) -> None:
    """8 or 7 thousand at each of four accounts, none at the fifth; the history is one year long."""
    accounts = put_history(empty)
    history = expected.created(accounts, as_of=TODAY)
    assert history.years == pytest.approx(366 / 365.25)  # 1 Jan 2025 to 1 Jan 2026, both in
    tier = np.array([1] * 5 + [2] * 5, dtype=np.int8)
    first, second, third = expected.expected(history, tier, seed=1)
    assert (first.n_accounts, first.n_opportunities, first.n_without_amount) == (5, 32, 2)
    assert first.per_account is not None and first.total is not None
    assert first.total.estimate == pytest.approx(30_000 / history.years)
    assert first.per_account.estimate == pytest.approx(6_000 / history.years)
    values = history.value[:5] / history.years
    told = bootstrap((values,), np.mean, n_resamples=20_000, method="percentile", rng=3)
    assert first.per_account.low == pytest.approx(told.confidence_interval.low, rel=0.06)
    assert first.per_account.high == pytest.approx(told.confidence_interval.high, rel=0.06)
    assert (second.n_opportunities, second.total, third.n_accounts) == (1, None, 0)
    assert expected.expected(history, tier, seed=1)[0] == first
    assert expected.sentence(first, "EUR").startswith("Tier 1: €29.9K of new pipeline a year")
    assert expected.sentence(second, "EUR") == (
        "Tier 2: its accounts created 1 opportunity with an amount, and it takes 20 to expect "
        "anything."
    )


def test_no_history(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1"}])
    history = expected.created(Accounts(empty), as_of=TODAY)
    (one, *_) = expected.expected(history, np.array([1], dtype=np.int8), seed=1)
    assert one.total is None
