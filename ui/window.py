"""The window's own place at the desk of drafts: its name in the address, what it left there.

The name is written into the address with the first draft that is worth keeping, and again on a
page that was come to without it; never otherwise, since every change of the address is a step of
the browser's Back button.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from time import monotonic, sleep

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from abm_core.errors import AbmError
from abm_core.store import Store
from abm_core.targeting.desk import Desk, Home
from abm_core.targeting.working_drafts import Kept
from ui import frame

LINK = "w"
NAME, SESSION, PAGE, IN_USE = "window_name", "window_session", "window_page", "window_in_use"
REST, LONGEST = 1.0, 5.0  # seconds without a change, and at most, until a draft is written


class Writer:
    """Writes the desk's drafts to their stores once nothing has changed for a moment."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lock = Lock()
        self._changed = self._first = 0.0
        self._runs = False

    def changed(self) -> None:
        """Something was laid down."""
        with self._lock:
            self._changed = monotonic()
            if not self._runs:
                self._runs, self._first = True, self._changed
                Thread(target=self._write, name="drafts").start()

    def _write(self) -> None:
        while (wait := self._left()) > 0:
            sleep(wait)
        self.desk.flush()

    def _left(self) -> float:
        with self._lock:
            left = min(self._changed + REST, self._first + LONGEST) - monotonic()
            self._runs = left > 0
            return left


@st.cache_resource(show_spinner=False)
def writer() -> Writer:
    """The one desk of this process."""
    return Writer(Desk())


def carry(page: str) -> None:
    """At the start of every run: on a page just come to, the address gets the window's name."""
    state = st.session_state
    named = name()
    came, state[PAGE] = state.get(PAGE) != page, page
    if came and (state.get(IN_USE) or st.query_params.get(LINK, named) != named):
        _show(named)


def name() -> str:
    """The window's name; another one than before where somebody sat down at its place."""
    state, desk = st.session_state, writer().desk
    if NAME not in state:
        state[SESSION] = f"{_session_id()} {secrets.token_hex(8)}"
        state[NAME] = desk.sit(st.query_params.get(LINK), state[SESSION], new=_new(),
                               is_there=is_there, stores=_stores())  # fmt: skip
    elif not desk.is_mine(state[NAME], state[SESSION]):
        state[NAME] = desk.sit(None, state[SESSION], new=_new(), is_there=is_there)
    return str(state[NAME])


def _stores() -> list[Store]:
    """The stores that drafts may lie in; who looks at one that is broken is told there."""
    found = []
    for path in filter(Path.exists, (frame.own_path(), frame.sample_path())):
        with suppress(AbmError):
            found.append(frame.open_once(str(path)))
    return found


def _new() -> str:
    return secrets.token_urlsafe(8)


def _session_id() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def is_there(session: str) -> bool:
    """Whether a browser is connected to the session."""
    return runtime.exists() and runtime.get_instance().is_active_session(session.split()[0])


def _show(named: str) -> None:
    if st.query_params.get(LINK) != named:
        st.query_params[LINK] = named


def keep(home: Home, kept: Kept | None) -> None:
    """Leave a draft at the desk, ``None`` to take it away; its store gets it in a moment."""
    named = name()
    writer().desk.lay(named, home, frame.open_once(home[0]), kept)
    writer().changed()
    if kept is not None:
        st.session_state[IN_USE] = True
        _show(named)


def find(home: Home) -> Kept | None:
    """What this window left for a programme; raises ``AbmError`` if it is unreadable."""
    found = writer().desk.find(name(), home, frame.open_once(home[0]))
    if found is not None:
        st.session_state[IN_USE] = True
    return found

