"""What stands below the headline of the Engagement screen, one view at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from ui import (
    engagement_account,
    engagement_look,
    engagement_moving,
    engagement_reach,
    engagement_surges,
    engagement_when,
    links,
)
from ui.engagement_look import Look

VIEW = "engagement_view"
VIEWS: dict[str, Callable[[Look], None]] = {
    "Who is moving": engagement_moving.show,
    "Surges": engagement_surges.show,
    "Reach and response": engagement_reach.show,
    "When to act": engagement_when.show,
    "One account": engagement_account.show,
}


ABOUT_TARGETS = ("Who is moving", "Reach and response")  # where whose accounts can be chosen


def show(as_of: date, *, are_targets: bool) -> None:
    """The view chosen; the others cost nothing."""
    usual = next(iter(VIEWS))
    links.take(VIEW, list(VIEWS), usual)
    st.segmented_control(
        "View", list(VIEWS), required=True, key=VIEW, persist_state="session",
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    links.give(VIEW, usual)
    view = st.session_state[VIEW]
    look = engagement_look.choose(as_of, are_targets=are_targets) if view in ABOUT_TARGETS else (
        Look(as_of, only_targets=False))  # fmt: skip
    VIEWS[view](look)
