"""Layouts of files: how a file that came before is read again, without a question."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import duckdb

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.layout.mapping import (
    Mapping,
    Proposal,
    check,
    propose,
    questions,
    split_for,
    unmapped,
)
from abm_core.intake.parse import moments, months, numbers
from abm_core.intake.read import headers
from abm_core.intake.read.readers import Table
from abm_core.store import insert

SHEET = " › "
NOT_LETTERS = re.compile(r"[\W\d_]+")

SAME_HEADERS = """
SELECT layout_id, entity, columns, units, date_order, decimal_sign
FROM layouts
WHERE header_key = $header_key
    AND ($entity IS NULL OR entity = $entity)
ORDER BY used_at DESC, layout_id, entity
"""
SAME_NAME = """
SELECT headers
FROM layouts
WHERE stem = $stem
ORDER BY used_at DESC, layout_id
LIMIT 1
"""
FORGET = "DELETE FROM layouts WHERE layout_id = $layout_id AND entity = $entity"
WAS_FULL = "SELECT is_full FROM layouts WHERE layout_id = $layout_id AND entity = $entity"


@dataclass(frozen=True)
class Difference:
    """What the headers of a file have gained and lost since the last file of that name."""

    new: tuple[str, ...]
    gone: tuple[str, ...]


def stem(file: str) -> str:
    """The name of a file without suffix, numbers and months: equal for every Monday's export.

    >>> stem("Accounts_2026-11-09 (2).csv"), stem("CRM export 9 Nov 2026.xlsx › Deals")
    ('accounts', 'crm export › deals')
    """
    name, *sheets = file.split(SHEET)
    return SHEET.join(map(_words, [PurePath(name).stem, *sheets]))


def _words(text: str) -> str:
    words = NOT_LETTERS.sub(" ", text.casefold()).split()
    return " ".join(word for word in words if word not in months.ENGLISH)


def header_key(found: Iterable[str]) -> str:
    """Equal for the same headers in any order, whatever their case and punctuation.

    >>> header_key(["Account ID", "Name"]) == header_key(["name", "account_id"])
    True
    """
    return _digest(sorted(map(_plain, found)))


def layout_id(table: Table) -> str:
    """The layout of a file: its headers, and its name but for dates and numbers."""
    return _digest([stem(table.file), header_key(table.headers)])


def _plain(header: str) -> str:
    return headers.plain(header) or header.casefold()


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def recall(
    cursor: duckdb.DuckDBPyConnection, table: Table, *, entity: str | None = None
) -> Mapping | None:
    """The mapping with which a file of this layout was imported last; ``None`` for a new layout.

    With ``entity`` the one that was used for that kind of row. A file of another name but the
    same headers is read alike, unless files with these headers were read in several ways.
    """
    bound = {"header_key": header_key(table.headers), "entity": entity}
    rows = cursor.execute(SAME_HEADERS, bound).fetchall()
    own = [row for row in rows if row[0] == layout_id(table)]
    found = [_mapping(table, *row[1:]) for row in own[:1] or rows]
    if not found or any(mapping != found[0] for mapping in found):
        return None
    return found[0]


def _mapping(
    table: Table, entity: str, columns: str, units: str, date_order: moments.Order | None,
    decimal: numbers.Convention | None,
) -> Mapping | None:  # fmt: skip
    """A remembered mapping in this file's spelling; ``None`` if it no longer fits."""
    spelled = {_plain(header): header for header in table.headers}
    known = {field.name for field in schema.entity(entity).import_fields}
    filled = {
        name: header if header in table.headers else spelled.get(_plain(header), header)
        for name, header in json.loads(columns).items()
    }
    mapping = Mapping(entity, filled, json.loads(units), date_order, decimal)
    try:
        check(table, mapping)
    except AbmError:
        return None
    return mapping if known >= filled.keys() else None


def remember(
    cursor: duckdb.DuckDBPyConnection, table: Table, mapping: Mapping, *, used_at: datetime,
    is_full: bool | None = None,
) -> None:  # fmt: skip
    """Keep how a file was read. What it leaves open counts as answered with the default.

    ``is_full`` says whether the file held nearly all that the one before held; ``None`` leaves
    what is known of that.
    """
    answered = {question.field: 1.0 for question in questions(table, mapping)
                if not question.must_be_answered}  # fmt: skip
    bound = {"layout_id": layout_id(table), "entity": mapping.entity}
    before = cursor.execute(WAS_FULL, bound).fetchall()
    known = before[0][0] if before else None
    cursor.execute(FORGET, bound)
    insert(cursor, schema.LAYOUTS, [{
        **bound,
        "stem": stem(table.file),
        "header_key": header_key(table.headers),
        "headers": list(table.headers),
        "columns": json.dumps(dict(mapping.columns), ensure_ascii=False),
        "units": json.dumps({**answered, **mapping.units}),
        "date_order": mapping.date_order,
        "decimal_sign": mapping.decimal,
        "is_full": known if is_full is None else is_full,
        "used_at": used_at,
    }])  # fmt: skip


def mapping_for(
    cursor: duckdb.DuckDBPyConnection, table: Table, *, entity: str | None = None
) -> Proposal:
    """How to read a file: as the last time, else as its headers suggest."""
    mapping = recall(cursor, table, entity=entity)
    if mapping is None:
        return propose(table, entity=entity)
    return Proposal(
        mapping=mapping,
        confidence=dict.fromkeys(mapping.columns, 1.0),
        entity_scores={mapping.entity: 1.0},
        unmapped=unmapped(table, mapping),
        questions=questions(table, mapping),
    )


def mappings_for(cursor: duckdb.DuckDBPyConnection, table: Table) -> list[Proposal]:
    """How to read a file; twice where its rows hold an account and something of it each."""
    first = mapping_for(cursor, table)
    split = split_for(table, first.mapping.entity)
    if split is None:
        return [first]
    return [mapping_for(cursor, table, entity=entity) for entity in split.pair]


def difference(cursor: duckdb.DuckDBPyConnection, table: Table) -> Difference | None:
    """How the headers differ from those of the last file of that name, if there was one."""
    rows = cursor.execute(SAME_NAME, {"stem": stem(table.file)}).fetchall()
    if not rows:
        return None
    before = {_plain(header): header for header in rows[0][0]}
    now = {_plain(header): header for header in table.headers}
    return Difference(
        tuple(header for plain, header in now.items() if plain not in before),
        tuple(header for plain, header in before.items() if plain not in now),
    )
