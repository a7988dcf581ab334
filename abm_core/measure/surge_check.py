"""Are surges worth looking at? What followed them, and whether quiet weeks raise as few as said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import settings
from abm_core.measure import surge_store, weeks
from abm_core.measure.surge_store import World
from abm_core.measure.surge_sweep import FIRST, ONE_WEEK, Tried
from abm_core.proportions import Share, difference, share

TWINS = 5  # accounts as busy that each surge is compared with
DEALS = """
SELECT account_id, created_on, coalesce(closed_on, DATE '9999-12-31') AS closed_on
FROM opportunities
WHERE created_on IS NOT NULL AND coalesce(motion, 'new') <> 'renewal' AND account_id IS NOT NULL
"""
FLAGGED = """
SELECT account_id, week FROM surges WHERE kind = 'engagement' AND week <= $last
ORDER BY week, account_id
"""

Days = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Followed(NamedTuple):
    """How often an opportunity came within the days after: surges, and as busy without one.

    ``low`` and ``high`` are Newcombe's interval of the difference of the shares.
    """

    days: int
    surged: Share
    others: Share
    difference: float
    low: float
    high: float


class Month(NamedTuple):
    """Quiet account-weeks of a month: how many were flagged, and how many chance would give."""

    month: date
    flagged: Share
    by_chance: float


class Deals:
    """When opportunities of each account were created and decided, as days."""

    def __init__(self, cursor: DuckDBPyConnection, ids: NDArray[np.object_]) -> None:
        """``ids`` are the accounts, by row."""
        frame = cursor.execute(DEALS).df()
        row = pd.Series(np.arange(len(ids)), index=ids).reindex(frame["account_id"]).to_numpy()
        known = ~np.isnan(row)
        self.row = row[known].astype(np.int64)
        self.created = _days(frame["created_on"])[known]
        self.closed = _days(frame["closed_on"])[known]
        self.n_accounts = len(ids)

    def open_on(self, day: date) -> Mask:
        """Accounts with an opportunity that was open at the end of a day."""
        when = _day(day)
        return self._any((self.created <= when) & (self.closed > when))

    def created_within(self, day: date, days: int) -> Mask:
        """Accounts with an opportunity created in the days after a day."""
        when = _day(day)
        return self._any((self.created > when) & (self.created <= when + days))

    def _any(self, which: Mask) -> Mask:
        found = np.zeros(self.n_accounts, dtype=bool)
        found[self.row[which]] = True
        return found


def _days(column: pd.Series) -> Days:
    return np.asarray(column.to_numpy().astype("datetime64[D]").astype(np.int64))


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def followed(
    cursor: DuckDBPyConnection, *, as_of: date, days: int = settings.FOLLOW_DAYS.value
) -> Followed:
    """How often an opportunity followed a surge, against accounts as busy that did not surge.

    Each surge is compared with the five accounts of the same week without a surge whose twelve
    weeks of baseline brought nearly as many people. Left out are weeks whose time to follow is not
    over, accounts with an open opportunity, and a surge within those days of the account's last.
    """
    last = weeks.last_complete(_known(as_of, days))
    world = surge_store.read(cursor, weeks.last_complete(as_of))
    pairs = [] if world is None else _pairs(cursor, world, last, days)
    surged = [one for one, _ in pairs]
    others = [yes for _, twins in pairs for yes in twins]
    return _compared(days, share(sum(surged), len(surged)), share(sum(others), len(others)))


def _pairs(
    cursor: DuckDBPyConnection, world: World, last: date, days: int
) -> list[tuple[bool, list[bool]]]:
    """For each surge: whether an opportunity followed, and the same of its twins."""
    place = {account_id: row for row, account_id in enumerate(world.ids)}
    flagged = cursor.execute(FLAGGED, {"last": last}).fetchall()
    by_week: dict[date, list[int]] = {}
    for account_id, monday in flagged:
        if account_id not in place:  # gone since, and the surges not yet brought in line
            continue
        by_week.setdefault(monday, []).append(place[account_id])
    counts, deals = surge_store.laid_out(world).counts, Deals(cursor, world.ids)
    until = np.full(len(world.ids), -1)
    found = []
    for monday, rows in sorted(by_week.items()):
        week, sunday = (monday - world.first).days // 7, monday + timedelta(days=6)
        free = (world.since <= week - FIRST[ONE_WEEK]) & ~deals.open_on(sunday)
        free &= until < _day(monday)  # what follows an earlier surge is not counted twice
        fresh = [row for row in rows if free[row]]
        until[rows] = _day(sunday) + days
        free[rows] = False
        follows = deals.created_within(sunday, days)
        volume = counts[:, week - FIRST[ONE_WEEK] : week - settings.SURGE_GUARD.value].sum(axis=1)
        for row, twins in zip(fresh, _nearest(volume, np.array(fresh, int), free), strict=True):
            found.append((bool(follows[row]), [bool(yes) for yes in follows[twins]]))
    return found


def _nearest(volume: NDArray[np.floating], rows: Days, pool: Mask) -> list[Days]:
    """For each row the rows of the pool with the nearest volume, in the order of accounts."""
    others = np.flatnonzero(pool)
    return [others[np.argsort(np.abs(volume[others] - volume[row]), kind="stable")[:TWINS]]
            for row in rows]  # fmt: skip


def _compared(days: int, surged: Share, others: Share) -> Followed:
    if not surged.n or not others.n:
        return Followed(days, surged, others, np.nan, np.nan, np.nan)
    return Followed(days, surged, others, *difference(surged, others))


def calibration(
    cursor: DuckDBPyConnection, *, as_of: date, n_weeks: int = settings.WINDOW_WEEKS.value
) -> list[Month]:
    """Month by month: account-weeks in which nothing was up, and how many of them were flagged.

    Nothing is up where no opportunity is open at the end of the week and none is created in the
    days in which one would count as following; the newest weeks cannot know that yet.
    """
    world = surge_store.read(cursor, weeks.last_complete(_known(as_of)))
    if world is None:
        return []
    deals = Deals(cursor, world.ids)
    start = max(FIRST[ONE_WEEK], len(world.states) - n_weeks)
    months: dict[date, list[tuple[int, int, float]]] = {}
    for one in surge_store.replay(cursor, world, start):
        if one.kind == ONE_WEEK:
            monday = world.day(one.week)
            months.setdefault(monday.replace(day=1), []).append(_quiet(one, monday, deals))
    return [_month(month, of_weeks) for month, of_weeks in sorted(months.items())]


def _known(as_of: date, days: int = settings.FOLLOW_DAYS.value) -> date:
    """The last day for which it is known whether an opportunity followed."""
    return as_of - timedelta(days=days)


def _quiet(one: Tried, monday: date, deals: Deals) -> tuple[int, int, float]:
    """Quiet accounts of a week, those of them flagged, and how many chance would give."""
    sunday = monday + timedelta(days=6)
    busy = deals.open_on(sunday) | deals.created_within(sunday, settings.FOLLOW_DAYS.value)
    quiet = ~busy[one.rows]
    flagged = int((one.judged.is_flagged & quiet).sum())
    return int(quiet.sum()), flagged, float(one.judged.chance[quiet].sum())


def _month(month: date, of_weeks: list[tuple[int, int, float]]) -> Month:
    n, n_flagged, by_chance = (sum(column) for column in zip(*of_weeks, strict=True))
    return Month(month, share(int(n_flagged), int(n)), float(by_chance))
