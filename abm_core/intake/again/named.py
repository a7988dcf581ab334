"""Which records the files of one import name: live ones, and those marked as deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from abm_core import schema
from abm_core.intake.layout import layouts
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.match.identity import Reference, find, load_index
from abm_core.intake.parse.domains import registrable
from abm_core.intake.parse.names import canonical_id
from abm_core.intake.parse.words import is_missing
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import deleted
from abm_core.intake.rows.changes import Log

# Records that a CRM deletes or merges. Activities and signals are exported by period, so that an
# old one is missing from every later file.
STORED = {
    "accounts": "SELECT account_id FROM accounts",
    "contacts": "SELECT contact_id FROM contacts",
    "opportunities": "SELECT opportunity_id FROM opportunities",
    "campaigns": "SELECT campaign_id FROM campaigns",
}
# What a file can mark as deleted by an id of its own.
MARKED = {**STORED, "activities": "SELECT activity_id FROM activities"}


@dataclass
class Group:
    """All files of one layout in one import; ``ids`` of live and of deleted records."""

    layout_id: str
    entity: str
    items: list[tuple[Table, Mapping]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    live: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    is_full: bool | None = None


def by_layout(
    cursor: duckdb.DuckDBPyConnection, items: Sequence[tuple[Table, Mapping]], log: Log
) -> list[Group]:
    """The records that an import names, by layout and kind of its files."""
    groups: dict[tuple[str, str], Group] = {}
    for table, mapping in items:
        key = layouts.layout_id(table), mapping.entity
        group = groups.setdefault(key, Group(*key))
        group.items.append((table, mapping))
        _read(cursor, group, table, mapping)
    for table, mapping in log.known.get(deleted.APART, ()):
        _read(cursor, groups[layouts.layout_id(table), mapping.entity], table, mapping)
    return list(groups.values())


def _read(
    cursor: duckdb.DuckDBPyConnection, group: Group, table: Table, mapping: Mapping
) -> None:
    """Which records the rows of a file name, live ones and those that are marked as deleted."""
    gone = _marked(cursor, deleted.only(table, mapping), mapping)
    live = deleted.without(table, mapping) if gone else table
    named = _ids(cursor, live, mapping)
    group.live |= named
    if deleted.columns(table, mapping):
        group.live |= _keys(live, mapping)
    group.deleted |= gone
    group.ids |= named | (gone if group.entity in STORED else set())


def _marked(cursor: duckdb.DuckDBPyConnection, gone: Table, mapping: Mapping) -> set[str]:
    """The records that are marked as deleted: by their own id, which a survivor does not share."""
    if mapping.entity not in MARKED or gone.cells.empty:
        return set()
    ids = _keys(gone, mapping)
    if mapping.entity == schema.ACCOUNTS.name and "account_id" not in mapping.columns:
        ids |= _accounts(cursor, gone, mapping)
    return ids


def _keys(table: Table, mapping: Mapping) -> set[str]:
    """The ids that rows have of their own; a lead's where it has none as a contact."""
    own = _column(table, mapping, schema.entity(mapping.entity).key[0])
    ids = {canonical_id(text) for text in own if text is not None}
    if mapping.entity == schema.CONTACTS.name:
        leads = zip(own, _column(table, mapping, "lead_id"), strict=True)
        ids |= {f"lead-{canonical_id(lead)}" for contact, lead in leads if lead and not contact}
    return ids


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
