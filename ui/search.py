"""One box in the sidebar that finds accounts, people and opportunities by a few letters."""

from __future__ import annotations

import streamlit as st

from abm_core import formats
from abm_core.review import search, search_wording
from abm_core.review.search import Group, Hit, Index
from ui import frame, places

BOX, SEEN = "search_box", "search_seen"
PAUSE = "150ms"  # after the last key, before the search runs
ACCOUNT = "account"  # the parameter that the pages of one account read
ICONS = {
    search.ACCOUNTS: ":material/domain:", search.PEOPLE: ":material/person:",
    search.OPPORTUNITIES: ":material/paid:", search.LISTS: ":material/bookmarks:",
}  # fmt: skip


def box(page: str) -> None:
    """The box and what it finds; empty again once a hit was followed."""
    seen = (page, st.query_params.get(ACCOUNT))
    if st.session_state.get(SEEN, seen) != seen:
        st.session_state[BOX] = ""
    st.session_state[SEEN] = seen
    _box()


@st.fragment
def _box() -> None:
    with frame.page():
        said = st.text_input(
            "Search", key=BOX, type="search", live=PAUSE, placeholder=search_wording.PLACEHOLDER,
            label_visibility="collapsed", icon=":material/search:",
        )  # fmt: skip
        if said and said.strip():
            _found(said)


def _found(said: str) -> None:
    with frame.cursor() as cursor:
        index = _index(*_made_of(), search.state(cursor))
        groups = search.find(index, said) + search.find_lists(cursor, said)
    if not groups:
        st.caption(frame.plain(search_wording.nothing(said)))
    for group in groups:
        _group(group)


def _group(group: Group) -> None:
    with st.container(gap="xxsmall", key=f"search_{group.kind}"):
        st.caption(search_wording.heading(group))
        for hit in group.hits:
            _hit(hit)


def _hit(hit: Hit) -> None:
    """A line that leads to the page of the account."""
    mark = f" :orange-badge[{hit.mark}]" if hit.mark else ""
    detail = f" :gray[{frame.plain(hit.detail)}]" if hit.detail else ""
    label = f"{frame.plain(hit.name)}{mark}{detail}"
    page, asked = (
        (places.LISTS_PAGE, {"list": hit.id}) if hit.kind == search.LISTS
        else (places.ACCOUNT_PAGE, {ACCOUNT: hit.account_id})
    )  # fmt: skip
    if None in asked.values():
        st.markdown(f"{label} :gray[{formats.NONE}]", help=search_wording.NO_ACCOUNT)
        return
    if frame.choice() != frame.default_choice():
        asked[frame.CHOICE] = frame.choice()
    st.page_link(page, label=label, icon=ICONS[hit.kind], width="stretch", query_params=asked,
                 help=frame.plain(f"{hit.name} · {hit.detail}".rstrip("· ")))  # fmt: skip


def _made_of() -> tuple[str, int]:
    shown = frame.current_store()
    return str(shown.path), id(shown)


@st.cache_resource(show_spinner=False, max_entries=2)
def _index(path: str, opened: int, state: str) -> Index:
    """Everything that can be found, put in memory once for all windows."""
    with frame.open_once(path).cursor() as cursor:
        return search.read(cursor)
