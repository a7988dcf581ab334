"""A profile to start from: what the accounts that were won have in common.

A starting point, not a finding: each criterion scores a value by the share of decided
opportunities that were won there, pulled towards the overall share where there are few, and
stretched so that the best value scores 1 and the worst 0.2. Without won and lost opportunities,
larger is better and every category counts alike.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.targeting import computed
from abm_core.targeting.accounts import Accounts, FieldInfo
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Bands, Categories, Rule, YesNo

DECIDED = """
SELECT account_id,
       count(*) FILTER (WHERE outcome = 'won') AS n_won,
       count(*) FILTER (WHERE outcome IN ('won', 'lost')) AS n_decided
FROM opportunities
WHERE account_id IS NOT NULL
GROUP BY account_id
"""

PREFERRED = ("industry", "employees", "annual_revenue", "region", "country")
NOT_A_QUALITY = (
    "account_id", "parent_id", "domain", "sales_owner", "marketing_owner", "created_on",
    "territory", "account_type", "technologies",
)  # fmt: skip
MIN_FILLED = 0.3
MAX_CATEGORIES = 40
MAX_CRITERIA = 6
MIN_IDENTIFIERS = 20
# Decided opportunities at the overall win rate that every value is credited with.
PRIOR = 10.0
WORST = 0.2
NOT_PURSUED = (("competitor", "Competitor"), ("partner", "Partner"))


def starting_profile(cursor: DuckDBPyConnection, accounts: Accounts) -> Profile:
    """A first profile from the columns that the data have, every criterion equally weighted."""
    decided = decided_by_account(cursor, accounts)
    known = 0 < decided["n_won"].sum() < decided["n_decided"].sum()
    criteria = [
        Criterion(info.label, info.ref, rule, weight=20)
        for info in _candidates(accounts, with_further=bool(known))
        if (rule := _rule(accounts, info, decided)) is not None
    ]
    return Profile(
        settings.PROFILE.value, tuple(criteria[:MAX_CRITERIA]), _exclusions(accounts))


def decided_by_account(cursor: DuckDBPyConnection, accounts: Accounts) -> pd.DataFrame:
    """Opportunities that were won, and that were decided, per account: n_won, n_decided."""
    found = cursor.execute(DECIDED).df().set_index("account_id")
    return found.reindex(accounts.ids).fillna(0.0).reset_index(drop=True)


def _candidates(accounts: Accounts, *, with_further: bool) -> list[FieldInfo]:
    """Usual fields first, then further columns; only those filled for enough accounts.

    Without won and lost opportunities nothing speaks for a further column. One that is a
    different number for every account is taken for an identifier.
    """
    found = [accounts.fields[ref] for ref in PREFERRED if ref in accounts.fields]
    if with_further:
        found += [
            info for ref, info in accounts.fields.items()
            if ref not in (*PREFERRED, *NOT_A_QUALITY) and not _is_identifier(info)
            and not computed.is_computed(ref)  # of today, so it tells how past deals ended
        ]  # fmt: skip
    return [info for info in found if info.n_filled >= MIN_FILLED * len(accounts)]


def _is_identifier(info: FieldInfo) -> bool:
    return info.type == "number" and info.n_distinct == info.n_filled >= MIN_IDENTIFIERS


def _exclusions(accounts: Accounts) -> tuple[Exclusion, ...]:
    """Competitors and partners, where the data name them."""
    if "account_type" not in accounts.fields:
        return ()
    present = set(accounts.column("account_type").dropna())
    return tuple(
        Exclusion("account_type", (value,), reason)
        for value, reason in NOT_PURSUED
        if value in present
    )


def _rule(accounts: Accounts, info: FieldInfo, decided: pd.DataFrame) -> Rule | None:
    values = accounts.column(info.ref)
    match info.type:
        case "number":
            return suggest_bands(values, decided)
        case "text" if 2 <= info.n_distinct <= MAX_CATEGORIES:
            return suggest_categories(values, decided)
        case "boolean" if info.n_distinct == 2:
            return YesNo()
        case _:
            return None


def suggest_bands(values: pd.Series, decided: pd.DataFrame) -> Bands | None:
    """Bands at the quartiles of a number, scored by win rate, else rising."""
    numbers = values.dropna().astype(float)
    ends = sorted({_rounded(float(numbers.quantile(q))) for q in (0.0, 0.25, 0.5, 0.75)})
    if len(ends) < 2:
        return None
    band = pd.Series(np.searchsorted(ends, values.astype(float), side="right"))
    band = band.where(values.notna().to_numpy())
    scores = _scores(band, decided)
    rising = [(position + 1) / len(ends) for position in range(len(ends))]
    steps = [
        (low, scores.get(position + 1, 0.0) if scores else rising[position])
        for position, low in enumerate(ends)
    ]
    return Bands(tuple(steps))


def rising_bands(values: pd.Series) -> Bands:
    """Bands at the quartiles of a number, larger is better; one band where there is no spread."""
    numbers = values.dropna().astype(float)
    ends = sorted({_rounded(float(numbers.quantile(q))) for q in (0.0, 0.25, 0.5, 0.75)})
    return Bands(tuple((low, (i + 1) / len(ends)) for i, low in enumerate(ends)))


def span(values: pd.Series) -> tuple[float, float]:
    """The 5th and the 95th percentile of a number, rounded: where a ramp may begin and end."""
    numbers = values.dropna().astype(float)
    low, high = (_rounded(float(numbers.quantile(q))) for q in (0.05, 0.95))
    return (low, high) if low < high else (low, low + 1)


def _rounded(number: float) -> float:
    """A quartile as a person would say it, three leading digits; never above the number."""
    if number == 0:
        return 0.0
    scale = 10.0 ** (np.floor(np.log10(abs(number))) - 2)
    return float(np.floor(number / scale) * scale)


def suggest_categories(values: pd.Series, decided: pd.DataFrame) -> Categories:
    """One score per value of a text field, by win rate; all alike without decided deals."""
    scores = _scores(values, decided)
    if not scores:
        scores = dict.fromkeys(sorted(values.dropna().unique()), 0.5)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], str(item[0])))
    return Categories(tuple((str(value), score) for value, score in ranked))


def _scores(values: pd.Series, decided: pd.DataFrame) -> dict[object, float]:
    """Score per distinct value; empty when nothing was decided both ways."""
    n_won, n_decided = decided["n_won"].sum(), decided["n_decided"].sum()
    if not 0 < n_won < n_decided:
        return {}
    overall = n_won / n_decided
    groups = decided.groupby(values.to_numpy(), dropna=True)[["n_won", "n_decided"]].sum()
    rate = (groups["n_won"] + PRIOR * overall) / (groups["n_decided"] + PRIOR)
    spread = rate.max() - rate.min()
    if spread == 0:
        return {}
    scores = WORST + (1 - WORST) * (rate - rate.min()) / spread
    return {value: round(float(score), 2) for value, score in scores.items()}
