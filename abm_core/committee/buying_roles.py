"""The buying roles of every contact by source: confirmed, stated, inferred.

All sources are kept. A role that a person confirmed counts, one that a person denied never does. A
role that the CRM states counts unless it was denied. An inferred role counts where nobody says
anything better about the contact, from a confidence on; it is "likely", never a fact. What was
said of a contact at a former account is kept with the contact and covers nothing at the new one.

Title: seniority and function are those that the role is looked for in (committee templates), and
the confidence is the trust in titles times that in the reading of this one. Behaviour: a contact
who responds in several weeks of the window may be a champion; a title alone makes none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from duckdb import DuckDBPyConnection

from abm_core import committee_settings, store
from abm_core.committee import role_values, templates_saved
from abm_core.committee.templates import Persona

STATE = "contact_roles"
RULES = 1  # to be raised with every change of what follows from the same data
CHAMPION = "champion"

# Personas and standing are computed by others; keys are unique, so sums of hashes do.
FINGERPRINT = """
SELECT
    (SELECT sum(hash(contact_id, seniority, function, seniority_confidence, function_confidence))
     FROM personas),
    (SELECT sum(hash(contact_id, n_response_weeks)) FROM contact_standing
     WHERE n_response_weeks >= $champion_weeks),
    (SELECT sum(hash(value, role)) FROM role_mappings)
"""
CHOOSE = """
CREATE OR REPLACE TEMP TABLE roles_of AS
SELECT contact_id, account_id, buying_role FROM contacts
WHERE $everybody OR contact_id IN (SELECT unnest($ids::VARCHAR[]))
"""
BEGIN = "CREATE OR REPLACE TEMP TABLE roles_said AS FROM contact_roles LIMIT 0"
CONFIRMED = """
INSERT INTO roles_said BY NAME
SELECT c.account_id, c.contact_id, d.role, 'confirmed' AS source, d.holds,
       $trust::DOUBLE AS confidence, d.note AS evidence,
       coalesce(d.account_id <> c.account_id, FALSE) AS elsewhere
FROM role_confirmations d JOIN roles_of c USING (contact_id)
WHERE d.undone_at IS NULL
QUALIFY row_number() OVER (
    PARTITION BY c.contact_id, d.role ORDER BY d.confirmed_at DESC, d.confirmation_id DESC) = 1
"""
STATED = """
INSERT INTO roles_said BY NAME
WITH means AS (
    SELECT unnest($written::VARCHAR[]) AS written, unnest($roles::VARCHAR[]) AS role
), said AS (
    SELECT c.account_id, c.contact_id, m.role, c.buying_role AS evidence, FALSE AS elsewhere,
           NULL AS opportunity_id
    FROM roles_of c JOIN means m ON m.written = c.buying_role
    UNION ALL
    SELECT c.account_id, c.contact_id, m.role, p.role,
           coalesce(o.account_id <> c.account_id, FALSE), p.opportunity_id
    FROM opportunity_contacts p JOIN means m ON m.written = p.role
    JOIN roles_of c ON c.contact_id = p.contact_id
    LEFT JOIN opportunities o ON o.opportunity_id = p.opportunity_id
)
SELECT account_id, contact_id, role, 'stated' AS source, TRUE AS holds,
       $trust::DOUBLE AS confidence, bool_and(elsewhere) AS elsewhere,
       arg_min(evidence, (elsewhere, opportunity_id IS NOT NULL, evidence)) AS evidence,
       CASE WHEN bool_or(opportunity_id IS NULL) THEN 0
            ELSE count(DISTINCT opportunity_id) FILTER (NOT elsewhere) END AS n_opportunities
FROM said GROUP BY account_id, contact_id, role
"""
INFERRED = """
INSERT INTO roles_said BY NAME
WITH wanted AS (
    SELECT unnest($roles::VARCHAR[]) AS role, unnest($seniorities::VARCHAR[]) AS seniority,
           unnest($functions::VARCHAR[]) AS function
), by_title AS (
    SELECT p.contact_id, w.role, p.title,
           $title * least(p.seniority_confidence, p.function_confidence) AS trust
    FROM personas p JOIN wanted w ON w.seniority = p.seniority AND w.function = p.function
), by_behaviour AS (
    SELECT contact_id, $champion AS role, n_response_weeks AS n_weeks, $behaviour AS trust
    FROM contact_standing WHERE n_response_weeks >= $champion_weeks
)
SELECT c.account_id, c.contact_id, role, 'inferred' AS source, TRUE AS holds,
       1 - (1 - coalesce(t.trust, 0)) * (1 - coalesce(b.trust, 0)) AS confidence,
       t.title AS evidence, coalesce(b.n_weeks, 0) AS n_weeks, FALSE AS elsewhere
FROM by_title t FULL JOIN by_behaviour b USING (contact_id, role)
JOIN roles_of c USING (contact_id)
WHERE b.n_weeks IS NOT NULL OR (role <> $champion AND t.trust > 0)
"""
FORGET = "DELETE FROM contact_roles WHERE $everybody OR contact_id IN (SELECT unnest($ids))"
# A denial counts for nothing itself, but no source below it counts against it.
KEEP = """
INSERT INTO contact_roles BY NAME
WITH judged AS (
    SELECT *, coalesce(bool_or(source = 'confirmed' AND NOT holds AND NOT elsewhere)
                  OVER (PARTITION BY contact_id, role), FALSE) AS denied
    FROM roles_said
), told AS (
    SELECT *, bool_or(source <> 'inferred' AND holds AND NOT elsewhere AND NOT denied)
                  OVER (PARTITION BY contact_id) AS is_told
    FROM judged
)
SELECT account_id, contact_id, role, source, holds, confidence, evidence, elsewhere,
       coalesce(n_weeks, 0) AS n_weeks, coalesce(n_opportunities, 0) AS n_opportunities,
       holds AND NOT elsewhere AND NOT denied
           AND (source <> 'inferred' OR (NOT is_told AND confidence >= $least)) AS counts
FROM told ORDER BY account_id, contact_id
"""
CLEAR = ("DROP TABLE IF EXISTS temp.roles_of", "DROP TABLE IF EXISTS temp.roles_said")


def refresh(cursor: DuckDBPyConnection) -> bool:
    """Bring the roles of all contacts in line with data and decisions; whether it was due.

    To be called after personas and standing are up to date.
    """
    templates = templates_saved.refresh(cursor)
    state = _state(cursor)
    if store.read_meta(cursor, STATE) == state:
        return False
    with store.transaction(cursor):
        _make(cursor, None, templates.personas)
        store.write_meta(cursor, STATE, state)
    return True


def renew(cursor: DuckDBPyConnection, contact_ids: Collection[str]) -> None:
    """Make the roles of some contacts anew, inside the transaction of the caller."""
    _make(cursor, sorted(contact_ids), templates_saved.current(cursor).personas)


def _state(cursor: DuckDBPyConnection) -> str:
    """What roles follow from, but for confirmations, which renew their contact themselves."""
    found = cursor.execute(
        FINGERPRINT, {"champion_weeks": committee_settings.CHAMPION_WEEKS.value}
    ).fetchall()[0]
    revision = store.revision(cursor)
    templates = store.read_meta(cursor, templates_saved.STATE)
    return json.dumps([RULES, revision, *map(str, found), templates])


def _make(
    cursor: DuckDBPyConnection, ids: list[str] | None, personas: Mapping[str, Persona]
) -> None:
    chosen = {"everybody": ids is None, "ids": ids or []}
    trust = committee_settings.SOURCE_TRUST.value
    cursor.execute(CHOOSE, chosen)
    cursor.execute(BEGIN)
    cursor.execute(CONFIRMED, {"trust": trust["confirmed"]})
    written = role_values.written_roles(cursor)
    cursor.execute(STATED, {
        "trust": trust["stated"], "written": [cell for cell, _ in written],
        "roles": [role for _, role in written],
    })  # fmt: skip
    cursor.execute(INFERRED, {
        **looked_for(personas), "title": trust["title"], "behaviour": trust["behaviour"],
        "champion": CHAMPION, "champion_weeks": committee_settings.CHAMPION_WEEKS.value,
    })  # fmt: skip
    cursor.execute(FORGET, chosen)
    cursor.execute(KEEP, {"least": committee_settings.INFERRED_FROM.value})
    for query in CLEAR:
        cursor.execute(query)


def looked_for(personas: Mapping[str, Persona]) -> dict[str, list[str]]:
    """Every seniority and function in which a role is looked for, as three columns."""
    rows = [
        (role, seniority, function)
        for role, persona in personas.items()
        for seniority in persona.seniorities
        for function in persona.functions
    ]
    names = ("roles", "seniorities", "functions")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
