"""How a file was read, in one sentence: what the reader decided, for somebody who checks it."""

from __future__ import annotations

from collections import Counter

from abm_core import formats
from abm_core.intake.read import outline
from abm_core.intake.read.options import ENCODINGS, SEPARATORS
from abm_core.intake.read.tables import Table

NAMES = ENCODINGS | {"utf-8-sig": "UTF-8"}
# One line and several of what was left out, in the order in which it stands in a file.
LINES = {
    outline.ABOVE: ("line above it", "lines above it"),
    outline.COMMENT: ("comment", "comments"),
    outline.AGAIN: ("repeated header", "repeated headers"),
    outline.GROUP: ("heading of a group", "headings of groups"),
    outline.TOTAL: ("row of totals", "rows of totals"),
    outline.FOOTER: ("line below the table", "lines below the table"),
}


def sentence(table: Table) -> str:
    """Encoding, separator, sheet and header row of a table, and what was left out of it.

    Without a header row (JSON, Parquet) there is nothing that could be read otherwise but the
    encoding; an empty sentence where not even that.
    """
    parts = [
        f"as {encoding(table.encoding)}" if table.encoding else "",
        f"{separator(table.separator)}-separated" if table.separator else "",
        f"sheet '{table.sheet}'" if table.sheet else "",
        f"header in row {table.header_row:,}" if table.header_row else "",
    ]
    said = [part for part in parts if part]
    left_out = _left_out(table)
    if left_out:
        said.append(f"{left_out} left out")
    return f"Read {', '.join(said)}." if said else ""


def encoding(name: str) -> str:
    """What an encoding is called.

    >>> encoding("utf-8-sig"), encoding("latin-1")
    ('UTF-8', 'Latin-1')
    """
    return NAMES.get(name, name)


def separator(mark: str) -> str:
    """What a separator is called.

    >>> separator(","), separator("^")
    ('comma', "'^'")
    """
    return SEPARATORS.get(mark, f"'{mark}'")


def _left_out(table: Table) -> str:
    found = Counter(table.skipped.values())
    return formats.listed(
        [formats.counted(found[why], *words) for why, words in LINES.items() if found[why]]
    )
