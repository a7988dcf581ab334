"""Who is stuck: accounts that have been in a stage longer than four in five accounts stay."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core.measure.funnel import WAITING, Funnel

DOTS = 400  # per stage; more would lie on each other

HERE = """
SELECT stage, days, count(*) AS times FROM stage_stays
WHERE left_on IS NULL AND list_contains($stages, stage)
GROUP BY ALL ORDER BY ALL
"""

STUCK = """
WITH longest AS (
    SELECT *, days - $limits[list_position($stages, stage)] AS over FROM stage_stays
    WHERE left_on IS NULL AND list_contains($stages, stage)
)
SELECT s.account_id, a.name, a.domain, s.stage, s.tier, s.entered_on, s.days, s.over,
       a.sales_owner, a.marketing_owner, t.score, t.fit,
       coalesce(e.window_points, 0) AS window_points, coalesce(e.n_contacts, 0) AS n_contacts
FROM longest s JOIN accounts a USING (account_id)
LEFT JOIN account_scores t USING (account_id)
LEFT JOIN account_engagement e USING (account_id)
WHERE s.over > 0
ORDER BY s.over DESC, a.name, s.account_id
"""


def here(cursor: DuckDBPyConnection) -> pd.DataFrame:
    """Stage and days of every account that waits in one, a row each. After ``funnel.read``."""
    found = cursor.execute(HERE, {"stages": list(WAITING)}).df()
    return found.loc[found.index.repeat(found.pop("times")), ["stage", "days"]].reset_index(
        drop=True)


def stuck(cursor: DuckDBPyConnection, found: Funnel) -> pd.DataFrame:
    """Accounts above the 80th percentile of their stage, farthest first. After ``funnel.read``.

    ``over`` are the days above it. Engagement and fit are those of today.
    """
    slow = {line.stage: line.pace.slow for line in found.lines if line.pace.is_known}
    known = [slow.get(stage, math.nan) for stage in WAITING]
    limits = [math.inf if math.isnan(days) else days for days in known]
    return cursor.execute(STUCK, {"stages": list(WAITING), "limits": limits}).df()


def dots(waiting: pd.DataFrame, stage: str) -> np.ndarray:
    """Days in a stage of the accounts in it; of many, as many evenly spread over their order."""
    days: np.ndarray = np.sort(waiting.loc[waiting["stage"] == stage, "days"].to_numpy(float))
    if len(days) <= DOTS:
        return days
    spread: np.ndarray = days[np.linspace(0, len(days) - 1, DOTS).round().astype(int)]
    return spread
