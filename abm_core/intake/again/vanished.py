"""Records that a full export held and a later one does not: flagged, never removed.

What a file is, a full export or a part of one, is judged by its layout's earlier files: it counts
as full beside those of which it holds nearly all ids, and only they tell who is missing.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.layout import layouts
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.match.identity import Reference, find, load_index
from abm_core.intake.parse.domains import registrable
from abm_core.intake.parse.names import canonical_id
from abm_core.intake.parse.words import is_missing
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import changes
from abm_core.intake.rows.changes import Log

FULL_SHARE = 0.8
FORMULA_STARTS = ("=", "+", "-", "@")
KEPT_IMPORTS = 4  # an undo or two back, and past a file that was only a part

EARLIER = """
SELECT l.import_id, l.ids
FROM layout_imports l
WHERE l.layout_id = $layout_id AND l.import_id < $import_id AND l.entity = $entity
    AND EXISTS (
        SELECT 1 FROM imports i WHERE i.import_id = l.import_id AND i.undone_at IS NULL
    )
ORDER BY l.import_id
"""
OPEN = "SELECT id FROM vanished WHERE entity = $entity AND resolved_at IS NULL"
# Records that a CRM deletes or merges. Activities and signals are exported by period, so that an
# old one is missing from every later file.
STORED = {
    "accounts": "SELECT account_id FROM accounts",
    "contacts": "SELECT contact_id FROM contacts",
    "opportunities": "SELECT opportunity_id FROM opportunities",
    "campaigns": "SELECT campaign_id FROM campaigns",
}
PRUNE = """
DELETE FROM layout_imports
WHERE layout_id = $layout_id AND entity = $entity AND import_id NOT IN (
    SELECT import_id FROM layout_imports WHERE layout_id = $layout_id AND entity = $entity
    ORDER BY import_id DESC LIMIT $kept
)
"""
LISTED = """
SELECT v.entity, v.id, coalesce(a.name, o.name, c.name, p.name) AS name, v.last_seen_import,
       i.imported_at AS last_seen_at, v.flagged_at
FROM vanished v
LEFT JOIN accounts a ON v.entity = 'accounts' AND a.account_id = v.id
LEFT JOIN opportunities o ON v.entity = 'opportunities' AND o.opportunity_id = v.id
LEFT JOIN contacts c ON v.entity = 'contacts' AND c.contact_id = v.id
LEFT JOIN campaigns p ON v.entity = 'campaigns' AND p.campaign_id = v.id
LEFT JOIN (SELECT import_id, max(imported_at) AS imported_at FROM imports GROUP BY import_id) i
    ON i.import_id = v.last_seen_import
WHERE v.resolved_at IS NULL
ORDER BY v.flagged_at DESC, v.entity, v.id
"""


@dataclass(frozen=True)
class Part:
    """A layout whose file held fewer ids of the earlier one than a full export would."""

    files: tuple[str, ...]
    entity: str
    n_found: int
    n_before: int


@dataclass(frozen=True)
class Missed:
    """What an import says about records that were there before, by entity."""

    flagged: dict[str, int]
    returned: dict[str, int]
    parts: tuple[Part, ...]


@dataclass
class _Group:
    """All files of one layout in one import."""

    layout_id: str
    entity: str
    items: list[tuple[Table, Mapping]]
    ids: set[str]
    is_full: bool | None = None


def listed(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every record that is missing at present, newest flag first, with its name."""
    return cursor.execute(LISTED).df()


def as_csv(missing: pd.DataFrame) -> bytes:
    """The list as a file; text that a spreadsheet would take for a formula stays text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(missing.columns)
    for row in missing.itertuples(index=False, name=None):
        writer.writerow(["" if pd.isna(cell) else _as_text(str(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def note(
    cursor: duckdb.DuckDBPyConnection, items: Sequence[tuple[Table, Mapping]], log: Log
) -> Missed:
    """Remember the layouts and ids of an import; flag who is missing, unflag who is back."""
    groups = _groups(cursor, items)
    here: dict[str, set[str]] = {}
    for group in groups:
        here.setdefault(group.entity, set()).update(group.ids)
    missing: dict[tuple[str, str], int] = {}
    parts = []
    for group in groups:
        part = _compare(cursor, group, here[group.entity], missing, log)
        parts += [part] if part else []
        _keep(cursor, group, log)
    flagged = _flag(cursor, missing, log)
    returned = {entity: _unflag(cursor, entity, ids, log) for entity, ids in here.items()}
    return Missed(flagged, {name: n for name, n in returned.items() if n}, tuple(parts))


def _groups(
    cursor: duckdb.DuckDBPyConnection, items: Sequence[tuple[Table, Mapping]]
) -> list[_Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for table, mapping in items:
        key = layouts.layout_id(table), mapping.entity
        group = groups.setdefault(key, _Group(*key, [], set()))
        group.items.append((table, mapping))
        group.ids |= _ids(cursor, table, mapping)
    return list(groups.values())


def _ids(cursor: duckdb.DuckDBPyConnection, table: Table, mapping: Mapping) -> set[str]:
    """The records that a file names, in rejected rows as well; none where it has no ids."""
    if mapping.entity not in STORED:
        return set()
    if mapping.entity == schema.ACCOUNTS.name:
        return _accounts(cursor, table, mapping)
    key = schema.entity(mapping.entity).key[0]
    return {canonical_id(text) for text in _column(table, mapping, key) if text is not None}


def _accounts(cursor: duckdb.DuckDBPyConnection, table: Table, mapping: Mapping) -> set[str]:
    """An account is there by its id, or by what it can be matched with."""
    index = load_index(cursor)
    said = {
        Reference(account_id, registrable(domain) if domain else None, name, country)
        for account_id, domain, name, country in zip(
            *(_column(table, mapping, field) for field in (
                "account_id", "domain", "name", "country")), strict=True)
    }
    found = {find(index, one).account_id or one.account_id for one in said}
    return {canonical_id(account_id) for account_id in found if account_id}


def _column(table: Table, mapping: Mapping, field: str) -> list[str | None]:
    header = mapping.columns.get(field)
    if header is None:
        return [None] * len(table.cells)
    return [None if is_missing(text) else text for text in table.cells[header].tolist()]


def _compare(
    cursor: duckdb.DuckDBPyConnection,
    group: _Group,
    here: Collection[str],
    missing: dict[tuple[str, str], int],
    log: Log,
) -> Part | None:
    """Note in ``missing`` who was in an earlier file; the group itself when it is a part only."""
    bound = {"layout_id": group.layout_id, "import_id": log.import_id, "entity": group.entity}
    earlier = [(n, frozenset(ids)) for n, ids in cursor.execute(EARLIER, bound).fetchall() if ids]
    if not earlier or not group.ids:
        return None
    alike = [(n, ids) for n, ids in earlier if _share(ids, group.ids) >= FULL_SHARE]
    group.is_full = bool(alike)
    for import_id, ids in alike:
        missing |= {(group.entity, one): import_id for one in ids - set(here)}
    if alike:
        return None
    before = earlier[-1][1]
    files = tuple(table.file for table, _ in group.items)
    return Part(files, group.entity, len(before & group.ids), len(before))


def _share(before: frozenset[str], now: Collection[str]) -> float:
    return len(before.intersection(now)) / len(before)


def _keep(cursor: duckdb.DuckDBPyConnection, group: _Group, log: Log) -> None:
    for table, mapping in group.items:
        layouts.remember(cursor, table, mapping, used_at=log.at, is_full=group.is_full)
    if not group.ids:
        return
    row = {"layout_id": group.layout_id, "import_id": log.import_id, "entity": group.entity,
           "ids": sorted(group.ids)}  # fmt: skip
    changes.append(cursor, schema.LAYOUT_IMPORTS, pd.DataFrame([row], dtype=object))
    bound = {"layout_id": group.layout_id, "entity": group.entity, "kept": KEPT_IMPORTS}
    cursor.execute(PRUNE, bound)


def _open(cursor: duckdb.DuckDBPyConnection, entity: str) -> set[str]:
    return _first_column(cursor.execute(OPEN, {"entity": entity}))


def _first_column(found: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in found.fetchall()}


def _flag(
    cursor: duckdb.DuckDBPyConnection, missing: dict[tuple[str, str], int], log: Log
) -> dict[str, int]:
    """Flag what the store holds and has not flagged yet; how many by entity."""
    entities = sorted({entity for entity, _ in missing})
    known = {entity: _open(cursor, entity) for entity in entities}
    stored = {entity: _first_column(cursor.execute(STORED[entity])) for entity in entities}
    open_to = {entity: stored[entity] - known[entity] for entity in entities}
    fresh = [(entity, one) for entity, one in sorted(missing) if one in open_to[entity]]
    rows: list[dict[str, object]] = [
        {"entity": entity, "id": one, "last_seen_import": missing[entity, one],
         "flagged_at": log.at, "resolved_at": None}
        for entity, one in fresh
    ]  # fmt: skip
    _write(cursor, rows, log)
    return dict(Counter(entity for entity, _ in fresh))


def _unflag(
    cursor: duckdb.DuckDBPyConnection, entity: str, here: Collection[str], log: Log
) -> int:
    back = _open(cursor, entity).intersection(here)
    _write(cursor, [{"entity": entity, "id": one, "resolved_at": log.at} for one in sorted(back)],
           log)  # fmt: skip
    return len(back)


def _write(
    cursor: duckdb.DuckDBPyConnection, rows: Iterable[dict[str, object]], log: Log
) -> None:
    """Through the change log, so that undoing the import gives the flags back."""
    frame = pd.DataFrame(list(rows), dtype=object)
    changes.upsert(cursor, schema.VANISHED, frame, log, final=("resolved_at",))
