"""What is wrong with open opportunities, as something to do: one finding for each of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.review import health, proposing_wording
from abm_core.review import proposing as base
from abm_core.review.changes_rows import Row, fetched, pipeline
from abm_core.review.health import Finding
from abm_core.review.known import Known
from abm_core.review.proposing import Found
from abm_core.review.recent import through
from abm_core.review.said import Behind, Said

FEW = 3000  # accounts up to which it pays to name them
OPEN = """
SELECT d.account_id, d.opportunity_id, a.name AS account, coalesce(d.name, '') AS opportunity,
       d.stage, d.value, d.has_amount, coalesce(d.owner, '') AS owner
FROM review_deals d JOIN review_accounts a USING (account_id)
WHERE d.end_on = $sunday AND d.outcome = 'open'
"""


def read(
    cursor: DuckDBPyConnection, known: Known, accounts: Mapping[str, Row],
    running: Collection[str] = (),
) -> list[Found]:  # fmt: skip
    """The most urgent finding of each open opportunity; the others are named beside it.

    ``running`` are the keys of what somebody is at already.
    """
    deals = {row["opportunity_id"]: row
             for row in fetched(cursor, OPEN, {"sunday": known.sunday})}  # fmt: skip
    ids = {row["account_id"] for row in deals.values()}
    if not ids:
        return []
    found = health.check(
        cursor, as_of=through(known), accounts=sorted(ids) if len(ids) <= FEW else None)
    found = [one for one in found if base.key(one.kind, one.opportunity_id) not in running]
    return [
        _found(known, deals[opportunity_id], list(of), accounts)
        for opportunity_id, of in groupby(found, key=lambda one: one.opportunity_id)
        if opportunity_id in deals
    ]


def _found(
    known: Known, deal: Row, findings: list[Finding], accounts: Mapping[str, Row]
) -> Found:
    urgency = settings.URGENCIES.value
    first, *others = sorted(findings, key=lambda one: -urgency[one.kind])

    def told() -> tuple[Said, Behind]:
        at_risk = pipeline(known, [deal])
        return proposing_wording.deal(deal, first, others, at_risk), at_risk

    return Found(
        first.kind, deal["account_id"], deal["opportunity_id"], float(deal["value"] or 0), told,
        proposing_wording.NEXT_STEPS[first.kind],
        deal["owner"] or base.sales(accounts[deal["account_id"]]),
    )  # fmt: skip
