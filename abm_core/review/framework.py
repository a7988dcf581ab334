"""The measurement framework of practice: five measures, each in its own rhythm, with an owner.

Coverage by month, awareness and engagement by week, pipeline by month, revenue by quarter. Every
figure stands beside that of the period before, and has the rows behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.measure import stage_cohorts, weeks
from abm_core.review import compose, framework_owners, framework_rows, framework_wording
from abm_core.review.document import Scope
from abm_core.review.framework_document import Every, Framework, Line, Screen
from abm_core.review.framework_rows import Figure
from abm_core.review.known import Known


class Kept(NamedTuple):
    """What a measure is, whatever its numbers."""

    key: str
    label: str
    every: Every
    screen: Screen
    read: Callable[[DuckDBPyConnection, Known], tuple[Figure, Figure | None]]


def read(
    cursor: DuckDBPyConnection, *, as_of: date, programme_id: str | None = None,
    scope: Scope = compose.PROGRAMME,
) -> Framework:  # fmt: skip
    """All five; ``as_of`` is the newest day in the data.

    Raises ``AbmError`` as ``compose`` does, where no account is in the scope.
    """
    known = compose.lay_out_accounts(
        cursor, as_of=as_of, programme_id=programme_id, scope=scope)
    owners = framework_owners.read(cursor, known.programme_id)
    lines = tuple(_line(cursor, known, kept, owners.get(kept.key, "")) for kept in FIVE)
    return Framework(known.programme, scope, as_of, known.currency,
                     framework_wording.headline(lines), lines)  # fmt: skip


def _line(cursor: DuckDBPyConnection, known: Known, kept: Kept, owner: str) -> Line:
    now, before = kept.read(cursor, known)
    return Line(
        kept.key, kept.label, kept.every, now.period,
        framework_wording.line(kept.label, now, before), now.behind,
        before.behind if before else None, framework_wording.change(now, before), owner,
        kept.screen, framework_wording.DEFINITIONS[kept.key],
    )  # fmt: skip


def _coverage(cursor: DuckDBPyConnection, known: Known) -> tuple[Figure, Figure | None]:
    month = known.as_of.replace(day=1)
    kept = framework_rows.kept_month(cursor, month)
    before = framework_rows.kept_coverage(cursor, kept, _month(kept)) if kept else None
    period = f"{_month(month)} so far"
    return framework_rows.coverage(cursor, period), before


def _awareness(cursor: DuckDBPyConnection, known: Known) -> tuple[Figure, Figure | None]:
    return _by_week(cursor, known, framework_rows.aware)


def _engagement(cursor: DuckDBPyConnection, known: Known) -> tuple[Figure, Figure | None]:
    return _by_week(cursor, known, framework_rows.engaged)


def _by_week(
    cursor: DuckDBPyConnection, known: Known,
    reading: Callable[[DuckDBPyConnection, date, str], Figure],
) -> tuple[Figure, Figure | None]:  # fmt: skip
    last = known.week - timedelta(weeks=1)
    return (reading(cursor, known.week, weeks.name(known.week)),
            reading(cursor, last, weeks.name(last)))  # fmt: skip


def _pipeline(cursor: DuckDBPyConnection, known: Known) -> tuple[Figure, Figure | None]:
    this = (known.as_of + timedelta(days=1)).replace(day=1)
    last = _before(this)
    return _both(cursor, known, framework_rows.created, (_before(last), last, this), _month)


def _revenue(cursor: DuckDBPyConnection, known: Known) -> tuple[Figure, Figure | None]:
    starts = known.house.fiscal_month
    this = stage_cohorts.quarter_of(known.as_of + timedelta(days=1), starts)
    last = stage_cohorts.quarter_of(this - timedelta(days=1), starts)
    first = stage_cohorts.quarter_of(last - timedelta(days=1), starts)
    return _both(cursor, known, framework_rows.won, (first, last, this),
                 stage_cohorts.quarter_name)  # fmt: skip


def _both(
    cursor: DuckDBPyConnection, known: Known,
    reading: Callable[[DuckDBPyConnection, str, date, date, str], Figure],
    edges: tuple[date, date, date], named: Callable[[date], str],
) -> tuple[Figure, Figure | None]:  # fmt: skip
    """A period that is over and the one before it; ``edges`` are their first days, and the end."""
    first, last, end = edges
    now = reading(cursor, known.currency, last, end, named(last))
    if not framework_rows.has_deals_before(cursor, last):
        return now, None
    return now, reading(cursor, known.currency, first, last, named(first))


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _month(first_day: date) -> str:
    """A month as people write it: Nov 2026."""
    return formats.day(first_day).split(" ", 1)[1]


FIVE = (
    Kept("coverage", "Coverage", "month", "coverage", _coverage),
    Kept("awareness", "Aware accounts", "week", "stages", _awareness),
    Kept("engagement", "Engaged accounts", "week", "engagement", _engagement),
    Kept("pipeline", "Created pipeline", "month", "lift", _pipeline),
    Kept("revenue", "Revenue won", "quarter", "lift", _revenue),
)
