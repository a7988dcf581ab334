"""What every part of a review is told: whose week it is, which one, and what is known of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from abm_core.house import House
from abm_core.measure import weeks
from abm_core.review.document import Scope


class Known(NamedTuple):
    """The week of a review and how it is read.

    ``week`` is its Monday, ``as_of`` the newest day in the data. ``is_listed``: accounts are those
    of a target list; without one they are all accounts that anything is known of. ``list_on`` is
    the day of that list: the Sunday of the week, or a later one on which the list began.
    """

    programme_id: str | None
    programme: str
    scope: Scope
    week: date
    as_of: date
    currency: str
    house: House
    is_listed: bool
    list_on: date | None = None

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return weeks.sunday(self.week)

    @property
    def sunday_before(self) -> date:
        """The last day of the week before: what the week is compared with."""
        return self.week - timedelta(days=1)

    @property
    def is_newest(self) -> bool:
        """Whether it is the last complete week: everything is then as it is today."""
        return self.week >= weeks.last_complete(self.as_of)
