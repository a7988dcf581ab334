"""Cohorts: accounts by the quarter in which they joined the programme, and how far they came.

With L the Monday after an account joined: it starts from its stage at the end of the week in which
it joined, and has so many whole weeks from L on. Only accounts that have had all of these weeks
count, so that an old cohort has no head start.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.measure import weeks
from abm_core.measure.stage_rules import RANK
from abm_core.measure.stage_stays import View
from abm_core.proportions import Share, share

REACHED = ("engaged", "qualified", "opportunity", "customer")

PROGRAMME = """
SELECT programme_id, name FROM programmes p
ORDER BY (SELECT max(snapshot_id::BIGINT) FROM snapshots s
          WHERE s.programme_id = p.programme_id) DESC NULLS LAST,
         launched_on DESC NULLS LAST, name
LIMIT 1
"""

MEMBERS = """
WITH joined AS (
    SELECT t.account_id, min(t.joined_on) AS joined_on
    FROM target_list t LEFT JOIN account_scores s USING (account_id)
    WHERE t.programme_id = $programme_id AND t.account_id IN (SELECT account_id FROM accounts)
      AND ($tiers IS NULL OR list_contains($tiers, coalesce(s.tier, 'none')))
    GROUP BY t.account_id
), members AS (
    SELECT account_id, joined_on, date_trunc('week', joined_on)::DATE + 7 AS launch FROM joined
    WHERE joined_on <= $end
), ways AS (
    SELECT account_id, week, list_position($stages, stage_to) - 1 AS rank FROM stage_changes
    WHERE motion = $motion
)
SELECT m.account_id, m.joined_on, m.launch,
       arg_max(w.rank, w.week) FILTER (WHERE w.week < m.launch) AS rank_before,
       max(w.rank) FILTER (
           WHERE w.week BETWEEN m.launch AND m.launch + $last_week::INTEGER) AS rank_after
FROM members m LEFT JOIN ways w ON w.account_id = m.account_id
GROUP BY ALL
ORDER BY m.joined_on, m.account_id
"""


class Cohort(NamedTuple):
    """Accounts that joined in one quarter.

    ``reached`` is per stage of ``REACHED``: of the accounts that have had their weeks and were not
    as far when they joined, those that came so far. ``None`` where they are too few to show.
    """

    first_day: date
    name: str
    n_joined: int
    n_followed: int
    reached: dict[str, Share | None]


class Cohorts(NamedTuple):
    """The cohorts of a programme, oldest first, each over the same number of weeks."""

    programme: str
    n_weeks: int
    rows: tuple[Cohort, ...]


def read(
    cursor: DuckDBPyConnection, view: View, *, n_weeks: int, fiscal_month: int
) -> Cohorts | None:
    """Cohorts of the programme that was saved last; ``None`` without one."""
    home = cursor.execute(PROGRAMME).fetchall()
    if not home:
        return None
    members = cursor.execute(MEMBERS, {
        "programme_id": home[0][0], "tiers": list(view.tiers) or None, "end": view.end,
        "motion": view.motion, "stages": list(schema.ACCOUNT_STAGES),
        "last_week": 7 * (n_weeks - 1),
    }).df()  # fmt: skip
    if members.empty:
        return Cohorts(home[0][1], n_weeks, ())
    last = pd.Timestamp(weeks.monday(view.end))
    followed = members["launch"] + pd.Timedelta(weeks=n_weeks - 1) <= last
    quarter = members["joined_on"].dt.date.map(lambda day: quarter_of(day, fiscal_month))
    found = members.assign(is_followed=followed)
    rows = (_cohort(day, found[quarter == day]) for day in sorted(set(quarter)))
    return Cohorts(home[0][1], n_weeks, tuple(rows))


def quarter_of(day: date, fiscal_month: int) -> date:
    """The first day of the quarter of a fiscal year.

    >>> quarter_of(date(2026, 1, 15), 1), quarter_of(date(2026, 1, 15), 2)
    (datetime.date(2026, 1, 1), datetime.date(2025, 11, 1))
    """
    into = (day.month - fiscal_month) % 3
    month = day.month - into
    return date(day.year, month, 1) if month > 0 else date(day.year - 1, month + 12, 1)


def _cohort(first_day: date, part: pd.DataFrame) -> Cohort:
    followed = part[part["is_followed"]]
    on_the_way = followed[followed["rank_before"].notna()]
    return Cohort(
        first_day, quarter_name(first_day), len(part), len(followed),
        {stage: _reached(on_the_way, RANK[stage]) for stage in REACHED},
    )


def _reached(followed: pd.DataFrame, rank: int) -> Share | None:
    """Those that came as far, of those that were not there yet; hidden where they are few."""
    ahead = followed[followed["rank_before"] < rank]
    if len(ahead) < settings.STAGE_LEAST.value:
        return None
    return share(int((ahead["rank_after"] >= rank).sum()), len(ahead))


def quarter_name(first_day: date) -> str:
    """A quarter by its months, which no fiscal year makes ambiguous.

    >>> quarter_name(date(2025, 11, 1))
    'Nov 2025–Jan 2026'
    """
    last = first_day + timedelta(days=75)
    begins = f"{first_day:%b}" if last.year == first_day.year else f"{first_day:%b %Y}"
    return f"{begins}–{last:%b %Y}"
