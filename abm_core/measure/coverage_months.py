"""Coverage as each month left it: kept after imports, because what makes it has no dates.

The running month is written anew with every import that changes something; a month that is over
stays as its last import left it.
"""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection

from abm_core import store

SEEN = "coverage_months"

FORGET = "DELETE FROM coverage_months WHERE month = $month"
KEEP = """
INSERT INTO coverage_months BY NAME
SELECT $month AS month, c.account_id, $as_of AS as_of, c.n_required, c.n_covered, c.coverage
FROM account_coverage c JOIN account_scores s USING (account_id)
WHERE s.tier IS NOT NULL AND c.coverage IS NOT NULL
ORDER BY c.account_id
"""


def keep(cursor: DuckDBPyConnection, *, as_of: date) -> bool:
    """Keep the coverage of today as that of the month of ``as_of``; whether it was due.

    After ``coverage_saved.refresh``. Asking again costs next to nothing.
    """
    asked = f"{store.versions(cursor)} {as_of}"
    if store.read_meta(cursor, SEEN) == asked:
        return False
    month = as_of.replace(day=1)
    with store.transaction(cursor):
        cursor.execute(FORGET, {"month": month})
        cursor.execute(KEEP, {"month": month, "as_of": as_of})
        store.write_meta(cursor, SEEN, asked)
    return True
