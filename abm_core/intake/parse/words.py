"""Words that stand for nothing, yes and no, and the result of typing one column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

MISSING = frozenset({
    "", "n/a", "na", "null", "none", "nan", "-", "–", "—", "unknown", "#n/a", "(blank)",
})
LONGEST_MISSING = max(map(len, MISSING))
# English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish; marks in check boxes.
TRUE = frozenset({
    "true", "yes", "1", "1.0", "t", "y", "on", "checked", "x", "✓", "✔", "☑", "wahr", "ja", "j",
    "vrai", "oui", "verdadero", "verdadeiro", "si", "sí", "sì", "vero", "sim", "waar", "sant",
})
FALSE = frozenset({
    "false", "no", "0", "0.0", "f", "n", "off", "unchecked", "✗", "✘", "☐", "falsch", "nein",
    "faux", "non", "falso", "não", "nao", "nee", "onwaar", "nej", "falskt",
})
# What systems write in the place of yes and no. Yes is looked for first: "invalid" holds "valid".
FLAGS = {
    "opted_out": (
        re.compile(r"unsubscri|opt(?:ed)?[ -]?out|do not|revoked|withdrawn"),
        re.compile(r"subscribed|opt(?:ed)?[ -]?in|granted|consented"),
    ),
    "bounced": (
        re.compile(r"bounce|invalid|undeliverable"), re.compile(r"valid|verified|deliverable"),
    ),
}


@dataclass
class Parsed:
    """A typed column: a value or ``None`` per row, the reason where a cell cannot be read."""

    values: list[Any]
    problems: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    keep_text: bool = False


def is_missing(text: str | None) -> bool:
    """Whether a cell says nothing: blank, or a word such as "n/a" or "unknown"."""
    if text is None:
        return True
    stripped = text.strip()
    return len(stripped) <= LONGEST_MISSING and stripped.casefold() in MISSING


def filled(cells: Sequence[str | None]) -> list[str]:
    """The distinct texts of a column that say something, in order of first use."""
    return [
        text for text in dict.fromkeys(cells)
        if text is not None and (text[:1].isdecimal() or not is_missing(text))
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


def flag(name: str, text: str) -> bool | None:
    """Yes or no of a contact's flag, in the words of mail systems too, else ``None``.

    >>> flag("opted_out", "Unsubscribed"), flag("bounced", "Verified"), flag("bounced", "catch-all")
    (True, False, None)
    """
    said = boolean(text)
    if said is not None or name not in FLAGS:
        return said
    yes, no = FLAGS[name]
    word = text.casefold()
    return True if yes.search(word) else False if no.search(word) else None


def boolean(text: str) -> bool | None:
    """Yes or no in the usual spellings, else ``None``.

    >>> boolean("Yes"), boolean("Nein"), boolean("maybe")
    (True, False, None)
    """
    word = text.casefold()
    return True if word in TRUE else False if word in FALSE else None
