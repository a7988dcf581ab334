"""Stays: an account's time in one stage, from the day it entered to the day it left.

Laid out once for all numbers of a screen, as they were at the end of a week.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.measure import stages, weeks
from abm_core.measure.stage_rules import RANK

BY_POINTS = RANK["qualified"]  # the deepest stage that points and signals tell

# A stage that points and signals tell has no known beginning before any of them was recorded. A
# stay that ended after the week still went on at its end.
LAY_OUT = """
CREATE OR REPLACE TEMP TABLE stage_stays AS
WITH told AS (
    SELECT account_id, stage_from, stage_to AS stage, changed_on AS entered_on,
           CASE WHEN left_on <= $end THEN left_on END AS left_on,
           list_position($stages, stage_to) - 1 AS rank,
           list_position($stages, stage_from) - 1 AS rank_from
    FROM stage_changes
    WHERE motion = $motion AND week <= $week AND (left_on IS NULL OR left_on >= $before)
)
SELECT t.*, s.tier, coalesce(left_on, $end) - entered_on AS days,
       rank > $by_points OR coalesce(entered_on > $recorded_from::DATE + 6, false)
           AS has_beginning
FROM told t LEFT JOIN account_scores s USING (account_id)
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
    """Make the table ``stage_stays`` for this cursor: stays as known at the end of the week.

    Those that ended before both periods are left out.
    """
    cursor.execute(LAY_OUT, {
        "motion": view.motion, "week": weeks.monday(view.week), "end": view.end,
        "stages": list(schema.ACCOUNT_STAGES), "by_points": BY_POINTS,
        "recorded_from": recorded_from, "before": view.before, "tiers": list(view.tiers) or None,
    })  # fmt: skip

