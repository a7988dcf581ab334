"""Surges: who stands out from their own history, how many chance would give, topics outside."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from abm_core import formats, schema
from abm_core.measure import surge_check, surge_list, surge_topics, surge_wording, weeks
from abm_core.measure.surge_list import Week
from abm_core.measure.surge_sweep import ONE_WEEK, TWO_WEEKS
from abm_core.output import engagement_charts
from abm_core.review import lists
from ui import figures, frame, list_actions, places
from ui.engagement_look import Look
from ui.list_actions import Sheet, Source

KINDS = {"One week": ONE_WEEK, "Two weeks": TWO_WEEKS}
SHOWN_WEEKS, TOPIC_WEEKS = 52, 26
EXPORTED = ["account_id", "name", "tier", "week", "kind", "observed", "expected", "p_value",
            "n_people", "is_sure"]  # fmt: skip


def show(look: Look) -> None:
    """The weeks with what chance gives; one of them in full; topics; how it was checked."""
    kind = KINDS[st.segmented_control(
        "Looking at", list(KINDS), default="One week", required=True, key="surge_kind",
        help="Two weeks together find what rises slowly.",
    )]  # fmt: skip
    with frame.cursor() as cursor:
        known = surge_list.weeks(cursor, kind)
    if not known:
        st.info(surge_wording.NOT_TRIED, icon=":material/hourglass_empty:")
        _topics(weeks.last_complete(look.as_of))
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Accounts that surged, week by week")
        recent = pd.DataFrame(known[-SHOWN_WEEKS:])
        figures.show(engagement_charts.surging_weeks(recent, frame.palette()), "surging_weeks",
                     surge_wording.headline(known[-1]))  # fmt: skip
        st.caption("Bars: accounts flagged. Dotted: how many chance alone would flag.")
    _week(_chosen(known))
    _topics(weeks.last_complete(look.as_of))
    _checks(look.as_of, known[-1])


def _chosen(known: list[Week]) -> Week:
    newest_first = known[::-1]
    names = {f"Week of {formats.day(one.week)} · {one.n_flagged}": one for one in newest_first}
    return names[st.selectbox("Week", list(names), key="surge_week", width=300)]


def _week(week: Week) -> None:
    with frame.cursor() as cursor:
        listed = surge_list.listing(cursor, week.week, week.kind)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"### {surge_wording.headline(week)}")
        if listed.empty:
            st.caption("No account surged in this week.")
            return
        column = st.column_config
        st.dataframe(
            listed.assign(
                tier=listed["tier"].map(formats.saved_tier),
                odds=listed["p_value"].map(surge_wording.odds),
            ),
            hide_index=True, width="stretch", placeholder=formats.NONE,
            column_order=["name", "tier", "observed", "expected", "times", "odds", "is_sure"],
            column_config={
                "name": column.TextColumn("Account", width="medium"), "tier": "Tier",
                "observed": column.NumberColumn("People", format="%.0f"),
                "expected": column.NumberColumn("Expected", format="%.1f", help="From the "
                    "account's own history and what the site's traffic does."),
                "times": column.NumberColumn("Times", format="%.1f×"),
                "odds": column.TextColumn("By chance in", help="Quiet weeks in which chance alone "
                    "brings as many people."),
                "is_sure": column.CheckboxColumn("High confidence", help="Stands out even among "
                    "all accounts of the week taken together."),
            },
        )  # fmt: skip
        source = Source(
            "surges", f"Surges of {formats.day(week.week)}", "Engagement", places.ENGAGEMENT_PAGE,
            lists.ACCOUNTS, len(listed), lambda: listed["account_id"].tolist(),
            f"Week of {formats.day(week.week)}",
        )  # fmt: skip
        list_actions.show(source, lambda: _sheet(week, listed))


def _sheet(week: Week, listed: pd.DataFrame) -> Sheet:
    return Sheet(
        listed.assign(week=week.week, kind=week.kind)[EXPORTED],
        (schema.ACCOUNTS, schema.SURGES, schema.ACCOUNT_SCORES),
        [("Surges", surge_wording.headline(week)), ("The limit", surge_wording.bound(week))],
    )  # fmt: skip


def _topics(week: date) -> None:
    with frame.cursor() as cursor:
        n_chosen = len(surge_topics.chosen(cursor))
        found = surge_topics.of_week(cursor, week)
        weekly = surge_topics.by_week(cursor, last=week, n_weeks=TOPIC_WEEKS)
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Third-party topics")
        st.markdown(surge_wording.topics(surge_topics.needed(n_chosen), len(found)))
        if n_chosen:
            _topics_by_week(weekly)
        if found.empty:
            return
        st.dataframe(
            found, hide_index=True, width="stretch", column_order=["name", "n_topics", "topics"],
            column_config={
                "name": "Account", "topics": st.column_config.ListColumn("Which", width="large"),
                "n_topics": st.column_config.NumberColumn("Topics that surge", format="%d"),
            },
        )  # fmt: skip


def _topics_by_week(weekly: pd.DataFrame) -> None:
    table = weekly.pivot(index="topic", columns="week", values="n_surging").fillna(0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    figures.show(engagement_charts.heat(table, frame.palette(), unit="accounts surge"),
                 "topics_by_week", "Accounts that surge on each topic, week by week")  # fmt: skip
    st.caption("Accounts on which a topic reaches 60, week by week; darker is more.")


def _checks(as_of: date, newest: Week) -> None:
    """What surges were worth so far; read only when asked for."""
    asked = st.expander("How do you know?", icon=":material/help:", on_change="rerun",
                        key="surge_checks")  # fmt: skip
    if not asked.open:
        return
    with frame.cursor() as cursor, asked, st.spinner("Trying past weeks again…"):
        st.markdown(frame.plain(surge_wording.basis(newest)))
        st.markdown(frame.plain(surge_wording.bound(newest)))
        st.markdown(frame.plain(surge_wording.followed(surge_check.followed(cursor, as_of=as_of))))
        st.markdown(frame.plain(
            surge_wording.calibration(surge_check.calibration(cursor, as_of=as_of))))  # fmt: skip
