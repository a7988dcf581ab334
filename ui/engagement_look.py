"""What every view of the Engagement screen looks at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

import streamlit as st
from duckdb import DuckDBPyConnection

from abm_core.measure import families
from ui import frame, links

ONLY, ALL = "Target accounts", "All accounts"
KEY = "engagement_whose"
ALONE, TOGETHER = "Each account", "Families as one"
WHOLE = "engagement_family"


class Look(NamedTuple):
    """The day that numbers speak of, whether only targets are shown, and families together."""

    as_of: date
    only_targets: bool
    family: bool = False


@contextmanager
def asked(look: Look) -> Iterator[DuckDBPyConnection]:
    """A cursor that sees families as one account each where that is chosen."""
    with frame.cursor() as cursor:
        if not look.family:
            yield cursor
            return
        with families.together(cursor, as_of=look.as_of):
            yield cursor


def filters(look: Look) -> str:
    """What is looked at, in words."""
    whose = ONLY if look.only_targets else ALL
    return f"{whose}; {TOGETHER.lower()}" if look.family else whose


def choose(as_of: date, *, are_targets: bool) -> Look:
    """Whose accounts, and whether families are one; no choice where there is nothing to choose."""
    with frame.cursor() as cursor:
        are_families = families.are_any(cursor)
    with st.container(horizontal=True, vertical_alignment="center"):
        only_targets = _whose() if are_targets else False
        family = _families() if are_families else False
    return Look(as_of, only_targets, family)


def _whose() -> bool:
    links.take(KEY, [ONLY, ALL], ONLY)
    st.segmented_control("Accounts shown", [ONLY, ALL], key=KEY, required=True,
                         persist_state="session", label_visibility="collapsed")  # fmt: skip
    links.give(KEY, ONLY)
    return bool(st.session_state[KEY] == ONLY)


def _families() -> bool:
    links.take(WHOLE, [ALONE, TOGETHER], ALONE)
    st.segmented_control(
        "Families", [ALONE, TOGETHER], key=WHOLE, required=True, persist_state="session",
        label_visibility="collapsed",
        help="A family is an account with all that belong to it, counted as one account in the "
        "best tier of theirs. The figures above count every account alone.",
    )  # fmt: skip
    links.give(WHOLE, ALONE)
    return bool(st.session_state[WHOLE] == TOGETHER)
