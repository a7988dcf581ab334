"""Opportunities as a CRM shows them: amounts, stages, names, and a few planted faults."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data import names
from sample_data.deals import Deal
from sample_data.fit import deal_size
from sample_data.ids import OPPORTUNITY_PREFIX, record_ids

SMALLEST, LARGEST = 20_000, 900_000
PER_USD = {"USD": 1.0, "EUR": 0.92, "GBP": 0.79}
MOTION_SIZE = {"new": 1.0, "renewal": 0.85, "expansion": 0.6}
NO_AMOUNT = 0.05  # share of open opportunities without an amount
N_LOST_AT_ZERO = 15

COLUMNS = ["opportunity_id", "account_id", "name", "motion", "amount", "currency", "stage",
           "outcome", "created_on", "closed_on", "expected_on", "owner"]


def opportunities(
    rng: np.random.Generator,
    deals: list[Deal],
    companies: pd.DataFrame,
    as_of: date,
    n_lost_at_zero: int = N_LOST_AT_ZERO,
) -> pd.DataFrame:
    """The opportunity export, one row per deal, by day of creation."""
    frame = pd.DataFrame(deals, columns=Deal._fields)
    frame = frame.sort_values(["created", "company", "motion"], kind="stable")
    frame = frame.reset_index(drop=True)
    company = companies.iloc[frame["company"].to_numpy()].reset_index(drop=True)
    today = as_of.toordinal()
    is_open = (frame["closes"] > today).to_numpy()
    frame["opportunity_id"] = record_ids(rng, OPPORTUNITY_PREFIX, len(frame))
    frame["account_id"] = company["account_id"]
    areas = rng.choice(names.PRODUCT_AREAS, size=len(frame))
    frame["name"] = [f"{core}: {area}" for core, area in zip(company["core"], areas, strict=True)]
    frame["outcome"] = np.where(is_open, "open", np.where(frame["won"], "won", "lost"))
    frame["stage"] = _stages(rng, frame, today)
    frame["owner"] = _owners(rng, company["sales_owner"])
    frame["currency"] = _currencies(rng, company["currency"])
    frame["amount"] = _amounts(rng, frame, company, n_lost_at_zero)
    expected = _expected(rng, frame, today)
    frame["created_on"] = days(frame["created"])
    frame["closed_on"] = days(frame["closes"]).where(~is_open)
    frame["expected_on"] = days(expected).where(is_open)
    return frame[COLUMNS]


def days(ordinals: pd.Series) -> pd.Series:
    """Ordinals as days."""
    since_1970 = ordinals.to_numpy(dtype="int64") - date(1970, 1, 1).toordinal()
    return pd.Series(since_1970.astype("datetime64[D]").astype("datetime64[s]"), ordinals.index)


def _stages(rng: np.random.Generator, frame: pd.DataFrame, today: int) -> npt.NDArray[np.object_]:
    """Closed stages follow the outcome; open ones the share of the cycle that is over."""
    share = (today - frame["created"]) / (frame["closes"] - frame["created"])
    step = np.floor(np.clip(share + rng.normal(0, 0.1, len(frame)), 0, 0.99) * 5).astype(int)
    running = np.array(names.OPEN_STAGES, dtype=object)[step]
    closed = frame["outcome"].map({"won": "Closed Won", "lost": "Closed Lost"})
    return np.asarray(np.where(frame["outcome"] == "open", running, closed), dtype=object)


def _owners(rng: np.random.Generator, owner: pd.Series) -> npt.NDArray[np.object_]:
    """Mostly the account's owner; one in ten deals is worked by somebody else."""
    other = rng.choice(names.SALES_OWNERS, size=len(owner))
    return np.asarray(np.where(rng.random(len(owner)) < 0.1, other, owner), dtype=object)


def _currencies(rng: np.random.Generator, home: pd.Series) -> npt.NDArray[np.object_]:
    """US dollars, but four in ten deals at home in EUR or GBP are in that currency."""
    local = rng.random(len(home)) < 0.4
    return np.asarray(np.where(local, home, "USD"), dtype=object)


def _amounts(
    rng: np.random.Generator, frame: pd.DataFrame, company: pd.DataFrame, n_lost_at_zero: int
) -> npt.NDArray[np.float64]:
    """Log-normal amounts that rise with head count and fit, in the deal's currency.

    Some open ones are missing and so many lost ones are zero.
    """
    typical = 90_000 * (company["employees"] / 700) ** 0.22 * deal_size(company["fit"].to_numpy())
    typical *= frame["motion"].map(MOTION_SIZE)
    usd = np.clip(typical * rng.lognormal(0, 0.55, len(frame)), SMALLEST, LARGEST)
    amount = np.rint(usd * frame["currency"].map(PER_USD) / 500).to_numpy(dtype=float) * 500
    is_open = np.flatnonzero(frame["outcome"] == "open")
    amount[rng.permutation(is_open)[: round(NO_AMOUNT * len(is_open))]] = np.nan
    amount[rng.permutation(np.flatnonzero(frame["outcome"] == "lost"))[:n_lost_at_zero]] = 0
    return np.asarray(amount, dtype=np.float64)


def _expected(rng: np.random.Generator, frame: pd.DataFrame, today: int) -> pd.Series:
    """When open deals are thought to close: near the truth, but for one in twelve overdue."""
    guess = frame["closes"] + rng.integers(-20, 30, len(frame))
    overdue = (rng.random(len(frame)) < 0.15) & (today - frame["created"] > 50)
    past = today - rng.integers(1, 30, len(frame))
    return guess.clip(lower=today + 3).where(~overdue, past)
