"""Ids as text: never numbers, and those that a spreadsheet has spoilt are said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from abm_core.intake.parse.choices import rows_say
from abm_core.intake.parse.words import Parsed, filled, shorten

# Spreadsheets show numbers of twelve digits and more so, and save what they show.
SHORTENED = re.compile(r"\d[.,]\d+E\+?\d{2}|\d+E\+\d{2}", re.I)
AS_FLOAT = re.compile(r"(\d+)\.0")
WHOLE = re.compile(r"\d+")
EXACT_DIGITS, FEWEST_LONG = 15, 3


def parse_ids(cells: Sequence[str | None]) -> Parsed:
    """The ids of a column without the space around them; leading zeros stay.

    An id such as 1.23457E+17 stands for many: it is left out, with a note. Where all are written
    as 501.0, the ".0" is a program's and goes.
    """
    texts = filled(cells)
    spoilt = {text for text in texts if SHORTENED.fullmatch(text.strip())}
    known: dict[str | None, str] = {text: text.strip() for text in texts if text not in spoilt}
    if known and all(AS_FLOAT.fullmatch(text) or WHOLE.fullmatch(text) for text in known.values()):
        known = {text: text_of.removesuffix(".0") for text, text_of in known.items()}
    parsed = Parsed([known.get(text) for text in cells])
    if spoilt:
        n = sum(text in spoilt for text in cells)
        first = next(text for text in texts if text in spoilt)
        parsed.notes.append(
            f"{rows_say(n)} a number that a spreadsheet has shortened, such as '{shorten(first)}'; "
            "its last digits are lost, so it is not used. Export again with the ids as text"
        )
    elif _are_rounded(list(known.values())):
        parsed.notes.append(
            f"all ids of more than {EXACT_DIGITS} digits end in zeros, such as "
            f"'{next(text for text in known.values() if len(text) > EXACT_DIGITS)}': a spreadsheet "
            "may have rounded them; compare one with its source"
        )
    return parsed


def _are_rounded(ids: Sequence[str]) -> bool:
    """Spreadsheets keep fifteen digits and fill the rest with zeros."""
    long = [text for text in ids if len(text) > EXACT_DIGITS and WHOLE.fullmatch(text)]
    return len(long) >= FEWEST_LONG and all(not text[EXACT_DIGITS:].strip("0") for text in long)
