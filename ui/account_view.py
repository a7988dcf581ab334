"""What the Account screen looks at: one account, read again after data or decisions change."""

from __future__ import annotations

import streamlit as st

from abm_core.measure import stages
from abm_core.measure.durations import Pace
from abm_core.review import account, account_facts
from abm_core.review import account_wording as wording
from abm_core.review.account import Account
from ui import committee_look, frame

NOTICE = "account_notice"


def choose() -> str:
    """The account, which a link carries; one that was merged away leads to where it went."""
    asked = st.query_params.get(committee_look.ACCOUNT, "")
    if asked:
        _lead_on(asked)
    if NOTICE in st.session_state:
        st.info(frame.plain(st.session_state.pop(NOTICE)), icon=":material/alt_route:")
    return committee_look.choose()


def _lead_on(asked: str) -> None:
    """Of an account that is not there: say so, and go to the one that it was merged into."""
    if asked in frame.workshop().accounts.row_of:
        return
    with frame.cursor() as cursor:
        gone = account.gone(cursor, asked)
        stayed = account_facts.read(cursor, gone.survivor_id) if gone else None
    if gone is None or stayed is None:
        st.session_state[NOTICE] = wording.unknown(asked)
        del st.query_params[committee_look.ACCOUNT]
        return
    st.session_state[NOTICE] = wording.merged(
        gone.name, stayed.name, gone.author, gone.merged_at.date())
    st.query_params[committee_look.ACCOUNT] = stayed.account_id


def seen(account_id: str) -> Account:
    """The account, kept until something changes."""
    programmes = frame.programmes()
    return _seen(*frame.decided(), account_id, programmes[0].name if programmes else None)


@st.cache_resource(show_spinner=False, max_entries=24)
def _seen(
    path: str, opened: int, versions: tuple[int, int], account_id: str, programme: str | None
) -> Account:
    shown = frame.workshop()
    home = next((one for one in frame.programmes() if one.name == programme), None)
    live = frame.live(shown, home)

    def pace_of(stage: str, motion: str) -> Pace:
        return _pace(path, opened, _stages_seen(path), stage, motion)

    with frame.open_once(path).cursor() as cursor:
        return account.read(cursor, account_id, workshop=shown, live=live, as_of=shown.as_of,
                            pace_of=pace_of)  # fmt: skip


def _stages_seen(path: str) -> str:
    with frame.open_once(path).cursor() as cursor:
        return stages.state(cursor)


@st.cache_resource(show_spinner=False, max_entries=64)
def _pace(path: str, opened: int, seen: str, stage: str, motion: str) -> Pace:
    with frame.open_once(path).cursor() as cursor:
        return account_facts.pace(cursor, stage, motion)
