"""What we send against what comes back; who hangs on one contact; channels by stage."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from abm_core import formats, schema
from abm_core.measure import responses, summary_wording
from abm_core.output import engagement_charts
from abm_core.review import lists
from ui import engagement_look, figures, frame, list_actions, places
from ui.engagement_look import Look
from ui.list_actions import Sheet, Source

EXPORTED = ["account_id", "name", "tier", "contact_id", "contact", "title", "points"]
QUARTERS = list(responses.QUARTERS.values())


def show(look: Look) -> None:
    """Quadrant and its list, single threads, the mix of channels."""
    with st.container(border=True, gap="xsmall"):
        _reach(look)
    left, right = st.columns(2, gap="small")
    with left.container(border=True, gap="xsmall", height="stretch"):
        _single(look)
    with right.container(border=True, gap="xsmall", height="stretch"):
        _channels(look)


def _reach(look: Look) -> None:
    st.markdown("### What we send, what comes back")
    with engagement_look.asked(look) as cursor:
        found = responses.reach(cursor, as_of=look.as_of, only_targets=look.only_targets)
    if not found.accounts[["reach", "response"]].to_numpy().any():
        st.caption(summary_wording.NOTHING_RECENT)
        return
    st.markdown(summary_wording.reach(found))
    figures.show(
        engagement_charts.quadrant(_numbered(found.accounts), found.middle, frame.palette()),
        "quadrant", summary_wording.reach(found),
    )  # fmt: skip
    quarter = st.segmented_control("Accounts that", QUARTERS, default="Silent", required=True,
                                   key="reach_quarter")  # fmt: skip
    rows = found.accounts[found.accounts["quarter"] == quarter]
    st.dataframe(
        rows.assign(tier=rows["tier"].map(lambda tier: formats.saved_tier(tier or None))),
        hide_index=True, width="stretch", placeholder=formats.NONE,
        column_order=["name", "tier", "reach", "response", "n_contacts"],
        column_config={
            "name": st.column_config.TextColumn("Account", width="medium"), "tier": "Tier",
            "reach": st.column_config.NumberColumn("We sent", format="%d"),
            "response": st.column_config.NumberColumn("Points back", format="%.0f"),
            "n_contacts": st.column_config.NumberColumn("People", format="%d"),
        },
    )  # fmt: skip


def _numbered(accounts: pd.DataFrame) -> pd.DataFrame:
    return accounts.assign(tier=accounts["tier"].replace("", "0").astype(int))


def _single(look: Look) -> None:
    st.markdown("### Hanging on one contact")
    with engagement_look.asked(look) as cursor:
        found = responses.single_threaded(
            cursor, as_of=look.as_of, only_targets=look.only_targets)  # fmt: skip
    st.markdown(summary_wording.single(len(found)))
    if found.empty:
        return
    st.dataframe(
        found.assign(tier=found["tier"].map(lambda tier: formats.saved_tier(tier or None))),
        hide_index=True, width="stretch", placeholder=formats.NONE,
        column_order=["name", "tier", "contact", "title", "points"],
        column_config={
            "name": "Account", "tier": "Tier", "contact": "Contact", "title": "Title",
            "points": st.column_config.NumberColumn("Points", format="%.0f"),
        },
    )  # fmt: skip
    source = Source(
        "single", "Hanging on one contact", "Engagement", places.ENGAGEMENT_PAGE, lists.CONTACTS,
        len(found), lambda: found["contact_id"].tolist(), engagement_look.filters(look),
    )  # fmt: skip
    list_actions.show(source, lambda: _sheet(found, look.as_of))


def _sheet(found: pd.DataFrame, as_of: date) -> Sheet:
    rows = found.assign(tier=found["tier"].replace("", None))
    rows = rows[EXPORTED].rename(columns={"contact": "contact_name"})
    return Sheet(
        rows, (schema.ACCOUNTS, schema.TARGET_LIST, schema.ACTIVITIES, schema.CONTACTS,
               schema.CONTACT_POINTS),
        [("Hanging on one contact", summary_wording.single(len(found))),
         ("As of", formats.day(as_of))],
    )  # fmt: skip


def _channels(look: Look) -> None:
    st.markdown("### Channels by stage")
    with engagement_look.asked(look) as cursor:
        found = responses.channels(cursor, as_of=look.as_of, only_targets=look.only_targets)
    if found.empty:
        st.caption(summary_wording.NO_ACTIVITIES)
        return
    st.caption("Activities of theirs in the last 13 weeks, by the stage of the account today.")
    table = found.pivot_table(index="part", columns="channel", values="share", fill_value=0.0)
    stages = [stage for stage in schema.ACCOUNT_STAGES if stage in table.index]
    channels = list(table.sum().sort_values(ascending=False).index)
    figures.show(engagement_charts.shares(table.loc[stages, channels], frame.palette()),
                 "channels", "Share of each channel by stage")  # fmt: skip
