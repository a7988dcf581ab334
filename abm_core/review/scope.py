"""Whose week it is: the accounts of a programme on a day, narrowed to a tier, segment or owner.

``lay_out`` makes ``review_accounts`` for one cursor; every part of the review joins it.
"""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.errors import AbmError, did_you_mean
from abm_core.measure import weeks
from abm_core.review.document import Scope
from abm_core.schema import TIERS

# Tiers as the target list had them on the day; segments and owners as they are today.
LISTED = """
CREATE OR REPLACE TEMP TABLE review_accounts AS
WITH listed AS (
    SELECT account_id, min(tier) AS tier, min(account_name) AS account_name FROM target_list
    WHERE programme_id = $programme_id AND account_id IS NOT NULL
      AND joined_on <= $day
      AND (left_on IS NULL OR left_on > $day)
    GROUP BY account_id
)
SELECT l.account_id, coalesce(a.name, l.account_name, l.account_id) AS name, l.tier, s.segment,
       a.sales_owner, a.marketing_owner
FROM listed l
LEFT JOIN accounts a USING (account_id)
LEFT JOIN account_segments s USING (account_id)
WHERE CASE $kind WHEN 'tier' THEN l.tier = $value
                 WHEN 'segment' THEN s.segment = $value
                 WHEN 'owner' THEN coalesce(a.sales_owner = $value, FALSE)
                                   OR coalesce(a.marketing_owner = $value, FALSE)
                 ELSE TRUE END
"""
ANYBODY = """
CREATE OR REPLACE TEMP TABLE review_accounts AS
WITH met AS (
    SELECT account_id FROM account_engagement
    UNION SELECT account_id FROM opportunities WHERE account_id IS NOT NULL
)
SELECT a.account_id, a.name, NULL::VARCHAR AS tier, s.segment, a.sales_owner, a.marketing_owner
FROM accounts a SEMI JOIN met USING (account_id)
LEFT JOIN account_segments s USING (account_id)
WHERE CASE $kind WHEN 'tier' THEN FALSE
                 WHEN 'segment' THEN s.segment = $value
                 WHEN 'owner' THEN coalesce(a.sales_owner = $value, FALSE)
                                   OR coalesce(a.marketing_owner = $value, FALSE)
                 ELSE TRUE END
"""
COUNT = "SELECT count(*) FROM review_accounts"
IS_LISTED = """
SELECT count(*) > 0, min(joined_on) FROM target_list
WHERE programme_id = $programme_id
"""
SEGMENTS = "SELECT DISTINCT segment FROM account_segments ORDER BY segment"
OWNERS = """
SELECT DISTINCT owner FROM (
    SELECT sales_owner AS owner FROM accounts UNION SELECT marketing_owner FROM accounts
) WHERE owner IS NOT NULL ORDER BY owner
"""


def is_listed(cursor: DuckDBPyConnection, programme_id: str | None) -> bool:
    """Whether the programme has a target list at all."""
    return bool(_listed(cursor, programme_id)[0])


def lay_out(
    cursor: DuckDBPyConnection, programme_id: str | None, scope: Scope, week: date
) -> int:
    """Make ``review_accounts`` of this cursor; how many they are.

    Columns: account_id, name, tier (empty without a target list), segment, sales_owner,
    marketing_owner. ``week`` is a Monday; the list is that of ``list_day``. Where the programme
    has no target list at all, every account with an activity or opportunity counts. Raises
    ``AbmError`` where nobody is left.
    """
    bound = {"kind": scope.kind, "value": scope.value}
    day = list_day(cursor, programme_id, week)
    if day:
        cursor.execute(LISTED, {**bound, "programme_id": programme_id, "day": day})
    else:
        cursor.execute(ANYBODY, bound)
    ((n,),) = cursor.execute(COUNT).fetchall()
    if not n:
        _refuse(cursor, scope, day)
    return int(n)


def list_day(cursor: DuckDBPyConnection, programme_id: str | None, week: date) -> date | None:
    """The day whose target list counts: the Sunday of the week, or that on which the list began.

    So a list that was saved today has a review of last week already. None without any list.
    """
    listed, began = _listed(cursor, programme_id)
    if not listed:
        return None
    return max(began, weeks.sunday(week)) if began else weeks.sunday(week)


def choices(cursor: DuckDBPyConnection, *, listed: bool) -> list[Scope]:
    """Every scope that a review can be asked for, the whole programme first."""
    tiers = [Scope("tier", tier) for tier in TIERS] if listed else []
    segments = [Scope("segment", name) for (name,) in cursor.execute(SEGMENTS).fetchall()]
    owners = [Scope("owner", name) for (name,) in cursor.execute(OWNERS).fetchall()]
    return [Scope(), *tiers, *segments, *owners]


def _listed(
    cursor: DuckDBPyConnection, programme_id: str | None
) -> tuple[bool, date | None]:
    ((listed, began),) = cursor.execute(IS_LISTED, {"programme_id": programme_id}).fetchall()
    return listed, began


def _refuse(cursor: DuckDBPyConnection, scope: Scope, day: date | None) -> None:
    """Say why no account is left."""
    known = [one.value for one in choices(cursor, listed=True) if one.kind == scope.kind]
    if scope.kind in ("tier", "segment", "owner") and scope.value not in known:
        raise AbmError(f"There is no {scope.kind} '{scope.value}'.",
                       did_you_mean(scope.value, known))  # fmt: skip
    if day is None and scope.kind == "programme":
        raise AbmError("No account has an activity or an opportunity yet.",
                       "Import activities or opportunities of your accounts.")  # fmt: skip
    if day is None:
        raise AbmError(f"{scope.label} has no account with an activity or opportunity.",
                       "Import accounts and activities, or choose the whole programme.")
    whose = "" if scope.kind == "programme" else f" of {scope.label}"
    raise AbmError(f"No account{whose} was on the target list on {formats.day(day)}.",
                   "Choose another week, or the whole programme.")  # fmt: skip
