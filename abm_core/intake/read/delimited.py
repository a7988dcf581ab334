"""Text files with separated cells: encoding, delimiter, records."""

from __future__ import annotations

import codecs
import csv
import io
from typing import NamedTuple

from abm_core.errors import AbmError
from abm_core.intake.read.formulas import restored

DELIMITERS = (",", ";", "\t", "|")
# The UTF-32 marks come first: the little-endian one begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP file", "Rename it to end in .xlsx, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind", "Rename it to end in .xls"),
    (b"%PDF", "a PDF", "Export the table as .csv or .xlsx"),
    (b"\x1f\x8b", "a compressed archive", "Unpack it"),
)
WINDOWS = "windows-1252"
LONGEST_CELL = 10_000_000
SAMPLE_RECORDS = 50


class Text(NamedTuple):
    """A text file as records, with the encoding and the separator that it was read by."""

    records: list[list[str]]
    encoding: str
    separator: str


def refuse_binary(name: str, content: bytes) -> None:
    """Say what a file is whose name promises text and whose content is none."""
    for signature, what, fix in SIGNATURES:
        if content.startswith(signature):
            raise AbmError(f"{name} is not text but {what}.", f"{fix}, then choose it again.")


def records(name: str, content: bytes) -> list[list[str]]:
    """Every record of the file in order; an empty line is a record without cells."""
    return read(name, content).records


def read(name: str, content: bytes) -> Text:
    """Every record of the file in order, and how it was read."""
    text, encoding = decoded(name, content)
    if "\0" in text:
        raise AbmError(f"{name} is not a text file.", "Export it again as .csv or .xlsx.")
    delimiter, text = _declared(text)
    delimiter = delimiter or sniff(text)
    found = _parse(name, text, delimiter)
    _refuse_open_quote(name, text, found)
    return Text(restored(found), encoding, delimiter)


def decoded(name: str, content: bytes) -> tuple[str, str]:
    """The text and its encoding: by byte order mark, else UTF-8, else Windows-1252."""
    encoding = next((code for mark, code in MARKS if content.startswith(mark)), None)
    try:
        return content.decode(encoding or "utf-8"), encoding or "utf-8"
    except UnicodeDecodeError as error:
        if encoding:
            raise AbmError(
                f"{name} is damaged: its text breaks off at byte {error.start + 1:,}.",
                "Export it again and choose the new file.",
            ) from error
    return content.decode(WINDOWS, errors="replace"), WINDOWS


def _declared(text: str) -> tuple[str | None, str]:
    """The delimiter of a leading ``sep=;`` line, which Excel writes, and the text after it."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[-1], "\n" + rest
    return None, text


def sniff(text: str) -> str:
    """The delimiter that splits the first records into the same number of cells most often."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[bool, float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths: list[int] = []
    try:
        for row in reader:
            if any(row):
                widths.append(len(row))
            if len(widths) == SAMPLE_RECORDS:
                break
    except csv.Error:
        return False, 0.0, 0
    if not widths:
        return False, 0.0, 0
    return widths[0] > 1, widths.count(widths[0]) / len(widths), widths[0]


def _parse(name: str, text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[list[str]] = []
    try:
        found.extend(reader)
    except csv.Error as error:
        raise AbmError(
            f"{name} cannot be read after row {len(found)}: {error}.",
            "Look for a quotation mark that is opened and not closed, and export again.",
        ) from error
    return found


def _refuse_open_quote(name: str, text: str, found: list[list[str]]) -> None:
    """A quotation mark that is never closed swallows the rest of the file; say so."""
    if text.count('"') % 2 and found and found[-1] and "\n" in found[-1][-1]:
        raise AbmError(
            f"{name}: a quotation mark in row {len(found)} is never closed, so all that follows "
            "reads as one cell.",
            "Close or remove the quotation mark in that row.",
        )
