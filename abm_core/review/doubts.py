"""Why a measure of a week is not to be trusted: a source is late, or a definition changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median

from duckdb import DuckDBPyConnection

from abm_core import formats, house, settings
from abm_core.measure import weeks
from abm_core.review import measures_wording as wording
from abm_core.review.known import Known

FOLLOWS = {  # which measures follow from which rules
    "point_rules": ("engaged",), "stage_rules": ("engaged",), "committee_templates": ("meetings",),
}  # fmt: skip
FROM_ACTIVITIES, FROM_DEALS = ("engaged", "meetings"), ("pipeline", "age")

CHANGED = """
SELECT 'point_rules' AS rules, saved_at FROM point_rules
UNION ALL SELECT 'stage_rules', saved_at FROM stage_rules
UNION ALL SELECT 'committee_templates', saved_at FROM committee_templates
ORDER BY saved_at
"""
# Activities of everybody: a source is late for all accounts or for none.
ACTIVITIES = """
SELECT w.week, w.n_raw - coalesce(sum(d.n), 0) AS n,
FROM rollup_weeks w LEFT JOIN rollup_dropped d USING (week)
WHERE w.week BETWEEN $first AND $last GROUP BY w.week, w.n_raw ORDER BY w.week
"""
REACHED = """
SELECT week, max(last_on) FROM account_weeks WHERE week BETWEEN $first AND $last GROUP BY week
"""
NEWEST = "SELECT max(last_on) FROM account_weeks WHERE week >= $first"
IMPORTED = "SELECT max(imported_at) FROM imports WHERE entity = 'opportunities'"


def read(cursor: DuckDBPyConnection, known: Known, mondays: Sequence[date]) -> dict[str, str]:
    """The gravest doubt about each measure, by its key; none where there is no doubt."""
    found = _changed(cursor, known, mondays[0])
    if late := _activities_late(cursor, mondays):
        found |= dict.fromkeys(FROM_ACTIVITIES, late)
    if late := _deals_late(cursor, known):
        found |= dict.fromkeys(FROM_DEALS, late)
    return found


def unvalued(amounts: Sequence[object]) -> str:
    """Open opportunities of which too many have no amount in the currency of the review."""
    n_without = sum(one is None for one in amounts)
    most = settings.MOST_UNVALUED.value * len(amounts)
    return wording.UNVALUED if n_without and n_without >= most else ""


def _changed(cursor: DuckDBPyConnection, known: Known, first: date) -> dict[str, str]:
    """Rules that were saved in the weeks of the line, or, for the newest week, since."""
    zone = house.time_zone(cursor)
    until = date.max if known.is_newest else known.sunday
    found: dict[str, str] = {}
    rows: list[tuple[str, datetime]] = cursor.execute(CHANGED).fetchall()
    for rules, saved_at in rows:
        day = formats.local_day(saved_at, zone)
        if first <= day <= until:
            found |= dict.fromkeys(FOLLOWS[rules], wording.changed(rules, day))
    return found


def _activities_late(cursor: DuckDBPyConnection, mondays: Sequence[date]) -> str:
    """Activities end earlier in the week than in any before, or are far fewer than usual."""
    span = {"first": mondays[0], "last": mondays[-1]}
    counts: dict[date, int] = dict(cursor.execute(ACTIVITIES, span).fetchall())
    *earlier, last = mondays
    held = [counts[week] for week in earlier if week in counts]
    if len(held) < settings.RANGE_WEEKS.value:
        return ""
    if ends_on := _ends_early(cursor, mondays):
        return wording.ends_early(ends_on)
    few = counts.get(last, 0) < settings.FEW_ACTIVITIES.value * median(held)
    return wording.FEW if few else ""


def _ends_early(cursor: DuckDBPyConnection, mondays: Sequence[date]) -> date | None:
    """The newest day with an activity, where no earlier week ended so early and nothing follows.

    Weekends are mostly empty, so that a week that ends on its Friday is no news.
    """
    span = {"first": mondays[0], "last": mondays[-1]}
    ((newest,),) = cursor.execute(NEWEST, {"first": mondays[0]}).fetchall()
    if newest is None or newest > weeks.sunday(mondays[-1]):
        return None
    reached = dict(cursor.execute(REACHED, span).fetchall())
    usual = min((day - week for week, day in reached.items() if week < mondays[-1]),
                default=timedelta())  # fmt: skip
    is_early = newest < mondays[-1] or newest - mondays[-1] < usual
    found: date | None = newest if is_early else None
    return found


def _deals_late(cursor: DuckDBPyConnection, known: Known) -> str:
    """The newest file of opportunities came before the week was over."""
    imported: datetime | None = cursor.execute(IMPORTED).fetchall()[0][0]
    if imported is None:
        return ""
    day = formats.local_day(imported, house.time_zone(cursor))
    return wording.deals_late(day) if day < known.sunday else ""
