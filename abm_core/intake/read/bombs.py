"""Archives and workbooks that would unpack to more than a machine holds: refused before they do."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable

from abm_core import formats
from abm_core.errors import AbmError

GIGABYTE = 2**30
LARGEST = 4 * GIGABYTE
LARGEST_WORKBOOK = 2 * GIGABYTE
# Text shrinks to a fifth or a twentieth; only what was made to explode shrinks to a thousandth.
MOST_SHRUNK = 250
HARMLESS = 64 * 2**20
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
EXTENT = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
PLACE = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>/]*>')
HEAD_BYTES = 4_096
PIECE = 2**20
MOST_CELLS = 40_000_000
# What is raised for an archive that is cut short, broken, locked or packed in an unknown way.
DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError,
           ValueError)  # fmt: skip


def refuse(name: str, members: Iterable[zipfile.ZipInfo], largest: int = LARGEST) -> None:
    """Raise ``AbmError`` where the members of an archive unpack to too much."""
    sizes = [(one.file_size, one.compress_size) for one in members]
    total = sum(size for size, _ in sizes)
    if any(size > HARMLESS and size > MOST_SHRUNK * packed for size, packed in sizes):
        raise AbmError(
            f"{name} would unpack to {_gigabytes(total)}, far more than any table of its size; "
            "it was not unpacked.",
            "If it is what it should be, unpack it yourself and choose its files.",
        )
    if total > largest:
        raise AbmError(
            f"{name} unpacks to {_gigabytes(total)}; at most {_gigabytes(largest)} are read.",
            "Import what it holds in parts.",
        )


def _gigabytes(n: int) -> str:
    """A size for a sentence.

    >>> _gigabytes(5 * 2**30), _gigabytes(300 * 2**20)
    ('5 GB', '0.3 GB')
    """
    size = n / GIGABYTE
    return f"{size:.1f} GB" if size < 3 and size != int(size) else f"{formats.count(size)} GB"


def refuse_in_workbook(name: str, content: bytes) -> None:
    """Raise ``AbmError`` where a workbook unpacks to too much, or its cells lie too far apart."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse(name, archive.infolist(), LARGEST_WORKBOOK)
            for member in archive.infolist():
                if SHEET.fullmatch(member.filename):
                    _refuse_scattered(name, archive, member)
    except DAMAGED:
        return  # the reader of workbooks says what is wrong


def _refuse_scattered(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """A stray cell in the last corner makes a sheet of billions of cells."""
    with archive.open(member) as file:
        extent = EXTENT.search(file.read(HEAD_BYTES))
    if extent is None or _cells(extent[1], int(extent[2])) <= MOST_CELLS:
        return
    n_columns = n_rows = 0
    with archive.open(member) as file:
        rest = b""
        while piece := file.read(PIECE):
            for letters, row in PLACE.findall(rest + piece):
                n_columns, n_rows = max(n_columns, _column(letters)), max(n_rows, int(row))
            rest = piece[-64:]
    if n_columns * n_rows > MOST_CELLS:
        raise AbmError(
            f"A sheet of {name} reaches over {n_columns:,} columns and {n_rows:,} rows, because "
            "of cells far away from its table.",
            "Copy the table alone into a new workbook and choose that file.",
        )


def _cells(letters: bytes, n_rows: int) -> int:
    return _column(letters) * n_rows


def _column(letters: bytes) -> int:
    """Which column has these letters.

    >>> _column(b"A"), _column(b"AB"), _column(b"XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
