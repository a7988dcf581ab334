"""Who is on which account: one account to change, all of them to look through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from abm_core import formats, schema, settings
from abm_core.errors import AbmError
from abm_core.output import action_lists
from abm_core.review import actions_wording as wording
from abm_core.review import lists, teams
from abm_core.review.action_board import Look
from abm_core.review.teams import Member
from ui import account_pick, actions_view, frame, list_actions, places
from ui.list_actions import Sheet, Source

ACCOUNT, DONE = "actions_account", "actions_team_done"


def show(look: Look, today: date) -> None:
    """The team of one account, those of all tiered ones, owners who are not in People."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Who is on which account")
        st.caption(wording.TEAMS_TOLD)
        members = actions_view.members(look)
        unknown = wording.not_in_people(actions_view.not_in_people())
        if unknown:
            st.warning(frame.plain(unknown), icon=":material/person_alert:")
            st.page_link(frame.SETTINGS_PAGE, label="People in Settings",
                         icon=":material/settings:")  # fmt: skip
        left, right = st.columns([0.4, 0.6], gap="medium")
        with left:
            _one(today)
        with right:
            _table(members)
            if members:
                _take_away(members, look)


def _one(today: date) -> None:
    if DONE in st.session_state:
        st.toast(st.session_state.pop(DONE), icon=":material/check:")
    account = account_pick.pick(ACCOUNT, asked=st.query_params.get(ACCOUNT, ""))
    if account is None:
        return
    found = actions_view.team_of(account)
    if not found:
        st.caption(wording.NOBODY_ON_IT)
    for place, one in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(frame.plain(wording.member(one)))
            if st.button("Take off", key=f"actions_off_{place}", type="tertiary",
                         icon=":material/person_remove:"):  # fmt: skip
                _write(lambda cursor, me, one=one: teams.take_off(
                    cursor, account, one.person, one.role, off_from=today, author=me,
                    now=frame.now()), wording.taken_off(one))  # fmt: skip
    _put_on(account, today)


def _put_on(account: str, today: date) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        person = st.selectbox("Person", actions_view.people_names(), index=None,
                              key="actions_put_person", accept_new_options=True,
                              placeholder="Who joins them?")  # fmt: skip
    with right:
        role = st.selectbox("Role on the account", schema.ACCOUNT_ROLES, key="actions_put_role")
    if st.button("Put on the account", key="actions_put", icon=":material/person_add:",
                 disabled=not person):  # fmt: skip
        _write(lambda cursor, me: teams.put_on(
            cursor, account, person or "", role, since=today, author=me, now=frame.now()),
            wording.put_on(person or "", role))  # fmt: skip


def _write(act: Callable[[Any, str], object], said: str) -> None:
    try:
        with frame.cursor() as cursor:
            act(cursor, st.session_state.get(actions_view.ME) or "")
    except AbmError as error:
        frame.show_problem(error)
        return
    st.session_state[DONE] = said
    st.rerun()


def _table(members: list[Member]) -> None:
    if not members:
        st.info(wording.NO_MEMBERS, icon=":material/info:")
        return
    shown = members[: settings.LIST_ROWS.value]
    if len(shown) < len(members):
        st.caption(f"The first {formats.count(len(shown))} of {formats.count(len(members))}; the "
                   "Excel file holds all of them.")  # fmt: skip
    rows = action_lists.teams_frame(shown)
    column = st.column_config
    labels = {field.name: field.label for field in action_lists.TEAMS.fields}
    st.dataframe(
        rows.assign(tier=[[formats.tier(level)] if level else [] for level in rows["tier"]]),
        hide_index=True, width="stretch", height=388 if len(shown) > 10 else "content",
        key="actions_teams", placeholder=formats.NONE,
        column_order=["name", "tier", "person", "role", "team", "source", "since"],
        column_config={
            "name": column.TextColumn(labels["name"], width="medium"),
            "tier": column.MultiselectColumn(
                "Tier", options=[formats.tier(int(one)) for one in schema.TIERS],
                color=list(frame.palette().tiers), width=70),
            **{name: labels[name] for name in ("person", "role", "team", "source")},
            "since": column.DateColumn(labels["since"], format="D MMM YYYY"),
        },
    )  # fmt: skip


def _take_away(members: list[Member], look: Look) -> None:
    accounts = list(dict.fromkeys(one.account_id for one in members))
    notes = [(action_lists.TEAMS.label, action_lists.TEAMS.doc), ("Accounts", "Those in a tier.")]
    list_actions.show(
        Source("teamlist", action_lists.TEAMS.label, "Actions", places.ACTIONS_PAGE,
               lists.ACCOUNTS, len(accounts), lambda: accounts, wording.filters_of(look)),
        lambda: Sheet(action_lists.teams_frame(members), (action_lists.TEAMS,), notes),
    )  # fmt: skip
