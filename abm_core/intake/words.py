"""Words that stand for nothing, yes and no, and the result of typing one column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

MISSING = frozenset({
    "", "n/a", "na", "null", "none", "nan", "-", "–", "—", "unknown", "#n/a", "(blank)",
})
TRUE = frozenset({"true", "yes", "1", "1.0", "t", "y"})
FALSE = frozenset({"false", "no", "0", "0.0", "f", "n"})


@dataclass
class Parsed:
    """A typed column: a value or ``None`` per row, the reason where a cell cannot be read."""

    values: list[Any]
    problems: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    keep_text: bool = False


def is_missing(text: str | None) -> bool:
    """Whether a cell says nothing: blank, or a word such as "n/a" or "unknown"."""
    return text is None or text.strip().casefold() in MISSING


def filled(cells: Sequence[str | None]) -> list[str]:
    """The distinct texts of a column that say something, in order of first use."""
    return [
        text for text in dict.fromkeys(cells) if text is not None and not is_missing(text)
    ]


def by_text(
    cells: Sequence[str | None], parse: Callable[[str], Any | None], what: str
) -> Parsed:
    """Parse every distinct text once; ``None`` from ``parse`` means unreadable."""
    known = {text: parse(text.strip()) for text in filled(cells)}
    values = [None if text is None else known.get(text) for text in cells]
    problems = {
        row: f"'{shorten(text)}' is not {what}"
        for row, text in enumerate(cells)
        if text is not None and text in known and known[text] is None
    }
    return Parsed(values, problems)


def shorten(text: str, width: int = 60) -> str:
    """A cell as it is quoted in a sentence: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def boolean(text: str) -> bool | None:
    """Yes or no in the usual spellings, else ``None``.

    >>> boolean("Yes"), boolean("0"), boolean("maybe")
    (True, False, None)
    """
    word = text.casefold()
    return True if word in TRUE else False if word in FALSE else None
