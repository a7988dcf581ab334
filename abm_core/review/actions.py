"""What to do this week: at most seven actions, ranked by open pipeline at risk times urgency."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from abm_core import formats, settings
from abm_core.review import names, proposing, proposing_accounts, proposing_deals, touches
from abm_core.review.changes_rows import Row
from abm_core.review.document import Action, Changes
from abm_core.review.known import Known
from abm_core.review.proposing import Found
from abm_core.review.recent import through

# Actions of earlier reviews that were still open when the week ended.
RUNNING = """
SELECT reason_kind, account_id FROM action_items
WHERE source = 'review' AND review_week < $week AND reason_kind IS NOT NULL
  AND (status = 'open' OR closed_at > $ends_at)
"""


def propose(
    cursor: DuckDBPyConnection, known: Known, changes: Sequence[Changes]
) -> tuple[Action, ...]:
    """The actions of the week, the most pressing first. After ``changes.read``.

    One for each account, and a second one only where there are fewer than there is room for. What
    an open action of an earlier review covers is not proposed again; its account has one already.
    """
    waits = touches.waiting(cursor, known)
    changed = {one.account_id for group in changes for one in group.changes}
    accounts = proposing.accounts(cursor, changed | {one.account_id for one in waits})
    running = _running(cursor, known)
    found = [
        one for one in (*proposing_deals.read(cursor, known, accounts, running),
                        *proposing_accounts.read(cursor, known, changes, waits, accounts))
        if one.key not in running
    ]  # fmt: skip
    busy = set(running.values())
    people = names.known(known.house.people)
    made = []
    for one in chosen(found, accounts, busy):
        reason, at_risk = one.told()
        made.append(Action(
            one.key, one.account_id, accounts[one.account_id]["name"], one.opportunity_id,
            reason, names.shown(people, one.owner), one.next_step,
            due_on(through(known), _urgency(one)), at_risk, _urgency(one)))  # fmt: skip
    return tuple(made)


def _running(cursor: DuckDBPyConnection, known: Known) -> dict[str, str]:
    """The keys of what somebody is at already, each with its account."""
    ends_at = formats.end_of_day(through(known), known.house.time_zone)
    return dict(cursor.execute(RUNNING, {"week": known.week, "ends_at": ends_at}).fetchall())


def _urgency(one: Found) -> int:
    return settings.URGENCIES.value[one.kind]


def chosen(
    found: Sequence[Found], accounts: Mapping[str, Row], busy: Collection[str] = ()
) -> list[Found]:
    """The first few by rank: one for each account, then second ones where there is room.

    Accounts that are ``busy`` have their first one already.
    """
    ranked = sorted(found, key=lambda one: (
        -one.value * _urgency(one), -_urgency(one),
        -accounts[one.account_id]["points"], one.account_id, one.key))  # fmt: skip
    firsts: dict[str, Found] = {}
    for one in ranked:
        if one.account_id not in busy:
            firsts.setdefault(one.account_id, one)
    most = settings.MOST_ACTIONS.value
    seconds = [one for one in ranked if firsts.get(one.account_id) is not one]
    taken = [*firsts.values(), *seconds][:most]
    return [one for one in ranked if any(one is other for other in taken)]


def due_on(day: date, urgency: int) -> date:
    """The business day on which an action is due, counted from a day that is over.

    >>> due_on(date(2026, 11, 8), 3), due_on(date(2026, 11, 8), 1)  # a Sunday
    (datetime.date(2026, 11, 9), datetime.date(2026, 11, 13))
    """
    days = business_days(day)
    for _ in range(settings.DUE_AFTER.value[urgency] - 1):
        next(days)
    return next(days)


def business_days(after: date) -> Iterator[date]:
    """Every business day after a day."""
    while True:
        after += timedelta(days=1)
        if after.isoweekday() in settings.BUSINESS_DAYS.value:
            yield after
