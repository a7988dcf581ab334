"""Who is working on which unsaved draft: every window has a place of its own at the desk.

A window is known by a short random name in its address. Loaded anew, it sits down at its old
place. A duplicate of it, which carries the same name while the first is still there, gets a place
of its own with a copy: no two windows ever write to the same one.

A draft that changes is laid down here at once and written to its store a moment later, by whoever
calls ``flush``; a window that asks in between gets it from here, with its steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock
from weakref import ReferenceType, ref

import duckdb

from abm_core.errors import AbmError
from abm_core.store import Store
from abm_core.targeting import working_drafts
from abm_core.targeting.working_drafts import Kept

Home = tuple[str, str]  # the store's file, the programme's id
Place = tuple[str, Home]  # the window's name, and what the draft is for
NAME = re.compile(r"[\w-]{6,40}", re.ASCII)
MOST = 500  # drafts remembered with their steps; older ones are read from their stores


class Desk:
    """The drafts of all windows of this process. ``session`` is whoever sits at a window."""

    def __init__(self) -> None:
        self._lock, self._writing = Lock(), Lock()
        self._sitting: dict[str, str] = {}
        self._laid: dict[Place, Kept | None] = {}
        self._unwritten: dict[Place, ReferenceType[Store]] = {}

    def sit(
        self, asked: str | None, session: str, *, new: str, is_there: Callable[[str], bool],
        stores: Sequence[Store] = (),
    ) -> str:  # fmt: skip
        """The name under which a session works from now on.

        ``asked`` is the name in its address; ``new`` is the name to use where there is none, or
        where ``is_there`` says that another session still works under it: then the drafts in
        ``stores`` are copied.
        """
        if asked is None or not NAME.fullmatch(asked):
            asked = new
        with self._lock:
            other = self._sitting.get(asked, session)
            window = new if other != session and is_there(other) else asked
            self._sitting[window] = session
        if window != asked:
            self._copy(asked, window, stores)
        return window

    def is_mine(self, window: str, session: str) -> bool:
        """Whether nobody else sat down at this window meanwhile."""
        return self._sitting.get(window) == session

    def _copy(self, window: str, into: str, stores: Sequence[Store]) -> None:
        self.flush()
        with self._lock:
            for (name, home), kept in list(self._laid.items()):
                if name == window:
                    self._laid[into, home] = kept
        for one in stores:
            with one.cursor() as cursor:
                working_drafts.copy(cursor, window, into)

    def lay(self, window: str, home: Home, store: Store, kept: Kept | None) -> None:
        """Remember a draft, ``None`` for nothing to be kept; ``flush`` writes it."""
        with self._lock:
            place = window, home
            self._laid.pop(place, None)
            self._laid[place] = kept
            self._unwritten[place] = ref(store)
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        written = (place for place in self._laid if place not in self._unwritten)
        for place in list(written)[: max(0, len(self._laid) - MOST)]:
            del self._laid[place]

    def find(self, window: str, home: Home, store: Store) -> Kept | None:
        """The draft that was left at a window; raises ``AbmError`` if it is unreadable."""
        with self._lock:
            if (window, home) in self._laid:
                return self._laid[window, home]
        with store.cursor() as cursor:
            return working_drafts.find(cursor, window, home[1])

    def flush(self) -> None:
        """Write what is not in its store yet; what cannot be written now waits for the next."""
        with self._writing:
            with self._lock:
                waiting = [(place, of, self._laid[place]) for place, of in self._unwritten.items()]
            for place, of, kept in waiting:
                with suppress(AbmError, duckdb.Error):
                    _write(place, of(), kept)
                    self._written(place, kept)

    def _written(self, place: Place, kept: Kept | None) -> None:
        with self._lock:
            if self._laid[place] is kept:  # else it changed while it was written
                del self._unwritten[place]


def _write(place: Place, store: Store | None, kept: Kept | None) -> None:
    if store is None:  # closed meanwhile: a later one of the same file has its own drafts
        return
    window, (_, programme_id) = place
    worth = kept is not None and (kept.history is None or kept.history.can_reset)
    with store.cursor() as cursor:
        working_drafts.write(cursor, window, programme_id, kept if worth else None)
