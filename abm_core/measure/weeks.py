"""Weeks as every number of engagement means them: whole ISO weeks, named by their Monday."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from abm_core import settings


class Window(NamedTuple):
    """Complete weeks, given by the Mondays of the first and of the last; both are in."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The Sunday that ends the last week."""
        return self.last + timedelta(days=6)

    @property
    def n_weeks(self) -> int:
        """How many weeks."""
        return (self.last - self.first).days // 7 + 1


def monday(day: date) -> date:
    """The Monday of a day's ISO week.

    >>> monday(date(2027, 1, 1))  # the last week of 2026 has number 53
    datetime.date(2026, 12, 28)
    """
    return day - timedelta(days=day.weekday())


def last_complete(as_of: date) -> date:
    """The Monday of the last week that is over when ``as_of`` is.

    >>> last_complete(date(2026, 11, 13)), last_complete(date(2026, 11, 15))  # Friday, Sunday
    (datetime.date(2026, 11, 2), datetime.date(2026, 11, 9))
    """
    return monday(as_of - timedelta(days=6))


def sunday(of: date) -> date:
    """The last day of a week that is given by its Monday."""
    return of + timedelta(days=6)


def window(as_of: date, n_weeks: int = settings.WINDOW_WEEKS.value) -> Window:
    """The last complete weeks before the end of ``as_of``.

    >>> window(date(2026, 11, 13)).first
    datetime.date(2026, 8, 10)
    """
    last = last_complete(as_of)
    return Window(last - timedelta(weeks=n_weeks - 1), last)


def mondays(of: Window) -> list[date]:
    """Every week of a window, the oldest first, weeks without any activity included."""
    return [of.first + timedelta(weeks=n) for n in range(of.n_weeks)]


def name(week: date) -> str:
    """A week as ISO writes it.

    >>> name(date(2026, 12, 28))
    '2026-W53'
    """
    year, number, _ = week.isocalendar()
    return f"{year}-W{number:02}"
