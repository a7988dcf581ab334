"""What is counted after launch, row by row: read once per design, and only of a frozen one."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core.lift import activity, history, opened
from abm_core.lift.activity import Activity
from abm_core.lift.cohorts import Stack, weeks_of
from abm_core.lift.design import Design
from abm_core.lift.opened import Deals

Numbers = NDArray[np.float64]
# Sums per account, by metric; minutes are a quotient of two of them.
SUMS = {
    "people": "people", "visits": "visits", "touches": "touches", "points": "points",
    "opportunities": "count", "created pipeline": "amount",
}  # fmt: skip
ENGAGEMENT = ("people", "visits", "minutes", "touches", "points")


class Outcomes:
    """Outcomes of the rows of a design, each read when first asked for.

    Raises ``ValueError`` for a design that is not frozen: who is compared is settled before
    anybody knows how it ended.
    """

    def __init__(self, cursor: DuckDBPyConnection, design: Design) -> None:
        if not design.design_id:
            raise ValueError("outcomes are read only of a frozen design")
        self._cursor, self._design, self._stack = cursor, design, design.stack
        self._activity: dict[str, Activity] = {}
        self._deals: dict[str, Deals] = {}
        self._drift: dict[str, float] = {}

    @classmethod
    def of_stack(cls, cursor: DuckDBPyConnection, design: Design, stack: Stack) -> Outcomes:
        """Those of other rows over the weeks of a design, such as its random customers."""
        found = cls(cursor, design)
        found._stack = stack
        return found

    def sums(self, metric: str, window: str = "after") -> Numbers:
        """A metric that adds up, one number per row; ``minutes`` are those of all visits."""
        if metric in ENGAGEMENT:
            found: Numbers = getattr(self._engaged(window), metric)
            return found
        deals, n = self.deals(window), len(self._stack)
        return deals.count(n) if SUMS[metric] == "count" else deals.amount(n)

    def deals(self, window: str = "after") -> Deals:
        """Opportunities created in a window."""
        if window not in self._deals:
            self._deals[window] = opened.created_in(
                self._cursor, self._stack, self._design.cohorts.windows, window,
                as_of=self._design.cohorts.as_of,
            )  # fmt: skip
        return self._deals[window]

    @cached_property
    def open_at_launch(self) -> Deals:
        """Opportunities that the programme cannot have opened."""
        return opened.open_at_launch(
            self._cursor, self._stack, self._design.cohorts.windows,
            as_of=self._design.cohorts.as_of,
        )  # fmt: skip

    def drift(self, found: Design) -> float:
        """How the design, or a part of it, drifted before launch; see ``history.drift``."""
        if found.part not in self._drift:
            self._drift[found.part] = history.drift(self._cursor, found)
        return self._drift[found.part]

    def _engaged(self, window: str) -> Activity:
        if window not in self._activity:
            self._activity[window] = activity.read(
                self._cursor, self._design.book, self._stack,
                weeks_of(self._design.cohorts, window),
            )  # fmt: skip
        return self._activity[window]


def usual_before(metric: str) -> str:
    """The window before launch that a naive comparison takes."""
    return "shown" if metric in ENGAGEMENT else "before"
