"""Rows that the CRM itself marks as deleted: no live records, and no fault of the file.

Exports through an interface, and tables that a pipeline lays into a warehouse, hold the recycle
bin beside the records. Such a row is left out by rule; a record that is in the store already is
flagged as gone by ``again.vanished``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from abm_core import formats, schema
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.parse.words import boolean, is_missing
from abm_core.intake.read import headers
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import skips

# Salesforce and its connectors, Fivetran, HubSpot; an archived activity of Salesforce is merely
# old, which its own header "IsArchived" tells apart.
YES_NO = frozenset({"isdeleted", "deleted", "fivetrandeleted", "archived"})
# Airbyte, Stitch and HubSpot write when: a filled cell is a deletion.
WHEN = frozenset({"deletedat", "archivedat", "abcdcdeletedat", "sdcdeletedat"})
# Under this name an import keeps the rows of large files that it read one by one.
APART = "rows set apart"


def candidates(headers_of: Collection[str], mapping: Mapping) -> list[str]:
    """The headers that are spelled as if they said which rows are deleted, and fill no field.

    A stage that was taken out of the sales process still names that of older opportunities.
    """
    if mapping.entity == schema.STAGES.name:
        return []
    used = set(mapping.columns.values())
    return [header for header in headers_of
            if header not in used and _is_named(header, YES_NO | WHEN)]  # fmt: skip


def columns(table: Table, mapping: Mapping) -> list[str]:
    """The headers of a file that say which rows are deleted; a yes-or-no column holds no others."""
    return [header for header in candidates(table.headers, mapping) if _marks(table, header)]


def rows(table: Table, mapping: Mapping) -> set[int]:
    """Positions of the rows that are marked as deleted."""
    return {
        row for header in columns(table, mapping)
        for row, text in enumerate(table.cells[header].tolist())
        if text is not None and _says_deleted(header, text)
    }


def only(table: Table, mapping: Mapping) -> Table:
    """The rows of a table that are marked as deleted."""
    gone = sorted(rows(table, mapping))
    return replace(table, cells=table.cells.iloc[gone].reset_index(drop=True),
                   row_numbers=table.row_numbers[gone], problems={}, medians={})  # fmt: skip


def without(table: Table, mapping: Mapping) -> Table:
    """The table without the rows that are marked as deleted, which it counts as skipped."""
    gone = rows(table, mapping)
    if not gone:
        return table
    live = [row for row in range(len(table.cells)) if row not in gone]
    places = {row: place for place, row in enumerate(live)}
    skipped = {int(table.row_numbers[row]): skips.DELETED for row in sorted(gone)}
    return replace(
        table,
        cells=table.cells.iloc[live].reset_index(drop=True),
        row_numbers=table.row_numbers[live],
        problems={places[row]: why for row, why in table.problems.items() if row in places},
        skipped=table.skipped | skipped,
        notes=(*table.notes, _note(len(gone), columns(table, mapping))),
        medians={},
    )


def _is_named(header: str, names: Collection[str]) -> bool:
    return any(headers.plain(one) in names for one in headers.variants(header))


def _marks(table: Table, header: str) -> bool:
    if _is_named(header, WHEN):
        return True
    return all(
        is_missing(text) or boolean(text.strip()) is not None
        for text in table.cells[header].dropna().unique().tolist()
    )


def _says_deleted(header: str, text: str) -> bool:
    if _is_named(header, WHEN):
        return not is_missing(text) and boolean(text.strip()) is not False
    return boolean(text.strip()) is True


def _note(n: int, named: Collection[str]) -> str:
    """What to say of the rows of a file that are marked as deleted.

    >>> _note(2, ["IsDeleted"])
    "2 rows are marked as deleted in the CRM ('IsDeleted') and are not taken in"
    """
    columns = formats.listed([f"'{header}'" for header in named])
    end = "is marked as deleted in the CRM" if n == 1 else "are marked as deleted in the CRM"
    return (f"{formats.counted(n, 'row')} {end} ({columns}) and "
            f"{'is' if n == 1 else 'are'} not taken in")
