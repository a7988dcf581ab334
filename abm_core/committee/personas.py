"""Saved personas: seniority and function of every contact whose title says something.

They follow from titles, from rules of the house and from what people corrected, and are read anew
only where one of these changed.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.committee.titles import RULES, read_title
from abm_core.schema.vocabularies import SENIORITIES

READ_AS = "personas_read"  # the fact of the store: by which rules, at which import revision

# What should stand: of a contact the newest correction, else the newest rule that its title meets.
WANTED = """
CREATE OR REPLACE TEMP TABLE wanted_personas AS
WITH corrected AS (
    SELECT contact_id, max(correction_id::BIGINT) AS number FROM persona_corrections
    WHERE removed_at IS NULL GROUP BY contact_id
), ruled AS (
    SELECT c.contact_id, max(r.rule_id::BIGINT) AS number
    FROM contacts c JOIN title_rules r ON r.removed_at IS NULL AND contains(
        ' ' || trim(regexp_replace(strip_accents(lower(c.title)), '[^a-z0-9]+', ' ', 'g')) || ' ',
        ' ' || r.words || ' ')
    GROUP BY c.contact_id
)
SELECT c.contact_id, c.title, c.department,
       CASE WHEN k.number IS NOT NULL THEN 'person' WHEN r.number IS NOT NULL THEN 'rule'
            ELSE 'title' END AS source,
       coalesce(k.number, r.number)::VARCHAR AS decided_by
FROM contacts c LEFT JOIN corrected k USING (contact_id) LEFT JOIN ruled r USING (contact_id)
WHERE trim(coalesce(c.title, '')) <> '' OR trim(coalesce(c.department, '')) <> ''
   OR k.number IS NOT NULL
"""

FORGET_CHANGED = """
DELETE FROM personas p WHERE $every OR NOT EXISTS (
    SELECT 1 FROM wanted_personas w
    WHERE w.contact_id = p.contact_id AND w.title IS NOT DISTINCT FROM p.title
      AND w.department IS NOT DISTINCT FROM p.department AND w.source = p.source
      AND w.decided_by IS NOT DISTINCT FROM p.decided_by)
"""

FORGET_KNOWN = """
DELETE FROM wanted_personas w WHERE EXISTS (
    SELECT 1 FROM personas p WHERE p.contact_id = w.contact_id)
"""

TITLES = "SELECT DISTINCT title, department FROM wanted_personas"

# A correction may give only one of both; the other stays as the title says.
INSERT = """
INSERT INTO personas (contact_id, title, department, seniority, seniority_evidence,
                      seniority_confidence, function, function_evidence, function_confidence,
                      source, decided_by)
SELECT w.contact_id, w.title, w.department,
       coalesce(said.seniority, t.seniority),
       if(said.seniority IS NULL, t.seniority_evidence, said.because),
       if(said.seniority IS NULL, t.seniority_confidence, 1),
       coalesce(said.function, t.function),
       if(said.function IS NULL, t.function_evidence, said.because),
       if(said.function IS NULL, t.function_confidence, 1),
       w.source, w.decided_by
FROM wanted_personas w
JOIN read_titles t ON t.title IS NOT DISTINCT FROM w.title
                  AND t.department IS NOT DISTINCT FROM w.department
LEFT JOIN (
    SELECT 'person' AS source, correction_id AS number, seniority, function,
           concat_ws(': ', nullif('corrected by ' || author, ''), note) AS because
    FROM persona_corrections
    UNION ALL
    SELECT 'rule', rule_id, seniority, function, 'rule of the house: ' || words FROM title_rules
) said ON said.source = w.source AND said.number = w.decided_by
"""

DROP = "DROP TABLE IF EXISTS wanted_personas"

COUNTS = """
SELECT p.seniority, p.function, count(*) AS n_contacts
FROM personas p JOIN contacts c USING (contact_id) GROUP BY ALL
"""

LEAST_SURE = """
SELECT p.title, any_value(p.seniority) AS seniority, any_value(p.function) AS function,
       count(*) AS n_contacts,
       any_value(concat_ws(', ', nullif(p.seniority_evidence, ''),
                           nullif(p.function_evidence, ''))) AS evidence,
       min(least(p.seniority_confidence, p.function_confidence)) AS confidence
FROM personas p JOIN contacts c USING (contact_id)
WHERE p.source = 'title' AND trim(coalesce(p.title, '')) <> ''
GROUP BY p.title
ORDER BY confidence, n_contacts DESC, p.title
LIMIT $limit
"""

UNREAD = """
SELECT count(*) AS n, count(*) FILTER (WHERE trim(coalesce(title, '')) = '') AS n_untitled
FROM contacts
"""


class Unread(NamedTuple):
    """How many contacts there are, and how many of them have no title."""

    n_contacts: int
    n_untitled: int


def refresh(cursor: DuckDBPyConnection) -> int:
    """Bring personas in line with titles, rules and corrections; how many were read anew.

    Costs nothing where no data have changed since.
    """
    if store.read_meta(cursor, READ_AS) == _state(cursor):
        return 0
    with store.transaction(cursor):
        return refresh_within(cursor)


def refresh_within(cursor: DuckDBPyConnection) -> int:
    """The same inside the transaction of the caller, who may have changed a correction."""
    every = (store.read_meta(cursor, READ_AS) or "").split()[:1] != [str(RULES)]
    cursor.execute(WANTED)
    cursor.execute(FORGET_CHANGED, {"every": every})
    cursor.execute(FORGET_KNOWN)
    due = cursor.execute(TITLES).fetchall()
    n_read = 0
    if due:
        frame = _read(due)
        cursor.register("read_titles", frame)
        n_read = int(cursor.execute(INSERT).fetchall()[0][0])
        cursor.unregister("read_titles")
    cursor.execute(DROP)
    store.write_meta(cursor, READ_AS, _state(cursor))
    return n_read


def _state(cursor: DuckDBPyConnection) -> str:
    return f"{RULES} {store.revision(cursor)}"


def _read(due: list[tuple[str | None, str | None]]) -> pd.DataFrame:
    """Every distinct title once."""
    rows = [(title, department, *read_title(title or "", department)) for title, department in due]
    columns = ["title", "department", "seniority", "seniority_evidence", "seniority_confidence",
               "function", "function_evidence", "function_confidence"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def counts(cursor: DuckDBPyConnection) -> pd.DataFrame:
    """Contacts per seniority and function: ``seniority``, ``function``, ``n_contacts``."""
    return cursor.execute(COUNTS).df()


def least_sure(cursor: DuckDBPyConnection, limit: int) -> pd.DataFrame:
    """Titles that were read least surely, with their contacts; not those that people decided."""
    return cursor.execute(LEAST_SURE, {"limit": limit}).df()


def unread(cursor: DuckDBPyConnection) -> Unread:
    """Contacts in all, and those without a title."""
    ((n_contacts, n_untitled),) = cursor.execute(UNREAD).fetchall()
    return Unread(int(n_contacts), int(n_untitled))


def matrix(cursor: DuckDBPyConnection) -> pd.DataFrame:
    """Contacts per function (rows, the largest first) and seniority (columns), with totals.

    Columns: ``function``, the seniorities, ``total``; functions that nobody has are left out.
    """
    found = counts(cursor)
    table = found.pivot_table(
        index="function", columns="seniority", values="n_contacts", aggfunc="sum", fill_value=0
    )
    table = table.reindex(columns=list(SENIORITIES), fill_value=0)
    table["total"] = table.sum(axis=1)
    ordered = table.sort_values("total", ascending=False, kind="stable")
    return ordered.rename_axis(columns=None).reset_index()
