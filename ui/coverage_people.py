"""The people behind one cell of the map: who is known there, who could fill the role."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.committee import candidates, templates_saved
from abm_core.measure import coverage_gaps, coverage_map
from abm_core.measure import coverage_wording as wording
from abm_core.measure.coverage import Coverage
from abm_core.output import coverage_heat
from ui import committee_look, frame, places
from ui.coverage_view import Shown

ACCOUNT, ROLE, CELL = "coverage_account", "coverage_role", "coverage_cell"


def behind(shown: Shown) -> None:
    """Choose an account and a role; the people behind them."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Who is behind a cell")
        names = dict(zip(shown.found.accounts["account_id"], shown.found.accounts["name"],
                         strict=True))  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            account = st.selectbox(
                "Account", list(names), format_func=names.__getitem__, width=320,
                key=f"{ACCOUNT}_{shown.view}", help="In the order of the map.",
            )  # fmt: skip
            cells = coverage_map.of_account(shown.found, account)
            roles = list(cells)
            role = st.selectbox("Role", roles, format_func=wording.capital, width=260,
                                key=f"{ROLE}_{account}")  # fmt: skip
        st.caption(frame.plain(wording.cell_sentence(cells[role])))
        _people(shown.found.members[account], role, names[account])
        _committee(account)


def remember(found: Coverage, key: str) -> None:
    """Keep the cell that was clicked on the map, for the drawer to show."""
    now = {
        (one["series_id"], position)
        for one in st.session_state[key]["selection"]["selected"]
        for position in one["data_indices"]
    }
    before = f"{key}_before"  # every layer keeps what was clicked in it
    new = now - st.session_state.get(before, set())
    st.session_state[before] = now
    if new:
        cell = coverage_heat.cell_at(found, *new.pop())
        st.session_state[CELL] = cell | {"members": found.members[cell["account_id"]]}


def drawer() -> None:
    """The people behind the cell that was clicked, once."""
    if CELL in st.session_state:
        _drawer(st.session_state.pop(CELL))


@st.dialog("Who is behind this cell", width="large")
def _drawer(cell: dict[Any, Any]) -> None:
    st.caption(frame.plain(wording.cell_sentence(cell)))
    _people(cell["members"], cell["requirement"], cell["name"], key="drawer")
    _committee(cell["account_id"])


def _committee(account: str) -> None:
    st.page_link(
        places.COMMITTEE_PAGE, label="The whole buying committee", icon=":material/groups:",
        query_params={committee_look.ACCOUNT: account},
    )  # fmt: skip


def _people(
    accounts: list[str], requirement: str, name: str, *, key: str = "coverage"
) -> None:
    roles = coverage_gaps.roles_of(requirement)
    with frame.cursor() as cursor:
        found = coverage_gaps.people_behind(cursor, accounts, roles)
        fitting = candidates.find(cursor, [(one, role) for one in accounts for role in roles])
        titles = candidates.titles_for(templates_saved.current(cursor), roles)
    st.markdown(frame.plain(wording.people_line(len(found), requirement, name)))
    if len(found):
        _table(found, f"{key}_people")
    fitting = fitting.drop_duplicates("contact_id")
    st.markdown(frame.plain(wording.candidates_line(len(fitting), titles)))
    if len(fitting):
        _table(fitting, f"{key}_candidates")


def _table(found: pd.DataFrame, key: str) -> None:
    rows = found.assign(standing=[wording.standing(row) for row in found.to_dict("records")])
    if "is_said" in rows:
        rows["source"] = [wording.source(is_said) for is_said in rows["is_said"]]
    order = ["name", "title", "standing", "source", "confidence", "last_two_way_on",
             "last_theirs_on", "relationship"]  # fmt: skip
    column = st.column_config
    st.dataframe(
        rows, hide_index=True, width="stretch", placeholder=formats.NONE, key=key,
        column_order=[name for name in order if name in rows],
        column_config={
            "name": column.TextColumn("Contact", width="medium"),
            "title": column.TextColumn("Title", width="medium"), "standing": "Standing",
            "source": "Role from",
            "confidence": column.NumberColumn("Sure", format="percent"),
            "last_two_way_on": column.DateColumn(
                "Last exchange", format="D MMM YYYY",
                help="Meetings, replies, calls of theirs, calls of ours that took time."),
            "last_theirs_on": column.DateColumn("Last of theirs", format="D MMM YYYY"),
            "relationship": column.NumberColumn(
                "Relationship", format="%.0f", help="Strength from two-way activity, 0 to 100."),
        },
    )  # fmt: skip
