"""A programme small enough to work out by hand: its store, and what comes of it.

60 targets, 40 of them in Health and 20 in Retail, and 240 others, half and half. All did the same
before launch, so industry is all that sets them apart, and what is expected of a target is what
the others of its industry did.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from abm_core import schema, store

LAUNCH = date(2026, 1, 5)  # a Monday
AS_OF = date(2026, 11, 13)
# Visits after launch by industry: of targets in turn, of others in turn.
VISITS = {"Health": ((4, 6), (2, 4)), "Retail": ((2,), (1,))}
OBSERVED = 40 * 5 + 20 * 2
EXPECTED = 40 * 3 + 20 * 1
NAME = "=SUM(A1)"  # of the first target


def fill(path: Path) -> None:
    """The store at a place."""
    accounts: list[dict[str, Any]] = []
    visits: list[dict[str, Any]] = []
    for n in range(300):
        is_target = n < 60
        industry = "Health" if (n < 40 if is_target else n % 2) else "Retail"
        done = VISITS[industry][0 if is_target else 1]
        one = f"a{n:03d}"
        accounts.append({
            "account_id": one, "name": NAME if n == 0 else f"Account {n}", "industry": industry,
            "account_type": "prospect", "created_on": date(2024, 1, 1),
        })  # fmt: skip
        days = [LAUNCH - timedelta(weeks=30)]
        days += [LAUNCH + timedelta(weeks=k) for k in range(done[(n // 2) % len(done)])]
        visits += [{
            "activity_id": f"{one}-{day}", "account_id": one, "contact_id": None,
            "occurred_at": datetime.combine(day, time(10)), "kind": "page visit",
            "channel": "web", "direction": "theirs", "minutes": 5,
        } for day in days]  # fmt: skip
    with (
        closing(store.open_store(path)) as opened, opened.cursor() as cursor,
        store.transaction(cursor),
    ):  # fmt: skip
        store.insert(cursor, schema.ACCOUNTS, accounts)
        store.insert(cursor, schema.ACTIVITIES, [
            *visits, {**visits[-1], "activity_id": "last", "account_id": "a299",
                      "occurred_at": datetime.combine(AS_OF, time(9))}])
        store.insert(cursor, schema.PROGRAMMES, [{"programme_id": "p1", "name": "North"}])
        store.insert(cursor, schema.TARGET_LIST, [
            {"programme_id": "p1", "programme": "North", "account_id": f"a{n:03d}",
             "tier": "1" if n < 30 else "2", "joined_on": LAUNCH} for n in range(60)])
        store.next_revision(cursor)
