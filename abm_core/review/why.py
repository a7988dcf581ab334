"""The evidence behind the week: who met us, where engagement rose, what pipeline came and went.

Reads the roll-up; raw activities of some twenty accounts alone, for the campaigns behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from duckdb import DuckDBPyConnection

from abm_core import formats, settings
from abm_core.review import why_wording as wording
from abm_core.review.changes_rows import fetched
from abm_core.review.document import Changes
from abm_core.review.known import Known
from abm_core.review.said import Said

MEETINGS = """
WITH met AS (
    SELECT account_id, contact_id, sum(n)::INTEGER AS n FROM review_recent
    WHERE kind = 'meeting' AND week = $week AND contact_id <> '' GROUP BY account_id, contact_id
), roles AS (
    SELECT contact_id, string_agg(DISTINCT role, ', ' ORDER BY role) AS roles
    FROM contact_roles SEMI JOIN met USING (contact_id) WHERE counts GROUP BY contact_id
)
SELECT m.account_id, a.name AS account, m.contact_id, r.roles, m.n
FROM met m JOIN review_accounts a USING (account_id) JOIN roles r USING (contact_id)
ORDER BY n DESC, account, contact_id
"""
SEGMENTS = """
SELECT a.segment, w.week, sum(w.points) AS points
FROM account_weeks w JOIN review_accounts a USING (account_id)
WHERE w.week BETWEEN $since AND $week AND a.segment IS NOT NULL
GROUP BY ALL
"""
SEGMENT = """
SELECT w.account_id, a.name AS account, w.points
FROM account_weeks w JOIN review_accounts a USING (account_id)
WHERE w.week = $week AND a.segment = $segment AND w.points > 0
ORDER BY w.points DESC, account, w.account_id
"""
CAMPAIGNS = """
SELECT a.account_id, r.name AS account, a.campaign_id, coalesce(c.name, '') AS campaign,
       count(*)::INTEGER AS n
FROM activities a SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS account_id) USING (account_id)
JOIN review_accounts r ON r.account_id = a.account_id
LEFT JOIN campaigns c ON c.campaign_id = a.campaign_id
WHERE a.occurred_at >= $begins_at AND a.occurred_at < $ends_at AND a.direction = 'theirs'
  AND NOT list_contains($left_out, a.kind)
GROUP BY ALL ORDER BY n DESC, account, a.campaign_id
"""
SENIORS = """
SELECT w.account_id, a.name AS account, w.contact_id, coalesce(c.title, '') AS title,
       bool_or(w.kind = 'meeting') AS met, max(w.last_on) FILTER (w.kind = 'meeting') AS met_on,
       sum(w.n)::INTEGER AS n
FROM review_recent w JOIN review_accounts a USING (account_id)
JOIN personas p ON p.contact_id = w.contact_id AND list_contains($seniors, p.seniority)
LEFT JOIN contacts c ON c.contact_id = w.contact_id
WHERE w.week = $week AND w.is_theirs AND NOT list_contains($left_out, w.kind)
GROUP BY ALL ORDER BY met DESC, n DESC, account, w.contact_id
"""
LEFT_OUT = list(settings.SURGE_LEFT_OUT.value)
MOST_ACCOUNTS = 20  # whose raw activities are looked into


def read(
    cursor: DuckDBPyConnection, known: Known, changes: Sequence[Changes]
) -> tuple[Said, ...]:
    """At most four lines of evidence; none for a week in which nothing happened."""
    lines: tuple[Callable[[], Said | None], ...] = (
        lambda: _meetings(cursor, known), lambda: _segment(cursor, known),
        lambda: wording.flows(changes), lambda: _campaign(cursor, known, changes),
        lambda: _seniors(cursor, known),
    )  # fmt: skip
    found: list[Said] = []
    for line in lines:
        if len(found) < settings.MOST_WHY.value and (made := line()) is not None:
            found.append(made)
    return tuple(found)


def _meetings(cursor: DuckDBPyConnection, known: Known) -> Said | None:
    return wording.meetings(fetched(cursor, MEETINGS, {"week": known.week}))


def _segment(cursor: DuckDBPyConnection, known: Known) -> Said | None:
    """The segment whose points differ most from the mean of the weeks before."""
    if known.scope.kind == "segment":
        return None
    earlier = [known.week - timedelta(weeks=back)
               for back in range(settings.MOVING_WEEKS.value, 0, -1)]  # fmt: skip
    points: dict[str, dict[object, float]] = {}
    for row in fetched(cursor, SEGMENTS, {"since": earlier[0], "week": known.week}):
        points.setdefault(row["segment"], {})[row["week"]] = row["points"]
    changes = {
        segment: by_week.get(known.week, 0.0)
        - sum(by_week.get(week, 0.0) for week in earlier) / len(earlier)
        for segment, by_week in points.items()
    }
    if not changes:
        return None
    most = max(sorted(changes), key=lambda one: abs(changes[one]))
    accounts = fetched(cursor, SEGMENT, {"week": known.week, "segment": most})
    usual = [{"week": week, "points": points[most].get(week, 0.0)} for week in earlier]
    return wording.segment(most, accounts, usual)


def _campaign(
    cursor: DuckDBPyConnection, known: Known, changes: Sequence[Changes]
) -> Said | None:
    """The campaign behind most of what accounts did that surged or became engaged."""
    ids = [one.account_id for group in changes if group.kind in ("surge", "stage deeper")
           for one in group.changes][:MOST_ACCOUNTS]  # fmt: skip
    if not ids:
        return None
    zone = known.house.time_zone
    return wording.campaign(fetched(cursor, CAMPAIGNS, {
        "ids": ids, "begins_at": formats.end_of_day(known.sunday_before, zone),
        "ends_at": formats.end_of_day(known.sunday, zone), "left_out": LEFT_OUT,
    }))  # fmt: skip


def _seniors(cursor: DuckDBPyConnection, known: Known) -> Said | None:
    return wording.seniors(fetched(cursor, SENIORS, {
        "week": known.week, "seniors": list(settings.SENIORS.value), "left_out": LEFT_OUT,
    }))  # fmt: skip
