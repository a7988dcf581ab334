"""Newer data have come in while a window was open: say so, and never save on top of old ones."""

from __future__ import annotations

import streamlit as st

from abm_core import store
from abm_core.errors import AbmError
from abm_core.targeting.workshop import Workshop
from ui import frame

SECONDS = 15


def require_newest(shown: Workshop) -> None:
    """Refuse a save that would be made on data which another window has replaced."""
    if newest() != shown.revision:
        raise AbmError(
            "Newer data were imported since you opened this page. Nothing was saved.",
            "Close this and choose Show newer data in the sidebar. Your draft is kept.",
        )


def newest() -> int:
    """The import revision of the store on screen, as it is now."""
    with frame.cursor() as cursor:
        return store.revision(cursor)


@st.fragment(run_every=SECONDS)
def notice(revision: int) -> None:
    """In the sidebar: looks now and then whether newer data are there."""
    if newest() == revision:
        return
    st.markdown(":orange-badge[:material/sync: Newer data] Imported since you opened this page.")
    if st.button("Show newer data", key="show_newer"):
        st.rerun()
