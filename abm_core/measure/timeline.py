"""What happened at and around accounts, as dated events: one timeline for all kinds of signals."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import signals_wording, surge_topics

LANES = ("engagement", "intent", "technology", "organisation", "milestone")
COLUMNS = ["account_id", "day", "lane", "kind", "what", "who", "value", "expected"]

SURGED = """
SELECT account_id, week AS day, 'engagement' AS lane,
       if(kind = 'engagement', 'surge', kind) AS kind,
       NULL AS what, NULL AS who, if(kind = 'engagement', observed, n_people) AS value, expected
FROM surges
WHERE kind <> 'topics' AND week BETWEEN $since AND $until::DATE - 6
  AND ($account_id IS NULL OR account_id = $account_id)
"""

# Topics in one event per week; 'topic surge' where enough of them surge at once.
TOPICS = """
SELECT s.account_id, s.week AS day, 'intent' AS lane,
       if(any_value(t.account_id) IS NULL, 'topic', 'topic surge') AS kind,
       string_agg(DISTINCT s.topic, ', ' ORDER BY s.topic) AS what, s.source AS who,
       max(s.strength) AS value, NULL AS expected
FROM signals s
LEFT JOIN surges t ON t.account_id = s.account_id AND t.week = s.week AND t.kind = 'topics'
    AND s.source = 'third-party'
WHERE s.week BETWEEN $since AND $until AND s.strength >= $strength
  AND (s.source = 'first-party' OR s.source = 'third-party' AND list_contains($topics, s.topic))
  AND ($account_id IS NULL OR s.account_id = $account_id)
GROUP BY s.account_id, s.week, s.source
"""

REPORTED = """
SELECT account_id, week AS day,
       if(source = 'technographic', 'technology', 'organisation') AS lane,
       CASE
           WHEN source = 'technographic' AND regexp_matches(topic, $removed, 'i')
               THEN 'technology removed'
           WHEN source = 'technographic' THEN 'technology added'
           WHEN regexp_matches(topic, $funding, 'i') THEN 'funding'
           WHEN regexp_matches(topic, $merger, 'i') THEN 'merger'
           WHEN regexp_matches(topic, $executive, 'i') THEN 'executive'
           WHEN regexp_matches(topic, $hire, 'i') THEN 'hire'
           ELSE 'organisation'
       END AS kind,
       topic AS what, 'reported' AS who, strength AS value, NULL AS expected
FROM signals
WHERE source IN ('technographic', 'organisational') AND week BETWEEN $since AND $until
  AND ($account_id IS NULL OR account_id = $account_id)
"""

# The first list that an account ever had tells what it uses, not what it took up.
CHANGED = """
WITH changes AS (
    SELECT entity_id AS account_id, changed_at::DATE AS day,
           CAST(old_value AS VARCHAR[]) AS before, CAST(new_value AS VARCHAR[]) AS after
    FROM change_log
    WHERE entity = 'accounts' AND field = 'technologies'
      AND (import_id IS NULL OR import_id NOT IN (
        SELECT import_id FROM imports WHERE undone_at IS NOT NULL))
      AND changed_at::DATE BETWEEN $since AND $until
      AND ($account_id IS NULL OR entity_id = $account_id)
), moved AS (
    SELECT account_id, day, 'technology added' AS kind,
           unnest(list_filter(after, one -> NOT list_contains(before, one))) AS what
    FROM changes WHERE len(before) > 0 AND after IS NOT NULL
    UNION ALL
    SELECT account_id, day, 'technology removed',
           unnest(list_filter(before, one -> NOT list_contains(after, one)))
    FROM changes WHERE len(before) > 0 AND after IS NOT NULL
)
SELECT account_id, day, 'technology' AS lane, kind, what, 'import' AS who, NULL AS value,
       NULL AS expected
FROM moved
"""

MET = """
SELECT a.account_id, a.occurred_at::DATE AS day, 'milestone' AS lane, 'senior meeting' AS kind,
       any_value(c.title) AS what, any_value(coalesce(c.name, 'Somebody')) AS who,
       max(a.minutes) AS value, NULL AS expected
FROM activities a
JOIN contacts c USING (contact_id)
JOIN personas p USING (contact_id)
WHERE a.kind = 'meeting' AND list_contains($seniors, p.seniority)
  AND a.occurred_at::DATE BETWEEN $since AND $until
  AND ($account_id IS NULL OR a.account_id = $account_id)
GROUP BY a.account_id, a.occurred_at::DATE, a.contact_id
"""

MILESTONES = """
WITH begun AS (
    SELECT account_id, min(week) AS week FROM contact_weeks
    WHERE is_theirs AND ($account_id IS NULL OR account_id = $account_id) GROUP BY account_id
), firsts AS (
    SELECT a.account_id, min(a.occurred_at)::DATE AS day, 'first activity' AS kind
    FROM begun b
    JOIN contact_weeks w ON w.account_id = b.account_id AND w.week = b.week AND w.is_theirs
    JOIN activities a ON a.account_id = w.account_id AND coalesce(a.contact_id, '') = w.contact_id
        AND coalesce(a.kind, 'other') = w.kind AND coalesce(a.direction, '') = w.direction
        AND a.occurred_at BETWEEN b.week - INTERVAL 1 DAY AND b.week + INTERVAL 8 DAY
    GROUP BY a.account_id
    UNION ALL
    SELECT account_id, min(occurred_at)::DATE, 'first meeting' FROM activities
    WHERE kind = 'meeting' AND ($account_id IS NULL OR account_id = $account_id)
    GROUP BY account_id
), deals AS (
    SELECT account_id, unnest([created_on, closed_on]) AS day, name AS what,
           unnest(['opportunity created', if(outcome = 'open', NULL, outcome)]) AS kind
    FROM opportunities WHERE $account_id IS NULL OR account_id = $account_id
), steps AS (
    SELECT account_id, changed_on AS day, stage_to AS what, coalesce(stage_from, '') AS who
    FROM stage_changes WHERE $account_id IS NULL OR account_id = $account_id
)
SELECT account_id, day, 'milestone' AS lane, kind, what, who, NULL AS value, NULL AS expected
FROM (
    SELECT account_id, day, kind, NULL AS what, NULL AS who FROM firsts
    UNION ALL SELECT account_id, day, kind, what, NULL FROM deals WHERE kind IS NOT NULL
    UNION ALL SELECT account_id, day, 'stage', what, who FROM steps
)
WHERE account_id IS NOT NULL AND day BETWEEN $since AND $until
"""

# What sources call the changes of a company, by words that they share.
WORDS = {
    "removed": r"^(dropped|removed|stopped|churned|replaced|left|abandoned)\b",
    "funding": r"\b(fund(ing|ed|raise|raising)?|series [a-h]|seed|rais(e|ed|es)|ipo|investment)\b",
    "merger": r"\b(merge[rds]*|acqui(re|red|res|sition)|m&a|takeover|buyout|spin-?off)\b",
    "executive": r"\b(executive|leadership|appoint(ed|s|ment)?|c[efitsmdo]o|president|promoted)\b",
    "hire": r"\b(hir(e|es|ed|ing)|recruit(s|ing|ment)?|jobs?|vacanc(y|ies)|openings?|headcount)\b",
}


class Reach(NamedTuple):
    """Which days, and which account; ``None`` for all accounts."""

    since: date
    until: date
    account_id: str | None = None


def of_account(
    cursor: DuckDBPyConnection, account_id: str, *, since: date, until: date
) -> pd.DataFrame:
    """Everything about an account on one timeline, the oldest first: day, lane, text, strength.

    ``strength`` is a number of people for surges, 0 to 100 for topics, minutes for meetings, empty
    otherwise. What was reported for a week stands on its Monday, and its text says so.
    """
    found = events(cursor, Reach(since, until, account_id))
    return pd.DataFrame({
        "day": found["day"], "lane": found["lane"], "kind": found["kind"],
        "text": [signals_wording.event(row) for row in found.to_dict("records")],
        "strength": found["value"],
    })  # fmt: skip


def events(cursor: DuckDBPyConnection, reach: Reach) -> pd.DataFrame:
    """Dated events of all lanes: account_id, day, lane, kind, what, who, value, expected."""
    return _of(cursor, reach, (*FRESH, MILESTONES))


def reasons(cursor: DuckDBPyConnection, reach: Reach) -> pd.DataFrame:
    """The events among them that can be a reason to call now."""
    return _of(cursor, reach, FRESH)


def signals(cursor: DuckDBPyConnection, reach: Reach) -> pd.DataFrame:
    """The events among them that are not activities: surges, topics, what sources reported."""
    return _of(cursor, reach, SIGNALS)


SIGNALS = (SURGED, TOPICS, REPORTED, CHANGED)
FRESH = (*SIGNALS, MET)


def _further(cursor: DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """What a query wants to know besides which days and which account."""
    if sql == TOPICS:
        return {"topics": surge_topics.chosen(cursor), "strength": settings.TOPIC_STRENGTH.value}
    if sql == REPORTED:
        return dict(WORDS)
    return {"seniors": list(settings.SENIORS.value)} if sql == MET else {}


def _of(cursor: DuckDBPyConnection, reach: Reach, queries: tuple[str, ...]) -> pd.DataFrame:
    parts = []
    for sql in queries:
        bound = {**reach._asdict(), **_further(cursor, sql)}
        parts += cursor.execute(sql, bound).fetchall()
    found = pd.DataFrame(parts, columns=COLUMNS)
    found["value"] = found["value"].astype("float64")
    found["expected"] = found["expected"].astype("float64")
    return found.sort_values(["day", "lane", "kind", "what"], ignore_index=True)
