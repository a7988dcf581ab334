"""From contact weeks to points and to the engagement of accounts, under the rules that hold.

An account's engagement blends its contacts: (sum of p^a)^(1/a) over contacts with at least one
point, so that five equal people count 1.7 times what one with the same total does. A contact's
share of it is p^a / sum of p^a. The unknown visitor of an account is one such contact, but never
a named one. Points are rounded to six decimals, so that ten points are ten wherever they are
compared.

Points, response and awareness count what is theirs, as ``rollup_rows`` tells once for all.

Window points add up the last complete weeks, not decayed. Current points decay by half every
half-life; on the newest day the running week is in. The roll-up knows weeks, not days, so for a
past day inside a week they end with the last complete one: nothing counts that happened later. A
week is as old as its Thursday (or as as-of, in a week that is not there yet): at most 3 days off,
which at a half-life of 30 days changes the points of an activity by 7.2 % at most.

Engaged contacts are people who work at the account now, as coverage counts them: who left or moved
to another account is none, whatever they did before.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings, store
from abm_core.measure import groups, points, rollup, weeks
from abm_core.measure.points import PointRules

METHOD = 3  # counts up when the same contact weeks would give other points
KNOWN_BY = "engagement"  # in the store's meta: rules, day and weeks of account_engagement

# A contact without a persona counts as other, so only those of another level matter.
PERSONAS = """
SELECT count(*) || ' ' || coalesce(sum(hash(contact_id, seniority)), 0)
FROM personas WHERE seniority <> 'other'
"""
# Who works where, and who has left.
PLACES = """
SELECT count(*) || ' ' || coalesce(sum(hash(contact_id, account_id, left_on)), 0) FROM contacts
"""
KEEP_KINDS = """
CREATE OR REPLACE TEMP TABLE points_kinds AS
SELECT kind, base, by_minutes FROM kinds_frame
"""
KEEP_LEVELS = """
CREATE OR REPLACE TEMP TABLE points_levels AS SELECT seniority, multiplier FROM levels_frame
"""
KEEP_STALE = """
CREATE OR REPLACE TEMP TABLE points_stale AS
SELECT week FROM rollup_weeks WHERE points_by IS DISTINCT FROM $points_by
"""
N_STALE = "SELECT count(*) FROM points_stale"
FORGET_STALE = (
    "DELETE FROM contact_points WHERE week IN (SELECT week FROM points_stale)",
    "DELETE FROM account_weeks WHERE week IN (SELECT week FROM points_stale)",
)
MAKE_POINTS = """
INSERT INTO contact_points BY NAME
WITH added AS (
    SELECT w.account_id, w.contact_id, w.week,
           sum(CASE WHEN NOT w.is_theirs THEN 0
                    WHEN k.by_minutes THEN w.minutes_capped + w.n_untimed * $usual_minutes
                    ELSE k.base * w.n_capped END) AS base_points,
           coalesce(sum(w.n) FILTER (w.is_theirs), 0)::BIGINT AS n,
           coalesce(sum(w.n) FILTER (w.is_theirs AND (
               w.kind IN ('meeting', 'mail reply', 'form fill')
               OR (w.kind = 'call' AND w.direction = 'theirs'))), 0)::BIGINT AS n_inbound
    FROM contact_weeks w SEMI JOIN points_stale USING (week) JOIN points_kinds k ON k.kind = w.kind
    GROUP BY w.account_id, w.contact_id, w.week
    HAVING base_points > 0 OR n > 0 OR n_inbound > 0
)
SELECT a.account_id, a.contact_id, a.week, a.n, a.n_inbound,
       round(a.base_points * CASE WHEN a.contact_id = '' THEN $unknown_visitor
                                  ELSE coalesce(l.multiplier, $other) END, 6) AS points
FROM added a
LEFT JOIN personas p ON p.contact_id = a.contact_id
LEFT JOIN points_levels l ON l.seniority = p.seniority
"""
MAKE_ACCOUNT_WEEKS = """
INSERT INTO account_weeks BY NAME
WITH blended AS (
    SELECT account_id, week,
           round(coalesce(pow(sum(pow(points, $blend)) FILTER (points >= $least), 1 / $blend), 0),
                 6) AS points,
           count(*) FILTER (points >= $least AND contact_id <> '') AS n_contacts
    FROM contact_points SEMI JOIN points_stale USING (week) GROUP BY account_id, week
),
counted AS (
    SELECT account_id, week,
           coalesce(sum(n) FILTER (is_theirs), 0)::BIGINT AS n_theirs,
           coalesce(sum(n) FILTER (direction = 'ours'), 0)::BIGINT AS n_ours,
           max(last_on) AS last_on, max(last_on) FILTER (is_theirs) AS last_theirs_on
    FROM contact_weeks SEMI JOIN points_stale USING (week) GROUP BY account_id, week
)
SELECT c.*, coalesce(b.points, 0) AS points, coalesce(b.n_contacts, 0) AS n_contacts
FROM counted c LEFT JOIN blended b ON b.account_id = c.account_id AND b.week = c.week
"""
SETTLE = """
UPDATE rollup_weeks SET points_by = $points_by WHERE week IN (SELECT week FROM points_stale)
"""
FORGET_ACCOUNTS = "DELETE FROM account_engagement"
ACCOUNTS = """
WITH people AS (
    SELECT account_id, contact_id,
           round(sum(points) FILTER (week BETWEEN $first AND $last), 6) AS p,
           sum(n_inbound) FILTER (week BETWEEN $first AND $last) AS n_inbound,
           sum(points * pow(2, ($as_of - least(week + 3, $as_of)) / -$half_life)) AS now
    FROM contact_points WHERE week BETWEEN $decay_first AND $until
    GROUP BY account_id, contact_id
),
blended AS (
    SELECT account_id,
           round(pow(sum(pow(p, $blend)) FILTER (p >= $least), 1 / $blend), 6) AS window_points,
           round(pow(sum(pow(now, $blend)) FILTER (now >= $least), 1 / $blend), 6)
               AS current_points,
           count(*) FILTER (p >= $least AND contact_id <> '') AS n_contacts,
           max(pow(p, $blend)) FILTER (p >= $least AND contact_id <> '')
               / nullif(sum(pow(p, $blend)) FILTER (p >= $least), 0) AS top_share
    FROM people GROUP BY account_id
),
engaged AS (
    SELECT c.account_id, count(*) AS n_engaged_contacts
    FROM people c LEFT JOIN contacts k ON k.contact_id = c.contact_id
    LEFT JOIN engagement_families f ON f.account_id = k.account_id
    WHERE c.contact_id <> '' AND (c.p >= $engaged OR c.n_inbound > 0)
      AND NOT coalesce(k.left_on <= $as_of OR coalesce(f.root, k.account_id) <> c.account_id,
                       false)
    GROUP BY c.account_id
),
counted AS (
    SELECT account_id, max(last_on) AS last_activity_on, max(last_theirs_on) AS last_theirs_on,
           coalesce(sum(n_theirs) FILTER (week BETWEEN $first AND $last), 0)::BIGINT AS n_theirs,
           coalesce(sum(n_ours) FILTER (week BETWEEN $first AND $last), 0)::BIGINT AS n_ours
    FROM account_weeks WHERE week <= $until GROUP BY account_id
)
SELECT c.*, $as_of AS as_of, b.top_share,
       coalesce(b.window_points, 0) AS window_points,
       coalesce(b.current_points, 0) AS current_points,
       coalesce(b.n_contacts, 0) AS n_contacts,
       coalesce(e.n_engaged_contacts, 0) AS n_engaged_contacts
FROM counted c LEFT JOIN blended b ON b.account_id = c.account_id
LEFT JOIN engaged e ON e.account_id = c.account_id
"""
MAKE_ACCOUNTS = "INSERT INTO account_engagement BY NAME\n" + ACCOUNTS
NAMES = "SELECT account_id, name FROM accounts"
NEWEST = "SELECT max(as_of) FROM account_engagement"
FORGET = (
    "DROP TABLE IF EXISTS temp.points_kinds",
    "DROP TABLE IF EXISTS temp.points_levels",
    "DROP TABLE IF EXISTS temp.points_stale",
)


def refresh(cursor: DuckDBPyConnection, *, as_of: date) -> bool:
    """Bring contact points, account weeks and account engagement up to date; whether any changed.

    To be called after ``rollup.refresh`` with the same ``as_of``. Only weeks that were rolled up
    again are made anew, all of them where rules or personas have changed.
    """
    rules = points.current(cursor)
    points_by = _points_by(cursor, rules)
    with store.transaction(cursor):
        cursor.execute(KEEP_STALE, {"points_by": points_by})
        ((n_stale,),) = cursor.execute(N_STALE).fetchall()
        ((places,),) = cursor.execute(PLACES).fetchall()
        state = json.dumps([points_by, as_of.isoformat(), rollup.state(cursor), places])
        is_due = n_stale > 0 or state != store.read_meta(cursor, KNOWN_BY)
        if n_stale:
            _make_points(cursor, rules, points_by)
        if is_due:
            _make_accounts(cursor, rules, as_of)
            store.write_meta(cursor, KNOWN_BY, state)
            rollup.next_revision(cursor)
        for query in FORGET:
            cursor.execute(query)
    return is_due


def _points_by(cursor: DuckDBPyConnection, rules: PointRules) -> str:
    """What points follow from beside contact weeks; the daily cap is in those already."""
    document = points.to_document(rules)
    ((personas,),) = cursor.execute(PERSONAS).fetchall()
    return json.dumps([METHOD, document, personas], sort_keys=True)


def _make_points(cursor: DuckDBPyConnection, rules: PointRules, points_by: str) -> None:
    lay_out(cursor, rules)
    for query in FORGET_STALE:
        cursor.execute(query)
    cursor.execute(MAKE_POINTS, multipliers(rules))
    blend = {"blend": rules.blend, "least": settings.LEAST_POINTS.value}
    cursor.execute(MAKE_ACCOUNT_WEEKS, blend)
    cursor.execute(SETTLE, {"points_by": points_by})


def multipliers(rules: PointRules) -> dict[str, float]:
    """Those numbers of the rules that queries of points are given, by name."""
    return {
        "usual_minutes": rules.meeting_minutes, "unknown_visitor": rules.unknown_visitor,
        "other": rules.multipliers["other"],
    }  # fmt: skip


def lay_out(cursor: DuckDBPyConnection, rules: PointRules) -> None:
    """Rules as ``points_kinds`` and ``points_levels``, which this cursor alone sees."""
    kinds = pd.DataFrame({
        "kind": pd.Series(list(rules.base), dtype="str"),
        "base": [points or 0.0 for points in rules.base.values()],
        "by_minutes": [points is None for points in rules.base.values()],
    })
    levels = pd.DataFrame({
        "seniority": pd.Series(list(rules.multipliers), dtype="str"),
        "multiplier": list(rules.multipliers.values()),
    })
    for name, frame, query in (
        ("kinds_frame", kinds, KEEP_KINDS), ("levels_frame", levels, KEEP_LEVELS),
    ):  # fmt: skip
        cursor.register(name, frame)
        cursor.execute(query)
        cursor.unregister(name)


def accounts(
    cursor: DuckDBPyConnection, *, as_of: date, n_weeks: int = settings.WINDOW_WEEKS.value,
    rules: PointRules | None = None,
) -> pd.DataFrame:
    """Engagement of every account with any activity up to ``as_of``, the most points first.

    The columns of account engagement and ``name``; for any past day, recomputed with today's
    points from weeks that were complete then, and over another window where ``n_weeks`` are given.
    ``rules`` to try change half-life and exponent only; for points see ``tried.points_of``.
    """
    rules = rules or points.current(cursor)
    cursor.execute(groups.NO_FAMILIES)
    found = cursor.execute(ACCOUNTS, numbers(rules, as_of, n_weeks, until(cursor, as_of))).df()
    named = found.merge(cursor.execute(NAMES).df(), on="account_id")
    return named.sort_values(
        ["window_points", "current_points", "account_id"], ascending=[False, False, True],
        ignore_index=True,
    )  # fmt: skip


def until(cursor: DuckDBPyConnection, as_of: date) -> date:
    """The day of the last week that counts: the running one on the newest day only."""
    (newest,), = cursor.execute(NEWEST).fetchall()
    return as_of if newest is None or as_of >= newest else weeks.last_complete(as_of)


def _make_accounts(cursor: DuckDBPyConnection, rules: PointRules, as_of: date) -> None:
    cursor.execute(groups.NO_FAMILIES)
    cursor.execute(FORGET_ACCOUNTS)
    cursor.execute(MAKE_ACCOUNTS, numbers(rules, as_of, settings.WINDOW_WEEKS.value, as_of))


def numbers(
    rules: PointRules, as_of: date, n_weeks: int, last_day: date
) -> dict[str, object]:
    """What the query of accounts is given; nothing of weeks that begin after ``last_day``."""
    window = weeks.window(as_of, n_weeks)
    return {
        "first": window.first, "last": window.last, "as_of": as_of, "until": last_day,
        "decay_first": weeks.monday(as_of) - timedelta(weeks=max(
            settings.DECAY_WEEKS.value, n_weeks)),
        "half_life": rules.half_life, "blend": rules.blend,
        "least": settings.LEAST_POINTS.value, "engaged": settings.ENGAGED_POINTS.value,
    }  # fmt: skip
