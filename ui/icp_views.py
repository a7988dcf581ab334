"""What stands below the sliders: the list, tierings side by side, how sure they are."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import (
    account_list,
    icp_capacity,
    icp_certainty,
    icp_compare,
    icp_history,
    icp_signing,
    links,
)

VIEW = "icp_view"
VIEWS: dict[str, Callable[[Workshop, Comparison], None]] = {
    "Accounts": account_list.show,
    "Compare": icp_compare.show,
    "Certainty": icp_certainty.show,
    "Capacity": icp_capacity.show,
    "Signing": icp_signing.show,
    "History": icp_history.show,
}


def show(shown: Workshop, compared: Comparison) -> None:
    """The view chosen; the others cost nothing."""
    usual = next(iter(VIEWS))
    links.take(VIEW, list(VIEWS), usual)
    st.segmented_control(
        "View", list(VIEWS), required=True, key=VIEW, persist_state="session",
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    links.give(VIEW, usual)
    VIEWS[st.session_state[VIEW]](shown, compared)
