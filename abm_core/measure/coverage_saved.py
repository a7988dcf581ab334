"""Coverage of every account, saved: what a profile can look at as a criterion.

An account is measured by the committee of its saved tier, and where it is in none by that of the
last tier: what is asked of a newcomer must not depend on the score that this goes into. As in
``coverage``, a line counts its usable contacts up to the number required.
"""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.measure import rollup

SEEN, STATE = "account_coverage_seen", "account_coverage"
RULES = 1  # to be raised with every change of what follows from the same data
REFERENCE = '"now.coverage"'  # how a saved profile names it

FORGET = "DELETE FROM account_coverage"
INSERT = """
INSERT INTO account_coverage BY NAME
WITH templates AS (
    SELECT DISTINCT template, tier, field, values FROM required_roles
), held AS (
    SELECT a.account_id, min(r.template) AS template
    FROM accounts a LEFT JOIN account_scores s USING (account_id)
    JOIN templates r ON coalesce(r.tier = coalesce(s.tier, $last_tier), TRUE)
        AND (r.field IS NULL OR list_contains(r.values, lower(CASE r.field
            WHEN 'industry' THEN a.industry WHEN 'country' THEN a.country
            WHEN 'region' THEN a.region WHEN 'territory' THEN a.territory
            WHEN 'account_type' THEN a.account_type WHEN 'sales_owner' THEN a.sales_owner END)))
    WHERE EXISTS (SELECT 1 FROM contacts)
    GROUP BY a.account_id
), wanted AS (
    SELECT template, line, unnest(roles) AS role FROM required_roles
), there AS (
    SELECT h.account_id, w.line, count(DISTINCT r.contact_id) AS n
    FROM contact_roles r
    JOIN contact_standing c ON c.contact_id = r.contact_id AND c.account_id = r.account_id
        AND c.reachable AND NOT c.stale
    JOIN held h ON h.account_id = r.account_id
    JOIN wanted w ON w.template = h.template AND w.role = r.role
    WHERE r.counts GROUP BY h.account_id, w.line
), added AS (
    SELECT h.account_id, sum(q.n_required) AS needed,
           sum(least(q.n_required, coalesce(t.n, 0))) AS covered
    FROM held h JOIN required_roles q ON q.template = h.template
    LEFT JOIN there t ON t.account_id = h.account_id AND t.line = q.line
    GROUP BY h.account_id
)
SELECT account_id, needed AS n_required, covered AS n_covered,
       covered / nullif(needed, 0) AS coverage
FROM added ORDER BY account_id
"""
FINGERPRINT = """
SELECT count(*) || ' ' || coalesce(bit_xor(hash(account_id, n_required, n_covered)), 0)
FROM account_coverage
"""
ASKED_FOR = "SELECT count(*) > 0 FROM profiles WHERE contains(definition::VARCHAR, $reference)"


def refresh(cursor: DuckDBPyConnection, *, as_of: date) -> bool:
    """Bring the coverage of all accounts up to date; whether any has changed.

    After tiers, standing and roles. Caches are told only where a saved profile looks at it.
    """
    if store.read_meta(cursor, SEEN) == _asked(cursor, as_of):
        return False
    before = state(cursor)
    with store.transaction(cursor):
        cursor.execute(FORGET)
        cursor.execute(INSERT, {"last_tier": schema.TIERS[-1]})
        found = str(cursor.execute(FINGERPRINT).fetchall()[0][0])
        store.write_meta(cursor, STATE, found)
        (is_asked_for,) = cursor.execute(ASKED_FOR, {"reference": REFERENCE}).fetchall()[0]
        if found != before and is_asked_for:
            rollup.next_revision(cursor)
        store.write_meta(cursor, SEEN, _asked(cursor, as_of))
    return found != before


def state(cursor: DuckDBPyConnection) -> str:
    """A text that changes whenever the coverage of an account has changed."""
    return store.read_meta(cursor, STATE) or ""


def _asked(cursor: DuckDBPyConnection, as_of: date) -> str:
    return f"{RULES} {store.versions(cursor)} {as_of}"
