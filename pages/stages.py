"""Are accounts moving? Who is in which stage, where they wait, who is stuck."""

from __future__ import annotations

import streamlit as st

from abm_core.measure import stages_wording as wording
from ui import entry, frame, stages_parts, stages_rules, stages_view


def main() -> None:
    """The screen: one sentence, four figures, the way beside the days, lists below."""
    known = stages_view.replayed() if len(frame.workshop().accounts) else None
    st.title("Stages")
    if known is None:
        frame.empty_state(wording.EMPTY_TITLE, wording.EMPTY)
        return
    headline = st.container()
    view = stages_view.choose(known)
    told = stages_view.told(known, view)
    headline.markdown(f"## {frame.plain(told.headline)}")
    headline.caption(frame.plain(wording.reading(known, told.found)))
    stages_parts.cards(told)
    stages_parts.warnings(told)
    left, right = st.columns(2, gap="small")
    with left:
        stages_parts.way(told)
    with right:
        stages_parts.days(told)
    stages_parts.stuck(told)
    stages_parts.cohorts(told)
    stages_parts.evidence(told)
    stages_rules.editor(told.held)


entry.through_app()
with frame.page():
    main()
