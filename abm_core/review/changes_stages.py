"""Accounts that entered a deeper stage in the week or fell back, and what was behind it.

Recomputed with today's rules. Where the first steps lie, unaware and aware, nothing is told: one
page visit makes an account aware. A customer's next journey begins anew; that is no falling back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.review import changes_evidence
from abm_core.review import changes_wording as wording
from abm_core.review.changes_rows import Row, fetched, group, shown
from abm_core.review.document import Change, Changes
from abm_core.review.known import Known
from abm_core.review.said import Said

MOVES = """
WITH placed AS (
    SELECT s.account_id, a.name AS account, s.motion, s.changed_on, s.stage_from, s.stage_to,
           coalesce(list_position($stages, s.stage_from), 1) AS place_from,
           list_position($stages, s.stage_to) AS place_to, w.at_stake, w.points
    FROM stage_changes s JOIN review_accounts a USING (account_id)
    JOIN review_weight w USING (account_id)
    WHERE s.week = $week AND NOT (s.motion = 'expansion'
        AND (s.stage_from IS NULL OR s.stage_from = 'customer'))
), moved AS (
    SELECT *, place_to > place_from AS is_deeper FROM placed
    WHERE greatest(place_from, place_to) >= list_position($stages, $news)
)
SELECT * FROM moved
QUALIFY row_number() OVER (PARTITION BY account_id, is_deeper ORDER BY place_to DESC) = 1
ORDER BY at_stake DESC, greatest(place_from, place_to) DESC, points DESC, account, account_id
"""
DEALS = """
SELECT account_id, opportunity_id, coalesce(name, '') AS opportunity, value, has_amount, created_on,
       closed_on, outcome
FROM review_deals SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS account_id) USING (account_id)
WHERE end_on = $sunday
  AND (created_on BETWEEN $week AND $sunday OR closed_on BETWEEN $week AND $sunday)
ORDER BY coalesce(closed_on, created_on) DESC, value DESC NULLS LAST, opportunity_id
"""
# What the week that falls out of the window had, and what came in its place.
FADED = """
WITH asked AS (SELECT unnest($ids::VARCHAR[]) AS account_id)
SELECT account_id,
       coalesce(max(points) FILTER (week = $gone), 0) AS points_gone,
       coalesce(max(points) FILTER (week = $week), 0) AS points_new,
       max(last_theirs_on) AS last_theirs_on
FROM account_weeks SEMI JOIN asked USING (account_id)
WHERE week BETWEEN $gone AND $week GROUP BY account_id
"""


def read(cursor: DuckDBPyConnection, known: Known) -> tuple[Changes, ...]:
    """The stage moves of the week, deeper ones first. After ``changes_rows.lay_out``."""
    found = fetched(cursor, MOVES, {
        "week": known.week, "stages": list(schema.ACCOUNT_STAGES),
        "news": settings.NEWS_STAGE.value,
    })  # fmt: skip
    deeper = [row for row in found if row["is_deeper"]]
    back = [row for row in found if not row["is_deeper"]]
    return (_group(cursor, known, "stage deeper", deeper),
            _group(cursor, known, "stage back", back))  # fmt: skip


def _group(
    cursor: DuckDBPyConnection, known: Known, kind: Literal["stage deeper", "stage back"],
    found: list[Row],
) -> Changes:  # fmt: skip
    told = shown(found)
    causes = _causes(cursor, known, told, deeper=kind == "stage deeper")
    return group(kind, wording.stage_moves(kind, found), [
        Change(kind, row["account_id"], row["account"], row["changed_on"],
               wording.stage_move(row), causes[row["account_id"]], float(row["at_stake"]))
        for row in told
    ])  # fmt: skip


def _causes(
    cursor: DuckDBPyConnection, known: Known, told: list[Row], *, deeper: bool
) -> dict[str, Said]:
    if not told:
        return {}
    ids = [row["account_id"] for row in told]
    deals: dict[str, list[Row]] = {}
    span = {"ids": ids, "week": known.week, "sunday": known.sunday}
    for deal in fetched(cursor, DEALS, span):
        deals.setdefault(deal["account_id"], []).append(deal)
    if deeper:
        seen = changes_evidence.people(cursor, ids, first=known.week, last=known.week)
        return {row["account_id"]: wording.deeper_because(
            row, deals.get(row["account_id"], []), seen.get(row["account_id"], []),
            known.currency) for row in told}  # fmt: skip
    gone = known.week - timedelta(weeks=settings.WINDOW_WEEKS.value)
    bound = {"ids": ids, "week": known.week, "gone": gone}
    faded = {row["account_id"]: {**row, "gone": gone, "week": known.week}
             for row in fetched(cursor, FADED, bound)}  # fmt: skip
    return {row["account_id"]: wording.back_because(
        row, deals.get(row["account_id"], []), faded.get(row["account_id"]), known.currency)
        for row in told}  # fmt: skip
