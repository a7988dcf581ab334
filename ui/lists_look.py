"""Which list the Lists screen shows; a link carries it: ``?list=`` and its number."""

from __future__ import annotations

import streamlit as st

from abm_core.review import lists
from abm_core.review.lists import SavedList
from ui import frame

LIST = "list"
CHOSEN = "lists_chosen"
ALL = ""


def choose() -> SavedList | None:
    """The list to open; ``None`` for all of them."""
    with frame.cursor() as cursor:
        known = {str(one.list_id): one for one in lists.listing(cursor, archived=True)}
    asked = st.query_params.get(LIST, ALL)
    if asked not in known:
        if asked:
            st.warning(f"There is no list {frame.plain(asked)}.", icon=":material/bookmark_remove:")
        asked = ALL
    if not known:
        return None
    if st.session_state.get(CHOSEN) != asked:
        st.session_state[CHOSEN] = asked
    in_use = [key for key, one in known.items() if one.archived_at is None or key == asked]
    st.selectbox(
        "List", [ALL, *in_use], key=CHOSEN, width=420, on_change=_write,
        format_func=lambda key: known[key].name if key else "All lists",
    )  # fmt: skip
    return known.get(asked)


def _write() -> None:
    open_list(st.session_state[CHOSEN])


def open_list(key: str) -> None:
    """Write into the address which list is open."""
    if key:
        st.query_params[LIST] = key
    else:
        st.query_params.pop(LIST, None)
