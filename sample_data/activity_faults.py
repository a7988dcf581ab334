"""What is wrong with activities in any real export, in small doses."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sample_data.activities import COLUMNS, SUBJECTS
from sample_data.companies import slug
from sample_data.names import MARKETING_OWNERS, SALES_OWNERS

OWN_DOMAIN = "northwindow.example"  # the invented seller's own web domain
BOT_DAYS, BOT_VISITS = 3, (280, 420)
N_OWN_VISITS, N_UNKNOWN_ACCOUNT, N_PLANNED = 450, 160, 40
REPEATED = 0.005


def bot(rng: np.random.Generator, account_id: str, as_of: date) -> pd.DataFrame:
    """Hundreds of page visits a day, each of at most one minute, on three days running."""
    day = np.datetime64(as_of, "s") - np.timedelta64(int(rng.integers(70, 100)) * 86_400, "s")
    parts = []
    for n in range(BOT_DAYS):
        seconds = np.sort(rng.integers(0, 86_400, int(rng.integers(*BOT_VISITS))))
        start = day + np.timedelta64(n * 86_400, "s")
        parts.append(start + seconds.astype("timedelta64[s]"))
    times = np.concatenate(parts)
    subjects = np.resize(np.array(SUBJECTS["page visit"], dtype=object), len(times))
    return _rows(times, kind="page visit", channel="web", account_id=account_id,
                 minutes=rng.integers(0, 2, len(times)).astype(float), subject=subjects)


def own_visits(rng: np.random.Generator, first: int, as_of: date) -> pd.DataFrame:
    """Visits of the seller's own people to their own pages."""
    people = [*SALES_OWNERS, *MARKETING_OWNERS]
    emails = np.array([f"{slug(one).replace('-', '.')}@{OWN_DOMAIN}" for one in people], object)
    count = N_OWN_VISITS
    return _rows(_workdays(rng, count, first, as_of.toordinal()), kind="page visit", channel="web",
                 account_domain=OWN_DOMAIN, email=rng.choice(emails, size=count),
                 minutes=np.rint(1 + rng.gamma(1.5, 3, count)),
                 subject=rng.choice(np.array(SUBJECTS["page visit"], object), size=count))


def of_unknown_accounts(
    rng: np.random.Generator, ghosts: np.ndarray, first: int, as_of: date
) -> pd.DataFrame:
    """Visits and meetings of accounts that the account export does not have."""
    count = N_UNKNOWN_ACCOUNT
    meets = rng.random(count) < 0.2
    return _rows(_workdays(rng, count, first, as_of.toordinal()),
                 account_id=rng.choice(ghosts, size=count),
                 kind=np.where(meets, "meeting", "page visit"),
                 channel=np.where(meets, "meeting", "web"), minutes=np.where(meets, 30.0, 3.0),
                 subject=np.where(meets, "Introduction", "/pricing"))


def planned(rng: np.random.Generator, accounts: np.ndarray, as_of: date) -> pd.DataFrame:
    """Meetings that are in the calendar 11 to 70 days after the as-of day."""
    count = N_PLANNED
    today = as_of.toordinal()
    return _rows(_workdays(rng, count, today + 11, today + 70),
                 account_id=rng.choice(accounts, size=count), kind="meeting", channel="meeting",
                 minutes=30.0, subject="Planned: next steps")


def repeats(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """One row in 200 again; only the id will differ."""
    return frame.iloc[np.sort(rng.permutation(len(frame))[: round(REPEATED * len(frame))])]


def _workdays(rng: np.random.Generator, count: int, first: int, last: int) -> np.ndarray:
    """Times in working hours (UTC) between two days, weekends moved to the Friday before."""
    days = rng.integers(first, last + 1, count)
    days = days - np.clip((days - 1) % 7 - 4, 0, None)
    seconds = rng.integers(8 * 60, 17 * 60, count) * 60
    moments = (days - 719_163).astype("datetime64[D]").astype("datetime64[s]")
    return np.asarray(moments + seconds.astype("timedelta64[s]"))


def _rows(times: np.ndarray, **columns: np.ndarray | str | float) -> pd.DataFrame:
    """Rows of theirs with the columns given and the rest empty."""
    frame = pd.DataFrame({"occurred_at": times})
    for name in COLUMNS:
        if name in columns:
            frame[name] = columns[name]
        elif name != "occurred_at":
            frame[name] = None
    return frame.assign(direction="theirs")[COLUMNS]
