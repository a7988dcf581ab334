"""The parts of the Actions screen that show: figures, the list, follow-up clocks, the load."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats, house, schema, settings
from abm_core.measure import signals_wording
from abm_core.output import action_charts, action_lists, calendar_file
from abm_core.review import actions_wording as wording
from abm_core.review import lists
from abm_core.review.action_board import Board
from abm_core.review.load import Load
from ui import actions_edit, downloads, figures, follow_ups, frame, list_actions, places
from ui.list_actions import Sheet, Source

TABLE, TABLE_HEIGHT = "actions_table", 388


def cards(board: Board) -> None:
    """Four figures."""
    with st.grid(4, min_column_width=150, gap="small"):
        for label, value, meaning in wording.figures(board):
            st.metric(label, value, border=True, height="stretch", help=meaning)


def listed(board: Board) -> None:
    """The actions that are looked at, the file of them, and a way to add one."""
    with st.container(border=True, gap="xsmall"):
        head, file = st.columns([0.6, 0.4], vertical_alignment="center")
        head.markdown("### Who does what by when")
        with file.container(horizontal=True, horizontal_alignment="right", gap="small"):
            actions_edit.add_button(board)
            _calendar(board)
        if not board.items:
            st.info(wording.no_items(board), icon=":material/info:")
            return
        _table(board)
        _take_away(board)


def _table(board: Board) -> None:
    shown = board.items[: settings.LIST_ROWS.value]
    if len(shown) < len(board.items):
        st.caption(f"The first {formats.count(len(shown))} of {formats.count(len(board.items))}; "
                   "the Excel file holds all of them.")  # fmt: skip
    st.dataframe(
        pd.DataFrame({
            "when": [wording.when(one, board.today) for one in shown],
            "account": [one.account for one in shown],
            "next_step": [one.next_step for one in shown],
            "owner": [one.owner or None for one in shown],
            "due_on": [one.due_on for one in shown],
            "reason": [one.reason or None for one in shown],
            "tier": [[formats.tier(one.tier)] if one.tier else [] for one in shown],
            "status": [wording.STATUS_LABELS[one.status] for one in shown],
            "outcome": [one.outcome or None for one in shown],
        }),
        hide_index=True, width="stretch", key=TABLE, placeholder=formats.NONE,
        height=TABLE_HEIGHT if len(shown) > 10 else "content", column_config=_config(),
        on_select=lambda: actions_edit.remember(shown, TABLE), selection_mode="single-row",
        alt="Actions with account, next step, owner and due day",
    )  # fmt: skip


def _config() -> dict[str, object]:
    column = st.column_config
    label = {field.name: field.label for field in schema.ACTION_ITEMS.fields}
    return {
        "when": column.TextColumn("When", width=110),
        "account": column.TextColumn("Account", width=160),
        "next_step": column.TextColumn(label["next_step"], width=330),
        "owner": column.TextColumn(label["owner"], width=130),
        "due_on": column.DateColumn(label["due_on"], format="D MMM YYYY", width=100),
        "reason": column.TextColumn("Why", width=240),
        "tier": column.MultiselectColumn(
            "Tier", options=[formats.tier(int(one)) for one in schema.TIERS],
            color=list(frame.palette().tiers), width=70),
        "status": column.TextColumn(label["status"], width=80),
        "outcome": column.TextColumn(label["outcome"], width=200),
    }  # fmt: skip


def _take_away(board: Board) -> None:
    with frame.cursor() as cursor:
        people = house.people(cursor)
    accounts = list(dict.fromkeys(one.account_id for one in board.items))
    notes = wording.notes(board)
    list_actions.show(
        Source("actionlist", action_lists.LIST.label, "Actions", places.ACTIONS_PAGE,
               lists.ACCOUNTS, len(accounts), lambda: accounts, wording.filters(board)),
        lambda: Sheet(action_lists.frame(board.items, board.today, people), (action_lists.LIST,),
                      notes),
    )  # fmt: skip


def _calendar(board: Board) -> None:
    now = frame.now()
    downloads.button(
        "Calendar", lambda: calendar_file.content(board.items, now=now), what="Actions",
        file="shortlist-actions.ics", mime=calendar_file.MIME, key="actions_calendar",
        n_rows=board.n_listed, icon=":material/calendar_add_on:", disabled=not board.n_listed,
        help="A whole-day entry on the due day of every open action of the list.",
    )  # fmt: skip


def clocks(board: Board) -> None:
    """Accounts that became qualified, and whether somebody of us spoke to them in time."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown("### Follow-up of qualified accounts")
        with frame.cursor() as cursor:
            chosen = house.read(cursor)
        if not board.clocks:
            st.caption(wording.NO_CLOCKS)
            return
        st.caption(frame.plain(signals_wording.follow_ups(board.clocks, chosen.sla_hours)))
        follow_ups.table(board.clocks, chosen.time_zone)


def load(loads: list[Load]) -> None:
    """What each of us has to do, as two charts and a table."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Load of each person")
        st.markdown(frame.plain(wording.load_line(loads)))
        left, right = st.columns(2, gap="medium")
        with left:
            st.caption("Open actions; those that are overdue first.")
            if action_charts.with_actions(loads):
                figures.show(action_charts.open_actions(loads, frame.palette()), "actions_open",
                             wording.open_line(loads))  # fmt: skip
        with right:
            st.caption(wording.HOURS_TOLD)
            if action_charts.with_hours(loads):
                figures.show(action_charts.hours(loads, frame.palette()), "actions_hours",
                             wording.load_line(loads))  # fmt: skip
        with st.expander("As a table", icon=":material/table_rows:", key="actions_load"):
            _load_table(loads)


def _load_table(loads: list[Load]) -> None:
    column = st.column_config
    one, two, three = (formats.tier(int(tier)) for tier in schema.TIERS)
    st.dataframe(
        pd.DataFrame({
            "Person": [load.name or wording.NOBODY_YET for load in loads],
            "Team": [load.team or None for load in loads],
            "Open": [load.n_open for load in loads],
            "Overdue": [load.n_overdue for load in loads],
            one: [load.n_accounts[0] for load in loads],
            two: [load.n_accounts[1] for load in loads],
            three: [load.n_accounts[2] for load in loads],
            "Hours": [load.hours if load.available else None for load in loads],
            "Of": [load.available or None for load in loads],
        }),
        hide_index=True, width="stretch", key="actions_load_table", placeholder=formats.NONE,
        column_config={
            "Hours": column.NumberColumn(format="%.0f", help="Hours of a quarter that the accounts "
                                         "take on which the person is for sales."),
            "Of": column.NumberColumn(format="%.0f", help="Hours that the person has."),
        },
    )  # fmt: skip
