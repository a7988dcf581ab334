"""Gaps of coverage: which role is missing where, the people behind a cell, contacts to verify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core.measure.coverage import Coverage

BEHIND = """
WITH members AS (
    SELECT account_id, contact_id, list(DISTINCT role ORDER BY role) AS roles,
           max(confidence) AS confidence, bool_or(source <> 'inferred') AS is_said
    FROM contact_roles
    WHERE account_id IN (SELECT unnest($ids::VARCHAR[])) AND counts
      AND list_contains($roles, role)
    GROUP BY account_id, contact_id
)
SELECT m.contact_id, coalesce(c.name, c.email, c.contact_id) AS name, c.title, m.roles,
       m.confidence, m.is_said, s.reachable, s.stale, s.unverified, s.engaged,
       s.last_two_way_on, s.last_theirs_on, s.relationship
FROM members m JOIN contacts c USING (contact_id) JOIN contact_standing s USING (contact_id)
WHERE NOT s.has_left
ORDER BY s.engaged DESC, s.stale, s.reachable DESC, m.confidence DESC, m.contact_id
"""
# Who opted out is in no list. Somebody to verify is worth it: they have a role that is required.
TO_VERIFY = """
WITH wanted AS (
    SELECT unnest($accounts::VARCHAR[]) AS account_id, unnest($roles::VARCHAR[]) AS role
)
SELECT s.account_id, s.contact_id, coalesce(c.name, c.email, c.contact_id) AS name, c.title,
       c.email, c.phone, list(DISTINCT r.role ORDER BY r.role) AS roles,
       CASE WHEN coalesce(c.bounced, FALSE) THEN 'mail bounced'
            WHEN NOT s.reachable THEN 'neither mail nor phone'
            WHEN s.stale THEN 'nothing heard for a year'
            ELSE 'never verified' END AS why,
       greatest(c.verified_on, s.last_two_way_on) AS right_on
FROM contact_roles r JOIN wanted w ON w.account_id = r.account_id AND w.role = r.role AND r.counts
JOIN contact_standing s ON s.contact_id = r.contact_id
JOIN contacts c ON c.contact_id = r.contact_id
WHERE NOT s.has_left AND NOT coalesce(c.opted_out, FALSE)
  AND (s.stale OR s.unverified OR NOT s.reachable)
GROUP BY ALL
ORDER BY s.account_id, why, s.contact_id
"""


def missing(found: Coverage) -> pd.DataFrame:
    """Every line that is not covered: most open pipeline of its account first, then what is due.

    ``n_missing`` is how many contacts are short; ``level`` says how far the line has come.
    """
    cells = found.cells
    short = cells[cells["n_covered"] < cells["n_required"]]
    pipe = found.accounts[["account_id", "open_pipeline", "n_open_without_amount"]]
    short = short.merge(pipe, on="account_id")
    short = short.assign(n_missing=short["n_required"] - short["n_covered"])
    order = short.assign(pipe=short["open_pipeline"].fillna(0.0))
    order = order.sort_values(["pipe", "is_due", "name", "account_id", "line"],
                              ascending=[False, False, True, True, True])  # fmt: skip
    return short.loc[order.index].reset_index(drop=True)


def by_role_and_tier(found: Coverage) -> pd.DataFrame:
    """At how many accounts of a tier a required role is missing: the list-level question.

    ``n_accounts`` require it, ``n_missing`` of these have it not, at ``n_due`` of those it is due
    now; ``open_pipeline`` is that of accounts without it.
    """
    short = missing(found)
    keys = ["tier", "requirement"]
    result = found.cells.groupby(keys)["account_id"].nunique().rename("n_accounts").to_frame()
    grouped = short.groupby(keys)
    result["n_missing"] = grouped["account_id"].nunique()
    result["n_due"] = grouped["is_due"].sum()
    result["open_pipeline"] = grouped["open_pipeline"].sum()
    result = result.fillna({"n_missing": 0, "n_due": 0, "open_pipeline": 0.0})
    result = result.astype({"n_missing": "int64", "n_due": "int64"})
    return result.reset_index().sort_values(
        ["tier", "n_missing", "requirement"], ascending=[True, False, True], ignore_index=True
    )


def roles_of(requirement: str) -> list[str]:
    """The roles of which one will do.

    >>> roles_of("economic buyer or champion")
    ['economic buyer', 'champion']
    """
    return requirement.split(" or ")


def pairs(cells: pd.DataFrame, members: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Account and role of every line, alternatives apart: what candidates are looked for by.

    ``members``: the accounts whose people count for an account, as ``Coverage`` has them.
    """
    return [
        (member, role)
        for account, requirement in zip(cells["account_id"], cells["requirement"], strict=True)
        for member in members[account]
        for role in roles_of(requirement)
    ]


def people_behind(
    cursor: DuckDBPyConnection, account_ids: Sequence[str], roles: Sequence[str]
) -> pd.DataFrame:
    """The contacts behind one cell, with their place on the ladder; engaged ones first."""
    return cursor.execute(BEHIND, {"ids": list(account_ids), "roles": list(roles)}).df()


def to_verify(cursor: DuckDBPyConnection, found: Coverage) -> pd.DataFrame:
    """Contacts in required roles whose data are doubtful, and why; nobody who opted out."""
    wanted = pairs(found.cells, found.members)
    return cursor.execute(TO_VERIFY, {
        "accounts": [account for account, _ in wanted], "roles": [role for _, role in wanted],
    }).df()  # fmt: skip
