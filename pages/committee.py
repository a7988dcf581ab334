"""Who decides there? The buying committee of one account: roles, gaps, power and support."""

from __future__ import annotations

import streamlit as st

from abm_core.committee import screen_wording as wording
from ui import committee_edit, committee_grid, committee_look, committee_parts, entry, frame


def main() -> None:
    """The screen: one sentence, four figures, roles beside what is missing, everybody below."""
    st.title("Buying committee")
    if not len(frame.workshop().accounts):
        frame.empty_state(wording.EMPTY_TITLE, wording.EMPTY)
        return
    frame.bring_up_to_date()
    headline = st.container()
    found = committee_look.seen(committee_look.choose())
    told = wording.headline(found.committee, found.lines, n_threads=found.n_threads)
    headline.markdown(f"## {frame.plain(told)}")
    committee_edit.notice()
    committee_parts.cards(found)
    if not found.committee.people:
        st.info(wording.NOBODY, icon=":material/person_search:")
    committee_grid.show(found)
    if found.committee.people:
        left, right = st.columns([0.4, 0.6], gap="small")
        with left:
            committee_parts.checklist(found)
        with right:
            committee_parts.our_side(found)
            committee_parts.support_map(found)
        committee_parts.outline(found)
    committee_parts.everybody(found)
    committee_parts.family(found)


entry.through_app()
with frame.page():
    main()
