"""Activities, signals and campaigns are as the generator's docstring says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from abm_core.schema.vocabularies import CHANNELS, DIRECTIONS, KINDS, SIGNAL_SOURCES
from sample_data.generate import AS_OF, SampleData

TOMORROW = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def theirs(sample: SampleData) -> pd.DataFrame:
    """What known accounts did up to the as-of day."""
    found = sample.activities
    past = (found["direction"] == "theirs") & (found["occurred_at"] < TOMORROW)
    return found[past & found["account_id"].isin(sample.accounts["account_id"])]


def test_some_300_000_activities_of_30_months(sample: SampleData) -> None:
    found = sample.activities
    assert 280_000 < len(found) < 310_000
    assert found["occurred_at"].is_monotonic_increasing
    assert found["activity_id"].is_unique and found["activity_id"].is_monotonic_increasing
    assert found["occurred_at"].min() >= pd.Timestamp(2024, 5, 13)
    assert set(found["kind"]) <= set(KINDS)
    assert set(found["channel"]) <= set(CHANNELS)
    assert set(found["direction"]) == set(DIRECTIONS)
    past = found[found["occurred_at"] < TOMORROW]
    assert past["occurred_at"].max().date() == AS_OF


def test_references_of_activities_hold(sample: SampleData) -> None:
    found = sample.activities
    for column, others in (("contact_id", sample.contacts), ("campaign_id", sample.campaigns),
                           ("opportunity_id", sample.opportunities)):
        assert found[column].dropna().isin(others[column]).all()
        assert found[column].notna().sum() > 3000
    person = sample.contacts.set_index("contact_id")
    known = found[found["contact_id"].notna()]
    assert (known["contact_id"].map(person["account_id"]) == known["account_id"]).all()
    left = known["contact_id"].map(person["left_on"])
    assert not (known["occurred_at"] >= left).any()
    filed = found[found["opportunity_id"].notna()]
    deal = sample.opportunities.set_index("opportunity_id")
    assert (filed["opportunity_id"].map(deal["account_id"]) == filed["account_id"]).all()
    assert (filed["occurred_at"] >= filed["opportunity_id"].map(deal["created_on"])).all()


def test_unknown_visitors_and_working_days(theirs: pd.DataFrame) -> None:
    visits = theirs[theirs["kind"] == "page visit"]
    assert visits["contact_id"].isna().mean() == pytest.approx(0.36, abs=0.04)
    assert (theirs["occurred_at"].dt.day_of_week >= 5).mean() < 0.04
    assert theirs["minutes"][theirs["kind"] == "meeting"].between(15, 90).all()
    assert (visits["minutes"] > 30).any()


def test_activity_is_heavy_tailed_and_goes_with_the_calendar(theirs: pd.DataFrame) -> None:
    per_account = theirs["account_id"].value_counts()
    assert 0.3 < per_account.head(500).sum() / per_account.sum() < 0.5
    weekly = theirs.resample("W-MON", on="occurred_at", label="left", closed="left").size()
    summer, june = weekly["2026-07-06":"2026-08-10"], weekly["2026-06-01":"2026-06-29"]
    assert summer.mean() < 0.95 * june.mean()
    assert weekly["2024-12-23"] < 0.7 * weekly["2024-12-02":"2024-12-15"].mean()


def test_accounts_stir_before_an_opportunity_and_while_it_is_open(
    sample: SampleData, theirs: pd.DataFrame
) -> None:
    deals = sample.opportunities[sample.opportunities["motion"] == "new"]
    pairs = deals[["account_id", "created_on"]].merge(theirs[["account_id", "occurred_at"]])
    week = (pairs["occurred_at"] - pairs["created_on"]).dt.days // 7
    usual = week.between(-20, -9).sum() / 12
    assert week.between(-4, -1).sum() / 4 > 1.5 * usual
    assert week.between(0, 3).sum() / 4 > 1.5 * usual


def test_faults_are_there_in_small_doses(sample: SampleData) -> None:
    found = sample.activities
    daily = found[found["contact_id"].isna()].groupby(
        ["account_id", found["occurred_at"].dt.date]
    ).size()
    assert (daily > 200).sum() == 3
    assert daily[daily > 200].index.get_level_values(0).nunique() == 1
    assert (found["account_domain"] == "northwindow.example").sum() == 450
    strangers = found["account_id"].notna() & ~found["account_id"].isin(
        sample.accounts["account_id"]
    )
    assert strangers.sum() == 160
    future = found[found["occurred_at"] >= TOMORROW]
    assert (len(future), set(future["kind"])) == (40, {"meeting"})
    assert future["occurred_at"].min() > pd.Timestamp(AS_OF) + pd.Timedelta(days=8)
    twice = found.drop(columns="activity_id").duplicated().sum()
    assert twice / len(found) == pytest.approx(0.005, abs=0.001)


def test_signals_by_week(sample: SampleData) -> None:
    signals = sample.signals
    assert not signals.duplicated(["account_id", "week", "source", "topic"]).any()
    assert (signals["week"].dt.day_of_week == 0).all()
    assert set(signals["source"]) == set(SIGNAL_SOURCES)
    assert signals["account_id"].isin(sample.accounts["account_id"]).all()
    intent = signals[signals["source"].isin(["first-party", "third-party"])]
    assert 1400 < intent["account_id"].nunique() <= 1500
    assert intent["topic"].nunique() == 10
    assert intent["strength"].between(1, 100).all()
    deals = sample.opportunities[["account_id", "created_on"]].merge(intent)
    week = (deals["week"] - deals["created_on"]).dt.days // 7
    assert week.between(-5, -2).mean() / 4 > 1.3 * week.between(-20, -9).mean() / 12


def test_campaigns_and_their_spend_by_account(sample: SampleData) -> None:
    campaigns = sample.campaigns.set_index("campaign_id")
    assert len(campaigns) == 30
    assert (campaigns["spend"] > 0).all()
    assert not (campaigns["ended_on"] < campaigns["started_on"]).any()
    spent = sample.campaign_accounts
    assert not spent.duplicated(["campaign_id", "account_id"]).any()
    assert spent["account_id"].isin(sample.target_list["account_id"]).all()
    share = spent.groupby("campaign_id")["spend"].sum() / campaigns["spend"]
    np.testing.assert_allclose(share.dropna(), 0.95, atol=0.001)
    tagged = sample.activities[sample.activities["campaign_id"].notna()]
    begun = tagged["campaign_id"].map(campaigns["started_on"])
    assert (tagged["occurred_at"] >= begun).all()
