"""A list as an Excel workbook: typed cells, and a second sheet that says what they mean.

Text stays text: nothing in a cell becomes a formula, a link or a number by looking like one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from abm_core import formats, schema
from abm_core.errors import AbmError
from abm_core.intake.read.readers import NOTES_SHEET
from abm_core.output import cells
from abm_core.output.cells import Column, Formula
from abm_core.output.palette import LIGHT

ABOUT = NOTES_SHEET
LIST_ENTITIES = (schema.ACCOUNTS, schema.TARGET_LIST)
# How browsers name the kind of file.
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LOOKS_LIKE_FORMULA = tuple("=+-@\t\r")
NO_DATE = datetime(1980, 1, 1)  # the first day of a ZIP file: the same list gives the same bytes
BOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
ABOUT_WIDTHS = (28, 90, 24)


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that keeps every digit of a number and takes no text for markup."""

    def _xml_number_element(
        self, number: float, attributes: Sequence[tuple[str, object]] = ()
    ) -> None:
        """All 17 digits; the library writes 16."""
        attr = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{attr}><v>{number!r}</v></c>")

    def _xml_rich_inline_string(
        self, string: str, attributes: Sequence[tuple[str, object]] = ()
    ) -> None:
        """Plain text; the library takes whatever begins with <r> for markup of its own."""
        self._xml_inline_string(string, True, attributes)


class Styles:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]

    def number(self, pattern: str) -> Format:
        """The format of a number that shows by that pattern."""
        return self.of(num_format=pattern) if pattern else self.of()

    def header(self) -> Format:
        """The format of a header."""
        return self.of(
            bold=True, bg_color=LIGHT.hairline, font_color=LIGHT.text, bottom=1,
            bottom_color=LIGHT.muted,
        )  # fmt: skip

    def tier(self, level: int) -> Format:
        """The colours of a tier."""
        return self.of(
            bg_color=LIGHT.tier(level), font_color=LIGHT.on_tiers[level - 1], align="center"
        )


def workbook(
    frame: pd.DataFrame,
    *,
    sheet: str,
    notes: Sequence[tuple[str, str]],
    currency: str = "",
    entities: Sequence[schema.Entity] = LIST_ENTITIES,
    made_at: datetime | None = None,
) -> bytes:
    """The list as a file that Excel opens: header, filter, typed cells, and what they mean.

    Columns are field names of ``entities`` or of ``schema.DERIVED``, or ``extra.<header>``.
    ``notes`` are topics with their sentence for the second sheet; ``currency`` is what "reporting
    currency" means there.
    """
    if len(frame) > MOST_ROWS:
        raise AbmError(
            f"The list has {formats.count(len(frame))} rows; an Excel sheet holds "
            f"{formats.count(MOST_ROWS)}.",
            "Filter it and export the parts.",
        )
    columns = cells.columns(frame, entities)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, BOOK_OPTIONS) as book:
        book.set_properties({"title": sheet, "created": made_at or NO_DATE})
        styles = Styles(book)
        add_list(book, sheet, columns, styles)
        write_about(book.add_worksheet(ABOUT, Sheet), columns, notes, currency, styles)
    return target.getvalue()


def add_list(
    book: xlsxwriter.Workbook, sheet: str, columns: list[Column], styles: Styles
) -> None:
    """A sheet with a header, a filter and typed cells."""
    n_rows = len(columns[0].cells) if columns else 0
    _write_list(book.add_worksheet(_sheet_name(sheet), Sheet), columns, n_rows, styles)


def _sheet_name(name: str) -> str:
    """A name that Excel accepts for a sheet and that is not taken."""
    clean = name.translate(NOT_IN_SHEET_NAMES).strip(" '")[:LONGEST_SHEET_NAME].strip(" '")
    return clean if clean and clean.casefold() not in (ABOUT.casefold(), "history") else "List"


def _write_list(page: Any, columns: list[Column], n_rows: int, styles: Styles) -> None:  # noqa: ANN401
    for position, column in enumerate(columns):
        page.set_column(position, position, column.width)
    _write_header(page, [column.header for column in columns], styles)
    if columns:
        page.autofilter(0, 0, n_rows, len(columns) - 1)
        page.ignore_errors({"number_stored_as_text": _all_cells(n_rows, len(columns))})
    writers = [_Writer(page, position, column, styles) for position, column in enumerate(columns)]
    for row in range(n_rows):
        for writer in writers:
            writer.write(row)


def _all_cells(n_rows: int, n_columns: int) -> str:
    last = xlsxwriter.utility.xl_rowcol_to_cell(max(n_rows, 1), n_columns - 1)
    return f"A1:{last}"


def _write_header(page: Any, headers: Iterable[str], styles: Styles) -> None:  # noqa: ANN401
    for position, header in enumerate(headers):
        page.write_string(0, position, header, styles.header())
    page.freeze_panes(1, 0)


class _Writer:
    """Writes the cells of one column, one at a time."""

    def __init__(self, page: Any, position: int, column: Column, styles: Styles) -> None:  # noqa: ANN401
        self._page = page
        self._position = position
        self._cells = column.cells
        self._number = styles.number(column.pattern)
        is_text = column.pattern == cells.TEXT
        self._text = styles.number(cells.TEXT if is_text else cells.GENERAL)
        # Stays text even when somebody edits the cell.
        self._quoted = styles.of(quote_prefix=True)
        self._day, self._moment = styles.number(cells.DAY), styles.number(cells.MOMENT)
        self._tiers = {n: styles.tier(n) for n in (1, 2, 3)} if column.is_tier else {}

    def write(self, row: int) -> None:
        """Write the cell of that row of the list; a missing one stays blank."""
        cell = self._cells[row]
        if cell is None:
            return
        place = row + 1, self._position
        if isinstance(cell, Formula):
            self._page.write_formula(*place, cell.text, self._number, cell.value)
        elif isinstance(cell, str):
            quoted = cell.startswith(LOOKS_LIKE_FORMULA)
            self._page.write_string(*place, cell, self._quoted if quoted else self._text)
        elif isinstance(cell, bool):
            self._page.write_boolean(*place, cell, self._number)
        elif isinstance(cell, datetime):
            self._page.write_datetime(*place, cell, self._moment)
        elif isinstance(cell, date):
            self._page.write_datetime(*place, cell, self._day)
        else:
            self._page.write_number(*place, cell, self._tiers.get(int(cell), self._number))


def write_about(
    page: Any,  # noqa: ANN401
    columns: Iterable[Column],
    notes: Sequence[tuple[str, str]],
    currency: str,
    styles: Styles,
) -> None:
    """One table: what the list is, then what each of its columns means."""
    for position, width in enumerate(ABOUT_WIDTHS):
        page.set_column(position, position, width)
    _write_header(page, ("Topic", "What it says", "Unit"), styles)
    meanings = [(c.header, c.field.doc, _unit(c.field, currency)) for c in columns]
    said = [(topic, text) for topic, text in notes]
    heading = [("Columns", "What each column means")] if meanings else []
    lines = [*said, *heading, *meanings]
    for row, line in enumerate(lines, start=1):
        style = styles.of(bold=True) if row == len(said) + 1 else styles.of(text_wrap=True)
        for position, text in enumerate(filter(None, line)):
            page.write_string(row, position, text, style)


def _unit(field: schema.Field, currency: str) -> str:
    """The unit of a column as a reader of the file needs it."""
    if field.unit == "reporting currency":
        return currency or "currency of the imported files"
    return {"0 to 1": "share, shown as a percentage"}.get(field.unit, field.unit)
