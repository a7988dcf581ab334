"""The first page of a fresh server may be any: make sure that it stands in the app's frame.

Beside a folder called ``pages``, Streamlit takes every file in it for a page of its own kind until
``app.py`` has called ``st.navigation`` once, and would run it without the frame.
"""

from __future__ import annotations

import streamlit as st
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager


def through_app() -> None:
    """Run again from ``app.py`` when a server has run this page without it (tests may)."""
    if PagesManager.uses_pages_directory and not config.get_option("global.appTest"):
        PagesManager.uses_pages_directory = False
        st.rerun()
