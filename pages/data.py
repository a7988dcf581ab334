"""What data are here, how did they come in, and how do more come in?"""

from __future__ import annotations

import streamlit as st

from abm_core import overview
from ui import (
    backup,
    entry,
    frame,
    import_files,
    import_history,
    matches,
    quality,
    readiness,
    refresh,
    titles,
)


def main() -> None:
    """The screen: what is here, what it answers, what is wrong with it, and the way in."""
    st.title("Data")
    with frame.cursor() as cursor:
        held = overview.read(cursor)
    st.markdown(f"## {frame.plain(overview.headline(held))}")
    if frame.choice() == frame.SAMPLE:
        st.markdown(
            ":blue-badge[:material/science: Sample] You are looking at the sample. Files that you "
            "import go to your own store."
        )
    elif not held.n_accounts:
        frame.sample_offer("secondary")
    if held.n_accounts or held.n_opportunities:
        readiness.panel()
        quality.panel()
        matches.panel()
        titles.panel()
        quality.freshness()
    import_files.panel()
    refresh.panel()
    import_history.imports()
    import_history.formats_of_files()
    backup.panel()


entry.through_app()
with frame.page():
    main()
