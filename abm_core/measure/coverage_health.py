"""How well a target list is known: reach, staleness now and in a quarter, threads."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from abm_core import committee_settings
from abm_core.measure.coverage import Coverage

QUARTER = 0.25  # of a year


class Health(NamedTuple):
    """Numbers of a list, or of one tier of it; shares are NaN where there is nothing to share.

    present, reach, engaged: share of accounts with at least one contact, one usable contact
    (reachable and current), one engaged contact. stale: share of contacts who are still there but
    stale; stale_next: expected share a quarter from now if nobody verifies anything. threaded:
    share of accounts with as many engaged contacts as their tier needs, of those that need any.
    """

    n_accounts: int
    n_contacts: int
    contacts_per_account: float
    median_contacts: float
    present: float
    reach: float
    engaged: float
    coverage: float
    stale: float
    stale_next: float
    unverified: float
    threaded: float
    n_single_threaded: int


def health(found: Coverage, tier: str = "") -> Health:
    """Health of the whole list, or of one tier."""
    accounts = found.accounts
    if tier:
        accounts = accounts[accounts["tier"] == tier]
    n_contacts = int(accounts["n_contacts"].sum())
    stale = _share(accounts["n_stale"].sum(), n_contacts)
    needs = accounts[accounts["n_threads_needed"] > 0]
    return Health(
        n_accounts=len(accounts), n_contacts=n_contacts,
        contacts_per_account=_share(n_contacts, len(accounts)),
        median_contacts=float(accounts["n_contacts"].median()),
        present=_mean(accounts["n_contacts"] > 0), reach=_mean(accounts["n_current"] > 0),
        engaged=_mean(accounts["n_engaged"] > 0),
        coverage=_share(accounts["n_covered"].sum(), accounts["n_required"].sum()),
        stale=stale, stale_next=expected_stale(stale),
        unverified=_share(accounts["n_unverified"].sum(), n_contacts),
        threaded=_mean(needs["is_threaded"]),
        n_single_threaded=int(accounts["is_single_threaded"].sum()),
    )  # fmt: skip


def expected_stale(stale: float, years: float = QUARTER) -> float:
    """The share that is stale after some time, if good contacts decay by a fifth a year.

    >>> round(expected_stale(0.0), 4), round(expected_stale(0.5, 1.0), 4)
    (0.0543, 0.6)
    """
    good = (1.0 - stale) * (1.0 - committee_settings.DECAY_A_YEAR.value) ** years
    return float(1.0 - good)


def _mean(flags: pd.Series) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else float("nan")
