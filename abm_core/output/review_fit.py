"""How much of a review stands on one sheet: heights of text by the widths of our font's letters.

Browsers decide in the end; the estimate is a little too high on purpose, and tests print the
longest content that there can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

LINE = 1.35  # line height, in sizes of the font
SHEET_WIDTH, SHEET_HEIGHT = 695.0, 1020.0  # A4 within margins of 13 mm, in CSS pixels
# Advance widths of the embedded font in hundredths of its size, by letter.
_WIDTHS = {
    26: " 'ijl,.:;!|", 36: "()[]{}frt/-\\I", 52: 'acegjkosvxyzJL?"*',
    59: "bdhnpqu0123456789$+<=>_FEPSTYZ^~`", 67: "ABCDGKRUVX#", 73: "&HNOQ", 80: "wM", 92: "mW%@",
}  # fmt: skip
WIDTHS = {letter: width / 100 for width, letters in _WIDTHS.items() for letter in letters}
BOLD, OTHER, WIDE = 1.05, 0.68, 1.05
CJK = 0x2E80


class Fit(NamedTuple):
    """How the page is set: font size, and how much of each list stands on it.

    ``rows`` are the most lines of a row of actions, ``points`` those of any other text.
    """

    size: float
    details: int
    earlier: int
    notes: int
    rows: int
    points: int


# From the fullest to the tightest: examples go first, then size, and whole sentences last. Where
# room is left, further examples fill it.
FITS = (
    Fit(11.5, 3, 7, 8, 5, 5), Fit(11, 2, 7, 8, 5, 5), Fit(11, 1, 7, 8, 5, 5),
    Fit(10.5, 1, 7, 8, 5, 5), Fit(10.5, 0, 7, 8, 5, 5), Fit(10, 1, 7, 6, 4, 4),
    Fit(10, 0, 7, 6, 4, 4), Fit(10, 0, 5, 4, 3, 3), Fit(9.5, 0, 5, 4, 3, 3),
    Fit(9.5, 0, 4, 3, 3, 2), Fit(9.5, 0, 3, 2, 2, 2), Fit(9, 0, 4, 3, 3, 2),
    Fit(9, 0, 3, 2, 2, 2), Fit(8.5, 0, 3, 2, 2, 2), Fit(8.5, 0, 2, 1, 2, 1),
)  # fmt: skip
MOST_DETAILS = 3  # examples of one kind of change


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in pixels."""
    return _ems(text) * size * (BOLD if bold else 1.0)


@lru_cache(maxsize=10_000)
def _ems(text: str) -> float:
    return sum(WIDTHS.get(one) or (WIDE if ord(one) >= CJK else OTHER) for one in text)


def lines(text: str, room: float, size: float, *, bold: bool = False) -> int:
    """Lines that a text takes in a column ``room`` pixels wide."""
    n, used, space = 1, 0.0, width(" ", size)
    for word in text.split():
        long = width(word, size, bold=bold)
        if used and used + space + long > room:
            n, used = n + 1, 0.0
        elif used:
            used += space
        n += int(long // room)
        used += long % room if long > room else long
    return n


def cut(text: str, n: int, room: float, size: float, *, bold: bool = False) -> str:
    """A text on ``n`` lines at most, cut after a word where it is longer.

    >>> cut("Ask the champion for a word with the buyer", 1, 120, 10)
    'Ask the champion for a…'
    """
    if lines(text, room, size, bold=bold) <= n:
        return text
    words = text.split()
    while len(words) > 1 and lines(_ended(words), room, size, bold=bold) > n:
        words.pop()
    ended = _ended(words)
    while len(ended) > 2 and lines(ended, room, size, bold=bold) > n:  # one endless word
        ended = f"{ended[:-2]}…"
    return ended


def _ended(words: Sequence[str]) -> str:
    return " ".join(words).rstrip(" ,;:.") + "…"

