"""The largest open gap of a scope: what the third part of the headline says.

In the newest week it is the required role that is missing at accounts of the best tier, where it
is due at most of them: the same as the headline of coverage. Roles are not dated, so that of a past
week only opportunities can be told: those past their expected day.
"""

from __future__ import annotations

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.review.known import Known
from abm_core.review.said import Behind, Column, Rows

# The template of an account and who covers a line are told as ``measure.coverage`` does.
COVERED = """
CREATE OR REPLACE TEMP TABLE review_lines AS
WITH best AS (
    SELECT * FROM review_accounts WHERE tier = (SELECT min(tier) FROM review_accounts)
), templates AS (
    SELECT DISTINCT template, tier, field, values FROM required_roles
), held AS (
    SELECT b.account_id, min(r.template) AS template
    FROM best b JOIN accounts a USING (account_id)
    JOIN templates r ON coalesce(r.tier = b.tier, TRUE)
        AND (r.field IS NULL OR list_contains(r.values, lower(CASE r.field
            WHEN 'industry' THEN a.industry WHEN 'country' THEN a.country
            WHEN 'region' THEN a.region WHEN 'territory' THEN a.territory
            WHEN 'account_type' THEN a.account_type WHEN 'sales_owner' THEN a.sales_owner END)))
    WHERE EXISTS (SELECT 1 FROM contacts)
    GROUP BY b.account_id
), wanted AS (
    SELECT template, line, unnest(roles) AS role FROM required_roles
), there AS (
    SELECT h.account_id, w.line, count(DISTINCT c.contact_id) AS n
    FROM held h JOIN contact_roles r ON r.account_id = h.account_id AND r.counts
    JOIN wanted w ON w.template = h.template AND w.role = r.role
    JOIN contact_standing c ON c.contact_id = r.contact_id AND c.account_id = r.account_id
        AND c.reachable AND NOT c.stale AND NOT c.has_left
    GROUP BY h.account_id, w.line
)
SELECT h.account_id, q.requirement, q.stage, coalesce(t.n, 0) < q.n_required AS is_short
FROM held h JOIN required_roles q USING (template)
LEFT JOIN there t ON t.account_id = h.account_id AND t.line = q.line
"""
LACKING = """
WITH open_ones AS (
    SELECT account_id, sum(value) AS value FROM review_deals
    WHERE end_on = $end AND outcome = 'open' GROUP BY account_id
), stages AS (
    SELECT account_id, arg_max(stage_to, (week, motion)) AS stage
    FROM stage_changes SEMI JOIN review_lines USING (account_id) GROUP BY account_id
), short AS (
    SELECT l.account_id, l.requirement, any_value(o.value) AS value,
           bool_or(coalesce(list_position($stages, CASE WHEN o.account_id IS NOT NULL
                       THEN 'opportunity' ELSE s.stage END), 1)
                   >= coalesce(list_position($stages, l.stage), 1)) AS is_due
    FROM review_lines l LEFT JOIN open_ones o USING (account_id)
    LEFT JOIN stages s USING (account_id)
    WHERE l.is_short GROUP BY l.account_id, l.requirement
), worst AS (
    SELECT requirement FROM short GROUP BY requirement
    ORDER BY count(*) FILTER (is_due) DESC, count(*) DESC, requirement LIMIT 1
)
SELECT s.account_id, a.name, a.tier, a.sales_owner, s.requirement,
       CASE WHEN s.is_due THEN 'now' ELSE 'later' END, s.value
FROM short s JOIN worst USING (requirement) JOIN review_accounts a USING (account_id)
ORDER BY s.value DESC NULLS LAST, s.account_id
"""
OVERDUE = """
SELECT d.account_id, a.name, d.opportunity_id, coalesce(d.name, d.opportunity_id), d.owner,
       d.expected_on, d.value
FROM review_deals d JOIN review_accounts a USING (account_id)
WHERE d.end_on = $end AND d.outcome = 'open' AND d.expected_on <= $end
ORDER BY d.value DESC NULLS LAST, d.opportunity_id
"""
ACCOUNT = (Column("account_id", "Account", "account"), Column("account", "Name"))
LACKS = (*ACCOUNT, Column("tier", "Tier"), Column("owner", "Owner"),
         Column("requirement", "Missing role"), Column("due", "Due"),
         Column("value", "Open pipeline", "money"))  # fmt: skip
PAST = (*ACCOUNT, Column("opportunity_id", "Opportunity ID"), Column("opportunity", "Opportunity"),
        Column("owner", "Owner"), Column("expected_on", "Expected on", "day"),
        Column("value", "Amount", "money"))  # fmt: skip


class Gap(NamedTuple):
    """Accounts of a tier that lack a role, or, with neither, opportunities past their day.

    ``pipeline`` is what is open there.
    """

    n: Behind
    pipeline: Behind
    tier: str = ""
    requirement: str = ""


def read(cursor: DuckDBPyConnection, known: Known) -> Gap | None:
    """The largest gap, after ``scope.lay_out`` and ``deals.lay_out``; none where there is none."""
    found = _lacking(cursor, known) if known.is_newest else None
    return found or _overdue(cursor, known)


def _lacking(cursor: DuckDBPyConnection, known: Known) -> Gap | None:
    """The role that is missing where it is due at most accounts of the best tier in the scope."""
    cursor.execute(COVERED)
    bound = {"end": known.sunday, "stages": list(schema.ACCOUNT_STAGES)}
    rows = cursor.execute(LACKING, bound).fetchall()
    if not rows:
        return None
    tier, requirement = rows[0][2], rows[0][4]
    label = f"Tier {tier} accounts without a usable {requirement}"
    return Gap(*_counted(label, Rows(LACKS, tuple(rows)), known.currency), tier, requirement)


def _overdue(cursor: DuckDBPyConnection, known: Known) -> Gap | None:
    """Open opportunities whose expected day had come by the end of the week."""
    rows = [(*row[:5], row[5].isoformat(), row[6])
            for row in cursor.execute(OVERDUE, {"end": known.sunday}).fetchall()]  # fmt: skip
    if not rows:
        return None
    label = "Open opportunities past their expected day"
    return Gap(*_counted(label, Rows(PAST, tuple(rows)), known.currency))


def _counted(label: str, rows: Rows, currency: str) -> tuple[Behind, Behind]:
    pipeline = sum(float(one) for one in rows.column("value") if isinstance(one, int | float))
    return (
        Behind(label, float(len(rows.rows)), "count", "count", rows),
        Behind("Open pipeline there", pipeline, "money", "sum", rows, "value", currency),
    )
