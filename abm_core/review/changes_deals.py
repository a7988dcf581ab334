"""Opportunities that were created, moved, slipped, won or lost in the week, as known then."""

from __future__ import annotations

from datetime import timedelta

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.review import changes_evidence
from abm_core.review import deals_wording as wording
from abm_core.review.changes_evidence import Seen
from abm_core.review.changes_rows import Row, fetched, group, shown
from abm_core.review.document import Change, Changes, Happening
from abm_core.review.known import Known

KINDS: tuple[Happening, ...] = (
    "opportunity won", "opportunity lost", "opportunity created", "opportunity moved",
    "opportunity slipped",
)  # fmt: skip

# A slip: the expected day moved back, or passed in the week while nothing was decided.
DEALS = """
WITH ends AS (
    SELECT n.*, b.opportunity_id IS NOT NULL AS was_there, b.outcome AS outcome_before,
           b.stage AS stage_before, b.value AS value_before, b.expected_on AS expected_before
    FROM (FROM review_deals WHERE end_on = $sunday) n
    LEFT JOIN (FROM review_deals WHERE end_on = $before) b USING (opportunity_id)
), judged AS (
    SELECT *, outcome <> 'open' AND coalesce(closed_on BETWEEN $week AND $sunday,
                  outcome_before = 'open', FALSE) AS is_decided,
           coalesce(created_on BETWEEN $week AND $sunday, NOT was_there) AS is_created,
           outcome = 'open' AND outcome_before = 'open' AS is_still_open,
           is_still_open AND (stage <> stage_before OR round(value - value_before, 2) <> 0)
               AS has_moved,
           is_still_open AND coalesce(expected_on > expected_before, FALSE) AS is_later,
           is_still_open AND coalesce(expected_on BETWEEN $week AND $sunday, FALSE) AS is_passed
    FROM ends
)
SELECT j.*, a.name AS account, coalesce(j.name, '') AS opportunity
FROM judged j JOIN review_accounts a USING (account_id)
WHERE is_decided OR is_created OR coalesce(has_moved, FALSE) OR is_later OR is_passed
ORDER BY value DESC NULLS LAST, opportunity_id
"""


def read(cursor: DuckDBPyConnection, known: Known) -> tuple[Changes, ...]:
    """The opportunities of the week by what happened to them, those decided first."""
    found = fetched(cursor, DEALS, {
        "week": known.week, "sunday": known.sunday, "before": known.sunday_before})  # fmt: skip
    by_kind = {kind: [row for row in found if _is(kind, row)] for kind in KINDS}
    told = {kind: shown(group) for kind, group in by_kind.items()}
    accounts = {row["account_id"] for group in told.values() for row in group}
    first = known.week - timedelta(weeks=settings.EVIDENCE_WEEKS.value - 1)
    seen = changes_evidence.people(cursor, accounts, first=first, last=known.week) \
        if accounts else {}  # fmt: skip
    return tuple(
        group(kind, wording.deals(kind, by_kind[kind], known.currency),
              [_change(known, kind, row, seen.get(row["account_id"], [])) for row in told[kind]])
        for kind in KINDS
    )  # fmt: skip


def _is(kind: Happening, row: Row) -> bool:
    if kind in ("opportunity won", "opportunity lost"):
        return bool(row["is_decided"]) and kind.endswith(row["outcome"])
    column = {"opportunity created": "is_created", "opportunity moved": "has_moved"}.get(kind)
    if column is not None:
        return bool(row[column])
    return bool(row["is_later"] or row["is_passed"])


def _change(known: Known, kind: Happening, row: Row, seen: list[Seen]) -> Change:
    day = {"opportunity created": row["created_on"], "opportunity won": row["closed_on"],
           "opportunity lost": row["closed_on"]}.get(kind) or known.sunday  # fmt: skip
    return Change(
        kind, row["account_id"], row["account"], day, wording.deal(kind, row, known.currency),
        wording.deal_because(kind, seen), float(row["value"] or 0))  # fmt: skip
