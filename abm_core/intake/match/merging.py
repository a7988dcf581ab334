"""Two records that are one: every reference moves to the survivor, and can move back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from abm_core import formats, schema
from abm_core.errors import AbmError
from abm_core.intake.match import (
    decided,
    decisions,
    merged_entries,
    merged_overrides,
    moves,
    parents,
    shelf,
)
from abm_core.intake.match.decided import Decided
from abm_core.intake.match.references import rows as counted_rows
from abm_core.intake.rows import taking_back
from abm_core.intake.rows.changes import Log, upsert
from abm_core.store import Store, next_decision, next_revision, transaction

RECORDS = {
    "accounts": "SELECT * FROM accounts WHERE account_id = $record_id",
    "contacts": "SELECT * FROM contacts WHERE contact_id = $record_id",
    "merged_accounts": "SELECT * FROM merged_accounts WHERE account_id = $record_id",
    "merged_contacts": "SELECT * FROM merged_contacts WHERE contact_id = $record_id",
}
# Where both have a row of the same key: which is kept, the one of the record that goes?
BETTER = {
    "signals": "coalesce(g.strength, -1) > coalesce(s.strength, -1)",
    "target_list": "s.left_on IS NOT NULL AND coalesce(g.left_on > s.left_on, true)",
}
# What both cost and showed adds up, so that no spend is lost.
ADD_SPEND = """
SELECT s.campaign_id, s.account_id,
       CASE WHEN s.spend IS NOT NULL OR g.spend IS NOT NULL
            THEN coalesce(s.spend, 0) + coalesce(g.spend, 0) END AS spend,
       CASE WHEN s.impressions IS NOT NULL OR g.impressions IS NOT NULL
            THEN coalesce(s.impressions, 0) + coalesce(g.impressions, 0) END AS impressions
FROM campaign_accounts s
JOIN campaign_accounts g ON g.campaign_id = s.campaign_id AND g.account_id = $goes
WHERE s.account_id = $stays
"""


class Plan(NamedTuple):
    """What a merge will do: the rows that move, the gaps it fills, the values that differ."""

    survivor: dict[str, Any]
    merged: dict[str, Any]
    moved: dict[str, int]
    filled: tuple[str, ...]
    differing: tuple[tuple[str, Any, Any], ...]


def plan(cursor: duckdb.DuckDBPyConnection, kind: str, survivor: str, merged: str) -> Plan:
    """What a merge would do, before it is done; ``AbmError`` when it cannot be."""
    entity = schema.entity(kind)
    stays, goes = _record(cursor, kind, survivor), _record(cursor, kind, merged)
    if survivor == merged:
        raise AbmError(f"{survivor} is one and the same {entity.singular}.", "Choose two.")
    gaps = _gaps(kind, stays, goes)
    own = {entity.key[0], schema.EXTRA}
    fields = [one for one in entity.fields if one.name not in own]
    moved = {
        f"{column.entity.name}.{column.name}": moves.count(cursor, column, merged)
        for column in moves.columns(kind) if column.entity.importable
        or column.entity is schema.CAMPAIGN_ACCOUNTS
    }
    return Plan(
        stays, goes, {name: n for name, n in moved.items() if n},
        tuple(one.label for one in fields if one.name in gaps),
        tuple(
            (one.label, stays[one.name], goes[one.name]) for one in fields
            if None not in (stays[one.name], goes[one.name])
            and stays[one.name] != goes[one.name]
        ),
    )


def merge(
    store: Store, kind: str, survivor: str, merged: str, *, author: str | None, now: datetime
) -> str:
    """Make one record of two; all or nothing. Returns a sentence.

    Every reference moves to the survivor, blank fields of which are filled and no other; the id
    that went stays known, so that a file that names it means the survivor.
    """
    with store.cursor() as cursor, transaction(cursor):
        done = merge_within(cursor, kind, survivor, merged, author=author, now=now)
        next_revision(cursor)
        next_decision(cursor)
    n = sum(done.moved.values())
    return (
        f"{_label(done.merged)} is merged into {_label(done.survivor)}: "
        f"{formats.counted(n, 'reference')} moved, "
        f"{formats.counted(len(done.filled), 'blank field')} filled."
    )


def merge_within(
    cursor: duckdb.DuckDBPyConnection, kind: str, survivor: str, merged: str, *,
    author: str | None, now: datetime,
) -> Plan:  # fmt: skip
    """Merge inside the transaction of the caller."""
    done = plan(cursor, kind, survivor, merged)
    decision_id = decisions.write(cursor, {
        "kind": schema.MERGE, "entity": kind, "subject": merged, "meant_id": survivor,
        "written": done.merged.get("name") or merged, "author": author or None,
        "decided_at": now,
    })  # fmt: skip
    log = Log(0, author or None, now, decision_id)
    for column in moves.columns(kind):
        if column.is_key:
            _settle_doubles(cursor, column, merged, survivor, log)
        moves.move(cursor, column, merged, survivor, log)
    if kind == "accounts":
        moves.keep_own(cursor, survivor)
        merged_entries.rename(cursor, survivor, log)
        merged_entries.close_doubles(cursor, survivor, log)
        merged_overrides.end_older(cursor, survivor, log)
    shelf.put(cursor, kind, merged, log)
    fill(cursor, kind, merged, survivor, log)
    return done


def _settle_doubles(
    cursor: duckdb.DuckDBPyConnection, column: moves.Column, goes: str, stays: str, log: Log
) -> None:
    """Rows of both that would have the same key: one of them is set aside."""
    entity = column.entity
    if entity is schema.CAMPAIGN_ACCOUNTS:
        both = cursor.execute(ADD_SPEND, {"goes": goes, "stays": stays}).df().astype(object)
        upsert(cursor, entity, both.where(both.notna(), None), log)
    better = BETTER.get(entity.name, "false")
    shelf.set_aside(cursor, column, goes, stays, better, log)


def fill(
    cursor: duckdb.DuckDBPyConnection, kind: str, merged: str, survivor: str, log: Log
) -> None:
    """Fill the blank fields of the survivor from what was merged into it; nothing else."""
    entity = schema.entity(kind)
    stays = _record(cursor, kind, survivor)
    goes = _record(cursor, moves.SHELVES[kind].name, merged)
    gaps = _gaps(kind, stays, goes)
    if kind == "accounts":
        gaps["parent_id"] = _parent(cursor, stays, goes["parent_id"])
    else:
        gaps["reports_to_id"] = _boss(stays, goes["reports_to_id"])
    row = {entity.key[0]: survivor, **gaps}
    frame = pd.DataFrame({name: [value] for name, value in row.items()}, dtype=object)
    upsert(cursor, entity, frame, log, final=("parent_id", "reports_to_id"))


def _parent(
    cursor: duckdb.DuckDBPyConnection, stays: dict[str, Any], other: str | None
) -> str | None:
    """The survivor's parent: its own, else that of the other; never itself, never in a circle."""
    own = stays["account_id"]
    wanted = next((one for one in (stays["parent_id"], other) if one and one != own), None)
    above = {child: parent for child, (parent, _) in parents.stored(cursor).items() if parent}
    if wanted is None or own in parents.in_circles(above | {own: wanted}):
        return None
    return str(wanted)


def _boss(stays: dict[str, Any], other: str | None) -> str | None:
    """Whom the survivor reports to: as it says, else as the other says; never itself."""
    own = stays["contact_id"]
    return next((one for one in (stays["reports_to_id"], other) if one and one != own), None)


def _gaps(kind: str, stays: dict[str, Any], goes: dict[str, Any]) -> dict[str, Any]:
    """What the survivor does not say and the other does."""
    own = {*schema.entity(kind).key, schema.EXTRA, moves.STATED}
    gaps = {
        name: value for name, value in goes.items()
        if name not in own and value is not None and stays[name] is None
    }
    known, said = (json.loads(one[schema.EXTRA] or "{}") for one in (stays, goes))
    further = {name: value for name, value in said.items() if name not in known}
    if further:
        gaps[schema.EXTRA] = json.dumps(further, ensure_ascii=False)
    return gaps


def _record(cursor: duckdb.DuckDBPyConnection, table: str, record_id: str) -> dict[str, Any]:
    found = cursor.execute(RECORDS[table], {"record_id": record_id})
    names = [one[0] for one in found.description or ()]
    row = found.fetchone()
    if row is None:
        word = schema.entity(table).singular
        raise AbmError(f"There is no {word} {record_id}.", "Give the IDs of two that are there.")
    return dict(zip(names, row, strict=True))


def _label(record: dict[str, Any]) -> str:
    key = record.get("contact_id") or record["account_id"]
    return f"'{record['name'] or key}' ({key})"


def moved_text(done: Plan) -> str:
    """What moves, in words: "3 contacts, 2 opportunities"."""
    words = []
    for name, n in done.moved.items():
        entity, column = name.split(".")
        what = {"parent_id": ("subsidiary", "subsidiaries"),
                "reports_to_id": ("report", "reports")}.get(column)  # fmt: skip
        known = schema.entity(entity)
        words.append(formats.counted(n, *what) if what else counted_rows(n, known))
    return formats.listed(words) or "nothing"


def undo(cursor: duckdb.DuckDBPyConnection, decision: decisions.Decision, log: Log) -> None:
    """Two records again: each has back what it had, and later rows are with whom they name."""
    kind, merged, survivor = decision.entity, decision.subject, str(decision.meant_id)
    standing = decided.read(cursor, kind)
    if standing.survivor(survivor) != survivor:
        raise AbmError(
            f"{survivor} was merged into {standing.merged[survivor]} since.",
            "Undo that merge first.",
        )
    _record(cursor, kind, survivor)
    shelf.fetch(cursor, kind, merged, log)
    stating = [one for one in moves.columns(kind) if one.keeps_stated]
    but = {(one.entity.name, one.name) for one in stating}
    taking_back.take_back(cursor, decision.decision_id, log, but=but)
    theirs = _names_of(standing, merged)
    for column in stating:
        moves.move_back(cursor, column, survivor, merged, theirs, log)
    shelf.bring_back(cursor, decision.decision_id, log)


def _names_of(standing: Decided, merged: str) -> set[str]:
    """What files state when they mean the record that was merged, or one merged into it."""
    own = {one for one in standing.merged if one != merged and _leads_to(standing, one, merged)}
    own.add(merged)
    return own | {
        decided.mark(subject) for subject, meant in standing.meant.items() if meant in own
    }


def _leads_to(standing: Decided, record_id: str, merged: str) -> bool:
    while record_id in standing.merged:
        record_id = standing.merged[record_id]
        if record_id == merged:
            return True
    return False
