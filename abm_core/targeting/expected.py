"""What pipeline a tier may bring in a year, from what its accounts created in the past.

It is the history of the accounts that the draft puts into the tier; what a programme adds on top
is not in it. The interval comes from drawing the tier's accounts anew, with repetition.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm_core import formats, settings
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.ranking import Interval, Numbers
from abm_core.targeting.tiers import LEVELS, TierArray

DAYS_A_YEAR = 365.25
CHUNK = 50

# Without a rate on or before the day of creation, an amount in another currency is not known.
CREATED = """
WITH created AS (
    SELECT account_id, amount, created_on, coalesce(currency, $currency) AS currency
    FROM opportunities
    WHERE account_id IS NOT NULL AND coalesce(motion, '') <> 'renewal'
      AND created_on > $since AND created_on <= $as_of
), rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
), valued AS (
    SELECT c.account_id,
           c.amount * CASE WHEN c.currency = $currency THEN 1 ELSE r.rate END AS value
    FROM created c ASOF LEFT JOIN rates r
        ON c.currency = r.currency AND c.created_on >= r.valid_from
)
SELECT account_id, coalesce(sum(value), 0)::DOUBLE AS value, count(*) AS n,
       count(*) FILTER (WHERE value IS NULL) AS n_without_amount
FROM valued
GROUP BY account_id
"""

FIRST_CREATED = """
SELECT min(created_on) AS day FROM opportunities
WHERE account_id IS NOT NULL AND coalesce(motion, '') <> 'renewal' AND created_on <= $as_of
"""


class Created(NamedTuple):
    """Pipeline that each account created in the window, in the order of the accounts."""

    value: Numbers
    n: Numbers
    n_without_amount: Numbers
    years: float


class Expected(NamedTuple):
    """Pipeline of one tier in a year; both are None where there is too little history."""

    tier: int
    n_accounts: int
    n_opportunities: int
    n_without_amount: int
    per_account: Interval | None
    total: Interval | None


def created(accounts: Accounts, *, as_of: date) -> Created:
    """What every account created in the window that ends on the as-of day."""
    first = accounts.query(FIRST_CREATED, {"as_of": as_of})["day"].iloc[0]
    since = as_of - timedelta(days=round(settings.PIPELINE_YEARS.value * DAYS_A_YEAR))
    if not pd.isna(first):
        since = max(since, pd.Timestamp(first).date() - timedelta(days=1))
    bound = {"currency": accounts.currency, "since": since, "as_of": as_of}
    found = accounts.query(CREATED, bound).set_index("account_id").reindex(accounts.ids).fillna(0)
    value, n, without = (found[name].to_numpy(dtype=np.float64) for name in found.columns)
    return Created(value, n, without, (as_of - since).days / DAYS_A_YEAR)


def expected(history: Created, tier: TierArray, *, seed: int) -> list[Expected]:
    """Pipeline per tier and year, with its interval."""
    return [_expected(history, np.flatnonzero(tier == level), level, seed) for level in LEVELS]


def _expected(history: Created, rows: np.ndarray, level: int, seed: int) -> Expected:
    n = int(history.n[rows].sum())
    without = int(history.n_without_amount[rows].sum())
    if n - without < settings.PIPELINE_LEAST.value or history.years <= 0:
        return Expected(level, len(rows), n, without, None, None)
    per_account = _mean(history.value[rows] / history.years, seed)
    total = Interval(*(len(rows) * one for one in per_account))
    return Expected(level, len(rows), n, without, per_account, total)


def _mean(values: Numbers, seed: int) -> Interval:
    """A mean with its percentile interval over accounts drawn with repetition."""
    rng = np.random.default_rng(seed)
    draws, n = settings.BOOTSTRAP_DRAWS.value, len(values)
    means = np.concatenate([
        values[rng.integers(0, n, (min(CHUNK, draws - start), n))].mean(axis=1)
        for start in range(0, draws, CHUNK)
    ])  # fmt: skip
    tail = (1.0 - settings.CONFIDENCE.value) / 2
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Interval(float(values.mean()), float(low), float(high))


def sentence(found: Expected, currency: str) -> str:
    """What may be expected of a tier, or why nothing can be."""
    place = formats.tier(found.tier)
    if found.total is None or found.per_account is None:
        n = found.n_opportunities - found.n_without_amount
        return (
            f"{place}: its accounts created {formats.counted(n, 'opportunity', 'opportunities')} "
            f"with an amount, and it takes {settings.PIPELINE_LEAST.value} to expect anything."
        )
    low, high = (formats.money(one, currency) for one in (found.total.low, found.total.high))
    return (
        f"{place}: {formats.money(found.total.estimate, currency)} of new pipeline a year (range "
        f"{low} to {high}), {formats.money(found.per_account.estimate, currency)} per account, if "
        "its accounts go on as they did; what the programme adds is not in it."
    )
