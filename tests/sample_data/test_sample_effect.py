"""The planted ideal customer is found again, without help from the code that planted it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from sample_data.generate import SampleData


def features(accounts: pd.DataFrame) -> pd.DataFrame:
    """Only what the export shows, gaps included."""
    band = pd.cut(accounts["employees"].astype(float), [0, 199, 499, 4999, np.inf], labels=False)
    technologies = accounts["technologies"].map(lambda one: ";".join(one), na_action="ignore")
    return pd.concat(
        [
            pd.get_dummies(accounts["industry"], dummy_na=True),
            pd.get_dummies(band, dummy_na=True, prefix="band"),
            technologies.astype("object").fillna("unknown").str.get_dummies(";"),
            pd.get_dummies(accounts["region"]),
            (accounts["Hiring for data roles"] == "yes").rename("hiring"),
        ],
        axis=1,
    ).astype(float)


@pytest.fixture(scope="module")
def decided(sample: SampleData) -> pd.DataFrame:
    """Decided new business with an out-of-sample chance to win, learned from the frames."""
    deals = sample.opportunities
    deals = deals[(deals["motion"] == "new") & (deals["outcome"] != "open")]
    deals = deals.merge(sample.accounts, on="account_id")
    won = (deals["outcome"] == "won").astype(int)
    x = features(deals).to_numpy()
    model = LogisticRegression(C=0.3, max_iter=500)
    chance = cross_val_predict(model, x, won, cv=5, method="predict_proba")[:, 1]
    return pd.DataFrame({"won": won, "chance": chance})


def test_what_the_accounts_show_separates_won_from_lost(decided: pd.DataFrame) -> None:
    assert roc_auc_score(decided["won"], decided["chance"]) > 0.65


def test_win_rates_rise_by_tenth(decided: pd.DataFrame) -> None:
    tenth = pd.qcut(decided["chance"].rank(method="first"), 10, labels=False)
    rate = decided.groupby(tenth)["won"].mean()
    assert rate.corr(pd.Series(range(10)), method="spearman") > 0.8
    assert rate.iloc[:2].mean() < 0.18
    assert rate.iloc[-2:].mean() > 0.38


def hand_fit(accounts: pd.DataFrame) -> pd.Series:
    """The stated points, written down again by hand; only for accounts without gaps."""
    best = {"Financial services", "Insurance", "Telecommunications", "Software"}
    good = {"Retail", "Logistics", "Pharmaceuticals"}
    data = {"Data warehouse", "Data lake", "Event streaming"}

    def points(row: pd.Series) -> float:
        people = row["employees"]
        return (
            (30 if row["industry"] in best else 15 if row["industry"] in good else 0)
            + (0 if people < 200 else 10 if people < 500 else 25 if people < 5000 else 15)
            + (20 if data & set(row["technologies"]) else 0)
            + (15 if row["Hiring for data roles"] == "yes" else 0)
            + {"EMEA": 10, "AMER": 6, "APAC": 0}[row["region"]]
        )

    whole = accounts.dropna(subset=["industry", "employees", "technologies"])
    return whole.set_index("account_id").apply(points, axis=1)


def test_win_rates_are_as_stated_at_both_ends(sample: SampleData) -> None:
    fit = hand_fit(sample.accounts)
    deals = sample.opportunities[sample.opportunities["motion"] == "new"]
    deals = deals[deals["outcome"] != "open"].assign(fit=deals["account_id"].map(fit))
    won = deals["outcome"] == "won"
    # some 260 and 340 deals: two standard errors are 4 and 5 points
    assert won[deals["fit"] < 45].mean() == pytest.approx(0.10, abs=0.05)
    assert won[deals["fit"] > 75].mean() == pytest.approx(0.455, abs=0.06)


def test_accounts_that_fit_have_more_and_larger_opportunities(sample: SampleData) -> None:
    fit = hand_fit(sample.accounts)
    deals = sample.opportunities[sample.opportunities["motion"] == "new"]
    fifth = pd.qcut(fit.rank(method="first"), 5, labels=False)
    count = deals["account_id"].value_counts().reindex(fit.index, fill_value=0)
    per_account = count.groupby(fifth).mean()
    assert per_account.is_monotonic_increasing
    assert per_account.iloc[-1] > 3 * per_account.iloc[0]
    amounts = deals["amount"].where(deals["amount"] > 0)
    typical = amounts.groupby(deals["account_id"].map(fifth)).median()
    assert typical.iloc[-1] > 1.2 * typical.iloc[0]


def test_the_list_was_picked_on_fit_but_not_only(sample: SampleData) -> None:
    fit = hand_fit(sample.accounts)
    launch = sample.target_list[sample.target_list["joined_on"] == pd.Timestamp(2025, 9, 8)]
    tiers = launch.assign(fit=launch["account_id"].map(fit)).dropna(subset=["fit"])
    mean = tiers.groupby("tier")["fit"].mean()
    assert mean["1"] > mean["3"] + 10
    assert mean["2"] > mean["3"] + 10
    assert mean["3"] > fit.mean() + 15
    assert (tiers["fit"] < 50).sum() > 20, "picked by liking"
