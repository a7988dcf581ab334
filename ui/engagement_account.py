"""One account: why now, points by person, kind and week, and all that happened on one timeline."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.measure import breakdown, points, signals, summary_wording, timeline
from abm_core.measure.breakdown import Breakdown
from abm_core.output import engagement_charts
from ui import figures, frame
from ui.engagement_look import Look

CHOSEN, PART = "engagement_account", "engagement_part"
PARTS = {"Kind": "kind", "Person": "contact_id"}
LANES = {"engagement": "Engagement", "intent": "Intent", "technology": "Technology",
         "organisation": "Organisation", "milestone": "Milestones"}  # fmt: skip
UNKNOWN = "Unknown visitor"
BACK = timedelta(weeks=52)


def show(look: Look) -> None:
    """Choose an account; everything about its engagement."""
    shown = frame.workshop()
    names = dict(zip(shown.accounts.ids, shown.accounts.column("name"), strict=True))
    with frame.cursor() as cursor:
        order = breakdown.busiest(cursor)
    options = [account for account in order if account in names]
    if not options:
        st.info(summary_wording.NO_ACTIVITIES, icon=":material/hourglass_empty:")
        return
    asked = st.query_params.get(CHOSEN)
    if CHOSEN not in st.session_state and asked in options:
        st.session_state[CHOSEN] = asked
    account = st.selectbox(
        "Account", options, format_func=names.__getitem__, key=CHOSEN, persist_state="session",
        help="Sorted by current points.", width=420,
    )  # fmt: skip
    if asked != account:
        st.query_params[CHOSEN] = account
    _account(account, look.as_of)


def _account(account: str, as_of: date) -> None:
    with frame.cursor() as cursor:
        rules = points.current(cursor)
        found = breakdown.of_account(cursor, account, as_of=as_of)
        why = signals.sentence(cursor, account, as_of=as_of)
        happened = timeline.of_account(cursor, account, since=as_of - BACK, until=as_of)
    st.markdown(f"**Why now:** {frame.plain(why)}")
    with st.container(border=True, gap="xsmall"):
        _points(found, rules.blend)
    left, right = st.columns([0.62, 0.38], gap="small")
    with left.container(border=True, gap="xsmall", height="stretch"):
        _people(found)
    with right.container(border=True, gap="xsmall", height="stretch"):
        _kinds(found)
    with st.container(border=True, gap="xsmall"):
        _timeline(happened)


def _points(found: Breakdown, blend: float) -> None:
    head, choice = st.columns([0.7, 0.3], vertical_alignment="center")
    head.markdown("### Points week by week")
    with choice.container(horizontal=True, horizontal_alignment="right"):
        part = st.segmented_control("By", list(PARTS), key=PART, default="Kind", required=True,
                                    label_visibility="collapsed")  # fmt: skip
    st.markdown(summary_wording.adds_up(found, blend))
    if found.rows.empty:
        return
    table = found.table(PARTS[part])
    if part == "Person":
        table = table.rename(columns=_names(found))
    figures.show(engagement_charts.stacked_weeks(table, frame.palette(), unit="points"),
                 "points_by_week", summary_wording.adds_up(found, blend))  # fmt: skip


def _names(found: Breakdown) -> dict[str, str]:
    named = found.people.set_index("contact_id")["name"]
    return {one: name if isinstance(name, str) else UNKNOWN for one, name in named.items()}


def _people(found: Breakdown) -> None:
    st.markdown("### People")
    st.dataframe(
        found.people.assign(
            name=found.people["contact_id"].map(_names(found)),
            share=found.people["share"].map(summary_wording.share),
        ),
        hide_index=True, width="stretch", placeholder=formats.NONE,
        column_order=["name", "title", "seniority", "n", "minutes", "points", "share"],
        column_config={
            "name": "Who", "title": "Title", "seniority": "Seniority",
            "n": st.column_config.NumberColumn("Activities", format="%d", width=76),
            "minutes": st.column_config.NumberColumn("Minutes", format="%.0f", width=72),
            "points": st.column_config.NumberColumn("Points", format="%.1f", width=66),
            "share": st.column_config.TextColumn("Share", help="Of the account's engagement, "
                "after the blend over people."),
        },
    )  # fmt: skip


def _kinds(found: Breakdown) -> None:
    st.markdown("### Kinds")
    st.dataframe(
        found.kinds, hide_index=True, width="stretch", placeholder=formats.NONE,
        column_order=["kind", "n", "n_capped", "minutes", "points"],
        column_config={
            "kind": "Kind", "n": st.column_config.NumberColumn("Activities", format="%d"),
            "n_capped": st.column_config.NumberColumn("That count", format="%d", help="After the "
                "daily cap."),
            "minutes": st.column_config.NumberColumn("Minutes", format="%.0f"),
            "points": st.column_config.NumberColumn("Points", format="%.1f"),
        },
    )  # fmt: skip


def _timeline(happened: pd.DataFrame) -> None:
    st.markdown("### What happened in the last year")
    if happened.empty:
        st.caption("Nothing happened at or around this account.")
        return
    lanes = [label for lane, label in LANES.items() if (happened["lane"] == lane).any()]
    rows = happened.assign(lane=happened["lane"].map(LANES))
    figures.show(engagement_charts.timeline(rows, lanes, frame.palette()), "timeline",
                 "Dated events by lane")  # fmt: skip
    with st.expander(f"As a list ({formats.count(len(rows))})"):
        st.dataframe(
            rows.iloc[::-1], hide_index=True, width="stretch", column_order=["day", "lane", "text"],
            column_config={
                "day": st.column_config.DateColumn("Day", format="D MMM YYYY"), "lane": "Lane",
                "text": st.column_config.TextColumn("What", width="large"),
            },
        )  # fmt: skip
