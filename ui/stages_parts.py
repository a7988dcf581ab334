"""The parts of the Stages screen: figures, the way, days, who is stuck, cohorts, the evidence."""

from __future__ import annotations

import streamlit as st

from abm_core import formats, schema, settings
from abm_core.measure import stage_listing
from abm_core.measure import stages_wording as wording
from abm_core.measure.stage_listing import Told
from abm_core.output import stage_charts
from abm_core.review import lists
from ui import figures, frame, list_actions, places, stages_view
from ui.list_actions import Sheet, Source

TABLE_HEIGHT = 388
FOLLOWED = {"13 weeks": 13, "26 weeks": 26, "52 weeks": 52}
EXPORTED = (schema.ACCOUNTS, schema.ACCOUNT_SCORES)


def cards(told: Told) -> None:
    """Four figures."""
    with st.grid(4, min_column_width=150, gap="small"):
        for label, value, meaning in wording.figures(told.found):
            st.metric(label, value, border=True, height="stretch", help=meaning)


def way(told: Told) -> None:
    """The stages in their order, with conversion and median days."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown("### The way, stage by stage")
        st.caption("Accounts now; share of those that entered the stage before which came as far; "
                   "median days in the stage.")  # fmt: skip
        figures.show(stage_charts.bars(told.found, frame.palette()), "stage_bars", told.headline)


def days(told: Told) -> None:
    """Who waits, for how long: a dot per account."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown("### Days in the stage")
        st.caption("A dot is an account that is there now. Full rule: half have left by then. "
                   "Dotted: four in five; who is beyond it is stuck.")  # fmt: skip
        figures.show(
            stage_charts.strip(told.found, told.waiting, frame.palette()), "stage_strip",
            wording.stuck_line(len(told.stuck)),
        )  # fmt: skip


def warnings(told: Told) -> None:
    """Backward moves and skips above a few percent; what limits the numbers."""
    for text in filter(None, [wording.moves_warning(told.found)]):
        st.warning(frame.plain(text), icon=":material/u_turn_left:")
    for text in wording.limits(told.known, told.found):
        st.info(frame.plain(text), icon=":material/info:")


def stuck(told: Told) -> None:
    """The list of stuck accounts and its file."""
    table = stage_listing.listing(told)
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Stuck accounts")
        st.caption(frame.plain(wording.stuck_line(len(table))))
        if table.empty:
            return
        rows = table.head(settings.LIST_ROWS.value)
        if len(rows) < len(table):
            st.caption(f"The first {formats.count(len(rows))} of {formats.count(len(table))}; the "
                       "Excel file holds all of them.")  # fmt: skip
        motion = told.found.view.motion
        st.dataframe(
            rows.assign(
                tier=[[formats.tier(level)] if level else [] for level in rows["tier"]],
                account_stage=[wording.stage_name(one, motion) for one in rows["account_stage"]],
            ),
            hide_index=True, width="stretch", key="stuck_table", placeholder=formats.NONE,
            height=_height(len(rows)), column_order=_ORDER, column_config=_config(),
        )  # fmt: skip
        notes = stage_listing.notes(told, frame.now().date())
        source = Source(
            "stuck", "Stuck accounts", "Stages", places.STAGES_PAGE, lists.ACCOUNTS, len(table),
            lambda: table["account_id"].tolist(), stages_view.filters(told.found.view),
        )  # fmt: skip
        list_actions.show(source, lambda: Sheet(table, EXPORTED, notes))


_ORDER = ["name", "account_stage", "days_in_stage", "days_over", "missing_for_next", "tier",
          "sales_owner", "marketing_owner", "in_stage_since", "fit"]  # fmt: skip


def _height(n_rows: int) -> int | str:
    return TABLE_HEIGHT if n_rows > 10 else "content"


def _config() -> dict[str, object]:
    column = st.column_config
    label = {field.name: field.label for field in (*schema.ACCOUNTS.fields, *schema.DERIVED)}
    help_ = {field.name: field.doc for field in schema.DERIVED}
    return {
        "name": column.TextColumn("Account", width=200),
        "account_stage": column.TextColumn("Stage", help=help_["account_stage"], width=90),
        "days_in_stage": column.NumberColumn("Days", help=help_["days_in_stage"], width=60),
        "days_over": column.NumberColumn("Over", help=help_["days_over"], width=60),
        "missing_for_next": column.TextColumn(
            label["missing_for_next"], help=help_["missing_for_next"], width=220),
        "tier": column.MultiselectColumn(
            "Tier", options=[formats.tier(int(one)) for one in schema.TIERS],
            color=list(frame.palette().tiers), width=70),
        "sales_owner": column.TextColumn(label["sales_owner"]),
        "marketing_owner": column.TextColumn(label["marketing_owner"]),
        "in_stage_since": column.DateColumn(label["in_stage_since"], format="D MMM YYYY"),
        "fit": column.NumberColumn("Fit", help=help_["fit"], format="%.0f"),
    }  # fmt: skip


def cohorts(told: Told) -> None:
    """How far the accounts of each quarter came."""
    with st.container(border=True, gap="xsmall"):
        head, choice = st.columns([0.6, 0.4], vertical_alignment="center")
        head.markdown("### Cohorts by quarter joined")
        with choice.container(horizontal=True, horizontal_alignment="right"):
            span = st.segmented_control(
                "Followed for", list(FOLLOWED), default="26 weeks", required=True,
                key="stages_followed", label_visibility="collapsed",
            )  # fmt: skip
        found = stages_view.cohorts(told.found.view, FOLLOWED[span])
        if found is None:
            st.caption(wording.NO_PROGRAMME)
            return
        st.caption(frame.plain(wording.cohorts_line(found)))
        if found.rows:
            st.dataframe(
                stage_listing.cohort_table(found, told.found.view.motion), hide_index=True,
                width="stretch", height="content", key="stage_cohorts",
                column_config={"Accounts": st.column_config.NumberColumn(format="localized")},
            )  # fmt: skip


def evidence(told: Told) -> None:
    """Every number in words, and how to read them."""
    motion = told.found.view.motion
    with st.expander("How do you know?", icon=":material/help:", key="stages_why"):
        st.markdown(frame.plain(wording.period(told.found)))
        for line in told.found.lines[:-1]:
            st.markdown(f"- {frame.plain(wording.conversion_sentence(line, motion))}")
        st.markdown("**Days in stage**")
        for line in told.found.lines:
            st.markdown(f"- {frame.plain(wording.pace_sentence(line, motion))}")
        st.caption(wording.ANY_WAY_OUT)
