"""Fit × timing: who fits and is in the market now, in nine cells of saved scores."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings

BANDS = ("low", "middle", "high")

# Scores are compared as everywhere: after rounding.
CELLS = """
WITH banded AS (
    SELECT CASE WHEN round(fit, $decimals) >= $high THEN 'high'
                WHEN round(fit, $decimals) >= $middle THEN 'middle' ELSE 'low' END AS fit_band,
           CASE WHEN round(timing, $decimals) >= $high THEN 'high'
                WHEN round(timing, $decimals) >= $middle THEN 'middle' ELSE 'low' END
               AS timing_band,
           tier
    FROM account_scores WHERE fit IS NOT NULL AND timing IS NOT NULL
)
SELECT fits.band AS fit_band, timings.band AS timing_band, count(b.fit_band) AS n_accounts,
       count(b.tier) AS n_in_tier
FROM unnest(['high', 'middle', 'low']) AS fits(band)
CROSS JOIN unnest(['low', 'middle', 'high']) AS timings(band)
LEFT JOIN banded b ON b.fit_band = fits.band AND b.timing_band = timings.band
GROUP BY fits.band, timings.band
ORDER BY list_position(['high', 'middle', 'low'], fits.band),
         list_position(['low', 'middle', 'high'], timings.band)
"""

UNKNOWN = """
SELECT count(*) FILTER (WHERE fit IS NULL), count(*) FILTER (WHERE timing IS NULL),
       count(*) FILTER (WHERE fit IS NULL OR timing IS NULL), count(*)
FROM account_scores
"""

IN_CELL = """
SELECT s.account_id, a.name, s.tier, s.score, s.fit, s.timing, s.completeness
FROM account_scores s JOIN accounts a USING (account_id)
WHERE round(s.fit, $decimals) >= $fit_low AND round(s.fit, $decimals) < $fit_high
  AND round(s.timing, $decimals) >= $timing_low AND round(s.timing, $decimals) < $timing_high
ORDER BY s.score DESC, s.account_id
"""


class Grid(NamedTuple):
    """``cells``: fit_band, timing_band, n_accounts, n_in_tier; high fit and low timing first.

    Accounts without a fit or without a timing score are in no cell, and counted.
    """

    cells: pd.DataFrame
    n_accounts: int
    n_without_fit: int
    n_without_timing: int
    n_in_no_cell: int

    def n(self, fit_band: str, timing_band: str) -> int:
        """Accounts of one cell."""
        return int(self._cell(fit_band, timing_band)["n_accounts"].iloc[0])

    def n_in_tier(self, fit_band: str, timing_band: str) -> int:
        """Those of them that have a tier."""
        return int(self._cell(fit_band, timing_band)["n_in_tier"].iloc[0])

    def _cell(self, fit_band: str, timing_band: str) -> pd.DataFrame:
        cells = self.cells
        return cells[(cells["fit_band"] == fit_band) & (cells["timing_band"] == timing_band)]


def grid(
    cursor: DuckDBPyConnection, limits: tuple[float, float] = settings.GRID_LIMITS.value
) -> Grid:
    """All accounts by fit and timing; a band begins with its limit."""
    middle, high = limits
    bound = {"middle": middle, "high": high, "decimals": settings.SCORE_DECIMALS.value}
    cells = cursor.execute(CELLS, bound).df()
    without_fit, without_timing, neither, n = cursor.execute(UNKNOWN).fetchall()[0]
    return Grid(cells, n, without_fit, without_timing, neither)


def accounts(
    cursor: DuckDBPyConnection, fit_band: str, timing_band: str,
    limits: tuple[float, float] = settings.GRID_LIMITS.value,
) -> pd.DataFrame:
    """Accounts of one cell, the best account score first."""
    fit, timing = (_range(band, limits) for band in (fit_band, timing_band))
    return cursor.execute(IN_CELL, {
        "fit_low": fit[0], "fit_high": fit[1], "timing_low": timing[0], "timing_high": timing[1],
        "decimals": settings.SCORE_DECIMALS.value,
    }).df()  # fmt: skip


def _range(band: str, limits: tuple[float, float]) -> tuple[float, float]:
    """Lowest score of a band, and the lowest of the next.

    >>> _range("middle", (40.0, 70.0))
    (40.0, 70.0)
    """
    edges = (float("-inf"), *limits, float("inf"))
    place = BANDS.index(band)
    return edges[place], edges[place + 1]
