"""The way through the stages: how many are where, how many go on, how long it takes."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.measure import durations, stage_stays, stages
from abm_core.measure.durations import NOBODY, Pace
from abm_core.measure.stage_stays import View
from abm_core.proportions import Share, share

# Where an account waits for a next step: it is not yet in play before, and through after.
WAITING = ("aware", "engaged", "qualified", "opportunity")

NOW = """
SELECT stage, count(*) FROM stage_stays WHERE left_on IS NULL GROUP BY stage
"""

# An account counts once per stage, from its first entry in the period.
ENTRIES = """
WITH entries AS (
    SELECT account_id, stage, rank, min(entered_on) AS entered_on FROM stage_stays
    WHERE entered_on BETWEEN $since AND $end AND has_beginning
    GROUP BY ALL
), later AS (
    SELECT e.account_id, e.stage, bool_or(s.rank = e.rank + 1) AS to_next,
           bool_or(s.rank > e.rank) AS to_deeper
    FROM entries e LEFT JOIN stage_stays s
        ON s.account_id = e.account_id AND s.entered_on > e.entered_on AND s.rank > e.rank
    GROUP BY ALL
)
SELECT stage, count(*), count(*) FILTER (WHERE to_next), count(*) FILTER (WHERE to_deeper)
FROM later GROUP BY stage
"""

STAYS = """
SELECT stage, entered_on >= $since AS is_recent, days, left_on IS NOT NULL AS has_left,
       count(*) AS times
FROM stage_stays
WHERE entered_on BETWEEN $before AND $end AND has_beginning
GROUP BY ALL
"""

MOVES = """
SELECT stage_from, stage, rank - rank_from AS step, count(*) AS n
FROM stage_stays
WHERE stage_from IS NOT NULL AND entered_on BETWEEN $since AND $end
GROUP BY ALL
ORDER BY n DESC, stage_from, stage
"""


class StageLine(NamedTuple):
    """One stage: accounts in it now, those that entered in the period and how far they came.

    ``to_next`` reached the very next stage since, ``to_deeper`` that or any deeper one. ``pace``
    is of stays that began in the period, ``pace_before`` of those in the period before.
    """

    stage: str
    n_now: int
    to_next: Share
    to_deeper: Share
    pace: Pace
    pace_before: Pace

    @property
    def has_slowed(self) -> bool:
        """Whether accounts stay longer than in the period before, by more than chance explains."""
        known = self.pace.is_known and self.pace_before.is_known
        return known and self.pace_before.median < self.pace.low

    @property
    def n_entered(self) -> int:
        """Accounts that entered in the period."""
        return self.to_deeper.n


class Move(NamedTuple):
    """Changes from one stage to another in the period."""

    stage_from: str
    stage_to: str
    n: int


class Moves(NamedTuple):
    """All changes of the period: backward, and forward past a stage, the most frequent first."""

    n: int
    back: tuple[Move, ...]
    skipped: tuple[Move, ...]

    @property
    def n_back(self) -> int:
        """Changes to an earlier stage."""
        return sum(one.n for one in self.back)

    @property
    def n_skipped(self) -> int:
        """Changes that pass at least one stage."""
        return sum(one.n for one in self.skipped)

    @property
    def share_back(self) -> float:
        """Of all changes, 0 to 1; NaN where there is none."""
        return self.n_back / self.n if self.n else math.nan

    @property
    def share_skipped(self) -> float:
        """Of all changes, 0 to 1; NaN where there is none."""
        return self.n_skipped / self.n if self.n else math.nan


class Funnel(NamedTuple):
    """The stages of a view, in the order of the way."""

    view: View
    lines: tuple[StageLine, ...]
    moves: Moves

    @property
    def n_accounts(self) -> int:
        """Accounts on the way."""
        return sum(line.n_now for line in self.lines)

    def line(self, stage: str) -> StageLine:
        """The line of a stage."""
        return self.lines[schema.ACCOUNT_STAGES.index(stage)]

    @property
    def slowest(self) -> StageLine | None:
        """The stage that slowed down most against the period before; else the longest of all."""
        known = [line for line in self.lines if line.stage in WAITING and line.pace.is_known]
        slowed = [line for line in known if line.has_slowed]
        if slowed:
            return max(slowed, key=lambda line: line.pace.median - line.pace_before.median)
        return max(known, key=lambda line: line.pace.median, default=None)


def read(cursor: DuckDBPyConnection, view: View) -> Funnel:
    """Everything of the funnel at the end of a week. Lays out the stays for this cursor."""
    known = stages.replayed(cursor)
    stage_stays.lay_out(cursor, view, known.recorded_from if known else None)
    now = dict(cursor.execute(NOW).fetchall())
    days = {"since": view.since, "end": view.end}
    entries = {row[0]: row[1:] for row in cursor.execute(ENTRIES, days).fetchall()}
    stays = cursor.execute(STAYS, {**days, "before": view.before}).df()
    lines = tuple(
        StageLine(
            stage, int(now.get(stage, 0)), *_shares(*entries.get(stage, (0, 0, 0))),
            _pace(stays, stage, recent=True), _pace(stays, stage, recent=False),
        )
        for stage in schema.ACCOUNT_STAGES
    )  # fmt: skip
    return Funnel(view, lines, _moves(cursor, view.since, view.end))


def _shares(n: int, n_next: int, n_deeper: int) -> tuple[Share, Share]:
    return share(n_next, n), share(n_deeper, n)


def _pace(stays: pd.DataFrame, stage: str, *, recent: bool) -> Pace:
    own = stays[(stays["stage"] == stage) & (stays["is_recent"] == recent)]
    if own.empty:
        return NOBODY
    return durations.pace(own["days"], own["has_left"], own["times"])


def _moves(cursor: DuckDBPyConnection, since: date, end: date) -> Moves:
    rows = cursor.execute(MOVES, {"since": since, "end": end}).fetchall()
    return Moves(
        sum(n for *_, n in rows),
        tuple(Move(old, new, n) for old, new, step, n in rows if step < 0),
        tuple(Move(old, new, n) for old, new, step, n in rows if step > 1),
    )
