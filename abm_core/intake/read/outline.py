"""Where the table of a sheet begins and ends: its header, and the rows that are none of its data.

Reports come with a title, filters and a date above the header, with totals in between and with
small print below. Such rows are left out by the rules of this module, each counted with its
reason; a row that might be data stays data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from abm_core import schema
from abm_core.intake.read import headers

Row = Sequence[str]

ABOVE, COMMENT, TOTAL = "above the header", "comment", "total"
FOOTER, GROUP, AGAIN = "below the table", "heading of a group", "the header again"
REASONS = (ABOVE, COMMENT, TOTAL, FOOTER, GROUP, AGAIN)
PROBED_ROWS = 60
LONGEST_HEADER = 120
LETTER = re.compile(r"[^\W\d_]")
VALUE = re.compile(
    r"[-+(]*[$€£¥]?\s*[\d.,'\s]*\d[\d.,'\s]*\s*[%KMB)]*|\S+@\S+\.\S+|https?://\S+"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|true|false",
    re.IGNORECASE,
)  # fmt: skip
NUMBER = re.compile(
    r"[-+(]*[A-Z]{0,3}\s*[$€£¥]?\s*\d[\d.,'\s]*[%)]*\s*[A-Z€]{0,3}|[-–]"
    r"|sum|count|average|avg\.?|records?", re.IGNORECASE,
)  # fmt: skip
LABELLED = re.compile(r"[^\d:]{2,40}:(\s|$)")
# A word for a total that no company is called, and one that some are.
TOTALS = re.compile(
    r"(grand|sub)[\s-]?totals?( \([\d,.]+ (records?|rows?)\))?:?|totals:?"
    r"|totals? \([\d,.]+ (records?|rows?)\):?|total count:?|gesamtsumme:?|zwischensumme:?"
    r"|total général:?|sous-total:?|totaal generaal:?|total general:?|totale complessivo:?",
    re.IGNORECASE,
)
TOTAL_WORD = re.compile(r"total:?|sum:?|summe:?|gesamt:?|totale:?|totaal:?", re.IGNORECASE)
TOTAL_LETTERS = frozenset("tgszTGSZ")
RECORDS = re.compile(r".*\([\d,.]+ (records?|rows?)\)", re.IGNORECASE)
SMALL_PRINT = re.compile(
    r"copyright\s*(\(c\)|©|\d{4}).*|©.*|\(c\) .*|.*\ball rights reserved\b.*"
    r"|confidential information\b.*|.*\bdo not distribute\b.*"
    r"|(report )?generated (by|on|at)\b.*|exported (by|on|at|from)\b.*"
    r"|(created|printed|run) (by|on):.*|end of (report|file|data).*|page \d+( of \d+)?"
    r"|\(?[\d,.]+ (rows?|records?)( (affected|selected|exported))?\)?\.?"
    r"|(total )?(number of )?(rows|records)\b.{0,12}\d[\d,.]*|filter(s|ed by)?\s*:.*|source\s*:.*"
    r"|as of [\d:].*|applied filters\b.*",
    re.IGNORECASE,
)  # fmt: skip
PIVOT = re.compile(r"row labels|column labels|zeilenbeschriftungen|spaltenbeschriftungen"
                   r"|étiquettes de (lignes|colonnes)", re.IGNORECASE)  # fmt: skip
SENTENCE_WORDS = 6


def texts(row: Row) -> list[str]:
    """The filled cells of a row."""
    return [cell.strip() for cell in row if cell and not cell.isspace()]


# --- Above --------------------------------------------------------------------------------------


def header_place(rows: Sequence[Row]) -> int | None:
    """Position of the header among the first rows; ``None`` where no row is filled.

    The first row that is no line of a preamble, and looks like one of labels; or the first one
    whose words are those of headers that we know, where the structure does not tell.
    """
    filled = [place for place, row in enumerate(rows) if texts(row)]
    filled = [place for place in filled if not _is_comment(rows, place, filled)] or filled
    if not filled:
        return None
    known = {place: _n_known(rows[place]) for place in filled}
    best = max(known.values())
    for number, place in enumerate(filled):
        below = [rows[one] for one in filled[number + 1:][:PROBED_ROWS]]
        if known[place] and 2 * known[place] >= max(best, len(texts(rows[place]))):
            return place
        if not _is_preamble(rows[place], below):
            better = _better(rows, known, place, filled[number + 1:])
            return place if better is None else better
    return filled[0]


def _better(
    rows: Sequence[Row], known: dict[int, int], place: int, later: Sequence[int]
) -> int | None:
    """A row below that is a header by its words, where the one above hardly looks like one."""
    for one in later:
        n = len(texts(rows[one]))
        if known[one] >= 2 and 2 * known[one] >= n:
            narrow = known[one] >= 2 * known[place] and n > len(texts(rows[place]))
            doubtful = not (known[place] or _is_labels(rows[place]))
            return one if narrow or doubtful else None
    return None


def _n_known(row: Row) -> int:
    """How many cells of a row are names of fields."""
    return sum(
        any(headers.meanings(entity.name, text) for entity in schema.IMPORTABLE)
        for text in texts(row) if len(text) <= LONGEST_HEADER
    )  # fmt: skip


def _is_labels(row: Row) -> bool:
    """Whether all cells are words that could stand above a column."""
    cells = texts(row)
    return len(set(cells)) > len(cells) / 2 and all(
        LETTER.search(cell) and len(cell) <= LONGEST_HEADER and not VALUE.fullmatch(cell)
        for cell in cells
    )


def _is_preamble(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row is a title, a filter or a heading over columns: far narrower than the rest."""
    cells = texts(row)
    widths = sorted((len(texts(one)) for one in below), reverse=True)
    usual = widths[min(len(widths) - 1, max(1, len(widths) // 10))] if widths else 0
    if len(cells) == 1:
        return usual >= 2
    told = LABELLED.match(cells[0]) or SMALL_PRINT.fullmatch(cells[0])
    return 2 * len(cells) < usual or bool(len(cells) == 2 and told and usual >= 3)


def _is_comment(rows: Sequence[Row], place: int, filled: Sequence[int]) -> bool:
    """A line that begins with # and has not as many cells as the others."""
    if not is_hash(rows[place]):
        return False
    others = [len(texts(rows[one])) for one in filled if not is_hash(rows[one])]
    return bool(others) and len(texts(rows[place])) < max(others)


def is_hash(row: Row) -> bool:
    """Whether the first cell begins with the mark of a comment."""
    return bool(row) and (row[0] or "").lstrip().startswith("#")


def is_pivot(rows: Sequence[Row]) -> bool:
    """Whether the first rows of a sheet are those of a pivot table."""
    return any(PIVOT.fullmatch(text) for row in rows[:10] for text in texts(row)[:2])


# --- Below and between --------------------------------------------------------------------------


class Body:
    """The rows below a header, by column; tells which of them are no data, and why.

    ``columns`` hold text or ``None``. ``places`` are the positions of the rows in their file: a
    step of more than one is a blank row. ``width`` tells how many cells a row has.
    """

    def __init__(
        self, header: Sequence[str], columns: Sequence[Sequence[str | None]],
        places: Sequence[int], width: Callable[[int], int], *, has_comments: bool = False,
    ) -> None:  # fmt: skip
        self._header = [text.strip() for text in header]
        self._columns = columns
        self._places = places
        self._width = width
        self._has_comments = has_comments
        self._n = len(places)

    def skipped(self) -> dict[int, str]:
        """Position and reason of every row that is no data."""
        found: dict[int, str] = {}
        for row in self._suspects():
            reason = self._reason(row, found)
            if reason:
                found[row] = reason
        return found | dict.fromkeys(self._small_print(found), FOOTER)

    def _row(self, row: int) -> list[str | None]:
        return [column[row] for column in self._columns]

    def _suspects(self) -> list[int]:
        """Rows whose first filled cell could be a label; few, so that the rest may be slow."""
        first = self._header[0] if self._header else ""
        labels = self._labels()
        return [
            row for row, label in enumerate(labels)
            if label and (label[0] == "#" or label[-1] == ")" or label.strip() == first
                          or _may_be_total(label))
        ]  # fmt: skip

    def _labels(self) -> list[str | None]:
        """The first filled cell of every row."""
        found: list[str | None] = list(self._columns[0]) if self._columns else []
        for column in self._columns[1:]:
            if None not in found:
                break
            found = [one if one is not None else two
                     for one, two in zip(found, column, strict=True)]  # fmt: skip
        return found

    def _reason(self, row: int, found: Container[int]) -> str | None:
        cells = self._row(row)
        filled = texts([cell or "" for cell in cells])
        if [(cell or "").strip() for cell in cells] == self._header and len(filled) > 1:
            return AGAIN
        if filled[0].startswith("#") and self._is_comment(row, filled):
            return COMMENT
        if len(self._columns) < 2:
            return TOTAL if TOTALS.fullmatch(filled[0]) else None
        if len(filled) == 1 and RECORDS.fullmatch(filled[0]) and not TOTALS.fullmatch(filled[0]):
            return GROUP
        return TOTAL if self._is_total(row, filled, found) else None

    def _is_comment(self, row: int, filled: Sequence[str]) -> bool:
        """"#1 Cochran" is a company: a comment is alone in its row or has other cells than it."""
        if len(self._columns) > 1 and len(filled) == 1:
            return True
        spaced = filled[0].startswith(("# ", "##"))
        return spaced and (
            self._has_comments or self._width(row) != len(self._columns) or len(self._columns) == 1
        )

    # A total has a label and numbers; a company of that name has something else beside it.

    def _is_total(self, row: int, filled: Sequence[str], found: Container[int]) -> bool:
        label, others = filled[0], filled[1:]
        if any(not NUMBER.fullmatch(other) for other in others):
            return False
        if TOTALS.fullmatch(label):
            return True
        if not TOTAL_WORD.fullmatch(label):
            return False
        if not others:
            return row == self._n - 1 or self._places[row + 1] > self._places[row] + 1
        return self._adds_up(row, found)

    def _adds_up(self, row: int, found: Container[int]) -> bool:
        """Whether a number of the row is the sum of those above it, or how many they are."""
        rows = [one for one in range(row) if one not in found]
        for column in self._columns:
            for decimal in ".,":
                total = _number(column[row], decimal)
                above = [_number(column[one], decimal) for one in rows]
                known = [one for one in above if one is not None]
                if total is not None and known and (
                    abs(sum(known) - total) <= 0.005 * len(known) or total == len(rows)
                ):
                    return True
        return False

    # Small print: who made the report and when, below a table; its name and the company's with it.

    def _small_print(self, found: Container[int]) -> list[int]:
        """The lines at the end that are small print, with those that stand among them."""
        last = self._n - 1
        if last > 0 and not self._is_print(last, found) and self._is_print(last - 1, found):
            last -= 1  # the company that the report belongs to
            if not self._is_lonely(last + 1):
                return []
        first = last + 1
        while first and (first - 1 in found or self._is_print(first - 1, found)):
            first -= 1
        lines = [row for row in range(first, last + 1) if row not in found]
        if not lines:
            return []
        first = lines[0]
        if first and self._is_lonely(first - 1) and self._follows_gap(first - 1, found):
            first -= 1  # the name of the report
        return [row for row in range(first, self._n) if row not in found]

    def _is_lonely(self, row: int) -> bool:
        return len(texts([cell or "" for cell in self._row(row)])) == 1

    def _is_print(self, row: int, found: Container[int]) -> bool:
        """Small print by its words; or, after a blank row or a total, by being a sentence."""
        cells = texts([cell or "" for cell in self._row(row)])
        if row in found or len(cells) > 2 or not cells:
            return False
        gap = self._follows_gap(row, found)
        if SMALL_PRINT.fullmatch(cells[0]):
            return len(self._columns) > 1 or gap
        if len(self._columns) < 3 or len(cells) > 1 or not gap:
            return False
        return len(cells[0].split()) >= SENTENCE_WORDS or bool(LABELLED.match(cells[0]))

    def _follows_gap(self, row: int, found: Container[int]) -> bool:
        if not row:
            return False
        return row - 1 in found or self._places[row] > self._places[row - 1] + 1


def _may_be_total(label: str) -> bool:
    text = label.strip()
    return text[0] in TOTAL_LETTERS and bool(TOTALS.fullmatch(text) or TOTAL_WORD.fullmatch(text))


def _number(text: str | None, decimal: str) -> float | None:
    """A plain number for checking a sum; thousands and currency marks are passed over."""
    if text is None or not NUMBER.fullmatch(text.strip()):
        return None
    digits = re.sub(rf"[^\d{decimal}]", "", text).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None
