"""Undo, redo and reset for a draft: the profiles that were tried, as one value.

Every step makes another history; nothing is changed in place, so that two windows never share
one. A slider that is dragged gives many profiles in a row: those of one slider are one step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from abm_core.targeting.profile import Profile

LONGEST = 200  # steps that can be undone; the oldest are forgotten first


@dataclass(frozen=True)
class History:
    """Where a draft stands, where it came from and where undone steps lead.

    ``start`` is what ``reset`` returns to. ``past`` ends with the newest step, ``future`` begins
    with the next one to redo. ``moved`` names the control that made the newest step; "" after
    anything that ends a drag.
    """

    start: Profile
    present: Profile
    past: tuple[Profile, ...] = ()
    future: tuple[Profile, ...] = ()
    moved: str = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back that can be made again."""
        return bool(self.future)

    @property
    def can_reset(self) -> bool:
        """Whether the draft differs from where it started."""
        return self.present != self.start

    def push(self, profile: Profile, moved: str = "") -> History:
        """The history after one more edit.

        Consecutive edits by the same control (``moved``, such as a slider's key) are one step; an
        edit without a name is a step of its own. What was undone before can no longer be redone. A
        profile equal to the present one changes nothing.
        """
        if profile == self.present:
            return self
        if not (moved and moved == self.moved):
            past = (*self.past, self.present)[-LONGEST:]
            return replace(self, present=profile, past=past, future=(), moved=moved)
        if profile == self.past[-1]:  # dragged back to where it was: as if it had never moved
            return replace(self, present=profile, past=self.past[:-1], future=(), moved="")
        return replace(self, present=profile, future=())

    def undo(self) -> History:
        """One step back; the same history where there is none."""
        if not self.past:
            return self
        return replace(
            self, present=self.past[-1], past=self.past[:-1],
            future=(self.present, *self.future), moved="",
        )  # fmt: skip

    def redo(self) -> History:
        """One undone step forward; the same history where there is none."""
        if not self.future:
            return self
        return replace(
            self, present=self.future[0], past=(*self.past, self.present),
            future=self.future[1:], moved="",
        )  # fmt: skip

    def reset(self) -> History:
        """Back to the start, as a step that can be undone itself."""
        return self.push(self.start)


def begin(profile: Profile) -> History:
    """A history without steps."""
    return History(profile, profile)
