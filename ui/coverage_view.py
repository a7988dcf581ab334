"""What the Coverage screen looks at: a tier; what it read is kept until data change."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.measure import coverage, coverage_map, coverage_matter
from abm_core.measure.coverage import Coverage
from abm_core.measure.coverage_matter import Matter
from abm_core.output import gap_lists
from ui import frame, links

TIER = "coverage_tier"
ALL = "All"


class Shown(NamedTuple):
    """Coverage of the tier on the screen, of the whole list, and the gaps of the whole list."""

    found: Coverage
    whole: Coverage
    gaps: pd.DataFrame
    tier: str
    as_of: date


def read() -> tuple[Coverage, pd.DataFrame]:
    """Coverage of the target list and its gaps, once every computed table is up to date."""
    frame.bring_up_to_date()
    return _read(*frame.decided())


def choose(whole: Coverage, gaps: pd.DataFrame) -> Shown:
    """The tier, which a link carries; the best one at first."""
    names = {formats.saved_tier(tier): tier for tier in coverage_map.tiers(whole)}
    usual = next(iter(names))
    links.take(TIER, [*names, ALL], usual)
    chosen = st.segmented_control(
        "Tier", [*names, ALL], required=True, key=TIER, persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    links.give(TIER, usual)
    tier = names.get(chosen or usual, "")
    as_of = frame.workshop().as_of
    return Shown(coverage_map.of_tier(whole, tier), whole, gaps, tier, as_of)


def matter(as_of: date) -> Matter:
    """What own deals say, kept in the same way."""
    return _matter(*frame.decided(), as_of)


@st.cache_resource(show_spinner=False, max_entries=4)
def _read(path: str, opened: int, versions: tuple[int, int]) -> tuple[Coverage, pd.DataFrame]:
    with frame.open_once(path).cursor() as cursor:
        found = coverage.read(cursor)
        return found, gap_lists.gaps(cursor, found)


@st.cache_resource(show_spinner=False, max_entries=4)
def _matter(path: str, opened: int, versions: tuple[int, int], as_of: date) -> Matter:
    with frame.open_once(path).cursor() as cursor:
        return coverage_matter.read(cursor, as_of=as_of)
