"""Third-party topics: weeks in which enough of the chosen topics surge at once."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import house, settings

SEEN = "SELECT DISTINCT topic FROM signals WHERE source = 'third-party' ORDER BY topic"

FORGET = "DELETE FROM surges WHERE kind = 'topics'"
KEEP = """
INSERT INTO surges (account_id, week, kind, observed, is_sure)
SELECT s.account_id, s.week, 'topics', count(DISTINCT s.topic) AS n_topics, false
FROM signals s JOIN accounts USING (account_id)
WHERE s.source = 'third-party' AND s.strength >= $strength AND list_contains($topics, s.topic)
GROUP BY s.account_id, s.week
HAVING n_topics >= $needed
"""

BY_WEEK = """
WITH wanted AS (
    SELECT week::DATE AS week, topic
    FROM range($first::DATE, $last::DATE + 1, INTERVAL 7 DAY) AS mondays(week),
         unnest($topics) AS topics(topic)
), found AS (
    SELECT week, topic, count(DISTINCT account_id) AS n_accounts,
           count(DISTINCT account_id) FILTER (WHERE strength >= $strength) AS n_surging,
           avg(strength) AS mean_strength
    FROM signals JOIN accounts USING (account_id)
    WHERE source = 'third-party' AND week BETWEEN $first AND $last
    GROUP BY week, topic
)
SELECT wanted.week, wanted.topic, coalesce(n_accounts, 0) AS n_accounts,
       coalesce(n_surging, 0) AS n_surging, mean_strength
FROM wanted LEFT JOIN found USING (week, topic)
ORDER BY wanted.week, wanted.topic
"""

OF_ACCOUNT = """
WITH strengths AS (
    SELECT week, topic, max(strength) AS strength
    FROM signals
    WHERE source = 'third-party' AND account_id = $account_id AND list_contains($topics, topic)
    GROUP BY week, topic
)
SELECT now.week, now.topic, now.strength, now.strength - before.strength AS change,
       coalesce(now.strength >= $strength, false) AS is_surging
FROM strengths now
LEFT JOIN strengths before ON before.topic = now.topic AND before.week = now.week - 7
ORDER BY now.week, now.topic
"""

OF_WEEK = """
SELECT surges.account_id, accounts.name, surges.observed::INTEGER AS n_topics,
       list_sort(list(DISTINCT signals.topic)) AS topics
FROM surges
JOIN accounts USING (account_id)
JOIN signals ON signals.account_id = surges.account_id AND signals.week = surges.week
WHERE surges.kind = 'topics' AND surges.week = $week AND signals.source = 'third-party'
  AND signals.strength >= $strength AND list_contains($topics, signals.topic)
GROUP BY surges.account_id, accounts.name, surges.observed
ORDER BY n_topics DESC, accounts.name
"""


class Needed(NamedTuple):
    """How many of the chosen topics must surge."""

    n_chosen: int
    n_needed: int


def seen(cursor: DuckDBPyConnection) -> list[str]:
    """Every topic that a third party ever reported."""
    return [row[0] for row in cursor.execute(SEEN).fetchall()]


def chosen(cursor: DuckDBPyConnection) -> list[str]:
    """The topics that the house chose, else all that were seen."""
    return list(house.read(cursor).topics) or seen(cursor)


def needed(n_chosen: int, share: float = settings.TOPIC_SHARE.value) -> Needed:
    """The share as a number of topics, rounded up.

    >>> needed(10).n_needed, needed(4).n_needed, needed(1).n_needed
    (3, 1, 1)
    """
    return Needed(n_chosen, max(1, math.ceil(share * n_chosen - 1e-9)))


def refresh(cursor: DuckDBPyConnection) -> None:
    """Save every week of every account in which enough topics surged."""
    topics = chosen(cursor)
    cursor.execute(FORGET)
    if topics:
        cursor.execute(KEEP, {
            "topics": topics, "strength": settings.TOPIC_STRENGTH.value,
            "needed": needed(len(topics)).n_needed,
        })  # fmt: skip


def by_week(cursor: DuckDBPyConnection, *, last: date, n_weeks: int) -> pd.DataFrame:
    """Rise and fall of every chosen topic: accounts that read about it and that surge on it.

    One row per week and topic through the week ``last``: n_accounts, n_surging, mean_strength;
    weeks in which nobody read about a topic have 0 accounts and no strength.
    """
    topics = chosen(cursor)
    bound = {"topics": topics, "last": last, "first": last - timedelta(weeks=n_weeks - 1),
             "strength": settings.TOPIC_STRENGTH.value}  # fmt: skip
    return cursor.execute(BY_WEEK, bound).df()


def of_account(cursor: DuckDBPyConnection, account_id: str) -> pd.DataFrame:
    """Strength of every chosen topic at one account by week, with its change from the week before.

    Columns: week, topic, strength, change (empty where the week before says nothing), is_surging.
    """
    bound = {"topics": chosen(cursor), "account_id": account_id,
             "strength": settings.TOPIC_STRENGTH.value}  # fmt: skip
    return cursor.execute(OF_ACCOUNT, bound).df()


def of_week(cursor: DuckDBPyConnection, week: date) -> pd.DataFrame:
    """Accounts on which enough topics surged in a week: account_id, name, n_topics, topics."""
    bound = {"topics": chosen(cursor), "week": week, "strength": settings.TOPIC_STRENGTH.value}
    return cursor.execute(OF_WEEK, bound).df()
