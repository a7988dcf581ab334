"""What do we do this week? What changed, why, who acts; the first page that a reader opens."""

from __future__ import annotations

import streamlit as st

from abm_core.errors import AbmError
from abm_core.measure import stages_wording
from ui import (
    entry,
    frame,
    links,
    places,
    review_do,
    review_framework,
    review_parts,
    review_publish,
    review_view,
)
from ui.review_view import Choice, Shown


def main() -> None:
    """The screen: the choices, then the week, or the framework of measures."""
    links.forward(places.ICP_PAGE, places.ICP_LINKS)
    known = review_view.ready() if len(frame.workshop().accounts) else False
    st.title("Weekly review")
    if not len(frame.workshop().accounts):
        frame.empty_state(
            "Bring your accounts, or try the sample, and see who to pursue",
            "An export of accounts is enough to begin: a name for each, and whatever you know of "
            "them (industry, employees, revenue, country, …). Opportunities add the open pipeline, "
            "activities say what changes from week to week.",
        )
        return
    if not known:
        frame.empty_state(stages_wording.EMPTY_TITLE, stages_wording.EMPTY)
        return
    choice = review_view.choose()
    try:
        if review_view.is_weekly():
            week(choice, review_view.shown(choice))
        else:
            review_framework.show(review_view.framework_of(choice), choice.programme)
    except AbmError as error:
        nobody(choice, error)


def week(choice: Choice, shown: Shown) -> None:
    """The review of one week, laid out the same way every week."""
    review = shown.review
    review_parts.top(review)
    review_publish.bar(choice, shown)
    review_publish.told_otherwise(choice, shown)
    if not frame.programmes():
        st.info("No target list is saved yet, so this is about every account that anything is "
                "known of.", icon=":material/info:")  # fmt: skip
        st.page_link(places.ICP_PAGE, label="Choose whom to pursue", icon=":material/tune:")
    review_parts.cards(review)
    review_parts.earlier(review)
    left, right = st.columns([0.58, 0.42], gap="small")
    with left:
        review_parts.changed(review)
    with right:
        review_parts.beside(review)
    review_do.actions(review)
    review_publish.written(choice, shown)
    review_parts.footer(review)


def nobody(choice: Choice, error: AbmError) -> None:
    """No review of this week and scope: what asked for too much, and how to go on."""
    st.markdown(f"## {frame.plain(error.problem)}")
    st.markdown(frame.plain(error.fix))
    with st.container(horizontal=True, vertical_alignment="center"):
        if choice.scope.value:
            st.button("Show the whole programme", key="review_clear", type="primary",
                      on_click=review_view.whole_programme)  # fmt: skip
        st.page_link(places.ICP_PAGE, label="ICP & tiers", icon=":material/tune:")
        st.page_link(places.ENGAGEMENT_PAGE, label="Engagement", icon=":material/sensors:")


entry.through_app()
with frame.page():
    main()
