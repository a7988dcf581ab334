"""The measurement framework as one thing: what its page shows."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from abm_core.review.document import Scope
from abm_core.review.said import Behind, Said

Every = Literal["week", "month", "quarter"]
Screen = Literal["coverage", "stages", "engagement", "lift"]


class Line(NamedTuple):
    """One measure: its newest period against the one before; ``before`` where it is known.

    ``change`` is the difference as it is written, with its sign; empty where nothing is to be
    compared. ``screen`` is where the measure is looked into.
    """

    key: str
    label: str
    every: Every
    period: str
    said: Said
    figure: Behind
    before: Behind | None
    change: str
    owner: str
    screen: Screen
    definition: str


class Framework(NamedTuple):
    """The five measures of a programme, or of a part of it."""

    programme: str
    scope: Scope
    as_of: date
    currency: str
    said: Said
    lines: tuple[Line, ...]
