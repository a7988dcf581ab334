"""Turnover of the target list: how much of it was exchanged in a quarter.

Turnover = (entries + exits) / 2 / mean list size, per quarter and tier. Above 25 % is flagged:
a list that changes faster gives no account the time that a programme needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, settings
from abm_core.targeting.tiers import LEVELS

WHOLE_LIST = 0

SPANS = """
SELECT account_id, tier::INTEGER, joined_on, left_on FROM target_list
WHERE programme_id = $programme_id AND joined_on IS NOT NULL
"""


class Span(NamedTuple):
    """An account's time in a tier; on ``left_on`` it is out again."""

    account_id: str
    tier: int
    joined_on: date
    left_on: date | None


class Turnover(NamedTuple):
    """One quarter of one tier (``WHOLE_LIST``: of all tiers together).

    ``last_day`` is the end of the quarter, or the as-of day in a running one. ``mean_size`` is the
    mean over the days from the programme's first day on. ``turnover`` is ``None`` where the list
    was empty.
    """

    first_day: date
    last_day: date
    tier: int
    n_entries: int
    n_exits: int
    mean_size: float
    turnover: float | None

    @property
    def is_flagged(self) -> bool:
        """Whether more was exchanged than practice advises."""
        return self.turnover is not None and self.turnover > settings.TURNOVER_LIMIT.value


def read(
    cursor: DuckDBPyConnection, programme_id: str, *, as_of: date, fiscal_month: int
) -> list[Turnover]:
    """Turnover of a programme, newest quarter first; the whole list, then tier 1 to 3."""
    rows = cursor.execute(SPANS, {"programme_id": programme_id}).fetchall()
    return by_quarter([Span(*row) for row in rows], as_of=as_of, fiscal_month=fiscal_month)


def by_quarter(
    spans: Sequence[Span], *, as_of: date, fiscal_month: int = 1
) -> list[Turnover]:
    """Turnover of every quarter from the first entry to ``as_of``, newest first.

    Quarters are those of the fiscal year. What joined on the list's first day founded it and
    counts as no entry. An account that goes from tier to tier leaves one and enters the other; the
    whole list does not notice.
    """
    begun = [span for span in spans if span.joined_on <= as_of]
    if not begun:
        return []
    launch = min(span.joined_on for span in begun)
    by_tier = {level: [s for s in begun if s.tier == level] for level in LEVELS}
    by_tier = {WHOLE_LIST: _merged(begun), **by_tier}
    return [
        _of(by_tier[tier], tier, first, min(last, as_of), launch)
        for first, last in reversed(_quarters(launch, as_of, fiscal_month))
        for tier in by_tier
    ]


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Time on the list, whatever the tier: adjoining and overlapping spans become one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.account_id, s.joined_on)):
        before = found[-1] if found else None
        goes_on = before is not None and before.account_id == span.account_id and (
            before.left_on is None or span.joined_on <= before.left_on)  # fmt: skip
        if before is None or not goes_on:
            found.append(span._replace(tier=WHOLE_LIST))
            continue
        ends = (before.left_on, span.left_on)
        later = None if None in ends else max(end for end in ends if end is not None)
        found[-1] = before._replace(left_on=later)
    return found


def _quarters(first: date, last: date, fiscal_month: int) -> list[tuple[date, date]]:
    """First and last day of every fiscal quarter that touches the time asked for."""
    month = first.month - (first.month - fiscal_month) % 3
    start = date(first.year, month, 1) if month > 0 else date(first.year - 1, month + 12, 1)
    found = []
    while start <= last:
        over = start.month + 2  # months before January of the next year, counted from 0
        end = date(start.year + over // 12, over % 12 + 1, 1)
        found.append((start, end - timedelta(days=1)))
        start = end
    return found


def _of(
    spans: Sequence[Span], tier: int, first: date, last: date, launch: date
) -> Turnover:
    entries = sum(1 for s in spans if first <= s.joined_on <= last and s.joined_on != launch)
    exits = sum(1 for s in spans if s.left_on is not None and first <= s.left_on <= last)
    begin = max(first, launch)
    days = (last - begin).days + 1
    size = sum(_days_in(span, begin, last) for span in spans) / days
    return Turnover(
        first, last, tier, entries, exits, size, (entries + exits) / 2 / size if size else None
    )


def _days_in(span: Span, first: date, last: date) -> int:
    """Days within a time on which an account was in."""
    begin = max(span.joined_on, first)
    end = last + timedelta(days=1) if span.left_on is None else min(
        span.left_on, last + timedelta(days=1))  # fmt: skip
    return max((end - begin).days, 0)


def sentence(found: Turnover) -> str:
    """What the turnover of a quarter is made of."""
    what = formats.tier(found.tier) if found.tier else "The list"
    since = f"{formats.day(found.first_day)} to {formats.day(found.last_day)}"
    made_of = (
        f"{formats.counted(found.n_entries, 'entry', 'entries')} and "
        f"{formats.counted(found.n_exits, 'exit')}"
    )
    if found.turnover is None:
        return f"{what}, {since}: empty."
    limit = formats.percent(settings.TURNOVER_LIMIT.value)
    flag = f", above the {limit} that leave a programme time to work" if found.is_flagged else ""
    return (
        f"{what}, {since}: turnover {formats.percent(found.turnover)} ({made_of}, "
        f"{found.mean_size:,.1f} accounts on average){flag}."
    )
