"""Other rules of points tried on the data, before anybody saves them."""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import engagement, engagement_wording, points, stage_rules, weeks
from abm_core.measure.points import PointRules

WINDOW_POINTS = """
WITH people AS (
    SELECT w.account_id, w.contact_id,
           sum(CASE WHEN NOT w.is_theirs THEN 0
                    WHEN k.by_minutes THEN w.minutes_capped + w.n_untimed * $usual_minutes
                    ELSE k.base * w.n_capped END) AS base_points
    FROM contact_weeks w JOIN points_kinds k ON k.kind = w.kind
    WHERE w.week BETWEEN $first AND $last
    GROUP BY w.account_id, w.contact_id
),
weighted AS (
    SELECT a.account_id, round(a.base_points * CASE
               WHEN a.contact_id = '' THEN $unknown_visitor
               ELSE coalesce(l.multiplier, $other) END, 6) AS points
    FROM people a
    LEFT JOIN personas p ON p.contact_id = a.contact_id
    LEFT JOIN points_levels l ON l.seniority = p.seniority
)
SELECT account_id, round(pow(sum(pow(points, $blend)), 1 / $blend), 6)
FROM weighted WHERE points >= $least GROUP BY account_id
"""
HALF_LIFE = "Current points follow the new half-life."
CAP = "A new daily cap shows once it is saved: activities are then rolled up again."


def window_points(
    cursor: DuckDBPyConnection, rules: PointRules, *, as_of: date
) -> dict[str, float]:
    """Window points by account under some rules, with the daily cap that is rolled up now."""
    window = weeks.window(as_of)
    engagement.lay_out(cursor, rules)
    rows = cursor.execute(WINDOW_POINTS, {
        "first": window.first, "last": window.last, "blend": rules.blend,
        "least": settings.LEAST_POINTS.value, **engagement.multipliers(rules),
    }).fetchall()  # fmt: skip
    return dict(rows)


def effect(cursor: DuckDBPyConnection, rules: PointRules, *, as_of: date) -> str:
    """What saving these rules would change, in a sentence or two."""
    held = points.current(cursor)
    now, then = (window_points(cursor, one, as_of=as_of) for one in (held, rules))
    ids = sorted(now.keys() | then.keys())
    said = engagement_wording.effect(
        [now.get(one, 0.0) for one in ids], [then.get(one, 0.0) for one in ids],
        engaged=stage_rules.current(cursor).rules.engaged_points,
    )  # fmt: skip
    later = [(HALF_LIFE, rules.half_life != held.half_life), (CAP, rules.cap != held.cap)]
    return " ".join([said, *(text for text, applies in later if applies)])
