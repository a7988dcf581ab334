"""What is known today of everybody on a list, in its order; and who may not leave on one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, house, pipeline

ACCOUNTS = """
WITH asked AS (
    SELECT unnest($ids::VARCHAR[]) AS account_id, generate_subscripts($ids::VARCHAR[], 1) AS place
)
SELECT a.account_id, a.name, a.domain, s.tier AS live_tier, s.score, s.fit, s.timing,
       j.stage_to AS account_stage, j.changed_on AS in_stage_since,
       e.window_points AS engagement_points, a.sales_owner, a.marketing_owner, a.industry,
       a.country, a.employees
FROM asked JOIN accounts a USING (account_id)
LEFT JOIN account_scores s USING (account_id)
LEFT JOIN account_engagement e USING (account_id)
LEFT JOIN stage_changes j ON j.account_id = a.account_id AND j.motion = 'new' AND j.left_on IS NULL
QUALIFY row_number() OVER (PARTITION BY a.account_id ORDER BY j.week DESC NULLS LAST) = 1
ORDER BY asked.place
"""
CONTACTS = """
WITH asked AS (
    SELECT unnest($ids::VARCHAR[]) AS contact_id, generate_subscripts($ids::VARCHAR[], 1) AS place
), held AS (
    SELECT contact_id, list(DISTINCT role ORDER BY role) AS roles FROM contact_roles
    WHERE holds AND counts GROUP BY contact_id
)
SELECT c.contact_id, c.account_id, coalesce(a.name, c.account_name) AS of_account,
       coalesce(c.name, nullif(concat_ws(' ', c.first_name, c.last_name), '')) AS name, c.title,
       h.roles AS committee_roles, c.email, c.phone, t.reachable AS is_reachable,
       t.engaged AS is_engaged, s.tier AS live_tier, j.stage_to AS account_stage, c.verified_on
FROM asked JOIN contacts c USING (contact_id)
LEFT JOIN accounts a ON a.account_id = c.account_id
LEFT JOIN account_scores s ON s.account_id = c.account_id
LEFT JOIN held h USING (contact_id)
LEFT JOIN contact_standing t ON t.contact_id = c.contact_id
LEFT JOIN stage_changes j ON j.account_id = c.account_id AND j.motion = 'new' AND j.left_on IS NULL
QUALIFY row_number() OVER (PARTITION BY c.contact_id ORDER BY j.week DESC NULLS LAST) = 1
ORDER BY asked.place
"""
OPPORTUNITIES = """
WITH asked AS (
    SELECT unnest($ids::VARCHAR[]) AS opportunity_id,
           generate_subscripts($ids::VARCHAR[], 1) AS place
)
SELECT o.opportunity_id, o.account_id, coalesce(a.name, o.account_name) AS of_account, o.name,
       o.stage, o.outcome, o.amount, o.currency, o.created_on,
       o.expected_on, o.closed_on, o.owner, s.tier AS live_tier
FROM asked JOIN opportunities o USING (opportunity_id)
LEFT JOIN accounts a ON a.account_id = o.account_id
LEFT JOIN account_scores s ON s.account_id = o.account_id
ORDER BY asked.place
"""
READ = {"accounts": ACCOUNTS, "contacts": CONTACTS, "opportunities": OPPORTUNITIES}
KEYS = {"accounts": "account_id", "contacts": "contact_id", "opportunities": "opportunity_id"}
# Each contact once, by the first reason that holds.
WHY = """
SELECT contact_id,
       CASE WHEN coalesce(opted_out, FALSE) THEN 'opted out'
            WHEN coalesce(bounced, FALSE) THEN 'bounced'
            WHEN coalesce(left_on <= $as_of, FALSE) THEN 'left' END AS why
FROM contacts WHERE contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""


class LeftOut(NamedTuple):
    """People who are in no list that leaves, by reason."""

    n_opted_out: int = 0
    n_bounced: int = 0
    n_left: int = 0


def read(cursor: DuckDBPyConnection, entity: str, ids: Sequence[str]) -> pd.DataFrame:
    """One row per record that is still there, in the order given.

    Columns are named as in the schema; accounts have their open pipeline in the reporting
    currency as well.
    """
    found = cursor.execute(READ[entity], {"ids": list(ids)}).df()
    if entity != "accounts":
        return found
    deals = pipeline.open_by_account(cursor, house.reporting_currency(cursor), list(ids))
    return found.merge(deals[["account_id", "open_pipeline", "n_open"]], on="account_id",
                       how="left")  # fmt: skip


def may_leave(
    cursor: DuckDBPyConnection, contact_ids: Sequence[str], *, as_of: date
) -> tuple[list[str], LeftOut]:
    """Contacts that may be in a list that leaves, in their order, and why others may not.

    Nobody who opted out, whose mail bounced, or who left by ``as_of``; erased people are not in
    the data at all.
    """
    rows = cursor.execute(WHY, {"ids": list(contact_ids), "as_of": as_of}).fetchall()
    why = dict(rows)
    n = Counter(why.values())
    kept = [one for one in contact_ids if one in why and why[one] is None]
    return kept, LeftOut(n["opted out"], n["bounced"], n["left"])


def why_not(
    cursor: DuckDBPyConnection, contact_ids: Sequence[str], *, as_of: date
) -> dict[str, str]:
    """The contacts that may not leave, each with its reason in two words."""
    rows = cursor.execute(WHY, {"ids": list(contact_ids), "as_of": as_of}).fetchall()
    return {key: why for key, why in rows if why}


def left_out(found: LeftOut) -> str:
    """The same in words.

    >>> left_out(LeftOut(2, 1, 0)), left_out(LeftOut())
    ('Left out: 2 who opted out and 1 whose mail bounced.', '')
    """
    parts = [f"{formats.count(n)} {why}" for n, why in zip(
        found, ("who opted out", "whose mail bounced", "who left"), strict=True) if n]  # fmt: skip
    return f"Left out: {formats.listed(parts)}." if parts else ""
