"""Activities of a file into the store: what they are, who took part, when."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import duckdb

from abm_core import schema
from abm_core.intake.match import bridges, matches, parties, references
from abm_core.intake.match.identity import known_accounts
from abm_core.intake.rows import erased, repeats, skips
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, upsert

CHANNEL_OF_KIND = {
    "page visit": "web", "download": "web", "form fill": "web", "mail open": "mail",
    "mail click": "mail", "mail reply": "mail", "mail sent": "mail", "webinar": "event",
    "on-site event": "event", "meeting": "meeting", "call": "call", "ad impression": "ad",
    "ad click": "ad", "other": "other",
}  # fmt: skip
THEIRS = frozenset({
    "page visit", "download", "form fill", "mail open", "mail click", "mail reply", "webinar",
    "on-site event", "meeting", "ad click",
})  # fmt: skip
OURS = frozenset({"mail sent", "ad impression"})
KEY_PARTS = ("occurred_at", "kind", "account_id", "account_domain", "account_name", "contact_id",
             "lead_id", "email", "contact_name", "campaign_id", "opportunity_id", "subject")

STORED = "SELECT activity_id FROM activities"


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Key every row, say what it was and who took part, and write what is new or changed."""
    if batch.is_bridge:
        known = {key for (key,) in cursor.execute(STORED).fetchall()}
        bridges.refuse_unknown(batch, known)
    else:
        set_kinds(batch)
    _set_keys(batch)
    erased.forget_names(cursor, batch)
    parties.sort_ids(batch)
    index = known_accounts(cursor, log)
    mails = batch.column("email")
    accounts = references.resolve(batch, index)
    by_mail = references.resolve(batch, index, mails=mails) if any(mails) else accounts
    parties.set_parties(cursor, batch, accounts, by_mail, log)
    references.keep_stated(batch, accounts)
    references.note(batch, index, accounts)
    _note_left_behind(batch)
    matches.record(cursor, "activities", by_mail.matched.items(), log)
    return upsert(cursor, schema.ACTIVITIES, batch.frame.iloc[batch.live], log)


def set_kinds(batch: Batch) -> None:
    """Kind, channel and direction of every row; a call is one that names a direction of calls."""
    kinds, directions = batch.column("kind"), batch.column("direction")
    columns = json.loads(batch.mapping).get("columns", {})
    by_call = columns.get("direction", "").replace(" ", "").replace("_", "").lower() == "calltype"
    unknown = 0
    for row, kind in enumerate(kinds):
        if by_call and directions[row] and kind in (None, "other"):
            kinds[row] = "call"
        elif kind is None:
            kinds[row] = "other"
            unknown += row not in batch.reasons
    channels = [channel or CHANNEL_OF_KIND[kind] for channel, kind in zip(
        batch.column("channel"), kinds, strict=True)]
    batch.set_column("kind", kinds)
    batch.set_column("channel", channels)
    batch.set_column("direction", [
        said or _direction(kind) for said, kind in zip(directions, kinds, strict=True)
    ])
    if unknown:
        rows = references.rows(unknown, batch.entity)
        batch.notes.append(f"Kind: {rows} of a kind that the file does not say; kept as 'other'")


def _direction(kind: str) -> str | None:
    """Who acted, where the kind tells it; of calls nothing does."""
    return "theirs" if kind in THEIRS else "ours" if kind in OURS else None


def _set_keys(batch: Batch) -> None:
    """Give rows without an id a key that the same file always gives again."""
    ids = batch.column("activity_id")
    without = [row for row in batch.live if ids[row] is None]
    n_repeats = 0
    if without:
        n_repeats = _collapse(batch, without)
        columns = [batch.column(name) for name in KEY_PARTS]
        seen: Counter[str] = Counter()
        for row in without:
            if row in batch.settled:
                continue
            said = "\x1f".join(str(column[row] or "") for column in columns)
            key = "act-" + hashlib.sha256(said.encode()).hexdigest()[:16]
            seen[key] += 1
            ids[row] = key if seen[key] == 1 else f"{key}#{seen[key]}"
    batch.set_column("activity_id", ids)
    keys = {row: ids[row] for row in batch.live}
    n_repeats += repeats.settle(batch, keys, lambda row: "same Activity ID")
    repeats.note(batch, n_repeats)


def _collapse(batch: Batch, rows: list[int]) -> int:
    """Rows of which every cell is equal are one activity; returns how many repeat another."""
    cells = [batch.cells[header].tolist() for header in batch.cells.columns]
    seen: set[tuple[str | None, ...]] = set()
    for row in rows:
        whole = tuple(column[row] for column in cells)
        if whole in seen:
            batch.settle(row, skips.REPEATED)
        seen.add(whole)
    return len(batch.settled.keys() & set(rows))


def _note_left_behind(batch: Batch) -> None:
    """Say how many columns of the file an activity has no place for."""
    used = set(json.loads(batch.mapping).get("columns", {}).values())
    left = [header for header in batch.cells.columns
            if header not in used and batch.cells[header].notna().any()]
    if left:
        named = ", ".join(left[:5])
        more = ", …" if len(left) > 5 else ""
        columns = "1 column is" if len(left) == 1 else f"{len(left):,} columns are"
        batch.notes.append(f"{columns} not part of an activity and not kept: {named}{more}")
