"""What every view of the Engagement screen looks at."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import streamlit as st

from ui import links

ONLY, ALL = "Target accounts", "All accounts"
KEY = "engagement_whose"


class Look(NamedTuple):
    """The day that numbers speak of, and whether only accounts of the target list are shown."""

    as_of: date
    only_targets: bool


def choose(as_of: date, *, are_targets: bool) -> Look:
    """Whose accounts; there is no choice while no target list is saved."""
    if not are_targets:
        return Look(as_of, only_targets=False)
    links.take(KEY, [ONLY, ALL], ONLY)
    st.segmented_control("Accounts shown", [ONLY, ALL], key=KEY, required=True,
                         persist_state="session", label_visibility="collapsed")  # fmt: skip
    links.give(KEY, ONLY)
    return Look(as_of, st.session_state[KEY] == ONLY)
