"""Text files with separated cells: separator, quotes, records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

from abm_core.errors import AbmError
from abm_core.intake.read import encodings
from abm_core.intake.read.options import AS_FOUND, SEPARATORS, ReadOptions

Records = list[list[str]]

SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP file", "Rename it to end in .xlsx, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind", "Rename it to end in .xls"),
    (b"%PDF", "a PDF", "Export the table as .csv or .xlsx"),
    (b"\x1f\x8b", "a compressed archive", "Unpack it"),
    (b"BZh", "a compressed archive", "Unpack it"),
    (b"7z\xbc\xaf", "a compressed archive", "Unpack it"),
    (b"Rar!", "a compressed archive", "Unpack it"),
    (b"PAR1", "a Parquet file", "Rename it to end in .parquet"),
    (b"SQLite format 3", "a database", "Export the table as .csv or .xlsx"),
)
WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|table|\?xml)\b", re.IGNORECASE)
LONGEST_CELL = 1_000_000
SAMPLE_RECORDS = 50
SAMPLE_CHARACTERS = 200_000
MOSTLY = 0.9
BETWEEN_DIGITS = r"(?<=\d){}(?=\d)"
# A backslash and what it protects; a lone one protects nothing.
ESCAPED = re.compile(r'\\(["\\])')
LONE = re.compile(r'(?<!\\)(?:\\\\)*\\(?!["\\])')


class Text(NamedTuple):
    """A text file as records, with the encoding and the separator that it was read by."""

    records: Records
    encoding: str
    separator: str
    notes: tuple[str, ...] = ()


def refuse_binary(name: str, content: bytes) -> None:
    """Say what a file is whose name promises text and whose content is none."""
    for signature, what, fix in SIGNATURES:
        if content.startswith(signature):
            raise AbmError(f"{name} is not text but {what}.", f"{fix}, then choose it again.")
    if WEB_PAGE.match(content[:200]):
        raise AbmError(
            f"{name} is not a table but a web page or XML.",
            "Open it in a spreadsheet, save it as .xlsx and choose that file.",
        )


def records(name: str, content: bytes) -> Records:
    """Every record of the file in order; an empty line is a record without cells."""
    return read(name, content).records


def read(name: str, content: bytes, options: ReadOptions = AS_FOUND) -> Text:
    """Every record of the file in order, and how it was read."""
    text, encoding, notes = encodings.decoded(name, content, options.encoding)
    declared, text = _declared(text)
    text, is_escaped = _plain_quotes(text)
    separator = options.separator or declared or sniff(text)
    found = _parse(name, text, separator)
    _refuse_open_quote(name, text, found)
    if is_escaped:
        notes += ('Quotes inside of cells are written \\" in this file',)
    unwrapped = _unwrapped(found, options.separator)
    if unwrapped:
        found, separator = unwrapped
        notes += ("Whole lines stood in quotes and were taken apart",)
    return Text(found, encoding, separator, notes)


def _declared(text: str) -> tuple[str | None, str]:
    """The separator of a leading ``sep=;`` line, which Excel writes, and the text after it."""
    line = re.match(r'"?sep=([^\r\n])"?(?=\r\n|\r|\n|\Z)', text, re.IGNORECASE)
    return (line[1], text[line.end():]) if line else (None, text)


# --- Separator ----------------------------------------------------------------------------------


def sniff(text: str) -> str:
    r"""The separator that splits the first records into the same number of cells most often.

    Lines above the header may be split otherwise. Where two do equally well, the one that stands
    between digits less often: that one is a decimal comma.

    >>> sniff("Report\n\nName;Revenue\nAcme;1,5\nBeta;2,5\n"), sniff("Name\nAcme\n")
    (';', ',')
    """
    sample = text[:SAMPLE_CHARACTERS]
    return max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> tuple[float, int, float]:
    """How well a separator fits: share of even records, their width, how rarely within numbers."""
    widths = [len(row) for row in _first_records(sample, separator) if any(row)]
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return 0.0, 0, 0.0
    (width, n), = usual
    span = widths[widths.index(width):]
    inside = len(re.findall(BETWEEN_DIGITS.format(re.escape(separator)), sample))
    return n / len(span) * n / len(widths), width, -inside / sample.count(separator)


def _first_records(sample: str, separator: str) -> Records:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    found: Records = []
    try:
        for row in islice((row for row in reader if row), SAMPLE_RECORDS):
            found.append(row)
    except csv.Error:
        pass
    return found


# --- Quotes -------------------------------------------------------------------------------------


def _plain_quotes(text: str) -> tuple[str, bool]:
    r"""The text with quotes doubled where it writes them as ``\"``, and whether it does.

    A path such as ``"C:\"`` ends in a backslash as well, so the file must be well quoted in that
    reading and badly quoted without it.
    """
    if '\\"' not in text or _is_well_quoted(text):
        return text, False
    only_quotes = LONE.search(text) is not None
    doubled = ESCAPED.sub(
        lambda found: '""' if found[1] == '"' else (r"\\" if only_quotes else "\\"), text
    )
    return (doubled, True) if _is_well_quoted(doubled) else (text, False)


def _is_well_quoted(text: str) -> bool:
    """Whether every quoted cell ends where its quotation mark is closed."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sniff(text), strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error:
        return False
    return True


def _unwrapped(found: Records, told: str | None) -> tuple[Records, str] | None:
    """The records of a file whose whole lines are quoted cells, each a line of cells by itself."""
    first = [row for row in found[:SAMPLE_RECORDS] if any(row)]
    if sum(any(row[1:]) for row in first) > max(1, len(first) - MOSTLY * len(first)):
        return None
    filled = [row for row in found if any(row)]
    single = [row[0] for row in filled if not any(row[1:])]
    if len(filled) < 2 or len(single) < MOSTLY * (len(filled) - 1) or len(single[-1]) < 2:
        return None
    lines = [row[0] if row and not any(row[1:]) else "" for row in found]
    joined = "\n".join(lines)
    inner = told or sniff(joined)
    if joined.count(f"{inner} ") >= MOSTLY * joined.count(inner):  # "Smith, John" is one cell
        return None
    split = [_line(line, inner) if line else row for line, row in zip(lines, found, strict=True)]
    widths = Counter(len(row) for row in split if any(row))
    width, n = widths.most_common(1)[0]
    header = next(row for row in split if any(row))
    even = width > 1 and len(header) == width and n >= MOSTLY * len(filled)
    return (split, inner) if even else None


def _line(line: str, separator: str) -> list[str]:
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])


# --- Records ------------------------------------------------------------------------------------


def _parse(name: str, text: str, separator: str) -> Records:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: Records = []
    try:
        found.extend(reader)
    except csv.Error as error:
        if "field limit" in str(error):
            raise AbmError(
                f"{name}: row {len(found) + 1:,} has a cell of more than {LONGEST_CELL:,} "
                "characters.",
                "Look there for a quotation mark that is opened and not closed, or for a whole "
                "document in one cell, and take it out.",
            ) from error
        raise AbmError(
            f"{name} cannot be read after row {len(found)}: {error}.",
            "Look for a quotation mark that is opened and not closed, and export again.",
        ) from error
    return found


def _refuse_open_quote(name: str, text: str, found: Records) -> None:
    """A quotation mark that is never closed swallows the rest of the file; say so."""
    if text.count('"') % 2 and found and found[-1] and "\n" in found[-1][-1]:
        raise AbmError(
            f"{name}: a quotation mark in row {len(found)} is never closed, so all that follows "
            "reads as one cell.",
            "Close or remove the quotation mark in that row.",
        )
