"""Who on our side talks to whom: from the activities that name somebody of ours.

Talking is a meeting, a call, a mail sent or answered, of the last year. A day counts once for two
people, however often they talked. Two-way is what coverage calls so: a meeting, a reply of theirs,
a call of theirs or one that took time. What was said at a former account counts there no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import committee_settings

TALKS = """
WITH day AS (SELECT max(as_of) AS as_of FROM contact_standing), talks AS (
    SELECT a.contact_id, trim(a.owner) AS owner, a.occurred_at::DATE AS on_day,
           a.kind = 'meeting' OR (a.kind = 'mail reply' AND a.direction IS DISTINCT FROM 'ours')
               OR (a.kind = 'call' AND (a.direction = 'theirs' OR coalesce(a.minutes, 0) > 0))
               AS is_two_way
    FROM activities a JOIN contacts c ON c.contact_id = a.contact_id AND c.account_id = a.account_id
    CROSS JOIN day
    WHERE a.account_id IN (SELECT unnest($ids::VARCHAR[])) AND trim(a.owner) <> ''
      AND a.kind IN ('meeting', 'call', 'mail sent', 'mail reply')
      AND a.occurred_at::DATE BETWEEN day.as_of - $days::INTEGER AND day.as_of
)
SELECT contact_id, owner, count(DISTINCT on_day) FILTER (is_two_way) AS n_days,
       count(DISTINCT on_day) AS n_tried, max(on_day) AS last_on
FROM talks GROUP BY contact_id, owner
ORDER BY n_days DESC, n_tried DESC, last_on DESC, owner, contact_id
"""


class Tie(NamedTuple):
    """Somebody of ours and a contact: days with two-way contact, days with any, the last one."""

    contact_id: str
    owner: str
    n_days: int
    n_tried: int
    last_on: date


def read(cursor: DuckDBPyConnection, account_ids: Collection[str]) -> tuple[Tie, ...]:
    """The ties at some accounts, the strongest first; none where activities name nobody."""
    rows = cursor.execute(TALKS, {
        "ids": list(account_ids), "days": committee_settings.STALE_DAYS.value,
    }).fetchall()  # fmt: skip
    return tuple(Tie(*row) for row in rows)


def by_contact(ties: Iterable[Tie]) -> dict[str, tuple[Tie, ...]]:
    """The ties of each contact, the strongest first."""
    found: defaultdict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        found[tie.contact_id].append(tie)
    return {contact: tuple(mine) for contact, mine in found.items()}


def relationship_owner(ties: Iterable[Tie]) -> str:
    """Who of ours has most two-way contact, over all people; of two with as much, who had it last.

    Empty where nobody has any.
    """
    found: dict[str, tuple[int, date]] = {}
    for tie in ties:
        if tie.n_days:
            days, last = found.get(tie.owner, (0, tie.last_on))
            found[tie.owner] = (days + tie.n_days, max(last, tie.last_on))
    return max(sorted(found), key=found.__getitem__, default="")
