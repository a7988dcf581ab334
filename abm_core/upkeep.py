"""What follows from imported data and is kept beside them, brought up to date in one place.

Each room computes its own tables; here stands only the order in which they need each other.
"""

from __future__ import annotations

from datetime import datetime

from duckdb import DuckDBPyConnection

from abm_core import segments
from abm_core.committee import buying_roles, personas
from abm_core.measure import (
    coverage_months,
    coverage_people,
    coverage_saved,
    engagement,
    points,
    rollup,
    stages,
    surge_store,
)
from abm_core.overview import newest_day
from abm_core.targeting import account_scores, weekly


def after_import(cursor: DuckDBPyConnection, *, now: datetime) -> None:
    """Bring every derived table in line with the data, then keep week and month as known now.

    To be called after an import, and after whatever else changed imported data. Does nothing
    where nothing is due. ``now`` in UTC.
    """
    compute(cursor, now=now)
    weekly.after_import(cursor, taken_at=now)
    coverage_months.keep(cursor, as_of=newest_day(cursor) or now.date())


def compute(cursor: DuckDBPyConnection, *, now: datetime) -> None:
    """Bring every computed table in line with data and decisions.

    To be called after a decision that numbers follow from (tiers, rules), or before they are
    read. Asking where nothing is due costs next to nothing.
    """
    personas.refresh(cursor)
    as_of = newest_day(cursor) or now.date()
    rollup.refresh(cursor, as_of=as_of, cap=points.current(cursor).cap)
    engagement.refresh(cursor, as_of=as_of)
    coverage_people.refresh(cursor, as_of=as_of)
    buying_roles.refresh(cursor)
    surge_store.refresh(cursor, as_of=as_of)
    account_scores.refresh(cursor, derived=_derived(cursor))  # stages need the fit, roles the tier
    coverage_saved.refresh(cursor, as_of=as_of)
    stages.refresh(cursor)
    account_scores.refresh(cursor, derived=_derived(cursor))  # a profile may look at either
    segments.refresh(cursor)


def _derived(cursor: DuckDBPyConnection) -> str:
    """What a profile may look at that follows from tiers and scores itself."""
    return f"{stages.state(cursor)} {coverage_saved.state(cursor)}"
