"""The view in the address bar: a link shows its receiver what its sender saw.

Streamlit's own binding writes the labels of a choice into the address. Ours have counts in them,
which change with the data, so these choices are written by name.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def take(key: str, options: Sequence[str], default: str) -> None:
    """Before a choice is drawn: begin with what the link asks for, where that is an option."""
    if st.session_state.get(key) not in options:
        asked = st.query_params.get(key)
        st.session_state[key] = asked if asked in options else default


def give(key: str, default: str) -> None:
    """After it is drawn: write into the address what is chosen; nothing for the default."""
    chosen = st.session_state[key]
    if chosen == default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != chosen:
        st.query_params[key] = chosen


def forward(page: str, names: Sequence[str]) -> None:
    """Go on to another page, with the whole address, where it says what only that page knows."""
    if any(name in st.query_params for name in names):
        st.switch_page(page, query_params=st.query_params.to_dict())
