"""Rename a list, give it another owner, put it away, take the last change back; its link."""

from __future__ import annotations

import streamlit as st

from abm_core.errors import AbmError
from abm_core.review import lists
from abm_core.review.lists import SavedList
from ui import downloads, frame, house_people, list_actions

SAID = "lists_said"


def notice() -> None:
    """What was changed last, once."""
    if SAID in st.session_state:
        st.success(frame.plain(st.session_state.pop(SAID)), icon=":material/check_circle:")


def buttons(of: SavedList) -> None:
    """What can be done with the list itself."""
    with frame.cursor() as cursor:
        can_undo = lists.can_undo(cursor, of.list_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        list_actions.follow(of)
        if st.button("Edit", key="lists_edit", icon=":material/edit:"):
            _edit(of)
        if st.button("Share", key="lists_share", icon=":material/link:"):
            _share(of)
        if of.archived_at is None and st.button("Archive", key="lists_archive",
                                                icon=":material/archive:"):  # fmt: skip
            _archive(of)
        if can_undo and st.button("Undo last change", key="lists_undo", icon=":material/undo:"):
            _undo(of)


@st.dialog("Share the list", icon=":material/link:")
def _share(of: SavedList) -> None:
    st.caption("The link opens the list for everybody who works with this store.")
    address = (st.context.url or "").partition("?")[0] or "lists"
    data = "" if frame.choice() == frame.default_choice() else f"&{frame.CHOICE}={frame.choice()}"
    st.code(f"{address}?list={of.list_id}{data}", language=None, wrap_lines=True)


@st.dialog("Edit the list", icon=":material/edit:")
def _edit(of: SavedList) -> None:
    name = st.text_input("Name", of.name, key="lists_name", max_chars=lists.LONGEST)
    owner = st.text_input("Owner", of.owner, key="lists_owner")
    note = st.text_input("Note", of.note, key="lists_note")
    house_people.saved_by("lists_author", "Changed by")
    if st.button("Save", key="lists_keep", type="primary"):
        me = st.session_state["lists_author"] or ""
        try:
            with frame.cursor() as cursor:
                lists.change(cursor, of.list_id, {"name": name, "owner": owner, "note": note},
                             author=me, now=frame.now())  # fmt: skip
        except AbmError as error:
            frame.show_problem(error)
        else:
            st.session_state[downloads.ME] = me
            _done(f"Changed “{name}”.")


def _archive(of: SavedList) -> None:
    with frame.cursor() as cursor:
        lists.archive(cursor, of.list_id, author=downloads.who(), now=frame.now())
    _done(f"“{of.name}” is archived. Undo brings it back.")


def _undo(of: SavedList) -> None:
    with frame.cursor() as cursor:
        lists.undo(cursor, of.list_id, author=downloads.who(), now=frame.now())
    _done("Taken back. Undo once more brings it back.")


def _done(said: str) -> None:
    st.session_state[SAID] = said
    st.rerun()
