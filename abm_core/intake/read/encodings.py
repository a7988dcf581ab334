"""Bytes to text: what the file's mark says, else UTF-8, else what the bytes look like.

Nothing is lost and nothing is guessed in silence: every byte ends as a character, and what did
not fit the encoding is counted in a note.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.intake.read.options import ENCODINGS

UTF8, WINDOWS, LATIN = "utf-8", "windows-1252", "latin-1"
# The UTF-32 marks come first: the little-endian one begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARK = "\ufeff"
# Bytes of a character and the places of those that are zero in Latin letters and in separators.
WIDE = (
    ("utf-32-le", 4, (2, 3)), ("utf-32-be", 4, (0, 1)),
    ("utf-16-le", 2, (1,)), ("utf-16-be", 2, (0,)),
)
PROBED_BYTES = 64_000
FEWEST_ZEROS, ZEROS_OF_LATIN = 0.05, 0.3
MOST_ASTRAY = 0.05
# Characters that no table holds; those that separate records in old systems are none of them.
CONTROLS = re.compile("[\x01-\x08\x0e-\x1b]")
MOST_CONTROLS, MOST_ZEROS = 0.02, 0.25
FOREIGN = "shortlist-windows-1252"


class Decoded(NamedTuple):
    """The text of a file, its encoding, and what had to be done to read it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decoded(name: str, content: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file: by the encoding given, else by its mark, else by its bytes."""
    found = _as_told(name, content, encoding) if encoding else _as_found(name, content)
    return _without_zeros(name, found)


def _as_told(name: str, content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding).removeprefix(MARK), encoding)
    except UnicodeDecodeError as error:
        if encoding == WINDOWS:
            return _one_byte(content)
        raise AbmError(
            f"{name} is not {ENCODINGS.get(encoding, encoding)}: byte {error.start + 1:,} means "
            "nothing in it.",
            "Choose another encoding, or leave the choice to the import.",
        ) from error


def _as_found(name: str, content: bytes) -> Decoded:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _marked(name, content[len(mark):], encoding)
    wide = _wide(content)
    return _strict(name, content, wide) if wide else _narrow(content)


def _marked(name: str, content: bytes, encoding: str) -> Decoded:
    """Text after a mark. Some programs put the mark of UTF-16 in front of UTF-32."""
    if encoding == "utf-8-sig":
        return _narrow(content, encoding)
    wide = _wide(content)
    if encoding.startswith("utf-16") and wide and wide.startswith("utf-32"):
        found = _strict(name, content, wide)
        return found._replace(notes=("The file's mark says UTF-16, its text is UTF-32",))
    return _strict(name, content, encoding)


def _strict(name: str, content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding).removeprefix(MARK), encoding)
    except UnicodeDecodeError as error:
        raise AbmError(
            f"{name} is damaged: its text breaks off at byte {error.start + 1:,}.",
            "Export it again and choose the new file.",
        ) from error


def _wide(content: bytes) -> str | None:
    """The encoding of two or four bytes a character in which the bytes make sense, if any.

    Tables are full of separators and line ends, so many characters have zeros in them, always in
    the same places, and what is a line end in single bytes is one in whole characters as well.
    """
    sample = content[:PROBED_BYTES]
    n_zeros = sample.count(0)
    if n_zeros < FEWEST_ZEROS * len(sample) or not n_zeros:
        return None
    if n_zeros < ZEROS_OF_LATIN * len(sample) and sample.replace(b"\0", b"").isascii():
        return None  # Latin letters in two bytes would have more of them
    return next((
        encoding for encoding, width, places in WIDE
        if len(content) % width == 0 and _fits(sample, width, places)
        and _ends_lines(sample, encoding)
    ), None)  # fmt: skip


def _fits(sample: bytes, width: int, places: tuple[int, ...]) -> bool:
    """Whether the zeros stand where they must (four bytes) or where alone they may (two)."""
    inside = [sample[place::width].count(0) for place in places]
    if width == 4:
        return all(n >= (1 - MOST_ASTRAY) * (len(sample) // width) for n in inside)
    return sum(inside) >= (1 - MOST_ASTRAY) * sample.count(0)


def _ends_lines(sample: bytes, encoding: str) -> bool:
    text = sample.decode(encoding, errors="replace")
    found = text.count("\n") + text.count("\r")
    return found > 0 and 2 * found >= sample.count(b"\n") + sample.count(b"\r")


def _narrow(content: bytes, encoding: str = UTF8) -> Decoded:
    """UTF-8, else one byte a character; lines of both kinds are told apart one by one."""
    try:
        return Decoded(_unmarked(content.decode(UTF8)), encoding)
    except UnicodeDecodeError:
        pass
    lines = content.splitlines(keepends=True)
    broken = [place for place, line in enumerate(lines) if not _is_utf8(line)]
    if len(broken) == sum(not line.isascii() for line in lines):
        return _one_byte(content)
    texts = [line.decode(UTF8, errors=FOREIGN) for line in lines]
    n = len(broken)
    said = "1 line that is not UTF-8 was" if n == 1 else f"{n:,} lines that are not UTF-8 were"
    first = formats.listed([str(place + 1) for place in broken[:3]]) + (" …" if n > 3 else "")
    note = f"{said} read as Windows-1252 (line {first}); check the letters with accents"
    return Decoded(_unmarked("".join(texts)), encoding, (note,))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def _one_byte(content: bytes) -> Decoded:
    """Windows-1252; a file with bytes that mean nothing in it is Latin-1, which has all."""
    try:
        return Decoded(content.decode(WINDOWS), WINDOWS)
    except UnicodeDecodeError:
        n = sum(content.count(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
    note = (
        f"{formats.counted(n, 'byte means', 'bytes mean')} nothing in Windows-1252, so the file "
        "was read as Latin-1; if letters look wrong, choose another encoding"
    )
    return Decoded(content.decode(LATIN), LATIN, (note,))


def _foreign(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8 as Windows-1252, or as Latin-1 where that has nothing."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    said = error.object[error.start:error.end]
    try:
        return said.decode(WINDOWS), error.end
    except UnicodeDecodeError:
        return said.decode(LATIN), error.end


codecs.register_error(FOREIGN, _foreign)


def _unmarked(text: str) -> str:
    """Without byte order marks: files that were put one behind the other have them inside."""
    text = text.lstrip(MARK)
    return text.replace(f"\n{MARK}", "\n") if MARK in text else text


def _without_zeros(name: str, found: Decoded) -> Decoded:
    """A few zero characters are dropped and counted; a file full of them is no text."""
    n = found.text.count("\0")
    if not n:
        return found
    n_controls = len(CONTROLS.findall(found.text[:PROBED_BYTES]))
    length = len(found.text)
    if n > MOST_ZEROS * length or (n_controls and n + n_controls > MOST_CONTROLS * length):
        raise AbmError(f"{name} is not a text file.", "Export it again as .csv or .xlsx.")
    said = "1 zero character (NUL) was" if n == 1 else f"{n:,} zero characters (NUL) were"
    return Decoded(found.text.replace("\0", ""), found.encoding, (*found.notes, f"{said} removed"))
