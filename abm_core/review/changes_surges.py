"""Accounts that surged in the week, each once, and who came or what they read about."""

from __future__ import annotations

from datetime import timedelta

from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.measure import surge_topics
from abm_core.review import changes_evidence
from abm_core.review import changes_wording as wording
from abm_core.review.changes_evidence import Seen
from abm_core.review.changes_rows import Row, fetched, group, shown
from abm_core.review.document import Change, Changes
from abm_core.review.known import Known

# People who came say more than topics from outside, one week more than a slow rise.
SURGES = """
SELECT s.account_id, a.name AS account, s.kind, s.week, s.observed, s.expected, s.is_sure,
       s.n_people, w.open_pipeline
FROM surges s JOIN review_accounts a USING (account_id) JOIN review_weight w USING (account_id)
WHERE s.week = $week
QUALIFY row_number() OVER (PARTITION BY s.account_id
    ORDER BY s.is_sure DESC, list_position($kinds, s.kind)) = 1
ORDER BY s.is_sure DESC, s.kind = 'topics', coalesce(s.n_people, 0) DESC, s.p_value NULLS LAST,
         a.name, s.account_id
"""
TOPICS = """
SELECT account_id, topic, max(strength) AS strength
FROM signals SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS account_id) USING (account_id)
WHERE week = $week AND source = 'third-party' AND strength >= $strength
  AND list_contains($topics, topic)
GROUP BY account_id, topic
ORDER BY account_id, strength DESC, topic
"""


def read(cursor: DuckDBPyConnection, known: Known) -> tuple[Changes, ...]:
    """The surges of the week, those of high confidence first. After ``changes_rows.lay_out``."""
    bound = {"week": known.week, "kinds": list(schema.SURGE_KINDS)}
    found = fetched(cursor, SURGES, bound)
    told = shown(found)
    seen = _who_came(cursor, known, told)
    topics = _topics(cursor, known, [one["account_id"] for one in told if one["kind"] == "topics"])
    made = []
    for row in told:
        people = seen.get(row["account_id"], [])
        about = topics.get(row["account_id"], [])
        made.append(Change(
            "surge", row["account_id"], row["account"], known.sunday,
            wording.surge(row, people, about), wording.surge_because(row, people, about),
            float(row["n_people"] or row["observed"] or 0)))  # fmt: skip
    return (group("surge", wording.surges(found), made),)


def _who_came(cursor: DuckDBPyConnection, known: Known, told: list[Row]) -> dict[str, list[Seen]]:
    """Who came in the week of a surge, in both weeks of a slow rise."""
    slow = [one["account_id"] for one in told if one["kind"] == "slow rise"]
    fast = [one["account_id"] for one in told if one["kind"] == "engagement"]
    found = {}
    for ids, first in ((fast, known.week), (slow, known.week - timedelta(weeks=1))):
        if ids:
            found.update(changes_evidence.people(cursor, ids, first=first, last=known.week))
    return found


def _topics(
    cursor: DuckDBPyConnection, known: Known, ids: list[str]
) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    if ids:
        for row in fetched(cursor, TOPICS, {
            "ids": ids, "week": known.week, "topics": surge_topics.chosen(cursor),
            "strength": settings.TOPIC_STRENGTH.value,
        }):  # fmt: skip
            found.setdefault(row["account_id"], []).append(row)
    return found
