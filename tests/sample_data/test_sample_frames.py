"""What the docstring of the generator states, counted in the frames."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from datetime import date

import pandas as pd
import pytest

import sample_data
from abm_core.schema import ACCOUNT_TYPES, MOTIONS
from sample_data.files import ENTITIES
from sample_data.generate import AS_OF, SampleData, generate

MISSING = {"annual_revenue": 1000, "employees": 300, "industry": 200, "technologies": 1750,
           "Funding stage": 1500, "Data team size": 2000}
WAVES = [date(2025, 9, 8), date(2026, 1, 12)]
REVIEWS = [date(2026, 3, 9), date(2026, 6, 8), date(2026, 9, 7)]


def test_another_seed_and_day_gives_other_companies_and_the_same_counts(
    sample: SampleData,
) -> None:
    other = generate(8, date(2026, 6, 30))
    assert set(other.accounts["name"]) != set(sample.accounts["name"])
    assert (len(other.accounts), len(other.opportunities)) == (5000, 4000)
    assert other.opportunities["created_on"].max() <= pd.Timestamp(2026, 6, 30)
    assert other.accounts["created_on"].max() <= pd.Timestamp(2026, 6, 30)
    assert other.stage_history["changed_at"].max() < pd.Timestamp(2026, 7, 1)
    assert len(other.contacts) == 25_000
    assert 280_000 < len(other.activities) < 310_000


def test_columns_are_fields_of_the_schema_or_further_headers(sample: SampleData) -> None:
    further = {"Funding stage", "Data team size", "Hiring for data roles", "Last funding on", "NPS"}
    for name, frame in sample._asdict().items():
        fields = {field.name for field in ENTITIES[name].fields}
        assert set(frame.columns) - fields == (further if name == "accounts" else set()), name
    assert list(sample.target_list.columns) == [
        "programme", "account_id", "tier", "joined_on", "left_on", "approver"
    ]


def test_accounts_are_as_many_and_as_kinds_as_stated(sample: SampleData) -> None:
    accounts = sample.accounts
    assert len(accounts) == 5000
    assert accounts["country"].nunique() == 21
    assert set(accounts["region"]) == {"EMEA", "AMER", "APAC"}
    assert accounts["industry"].nunique() == 12
    kinds = accounts["account_type"].value_counts()
    assert set(kinds.index) == set(ACCOUNT_TYPES)
    assert (kinds["partner"], kinds["competitor"]) == (120, 35)
    assert 0.10 < kinds["customer"] / 5000 < 0.13
    assert 0.005 < kinds["former customer"] / 5000 < 0.02


def test_account_ids_are_told_apart_even_ignoring_case(sample: SampleData) -> None:
    for ids, prefix in (
        (sample.accounts["account_id"], "001"),
        (sample.opportunities["opportunity_id"], "006"),
    ):
        assert ids.str.casefold().is_unique
        assert ids.str.fullmatch(prefix + "[0-9A-Za-z]{12}").all()


def test_domains_are_reserved_and_names_differ(sample: SampleData) -> None:
    accounts = sample.accounts
    assert accounts["domain"].str.fullmatch(r"[a-z0-9-]+\.example").all()
    assert accounts["name"].is_unique
    assert (~accounts["name"].map(str.isascii)).sum() > 400


def test_450_subsidiaries_of_180_parents_without_circles(sample: SampleData) -> None:
    parent = sample.accounts.set_index("account_id")["parent_id"].dropna()
    assert (len(parent), parent.nunique()) == (450, 180)
    assert parent.isin(sample.accounts["account_id"]).all()
    grand = parent[parent.isin(parent.index)].map(parent)
    assert parent[parent.isin(parent.index)].nunique() == 30
    assert not grand.isin(parent.index).any(), "families are at most two levels deep"


def test_gaps_are_as_wide_as_stated(sample: SampleData) -> None:
    missing = sample.accounts.isna().sum()
    assert {name: int(missing[name]) for name in MISSING} == MISSING
    assert missing["Last funding on"] / 5000 == pytest.approx(0.6, abs=0.005)
    is_open = sample.opportunities["outcome"] == "open"
    without = sample.opportunities["amount"].isna()
    assert without[is_open].mean() == pytest.approx(0.05, abs=0.002)
    assert not without[~is_open].any()


def test_40_accounts_are_entered_twice_and_12_of_them_share_their_deals(
    sample: SampleData,
) -> None:
    same = sample.accounts[sample.accounts["domain"].duplicated(keep=False)]
    assert len(same) == 80
    assert same["domain"].nunique() == 40
    busy = same["account_id"].isin(sample.opportunities["account_id"]).groupby(same["domain"])
    assert (busy.sum() >= 1).sum() >= 12
    deals = sample.opportunities.merge(same[["account_id", "name"]], on="account_id")
    strange = [not deal.startswith(account[:3]) for deal, account in
               zip(deals["name_x"], deals["name_y"], strict=True)]
    assert sum(strange) <= 12


def test_60_orphans_name_25_unknown_accounts(sample: SampleData) -> None:
    opportunities = sample.opportunities
    orphans = opportunities[~opportunities["account_id"].isin(sample.accounts["account_id"])]
    assert (len(opportunities), len(orphans), orphans["account_id"].nunique()) == (4000, 60, 25)


def test_6_accounts_were_created_after_their_first_opportunity(sample: SampleData) -> None:
    created = sample.accounts.set_index("account_id")["created_on"]
    known = sample.opportunities["account_id"].map(created)
    late = sample.opportunities[known > sample.opportunities["created_on"]]
    assert late["account_id"].nunique() == 6


def test_days_stages_and_outcomes_of_opportunities_agree(sample: SampleData) -> None:
    deals = sample.opportunities
    today = pd.Timestamp(AS_OF)
    is_open = deals["outcome"] == "open"
    assert 0.1 < is_open.mean() < 0.2
    assert set(deals["motion"]) == set(MOTIONS)
    assert deals["created_on"].max() == today, "the newest created day is the as-of day"
    assert deals["created_on"].min() >= today - pd.DateOffset(months=30)
    assert deals["closed_on"].max() <= today
    assert (deals["closed_on"].isna() == is_open).all()
    assert (deals["expected_on"].notna() == is_open).all()
    assert set(deals["stage"][deals["outcome"] == "won"]) == {"Closed Won"}
    assert set(deals["stage"][deals["outcome"] == "lost"]) == {"Closed Lost"}
    assert not deals["stage"][is_open].str.startswith("Closed").any()
    assert (deals["closed_on"] - deals["created_on"]).dt.days.dropna().between(30, 280).all()


def test_about_one_open_opportunity_in_twelve_is_overdue(sample: SampleData) -> None:
    running = sample.opportunities[sample.opportunities["outcome"] == "open"]
    assert (running["expected_on"] < pd.Timestamp(AS_OF)).mean() == pytest.approx(1 / 12, abs=0.02)
    assert (running["expected_on"] > running["created_on"]).all()


def test_amounts_and_currencies_are_plausible(sample: SampleData) -> None:
    deals = sample.opportunities
    zero = deals["amount"] == 0
    assert (int(zero.sum()), set(deals["outcome"][zero])) == (15, {"lost"})
    dollars = deals[(deals["currency"] == "USD") & ~zero]["amount"].dropna()
    assert dollars.between(20_000, 900_000).all()
    assert deals["currency"].value_counts(normalize=True)["USD"] > 0.75
    assert set(deals["currency"]) == {"USD", "EUR", "GBP"}


def test_whoever_won_new_business_is_or_was_a_customer(sample: SampleData) -> None:
    kind = sample.accounts.set_index("account_id")["account_type"]
    deals = sample.opportunities.assign(kind=sample.opportunities["account_id"].map(kind))
    won = deals[(deals["outcome"] == "won") & deals["kind"].notna()]
    assert set(won["kind"]) == {"customer", "former customer"}
    assert not deals["kind"].isin(["partner", "competitor"]).any()


def test_the_programme_launched_in_two_waves(sample: SampleData) -> None:
    entries = sample.target_list
    assert set(entries["programme"]) == {"Northern Lights"}
    waves = [
        entries[entries["joined_on"] == pd.Timestamp(day)]["tier"].value_counts().to_dict()
        for day in WAVES
    ]
    assert waves == [{"1": 15, "2": 120, "3": 600}, {"1": 10, "2": 80, "3": 400}]
    today = entries[entries["left_on"].isna()]["tier"].value_counts().to_dict()
    assert today == {"1": 25, "2": 200, "3": 1000}
    days = {*entries["joined_on"].dt.date, *entries["left_on"].dropna().dt.date}
    assert days == {*WAVES, *REVIEWS}
    known = sample.accounts.set_index("account_id")["created_on"]
    assert (entries["account_id"].map(known) < entries["joined_on"]).all()


@pytest.mark.parametrize("day", [pd.Timestamp(review) for review in REVIEWS])
def test_reviews_move_about_a_tenth(sample: SampleData, day: pd.Timestamp) -> None:
    entries = sample.target_list
    joined = entries[entries["joined_on"] == day].set_index("account_id")["tier"]
    left = entries[entries["left_on"] == day].set_index("account_id")["tier"]
    size = int(((entries["joined_on"] < day) & ~(entries["left_on"] < day)).sum())
    moved = joined.index.intersection(left.index)
    assert 0.08 <= (len(joined) - len(moved)) / size <= 0.15
    assert 0.08 <= (len(left) - len(moved)) / size <= 0.15
    assert ((joined[moved].astype(int) - left[moved].astype(int)).abs() == 1).all()
    down = moved[(joined[moved].astype(int) > left[moved].astype(int)).to_numpy()]
    assert 0.08 <= len(down) / 225 <= 0.15


def test_nobody_leaves_within_26_weeks_or_comes_back(sample: SampleData) -> None:
    spans = sample.target_list.groupby("account_id").agg(
        joined=("joined_on", "min"), left=("left_on", lambda days: days.max(skipna=False))
    )
    assert ((spans["left"] - spans["joined"]).dropna().dt.days >= 26 * 7).all()
    entries = sample.target_list.sort_values(["account_id", "joined_on"])
    ends = entries.groupby("account_id")["left_on"].shift()
    follows = entries["account_id"] == entries["account_id"].shift()
    assert (entries["joined_on"][follows] == ends[follows]).all()


def test_an_account_has_one_entry_at_a_time(sample: SampleData) -> None:
    entries = sample.target_list.sort_values(["account_id", "joined_on"])
    ends = entries.groupby("account_id")["left_on"].shift()
    follows = entries["account_id"] == entries["account_id"].shift()
    assert follows.sum() > 150
    assert (entries["joined_on"][follows] >= ends[follows]).all()
    assert (entries["left_on"].isna() | (entries["left_on"] > entries["joined_on"])).all()


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in pkgutil.iter_modules(sample_data.__path__, "sample_data."):
        assert doctest.testmod(importlib.import_module(module.name)).failed == 0
