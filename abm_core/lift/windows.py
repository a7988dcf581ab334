"""Which weeks are compared: whole ISO weeks of the house's time zone around each launch.

The launch L of an account is the Monday that begins its first whole week on the list. Comparison
accounts get the launch of the targets that they stand for. All that makes accounts comparable lies
before it, all that is counted as outcome from it on.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from abm_core import settings
from abm_core.errors import AbmError

Span = Literal["engagement", "pipeline"]  # how long an outcome is followed
SPANS: tuple[Span, ...] = ("engagement", "pipeline")
WEEK = timedelta(weeks=1)


class NothingYet(AbmError):
    """There is a programme, but nothing can be said of it yet: an answer, not a mistake."""


class Weeks(NamedTuple):
    """Whole weeks, given by the Mondays of the first and of the last; both are in."""

    first: date
    last: date

    @property
    def n_weeks(self) -> int:
        """How many weeks; 0 or less where the last lies before the first."""
        return (self.last - self.first).days // 7 + 1

    @property
    def ends_before(self) -> date:
        """The Monday after the last week, which is not in it."""
        return self.last + WEEK


class Windows(NamedTuple):
    """The weeks around one launch. See design notes, section 4."""

    launch: date
    shown: Weeks
    baseline: Weeks
    selection: Weeks
    recent: Weeks  # the last weeks of the selection, whatever a save recorded
    gap: Weeks
    after: Weeks

    @property
    def known_before(self) -> date:
        """The first day of the gap: what makes accounts comparable is older."""
        return self.gap.first

    @property
    def has_baseline(self) -> bool:
        """Whether there are enough weeks in which accounts can be made comparable."""
        return self.baseline.n_weeks >= settings.LIFT_LEAST_BASELINE.value

    def is_over(self, as_of: date) -> bool:
        """Whether the last week of the outcome ended on or before that day."""
        return self.after.ends_before - timedelta(days=1) <= as_of


def launch(joined_on: date) -> date:
    """The Monday from which on an account is on the list for whole weeks.

    >>> launch(date(2026, 11, 16)), launch(date(2026, 11, 18))  # a Monday, a Wednesday
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 23))
    """
    return joined_on + timedelta(days=-joined_on.weekday() % 7)


def around(
    launch: date,
    span: Span,
    *,
    looked_back_to: date | None = None,
    data_from: date | None = None,
    n_after: int | None = None,
) -> Windows:
    """The windows of a launch.

    ``looked_back_to`` is the oldest day of engagement that the selectors looked at, where a save
    recorded it; the selection begins in its week, but never so early that fewer than the least
    weeks of baseline are left. ``data_from`` is the Monday of the first week with activities: the
    baseline begins no sooner. ``n_after`` weeks of outcome in the place of the usual number.

    >>> found = around(date(2026, 1, 5), "engagement")
    >>> found.baseline.n_weeks, found.selection.n_weeks, found.after.last
    (26, 4, datetime.date(2026, 3, 30))
    """
    usual = _weeks(launch, settings.LIFT_SELECTION.value)
    first = launch + settings.LIFT_BASELINE.value[0] * WEEK
    earliest = first + settings.LIFT_LEAST_BASELINE.value * WEEK
    begins = usual.first
    if looked_back_to is not None:
        recorded = looked_back_to - timedelta(days=looked_back_to.weekday())
        begins = min(begins, max(recorded, earliest))
    baseline = Weeks(max(first, data_from or first), begins - WEEK)
    return Windows(
        launch, _weeks(launch, settings.LIFT_SHOWN.value), baseline, Weeks(begins, usual.last),
        usual, _weeks(launch, settings.LIFT_GAP.value),
        _weeks(launch, (0, (n_after or settings.LIFT_AFTER.value[span]) - 1)),
    )  # fmt: skip


def weeks_to_go(launch: date, as_of: date, n_after: int) -> int:
    """How many weeks must pass until a launch can be judged; 0 where it can.

    >>> weeks_to_go(date(2026, 1, 5), date(2026, 2, 1), 13)  # a Sunday: four weeks are over
    9
    """
    n_over = (as_of + timedelta(days=1) - launch).days // 7
    return max(0, n_after - n_over)


def nothing_yet(n_after: int, to_go: int) -> NothingYet:
    """The refusal of a programme whose first outcome weeks are not over."""
    return NothingYet(
        f"Nothing to compare before week {n_after} after launch; {to_go} to go.",
        "Come back then: a shorter look is more noise than answer.",
    )


def _weeks(launch: date, offsets: tuple[int, int]) -> Weeks:
    return Weeks(launch + offsets[0] * WEEK, launch + offsets[1] * WEEK)
