"""Who is stuck: accounts that have been in a stage longer than four in five accounts stay."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core.measure.funnel import WAITING, Funnel

DOTS = 400  # per stage; more would lie on each other

# Engagement and fit are of today, so they are left out where the week looked at is a past one.
HERE = """
SELECT s.account_id, a.name, a.domain, s.stage, s.tier, s.entered_on, s.days, a.sales_owner,
       a.marketing_owner, t.score, t.fit, coalesce(e.window_points, 0) AS window_points,
       coalesce(e.n_contacts, 0) AS n_contacts
FROM stage_stays s JOIN accounts a USING (account_id)
LEFT JOIN account_scores t USING (account_id)
LEFT JOIN account_engagement e USING (account_id)
WHERE s.left_on IS NULL AND list_contains($stages, s.stage)
ORDER BY s.days DESC, a.name, s.account_id
"""


def here(cursor: DuckDBPyConnection) -> pd.DataFrame:
    """Every account that waits in a stage, the longest first. After ``funnel.read``."""
    return cursor.execute(HERE, {"stages": list(WAITING)}).df()


def stuck(found: Funnel, waiting: pd.DataFrame) -> pd.DataFrame:
    """Those of ``here`` above the 80th percentile of their stage, farthest first.

    Adds ``over``, the days above it.
    """
    limit = {line.stage: line.pace.slow if line.pace.is_known else math.nan
             for line in found.lines}  # fmt: skip
    over = waiting["days"] - waiting["stage"].map(limit).astype(float)
    chosen = waiting.assign(over=over)[(over > 0).to_numpy()]
    return chosen.sort_values(["over", "name"], ascending=[False, True], ignore_index=True)


def dots(waiting: pd.DataFrame, stage: str) -> np.ndarray:
    """Days in a stage of the accounts in it; of many, as many evenly spread over their order."""
    days: np.ndarray = np.sort(waiting.loc[waiting["stage"] == stage, "days"].to_numpy(float))
    if len(days) <= DOTS:
        return days
    spread: np.ndarray = days[np.linspace(0, len(days) - 1, DOTS).round().astype(int)]
    return spread
