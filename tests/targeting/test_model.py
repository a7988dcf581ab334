"""A profile laid over accounts: columns that are gone, wrong types, exclusions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from tiny_world import COMPETITORS, INDUSTRY, INTENT, PROFILE, SIZE, TODAY, put_accounts

from abm_core.errors import AbmError
from abm_core.targeting import model
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Recency


def reasons(accounts: Accounts, *exclusions: Exclusion) -> list[str]:
    laid = model.frame(accounts, Profile("P", (), exclusions), as_of=TODAY)
    assert list(laid.excluded) == [reason != "" for reason in laid.reasons]
    return list(laid.reasons)


def test_a_column_that_is_gone_is_unknown_for_every_account(accounts: Accounts) -> None:
    gone = replace(PROFILE, criteria=(INDUSTRY, replace(SIZE, field="extra.Head count")))
    laid = model.frame(accounts, gone, as_of=TODAY)
    assert not laid.matrix.known[:, 1].any()
    assert model.missing_columns(accounts, gone) == ["Size"]
    with pytest.raises(AbmError, match="'Clinics' looks at columns that the data do not have: "
                                       "Size"):  # fmt: skip
        model.require_columns(accounts, gone)


def test_nothing_is_missing(accounts: Accounts) -> None:
    assert model.missing_columns(accounts, PROFILE) == []
    model.require_columns(accounts, PROFILE)


def test_a_kind_that_cannot_read_its_column_knows_nothing_and_is_named(accounts: Accounts) -> None:
    wrong = Profile("P", (SIZE, replace(INTENT, name="Line", field="industry")))
    laid = model.frame(accounts, wrong, as_of=TODAY)
    assert not laid.matrix.known[:, 1].any()
    said = "'Line' is a ramp criterion, but 'Industry' holds texts."
    assert model.misread_columns(accounts, wrong) == [said]
    with pytest.raises(AbmError) as caught:
        model.require_columns(accounts, wrong)
    assert caught.value.problem == said


def test_exclusions_forget_case_and_the_first_one_met_is_named(accounts: Accounts) -> None:
    loud = Exclusion("account_type", (" COMPETITOR ",), "Rival")
    line = Exclusion("industry", ("medical", "energy"), "Not our line")
    assert reasons(accounts, loud, line) == [
        "Not our line", "Not our line", "", "", "", "Rival", "Not our line", "Not our line",
    ]  # fmt: skip
    assert reasons(accounts, line, COMPETITORS)[5] == "Not our line"


def test_an_exclusion_whose_column_is_gone_excludes_nobody_and_is_named(accounts: Accounts) -> None:
    gone = Exclusion("territory", ("North",), "Not our territory")
    assert set(reasons(accounts, gone)) == {""}
    assert model.missing_columns(accounts, Profile("P", (), (gone,))) == ["Not our territory"]


def test_a_missing_value_meets_no_exclusion(empty: DuckDBPyConnection) -> None:
    put_accounts(empty, [
        {"account_id": "a", "industry": "None", "technologies": ["SAP", "none"]},
        {"account_id": "b"},
    ])  # fmt: skip
    accounts = Accounts(empty)
    for field in ("industry", "technologies"):
        assert reasons(accounts, Exclusion(field, ("none", "nan", "<NA>"), "None")) == ["None", ""]


def test_exclusions_read_lists_and_answers(empty: DuckDBPyConnection) -> None:
    put_accounts(empty, [
        {"account_id": "a", "technologies": ["SAP", "Jira"], "extra": {"Blocked": True}},
        {"account_id": "b", "technologies": [], "extra": {"Blocked": False}},
        {"account_id": "c"},
    ])  # fmt: skip
    accounts = Accounts(empty)
    assert reasons(accounts, Exclusion("technologies", ("jira",), "Jira")) == ["Jira", "", ""]
    assert reasons(accounts, Exclusion("extra.Blocked", ("true",), "Blocked"))[0] == "Blocked"
    assert reasons(accounts, Exclusion("extra.Blocked", ("true",), "Blocked"))[1:] == ["", ""]


def test_built_in_lists_and_dates_are_scored(empty: DuckDBPyConnection) -> None:
    put_accounts(empty, [
        {"account_id": "a", "technologies": ["SAP"], "created_on": date(2026, 2, 20)},
        {"account_id": "b", "technologies": []},
        {"account_id": "c", "created_on": TODAY},
    ])  # fmt: skip
    profile = Profile("P", (
        Criterion("Stack", "technologies", AnyOf(("sap",)), weight=1),
        Criterion("New", "created_on", Recency(100), weight=1),
    ))  # fmt: skip
    laid = model.frame(Accounts(empty), profile, as_of=TODAY)
    np.testing.assert_array_equal(laid.matrix.known, [[1, 1], [1, 0], [0, 1]])
    np.testing.assert_array_equal(laid.matrix.scored, [[1, 0.9], [0, 0], [0, 1]])


def test_no_accounts(empty: DuckDBPyConnection) -> None:
    laid = model.frame(Accounts(empty), PROFILE, as_of=TODAY)
    assert len(model.score(laid, PROFILE).scores) == 0


def test_how_far_a_profile_looked_back() -> None:
    assert model.looked_back_to(PROFILE, as_of=TODAY) is None
    dated = [Criterion(str(n), "created_on", Recency(n), weight=1) for n in (30, 90)]
    assert model.looked_back_to(Profile("P", tuple(dated)), as_of=TODAY) == date(2025, 12, 2)
