"""The four measures of a review: engaged accounts, meetings, open pipeline, age of what is open.

Each has its last 13 weeks, the normal range that the weeks before the last give, and what the last
one says against it. Behind the newest number are its accounts, people or opportunities; behind a
range are the weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import weeks
from abm_core.review import doubts, measures_wording, summed, weekly_rows, xmr
from abm_core.review.document import Measure
from abm_core.review.known import Known
from abm_core.review.said import Behind, Cell, Column, How, Kind, Rows, Unit, recount
from abm_core.review.xmr import Signal

ACCOUNT = (Column("account_id", "Account", "account"), Column("account", "Name"))
ENGAGED = (*ACCOUNT, Column("tier", "Tier"), Column("stage", "Stage"),
           Column("since", "Since", "day"))  # fmt: skip
MEETINGS = (*ACCOUNT, Column("contact", "Contact", "person"), Column("roles", "Buying roles"),
            Column("n", "Meetings", "count"))  # fmt: skip
DEALS = (*ACCOUNT, Column("opportunity_id", "Opportunity ID"), Column("opportunity", "Opportunity"),
         Column("owner", "Owner"), Column("stage", "Stage"), Column("created_on", "Created", "day"),
         Column("age", "Days open", "count"), Column("value", "Amount", "money"))  # fmt: skip
KINDS: dict[Unit, Kind] = {"count": "count", "money": "money", "days": "number"}


class Kept(NamedTuple):
    """What a measure is, whatever its numbers."""

    key: str
    label: str
    unit: Unit
    good: Literal["up", "down"]
    how: How
    column: str
    columns: tuple[Column, ...]
    groups: tuple[str, ...]  # of which the rows are sums where they are too many


FOUR = (
    Kept("engaged", "Engaged accounts", "count", "up", "count", "", ENGAGED, ("tier", "stage")),
    Kept("meetings", "Meetings with buying roles", "count", "up", "sum", "n", MEETINGS, ("roles",)),
    Kept("pipeline", "Open pipeline", "money", "up", "sum", "value", DEALS, ("owner", "stage")),
    Kept("age", "Median age of open opportunities", "days", "down", "median", "age", DEALS,
         ("account_id", "opportunity_id")),
)
OUTCOME, AGE = "pipeline", "age"
DAYS = 7  # of a week
VALUE = [one.name for one in DEALS].index("value")


def mondays(week: date) -> list[date]:
    """The weeks of the line on a card, the one of the review last."""
    n = settings.LINE_WEEKS.value
    return [week - timedelta(weeks=back) for back in range(n - 1, -1, -1)]


def ends(week: date) -> list[date]:
    """Their Sundays: the days on which ``deals.lay_out`` is asked."""
    return [weeks.sunday(one) for one in mondays(week)]


def read(
    cursor: DuckDBPyConnection, known: Known, began: weekly_rows.Began
) -> tuple[Measure, ...]:
    """All four, after ``scope.lay_out``, and ``deals.lay_out`` for ``ends``."""
    line = mondays(known.week)
    theirs_from, any_from, deals_from = began
    pipeline, age, deals = weekly_rows.open_deals(cursor, ends(known.week))
    found = (
        (weekly_rows.engaged(cursor, line), weekly_rows.engaged_accounts(cursor, known.week),
         theirs_from),
        (weekly_rows.meetings(cursor, line), weekly_rows.meetings_people(cursor, known.week),
         any_from),
        (pipeline, deals, deals_from),
        (age, [row for row in deals if row[7] is not None], deals_from),
    )  # fmt: skip
    doubted = doubts.read(cursor, known, line)
    if unvalued := doubts.unvalued([row[VALUE] for row in deals]):
        doubted[OUTCOME] = unvalued
    return tuple(
        measure(kept, weekly, rows, since=since, currency=known.currency,
                doubt=doubted.get(kept.key, ""))
        for kept, (weekly, rows, since) in zip(FOUR, found, strict=True)
    )  # fmt: skip


def measure(
    kept: Kept, weekly: weekly_rows.Weekly, rows: Sequence[tuple[Cell, ...]], *,
    since: date | None, currency: str, doubt: str,
) -> Measure:  # fmt: skip
    """One measure from its weeks and the rows behind the last of them.

    Weeks before ``since`` and weeks without a value are left out: nothing was measured then.
    """
    money = currency if kept.unit == "money" else ""
    newest = _newest(kept, rows, money)
    earlier = [(week, float(value)) for week, value in weekly[:-1]
               if value is not None and since is not None and week >= since]  # fmt: skip
    line = [*earlier, (weekly[-1][0], newest.value)]
    values = tuple(value for _, value in line)
    found = xmr.normal_range(values[:-1]) if rows or kept.how != "median" else None
    made = Measure(
        key=kept.key, label=kept.label, said=measures_wording.NOTHING, newest=newest,
        weeks=tuple(week for week, _ in line), values=values,
        low=found.low if found else None, centre=found.centre if found else None,
        high=found.high if found else None,
        signal=_signal(kept, values) if found and not doubt else "", good=kept.good, doubt=doubt,
    )  # fmt: skip
    return made._replace(said=measures_wording.said(made, by_week(made)))


def _signal(kept: Kept, values: Sequence[float]) -> Signal:
    """What the newest week says; no run that stands still, and no age that time alone makes."""
    found = xmr.signal(values)
    if found.startswith("run") and is_still(values):
        return ""
    return "" if kept.key == AGE and is_a_week_older(values) else found


def is_still(values: Sequence[float]) -> bool:
    """Whether nothing has moved for as many weeks as make a run."""
    return len(set(values[-settings.RUN_WEEKS.value :])) == 1


def is_a_week_older(values: Sequence[float]) -> bool:
    """Whether an age in days rose by the week that has passed, and by nothing else."""
    return len(values) > 1 and values[-1] - values[-2] == DAYS


def by_week(of: Measure) -> Rows:
    """The weeks of a measure as rows: what a range and a change rest on."""
    columns = (Column("week", "Week", "week"), Column("value", of.label, KINDS[of.newest.unit]))
    line = zip(of.weeks, of.values, strict=True)
    return Rows(columns, tuple((week.isoformat(), value) for week, value in line))


def _newest(kept: Kept, rows: Sequence[tuple[Cell, ...]], currency: str) -> Behind:
    how: How = kept.how if rows or kept.how != "median" else "count"
    behind = Behind(kept.label, 0.0, kept.unit, how, Rows(kept.columns, tuple(rows)),
                    kept.column if how != "count" else "", currency)  # fmt: skip
    if len(rows) > settings.MOST_ROWS.value:
        behind = summed.up(behind, kept.groups)
    return behind._replace(value=recount(behind))
