"""One account's points: by person, kind and week, so that every sum can be followed.

Rows add up: points of people, of kinds and of weeks have one and the same total. The account's
engagement is that total after the blend over people, shown as a line of its own.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import engagement, points, weeks
from abm_core.measure.points import PointRules

ROWS = """
WITH added AS (
    SELECT w.contact_id, w.week, w.kind, w.channel, w.direction, w.n, w.n_capped, w.minutes,
           CASE WHEN NOT w.is_theirs THEN 0
                WHEN k.by_minutes THEN w.minutes_capped + w.n_untimed * $usual_minutes
                ELSE k.base * w.n_capped END AS base_points
    FROM contact_weeks w JOIN points_kinds k ON k.kind = w.kind
    WHERE w.account_id = $account_id AND w.week BETWEEN $first AND $last
),
people AS (
    SELECT i.contact_id, coalesce(p.seniority, 'other') AS seniority,
           CASE WHEN i.contact_id = '' THEN $unknown_visitor
                ELSE coalesce(l.multiplier, $other) END AS multiplier
    FROM (SELECT DISTINCT contact_id FROM added) i
    LEFT JOIN personas p ON p.contact_id = i.contact_id
    LEFT JOIN points_levels l ON l.seniority = p.seniority
)
SELECT a.contact_id, c.name, c.title, p.seniority, a.week, a.kind, a.channel, a.direction, a.n,
       a.n_capped, a.minutes, a.base_points, p.multiplier,
       round(a.base_points * p.multiplier, 6) AS points
FROM added a JOIN people p ON p.contact_id = a.contact_id
LEFT JOIN contacts c ON c.contact_id = a.contact_id
ORDER BY a.week, a.contact_id, a.kind, a.channel, a.direction
"""

BUSIEST = "SELECT account_id FROM account_engagement ORDER BY current_points DESC, account_id"


class Breakdown(NamedTuple):
    """Where an account's points come from in some complete weeks.

    ``rows``: contact_id ('' for the unknown visitor), name, title, seniority, week, kind, channel,
    direction, n, n_capped (that count), minutes, base_points, multiplier, points. ``people``:
    contact_id, name, title, seniority, multiplier, n, minutes, points, share (of the blend; none
    below a point), the most points first. ``kinds`` and ``by_week``: n, n_capped, minutes, points;
    ``by_week`` has a row for every week of the window. ``total``: the sum of all points.
    ``blended``: the account's window points.
    """

    rows: pd.DataFrame
    people: pd.DataFrame
    kinds: pd.DataFrame
    by_week: pd.DataFrame
    total: float
    blended: float

    def table(self, part: str) -> pd.DataFrame:
        """Points by week (index) and ``part`` (columns): "kind" or "contact_id"; the most first."""
        summed = self.rows.pivot_table(
            index="week", columns=part, values="points", aggfunc="sum", fill_value=0.0
        ).reindex(self.by_week["week"], fill_value=0.0)
        return summed[summed.sum().sort_values(ascending=False, kind="stable").index]


def of_account(
    cursor: DuckDBPyConnection, account_id: str, *, as_of: date,
    n_weeks: int = settings.WINDOW_WEEKS.value, rules: PointRules | None = None,
) -> Breakdown:
    """The breakdown of one account, under the rules that hold or under others to try."""
    rules = rules or points.current(cursor)
    window = weeks.window(as_of, n_weeks)
    engagement.lay_out(cursor, rules)
    rows = cursor.execute(ROWS, {
        "account_id": account_id, "first": window.first, "last": window.last,
        **engagement.multipliers(rules),
    }).df()  # fmt: skip
    people = _people(rows, rules.blend)
    measures = ["n", "n_capped", "minutes", "points"]
    kinds = rows.groupby("kind")[measures].sum().sort_values("points", ascending=False)
    by_week = rows.groupby("week")[measures].sum().reindex(
        pd.DatetimeIndex(weeks.mondays(window), name="week"), fill_value=0
    )
    return Breakdown(
        rows, people, kinds.reset_index(), by_week.reset_index(), float(rows["points"].sum()),
        blended(people["points"], rules.blend),
    )  # fmt: skip


def busiest(cursor: DuckDBPyConnection) -> list[str]:
    """Every account with any activity, the most current points first."""
    return [account for (account,) in cursor.execute(BUSIEST).fetchall()]


def _people(rows: pd.DataFrame, blend: float) -> pd.DataFrame:
    same = ["contact_id", "name", "title", "seniority", "multiplier"]
    people = rows.groupby(same, dropna=False)[["n", "minutes", "points"]].sum().reset_index()
    people["points"] = people["points"].round(6)
    weight = people["points"].where(people["points"] >= settings.LEAST_POINTS.value) ** blend
    people["share"] = weight / weight.sum() if weight.notna().any() else weight
    return people.sort_values(["points", "n"], ascending=False, kind="stable", ignore_index=True)


def blended(of_people: pd.Series, blend: float) -> float:
    """What the points of some people come to together.

    >>> round(blended(pd.Series([5.0, 5, 5, 5, 5]), 0.75), 2), blended(pd.Series([0.5]), 0.75)
    (42.75, 0.0)
    """
    counted = of_people[of_people >= settings.LEAST_POINTS.value]
    return round(float((counted**blend).sum() ** (1 / blend)), 6) if len(counted) else 0.0
