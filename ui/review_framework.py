"""The measurement framework: each measure with its owner, against its last period."""

from __future__ import annotations

import streamlit as st

from abm_core import house
from abm_core.output import review_words
from abm_core.review import behind_wording, framework_owners
from abm_core.review.framework_document import Framework, Line
from abm_core.targeting.target_list import Programme
from ui import frame, house_people, places, review_behind

EVERY = {"week": "Weekly", "month": "Monthly", "quarter": "Quarterly"}
SCREENS = {
    "coverage": (places.COVERAGE_PAGE, "Coverage", ":material/grid_view:"),
    "stages": (places.STAGES_PAGE, "Stages", ":material/stairs:"),
    "engagement": (places.ENGAGEMENT_PAGE, "Engagement", ":material/sensors:"),
    "lift": (places.LIFT_PAGE, "Lift", ":material/balance:"),
}  # fmt: skip


def show(found: Framework, programme: Programme | None) -> None:
    """The sentence, then a card per measure."""
    st.markdown(f"## {frame.plain(found.said.text)}")
    with st.grid(3, min_column_width=250, gap="small"):
        for one in found.lines:
            _line(one, found, programme)


def _line(of: Line, found: Framework, programme: Programme | None) -> None:
    key = f"framework_{of.key}"
    page, label, icon = SCREENS[of.screen]
    with st.container(border=True, gap="xsmall", height="stretch", key=f"{key}_card"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {frame.plain(of.label)} :gray-badge[{EVERY[of.every]}]",
                        width="stretch")  # fmt: skip
            st.page_link(page, label=label, icon=icon)
        st.metric(
            f"{of.period}", frame.plain(of.figure.shown), frame.plain(of.change) or None,
            delta_color="off", delta_arrow="off", help=of.definition,
            delta_description=f"from {of.before.shown}" if of.before else None,
        )  # fmt: skip
        st.markdown(f":small[:gray[{frame.plain(of.said.text)}]]")
        with st.container(horizontal=True, vertical_alignment="center"):
            _owner(of, programme)
            review_behind.button(behind_wording.of_said(of.said), key, found.programme)


def _owner(of: Line, programme: Programme | None) -> None:
    """Who answers for it, and a place to say so."""
    key = f"framework_owner_{of.key}"
    with st.popover(frame.plain(of.owner or review_words.NOBODY), icon=":material/person:",
                    key=f"{key}_open"), frame.page():  # fmt: skip
        with frame.cursor() as cursor:
            names = [one.name for one in house.people(cursor)]
        owner = st.selectbox(
            "Who answers for it", list(dict.fromkeys([*names, *filter(None, [of.owner])])),
            index=None, key=key, accept_new_options=True, placeholder=review_words.NOBODY,
        )  # fmt: skip
        house_people.saved_by(f"{key}_by")
        if st.button("Save", key=f"{key}_save"):
            with frame.cursor() as cursor:
                framework_owners.save(
                    cursor, programme.programme_id if programme else None, of.key, owner or "",
                    author=st.session_state[f"{key}_by"] or "", now=frame.now(),
                )  # fmt: skip
            st.rerun()
