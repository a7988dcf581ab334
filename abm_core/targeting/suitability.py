"""Should you run account-based at all? Four signs, read from the user's own deals.

Account-based work pays where deals are large, many people decide, cycles are long and few
customers bring most of the revenue. What the data cannot tell is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, settings
from abm_core.house import reporting_currency

Verdict = Literal["speaks for it", "speaks against it", "cannot tell"]

# Without a rate on or before the day of creation, an amount in another currency is not known.
WON = """
WITH won AS (
    SELECT opportunity_id, account_id, created_on, amount, coalesce(motion, '') AS motion,
           date_diff('day', created_on, closed_on) AS days,
           coalesce(currency, $currency) AS currency
    FROM opportunities
    WHERE outcome = 'won' AND (closed_on IS NULL OR closed_on <= $as_of)
), rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
)
SELECT w.opportunity_id, w.account_id, w.motion, w.days,
       (w.amount * CASE WHEN w.currency = $currency THEN 1 ELSE r.rate END)::DOUBLE AS value
FROM won w ASOF LEFT JOIN rates r ON w.currency = r.currency AND w.created_on >= r.valid_from
"""

PEOPLE_OF_DEALS = """
SELECT count(DISTINCT c.contact_id) AS n_people
FROM opportunities o JOIN opportunity_contacts c USING (opportunity_id)
WHERE o.outcome = 'won' AND coalesce(o.motion, '') <> 'renewal'
GROUP BY o.opportunity_id
"""

PEOPLE_OF_ACCOUNTS = """
SELECT count(DISTINCT c.contact_id) AS n_people
FROM contacts c
WHERE c.account_id IN (SELECT account_id FROM opportunities WHERE outcome = 'won')
GROUP BY c.account_id
"""


class Sign(NamedTuple):
    """One sign: what was found in how many cases, against what practice asks for."""

    key: str
    label: str
    value: float
    n: int
    needed: float
    verdict: Verdict
    sentence: str
    source: str


def check(cursor: DuckDBPyConnection, *, as_of: date) -> list[Sign]:
    """The four signs on the data of a store."""
    currency = reporting_currency(cursor)
    won = cursor.execute(WON, {"currency": currency, "as_of": as_of}).df()
    return [
        _deal_size(won, currency), _stakeholders(cursor), _cycle(won), _concentration(won, currency)
    ]  # fmt: skip


def headline(signs: list[Sign]) -> str:
    """What the signs say together."""
    speaks = [sign.label for sign in signs if sign.verdict == "speaks for it"]
    against = [sign.label for sign in signs if sign.verdict == "speaks against it"]
    n_known = len(speaks) + len(against)
    if not n_known:
        return "The data cannot tell yet whether account-based work would pay."
    said = f"{len(speaks)} of {formats.counted(n_known, 'sign')} that the data can tell "
    said += "speaks" if len(speaks) == 1 else "speak"
    said += " for account-based work"
    if against:
        said += f"; against it: {formats.listed([label.lower() for label in against])}"
    return f"{said}."


def _deal_size(won: pd.DataFrame, currency: str) -> Sign:
    values = won.loc[won["motion"] != "renewal", "value"].dropna().to_numpy(dtype=np.float64)
    needed = settings.ABM_DEAL_SIZE.value
    foreign = "" if currency in ("USD", "") else (
        f" The mark is in dollars; your sums are in {currency}.")  # fmt: skip
    return _sign(
        "deal_size", "Deal size", values, needed, settings.ABM_DEAL_SIZE.source,
        "no won opportunity with an amount",
        lambda median, n: (
            f"Half of {formats.counted(n, 'won deal')} brought {formats.money(median, currency)} "
            f"or more; account-based work asks for more than "
            f"{formats.money(needed, currency or 'USD')}.{foreign}"
        ),
    )  # fmt: skip


def _stakeholders(cursor: DuckDBPyConnection) -> Sign:
    found, unit = cursor.execute(PEOPLE_OF_DEALS).df(), "won deal"
    if len(found) < settings.ABM_LEAST.value:
        found, unit = cursor.execute(PEOPLE_OF_ACCOUNTS).df(), "won account"
    needed = settings.ABM_STAKEHOLDERS.value
    sign = _sign(
        "stakeholders", "Stakeholders", found["n_people"].to_numpy(dtype=np.float64), needed,
        settings.ABM_STAKEHOLDERS.source, "no contact at a won opportunity or account",
        lambda median, n: (
            f"Half of {formats.counted(n, unit)} have {formats.counted(int(median), 'contact')} "
            f"or more on record; account-based work asks for {needed:g}."
        ),
    )  # fmt: skip
    if np.isnan(sign.value) or sign.value >= needed:
        return sign if np.isnan(sign.value) else sign._replace(verdict="speaks for it")
    said = f"{sign.sentence} Either few decide, or the others were never entered: cannot tell."
    return sign._replace(verdict="cannot tell", sentence=said)


def _cycle(won: pd.DataFrame) -> Sign:
    days = won.loc[won["motion"] != "renewal", "days"].dropna().to_numpy(dtype=np.float64)
    needed = settings.ABM_CYCLE_DAYS.value
    return _sign(
        "cycle", "Sales cycle", days[days >= 0], needed, settings.ABM_CYCLE_DAYS.source,
        "no won opportunity with the days on which it was created and closed",
        lambda median, n: (
            f"Half of {formats.counted(n, 'won deal')} took {formats.counted(int(median), 'day')} "
            f"or more; account-based work asks for more than {needed:g}."
        ),
    )  # fmt: skip


def _sign(
    key: str, label: str, values: np.ndarray, needed: float, source: str, lacking: str,
    say: Callable[[float, int], str],
) -> Sign:  # fmt: skip
    """A sign that is read from a median; too few cases cannot tell."""
    n = len(values)
    if n < settings.ABM_LEAST.value:
        said = _too_few(n, lacking)
        return Sign(key, label, float("nan"), n, needed, "cannot tell", said, source)
    median = float(np.median(values))
    verdict: Verdict = "speaks for it" if median > needed else "speaks against it"
    return Sign(key, label, median, n, needed, verdict, say(median, n), source)


def _too_few(n: int, lacking: str) -> str:
    if not n:
        return f"Cannot tell: {lacking}."
    return f"Cannot tell: {formats.counted(n, 'case')}, and it takes {settings.ABM_LEAST.value}."


def _concentration(won: pd.DataFrame, currency: str) -> Sign:
    """The share of all that was won that the best fifth of the customers brought."""
    by_customer = won.dropna(subset=["account_id", "value"]).groupby("account_id")["value"].sum()
    values = np.sort(by_customer[by_customer > 0].to_numpy(dtype=np.float64))[::-1]
    needed, n = settings.ABM_CONCENTRATION.value, len(values)
    source = settings.ABM_CONCENTRATION.source
    if n < settings.ABM_LEAST.value:
        said = _too_few(n, "no customer with a won amount")
        return Sign("concentration", "Concentration", float("nan"), n, needed, "cannot tell", said,
                    source)  # fmt: skip
    n_best = int(np.ceil(n * settings.ABM_BEST_CUSTOMERS.value))
    share = float(values[:n_best].sum() / values.sum())
    verdict: Verdict = "speaks for it" if share >= needed else "speaks against it"
    said = (
        f"The best {formats.count(n_best)} of {formats.counted(n, 'customer')} brought "
        f"{formats.percent(share)} of the {formats.money(float(values.sum()), currency)} that was "
        f"won; from {formats.percent(needed)} on, few accounts are worth most of the effort."
    )
    return Sign("concentration", "Concentration", share, n, needed, verdict, said, source)
