"""What accounts do now, as columns that criteria can look at: engagement, stage, surges, topics.

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

N_DISTINCT = """
SELECT (SELECT count(DISTINCT current_points) FROM account_engagement),
       (SELECT count(DISTINCT stage_to) FROM stage_changes),
       (SELECT CASE WHEN count(*) > 0 THEN 2 ELSE 0 END FROM surge_weeks),
       (SELECT count(DISTINCT observed) FROM surges WHERE kind = 'topics')
"""


class Computed(NamedTuple):
    """A column: its reference, its label, what kind of value, and what an account without has."""

    ref: str
    label: str
    type: FieldType
    sql: str
    otherwise: float | str | bool

    @property
    def bound(self) -> dict[str, int]:
        """What the query binds."""
        return {"days": 7 * settings.STAGE_AWARE_WEEKS.value} if "$days" in self.sql else {}


COLUMNS = (
    Computed("now.engagement", "Engagement now", "number", ENGAGEMENT, 0.0),
    Computed("now.stage", "Stage now", "text", STAGE, "unaware"),
    Computed("now.surging", "Surging now", "boolean", SURGING, False),
    Computed("now.topics", "Topics surging now", "number", TOPICS, 0.0),
)


def is_computed(ref: str) -> bool:
    """Whether a reference means a computed column.

    >>> is_computed("now.stage"), is_computed("industry")
    (True, False)
    """
    return ref.startswith(PREFIX)


def find(ref: str) -> Computed:
    """The column of that reference; ``KeyError`` when there is none."""
    return {column.ref: column for column in COLUMNS}[ref]


def there(cursor: DuckDBPyConnection) -> list[tuple[Computed, int]]:
    """The columns that the store can tell, each with how many different values it has."""
    counts = cursor.execute(N_DISTINCT).fetchall()[0]
    return [(column, n) for column, n in zip(COLUMNS, counts, strict=True) if n]
