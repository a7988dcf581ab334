"""Planted surges are found well above chance by the surge score."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from abm_core import settings
from abm_core.measure import surge_sweep
from abm_core.measure.surge_sweep import ONE_WEEK, History
from sample_data.generate import SampleData, Truth


@pytest.fixture(scope="module")
def tried(sample: SampleData, truth: Truth) -> pd.DataFrame:
    """Account-weeks: planted factor, people in quiet weeks, whether flagged, chance of that."""
    weeks = truth.surges.columns[:-1]  # the last one is not over
    factors = truth.surges.to_numpy()
    counts = people(sample, truth.surges.index, weeks)
    usual = np.nanmean(np.where(factors[:, :-1] == 1, counts, np.nan), axis=1)
    history = History(counts, np.zeros(len(factors), int))
    parts = [
        pd.DataFrame({
            "factor": factors[one.rows, one.week], "usual": usual[one.rows],
            "flagged": one.judged.is_flagged, "chance": one.judged.chance,
        })
        for one in surge_sweep.sweep(history, range(len(weeks)), (ONE_WEEK,))
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def people(sample: SampleData, accounts: pd.Index, weeks: pd.Index) -> np.ndarray:
    """Distinct people by account and week, the unknown visitor as one of them."""
    found = sample.activities
    seen = found[(found["direction"] == "theirs")
                 & ~found["kind"].isin(settings.SURGE_LEFT_OUT.value)]  # fmt: skip
    monday = seen["occurred_at"].dt.normalize() - pd.to_timedelta(
        seen["occurred_at"].dt.day_of_week, unit="D")  # fmt: skip
    contact_of = sample.contacts.dropna(subset="email").set_index("email")["contact_id"]
    person = seen["contact_id"].fillna(seen["email"].map(contact_of)).fillna("")
    who = pd.DataFrame({"account": seen["account_id"], "week": monday,
                        "person": person}).drop_duplicates()  # fmt: skip
    counted = who.groupby(["account", "week"]).size().unstack(fill_value=0)
    return counted.reindex(index=accounts, columns=weeks, fill_value=0).to_numpy(np.float32)


def test_planted_surges_are_found_well_above_chance(tried: pd.DataFrame) -> None:
    """At least tripled: 20 times as often as quiet weeks, eight times as often as chance gives."""
    quiet, planted = tried[tried["factor"] == 1], tried[tried["factor"] >= 3]
    assert len(planted) > 5_000
    found = planted["flagged"].mean()
    assert found > 20 * quiet["flagged"].mean()
    assert found > 8 * planted["chance"].mean()


def test_the_more_people_usually_come_the_more_surges_are_found(tried: pd.DataFrame) -> None:
    """With hardly anybody a week, three people are rare even if all come more often."""
    planted = tried[tried["factor"] >= 3]
    few, some, many = (
        planted[planted["usual"].between(low, high)]["flagged"].mean()
        for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 100))
    )
    assert few < some < many
    assert many > 0.04


def test_quiet_weeks_are_flagged_no_more_often_than_chance_gives(tried: pd.DataFrame) -> None:
    quiet = tried[tried["factor"] == 1]
    assert quiet["flagged"].mean() <= quiet["chance"].mean()


def test_most_flags_are_of_accounts_with_something_up(tried: pd.DataFrame) -> None:
    """Something is up in one account-week in seven: a planted surge, or a deal near or open."""
    up = tried["factor"] != 1
    assert up.mean() < 0.2
    assert up[tried["flagged"]].mean() > 0.5
