"""What should be done at accounts: follow up, answer a surge, find a missing or a lost role."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from duckdb import DuckDBPyConnection

from abm_core.measure import coverage, coverage_gaps
from abm_core.review import proposing as base
from abm_core.review import proposing_wording as wording
from abm_core.review import touches
from abm_core.review.changes_rows import Row, open_deals, pipeline
from abm_core.review.document import Change, Changes, Happening
from abm_core.review.known import Known
from abm_core.review.proposing import Found
from abm_core.review.said import Behind, Said
from abm_core.review.touches import Waiting

FIRST_TIER = "1"
Says = Callable[[Behind], Said]  # a reason, given the open pipeline at risk


def read(
    cursor: DuckDBPyConnection, known: Known, changes: Sequence[Changes],
    waits: Sequence[Waiting], accounts: Mapping[str, Row],
) -> list[Found]:  # fmt: skip
    """Every finding about an account of the scope. After ``changes.read``."""
    surged, back, lost = (_of(changes, kind, accounts) for kind in (
        "surge", "stage back", "lost role"))  # fmt: skip
    gaps = _gaps(cursor, known, accounts)
    ids = {one.account_id for one in [*surged, *back, *lost]} | gaps.keys()
    ids |= {one.account_id for one in waits}
    at_risk = open_deals(cursor, known, ids) if ids else {}
    nothing = pipeline(known, [])

    def found(kind: str, account_id: str, says: Says, next_step: str) -> Found:
        behind, row = at_risk.get(account_id, nothing), accounts[account_id]
        owner = base.marketing(row) if kind == "missing role" else base.sales(row)
        return Found(kind, account_id, "", behind.value, lambda: (says(behind), behind),
                     next_step, owner)  # fmt: skip

    return [
        *(found(f"follow-up {one.status}", one.account_id,
                partial(wording.follow_up, one), wording.FOLLOW_UP)
          for one in waits),
        *(found("surge", one.account_id, partial(wording.untouched, one, last),
                wording.REACH_OUT)
          for one, last in _untouched(cursor, known, surged)),
        *(found("missing role", account_id, partial(wording.gap, roles), wording.find(roles))
          for account_id, roles in gaps.items()),
        *(found("lost role", one.account_id, partial(wording.lost, one), wording.REPLACE)
          for one in lost if one.account_id in at_risk),
        *(found("fell back", one.account_id, partial(wording.back, one), wording.ASK)
          for one in back),
    ]  # fmt: skip


def _of(
    changes: Sequence[Changes], kind: Happening, accounts: Mapping[str, Row]
) -> list[Change]:
    return [one for group in changes if group.kind == kind for one in group.changes
            if one.account_id in accounts]  # fmt: skip


def _untouched(
    cursor: DuckDBPyConnection, known: Known, surged: Sequence[Change]
) -> list[tuple[Change, date | None]]:
    """Surges since which nobody of us has been in touch, and when we last were."""
    if not surged:
        return []
    last = touches.last_of_ours(cursor, [one.account_id for one in surged])
    return [(one, last.get(one.account_id)) for one in surged
            if last.get(one.account_id, date.min) < known.week]  # fmt: skip


def _gaps(
    cursor: DuckDBPyConnection, known: Known, accounts: Mapping[str, Row]
) -> dict[str, list[str]]:
    """Roles that are due and nobody is known in, at accounts of the first tier with open pipeline.

    Of the newest week alone: who was known in a past week is not kept.
    """
    ids = [account_id for account_id, row in accounts.items()
           if row["tier"] == FIRST_TIER and row["n_open"]]  # fmt: skip
    if not known.is_newest or not ids:
        return {}
    short = coverage_gaps.missing(coverage.read(cursor, (FIRST_TIER,), ids))
    found: dict[str, list[str]] = {}
    for row in short[short["is_due"] & (short["level"] == coverage.MISSING)].to_dict("records"):
        found.setdefault(str(row["account_id"]), []).append(str(row["requirement"]))
    return found
