"""Campaigns with spend, who they were shown to, and which activities they are behind."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from sample_data.interest import Counts
from sample_data.names import PROGRAMME
from sample_data.programme import WEEKS_SINCE_LAUNCH

COLUMNS = ["campaign_id", "name", "channel", "started_on", "ended_on", "spend", "currency",
           "impressions"]
TAGGED = {  # which channels of campaigns are behind a kind of activity, and how often one is named
    "ad click": ("ad", 0.9), "ad impression": ("ad", 0.95), "mail sent": ("mail", 0.75),
    "mail open": ("mail", 0.7), "mail click": ("mail", 0.7), "mail reply": ("mail", 0.3),
    "webinar": ("webinar", 0.9), "on-site event": ("event", 0.9), "download": ("content", 0.6),
    "form fill": ("content", 0.4), "other": ("direct mail", 0.8),
}


class Plan(NamedTuple):
    """A campaign: first and last week before the as-of week, spend, and whether for targets."""

    name: str
    channel: str
    first: int
    last: int
    spend: float
    targets_only: bool = False
    currency: str = "USD"


_L = WEEKS_SINCE_LAUNCH
PLANS = (
    Plan("Display always-on 2024", "ad", 130, 98, 84_000),
    Plan("Display always-on 2025 H1", "ad", 97, 72, 71_500),
    Plan("Display always-on 2025 H2", "ad", 71, 46, 76_000),
    Plan("Display always-on 2026", "ad", 45, 0, 118_000),
    Plan("Search brand terms", "ad", 130, 0, 96_400),
    Plan("Retargeting EMEA", "ad", 80, 20, 38_250, currency="EUR"),
    Plan("Newsletter 2024", "mail", 130, 98, 6_200),
    Plan("Newsletter 2025", "mail", 97, 46, 9_800),
    Plan("Newsletter 2026", "mail", 45, 0, 9_100),
    Plan("Win-back sequence", "mail", 60, 30, 2_400),
    Plan("Webinar series spring 2024", "webinar", 130, 118, 14_500),
    Plan("Webinar series autumn 2024", "webinar", 112, 96, 16_000),
    Plan("Webinar series spring 2025", "webinar", 92, 74, 17_250),
    Plan("Webinar series autumn 2025", "webinar", 60, 46, 18_000),
    Plan("Webinar series 2026", "webinar", 44, 0, 36_500),
    Plan("Data Infrastructure Day 2024", "event", 110, 100, 145_000),
    Plan("Data Infrastructure Day 2025", "event", 66, 50, 162_000),
    Plan("Data Infrastructure Day 2026", "event", 14, 2, 171_500),
    Plan("Customer forum Frankfurt", "event", 90, 70, 52_000, currency="EUR"),
    Plan("Executive dinners", "event", 130, 0, 88_000),
    Plan("Buyer's checklist", "content", 130, 40, 21_000),
    Plan("Streaming benchmark", "content", 100, 0, 34_500),
    Plan("Comparison portal listing", "content", 70, 0, 27_000),
    Plan("Holiday cards", "direct mail", 52, 45, 7_900),
    Plan("Customer gifts", "direct mail", 130, 0, 15_300),
    Plan(f"{PROGRAMME}: account ads wave 1", "ad", _L, _L - 26, 132_000, True),
    Plan(f"{PROGRAMME}: account ads wave 2", "ad", _L - 18, _L - 44, 94_000, True),
    Plan(f"{PROGRAMME}: letters to buyers", "direct mail", _L, 0, 46_800, True),
    Plan(f"{PROGRAMME}: personal mail", "mail", _L, 0, 12_600, True),
    Plan(f"{PROGRAMME}: executive dinners", "event", _L - 4, 0, 103_500, True),
)
_PER_THOUSAND = {"ad": 18.0}  # spend for a thousand impressions


def campaigns(rng: np.random.Generator, weeks: Counts, as_of: date) -> pd.DataFrame:
    """All campaigns; those that still run have no end."""
    frame = pd.DataFrame(PLANS)
    last = len(weeks) - 1
    days = [
        (weeks[last - plan.first], min(weeks[last - plan.last] + 4, as_of.toordinal()))
        for plan in PLANS
    ]
    frame["campaign_id"] = [f"c-{n + 1:04d}" for n in range(len(PLANS))]
    frame["started_on"] = _days([first for first, _ in days])
    frame["ended_on"] = _days([end for _, end in days]).where(frame["last"] > 0)
    rate = frame["channel"].map(_PER_THOUSAND) * rng.uniform(0.8, 1.25, len(frame))
    frame["impressions"] = (frame["spend"] / rate * 1000).round(-2).astype("Int64")
    return frame[COLUMNS]


def campaign_accounts(
    rng: np.random.Generator, frame: pd.DataFrame, on_list: np.ndarray, ids: np.ndarray
) -> pd.DataFrame:
    """Spend and impressions of the programme's campaigns by account, in proportion to its weeks.

    Shares add up to the campaign's spend, but for 5 % that no account can be named for.
    """
    parts = []
    last = on_list.shape[1] - 1
    for plan, (_, row) in zip(PLANS, frame.iterrows(), strict=True):
        if not plan.targets_only:
            continue
        share = on_list[:, last - plan.first : last - plan.last + 1].sum(axis=1)
        share = share * rng.lognormal(0, 0.4, len(ids))
        if plan.channel == "event":
            share = share * (rng.random(len(ids)) < 0.08)
        who = np.flatnonzero(share)
        share = 0.95 * share[who] / share.sum()
        shown = np.round(share * row["impressions"]) if plan.channel == "ad" else np.nan
        parts.append(pd.DataFrame({
            "campaign_id": row["campaign_id"], "account_id": ids[who],
            "spend": np.round(share * plan.spend, 2), "impressions": shown,
        }))
    found = pd.concat(parts).sort_values(["campaign_id", "account_id"], ignore_index=True)
    return found.astype({"impressions": "Int64"})


def tags(
    rng: np.random.Generator,
    activities: pd.DataFrame,
    company: np.ndarray,
    frame: pd.DataFrame,
    weeks: Counts,
    on_list: np.ndarray,
) -> np.ndarray:
    """The campaign behind each activity, if any: one that ran then, the programme's for targets."""
    found = np.full(len(activities), None, dtype=object)
    u, v = rng.random(len(activities)), rng.random(len(activities))
    days = activities["occurred_at"].to_numpy().astype("datetime64[D]").astype("int64") + 719_163
    week = np.clip((days - weeks[0]) // 7, 0, len(weeks) - 1)
    is_target = on_list[company, week]
    kinds = activities["kind"].to_numpy()
    last, ids = len(weeks) - 1, frame["campaign_id"].to_numpy()
    for kind, (channel, share) in TAGGED.items():
        score = np.full((int((kinds == kind).sum()), len(PLANS)), -1.0)
        here = np.flatnonzero(kinds == kind)
        for place, plan in enumerate(PLANS):
            runs = (week[here] >= last - plan.first) & (week[here] <= last - plan.last)
            allowed = is_target[here] if plan.targets_only else True
            if plan.channel == channel:
                luck = (v[here] * (7 + place)) % 1 + plan.targets_only * 0.4
                score[:, place] = np.where(runs & allowed, luck, -1)
        best = score.argmax(axis=1)
        named = (score.max(axis=1) >= 0) & (u[here] < share)
        found[here[named]] = ids[best[named]]
    return found


def _days(ordinals: list[int]) -> pd.Series:
    since_1970 = np.array(ordinals, dtype="int64") - 719_163
    return pd.Series(since_1970.astype("datetime64[D]").astype("datetime64[s]"))
