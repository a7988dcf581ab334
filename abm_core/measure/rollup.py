"""The roll-up: activities into contact weeks, only for the weeks that are touched.

Every week has a fingerprint of all that its contact weeks follow from: the activities, which of
them are left out, and the rules. A week whose fingerprint differs from the kept one is rolled up
again, whatever changed it: an import, an undo, a merge, an erasure, a decision about a match, the
settings of the house. Fingerprints are only compared when the import revision, the rules or the
as-of day have changed, and after imports only those of weeks that these can have changed (see
``rollup_touched``). All of it is one transaction.

Left out, beside what ``rollup_rows`` leaves out: duplicates, which say the same as another row
(account, person, instant, kind, channel, direction and subject) under another id, where more of
the instant is known than its day; bots, which are
all short page visits of a contact on a day with more of them than people make. Together with what
is rolled up that is every activity, week by week; ``dropped`` counts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import house, settings, store
from abm_core.measure import rollup_rows, rollup_touched

KNOWN_BY = "rollup"  # in the store's meta: what the roll-up was last compared with
METHOD = 2  # counts up when the same rows would be rolled up otherwise
ROWS_AT_ONCE = 20_000_000

PARTS = """
CREATE OR REPLACE TEMP TABLE rollup_parts AS
SELECT week, reason, count(*) AS n,
       sum(hash(account_id, contact_id, who, occurred_at, kind, channel, direction, minutes,
                subject, reason)) AS sum
FROM rollup_rows
WHERE $everything OR week IN (SELECT week FROM rollup_touched)
GROUP BY week, reason
"""
FOUND = """
CREATE OR REPLACE TEMP TABLE rollup_found AS
SELECT week, sum(n)::BIGINT AS n_raw, $rules || ': ' ||
       string_agg(coalesce(reason, 'kept') || ' ' || n || ' ' || sum, ', ' ORDER BY reason)
       AS fingerprint
FROM rollup_parts GROUP BY week
"""
STALE = """
SELECT coalesce(f.week, k.week) AS week, coalesce(f.n_raw, 0) AS n_raw
FROM rollup_found f FULL JOIN rollup_weeks k ON k.week = f.week
WHERE f.fingerprint IS DISTINCT FROM k.fingerprint
  AND ($everything OR coalesce(f.week, k.week) IN (SELECT week FROM rollup_touched))
ORDER BY 1
"""
THESE_WEEKS = """
CREATE OR REPLACE TEMP TABLE rollup_stale AS SELECT unnest($weeks::DATE[]) AS week
"""
FORGET_WEEKS = (
    "DELETE FROM contact_weeks WHERE week IN (SELECT week FROM rollup_stale)",
    "DELETE FROM rollup_dropped WHERE week IN (SELECT week FROM rollup_stale)",
    "DELETE FROM rollup_weeks WHERE week IN (SELECT week FROM rollup_stale)",
    "DELETE FROM contact_points WHERE week IN (SELECT week FROM rollup_stale)",
    "DELETE FROM account_weeks WHERE week IN (SELECT week FROM rollup_stale)",
)
KEEP_WEEKS = """
INSERT INTO rollup_weeks BY NAME SELECT * FROM rollup_found SEMI JOIN rollup_stale USING (week)
"""
# What says the same has the same hash. Rows that are not asked about, in the days around, or that
# only share a hash, do no harm: JUDGED compares what they say.
REPEATS = """
CREATE OR REPLACE TEMP TABLE rollup_repeats AS
SELECT hash(account_id, coalesce(contact_id, lead_id, email, contact_name, ''), occurred_at,
            coalesce(kind, 'other'), coalesce(channel, 'other'), coalesce(direction, ''),
            subject) AS said
FROM rollup_activities
WHERE occurred_at BETWEEN (SELECT min(week) - INTERVAL 2 DAY FROM rollup_stale)
                      AND (SELECT max(week) + INTERVAL 9 DAY FROM rollup_stale)
GROUP BY said HAVING count(*) > 1
"""
ROLL_UP = """
INSERT INTO contact_weeks BY NAME
SELECT account_id, contact_id, week, kind, channel, direction, is_theirs,
       count(*) AS n, count(*) AS n_capped,
       coalesce(sum(minutes), 0) AS minutes, coalesce(sum(minutes), 0) AS minutes_capped,
       bit_count(bit_or(1 << isodow(day))) AS n_days,
       count(*) - count(minutes) AS n_untimed, max(day) AS last_on
FROM rollup_rows SEMI JOIN rollup_stale USING (week)
WHERE reason IS NULL
GROUP BY account_id, contact_id, week, kind, channel, direction, is_theirs
"""
# Where rows have to be looked at one by one: the cap or a bot may be there, or something repeats.
# What is more than the cap in all parts of a kind together is more than its share in one of them.
BUSY = """
CREATE OR REPLACE TEMP TABLE rollup_cases AS
WITH parts AS (
    SELECT kind, count(*) AS n_parts
    FROM (SELECT DISTINCT kind, channel, direction, is_theirs FROM contact_weeks
          SEMI JOIN rollup_stale USING (week))
    GROUP BY kind
)
SELECT DISTINCT w.account_id, w.contact_id, w.week, w.kind
FROM contact_weeks w SEMI JOIN rollup_stale USING (week) JOIN parts p ON p.kind = w.kind
WHERE w.n * p.n_parts > least($cap, $bot_visits)
"""
N_REPEATS = "SELECT count(*) FROM rollup_repeats"
REPEATING = """
INSERT INTO rollup_cases
SELECT account_id, contact_id, week, kind
FROM rollup_rows SEMI JOIN rollup_stale USING (week)
WHERE reason IS NULL AND NOT is_day_only
  AND hash(account_id, who, occurred_at, kind, channel, direction, subject)
      IN (SELECT said FROM rollup_repeats)
EXCEPT SELECT * FROM rollup_cases
"""
FORGET_CASES = """
DELETE FROM contact_weeks w USING rollup_cases c
WHERE w.account_id = c.account_id AND w.contact_id = c.contact_id AND w.week = c.week
  AND w.kind = c.kind
"""
JUDGED = """
CREATE OR REPLACE TEMP TABLE rollup_judged AS
WITH told AS (
    SELECT * EXCLUDE (reason),
           CASE WHEN NOT is_day_only AND row_number() OVER (
                PARTITION BY account_id, who, occurred_at, kind, channel, direction, subject
                ORDER BY minutes DESC NULLS LAST) > 1 THEN 'duplicate' END AS repeats,
           kind = 'page visit' AND coalesce(minutes, 0) <= $bot_minutes AS is_short
    FROM rollup_rows SEMI JOIN rollup_cases USING (account_id, contact_id, week, kind)
    WHERE reason IS NULL
),
judged AS (
    SELECT *, CASE WHEN repeats IS NULL AND is_short AND count(*)
                FILTER (repeats IS NULL AND is_short)
                OVER (PARTITION BY account_id, contact_id, day, kind) > $bot_visits
              THEN 'bot' ELSE repeats END AS reason
    FROM told
)
SELECT account_id, contact_id, week, day, kind, channel, direction, is_theirs, minutes, reason,
       row_number() OVER (PARTITION BY account_id, contact_id, day, kind, reason
                          ORDER BY is_theirs DESC, direction = 'ours', occurred_at,
                                   minutes DESC NULLS LAST)
       <= $cap AS counts
FROM judged
"""
ROLL_UP_CASES = """
INSERT INTO contact_weeks BY NAME
SELECT account_id, contact_id, week, kind, channel, direction, is_theirs,
       count(*) AS n, count(*) FILTER (counts) AS n_capped,
       coalesce(sum(minutes), 0) AS minutes,
       coalesce(sum(minutes) FILTER (counts), 0) AS minutes_capped,
       bit_count(bit_or(1 << isodow(day))) AS n_days,
       count(*) FILTER (counts AND minutes IS NULL) AS n_untimed, max(day) AS last_on
FROM rollup_judged WHERE reason IS NULL
GROUP BY account_id, contact_id, week, kind, channel, direction, is_theirs
"""
KEEP_DROPPED = """
INSERT INTO rollup_dropped BY NAME
SELECT week, reason, count(*) AS n
FROM rollup_judged WHERE reason IS NOT NULL GROUP BY week, reason
UNION ALL
SELECT week, reason, n FROM rollup_parts SEMI JOIN rollup_stale USING (week)
WHERE reason IS NOT NULL
"""
DROPPED = """
SELECT week, reason, n FROM rollup_dropped
WHERE week >= coalesce($first, week) AND week <= coalesce($last, week)
ORDER BY week, reason
"""
STATE = "SELECT coalesce(bit_xor(hash(week, fingerprint)), 0)::VARCHAR FROM rollup_weeks"
TOTAL = "SELECT reason, sum(n)::BIGINT FROM rollup_dropped GROUP BY reason"
N_RAW = "SELECT coalesce(sum(n_raw), 0)::BIGINT FROM rollup_weeks"
FORGET = (
    "DROP TABLE IF EXISTS temp.rollup_parts",
    "DROP TABLE IF EXISTS temp.rollup_found",
    "DROP TABLE IF EXISTS temp.rollup_stale",
    "DROP TABLE IF EXISTS temp.rollup_repeats",
    "DROP TABLE IF EXISTS temp.rollup_cases",
    "DROP TABLE IF EXISTS temp.rollup_judged",
)


class Rules(NamedTuple):
    """What the roll-up depends on beside the activities; changing any rolls up again."""

    zone: str
    own_domains: tuple[str, ...]
    cap: int
    visit_minutes: float = settings.VISIT_MINUTES.value
    most_minutes: float = settings.MOST_MINUTES.value
    bot_visits: int = settings.BOT_VISITS.value
    bot_minutes: float = settings.BOT_MINUTES.value


def rules_of(cursor: DuckDBPyConnection, *, cap: int) -> Rules:
    """The rules that the house has chosen."""
    chosen = house.read(cursor)
    return Rules(chosen.time_zone, tuple(sorted(chosen.own_domains)), cap)


def refresh(cursor: DuckDBPyConnection, *, as_of: date, cap: int) -> list[date]:
    """Roll up again the weeks that have changed; returns them, the oldest first.

    ``cap``: activities of one kind that count per contact and day. Cheap when nothing has changed
    since the last call.
    """
    rules = rules_of(cursor, cap=cap)
    known = _known(cursor, rules)
    if _state(cursor, rules, as_of) == store.read_meta(cursor, KNOWN_BY):
        return []
    with store.transaction(cursor):
        everything = rollup_touched.lay_out(cursor, known=known, as_of=as_of)
        rollup_rows.prepare(
            cursor, as_of=as_of, zone=rules.zone, own_domains=rules.own_domains,
            visit_minutes=rules.visit_minutes, most_minutes=rules.most_minutes,
        )  # fmt: skip
        stale = _stale(cursor, rules, everything=everything)
        for weeks in _portions(stale):
            _roll_up(cursor, weeks, rules)
        _forget(cursor)
        rollup_touched.settle(cursor)
        store.write_meta(cursor, KNOWN_BY, _state(cursor, rules, as_of))
    return [week for week, _ in stale]


def next_revision(cursor: DuckDBPyConnection) -> None:
    """Say that computed tables have changed, as caches must know, but no activity.

    Inside the transaction that changes them. Spares the next call of ``refresh`` a comparison.
    """
    before = store.revision(cursor)
    store.next_revision(cursor)
    state = json.loads(store.read_meta(cursor, KNOWN_BY) or "[0, 0]")
    if state[1] == before:
        store.write_meta(cursor, KNOWN_BY, json.dumps([state[0], before + 1, *state[2:]]))


def state(cursor: DuckDBPyConnection) -> str:
    """A text that changes with every rolled-up week, one that is gone included."""
    return str(cursor.execute(STATE).fetchall()[0][0])


def dropped(
    cursor: DuckDBPyConnection, *, first: date | None = None, last: date | None = None
) -> pd.DataFrame:
    """What was left out: ``week``, ``reason``, ``n``; all weeks, or from ``first`` to ``last``."""
    return cursor.execute(DROPPED, {"first": first, "last": last}).df()


def total(cursor: DuckDBPyConnection) -> tuple[dict[str, int], int]:
    """Activities left out of all weeks by reason, and how many activities there are at all."""
    dropped = dict(cursor.execute(TOTAL).fetchall())
    return dropped, int(cursor.execute(N_RAW).fetchall()[0][0])


def _state(cursor: DuckDBPyConnection, rules: Rules, as_of: date) -> str:
    return json.dumps([METHOD, store.revision(cursor), as_of.isoformat(), rules])


def _known(cursor: DuckDBPyConnection, rules: Rules) -> tuple[int, date] | None:
    """Revision and as-of day of the last roll-up, where it went by the same rules."""
    method, revision, as_of, by = json.loads(
        store.read_meta(cursor, KNOWN_BY) or "[null, 0, null, null]")
    same = method == METHOD and by == json.loads(json.dumps(rules))
    return (revision, date.fromisoformat(as_of)) if same else None


def _stale(
    cursor: DuckDBPyConnection, rules: Rules, *, everything: bool
) -> list[tuple[date, int]]:
    """Weeks that differ from what was rolled up, with their number of activities."""
    cursor.execute(PARTS, {"everything": everything})
    cursor.execute(FOUND, {"rules": json.dumps([METHOD, *rules])})
    return [(week, n) for week, n in
            cursor.execute(STALE, {"everything": everything}).fetchall()]


def _portions(stale: list[tuple[date, int]]) -> Iterator[list[date]]:
    """Weeks in portions of so many activities that memory holds them, however many there are."""
    weeks: list[date] = []
    rows = 0
    for week, n in stale:
        if weeks and rows + n > ROWS_AT_ONCE:
            yield weeks
            weeks, rows = [], 0
        weeks.append(week)
        rows += n
    if weeks:
        yield weeks


def _roll_up(cursor: DuckDBPyConnection, weeks: list[date], rules: Rules) -> None:
    cursor.execute(THESE_WEEKS, {"weeks": weeks})
    for query in FORGET_WEEKS:
        cursor.execute(query)
    cursor.execute(KEEP_WEEKS)
    cursor.execute(REPEATS)
    cursor.execute(ROLL_UP)
    cursor.execute(BUSY, {"cap": rules.cap, "bot_visits": rules.bot_visits})
    if cursor.execute(N_REPEATS).fetchall()[0][0]:
        cursor.execute(REPEATING)
    cursor.execute(FORGET_CASES)
    cursor.execute(JUDGED, {
        "cap": rules.cap, "bot_visits": rules.bot_visits, "bot_minutes": rules.bot_minutes,
    })  # fmt: skip
    cursor.execute(ROLL_UP_CASES)
    cursor.execute(KEEP_DROPPED)


def _forget(cursor: DuckDBPyConnection) -> None:
    rollup_rows.forget(cursor)
    for query in FORGET:
        cursor.execute(query)
