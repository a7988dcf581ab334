"""Navigation and the sidebar: which data, through which day. No numbers of its own."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: halves a slider's tail latency

import gc
from pathlib import Path

import streamlit as st

from ui import at_once, places

HERE = Path(__file__).parent

st.set_page_config(
    page_title="Shortlist",
    page_icon=str(HERE / "static" / "favicon.png"),
    layout="wide",
    initial_sidebar_state=232,
)
st.logo(
    str(HERE / "static" / "logo.svg"), icon_image=str(HERE / "static" / "mark.svg"), size="medium"
)
chosen = st.navigation(
    {
        "Act": [
            st.Page(  # the default is served at the root alone: its own path is no address
                places.REVIEW_PAGE, title="Weekly review", icon=":material/fact_check:",
                url_path="review", default=True,
                help="What do we do this week? What changed, why, who acts.",
            ),
            st.Page(
                places.ACCOUNT_PAGE, title="Account", icon=":material/domain:",
                url_path="account", help="One account: its story, its people, its plan.",
            ),
            st.Page(
                places.ACTIONS_PAGE, title="Actions", icon=":material/checklist:",
                url_path="actions", help="Who does what by when; who is on which account.",
            ),
            st.Page(
                places.LISTS_PAGE, title="Lists", icon=":material/bookmarks:", url_path="lists",
                help="Saved lists to share and take away, and what left.",
            ),
        ],
        "Plan": [
            st.Page(
                places.ICP_PAGE, title="ICP & tiers", icon=":material/tune:",
                url_path=places.ICP_PATH, help="Who should we pursue?",
            ),
            st.Page(
                places.COMMITTEE_PAGE, title="Buying committee", icon=":material/groups:",
                url_path="committee", help="Who decides there?",
            ),
            st.Page(
                places.COVERAGE_PAGE, title="Coverage", icon=":material/grid_view:",
                url_path="coverage", help="Do we know them? Who is missing where.",
            ),
        ],
        "Measure": [
            st.Page(
                places.ENGAGEMENT_PAGE, title="Engagement", icon=":material/sensors:",
                url_path="engagement", help="Are they responding?",
            ),
            st.Page(
                places.STAGES_PAGE, title="Stages", icon=":material/stairs:", url_path="stages",
                help="Are accounts moving? Who is where, who is stuck.",
            ),
            st.Page(
                places.BASELINE_PAGE, title="Baseline", icon=":material/timeline:",
                url_path="baseline", help="Does it pay? Engagement against the baseline.",
            ),
            st.Page(
                places.LIFT_PAGE, title="Lift", icon=":material/balance:", url_path="lift",
                help="Does it pay? Pipeline lift, against accounts that nobody targeted.",
            ),
        ],
        "Set up": [
            st.Page(
                places.DATA_PAGE, title="Data", icon=":material/database:", url_path="data",
                help="Bring in exports, see what was taken, undo.",
            ),
            st.Page(
                places.SETTINGS_PAGE, title="Settings", icon=":material/settings:",
                url_path="settings", help="Currency, calendar, people. Everything has a default.",
            ),
        ],
    },
    expanded=True,
)  # fmt: skip


def sidebar() -> None:
    """Which data are on screen. Imported here, so that the frame is on screen before they load."""
    from ui import frame, newer, search, window

    with st.sidebar, frame.page():
        window.carry(chosen.url_path)
        search.box(chosen.url_path)
        frame.choose_data()
        st.caption(frame.data_line())
        newer.notice(frame.workshop().revision)


sidebar()
chosen.run()


@st.cache_resource(show_spinner=False)
def _settle_memory() -> None:
    """Set everything imported so far aside from garbage collection, once."""
    gc.freeze()


@st.cache_resource(show_spinner=False)
def _settle_connections() -> None:
    """Let answers leave at once, from the first window on."""
    at_once.send_at_once()


_settle_memory()
_settle_connections()
