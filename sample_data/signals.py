"""Signals: weekly intent by topic, and what changed at accounts. The programme changes none.

Third-party and first-party intent follow the rate of interest without effects, so that they rise
before opportunities and in surges; organisational signals follow hiring and the last funding.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.fit import Numbers
from sample_data.interest import Counts, Interest

TOPICS = ("Data integration", "Stream processing", "Data catalogue", "Data quality", "Cloud cost",
          "Access governance", "Data mesh", "Real-time analytics", "Data contracts", "AI readiness")
N_WITH_INTENT = 1_500
THIRD_PARTY_WEEKS, FIRST_PARTY_WEEKS = 0.17, 0.06  # of weeks of these accounts, on average
N_EXECUTIVES, N_HIRES_SHARE, N_ADOPTED, N_REORGANISED = 420, 0.5, 520, 160


def signals(
    rng: np.random.Generator, companies: pd.DataFrame, accounts: pd.DataFrame, found: Interest,
    weeks: Counts,
) -> pd.DataFrame:
    """All signals, one row per account, week, source and topic.

    ``accounts`` are the export's first entries, row by row those of ``companies``.
    """
    chosen = _with_intent(rng, companies["fit"].to_numpy())
    parts = [
        _intent(rng, found, chosen, "third-party", THIRD_PARTY_WEEKS),
        _intent(rng, found, chosen, "first-party", FIRST_PARTY_WEEKS),
        _organisational(rng, companies, accounts, weeks),
        _technographic(rng, companies, weeks),
    ]
    frame = pd.concat(parts, ignore_index=True)
    alive = companies["created"].to_numpy()[frame["company"]] <= weeks[frame["week"]]
    frame = frame[alive]
    frame["account_id"] = companies["account_id"].to_numpy()[frame["company"]]
    since_1970 = weeks[frame["week"]] - 719_163
    frame["week"] = since_1970.astype("datetime64[D]").astype("datetime64[s]")
    key = ["week", "account_id", "source", "topic"]
    frame = frame.drop_duplicates(key).sort_values(key, ignore_index=True)
    return frame[["account_id", "week", "source", "topic", "strength"]]


def _with_intent(rng: np.random.Generator, fit: Numbers) -> Counts:
    """The accounts that intent providers can see, those that fit likelier."""
    keys = rng.exponential(1, len(fit)) / np.exp((fit - 50) / 45)
    return np.sort(np.argsort(keys, kind="stable")[:N_WITH_INTENT])


def _intent(
    rng: np.random.Generator, found: Interest, chosen: Counts, source: str, share: float
) -> pd.DataFrame:
    """Weeks in which an account read about a topic; every account has three of its own.

    The chance rises with the rate of the week over the account's own mean; so does strength.
    """
    rates = found.rates[chosen]
    usual = rates.mean(axis=1, keepdims=True)
    heat = np.divide(rates, usual, out=np.zeros_like(rates), where=usual > 0)
    level = np.sqrt(usual / usual.mean())
    heat = heat * (1 + 0.6 * found.in_deal[chosen])
    chance = np.clip(share * level * heat / (level * heat).mean(), 0, 0.95)
    row, week = np.nonzero(rng.random(chance.shape) < chance)
    own = rng.integers(0, len(TOPICS), (len(chosen), 3))
    topic = own[row, np.minimum(rng.geometric(0.55, len(row)) - 1, 2)]
    warmth = 38 + 17 * np.log1p(heat[row, week]) + rng.normal(0, 11, len(row))
    return pd.DataFrame({
        "company": chosen[row], "week": week, "source": source,
        "topic": np.array(TOPICS)[topic], "strength": np.rint(np.clip(warmth, 1, 100)),
    })


def _organisational(
    rng: np.random.Generator, companies: pd.DataFrame, accounts: pd.DataFrame, weeks: Counts
) -> pd.DataFrame:
    """Hires where the account hires, funding in the week of the last one, new executives."""
    hiring = np.flatnonzero(companies["hiring"])
    hiring = np.repeat(hiring[rng.random(len(hiring)) < N_HIRES_SHARE], 2)
    funded = accounts["Last funding on"].notna().to_numpy()
    day = accounts["Last funding on"].to_numpy().astype("datetime64[D]").astype("int64") + 719_163
    in_window = funded & (day >= weeks[0])
    other = rng.integers(0, len(companies), N_EXECUTIVES + N_REORGANISED)
    rows = np.concatenate([hiring, np.flatnonzero(in_window), other])
    n_weeks = len(weeks)
    when = np.concatenate([
        n_weeks - 1 - (rng.beta(1, 2.5, len(hiring)) * n_weeks).astype(int),
        (day[in_window] - weeks[0]) // 7,
        rng.integers(0, n_weeks, len(other)),
    ])
    topic = np.repeat(
        np.array(["Hiring for data roles", "Funding round", "New executive", "Reorganisation"]),
        [len(hiring), int(in_window.sum()), N_EXECUTIVES, N_REORGANISED],
    )
    return pd.DataFrame({"company": rows, "week": when, "source": "organisational",
                         "topic": topic, "strength": np.nan})


def _technographic(
    rng: np.random.Generator, companies: pd.DataFrame, weeks: Counts
) -> pd.DataFrame:
    """A technology that the account has was first seen, or one that it has not was last seen."""
    rows = rng.integers(0, len(companies), N_ADOPTED)
    u = rng.random(N_ADOPTED)
    technologies = companies["technologies"].to_numpy()
    topics = [
        f"Adopted {technologies[row][int(x * len(technologies[row]))]}" if x < 0.8
        else "Dropped " + ("Mainframe" if "Mainframe" not in technologies[row] else "Help desk")
        for row, x in zip(rows, u, strict=True)
    ]
    return pd.DataFrame({"company": rows, "week": rng.integers(0, len(weeks), N_ADOPTED),
                         "source": "technographic", "topic": topics, "strength": np.nan})
