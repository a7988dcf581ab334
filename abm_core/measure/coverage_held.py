"""The accounts whose coverage is asked for, each with its template and those counted with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core.measure import family_roots

NO_OWNER, NO_SEGMENT = "no owner", "no segment"

HELD = """
WITH templates AS (
    SELECT DISTINCT template, tier, field, values FROM required_roles
), wanted AS (
    SELECT account_id, tier FROM account_scores
    WHERE tier IN (SELECT unnest($tiers::VARCHAR[]))
      AND ($everywhere OR account_id IN (SELECT unnest($only::VARCHAR[])))
)
SELECT a.account_id, coalesce(a.name, a.account_id) AS name, s.tier,
       coalesce(a.sales_owner, $no_owner) AS owner,
       coalesce(g.segment, $no_segment) AS segment, min(r.template) AS template
FROM wanted s JOIN accounts a USING (account_id)
LEFT JOIN account_segments g USING (account_id)
JOIN templates r ON coalesce(r.tier = s.tier, TRUE)
    AND (r.field IS NULL OR list_contains(r.values, lower(CASE r.field
        WHEN 'industry' THEN a.industry WHEN 'country' THEN a.country
        WHEN 'region' THEN a.region WHEN 'territory' THEN a.territory
        WHEN 'account_type' THEN a.account_type WHEN 'sales_owner' THEN a.sales_owner END)))
GROUP BY ALL ORDER BY a.account_id
"""


class Held(NamedTuple):
    """``rows``: one per account that is asked about; ``members``: the accounts whose people count
    for it, each with the place of its row. ``lists`` has both by row: all of these, and those that
    are targets themselves. Without families each account stands for itself.
    """

    rows: pd.DataFrame
    members: pd.DataFrame
    lists: dict[str, pd.Series]

    @property
    def is_alone(self) -> bool:
        """Whether every account stands for itself."""
        return len(self.members) == len(self.rows)


def read(
    cursor: DuckDBPyConnection, tiers: Collection[str], account_ids: Collection[str] | None,
    *, families: bool = False,
) -> Held:  # fmt: skip
    """Target accounts in some tiers, or some of them; of families the one in the best tier."""
    rows = cursor.execute(HELD, {
        "tiers": sorted(tiers), "no_owner": NO_OWNER, "no_segment": NO_SEGMENT,
        "everywhere": account_ids is None, "only": list(account_ids or ()),
    }).df()  # fmt: skip
    return _families(cursor, rows) if families else _alone(rows)


def _alone(rows: pd.DataFrame) -> Held:
    each = pd.Series([[one] for one in rows["account_id"]], index=rows.index, dtype=object)
    members = pd.DataFrame({"account_id": rows["account_id"], "place": np.arange(len(rows))})
    return Held(rows, members, {"members": each, "targets": each})


def _families(cursor: DuckDBPyConnection, rows: pd.DataFrame) -> Held:
    """One row per family, led by its target account in the best tier, the parent before others."""
    roots = family_roots.read(cursor)
    rows = rows.merge(roots, on="account_id")
    rows["is_parent"] = rows["account_id"] == rows["root"]
    rows = rows.sort_values(["tier", "is_parent", "account_id"], ascending=[True, False, True])
    targets = rows.groupby("root")["account_id"].agg(list)
    lead = rows.drop_duplicates("root").sort_values("account_id", ignore_index=True)
    lead["place"] = np.arange(len(lead))
    members = roots.merge(lead[["root", "place"]], on="root")
    lists = {
        "members": lead["place"].map(members.groupby("place")["account_id"].agg(list)),
        "targets": lead["root"].map(targets),
    }
    plain = lead.drop(columns=["root", "is_parent", "place"])
    return Held(plain, members[["account_id", "place"]], lists)
