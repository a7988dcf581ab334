"""What a random hold-out could show, told before it is drawn: from what its accounts did so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.lift import planning, rates

MORE = {"engagement": 1.25, "pipeline": 1.5}  # times as much, for which numbers are told

DID = """
SELECT g.account_id,
       (SELECT coalesce(sum(w.n), 0) FROM contact_weeks w
        WHERE w.account_id = g.account_id AND w.week >= $weeks_from AND w.week <= $as_of
          AND w.is_theirs AND w.direction <> 'ours'
          AND NOT list_contains($left_out, w.kind)) AS activities,
       EXISTS (SELECT 1 FROM opportunities o
               WHERE o.account_id = g.account_id AND o.created_on > $deals_from
                 AND o.created_on <= $as_of AND coalesce(o.motion, '') <> 'renewal') AS has_deal
FROM (SELECT unnest($account_ids) AS account_id) g
"""


class Plan(NamedTuple):
    """A draw of ``n_held_out`` among ``n`` accounts, and what could be seen with it.

    ``per_account`` activities in the last weeks, ``excess`` how much more accounts differ than
    chance makes them (α of Var = μ + αμ²). ``smallest`` is the smallest ratio of activities that
    would show, ``needed`` accounts per side for a quarter more. ``opened`` is the share of accounts
    that opened an opportunity, ``power`` the chance to see half as many again, ``needed_opened``
    accounts per side for it.
    """

    n: int
    n_held_out: int
    per_account: float
    excess: float
    smallest: float
    needed: float
    opened: float
    power: float
    needed_opened: float


def plan(
    cursor: DuckDBPyConnection, account_ids: Sequence[str], *, share: float, as_of: date
) -> Plan:
    """What holding out a share of these accounts could show."""
    after = settings.LIFT_AFTER.value
    rows = cursor.execute(DID, {
        "account_ids": list(account_ids), "as_of": as_of,
        "weeks_from": as_of - timedelta(weeks=after["engagement"]),
        "deals_from": as_of - timedelta(weeks=after["pipeline"]),
        "left_out": list(settings.SURGE_LEFT_OUT.value),
    }).fetchall()  # fmt: skip
    did = np.array([float(n) for _, n, _ in rows])
    opened = float(np.mean([bool(one) for *_, one in rows])) if rows else 0.0
    n_held = max(1, round(share * len(rows)))
    sides = planning.per_side(len(rows) - n_held, n_held)
    excess = rates.excess_spread(did) if did.sum() else 0.0
    mean = float(did.mean()) if len(did) else 0.0
    raised = min(1.0, MORE["pipeline"] * opened)
    return Plan(
        len(rows), n_held, mean, excess,
        planning.smallest_for_counts(mean, sides, excess),
        planning.needed_for_counts(mean, MORE["engagement"], excess),
        opened,
        planning.power_for_shares(raised, opened, sides) if 0 < opened < raised else 0.0,
        planning.needed_for_shares(raised, opened),
    )  # fmt: skip
