"""Stays: an account's time in one stage, from the day it entered to the day it left.

Laid out once for all numbers of a screen, as they were at the end of a week.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.measure import stages, weeks

BY_POINTS = [stage for stage in schema.ACCOUNT_STAGES if stage not in ("opportunity", "customer")]

# A stage that points and signals tell has no known beginning before any of them was recorded.
LAY_OUT = """
CREATE OR REPLACE TEMP TABLE stage_stays AS
WITH told AS (
    SELECT c.account_id, c.stage_from, c.stage_to AS stage, c.changed_on AS entered_on,
           lead(c.changed_on) OVER stays AS left_on, lead(c.stage_to) OVER stays AS next_stage
    FROM stage_changes c
    WHERE c.motion = $motion AND c.week <= $week
    WINDOW stays AS (PARTITION BY c.account_id ORDER BY c.week)
), ranked AS (
    SELECT *, list_position($stages, stage) - 1 AS rank,
           list_position($stages, stage_from) - 1 AS rank_from,
           NOT list_contains($by_points, stage)
               OR coalesce(entered_on > $recorded_from::DATE + 6, false) AS has_beginning
    FROM told
)
SELECT r.*, s.tier, coalesce(left_on, $end) - entered_on AS days
FROM ranked r LEFT JOIN account_scores s USING (account_id)
WHERE $tiers IS NULL OR list_contains($tiers, coalesce(s.tier, 'none'))
"""


class View(NamedTuple):
    """What a screen looks at: stages at the end of a week, in one motion, of some tiers.

    ``tiers`` are "1", "2", "3" and "none"; empty for all accounts. Stays that began within
    ``period_weeks`` before the end of the week tell the pace.
    """

    week: date
    motion: str = stages.NEW
    tiers: tuple[str, ...] = ()
    period_weeks: int = settings.STAGE_PERIOD_WEEKS.value

    @property
    def end(self) -> date:
        """The Sunday that ends the week: what happened later is not seen."""
        return weeks.monday(self.week) + timedelta(days=6)

    @property
    def since(self) -> date:
        """The first day of the period."""
        return self.end - timedelta(weeks=self.period_weeks) + timedelta(days=1)

    @property
    def before(self) -> date:
        """The first day of the period before it, of the same length."""
        return self.since - timedelta(weeks=self.period_weeks)


def lay_out(cursor: DuckDBPyConnection, view: View, recorded_from: date | None) -> None:
    """Make the table ``stage_stays`` for this cursor: every stay as known at that week's end."""
    cursor.execute(LAY_OUT, {
        "motion": view.motion, "week": weeks.monday(view.week), "end": view.end,
        "stages": list(schema.ACCOUNT_STAGES), "by_points": BY_POINTS,
        "recorded_from": recorded_from, "tiers": list(view.tiers) or None,
    })  # fmt: skip

