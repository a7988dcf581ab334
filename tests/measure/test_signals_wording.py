"""Sentences about the follow-up clock, each with the numbers that trigger it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from abm_core.measure import signals_wording
from abm_core.measure.sla import Clock


def clock(**changed: object) -> Clock:
    usual = Clock("a", "Acme", "new", date(2026, 3, 8), datetime(2026, 3, 9, 8),
                  datetime(2026, 3, 9, 12), None, "running", 2.5)  # fmt: skip
    return usual._replace(**changed)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (clock(), "follow up by Mon 9 Mar 2026, 13:00: 2.5 hours left."),
        (clock(hours_left=1.0), "follow up by Mon 9 Mar 2026, 13:00: 1 hour left."),
        (clock(status="missed", hours_left=-6.0),
         "nobody followed up by Mon 9 Mar 2026, 13:00: 6 hours overdue."),
        (clock(status="missed", hours_left=-1.5, followed_at=datetime(2026, 3, 9, 13, 30)),
         "followed up on Mon 9 Mar 2026, 14:30: 1.5 hours late."),
        (clock(status="met", hours_left=0.25, followed_at=datetime(2026, 3, 9, 11, 45)),
         "followed up on Mon 9 Mar 2026, 12:45: 0.25 hours to spare."),
    ],
)
def test_one_follow_up(one: Clock, said: str) -> None:
    expected = f"Acme became qualified on 8 Mar 2026; {said}"
    assert signals_wording.follow_up(one, "Europe/Berlin") == expected


def test_all_follow_ups() -> None:
    met, missed = clock(status="met"), clock(status="missed")
    assert signals_wording.follow_ups([met, met, missed, clock()], 4) == (
        "4 accounts became qualified: 2 were followed up within 4 business hours, 1 was not. "
        "1 still has time."
    )
    assert signals_wording.follow_ups([met], 1) == (
        "1 account became qualified: 1 was followed up within 1 business hour, 0 were not."
    )
    assert signals_wording.follow_ups([], 4) == "No account became qualified in that time."
