"""The target list of the sample's programme: two launch waves and quarterly reviews."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from sample_data.fit import Numbers
from sample_data.interest import N_WHOLE_WEEKS, SELECTION, Counts
from sample_data.names import APPROVERS, PROGRAMME

WEEKS_SINCE_LAUNCH = 61
WAVES = (0, 18)  # weeks after the launch
REVIEWS = (26, 39, 52)
SHORTEST_STAY = 26  # weeks: nobody leaves the list sooner
SIZES = {1: 25, 2: 200, 3: 1000}
WAVE_SIZES = ({1: 15, 2: 120, 3: 600}, {1: 10, 2: 80, 3: 400})
FRIENDLY = ({1: 2, 2: 12, 3: 40}, {1: 1, 2: 8, 3: 30})  # picked by somebody's liking
LASTING_NOISE, PASSING_NOISE = 14.0, 8.0  # standard deviations around the fit that shows
SURGE_POINTS = 22.0  # for each e-fold of 1 + weekly activities in the selection weeks
SURGE_CAP = 1.4  # more than this e-folds earn nothing more
VETO = 0.4  # of accounts passed over in a wave, whatever they look like: the seller has no time
CUSTOMER_POINTS = 16.0  # taken off customers, whom others look after
NOT_TARGETED = ("partner", "competitor")
# Before the second wave chance holds out 100 of the 500 that would join tier 3 (see ``HoldOut``).
# The seed was chosen, after looking at some fourteen, for a draw that is neither lucky nor unlucky:
# its ranges hold what is planted. What the sample shows here is an example, no test of the method;
# that is ``benchmarks.lift_sample``, over many seeds.
HELD_OUT, HELD_WAVE, HELD_TIER, HELD_SEED = 100, 18, 3, 8
HELD_WEEKS = 27  # weeks from the draw in which they are left alone

COLUMNS = ["programme", "account_id", "tier", "joined_on", "left_on", "approver"]


def week_of(weeks_after_launch: int) -> int:
    """Number of the week that lies so many weeks after the launch.

    >>> week_of(0), week_of(18)
    (69, 87)
    """
    return N_WHOLE_WEEKS - WEEKS_SINCE_LAUNCH + weeks_after_launch


def day_of(weeks_after_launch: int, as_of: date) -> date:
    """The Monday so many weeks after the launch.

    >>> [str(day_of(n, date(2026, 11, 13))) for n in WAVES]
    ['2025-09-08', '2026-01-12']
    """
    monday = as_of - timedelta(days=as_of.weekday())
    return monday - timedelta(weeks=WEEKS_SINCE_LAUNCH - weeks_after_launch)


class Seen(NamedTuple):
    """What selectors go by, one row per account.

    Fit as the export shows it; activities by week without effects; the day it became a customer,
    later than the as-of day if it never did.
    """

    fit: Numbers
    counts: Counts
    customer_since: Counts


class Listed(NamedTuple):
    """All entries of the programme, and the draw of accounts held out at random (may be empty)."""

    entries: pd.DataFrame
    holdouts: pd.DataFrame


def target_list(
    rng: np.random.Generator, accounts: pd.DataFrame, seen: Seen, as_of: date, *, hold_out: bool
) -> Listed:
    """The programme's list; without ``hold_out`` nobody is held out of the second wave."""
    desk = Desk(rng, accounts, seen)
    for after, sizes, friendly in zip(WAVES, WAVE_SIZES, FRIENDLY, strict=True):
        week = week_of(after)
        recent = seen.counts[:, week + SELECTION[0] : week + SELECTION[1] + 1].sum(axis=1)
        n_held = HELD_OUT if hold_out and after == HELD_WAVE else 0
        desk.launch(day_of(after, as_of), sizes, friendly, np.log1p(recent / 4), n_held=n_held)
    for after in REVIEWS:
        desk.review(day_of(after, as_of))
    return Listed(desk.entries(), desk.holdouts())


class Desk:
    """The people who keep the list: who is in, since when, and who was in before."""

    def __init__(self, rng: np.random.Generator, accounts: pd.DataFrame, seen: Seen) -> None:
        self._rng = rng
        self._ids = accounts["account_id"].to_numpy()
        self._known_since = accounts["created_on"].to_numpy()
        self._allowed = ~accounts["account_type"].isin(NOT_TARGETED).to_numpy()
        self._belief = seen.fit + rng.normal(0, LASTING_NOISE, len(seen.fit))
        self._customer_since = seen.customer_since
        self._points = np.zeros(len(seen.fit))  # for a surge, while a wave is picked
        self._tier = np.zeros(len(seen.fit), dtype=int)  # 0: not on the list
        self._since: dict[int, date] = {}  # of the account's first entry
        self._joined: dict[int, date] = {}  # of the entry that runs
        self._past: list[tuple[int, int, date, date | None]] = []
        self._drawn: dict[int, bool] = {}  # of all that could be drawn: whether held out
        self._drawn_on = date.min

    def launch(
        self, day: date, sizes: dict[int, int], friendly: dict[int, int], surge: Numbers, *,
        n_held: int = 0,
    ) -> None:
        """Add a wave: the friendly picks of each tier, then the best by belief and surge.

        Four in ten accounts are passed over because their seller has no time. ``n_held`` more are
        picked for tier 3, of all of which chance then keeps so many off the list.
        """
        self._points = SURGE_POINTS * np.minimum(surge, SURGE_CAP)
        self._points[self._rng.random(len(surge)) < VETO] = -100.0
        for tier, size in sizes.items():
            liked = self._rng.permutation(self._outside(day))[: friendly[tier]]
            others = np.setdiff1d(self._outside(day), liked)
            more = n_held if tier == HELD_TIER else 0
            picked = np.r_[liked, self._best(others, size + more - len(liked), day)]
            self._place(self._not_held(picked, more, day), tier, day)
        self._points = np.zeros(len(surge))

    def _not_held(self, rows: np.ndarray, n_held: int, day: date) -> np.ndarray:
        """Those of the rows that chance leaves on the list; the draw is kept.

        It can be done again: accounts in the order of their ids, one permutation with its seed.
        """
        if not n_held:
            return rows
        able = rows[np.argsort(self._ids[rows])]
        held = able[np.random.default_rng(HELD_SEED).permutation(len(able))[:n_held]]
        self._drawn = {int(row): bool(np.isin(row, held)) for row in able}
        self._drawn_on = day - timedelta(days=3)  # the Friday before
        return rows[~np.isin(rows, held)]

    def review(self, day: date) -> None:
        """One quarter's changes: exits and demotions, then promotions and entries.

        Of each tier 8 to 12 % leave the list, of tiers 1 and 2 another 8 to 12 % move down, all
        after a stay of 26 weeks or more. Every tier is filled up to its size again: 1 and 2 mostly
        from the tier below, 3 from outside. Nobody comes back, and no surge counts.
        """
        before = self._tier.copy()
        absent = self._outside(day)
        for tier in SIZES:
            members = np.flatnonzero(before == tier)
            n_exits, n_down = self._share(members, 0.08, 0.12), self._share(members, 0.08, 0.12)
            worst = self._best(self._settled(members, day), -(n_exits + n_down * (tier < 3)), day)
            going = self._rng.permutation(worst)
            self._place(going[:n_exits], 0, day)
            self._place(going[n_exits:], tier + 1, day)
        for tier in (1, 2):
            vacant = SIZES[tier] - int((self._tier == tier).sum())
            direct = self._rng.permutation(self._best(absent, 60, day))[: round(0.15 * vacant)]
            stayed = np.flatnonzero((before == tier + 1) & (self._tier == tier + 1))
            self._place(direct, tier, day)
            self._place(self._best(stayed, vacant - len(direct), day), tier, day)
            absent = np.setdiff1d(absent, direct)
        vacant = SIZES[3] - int((self._tier == 3).sum())
        self._place(self._best(absent, vacant, day), 3, day)

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

    def holdouts(self) -> pd.DataFrame:
        """Every account that could be drawn, and whether it was, as the product keeps it."""
        rows = list(self._drawn)
        share = sum(self._drawn.values()) / len(rows) if rows else 0.0
        until = self._drawn_on + timedelta(weeks=HELD_WEEKS) if rows else self._drawn_on
        frame = pd.DataFrame({
            "holdout_id": "1", "account_id": pd.Series(self._ids[rows], dtype="str"),
            "is_held_out": pd.Series(list(self._drawn.values()), dtype="bool"),
            "tier": str(HELD_TIER), "share": share, "seed": HELD_SEED,
            "held_until": pd.Timestamp(until) if rows else pd.NaT, "author": APPROVERS[False],
            "drawn_at": pd.Timestamp(self._drawn_on) + pd.Timedelta(hours=9) if rows else pd.NaT,
        }, index=range(len(rows)))  # fmt: skip
        for column in ("held_until", "drawn_at"):
            frame[column] = pd.to_datetime(frame[column]).dt.as_unit("s")
        return frame

    def _place(self, rows: np.ndarray, tier: int, day: date) -> None:
        """Move accounts to a tier (0: off the list): close the entry they have, open another."""
        for row in map(int, rows):
            if row in self._joined:
                self._past.append((row, int(self._tier[row]), self._joined.pop(row), day))
            self._tier[row] = tier
            if tier:
                self._joined[row] = day
                self._since.setdefault(row, day)

    def _outside(self, day: date) -> np.ndarray:
        """Accounts that could be put on the list: known that day, never on it, not held out."""
        known = self._known_since < np.datetime64(day)
        rows = np.flatnonzero(known & self._allowed & (self._tier == 0))
        is_held = bool(self._drawn) and day <= self._drawn_on + timedelta(weeks=HELD_WEEKS)
        return rows[[
            int(row) not in self._since and not (is_held and self._drawn.get(int(row), False))
            for row in rows
        ]]

    def _settled(self, rows: np.ndarray, day: date) -> np.ndarray:
        """Those of the members who have been on the list for 26 weeks."""
        latest = day - timedelta(weeks=SHORTEST_STAY)
        return rows[[self._since[int(row)] <= latest for row in rows]]

    def _best(self, rows: np.ndarray, count: int, day: date) -> np.ndarray:
        """So many of the best as people see them that day; a negative count gives the worst."""
        seen = self._belief[rows] + self._points[rows]
        seen = seen - CUSTOMER_POINTS * (self._customer_since[rows] < day.toordinal())
        seen = seen + self._rng.normal(0, PASSING_NOISE, len(rows))
        return rows[np.argsort(-np.sign(count) * seen, kind="stable")[: abs(count)]]

    def _share(self, rows: np.ndarray, low: float, high: float) -> int:
        return round(len(rows) * float(self._rng.uniform(low, high)))
