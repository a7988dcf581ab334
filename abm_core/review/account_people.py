"""Everybody at one account with their part in its engagement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.committee.people import Committee
from abm_core.measure import points, weeks

POINTS = """
SELECT contact_id, round(sum(points), 6), sum(n)::BIGINT
FROM contact_points
WHERE account_id = $account_id AND week BETWEEN $first AND $last
GROUP BY contact_id
"""
NAMES = """
SELECT contact_id, coalesce(name, ''), coalesce(title, '') FROM contacts
WHERE list_contains($ids, contact_id)
"""
COLUMNS = ["contact_id", "name", "title", "roles", "points", "share", "n", "last_theirs_on",
           "has_left", "engaged", "reachable", "stale"]  # fmt: skip


def read(cursor: DuckDBPyConnection, committee: Committee, *, as_of: date) -> pd.DataFrame:
    """People in a role first, then by points: contact_id, name, title, roles, points, share, n,
    last_theirs_on, has_left, engaged, reachable, stale.

    Points and ``n`` (activities of theirs) are of the last 13 complete weeks at this account, the
    share is that of its engagement after the blend over people. The unknown visitor ("") and people
    who work elsewhere now have a row where they have points.
    """
    window = weeks.window(as_of)
    asked = {"account_id": committee.account_id, "first": window.first, "last": window.last}
    did = {key: (amount, n) for key, amount, n in cursor.execute(POINTS, asked).fetchall()}
    share = _shares({key: row[0] for key, row in did.items()}, points.current(cursor).blend)
    rows: list[dict[str, Any]] = [
        {**one._asdict(), "roles": one.plays} for one in committee.people]
    known = {one.contact_id for one in committee.people}
    others = [key for key, (amount, _) in did.items() if key not in known and amount > 0]
    called = _called(cursor, others)
    rows += [
        {"contact_id": key, "name": called[key][0], "title": called[key][1], "roles": (),
         "last_theirs_on": None, "has_left": False, "engaged": False, "reachable": False,
         "stale": False} for key in others
    ]  # fmt: skip
    for row in rows:
        row["points"], row["n"] = did.get(row["contact_id"], (0, 0))
        row["share"] = share.get(row["contact_id"], 0.0)
    rows.sort(key=lambda row: (row["has_left"], not row["roles"], -row["points"]))
    return pd.DataFrame([[row[name] for name in COLUMNS] for row in rows], columns=COLUMNS)


def _called(cursor: DuckDBPyConnection, ids: list[str]) -> dict[str, tuple[str, str]]:
    """Names and titles of people who work elsewhere now; blank for whom nobody knows."""
    named = [key for key in ids if key]
    rows = cursor.execute(NAMES, {"ids": named}).fetchall() if named else []
    return dict.fromkeys(ids, ("", "")) | {key: (name, title) for key, name, title in rows}


def _shares(of_people: dict[str, float], blend: float) -> dict[str, float]:
    """Shares of the blend; nothing for people below a point.

    >>> _shares({"a": 16.0, "b": 1.0, "c": 0.5}, 0.75)
    {'a': 0.8888888888888888, 'b': 0.1111111111111111}
    """
    weights = {key: amount**blend for key, amount in of_people.items()
               if amount >= settings.LEAST_POINTS.value}  # fmt: skip
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}
