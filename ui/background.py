"""Work that takes longer than a page may: in a thread, with its progress; the page looks now and
then.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

import streamlit as st

T = TypeVar("T")
Progress = Callable[[int, int], None]
SECONDS = 1.0


class Job(Generic[T]):
    """One piece of work: ``result`` once it is there, ``error`` where it failed."""

    def __init__(self, work: Callable[[Progress], T]) -> None:
        """``work`` gets a function to tell its progress with: how many are done, of how many."""
        self.done, self.of = 0, 0
        self.result: T | None = None
        self.error: Exception | None = None
        self._work = work
        self._thread = Thread(target=self._run, name="background", daemon=True)
        self._thread.start()

    @property
    def runs(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return min(1.0, self.done / self.of) if self.of else 0.0

    def wait(self, seconds: float) -> None:
        """Wait for its end, for so long at most."""
        self._thread.join(seconds)

    def _tell(self, done: int, of: int) -> None:
        self.done, self.of = done, of

    def _run(self) -> None:
        try:
            self.result = self._work(self._tell)
        except Exception as error:  # shown where the result would have been
            self.error = error


def watch(job: Job[T], told: str, show: Callable[[T], None]) -> None:
    """The result as soon as it is there; until then how far it is, looked at every second."""
    if job.runs:
        _waiting(job, told, show)
    else:
        _ended(job, show)


@st.fragment(run_every=SECONDS)
def _waiting(job: Job[T], told: str, show: Callable[[T], None]) -> None:
    if job.runs:
        st.progress(job.share(), text=told)
        return
    st.rerun()


def _ended(job: Job[T], show: Callable[[T], None]) -> None:
    if job.error is not None:
        raise job.error
    if job.result is not None:
        show(job.result)
