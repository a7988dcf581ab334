"""What do we do this week? What changed, why, who acts; the first page that a reader opens."""

from __future__ import annotations

import streamlit as st

from abm_core.measure import stages_wording
from abm_core.measure.stage_stays import View
from abm_core.measure.stages import NEW
from ui import entry, frame, links, places, stages_parts, stages_view


def main() -> None:
    """The screen: how the week stands, and the rooms that say more."""
    links.forward(places.ICP_PAGE, places.ICP_LINKS)
    st.title("Weekly review")
    shown = frame.workshop()
    if not len(shown.accounts):
        frame.empty_state(
            "Bring your accounts, or try the sample, and see who to pursue",
            "An export of accounts is enough to begin: a name for each, and whatever you know of "
            "them (industry, employees, revenue, country, …). Opportunities add the open pipeline.",
        )
        return
    known = stages_view.replayed()
    if known is None:
        st.markdown(f"## {stages_wording.EMPTY_TITLE}")
        st.markdown(stages_wording.EMPTY)
        return
    told = stages_view.told(known, View(known.week, NEW, ()))
    st.markdown(f"## {frame.plain(told.headline)}")
    stages_parts.cards(told)
    st.page_link(places.STAGES_PAGE, label="Stages", icon=":material/stairs:")


entry.through_app()
with frame.page():
    main()
