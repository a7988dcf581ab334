"""What should be done at accounts: follow up, answer a surge, find a missing or a lost role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duckdb import DuckDBPyConnection

from abm_core.measure import coverage, coverage_gaps
from abm_core.review import proposing as base
from abm_core.review import proposing_wording as wording
from abm_core.review import touches
from abm_core.review.changes_rows import Row, open_deals, pipeline
from abm_core.review.document import Change, Changes, Happening
from abm_core.review.known import Known
from abm_core.review.proposing import Found
from abm_core.review.said import Behind

FIRST_TIER = "1"


def read(
    cursor: DuckDBPyConnection, known: Known, changes: Sequence[Changes],
    accounts: Mapping[str, Row],
) -> list[Found]:  # fmt: skip
    """Every finding about an account of the scope. After ``changes.read``."""
    surged, back, lost = (_of(changes, kind, accounts) for kind in (
        "surge", "stage back", "lost role"))  # fmt: skip
    waits = touches.waiting(cursor, known)
    gaps = _gaps(cursor, known, accounts)
    ids = {one.account_id for one in [*surged, *back, *lost]} | gaps.keys()
    ids |= {one.account_id for one in waits}
    at_risk = open_deals(cursor, known, ids) if ids else {}
    nothing = pipeline(known, [])

    def risk(account_id: str) -> Behind:
        return at_risk.get(account_id, nothing)

    return [
        *(Found(f"follow-up {one.status}", one.account_id, "", wording.follow_up(one),
                wording.FOLLOW_UP, base.sales(accounts[one.account_id]), risk(one.account_id))
          for one in waits),
        *_untouched(cursor, known, surged, accounts, risk),
        *(Found("missing role", account_id, "",
                wording.gap(accounts[account_id], roles, risk(account_id)),
                wording.find(roles), base.marketing(accounts[account_id]), risk(account_id))
          for account_id, roles in gaps.items()),
        *(Found("lost role", one.account_id, "", wording.lost(one, risk(one.account_id)),
                wording.REPLACE, base.sales(accounts[one.account_id]), risk(one.account_id))
          for one in lost if risk(one.account_id).value),
        *(Found("fell back", one.account_id, "", wording.back(one), wording.ASK,
                base.sales(accounts[one.account_id]), risk(one.account_id))
          for one in back),
    ]  # fmt: skip


def _of(
    changes: Sequence[Changes], kind: Happening, accounts: Mapping[str, Row]
) -> list[Change]:
    return [one for group in changes if group.kind == kind for one in group.changes
            if one.account_id in accounts]  # fmt: skip


def _untouched(
    cursor: DuckDBPyConnection, known: Known, surged: Sequence[Change],
    accounts: Mapping[str, Row], risk: base.Risk,
) -> list[Found]:  # fmt: skip
    """Surges since which nobody of us has been in touch."""
    if not surged:
        return []
    last = touches.last_of_ours(cursor, [one.account_id for one in surged])
    return [
        Found("surge", one.account_id, "", wording.untouched(one, last.get(one.account_id)),
              wording.REACH_OUT, base.sales(accounts[one.account_id]), risk(one.account_id))
        for one in surged
        if one.account_id not in last or last[one.account_id] < known.week
    ]  # fmt: skip


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
