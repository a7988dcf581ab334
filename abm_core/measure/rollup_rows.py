"""Raw activities with what the roll-up has to know of each: its week and day, and why not.

A row is left out for the first of these reasons that holds: its account, contact or address is
the house's own (own staff); its account is not in the store (no known account); it lies after the
as-of day (planned). Duplicates and bots are told later, by the rows beside them.

Theirs is what somebody at the account took part in; points, response, awareness, stages and the
people of surges all read it from here. It is what the source says is theirs; what takes two sides
(a meeting, a webinar, an on-site event), whoever entered it, since people came; a call of ours that
took time, since somebody answered. Of unknown direction everything is theirs but what is of no
known kind either (an invitation or a bounced mail, as campaigns list their members): that is
nobody's. All else, above all what we sent, is ours alone.

Weeks and days begin in the house's time zone. Every quarter of an hour in which anything happened
is placed once; clocks have been changed at quarters of hours only for as long as exports reach
back, so summer time needs no further rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats

SLOT_SECONDS = 900
EPOCH_SECONDS = 62_135_596_800  # from the year 1 to 1970, so that no slot has a negative number

SLOTS = """
SELECT DISTINCT (epoch_us(occurred_at) + 62135596800000000) // 900000000 AS slot
FROM rollup_activities
"""
KEEP_SLOTS = """
CREATE OR REPLACE TEMP TABLE rollup_slots AS
SELECT slot, day::DATE AS day, date_trunc('week', day)::DATE AS week,
       midnight::TIMESTAMP AS midnight
FROM slots_frame
"""
KEEP_RULES = """
CREATE OR REPLACE TEMP TABLE rollup_rules AS
SELECT $ends_at::TIMESTAMP AS ends_at, $visit_minutes::DOUBLE AS visit_minutes,
       $most_minutes::DOUBLE AS most_minutes
"""
OWN_CONTACTS = """
CREATE OR REPLACE TEMP TABLE rollup_own_contacts AS
SELECT contact_id FROM contacts WHERE regexp_matches(lower(email), $own)
"""
OWN_ADDRESSES = """
CREATE OR REPLACE TEMP TABLE rollup_own_addresses AS
SELECT address
FROM (SELECT email AS address FROM rollup_activities WHERE email IS NOT NULL
      UNION SELECT account_domain FROM rollup_activities WHERE account_domain IS NOT NULL)
WHERE regexp_matches(lower(address), $own)
"""
ACCOUNTS = """
CREATE OR REPLACE TEMP TABLE rollup_accounts AS
SELECT account_id, coalesce(regexp_matches(lower(domain), $own), false) AS is_own FROM accounts
"""
PLACED = """
CREATE OR REPLACE TEMP VIEW rollup_rows AS
SELECT
    s.week, s.day, a.account_id, coalesce(a.contact_id, '') AS contact_id, a.occurred_at,
    coalesce(a.kind, 'other') AS kind, coalesce(a.channel, 'other') AS channel,
    coalesce(a.direction, '') AS direction, a.subject,
    coalesce(a.direction = 'theirs', coalesce(a.kind, 'other') <> 'other')
        OR coalesce(a.kind IN ('meeting', 'webinar', 'on-site event'), false)
        OR coalesce(a.kind = 'call' AND a.minutes > 0, false) AS is_theirs,
    coalesce(a.contact_id, a.lead_id, a.email, a.contact_name, '') AS who,
    a.occurred_at IS NOT DISTINCT FROM s.midnight OR epoch_us(a.occurred_at) % 86400000000 = 0
        AS is_day_only,
    CASE WHEN a.minutes IS NULL OR NOT isfinite(a.minutes) THEN NULL
         WHEN a.kind = 'page visit'
         THEN greatest(least(a.minutes, (SELECT visit_minutes FROM rollup_rules)), 0)
         ELSE greatest(least(a.minutes, (SELECT most_minutes FROM rollup_rules)), 0)
    END AS minutes,
    CASE WHEN k.is_own OR c.contact_id IS NOT NULL OR e.address IS NOT NULL
              OR d.address IS NOT NULL THEN 'own staff'
         WHEN k.account_id IS NULL THEN 'no known account'
         WHEN a.occurred_at >= (SELECT ends_at FROM rollup_rules) THEN 'planned' END AS reason
FROM rollup_activities a
JOIN rollup_slots s ON s.slot = (epoch_us(a.occurred_at) + 62135596800000000) // 900000000
LEFT JOIN rollup_accounts k ON k.account_id = a.account_id
LEFT JOIN rollup_own_contacts c ON c.contact_id = a.contact_id
LEFT JOIN rollup_own_addresses e ON e.address = a.email
LEFT JOIN rollup_own_addresses d ON d.address = a.account_domain
"""
FORGET = (
    "DROP VIEW IF EXISTS temp.rollup_rows",
    "DROP TABLE IF EXISTS temp.rollup_slots",
    "DROP TABLE IF EXISTS temp.rollup_rules",
    "DROP TABLE IF EXISTS temp.rollup_accounts",
    "DROP TABLE IF EXISTS temp.rollup_own_contacts",
    "DROP TABLE IF EXISTS temp.rollup_own_addresses",
)


def prepare(
    cursor: DuckDBPyConnection, *, as_of: date, zone: str, own_domains: Sequence[str],
    visit_minutes: float, most_minutes: float,
) -> None:
    """Make ``rollup_rows`` of ``rollup_activities``; this cursor alone sees both.

    Planned is what begins after ``as_of``, a day of the house's time zone.
    """
    _place(cursor, zone)
    cursor.execute(KEEP_RULES, {
        "visit_minutes": visit_minutes, "most_minutes": most_minutes,
        "ends_at": formats.end_of_day(as_of, zone),
    })  # fmt: skip
    own = {"own": own_pattern(own_domains)}
    for query in (OWN_CONTACTS, OWN_ADDRESSES, ACCOUNTS):
        cursor.execute(query, own)
    cursor.execute(PLACED)


def forget(cursor: DuckDBPyConnection) -> None:
    """Remove what ``prepare`` made."""
    for query in FORGET:
        cursor.execute(query)


def own_pattern(domains: Sequence[str]) -> str:
    """A pattern that finds a mail address or web domain of one of these domains, or below it.

    >>> bool(re.search(own_pattern(["acme.example"]), "ida@mail.acme.example"))
    True
    >>> bool(re.search(own_pattern(["acme.example"]), "ida@notacme.example"))
    False
    """
    if not domains:
        return r"[^\s\S]"  # finds nothing
    return rf"(^|[@.])({'|'.join(map(re.escape, domains))})$"


def _place(cursor: DuckDBPyConnection, zone: str) -> None:
    """The day, in the house's zone, of every quarter of an hour in which anything happened."""
    slots = cursor.execute(SLOTS).df()["slot"].astype("int64")
    begins = on_clocks(slots, zone)
    day = begins.dt.floor("D")
    instant = pd.Series((slots * SLOT_SECONDS - EPOCH_SECONDS).to_numpy().astype("datetime64[s]"))
    frame = pd.DataFrame({
        "slot": slots, "day": day, "midnight": instant.where((begins == day).to_numpy()),
    })  # fmt: skip
    cursor.register("slots_frame", frame)
    cursor.execute(KEEP_SLOTS)
    cursor.unregister("slots_frame")


def on_clocks(slots: pd.Series, zone: str) -> pd.Series:
    """When each slot begins on the clocks of ``zone``."""
    instant = pd.Series((slots * SLOT_SECONDS - EPOCH_SECONDS).to_numpy().astype("datetime64[s]"))
    return instant.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
