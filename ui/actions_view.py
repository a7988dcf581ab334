"""What the Actions screen looks at: who I am, whose actions, which tier and status."""

from __future__ import annotations

from datetime import date

import streamlit as st

from abm_core import formats, house, overview, schema
from abm_core.review import action_board, load, names, teams
from abm_core.review import actions_wording as wording
from abm_core.review.action_board import Board, Look, Whose
from abm_core.review.load import Load
from abm_core.review.teams import Member, Owner
from ui import downloads, frame, links

ME, WHOSE, TIER, STATUS = "actions_me", "actions_whose", "actions_tier", "actions_status"
WHOSE_LABELS: dict[str, Whose] = {"All": "all", "Mine": "mine", "My team": "team"}
ANY = "Any"
TIERS = {ANY: None, **{formats.tier(int(one)): int(one) for one in schema.TIERS},
         formats.tier(0): 0}  # fmt: skip
STATUSES = {wording.STATUS_LABELS["open"]: "open", wording.STATUS_LABELS["done"]: "done",
            wording.STATUS_LABELS["dropped"]: "dropped", ANY: ""}  # fmt: skip


def choose() -> Look:
    """The filters, which a link carries; who I am is asked once per window."""
    whose, tiers, statuses = list(WHOSE_LABELS), list(TIERS), list(STATUSES)
    for key, options in ((WHOSE, whose), (TIER, tiers), (STATUS, statuses)):
        links.take(key, options, options[0])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        me = _who_am_i()
        st.segmented_control("Whose", whose, required=True, key=WHOSE, persist_state="session")
        st.segmented_control("Tier", tiers, required=True, key=TIER, persist_state="session")
        st.segmented_control("Status", statuses, required=True, key=STATUS,
                             persist_state="session")  # fmt: skip
    for key, options in ((WHOSE, whose), (TIER, tiers), (STATUS, statuses)):
        links.give(key, options[0])
    state = st.session_state
    return Look(WHOSE_LABELS[state[WHOSE]], me, TIERS[state[TIER]], STATUSES[state[STATUS]])


def _who_am_i() -> str:
    known = people_names()
    given = [st.session_state.get(ME), st.query_params.get(ME), downloads.who()]
    usual = next((one for one in given if one), "")
    me = next((one for one in known if names.key(one) == names.key(usual)), usual)
    options = known if not me or me in known else [me, *known]
    if st.session_state.get(ME) != me:
        st.session_state[ME] = me or None
    chosen: str = st.selectbox(
        "I am", options, key=ME, accept_new_options=True, width=200, persist_state="session",
        placeholder="Your name",
        help="Signs what you change, and chooses what is yours. People are kept in Settings; any "
        "other name will do.",
    ) or ""  # fmt: skip
    if chosen:
        st.session_state[downloads.ME] = chosen  # signs what is done on other screens too
    if chosen and chosen != frame.author():
        if st.query_params.get(ME) != chosen:
            st.query_params[ME] = chosen
    else:
        st.query_params.pop(ME, None)
    return chosen


def people_names() -> list[str]:
    """The people of the house, then owners whom the CRM names and the house does not know."""
    with frame.cursor() as cursor:
        ours = [one.name for one in house.people(cursor)]
    return list(dict.fromkeys([*ours, *(one.name for one in not_in_people())]))


def today() -> date:
    """The day of the calendar in the time zone of the house."""
    with frame.cursor() as cursor:
        return formats.local_day(frame.now(), house.time_zone(cursor))


def as_of() -> date | None:
    """The newest day in the data, which follow-up clocks go by."""
    with frame.cursor() as cursor:
        return overview.newest_day(cursor)


def board(look: Look) -> Board:
    """The actions as chosen."""
    with frame.cursor() as cursor:
        return action_board.read(cursor, look, today=today(), as_of=as_of())


def loads() -> list[Load]:
    """What everybody has to do."""
    return _loads(*frame.decided(), today(), _house())


def members(look: Look) -> list[Member]:
    """Who is on which tiered account, as far as the look takes it in."""
    found = _members(*frame.decided(), today(), _house())
    with frame.cursor() as cursor:
        return action_board.members_of(found, look, house.people(cursor))


def team_of(account_id: str) -> list[Member]:
    """Who is on one account today."""
    with frame.cursor() as cursor:
        return teams.members(cursor, as_of=today(), account_id=account_id)


def not_in_people() -> list[Owner]:
    """Owners whom the CRM names and the house does not know."""
    return _not_in_people(*frame.decided(), _house())


def _house() -> str:
    """What changes with the settings of the house, people among them."""
    with frame.cursor() as cursor:
        return repr(house.read(cursor))


@st.cache_resource(show_spinner=False, max_entries=4)
def _loads(
    path: str, opened: int, versions: tuple[int, int], day: date, chosen: str
) -> list[Load]:
    with frame.open_once(path).cursor() as cursor:
        return load.read(cursor, today=day)


@st.cache_resource(show_spinner=False, max_entries=4)
def _members(
    path: str, opened: int, versions: tuple[int, int], day: date, chosen: str
) -> list[Member]:
    with frame.open_once(path).cursor() as cursor:
        return teams.members(cursor, as_of=day, tiered=True)


@st.cache_resource(show_spinner=False, max_entries=4)
def _not_in_people(
    path: str, opened: int, versions: tuple[int, int], chosen: str
) -> list[Owner]:
    with frame.open_once(path).cursor() as cursor:
        return teams.not_in_people(cursor)
