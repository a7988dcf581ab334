"""The state of engagement in a few numbers: who was reached, who answered, who hangs on one."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core.measure import groups, stage_rules
from abm_core.measure.stage_rules import StageRules

# A target list decides whose numbers these are; before there is one, all accounts count.
COUNTED = """
SELECT count(*),
       count(*) FILTER (e.n_ours > 0),
       count(*) FILTER (e.n_theirs > 0),
       count(*) FILTER (e.window_points >= $points AND e.n_contacts >= $people),
       count(*) FILTER (s.account_id IS NOT NULL), max(e.last_theirs_on)
FROM engagement_groups g
LEFT JOIN account_engagement e ON e.account_id = g.account_id
LEFT JOIN (
    SELECT DISTINCT account_id FROM surges WHERE kind = 'engagement' AND week = $week
) s ON s.account_id = g.account_id
WHERE g.tier <> '' OR NOT $only_targets
"""
ANY_TARGET = "SELECT count(*) FROM engagement_groups WHERE tier <> ''"


class Summary(NamedTuple):
    """Accounts of the window: ``n`` of the target list, or of all while there is none.

    ``n_engaged`` have enough points from enough named contacts to be engaged; ``n_surging``
    surged in the last complete week. ``last_on`` is the newest day with anything of theirs.
    ``rules`` say what engaged asks for.
    """

    are_targets: bool
    n: int
    n_reached: int
    n_responding: int
    n_engaged: int
    n_surging: int
    last_on: date | None
    rules: StageRules = StageRules()


def read(cursor: DuckDBPyConnection, *, as_of: date, week: date) -> Summary:
    """The summary; ``week`` is the Monday of the last complete week."""
    groups.lay_out(cursor, "tier", as_of=as_of)
    rules = stage_rules.current(cursor).rules
    are_targets = bool(cursor.execute(ANY_TARGET).fetchall()[0][0])
    ((n, n_reached, n_responding, n_engaged, n_surging, last_on),) = cursor.execute(COUNTED, {
        "points": rules.engaged_points, "people": rules.engaged_people, "week": week,
        "only_targets": are_targets,
    }).fetchall()  # fmt: skip
    return Summary(are_targets, n, n_reached, n_responding, n_engaged, n_surging, last_on, rules)
