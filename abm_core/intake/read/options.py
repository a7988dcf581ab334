"""How a file is to be read, where somebody says so instead of leaving it to the reader."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from abm_core.errors import AbmError, did_you_mean

# What can be chosen, in the order in which it is offered, and how it is called in a sentence.
ENCODINGS = {
    "utf-8": "UTF-8",
    "windows-1252": "Windows-1252",
    "latin-1": "Latin-1",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32 (big-endian)",
    "windows-1250": "Windows-1250 (Central Europe)",
    "windows-1251": "Windows-1251 (Cyrillic)",
    "mac-roman": "Mac Roman",
    "cp850": "DOS 850 (Western Europe)",
    "shift_jis": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
}
SEPARATORS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    "!": "exclamation mark",
}
SPELLED = {name: mark for mark, name in SEPARATORS.items()} | {"\\t": "\t"}


@dataclass(frozen=True)
class ReadOptions:
    """What is settled about the reading of a file; ``None`` and empty leave it to the reader.

    ``header_row`` is the number that a spreadsheet shows beside the row; ``sheets`` are names of
    sheets to read, all others are left out.
    """

    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    sheets: tuple[str, ...] = ()


AS_FOUND = ReadOptions()


def encoding_named(text: str) -> str:
    """The encoding that somebody names, by the name that we use; raises ``AbmError``.

    >>> encoding_named("cp1252"), encoding_named("UTF8"), encoding_named("utf_16le")
    ('windows-1252', 'utf-8', 'utf-16-le')
    """
    known = {codecs.lookup(name).name: name for name in ENCODINGS}
    known |= {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
    try:
        return known[codecs.lookup(text.strip()).name]
    except (LookupError, ValueError):
        raise AbmError(
            f"'{text}' is no encoding that is read.", did_you_mean(text, list(ENCODINGS))
        ) from None


def separator_named(text: str) -> str:
    r"""The separator that somebody names or types; raises ``AbmError``.

    >>> separator_named("tab"), separator_named(";"), separator_named("^")
    ('\t', ';', '^')
    """
    found = SPELLED.get(text.strip().casefold(), text)
    if len(found) == 1 and not found.isalnum() and found not in "\"\r\n":
        return found
    raise AbmError(
        f"'{text}' cannot separate cells.",
        f"Give one character, or one of: {', '.join(SEPARATORS.values())}.",
    )
