"""People in buying roles who are new at an account or were lost there in the week.

Told from dated facts alone: the day of creation or of leaving, somebody's word, what an import
changed. What an import of the Monday after brought belongs to the week that it tells of. Where
nothing dates a role, nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from duckdb import DuckDBPyConnection

from abm_core import formats, schema
from abm_core.committee import templates_saved, titles
from abm_core.committee.templates import Persona
from abm_core.review import roles_wording as wording
from abm_core.review.changes_rows import Row, fetched, group, shown
from abm_core.review.document import Change, Changes
from abm_core.review.known import Known

IMPORTED = """
SELECT min(imported_at) FROM imports
WHERE entity = 'contacts' AND undone_at IS NULL
  AND imported_at > $moment AND imported_at <= $latest
"""
# A role that another source knew already is no new one for being confirmed.
NEW = """
WITH events AS (
    SELECT contact_id, account_id, created_on AS day, 'created' AS because, '' AS detail,
           NULL AS role
    FROM review_contacts
    WHERE created_on BETWEEN $week AND $sunday AND NOT coalesce(left_on <= $sunday, FALSE)
    UNION ALL
    SELECT r.contact_id, c.account_id, r.confirmed_at::DATE, 'confirmed', r.author, r.role
    FROM role_confirmations r JOIN review_contacts c USING (contact_id)
    WHERE r.holds AND r.undone_at IS NULL AND r.confirmed_at > $begins_at
      AND r.confirmed_at <= $ends_at AND coalesce(r.account_id = c.account_id, TRUE)
      AND NOT EXISTS (FROM review_roles o WHERE o.contact_id = r.contact_id
          AND o.role = r.role AND o.source <> 'confirmed' AND o.holds)
    UNION ALL
    SELECT l.entity_id, c.account_id, l.changed_at::DATE,
           if(l.field = 'title', 'titled', 'stated'), coalesce(l.old_value ->> '$', ''), NULL
    FROM change_log l JOIN review_contacts c ON c.contact_id = l.entity_id
    WHERE l.entity = 'contacts' AND l.field IN ('title', 'buying_role')
      AND l.new_value IS NOT NULL AND l.changed_at > $known_before AND l.changed_at <= $known_by
      AND (l.import_id IS NULL OR l.import_id NOT IN (
        SELECT import_id FROM imports WHERE undone_at IS NOT NULL))
)
SELECT e.contact_id, e.account_id, a.name AS account, e.day, e.because, coalesce(e.detail, '')
       AS detail, c.title, r.role, w.open_pipeline
FROM events e JOIN review_accounts a USING (account_id) JOIN review_weight w USING (account_id)
JOIN review_contacts c ON c.contact_id = e.contact_id
JOIN review_roles r ON r.contact_id = e.contact_id AND r.account_id = e.account_id AND r.counts
    AND coalesce(r.role = e.role, TRUE)
    AND CASE e.because WHEN 'titled' THEN r.source = 'inferred'
                       WHEN 'stated' THEN r.source = 'stated' ELSE TRUE END
ORDER BY e.account_id, e.contact_id, r.place
"""
LOST = """
WITH events AS (
    SELECT contact_id, account_id, left_on AS day, 'left' AS because, '' AS detail, NULL AS role
    FROM review_contacts WHERE left_on BETWEEN $week AND $sunday
    UNION ALL
    SELECT l.entity_id, c.account_id, l.changed_at::DATE, l.field, '', NULL
    FROM change_log l JOIN review_contacts c ON c.contact_id = l.entity_id
    WHERE l.entity = 'contacts' AND l.field IN ('bounced', 'opted_out')
      AND (l.new_value ->> '$') = 'true' AND NOT coalesce(c.left_on <= $sunday, FALSE)
      AND l.changed_at > $known_before AND l.changed_at <= $known_by
      AND (l.import_id IS NULL OR l.import_id NOT IN (
        SELECT import_id FROM imports WHERE undone_at IS NOT NULL))
    UNION ALL
    SELECT r.contact_id, c.account_id, r.confirmed_at::DATE, 'denied', r.author, r.role
    FROM role_confirmations r JOIN review_contacts c USING (contact_id)
    WHERE NOT r.holds AND r.undone_at IS NULL AND r.confirmed_at > $begins_at
      AND r.confirmed_at <= $ends_at AND coalesce(r.account_id = c.account_id, TRUE)
)
SELECT e.contact_id, e.account_id, a.name AS account, e.day, e.because, coalesce(e.detail, '')
       AS detail, c.title, r.role, w.open_pipeline
FROM events e JOIN review_accounts a USING (account_id) JOIN review_weight w USING (account_id)
JOIN review_contacts c ON c.contact_id = e.contact_id
JOIN review_roles r ON r.contact_id = e.contact_id AND r.account_id = e.account_id
    AND CASE WHEN e.because = 'denied'
             THEN r.role = e.role AND r.source <> 'confirmed' AND r.holds ELSE r.counts END
ORDER BY e.account_id, e.contact_id, r.place
"""
# Who else of today's usable contacts has one of the roles.
OTHERS = """
SELECT DISTINCT r.account_id, r.role, r.contact_id
FROM review_roles r SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS account_id) USING (account_id)
JOIN contact_standing s USING (contact_id)
WHERE r.counts AND s.reachable AND NOT s.stale
"""


def read(cursor: DuckDBPyConnection, known: Known) -> tuple[Changes, ...]:
    """New and lost people in buying roles. After ``recent.lay_out``."""
    zone = known.house.time_zone
    begins_at, ends_at = (formats.end_of_day(day, zone) for day in (known.sunday_before,
                                                                    known.sunday))  # fmt: skip
    bound = {
        "week": known.week, "sunday": known.sunday, "begins_at": begins_at, "ends_at": ends_at,
        "known_before": _known_by(cursor, begins_at), "known_by": _known_by(cursor, ends_at),
    }  # fmt: skip
    personas = templates_saved.current(cursor).personas
    new = _people([row for row in fetched(cursor, NEW, bound) if _is_news(row, personas)])
    lost = _people(fetched(cursor, LOST, bound))
    others = _others(cursor, known, [*shown(new), *shown(lost)])
    return (_group("new role", new, others), _group("lost role", lost, others))


def _known_by(cursor: DuckDBPyConnection, moment: datetime) -> datetime:
    """The moment whose knowledge of contacts counts for a week, given its end."""
    bound = {"moment": moment, "latest": moment + timedelta(days=7)}
    found: datetime | None = cursor.execute(IMPORTED, bound).fetchall()[0][0]
    return found or moment


def _is_news(row: Row, personas: Mapping[str, Persona]) -> bool:
    """Whether the role was not to be read from the title before already."""
    if row["because"] != "titled":
        return True
    was, looked_for = titles.read_title(row["detail"]), personas.get(row["role"])
    return looked_for is None or not (
        was.seniority in looked_for.seniorities and was.function in looked_for.functions)


def _people(found: list[Row]) -> list[Row]:
    """One row per person and account, with all of the roles; the first reason of several.

    Accounts with open pipeline first, of these the roles that decide.
    """
    people: dict[tuple[str, str], Row] = {}
    for row in found:
        one = people.setdefault((row["account_id"], row["contact_id"]), {**row, "roles": []})
        if row["role"] not in one["roles"]:
            one["roles"].append(row["role"])
    return sorted(people.values(), key=lambda one: (
        -one["open_pipeline"], schema.BUYING_ROLES.index(one["roles"][0]), one["account"],
        one["contact_id"]))  # fmt: skip


def _others(
    cursor: DuckDBPyConnection, known: Known, people: list[Row]
) -> dict[tuple[str, str], set[str]] | None:
    """Contacts by account and role; nothing for past weeks, of which it is not known."""
    if not known.is_newest or not people:
        return None
    found: dict[tuple[str, str], set[str]] = {}
    for row in fetched(cursor, OTHERS, {"ids": [one["account_id"] for one in people]}):
        found.setdefault((row["account_id"], row["role"]), set()).add(row["contact_id"])
    return found


def _group(
    kind: Literal["new role", "lost role"], people: list[Row],
    others: Mapping[tuple[str, str], set[str]] | None,
) -> Changes:  # fmt: skip
    made = []
    for row in shown(people):
        alone = [] if others is None else [
            role for role in row["roles"]
            if not others.get((row["account_id"], role), set()) - {row["contact_id"]}]
        made.append(Change(kind, row["account_id"], row["account"], row["day"],
                           wording.person_moved(kind, row), wording.because(kind, row, alone),
                           float(row["open_pipeline"])))  # fmt: skip
    return group(kind, wording.people_moved(kind, people), made)
