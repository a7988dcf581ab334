"""What accounts did in the weeks around a launch, from the roll-up: one number per row of a stack.

Counted is what they began. What we began is left out even where they took part, as are mail opens
and ad impressions: a programme makes more of all these by itself. Only points, which are what they
are everywhere, hold meetings and calls that we entered. Own staff, bots and duplicates are in no
roll-up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift.cohorts import Stack
from abm_core.lift.known import Book
from abm_core.lift.windows import Weeks

Numbers = NDArray[np.float64]

TOUCHES = """
SELECT account_id, sum(n) AS touches FROM contact_weeks
WHERE week BETWEEN $first AND $last AND NOT list_contains($left_out, kind)
  AND is_theirs AND direction <> 'ours'
GROUP BY account_id
"""
COUNTS = """
WITH by_contact AS (
    SELECT account_id, contact_id, sum(n) AS touches,
           sum(n) FILTER (kind = 'page visit') AS visits,
           sum(minutes) FILTER (kind = 'page visit') AS minutes
    FROM contact_weeks
    WHERE week BETWEEN $first AND $last AND NOT list_contains($left_out, kind)
      AND is_theirs AND direction <> 'ours'
    GROUP BY account_id, contact_id
)
SELECT account_id, count(*) AS people, coalesce(sum(visits), 0) AS visits,
       coalesce(sum(minutes), 0) AS minutes, sum(touches) AS touches
FROM by_contact GROUP BY account_id
"""
POINTS = """
WITH by_contact AS (
    SELECT account_id, contact_id, round(sum(points), 6) AS p FROM contact_points
    WHERE week BETWEEN $first AND $last GROUP BY account_id, contact_id
)
SELECT account_id, pow(sum(pow(p, $blend)), 1 / $blend) AS points
FROM by_contact WHERE p >= $least GROUP BY account_id
"""
CONTACTS = """
SELECT account_id, count(*) AS contacts FROM contacts
WHERE account_id IS NOT NULL AND coalesce(created_on < $day, TRUE) GROUP BY account_id
"""
BLEND = "SELECT definition FROM point_rules ORDER BY version DESC LIMIT 1"
WINDOWS_HELD = 16  # of five numbers per account
METRICS = ("people", "visits", "minutes", "touches", "points")
LABELS = {
    "people": "Unique people", "visits": "Visits", "minutes": "Minutes of visits",
    "touches": "Touches", "points": "Engagement points",
}  # fmt: skip


class Activity(NamedTuple):
    """Numbers of one window, one per row of a stack.

    ``people`` are different contacts, with one unknown visitor at most; ``minutes`` those of
    visits, of which each counts 30 at most; ``touches`` all that they did.
    """

    people: Numbers
    visits: Numbers
    minutes: Numbers
    touches: Numbers
    points: Numbers


def touches(
    cursor: DuckDBPyConnection, book: Book, stack: Stack, weeks: Sequence[Weeks]
) -> Numbers:
    """Activities of theirs in a window, given by block."""
    found = np.zeros(len(stack))
    for block, window in enumerate(weeks):
        _place(found, book, stack, block, cursor.execute(TOUCHES, _bound(window)).df(), "touches")
    return found


def contacts_known(
    cursor: DuckDBPyConnection, book: Book, stack: Stack, days: Sequence[date]
) -> Numbers:
    """Contacts that were known before a day, given by block."""
    found = np.zeros(len(stack))
    for block, day in enumerate(days):
        _place(found, book, stack, block, cursor.execute(CONTACTS, {"day": day}).df(), "contacts")
    return found


def read(
    cursor: DuckDBPyConnection, book: Book, stack: Stack, weeks: Sequence[Weeks]
) -> Activity:
    """All numbers of a window, given by block."""
    found = {name: np.zeros(len(stack)) for name in METRICS}
    for block, window in enumerate(weeks):
        by_account = _by_account(cursor, book, window)
        rows = stack.block == block
        for name in METRICS:
            found[name][rows] = by_account[name][stack.account[rows]]
    return Activity(**found)


def _by_account(cursor: DuckDBPyConnection, book: Book, window: Weeks) -> dict[str, Numbers]:
    """All numbers of a window for every account of the book; read once, for a few windows."""
    blend = _blend(cursor)
    key = window, blend
    if key not in book.held:
        counts = cursor.execute(COUNTS, _bound(window)).df()
        blended = cursor.execute(POINTS, {
            "first": window.first, "last": window.last, "blend": blend,
            "least": settings.LEAST_POINTS.value,
        }).df()  # fmt: skip
        found = _spread(book, counts, METRICS[:-1]) | _spread(book, blended, METRICS[-1:])
        while len(book.held) >= WINDOWS_HELD:
            book.held.pop(next(iter(book.held)))
        book.held[key] = found
    return book.held[key]


def _spread(book: Book, found: pd.DataFrame, names: Sequence[str]) -> dict[str, Numbers]:
    """Columns by account as numbers in the order of the book."""
    place = book.codes(found["account_id"])
    known = place >= 0
    spread = {name: np.zeros(len(book.ids)) for name in names}
    for name, numbers in spread.items():
        numbers[place[known]] = found[name].to_numpy(dtype=np.float64)[known]
    return spread


def _place(
    into: Numbers, book: Book, stack: Stack, block: int, found: pd.DataFrame, name: str
) -> None:
    """Put numbers by account into the rows of one block."""
    by_account = _spread(book, found, (name,))[name]
    rows = stack.block == block
    into[rows] = by_account[stack.account[rows]]


def _bound(window: Weeks) -> dict[str, object]:
    return {"first": window.first, "last": window.last,
            "left_out": list(settings.SURGE_LEFT_OUT.value)}  # fmt: skip


def _blend(cursor: DuckDBPyConnection) -> float:
    """The exponent with which contacts blend into an account, under the rules that hold."""
    rows = cursor.execute(BLEND).fetchall()
    rules = json.loads(rows[0][0]) if rows else {}
    return float(rules.get("blend", settings.BLEND.value))
