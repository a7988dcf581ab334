"""What we did and what came back: reach against response, single threads, the mix of channels."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import groups, weeks

REACH = """
SELECT g.account_id, g.name, g.tier, coalesce(e.n_ours, 0) AS reach,
       coalesce(e.window_points, 0) AS response, coalesce(e.n_contacts, 0) AS n_contacts
FROM engagement_groups g LEFT JOIN account_engagement e ON e.account_id = g.account_id
WHERE (g.tier <> '' OR NOT $only_targets)
  AND (g.tier <> '' OR e.n_ours > 0 OR e.window_points > 0)
ORDER BY response DESC, reach DESC, g.account_id
"""
# Where the engagement table speaks of the same weeks, it spares adding up most accounts.
SINGLE = """
WITH others AS (
    SELECT account_id FROM account_engagement
    WHERE $is_kept AND as_of = $as_of AND n_contacts <> 1
),
people AS (
    SELECT account_id, contact_id, sum(points) AS p
    FROM contact_points ANTI JOIN others USING (account_id)
    WHERE week BETWEEN $first AND $last AND contact_id <> ''
    GROUP BY account_id, contact_id HAVING round(p, 6) >= $least
),
alone AS (
    SELECT account_id, any_value(contact_id) AS contact_id, max(p) AS points FROM people
    GROUP BY account_id HAVING count(*) = 1 AND round(max(p), 6) >= $enough
)
SELECT g.account_id, g.name, g.tier, o.contact_id, c.name AS contact, c.title, o.points,
       e.top_share
FROM alone o
JOIN engagement_groups g ON g.account_id = o.account_id
LEFT JOIN contacts c ON c.contact_id = o.contact_id
LEFT JOIN account_engagement e ON e.account_id = o.account_id
WHERE g.tier <> '' OR NOT $only_targets
ORDER BY g.tier = '', g.tier, o.points DESC, g.account_id
"""
CHANNELS = """
SELECT coalesce(g.part, '') AS part, w.channel, sum(w.n)::BIGINT AS n, sum(w.minutes) AS minutes,
       count(DISTINCT w.account_id) AS n_accounts
FROM contact_weeks w JOIN engagement_groups g ON g.account_id = w.account_id
WHERE w.week BETWEEN $first AND $last AND (g.tier <> '' OR NOT $only_targets)
  AND CASE WHEN $ours THEN w.direction = 'ours'
                                                       ELSE w.is_theirs END
GROUP BY 1, 2
ORDER BY 1, n DESC, 2
"""


class Reach(NamedTuple):
    """Accounts by what we sent and what came back, and what parts little from much.

    ``accounts``: account_id, name, tier ('' for none), reach (activities of ours in the window),
    response (window points), n_contacts, quarter. ``middle``: above this reach and this response
    an account counts as reached and as answering; the medians of the accounts shown.
    """

    accounts: pd.DataFrame
    middle: tuple[float, float]


QUARTERS = {(False, True): "Come by themselves", (True, True): "Answer us",
            (False, False): "Not tried", (True, False): "Silent"}  # fmt: skip


def reach(
    cursor: DuckDBPyConnection, *, as_of: date, only_targets: bool = True,
    programme_id: str | None = None,
) -> Reach:
    """Reach against response over the window of the engagement table.

    With ``only_targets`` every account of the target list, else every account that we reached or
    that has points, and all targets.
    """
    groups.lay_out(cursor, "tier", as_of=as_of, programme_id=programme_id)
    found = cursor.execute(REACH, {"only_targets": only_targets}).df()
    if found.empty:
        return Reach(found.assign(quarter=pd.Series(dtype="str")), (0.0, 0.0))
    middle = (float(found["reach"].median()), float(found["response"].median()))
    much = zip(found["reach"] > middle[0], found["response"] > middle[1], strict=True)
    found["quarter"] = [QUARTERS[bool(sent), bool(back)] for sent, back in much]
    return Reach(found, middle)


def single_threaded(
    cursor: DuckDBPyConnection, *, as_of: date, only_targets: bool = True,
    n_weeks: int = settings.WINDOW_WEEKS.value, programme_id: str | None = None,
) -> pd.DataFrame:
    """Accounts where one named contact alone has at least ten points, and no other has one.

    Columns: ``account_id``, ``name``, ``tier``, ``contact_id``, ``contact``, ``title``,
    ``points`` (of that contact), ``top_share`` (below 1 where unknown visitors have points too).
    """
    window = weeks.window(as_of, n_weeks)
    groups.lay_out(cursor, "tier", as_of=as_of, programme_id=programme_id)
    return cursor.execute(SINGLE, {
        "first": window.first, "last": window.last, "only_targets": only_targets,
        "least": settings.LEAST_POINTS.value, "enough": settings.SINGLE_THREAD_POINTS.value,
        "as_of": as_of, "is_kept": n_weeks == settings.WINDOW_WEEKS.value,
    }).df()  # fmt: skip


def channels(
    cursor: DuckDBPyConnection, *, as_of: date, by: str = "stage", ours: bool = False,
    n_weeks: int = settings.WINDOW_WEEKS.value, programme_id: str | None = None,
    only_targets: bool = False,
) -> pd.DataFrame:
    """Activities by channel of every group in the window: what is theirs, or what was ours.

    Columns: ``part``, ``channel``, ``n``, ``minutes``, ``n_accounts``, ``share`` (of the group's
    activities, so that the shares of a group add up to 1).
    """
    window = weeks.window(as_of, n_weeks)
    groups.lay_out(cursor, by, as_of=as_of, programme_id=programme_id)
    found = cursor.execute(
        CHANNELS, {"first": window.first, "last": window.last, "ours": ours,
                   "only_targets": only_targets}
    ).df()  # fmt: skip
    return found.assign(share=found["n"] / found.groupby("part")["n"].transform("sum"))
