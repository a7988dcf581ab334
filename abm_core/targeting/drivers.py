"""Which criteria told won from lost in the past, each taken alone.

Information value: Σ over the values of a criterion of (share of all won there − share of all lost
there) · ln of their quotient; below 0.02 it tells nothing, above 0.3 much. Unknown is a value too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from abm_core import settings
from abm_core.proportions import Codes
from abm_core.targeting import ranking
from abm_core.targeting.past import Past
from abm_core.targeting.profile import Profile
from abm_core.targeting.ranking import Flags, Interval
from abm_core.targeting.rules import Scores

MOST_VALUES = 10
FIFTHS = 5
# Credited to every value on either side, so that an empty one does not count without bound.
PRIOR = 0.5


class Driver(NamedTuple):
    """One criterion alone. ``auc`` is None where it is known for too few won or lost deals."""

    criterion: str
    share: float
    n_known: int
    auc: Interval | None
    information_value: float

    @property
    def leaks(self) -> bool:
        """Whether it tells won from lost so well that it probably saw the outcome."""
        return self.auc is not None and (
            max(self.auc.estimate, 1 - self.auc.estimate) > settings.LEAK_AUC.value
        )


def drivers(past: Past, profile: Profile) -> list[Driver]:
    """Every criterion of a profile, the one that told most first."""
    found = [
        _driver(past, criterion.name, share, past.column(criterion.field, criterion.rule))
        for criterion, share in zip(profile.criteria, profile.shares, strict=True)
    ]
    return sorted(found, key=lambda driver: -driver.information_value)


def _driver(past: Past, name: str, share: float, scores: Scores) -> Driver:
    known = ~np.isnan(scores)
    won, account = past.deals.won[known], past.deals.account[known]
    least = settings.BACKTEST_LEAST.value
    enough = min(np.count_nonzero(won), np.count_nonzero(~won)) >= least
    auc = ranking.auc(ranking.rank(scores[known], won, account)) if enough else None
    value = information_value(_values(scores), past.deals.won)
    return Driver(name, share, int(np.count_nonzero(known)), auc, value)


def _values(scores: Scores) -> Codes:
    """The distinct scores of a criterion as codes, fifths where there are many; unknown is 0."""
    known = ~np.isnan(scores)
    codes = np.zeros(len(scores), dtype=np.intp)
    distinct, place = np.unique(scores[known], return_inverse=True)
    if len(distinct) > MOST_VALUES:
        ends = np.quantile(scores[known], np.arange(1, FIFTHS) / FIFTHS)
        place = np.searchsorted(ends, scores[known], side="right")
    codes[known] = place + 1
    return codes


def information_value(values: Codes, won: Flags) -> float:
    """How much a coded value tells of won and lost; 0 is nothing."""
    n_values = int(values.max(initial=0)) + 1
    held = np.bincount(values, minlength=n_values) > 0
    sides = [np.bincount(values[one], minlength=n_values)[held] + PRIOR for one in (won, ~won)]
    of_won, of_lost = (side / side.sum() for side in sides)
    return float(((of_won - of_lost) * np.log(of_won / of_lost)).sum())
