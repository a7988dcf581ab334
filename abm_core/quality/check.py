"""What a check is, and which screens there are to affect."""

from __future__ import annotations

from typing import NamedTuple

ICP = "ICP & tiers"
COMMITTEES = "Buying committees"
COVERAGE = "Coverage"
ENGAGEMENT = "Engagement"
LIFT = "Pipeline lift"
REVIEW = "Weekly review"

WRONG, LEFT_OUT, DOUBTFUL = 1, 2, 3
LEVELS = {WRONG: "Wrong", LEFT_OUT: "Left out", DOUBTFUL: "Doubtful"}


class Check(NamedTuple):
    """One rule over the rows of an entity, with all that is said when rows break it.

    ``sql`` selects the rows that break it, worst first; ``binds`` names the values that it takes.
    ``example`` is filled from the first row. ``counted_in`` names the column that holds how many
    records a row stands for, where it is more than one.
    """

    key: str
    level: int
    entity: str
    passes: str
    one: str
    many: str
    means: str
    fix: str
    affects: tuple[str, ...]
    example: str
    sql: str
    binds: tuple[str, ...] = ()
    counted_in: str = ""
