"""Who is moving: engagement by group over the weeks, and the accounts that changed most."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from abm_core import formats, schema, segments, settings
from abm_core.measure import groups, signals, summary_wording, trends
from abm_core.output import engagement_charts
from abm_core.output.figures import line_color
from abm_core.review import lists
from ui import engagement_look, figures, frame, links, list_actions, places
from ui.engagement_look import Look
from ui.list_actions import Sheet, Source

BY, SPAN = "engagement_by", "engagement_weeks"
SPANS = {"13 weeks": 13, "26 weeks": 26, "52 weeks": 52}
MOST_LINES, MOST_MOVING = 6, 50
TIERS = {f"Tier {level}" if level else "No tier": level for level in range(4)}
EXPORTED = ["account_id", "name", "tier", "points", "usual_points", "points_change", "n_contacts",
            "why_now"]  # fmt: skip


def show(look: Look) -> None:
    """Trend by group, then the list of accounts that moved."""
    with st.container(border=True, gap="xsmall"):
        _trend(look)
    with st.container(border=True, gap="xsmall"):
        _moving(look)


def _trend(look: Look) -> None:
    head, by_place, span_place = st.columns([0.5, 0.22, 0.28], vertical_alignment="bottom")
    head.markdown("### Points per account and week")
    with frame.cursor() as cursor:
        choices = groups.choices(cursor)
    links.take(BY, choices, choices[0])
    by_place.selectbox("By", choices, format_func=groups.label, key=BY, persist_state="session")
    links.give(BY, choices[0])
    links.take(SPAN, list(SPANS), "26 weeks")
    span_place.segmented_control("Over", list(SPANS), key=SPAN, required=True,
                                 persist_state="session")  # fmt: skip
    links.give(SPAN, "26 weeks")
    by = st.session_state[BY]
    with engagement_look.asked(look) as cursor:
        weekly = trends.weekly(cursor, as_of=look.as_of, by=by, only_targets=look.only_targets,
                               n_weeks=SPANS[st.session_state[SPAN]])
        said = segments.told(cursor) if by == "segment" else ""
    if not weekly["points"].any():
        st.caption(summary_wording.NO_POINTS)
        return
    parts = weekly.groupby("part")["n_accounts"].first().sort_values(ascending=False)
    shown = list(parts.index[:MOST_LINES])
    lines = {
        part or "No value": list(weekly.loc[weekly["part"] == part, "points_per_account"])
        for part in (sorted(shown) if by == "tier" else shown)
    }
    weeks = list(weekly["week"].drop_duplicates())
    figures.show(
        engagement_charts.trend(weeks, lines, _colors(list(lines)), frame.palette(),
                                unit="points"),
        "trend", "Points per account by week and group",
    )  # fmt: skip
    rest = f" The {MOST_LINES} largest of {len(parts)} groups." if len(parts) > MOST_LINES else ""
    whose = "Target accounts; complete" if look.only_targets else "Complete"
    st.caption(f"{whose} weeks, recomputed with today's rules, tiers and groups.{rest} {said}")


def _colors(names: list[str]) -> dict[str, str]:
    """Tiers in their own colours; other groups along the palette."""
    palette = frame.palette()
    others = [*palette.tiers[:2], palette.up, palette.down, palette.warn, palette.muted]
    return {name: line_color(palette, TIERS[name]) if name in TIERS else others[i]
            for i, name in enumerate(names)}  # fmt: skip


def _moving(look: Look) -> None:
    st.markdown("### Who is moving this week")
    with engagement_look.asked(look) as cursor:
        found = trends.moving(
            cursor, as_of=look.as_of, only_targets=look.only_targets, most=MOST_MOVING)  # fmt: skip
        why = signals.why_now(cursor, as_of=look.as_of)
    found = found.merge(why[["account_id", "sentence"]], on="account_id", how="left")
    found = found.rename(columns={"sentence": "why_now"})
    st.markdown(frame.plain(summary_wording.moving(found)))
    if found.empty:
        return
    column = st.column_config
    st.dataframe(
        found.assign(tier=found["tier"].map(lambda tier: formats.saved_tier(tier or None))),
        hide_index=True, width="stretch", placeholder=formats.NONE,
        column_order=["name", "tier", "points", "usual", "change", "n_contacts", "n_ours",
                      "why_now"],
        column_config={
            "name": column.TextColumn("Account", width="medium"), "tier": "Tier",
            "points": column.NumberColumn("This week", format="%.0f", help="Engagement points of "
                "the last complete week."),
            "usual": column.NumberColumn("Usual", format="%.0f",
                help=settings.MOVING_WEEKS.help),
            "change": column.NumberColumn("Change", format="%+.0f"),
            "n_contacts": column.NumberColumn("People", format="%d"),
            "n_ours": column.NumberColumn("We sent", format="%d"),
            "why_now": column.TextColumn("Why now", width="large"),
        },
    )  # fmt: skip
    source = Source(
        "moving", "Moving accounts", "Engagement", places.ENGAGEMENT_PAGE, lists.ACCOUNTS,
        len(found), lambda: found["account_id"].tolist(), engagement_look.filters(look),
    )  # fmt: skip
    list_actions.show(source, lambda: _sheet(found, look.as_of))


def _sheet(found: pd.DataFrame, as_of: date) -> Sheet:
    rows = found.rename(columns={"usual": "usual_points", "change": "points_change"})
    return Sheet(
        rows.assign(tier=rows["tier"].replace("", None))[EXPORTED],
        (schema.ACCOUNTS, schema.TARGET_LIST, schema.ACCOUNT_WEEKS),
        [("Who is moving", summary_wording.moving(found)), ("As of", formats.day(as_of)),
         ("Usual", settings.MOVING_WEEKS.help)],
    )  # fmt: skip
