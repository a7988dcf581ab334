"""The list through time: turnover, who is next in line, any past day's list as it was."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from abm_core import formats, house
from abm_core.targeting import ondeck, past_lists, turnover, weekly
from abm_core.targeting.target_list import Programme
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame

MOST_QUARTERS = 4


def show(shown: Workshop, compared: Comparison) -> None:
    """Turnover beside the deck; below them the past."""
    home = compared.live.programme
    left, right = st.columns(2, gap="small")
    with left.container(border=True, height="stretch", gap="xsmall"):
        _deck(shown, compared)
    with right.container(border=True, height="stretch", gap="xsmall"):
        if home is None:
            st.caption("Turnover and past lists begin with the first tiers that are saved live.")
        else:
            _turnover(shown, home)
    if home is not None:
        _past(shown, home)


def _deck(shown: Workshop, compared: Comparison) -> None:
    st.markdown("### On deck")
    level = st.segmented_control("Next in line for", [1, 2, 3], default=1, required=True,
                                 format_func=formats.tier, key="deck_level")  # fmt: skip
    found = ondeck.on_deck(shown.accounts, compared.draft, level)
    st.markdown(frame.plain(ondeck.sentence(found, level)))
    if found.empty:
        return
    view = found.assign(tier=found["tier"].map(formats.tier)).drop(columns="account_id")
    column = st.column_config
    st.dataframe(view, hide_index=True, width="stretch", column_config={
        "name": "Account", "tier": "Draft tier", "waits_for": "Waits for",
        "score": column.NumberColumn("Score", format="%.1f"),
        "short_by": column.NumberColumn("Short by", format="%.1f"),
    })  # fmt: skip


def _turnover(shown: Workshop, home: Programme) -> None:
    st.markdown("### Turnover")
    with frame.cursor() as cursor:
        month = house.read(cursor).fiscal_month
        found = turnover.read(cursor, home.programme_id, as_of=shown.as_of, fiscal_month=month)
    newest = list(dict.fromkeys(one.first_day for one in found))[:MOST_QUARTERS]
    for one in found:
        if one.first_day in newest and one.tier == turnover.WHOLE_LIST:
            flag = ":orange-badge[:material/warning: High] " if one.is_flagged else ""
            st.markdown(f"- {flag}{frame.plain(turnover.sentence(one))}")
    with st.expander("By tier"):
        for one in found:
            if one.first_day in newest and one.tier != turnover.WHOLE_LIST:
                st.markdown(f"- {frame.plain(turnover.sentence(one))}")


def _past(shown: Workshop, home: Programme) -> None:
    st.markdown("### The list as it was")
    with st.container(horizontal=True, gap="small"):
        day = st.date_input("On", shown.as_of - timedelta(days=7), key="past_day",
                            max_value=shown.as_of, width=180)  # fmt: skip
        other = st.date_input("Against", shown.as_of, key="past_other", max_value=shown.as_of,
                              width=180)  # fmt: skip
    with frame.cursor() as cursor:
        found = past_lists.list_on(cursor, home.programme_id, day)
        changed = past_lists.between(cursor, home.programme_id, day, other)
        known = weekly.listing(cursor, home.programme_id)
    st.markdown(frame.plain(past_lists.headline(found)))
    st.markdown(frame.plain(past_lists.changes_headline(changed, day, other)))
    moved = changed[changed["change"] != "unchanged"]
    then, since = st.tabs([f"On {formats.day(day)}", f"Changes until {formats.day(other)}"])
    with then:
        _list(found.table)
    with since:
        _changes(moved)
    with st.expander("Saves and weekly snapshots"):
        for one in known:
            st.markdown(f"- {frame.plain(weekly.described(one))}")


def _list(table: pd.DataFrame) -> None:
    view = table.assign(tier=table["tier"].astype(int).map(formats.tier))
    column = st.column_config
    st.dataframe(
        view, hide_index=True, width="stretch", placeholder=formats.NONE,
        column_order=["name", "tier", "score", "stage", "joined_on", "approver", "because"],
        column_config={
            "name": "Account", "tier": "Tier", "joined_on": column.DateColumn("In since"),
            "approver": "Approved by",
            "score": column.NumberColumn("Score then", format="%.1f"),
            "stage": "Stage then", "because": "Why another tier than the score gives",
        },
    )  # fmt: skip


def _changes(moved: pd.DataFrame) -> None:
    if moved.empty:
        st.caption("Nothing changed.")
        return
    view = moved.assign(
        tier_before=moved["tier_before"].map(formats.tier),
        tier_after=moved["tier_after"].map(formats.tier),
    )
    column = st.column_config
    st.dataframe(
        view, hide_index=True, width="stretch", placeholder=formats.NONE,
        column_order=["name", "tier_before", "tier_after", "change", "score_before", "score_after"],
        column_config={
            "name": "Account", "tier_before": "Before", "tier_after": "After", "change": "Change",
            "score_before": column.NumberColumn("Score before", format="%.1f"),
            "score_after": column.NumberColumn("Score after", format="%.1f"),
        },
    )  # fmt: skip
