"""The weekly review as one thing: everything that a page, a file or a frozen copy shows.

Composed from the store once, then only read. As JSON it holds every text, number and row.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from abm_core.review.said import Behind, Said
from abm_core.review.xmr import Signal

ScopeKind = Literal["programme", "tier", "segment", "owner"]
Happening = Literal[
    "tier up", "tier down", "entered", "left", "stage deeper", "stage back", "surge", "new role",
    "lost role", "opportunity created", "opportunity moved", "opportunity slipped",
    "opportunity won", "opportunity lost",
]  # fmt: skip
Status = Literal["open", "done", "dropped"]


class Scope(NamedTuple):
    """Whose week it is: of the whole programme, or of one tier, segment or owner."""

    kind: ScopeKind = "programme"
    value: str = ""

    @property
    def label(self) -> str:
        """As a reader of the page sees it."""
        return {"programme": "Whole programme", "tier": f"Tier {self.value}"}.get(
            self.kind, self.value)  # fmt: skip


class Measure(NamedTuple):
    """One of the four: its 13 weeks, normal range and what the newest week says.

    ``values`` hold one number for each of ``weeks`` (Mondays), the week of the review last.
    ``good`` is the direction that is welcome. Where ``doubt`` says why the week is not to be
    trusted (a source is late, a definition changed), no signal is given.
    """

    key: str
    label: str
    said: Said
    newest: Behind
    weeks: tuple[date, ...]
    values: tuple[float, ...]
    low: float | None
    centre: float | None
    high: float | None
    signal: Signal
    good: Literal["up", "down"]
    doubt: str = ""


class Change(NamedTuple):
    """Something that happened to one account in the week, and its cause.

    ``size`` orders changes of one kind: open pipeline, points or the amount.
    """

    kind: Happening
    account_id: str
    account: str
    on: date
    said: Said
    cause: Said
    size: float


class Changes(NamedTuple):
    """Changes of one kind under one sentence that counts all of them.

    The largest come first, and only so many as ``settings.MOST_CHANGES``; the rows behind the
    sentence hold all.
    """

    kind: Happening
    said: Said
    changes: tuple[Change, ...]


class Action(NamedTuple):
    """What somebody should do: at most seven of them, the most urgent first.

    ``key`` says which finding it comes from, so that it is not proposed twice. ``at_risk`` is the
    open pipeline behind it.
    """

    key: str
    account_id: str
    account: str
    opportunity_id: str
    reason: Said
    owner: str
    next_step: str
    due_on: date
    at_risk: Behind
    urgency: int


class Earlier(NamedTuple):
    """An action of the last review and what became of it."""

    action_id: str
    account_id: str
    account: str
    next_step: str
    owner: str
    due_on: date
    status: Status
    outcome: str


class Note(NamedTuple):
    """A comment, or a decision of the meeting."""

    kind: Literal["comment", "decision"]
    text: str
    author: str
    written_on: date


class Review(NamedTuple):
    """One week of one scope. ``week`` is its Monday, ``as_of`` the last day that it knows.

    ``reading`` says how the past was read; ``versions`` which data and rules it rests on.
    ``footer`` are definitions and limits. ``notes`` are those that were frozen with it.
    """

    programme: str
    scope: Scope
    week: date
    as_of: date
    currency: str
    headline: Said
    measures: tuple[Measure, ...]
    changes: tuple[Changes, ...]
    why: tuple[Said, ...]
    watch: tuple[Said, ...]
    actions: tuple[Action, ...]
    earlier: tuple[Earlier, ...]
    notes: tuple[Note, ...]
    reading: str
    footer: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]
