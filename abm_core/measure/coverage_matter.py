"""Does it matter here? Win rates of own deals by engaged contacts and roles, as of mid-deal.

A deal counts with what was so halfway between the day it was created and the day it was closed:
counted at its end, won deals would look better known for the reason that they lasted, and were won.
Engaged contacts are those of the deal's account in the 13 complete weeks before that day. Roles
are those known today, which is a limit: some were written down because the deal was won.
Deals of one account go together, and the intervals know it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import proportions, schema, settings
from abm_core.measure import weeks
from abm_core.proportions import Difference, Share

GROUPS = ((0, "none"), (1, "1"), (2, "2"), (3, "3 or 4"), (5, "5 or more"))
SEVERAL = 3  # engaged contacts that practice asks for
LEAST = 20  # deals on either side of a comparison

# Renewals are left out: they tell little of how new business is decided.
DEALS = """
WITH decided AS (
    SELECT opportunity_id, account_id, outcome = 'won' AS won, created_on, closed_on,
           created_on + ((closed_on - created_on) // 2)::INTEGER AS middle
    FROM opportunities
    WHERE outcome IN ('won', 'lost') AND coalesce(motion, 'new') <> 'renewal'
      AND account_id IN (SELECT account_id FROM accounts)
      AND coalesce(closed_on <= $as_of, TRUE)
), dated AS (
    SELECT *, date_trunc('week', middle - 6)::DATE AS last_week
    FROM decided WHERE created_on <= closed_on
), people AS (
    SELECT d.opportunity_id, p.contact_id
    FROM dated d JOIN contact_points p ON p.account_id = d.account_id
        AND p.week BETWEEN d.last_week - $more_days::INTEGER AND d.last_week
    WHERE p.contact_id <> ''
    GROUP BY d.opportunity_id, p.contact_id
    HAVING sum(p.n_inbound) > 0 OR sum(p.points) >= $engaged
), roles AS (
    SELECT contact_id, role FROM contact_roles WHERE counts GROUP BY contact_id, role
)
SELECT d.opportunity_id, d.account_id, d.won, d.created_on IS NOT NULL AND d.closed_on IS NOT NULL
           AND d.created_on <= d.closed_on AS has_dates,
       t.last_week - $more_days::INTEGER >= (SELECT min(week) FROM contact_weeks) AS is_known,
       count(DISTINCT p.contact_id) AS n_engaged,
       list(DISTINCT r.role) FILTER (r.role IS NOT NULL) AS roles
FROM decided d LEFT JOIN dated t USING (opportunity_id) LEFT JOIN people p USING (opportunity_id)
LEFT JOIN roles r USING (contact_id)
GROUP BY ALL ORDER BY d.opportunity_id
"""


class Group(NamedTuple):
    """Deals with so many engaged contacts, and the share of them that was won."""

    label: str
    won: Share


class Compared(NamedTuple):
    """Deals with something against those without; the difference is with less without."""

    what: str
    present: Share
    absent: Share
    difference: Difference

    @property
    def can_tell(self) -> bool:
        """Whether there are deals enough on both sides."""
        return min(self.present.n, self.absent.n) >= LEAST


class Matter(NamedTuple):
    """What own deals say. ``n_undated`` have no two days in order; ``n_unknown`` lie before the
    activities begin. Both are left out.
    """

    n_deals: int
    n_undated: int
    n_unknown: int
    groups: tuple[Group, ...]
    several: Compared
    roles: tuple[Compared, ...]


def deals(cursor: DuckDBPyConnection, *, as_of: date) -> pd.DataFrame:
    """Decided deals that are no renewals: won or not, engaged contacts and their roles halfway."""
    return cursor.execute(DEALS, {
        "as_of": as_of, "more_days": (weeks.window(as_of).n_weeks - 1) * 7,
        "engaged": settings.ENGAGED_POINTS.value,
    }).df()  # fmt: skip


def read(cursor: DuckDBPyConnection, *, as_of: date) -> Matter:
    """Win rates by engaged contacts and by role present, from deals decided by ``as_of``."""
    found = deals(cursor, as_of=as_of)
    is_known = found["is_known"].fillna(False).astype(bool)
    held = found[found["has_dates"] & is_known].reset_index(drop=True)
    number = held["n_engaged"].to_numpy()
    edges = [start for start, _ in GROUPS]
    group = (np.searchsorted(edges, number, side="right") - 1).astype(np.intp)
    counted = _shares(held, group, len(GROUPS))
    roles = [set(one) if isinstance(one, (list, np.ndarray)) else set() for one in held["roles"]]
    return Matter(
        n_deals=len(held), n_undated=int((~found["has_dates"]).sum()),
        n_unknown=int((found["has_dates"] & ~is_known).sum()),
        groups=tuple(Group(label, won) for (_, label), won in zip(GROUPS, counted, strict=True)),
        several=_compare(held, number >= SEVERAL, f"{SEVERAL} or more engaged contacts"),
        roles=tuple(
            _compare(held, np.array([role in one for one in roles], dtype=bool), role)
            for role in schema.BUYING_ROLES
        ),
    )  # fmt: skip


def _shares(held: pd.DataFrame, group: proportions.Codes, n_groups: int) -> list[Share]:
    account = pd.factorize(held["account_id"])[0].astype(np.intp)
    won = held["won"].to_numpy(dtype=np.bool_)
    return proportions.shares(group, won, account, n_groups)


def _compare(held: pd.DataFrame, has: np.ndarray, what: str) -> Compared:
    absent, present = _shares(held, has.astype(np.intp), 2)
    return Compared(what, present, absent, proportions.difference(present, absent))
