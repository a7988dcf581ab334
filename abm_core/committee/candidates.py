"""Who in our data could fill a role that is missing: people whose persona fits, or nearly.

Fit 1: seniority and function are those that the role is looked for in. Fit 2: the function is, the
seniority is one level off. Nobody is proposed who has the role already, of whom a person said that
they have it not, who is a blocker, or who left.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.committee import buying_roles, templates_saved
from abm_core.committee.templates import Templates

MOST = 3  # people proposed per role and account

FITTING = """
WITH gaps AS (
    SELECT DISTINCT unnest($accounts::VARCHAR[]) AS account_id, unnest($wanted_roles::VARCHAR[])
        AS role
), wanted AS (
    SELECT unnest($roles::VARCHAR[]) AS role, unnest($seniorities::VARCHAR[]) AS seniority,
           unnest($functions::VARCHAR[]) AS function
), known AS (
    SELECT g.account_id, g.role, s.contact_id, s.reachable, s.stale, s.engaged, s.relationship,
           p.seniority, p.function
    FROM gaps g JOIN contact_standing s USING (account_id) JOIN personas p USING (contact_id)
    WHERE NOT s.has_left AND NOT EXISTS (
        FROM contact_roles r WHERE r.contact_id = s.contact_id AND (
            (r.role = g.role AND (r.counts OR (r.source = 'confirmed' AND NOT r.holds)))
            OR (r.role = 'blocker' AND r.counts)))
), fitting AS (
    SELECT k.*, min(1 + abs(list_position($levels, k.seniority)
                            - list_position($levels, w.seniority))) AS fit
    FROM known k JOIN wanted w ON w.role = k.role AND w.function = k.function
    GROUP BY ALL
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY account_id, role ORDER BY fit, stale, NOT reachable, NOT engaged,
        relationship DESC, contact_id) AS place
    FROM fitting WHERE fit <= 2
)
SELECT r.account_id, r.role, r.contact_id, coalesce(c.name, c.email, c.contact_id) AS name,
       c.title, r.seniority, r.function, r.fit, r.reachable, r.stale, r.engaged, r.relationship
FROM ranked r JOIN contacts c USING (contact_id)
WHERE r.place <= $most
ORDER BY r.account_id, r.role, r.place
"""


def find(
    cursor: DuckDBPyConnection, gaps: Sequence[tuple[str, str]], *, most: int = MOST
) -> pd.DataFrame:
    """The best people for each pair of account and role, at most ``most`` each, the best first."""
    personas = templates_saved.current(cursor).personas
    return cursor.execute(FITTING, {
        "accounts": [account for account, _ in gaps], "wanted_roles": [role for _, role in gaps],
        "levels": list(schema.SENIORITIES), "most": most,
        **buying_roles.looked_for(personas),
    }).df()  # fmt: skip


def titles_for(templates: Templates, roles: Sequence[str]) -> str:
    """Titles to ask for when nobody is known: "CFO, VP Finance"; empty where none is suggested."""
    known = templates.personas
    found = [title for role in roles if role in known for title in known[role].titles]
    return ", ".join(dict.fromkeys(found))
