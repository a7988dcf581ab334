"""Week after week through the past: every week is tried against the baseline before it.

A week that was flagged enters later baselines with what was expected of it, so that a surge does
not raise the level that the next one is measured by. What lasts longer than some weeks is no surge
any more but the account's new level, and enters as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.measure import surge
from abm_core.measure.surge import Judged, Numbers, Quiet, Rules

ONE_WEEK, TWO_WEEKS = "engagement", "slow rise"
SPANS = {ONE_WEEK: 1, TWO_WEEKS: 2}
BASELINE = settings.SURGE_BASELINE.value
GUARD = settings.SURGE_GUARD.value
FIRST = {kind: BASELINE + GUARD + span - 1 for kind, span in SPANS.items()}

Places = NDArray[np.intp]


class Tried(NamedTuple):
    """One week of one kind. ``rows`` are the accounts that were tried; all arrays follow them."""

    week: int
    kind: str
    rows: Places
    observed: Numbers
    usual: Quiet
    judged: Judged


class History:
    """Counts of people by account (row) and week (column), as baselines are to see them."""

    def __init__(self, counts: NDArray[np.floating], since: NDArray[np.integer]) -> None:
        """``since`` is the first week in which each account can have done anything."""
        self.counts = counts
        self.since = since
        self.flagged = np.zeros(counts.shape, dtype=bool)
        self._seen = counts.copy()

    def replace(self, week: int, rows: Places, expected: Numbers) -> None:
        """Take note that these rows were flagged in a week, in the order of weeks."""
        self.flagged[rows, week] = True
        before = self.flagged[rows, max(0, week - settings.SURGE_LONGEST.value) : week]
        is_new_level = before.all(axis=1) & (before.shape[1] == settings.SURGE_LONGEST.value)
        self._seen[rows[~is_new_level], week] = expected[~is_new_level]

    def tried(self, week: int, kind: str) -> Places:
        """Accounts with a full baseline before the week."""
        return np.flatnonzero(self.since <= week - FIRST[kind])

    def baseline(self, week: int, kind: str, rows: Places) -> Numbers:
        """Baseline periods of a tested week, the oldest first, each as long as the tested one."""
        end = week - SPANS[kind] + 1 - GUARD
        weeks = self._seen[rows, end - BASELINE : end].astype(np.float64)
        return np.asarray(weeks.reshape(len(rows), -1, SPANS[kind]).sum(axis=2))

    def observed(self, week: int, kind: str, rows: Places) -> Numbers:
        """What the tested period brought."""
        weeks = self.counts[rows, week - SPANS[kind] + 1 : week + 1]
        return np.asarray(weeks.sum(axis=1), dtype=np.float64)


def sweep(
    history: History, weeks: range, kinds: tuple[str, ...] = (ONE_WEEK, TWO_WEEKS),
    rules: Rules | None = None,
) -> Iterator[Tried]:
    """Try every one of the weeks that are late enough to have a baseline, in order."""
    for week in weeks:
        for kind in kinds:
            if week < FIRST[kind]:
                continue
            found = try_week(history, week, kind, rules)
            yield found
            if kind == ONE_WEEK:
                flagged = found.judged.is_flagged
                history.replace(week, found.rows[flagged], found.usual.mean[flagged])


def try_week(history: History, week: int, kind: str, rules: Rules | None = None) -> Tried:
    """One week of one kind; nobody is tried where nothing happened in the baseline.

    A count of three people or more over one or two weeks cannot come from a single person, since
    people are counted once a week: the rule on different people holds by itself.
    """
    rows = history.tried(week, kind)
    baseline = history.baseline(week, kind, rows)
    if not baseline.any():
        rows, baseline = rows[:0], baseline[:0]
    observed = history.observed(week, kind, rows)
    usual = surge.quiet(baseline, observed)
    return Tried(week, kind, rows, observed, usual, surge.judge(observed, observed, usual, rules))
