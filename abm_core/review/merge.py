"""Two edits of one text made into one: line by line, where they do not touch each other."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

Lines = list[str]


class Merged(NamedTuple):
    """A text that holds both edits, and in how many places they touched.

    There, lines of both stand one below the other: a person has to choose.
    """

    text: str
    n_clashes: int


class _Edit(NamedTuple):
    """Lines ``first`` to ``last`` (not in) of the base are replaced by others."""

    first: int
    last: int
    lines: Lines


def merge(base: str, theirs: str, mine: str) -> Merged:
    r"""Both edits of a base in one text.

    >>> merge("a\nb\nc", "a!\nb\nc", "a\nb\nc\nd")
    Merged(text='a!\nb\nc\nd', n_clashes=0)
    >>> merge("a\nb", "a1\nb", "a2\nb")
    Merged(text='a1\na2\nb', n_clashes=1)
    """
    start, sides = base.splitlines(), (theirs.splitlines(), mine.splitlines())
    edits = [_edits(start, side) for side in sides]
    found: Lines = []
    at = n_clashes = 0
    for first, last in _places(edits[0] + edits[1]):
        found += start[at:first]
        left, right = (_applied(start, one, first, last) for one in edits)
        kept = start[first:last]
        if left == right or right == kept:
            found += left
        elif left == kept:
            found += right
        else:
            found += left + [line for line in right if line not in left]
            n_clashes += 1
        at = last
    return Merged("\n".join(found + start[at:]), n_clashes)


def _edits(base: Lines, other: Lines) -> list[_Edit]:
    found = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [_Edit(i1, i2, other[j1:j2]) for tag, i1, i2, j1, j2 in found if tag != "equal"]


def _places(edits: list[_Edit]) -> list[tuple[int, int]]:
    """Where the base changes: edits that overlap, or lie side by side, are one place."""
    places: list[tuple[int, int]] = []
    for one in sorted(edits):
        if places and one.first <= places[-1][1]:
            places[-1] = (places[-1][0], max(places[-1][1], one.last))
        else:
            places.append((one.first, one.last))
    return places


def _applied(base: Lines, edits: list[_Edit], first: int, last: int) -> Lines:
    """What one side makes of a place."""
    found: Lines = []
    at = first
    for one in edits:
        if first <= one.first and one.last <= last:
            found += base[at:one.first] + one.lines
            at = one.last
    return found + base[at:last]
