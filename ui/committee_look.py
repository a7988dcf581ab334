"""What the Buying committee screen looks at: one account, and all that is known of its people."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from abm_core import committee_settings, formats, house, pipeline
from abm_core.committee import account_choice, decided, family_roll_up, grid, people, ties
from abm_core.committee import screen_wording as wording
from abm_core.committee.decided import Decision
from abm_core.committee.family_roll_up import Member
from abm_core.committee.grid import Card, Required
from abm_core.committee.people import Check, Committee
from abm_core.committee.ties import Tie
from abm_core.measure import coverage
from ui import frame

ACCOUNT, FIND = "account", "committee_find"


class Seen(NamedTuple):
    """Everything about one account; ``family`` is ``None`` where it has none."""

    committee: Committee
    lines: tuple[Required, ...]
    cards: tuple[Card, ...]
    checks: tuple[Check, ...]
    n_threads: int
    coverage: float | None
    pipeline: str
    n_open: int
    decisions: tuple[Decision, ...]
    family: Committee | None
    members: tuple[Member, ...]
    ties: tuple[Tie, ...]


def choose() -> str:
    """The account, which a link carries: ``?account=`` and its id."""
    asked = st.query_params.get(ACCOUNT, "")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        return _choose(asked, _letters())


def _letters() -> str:
    """Letters to find an account by, asked for where one list cannot hold all of them."""
    if not _are_many(*frame.decided()):
        return ""
    return st.text_input("Find", key=FIND, width=220, icon=":material/search:",
                         placeholder="Letters of name or domain").strip()


def _choose(asked: str, letters: str) -> str:
    options = _found(*frame.decided(), letters) if letters else {}
    help_text = wording.IN_ORDER
    if letters and not options:
        help_text = wording.none_found(letters)
        st.caption(frame.plain(help_text))
    if not options:
        options = _options(*frame.decided())
        if asked and asked not in options:
            options = _options(*frame.decided(), also=asked)
    if asked in options:
        st.session_state[ACCOUNT] = asked
    elif st.session_state.get(ACCOUNT) not in options:
        st.session_state[ACCOUNT] = next(iter(options))
    chosen: str = st.selectbox(
        "Account", list(options), format_func=options.__getitem__, key=ACCOUNT, width=420,
        persist_state="session", on_change=_write,
        help=help_text,
    )  # fmt: skip
    if chosen != asked:
        _write()
    return chosen


def _write() -> None:
    st.query_params[ACCOUNT] = st.session_state[ACCOUNT]


def seen(account_id: str) -> Seen:
    """The account, read again only after data or decisions have changed."""
    return _seen(*frame.decided(), account_id)


@st.cache_resource(show_spinner=False, max_entries=8)
def _options(path: str, opened: int, versions: tuple[int, int], also: str = "") -> dict[str, str]:
    with frame.open_once(path).cursor() as cursor:
        return account_choice.options(cursor, also=also)


@st.cache_resource(show_spinner=False, max_entries=8)
def _are_many(path: str, opened: int, versions: tuple[int, int]) -> bool:
    with frame.open_once(path).cursor() as cursor:
        return account_choice.are_many(cursor)


@st.cache_resource(show_spinner=False, max_entries=32)
def _found(path: str, opened: int, versions: tuple[int, int], letters: str) -> dict[str, str]:
    with frame.open_once(path).cursor() as cursor:
        return account_choice.find(cursor, letters)


@st.cache_resource(show_spinner=False, max_entries=24)
def _seen(path: str, opened: int, versions: tuple[int, int], account_id: str) -> Seen:
    with frame.open_once(path).cursor() as cursor:
        committee = people.read(cursor, account_id)
        found = coverage.read(cursor, account_ids=[account_id])
        lines = grid.required(cursor, found.cells.to_dict("records"))
        n_threads = committee_settings.LEAST_THREADS.value.get(committee.tier, 1)
        currency = house.reporting_currency(cursor)
        deals = pipeline.open_by_account(cursor, currency, [account_id])
        members = family_roll_up.read(cursor, account_id)
        return Seen(
            committee, lines, grid.read(cursor, committee, lines),
            tuple(people.checklist(committee, n_threads=n_threads)), n_threads,
            float(found.accounts["coverage"].iloc[0]) if lines else None,
            formats.money(float(deals["open_pipeline"].iloc[0]) if len(deals) else 0.0, currency),
            int(deals["n_open"].iloc[0]) if len(deals) else 0,
            decided.history(cursor, [one.contact_id for one in committee.people]),
            people.read(cursor, account_id, whole_family=True) if members else None,
            members, ties.read(cursor, [account_id]),
        )  # fmt: skip
