"""What do we take along? Saved lists, one of them opened, and everything that left."""

from __future__ import annotations

import streamlit as st

from ui import entry, frame, lists_look, lists_open, lists_overview


def main() -> None:
    """The screen: all lists with the log of exports, or one list as it is today."""
    st.title("Lists")
    opened = lists_look.choose()
    if opened is None:
        lists_overview.show()
    else:
        lists_open.show(opened)


entry.through_app()
with frame.page():
    main()
