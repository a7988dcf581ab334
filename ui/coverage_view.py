"""What the Coverage screen looks at: a part of the list; what it read is kept until data change."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.measure import coverage, coverage_map, coverage_matter
from abm_core.measure import coverage_wording as wording
from abm_core.measure.coverage import Coverage
from abm_core.measure.coverage_matter import Matter
from abm_core.output import gap_lists
from ui import frame, links

TIER, UNIT = "coverage_tier", "coverage_unit"
OWNER, SEGMENT = "coverage_owner", "coverage_segment"
ALL = "All"
ACCOUNTS, FAMILIES = "Accounts", "Families"


class Shown(NamedTuple):
    """Coverage of the part of the list on the screen, and the gaps of the whole list.

    ``view`` tells this part from others.
    """

    found: Coverage
    gaps: pd.DataFrame
    tier: str
    view: str
    is_by_family: bool
    as_of: date


def read() -> tuple[Coverage, pd.DataFrame]:
    """Coverage of the target list and its gaps, once every computed table is up to date."""
    frame.bring_up_to_date()
    links.take(UNIT, [ACCOUNTS, FAMILIES], ACCOUNTS)
    return _read(*frame.decided(), st.session_state[UNIT] == FAMILIES)


def choose(whole: Coverage, gaps: pd.DataFrame) -> Shown:
    """The part of the list, which a link carries: the best tier, of all owners, at first."""
    names = {formats.saved_tier(tier): tier for tier in coverage_map.tiers(whole)}
    usual = next(iter(names))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        links.take(TIER, [*names, ALL], usual)
        chosen = st.segmented_control("Tier", [*names, ALL], required=True, key=TIER,
                                      persist_state="session")  # fmt: skip
        links.give(TIER, usual)
        owner = _one_of(OWNER, "Sales owner", coverage_map.owners(whole), least=2)
        segment = _one_of(SEGMENT, "Segment", coverage_map.segments(whole), least=1)
        st.segmented_control("Counted by", [ACCOUNTS, FAMILIES], required=True, key=UNIT,
                             help=wording.FAMILIES, persist_state="session")  # fmt: skip
        links.give(UNIT, ACCOUNTS)
    tier = names.get(chosen or usual, "")
    found = coverage_map.part(whole, tier=tier, owner=owner, segment=segment)
    is_by_family = st.session_state[UNIT] == FAMILIES
    view = "_".join(filter(None, (tier, owner, segment, FAMILIES if is_by_family else "")))
    return Shown(found, gaps, tier, view, is_by_family, frame.workshop().as_of)


def _one_of(key: str, label: str, names: list[str], *, least: int) -> str:
    """One of the names, or nothing for all of them; not asked where there is nothing to choose."""
    if len(names) < least:
        return ""
    links.take(key, [ALL, *names], ALL)
    st.selectbox(label, [ALL, *names], key=key, width=190, persist_state="session")
    links.give(key, ALL)
    chosen: str = st.session_state[key]
    return "" if chosen == ALL else chosen


def matter(as_of: date) -> Matter:
    """What own deals say, kept in the same way."""
    return _matter(*frame.decided(), as_of)


@st.cache_resource(show_spinner=False, max_entries=4)
def _read(
    path: str, opened: int, versions: tuple[int, int], families: bool
) -> tuple[Coverage, pd.DataFrame]:
    with frame.open_once(path).cursor() as cursor:
        found = coverage.read(cursor, families=families)
        return found, gap_lists.gaps(cursor, found)


@st.cache_resource(show_spinner=False, max_entries=4)
def _matter(path: str, opened: int, versions: tuple[int, int], as_of: date) -> Matter:
    with frame.open_once(path).cursor() as cursor:
        return coverage_matter.read(cursor, as_of=as_of)
