"""The target list of the sample's programme, with its history of quarterly reviews."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from sample_data.fit import Numbers
from sample_data.names import APPROVERS, PROGRAMME

WEEKS_SINCE_LAUNCH = 61
N_REVIEWS = 4
SIZES = {1: 25, 2: 200, 3: 1000}
FRIENDLY = {1: 3, 2: 20, 3: 70}  # of these, picked by somebody's liking instead of fit
LASTING_NOISE, PASSING_NOISE = 9.0, 5.0  # standard deviations around latent fit
NOT_TARGETED = ("partner", "competitor")

COLUMNS = ["programme", "account_id", "tier", "joined_on", "left_on", "approver"]


def review_days(as_of: date) -> list[date]:
    """The launch and the quarterly reviews, all Mondays.

    >>> [str(day) for day in review_days(date(2026, 11, 13))][:2]
    ['2025-09-08', '2025-12-08']
    """
    monday = as_of - timedelta(days=as_of.weekday())
    launch = monday - timedelta(weeks=WEEKS_SINCE_LAUNCH)
    return [launch + timedelta(weeks=13 * n) for n in range(N_REVIEWS + 1)]


def target_list(
    rng: np.random.Generator, accounts: pd.DataFrame, fit: Numbers, as_of: date
) -> pd.DataFrame:
    """All entries of the programme; ``fit`` is the latent fit of each account."""
    desk = Desk(rng, accounts, fit)
    launch, *reviews = review_days(as_of)
    desk.launch(launch)
    for day in reviews:
        desk.review(day)
    return desk.entries()


class Desk:
    """The people who keep the list: who is in, since when, and who was in before."""

    def __init__(self, rng: np.random.Generator, accounts: pd.DataFrame, fit: Numbers) -> None:
        self._rng = rng
        self._ids = accounts["account_id"].to_numpy()
        self._known_since = accounts["created_on"].to_numpy()
        self._allowed = ~accounts["account_type"].isin(NOT_TARGETED).to_numpy()
        self._belief = fit + rng.normal(0, LASTING_NOISE, len(fit))
        self._tier = np.zeros(len(fit), dtype=int)  # 0: not on the list
        self._joined: dict[int, date] = {}
        self._past: list[tuple[int, int, date, date | None]] = []

    def launch(self, day: date) -> None:
        """Fill the tiers, best believed fit first, after the friendly picks of each."""
        for tier, size in SIZES.items():
            friendly = self._rng.permutation(self._outside(day))[: FRIENDLY[tier]]
            self._place(friendly, tier, day)
            self._place(self._best(self._outside(day), size - len(friendly)), tier, day)

    def review(self, day: date) -> None:
        """One quarter's changes: exits and demotions, then promotions and entries.

        Of each tier 8 to 12 % leave the list; of tiers 1 and 2, 8 to 12 % move down. Tiers 1
        and 2 are filled up again, mostly from the tier below; entries of tier 3 are 9 to 13 %.
        """
        before = self._tier.copy()
        absent = self._outside(day)
        for tier in SIZES:
            members = np.flatnonzero(before == tier)
            n_exits, n_down = self._share(members, 0.08, 0.12), self._share(members, 0.08, 0.12)
            worst = self._best(members, -(n_exits + n_down * (tier < 3)))
            going = self._rng.permutation(worst)
            self._place(going[:n_exits], 0, day)
            self._place(going[n_exits:], tier + 1, day)
        for tier in (1, 2):
            vacant = SIZES[tier] - int((self._tier == tier).sum())
            direct = self._rng.permutation(self._best(absent, 60))[: round(0.15 * vacant)]
            stayed = np.flatnonzero((before == tier + 1) & (self._tier == tier + 1))
            self._place(direct, tier, day)
            self._place(self._best(stayed, vacant - len(direct)), tier, day)
            absent = np.setdiff1d(absent, direct)
        n_entries = self._share(np.flatnonzero(before == 3), 0.09, 0.13)
        self._place(self._best(absent, n_entries), 3, day)

    def entries(self) -> pd.DataFrame:
        """The list with its history, by day of joining, tier and account."""
        running = [(row, int(self._tier[row]), on, None) for row, on in self._joined.items()]
        rows = [
            (PROGRAMME, self._ids[row], str(tier), joined, left, APPROVERS[tier == 1])
            for row, tier, joined, left in [*self._past, *running]
        ]
        frame = pd.DataFrame(rows, columns=COLUMNS)
        for column in ("joined_on", "left_on"):
            frame[column] = pd.to_datetime(frame[column]).dt.as_unit("s")
        return frame.sort_values(["joined_on", "tier", "account_id"], ignore_index=True)

    def _place(self, rows: np.ndarray, tier: int, day: date) -> None:
        """Move accounts to a tier (0: off the list): close the entry they have, open another."""
        for row in map(int, rows):
            if row in self._joined:
                self._past.append((row, int(self._tier[row]), self._joined.pop(row), day))
            self._tier[row] = tier
            if tier:
                self._joined[row] = day

    def _outside(self, day: date) -> np.ndarray:
        """Accounts that could be put on the list: known that day and not on it."""
        known = self._known_since < np.datetime64(day)
        return np.flatnonzero(known & self._allowed & (self._tier == 0))

    def _best(self, rows: np.ndarray, count: int) -> np.ndarray:
        """So many of the best as people see them today; a negative count gives the worst."""
        seen = self._belief[rows] + self._rng.normal(0, PASSING_NOISE, len(rows))
        return rows[np.argsort(-np.sign(count) * seen, kind="stable")[: abs(count)]]

    def _share(self, rows: np.ndarray, low: float, high: float) -> int:
        return round(len(rows) * float(self._rng.uniform(low, high)))
