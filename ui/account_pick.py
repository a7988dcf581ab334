"""Choosing an account out of all: by tier and open pipeline, or by letters where they are many."""

from __future__ import annotations

import streamlit as st

from abm_core.committee import account_choice
from ui import frame


def pick(key: str, *, asked: str = "") -> str | None:
    """The id of the account that is chosen; ``None`` where there is none to choose."""
    letters = ""
    if _are_many(*frame.decided()):
        letters = st.text_input("Find an account", key=f"{key}_find", icon=":material/search:",
                                placeholder="Letters of name or domain").strip()  # fmt: skip
    options = _found(*frame.decided(), letters) if letters else {}
    if not options:
        options = _options(*frame.decided(), asked)
    if st.session_state.get(key) not in options:
        st.session_state[key] = asked if asked in options else next(iter(options), None)
    return st.selectbox(
        "Account", list(options), format_func=options.__getitem__, key=key, persist_state="session",
        help="By tier, then open pipeline.",
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=8)
def _are_many(path: str, opened: int, versions: tuple[int, int]) -> bool:
    with frame.open_once(path).cursor() as cursor:
        return account_choice.are_many(cursor)


@st.cache_resource(show_spinner=False, max_entries=16)
def _found(path: str, opened: int, versions: tuple[int, int], letters: str) -> dict[str, str]:
    with frame.open_once(path).cursor() as cursor:
        return account_choice.find(cursor, letters)


@st.cache_resource(show_spinner=False, max_entries=16)
def _options(path: str, opened: int, versions: tuple[int, int], asked: str) -> dict[str, str]:
    with frame.open_once(path).cursor() as cursor:
        return account_choice.options(cursor, also=asked)
