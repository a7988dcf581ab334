"""The standing of every contact on a day: can it be reached, is it current, is it engaged; and
what that adds up to per account.

Reachable: a mail address that can be one or a phone number, not bounced, not opted out. Stale:
left, or neither verified nor heard from in a year; where one of the two days is not known the
other decides, and where neither is the contact counts as current and is marked unverified. What
counts is what happened at the account where the contact works now.

Two-way: meetings, replies, calls of theirs, calls of ours that took time. Relationship strength
adds up points for recency (from 1 today to 0 after 90 days), frequency (days with two-way contact
in the window, by kind), balance (what comes back against what goes out, of mails, calls, meetings)
and depth (minutes of meetings and calls in the window).
"""

from __future__ import annotations

import json
from datetime import date

from duckdb import DuckDBPyConnection

from abm_core import committee_settings, settings, store
from abm_core.measure import weeks

STATE = "contact_standing"
RULES = 3  # to be raised with every change of what follows from the same data

FINGERPRINT = """
SELECT (SELECT count(*) FROM contact_weeks), (SELECT sum(n) FROM contact_weeks),
       (SELECT count(*) FROM contact_points), (SELECT sum(n_inbound) FROM contact_points),
       (SELECT round(sum(points), 3) FROM contact_points)
"""
HEARD = """
CREATE OR REPLACE TEMP TABLE standing_heard AS
WITH marked AS (
    SELECT account_id, contact_id, kind, direction, is_theirs, n, n_days, minutes, last_on,
           week BETWEEN $first AND $last AS is_now,
           kind = 'meeting' OR (kind = 'mail reply' AND direction <> 'ours')
               OR (kind = 'call' AND (direction = 'theirs' OR minutes > 0)) AS is_two_way
    FROM contact_weeks
    WHERE contact_id <> '' AND week <= $as_of
)
SELECT account_id, contact_id,
       max(last_on) FILTER (is_two_way) AS last_two_way_on,
       max(last_on) FILTER (is_theirs) AS last_theirs_on,
       coalesce(sum(n_days) FILTER (is_now AND is_two_way), 0) AS n_days,
       coalesce(sum(n) FILTER (is_now AND is_two_way
           AND NOT (kind = 'call' AND direction = 'ours')), 0) AS n_back,
       coalesce(sum(n) FILTER (is_now AND (kind = 'meeting'
           OR (kind IN ('mail sent', 'call') AND direction = 'ours'))), 0) AS n_out,
       coalesce(sum(minutes) FILTER (is_now AND kind IN ('meeting', 'call')), 0) AS minutes
FROM marked GROUP BY account_id, contact_id
"""
FORGET = "DELETE FROM contact_standing"
# Sorted by account, so that people of one account lie together.
INSERT = """
INSERT INTO contact_standing BY NAME
WITH points AS (
    SELECT account_id, contact_id, sum(points) AS points,
           count(*) FILTER (n_inbound > 0) AS n_response_weeks
    FROM contact_points
    WHERE week BETWEEN $first AND $last AND contact_id <> '' GROUP BY account_id, contact_id
), known AS (
    SELECT c.contact_id, c.account_id, h.* EXCLUDE (account_id, contact_id),
           coalesce(p.points, 0) AS points, coalesce(p.n_response_weeks, 0) AS n_response_weeks,
           coalesce(c.left_on <= $as_of, FALSE) AS has_left,
           (coalesce(regexp_full_match(trim(c.email), '[^@\\s]+@[^@\\s]+\\.[^@\\s]+'), FALSE)
               OR coalesce(length(regexp_replace(c.phone, '\\D', '', 'g')) >= 6, FALSE))
               AND NOT coalesce(c.bounced, FALSE) AND NOT coalesce(c.opted_out, FALSE)
               AS reachable,
           greatest(c.verified_on, h.last_two_way_on) AS right_on
    FROM contacts c
    LEFT JOIN standing_heard h ON h.contact_id = c.contact_id AND h.account_id = c.account_id
    LEFT JOIN points p ON p.contact_id = c.contact_id AND p.account_id = c.account_id
)
SELECT account_id, contact_id, $as_of AS as_of, has_left, reachable, points,
       has_left OR coalesce($as_of - right_on > $stale_days, FALSE) AS stale,
       right_on IS NULL AS unverified,
       NOT has_left AND (n_response_weeks > 0 OR points >= $engaged) AS engaged,
       n_response_weeks, last_two_way_on, last_theirs_on,
       $recency * coalesce(greatest(0, 1 - ($as_of - last_two_way_on) / $days), 0)
       + $frequency * least(1, coalesce(n_days, 0) / $many_days)
       + $two_way * CASE WHEN coalesce(n_back, 0) = 0 THEN 0
                         ELSE coalesce(least(1, n_back / nullif(n_out, 0)), 1) END
       + $depth * least(1, coalesce(minutes, 0) / $many_minutes) AS relationship
FROM known ORDER BY account_id, contact_id
"""
FORGET_ACCOUNTS = "DELETE FROM account_reach"
# People who left or moved on no longer count as contacts of the account.
INSERT_ACCOUNTS = """
INSERT INTO account_reach BY NAME
SELECT account_id, count(*) AS n_contacts,
       count(*) FILTER (reachable AND NOT stale) AS n_current,
       count(*) FILTER (stale) AS n_stale, count(*) FILTER (unverified) AS n_unverified,
       count(*) FILTER (engaged) AS n_engaged, count(*) FILTER (points >= $least)
           AS n_with_points, max(relationship) AS relationship
FROM contact_standing WHERE NOT has_left AND account_id IS NOT NULL
GROUP BY account_id ORDER BY account_id
"""
CLEAR = "DROP TABLE IF EXISTS temp.standing_heard"


def refresh(cursor: DuckDBPyConnection, *, as_of: date) -> bool:
    """Bring the standing of all contacts up to date; whether it was due.

    To be called after the roll-up and its points, with the same ``as_of``.
    """
    found = cursor.execute(FINGERPRINT).fetchall()[0]
    state = json.dumps([RULES, as_of.isoformat(), store.revision(cursor), *map(str, found)])
    if store.read_meta(cursor, STATE) == state:
        return False
    with store.transaction(cursor):
        _make(cursor, as_of)
        store.write_meta(cursor, STATE, state)
    return True


def _make(cursor: DuckDBPyConnection, as_of: date) -> None:
    window = weeks.window(as_of)
    points = committee_settings.RELATIONSHIP.value
    days, many_days, many_minutes = committee_settings.RELATIONSHIP_FULL.value
    spell = {"first": window.first, "last": window.last, "as_of": as_of}
    cursor.execute(HEARD, spell)
    cursor.execute(FORGET)
    cursor.execute(INSERT, {
        **spell, "stale_days": committee_settings.STALE_DAYS.value,
        "engaged": settings.ENGAGED_POINTS.value, "recency": points["recency"],
        "frequency": points["frequency"], "two_way": points["two-way"],
        "depth": points["depth"], "days": days, "many_days": many_days,
        "many_minutes": many_minutes,
    })  # fmt: skip
    cursor.execute(FORGET_ACCOUNTS)
    cursor.execute(INSERT_ACCOUNTS, {"least": settings.LEAST_POINTS.value})
    cursor.execute(CLEAR)
