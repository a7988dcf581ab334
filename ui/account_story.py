"""How an account came to where it is: its score, its moves, what happened in a year."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.output import account_charts
from abm_core.review import account_wording as wording
from abm_core.review.account import Account
from ui import figures, frame

HISTORY_HEIGHT = 260
FEW_MOVES, MOST_MOVES = 7, 60


def build_up(found: Account) -> None:
    """Contributions of all criteria, today above a month ago."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Score build-up")
        built = found.build_up
        if built is None:
            st.caption(wording.NO_PROFILE)
            return
        told = wording.build_up(built)
        st.markdown(frame.plain(told))
        figures.show(account_charts.build_up(built, frame.palette()), "account_build_up", told)
        st.caption(frame.plain(wording.build_up_reading(built)))


def history(found: Account) -> None:
    """Dated moves of tier and stage, the newest first."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Tier and stage history")
        if not found.moves:
            st.caption(wording.NO_MOVES)
            return
        height = HISTORY_HEIGHT if len(found.moves) > FEW_MOVES else "content"
        with st.container(height=height, border=False, gap="xsmall"):
            for one in found.moves[:MOST_MOVES]:
                st.markdown(f":gray[{formats.day(one.day)}]  {frame.plain(wording.move(one))}")


def timeline(found: Account) -> None:
    """A year in lanes, and the same as a list."""
    happened = found.happened
    with st.container(border=True, gap="xsmall"):
        st.markdown("### What happened in a year")
        told = wording.timeline(happened, found.facts.last_theirs_on)
        st.markdown(frame.plain(told))
        if happened.dots.empty and not found.deals:
            return
        figures.show(
            account_charts.timeline(happened, found.deals, found.moves, frame.palette()),
            "account_timeline", told,
        )  # fmt: skip
        st.caption(wording.TIMELINE)
        rows = happened.dots.iloc[::-1]
        with st.expander(f"As a list ({formats.count(len(rows))})", on_change="rerun",
                         key="account_as_list") as listed:  # fmt: skip
            if listed.open:
                _listed(rows)


def _listed(rows: pd.DataFrame) -> None:
    st.dataframe(
        rows.assign(text=rows["text"].str.replace("<br>", " ")), hide_index=True, width="stretch",
        column_order=["day", "lane", "text"], key="account_dots",
        column_config={
            "day": st.column_config.DateColumn("Week of", format="D MMM YYYY"), "lane": "Lane",
            "text": st.column_config.TextColumn("What", width="large"),
        },
    )  # fmt: skip
