"""What is computed of accounts, as columns that criteria can look at: engagement, stage, surges,
topics, the people whom we know there.

Read from the tables that other rooms save. Such a column is known for every account once its table
holds anything: nothing seen is nothing, not unknown. Of a past day it is not known at all.
"""

from __future__ import annotations

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.targeting.rules import FieldType

PREFIX = "now."

ENGAGEMENT = """
SELECT account_id, current_points AS value FROM account_engagement
"""
STAGE = """
SELECT account_id, stage_to AS value FROM stage_changes
WHERE motion = 'new'
QUALIFY row_number() OVER (PARTITION BY account_id ORDER BY week DESC) = 1
"""
SURGING = """
SELECT DISTINCT account_id, true AS value FROM surges
WHERE kind <> 'topics'
  AND week > (SELECT max(week) FROM surge_weeks) - ($days)::INTEGER
"""
TOPICS = """
SELECT account_id, arg_max(observed, week) AS value FROM surges
WHERE kind = 'topics'
  AND week > (SELECT max(week) FROM surges WHERE kind = 'topics') - ($days)::INTEGER
GROUP BY account_id
"""

RELATIONSHIP = "SELECT account_id, relationship AS value FROM account_reach"
CONTACTS = "SELECT account_id, n_current AS value FROM account_reach"
COVERAGE = "SELECT account_id, 100 * coverage AS value FROM account_coverage"

N_DISTINCT = """
SELECT (SELECT count(DISTINCT current_points) FROM account_engagement),
       (SELECT count(DISTINCT stage_to) FROM stage_changes),
       (SELECT CASE WHEN count(*) > 0 THEN 2 ELSE 0 END FROM surge_weeks),
       (SELECT count(DISTINCT observed) FROM surges WHERE kind = 'topics'),
       (SELECT count(DISTINCT relationship) FROM account_reach),
       (SELECT count(DISTINCT n_current) FROM account_reach),
       (SELECT count(DISTINCT coverage) FROM account_coverage)
"""


class Computed(NamedTuple):
    """A column: its reference, its label, what kind of value, and what an account without has.

    ``may_be_fit`` is for relationships; what follows from activities is timing, and stages ask for
    fit themselves.
    """

    ref: str
    label: str
    type: FieldType
    sql: str
    otherwise: float | str | bool
    may_be_fit: bool = False

    @property
    def bound(self) -> dict[str, int]:
        """What the query binds."""
        return {"days": 7 * settings.STAGE_AWARE_WEEKS.value} if "$days" in self.sql else {}


COLUMNS = (
    Computed("now.engagement", "Engagement now", "number", ENGAGEMENT, 0.0),
    Computed("now.stage", "Stage now", "text", STAGE, "unaware"),
    Computed("now.surging", "Surging now", "boolean", SURGING, False),
    Computed("now.topics", "Topics surging now", "number", TOPICS, 0.0),
    Computed("now.relationship", "Relationship strength", "number", RELATIONSHIP, 0.0, True),
    Computed("now.contacts", "Usable contacts", "number", CONTACTS, 0.0, True),
    Computed("now.coverage", "Coverage of required roles, %", "number", COVERAGE, 0.0, True),
)


def is_computed(ref: str) -> bool:
    """Whether a reference means a computed column.

    >>> is_computed("now.stage"), is_computed("industry")
    (True, False)
    """
    return ref.startswith(PREFIX)


def is_timing(ref: str) -> bool:
    """Whether a reference means a column that tells of the moment, not of fit.

    >>> is_timing("now.stage"), is_timing("now.relationship"), is_timing("industry")
    (True, False, False)
    """
    return is_computed(ref) and not any(one.ref == ref and one.may_be_fit for one in COLUMNS)


def find(ref: str) -> Computed:
    """The column of that reference; ``KeyError`` when there is none."""
    return {column.ref: column for column in COLUMNS}[ref]


def there(cursor: DuckDBPyConnection) -> list[tuple[Computed, int]]:
    """The columns that the store can tell, each with how many different values it has."""
    counts = cursor.execute(N_DISTINCT).fetchall()[0]
    return [(column, n) for column, n in zip(COLUMNS, counts, strict=True) if n]
