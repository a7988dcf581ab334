"""The one kind of error that is meant for a person: the problem, then the fix."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


class AbmError(Exception):
    """Something that the user can put right.

    ``problem`` says what is wrong and where, ``fix`` says what to do next. Interfaces show
    both; anything that is not an ``AbmError`` is a defect of ours and shows as one.
    """

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem} {fix}")
        self.problem = problem
        self.fix = fix


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A fix for a name that is not known: the nearest known name, else all of them."""
    near = get_close_matches(word, known, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Use one of: {', '.join(known)}."
