"""Segments: saved filters over accounts that engagement and coverage are told by.

A segment is a name and conditions, each a field and values of which any will do; all conditions
must hold. An account counts in the first segment that it is in, in the order of saving, so that
groups never overlap. While none is saved, industries stand in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, formats, schema, store
from abm_core.change_log import Change
from abm_core.errors import AbmError, did_you_mean

FIELDS = ("industry", "region", "country", "territory", "account_type", "sales_owner",
          "marketing_owner", "technologies", "tier")  # fmt: skip
EXTRA = "extra."  # before the header of a further column, as in "extra.Product line"
STATE = "account_segments"  # in the store's meta: what the table was made of
LONGEST = 60
USUAL = "No segment is saved, so industries stand in."

ROWS = "SELECT name, field, values FROM segments ORDER BY position, name, field"
HEADERS = """
SELECT DISTINCT unnest(json_keys(extra)) AS header FROM accounts WHERE extra IS NOT NULL
ORDER BY header
"""
# What accounts say of one field, every value once; of technologies each.
SAID = """
CREATE OR REPLACE TEMP VIEW segments_said AS
SELECT account_id, unnest(['industry', 'region', 'country', 'territory', 'account_type',
                           'sales_owner', 'marketing_owner']) AS field,
       unnest([industry, region, country, territory, account_type, sales_owner, marketing_owner])
           AS value
FROM accounts
UNION ALL SELECT account_id, 'technologies', unnest(technologies) FROM accounts
UNION ALL
SELECT account_id, 'tier', min(tier) FROM target_list WHERE left_on IS NULL GROUP BY account_id
UNION ALL
SELECT account_id, 'extra.' || header, json_extract_string(extra, path)
FROM (SELECT account_id, extra, unnest(json_keys(extra)) AS header,
             '$.' || to_json(header)::VARCHAR AS path
      FROM accounts WHERE extra IS NOT NULL)
"""
VALUES = """
SELECT DISTINCT value FROM segments_said WHERE field = $field AND value IS NOT NULL ORDER BY value
"""
FORGET = "DELETE FROM account_segments"
MAKE = """
INSERT INTO account_segments BY NAME
WITH wanted AS (
    SELECT name, position, field, list_transform(values, one -> lower(trim(one))) AS values,
           count(*) OVER (PARTITION BY name) AS n_conditions
    FROM segments
),
met AS (
    SELECT DISTINCT s.account_id, w.name, w.position, w.field, w.n_conditions
    FROM segments_said s JOIN wanted w ON w.field = s.field
    WHERE list_contains(w.values, lower(trim(s.value)))
),
held AS (
    SELECT account_id, name, any_value(position) AS position FROM met
    GROUP BY account_id, name HAVING count(*) = any_value(n_conditions)
)
SELECT account_id, arg_min(name, position) AS segment FROM held
GROUP BY account_id ORDER BY account_id
"""
MAKE_USUAL = """
INSERT INTO account_segments BY NAME
SELECT account_id, industry AS segment FROM accounts WHERE industry IS NOT NULL ORDER BY account_id
"""
SIZES = "SELECT segment, count(*) FROM account_segments GROUP BY segment"
DELETE = "DELETE FROM segments WHERE name = $name"
POSITION = """
SELECT coalesce(min(position) FILTER (name = $name), max(position) + 1, 1) FROM segments
"""


class Segment(NamedTuple):
    """A saved filter: for each field the values of which any will do."""

    name: str
    conditions: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def told(self) -> str:
        """What it asks for: "Industry is Banking or Insurance; Tier is 2"."""
        return "; ".join(f"{label(field)} is {' or '.join(values)}"
                         for field, values in self.conditions)  # fmt: skip


def label(field: str) -> str:
    """What a field is called.

    >>> label("account_type"), label("extra.Product line"), label("tier")
    ('Account type', 'Product line', 'Tier')
    """
    if field.startswith(EXTRA):
        return field.removeprefix(EXTRA)
    return "Tier" if field == "tier" else schema.ACCOUNTS.field(field).label


def fields(cursor: DuckDBPyConnection) -> list[str]:
    """What a segment can ask for; further columns of accounts as "extra.…"."""
    return [*FIELDS, *(EXTRA + header for (header,) in cursor.execute(HEADERS).fetchall())]


def values(cursor: DuckDBPyConnection, field: str) -> list[str]:
    """Every value that accounts have in a field."""
    cursor.execute(SAID)
    return [value for (value,) in cursor.execute(VALUES, {"field": field}).fetchall()]


def listing(cursor: DuckDBPyConnection) -> list[Segment]:
    """Every saved segment, in the order in which they are tried."""
    rows = cursor.execute(ROWS).fetchall()
    return [
        Segment(name, tuple((field, tuple(wanted)) for _, field, wanted in of))
        for name, of in groupby(rows, key=lambda row: row[0])
    ]


def save(
    cursor: DuckDBPyConnection, name: str, conditions: Mapping[str, Sequence[str]], *,
    author: str, saved_at: datetime,
) -> Segment:  # fmt: skip
    """Keep a segment, in place of one of the same name; it keeps its place in the order.

    Raises ``AbmError`` for no name, no condition, a field that there is not, or no value.
    ``refresh`` (or ``upkeep.compute``) then says which accounts are in it.
    """
    made = _checked(cursor, name, conditions)
    with store.transaction(cursor):
        known = {one.name.casefold(): one for one in listing(cursor)}
        before = known.get(made.name.casefold())
        name_before = before.name if before else made.name
        ((position,),) = cursor.execute(POSITION, {"name": name_before}).fetchall()
        cursor.execute(DELETE, {"name": name_before})
        store.insert(cursor, schema.SEGMENTS, [
            {"name": made.name, "position": position, "field": field, "values": list(wanted),
             "author": author.strip() or None, "saved_at": saved_at}
            for field, wanted in made.conditions
        ])  # fmt: skip
        _log(cursor, made.name, before, made, author, saved_at)
    return made


def delete(
    cursor: DuckDBPyConnection, name: str, *, author: str, deleted_at: datetime
) -> Segment:  # fmt: skip
    """Forget a segment; the change log keeps what it was."""
    with store.transaction(cursor):
        found = listing(cursor)
        known = {one.name.casefold(): one for one in found}
        gone = known.get(name.strip().casefold())
        if gone is None:
            raise AbmError(f"There is no segment '{name}'.",
                           did_you_mean(name, [one.name for one in found]))  # fmt: skip
        cursor.execute(DELETE, {"name": gone.name})
        _log(cursor, gone.name, gone, None, author, deleted_at)
    return gone


def refresh(cursor: DuckDBPyConnection) -> bool:
    """Say anew which account is in which segment, where anything has changed; whether it had."""
    state = json.dumps([*store.versions(cursor)])
    if store.read_meta(cursor, STATE) == state:
        return False
    with store.transaction(cursor):
        cursor.execute(FORGET)
        if listing(cursor):
            cursor.execute(SAID)
            cursor.execute(MAKE)
        else:
            cursor.execute(MAKE_USUAL)
        store.write_meta(cursor, STATE, state)
    return True


def sizes(cursor: DuckDBPyConnection) -> dict[str, int]:
    """How many accounts count in each segment."""
    return dict(cursor.execute(SIZES).fetchall())


def told(cursor: DuckDBPyConnection) -> str:
    """What "by segment" means now, in a sentence."""
    saved = listing(cursor)
    if not saved:
        return USUAL
    return (f"By {formats.counted(len(saved), 'saved segment')}; an account counts in the first "
            "that it is in.")  # fmt: skip


def _checked(
    cursor: DuckDBPyConnection, name: str, conditions: Mapping[str, Sequence[str]]
) -> Segment:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise AbmError("The segment needs a name.", f"Give it one of up to {LONGEST} letters.")
    known = fields(cursor)
    for field in conditions:
        if field not in known:
            raise AbmError(f"Accounts have no field '{field}' to make a segment of.",
                           did_you_mean(field, known))  # fmt: skip
    kept = {field: tuple(dict.fromkeys(filter(None, (one.strip() for one in wanted))))
            for field, wanted in conditions.items()}  # fmt: skip
    if not kept or not all(kept.values()):
        raise AbmError("The segment asks for nothing.", "Choose a field and at least one value.")
    return Segment(name, tuple(sorted(kept.items())))


def _log(
    cursor: DuckDBPyConnection, name: str, before: Segment | None, after: Segment | None,
    author: str, changed_at: datetime,
) -> None:  # fmt: skip
    what = change_log.ADDED if before is None else (
        change_log.REMOVED if after is None else "conditions")
    change = Change(schema.SEGMENTS, name, what, before and before.told, after and after.told)
    change_log.write(cursor, [change], author=author, changed_at=changed_at)
    store.next_decision(cursor)
