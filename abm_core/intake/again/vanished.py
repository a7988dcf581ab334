"""Records that a full export held and a later one does not: flagged, never removed.

What a file is, a full export or a part of one, is judged by its layout's earlier files: it counts
as full beside those of which it holds nearly all ids, and only they tell who is missing.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.again import named
from abm_core.intake.again.named import Group
from abm_core.intake.layout import layouts
from abm_core.intake.layout.mapping import Mapping
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
PRUNE = """
DELETE FROM layout_imports
WHERE layout_id = $layout_id AND entity = $entity AND import_id NOT IN (
    SELECT import_id FROM layout_imports WHERE layout_id = $layout_id AND entity = $entity
    ORDER BY import_id DESC LIMIT $kept
)
"""
LISTED = """
SELECT v.entity, v.id, coalesce(a.name, o.name, c.name, p.name, y.subject) AS name,
       v.last_seen_import, i.imported_at AS last_seen_at, v.flagged_at
FROM vanished v
LEFT JOIN accounts a ON v.entity = 'accounts' AND a.account_id = v.id
LEFT JOIN opportunities o ON v.entity = 'opportunities' AND o.opportunity_id = v.id
LEFT JOIN contacts c ON v.entity = 'contacts' AND c.contact_id = v.id
LEFT JOIN campaigns p ON v.entity = 'campaigns' AND p.campaign_id = v.id
LEFT JOIN activities y ON v.entity = 'activities' AND y.activity_id = v.id
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
    """What an import says about records that were there before, by entity.

    ``deleted`` counts those that the files themselves mark as deleted; they are flagged as well.
    """

    flagged: dict[str, int]
    returned: dict[str, int]
    parts: tuple[Part, ...]
    deleted: dict[str, int] = field(default_factory=dict)


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
    groups = named.by_layout(cursor, items, log)
    here: dict[str, set[str]] = {}
    for group in groups:
        here.setdefault(group.entity, set()).update(group.live)
    missing: dict[tuple[str, str], int] = {}
    parts = []
    for group in groups:
        part = _compare(cursor, group, here[group.entity], missing, log)
        parts += [part] if part else []
        _keep(cursor, group, log)
    deleted = _flag(cursor, _deleted(groups, here, log), log)
    flagged = _flag(cursor, missing, log)
    returned = {entity: _unflag(cursor, entity, ids, log) for entity, ids in here.items()}
    return Missed(flagged, {name: n for name, n in returned.items() if n}, tuple(parts), deleted)


def _deleted(
    groups: Iterable[Group], here: dict[str, set[str]], log: Log
) -> dict[tuple[str, str], int]:
    """Records that a file marks as deleted and none holds as live; this import saw them last."""
    return {
        (group.entity, one): log.import_id
        for group in groups for one in group.deleted - here[group.entity]
    }


def _compare(
    cursor: duckdb.DuckDBPyConnection,
    group: Group,
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


def _keep(cursor: duckdb.DuckDBPyConnection, group: Group, log: Log) -> None:
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
    stored = {entity: _first_column(cursor.execute(named.MARKED[entity])) for entity in entities}
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
