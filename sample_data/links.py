"""Ties between activities and opportunities, and who was first seen when."""

from __future__ import annotations

import numpy as np
import pandas as pd

LINKED = {"meeting": 0.65, "call": 0.55, "mail reply": 0.2}  # while an opportunity is open


def opportunity_of(
    activities: pd.DataFrame, deals: pd.DataFrame, u: np.ndarray
) -> np.ndarray:
    """The open opportunity that an activity belongs to, if somebody filed it (``u`` decides)."""
    filed = u < activities["kind"].map(LINKED).fillna(0).to_numpy()
    some = activities.loc[filed, ["account_id", "occurred_at"]].reset_index(names="place")
    pairs = some.merge(deals[["opportunity_id", "account_id", "created_on", "closed_on"]])
    ends = pairs["closed_on"] + pd.Timedelta(days=1)
    is_open = (pairs["occurred_at"] >= pairs["created_on"]) & ~(pairs["occurred_at"] >= ends)
    pairs = pairs[is_open].sort_values(["place", "created_on", "opportunity_id"])
    pairs = pairs.drop_duplicates("place")
    found = np.full(len(activities), None, dtype=object)
    found[pairs["place"].to_numpy()] = pairs["opportunity_id"].to_numpy()
    return found


def first_days(activities: pd.DataFrame) -> pd.Series:
    """The day of each contact's first activity, by contact id."""
    first: pd.Series = activities.groupby("contact_id")["occurred_at"].min()
    days: pd.Series = first.dt.floor("D")
    return days
