"""What the Stages screen looks at: motion, tier, week; what it read is kept until data change."""

from __future__ import annotations

import streamlit as st

from abm_core import formats, house, schema
from abm_core.measure import stage_cohorts, stage_listing, stages
from abm_core.measure import stages_wording as wording
from abm_core.measure.stage_cohorts import Cohorts
from abm_core.measure.stage_listing import Told
from abm_core.measure.stage_stays import View
from abm_core.measure.stages import Replayed
from ui import frame, links

MOTION, TIER, WEEK = "stages_motion", "stages_tier", "stages_week"
ALL = "All"
TIERS = {ALL: (), **{formats.tier(int(one)): (one,) for one in schema.TIERS},
         formats.tier(0): ("none",)}  # fmt: skip


def replayed() -> Replayed | None:
    """Through when stages are known, once every computed table is in line with the data."""
    frame.bring_up_to_date()
    with frame.cursor() as cursor:
        return stages.replayed(cursor)


def choose(known: Replayed) -> View:
    """The three filters, which a link carries."""
    weeks = {stage_listing.week_label(monday): monday
             for monday in stage_listing.week_choices(known)}  # fmt: skip
    newest = next(iter(weeks))
    links.take(MOTION, schema.JOURNEYS, stages.NEW)
    links.take(TIER, list(TIERS), ALL)
    links.take(WEEK, list(weeks), newest)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        motion = st.segmented_control(
            "Motion", schema.JOURNEYS, required=True, key=MOTION, persist_state="session",
            format_func=wording.MOTION_NAMES.__getitem__,
        )  # fmt: skip
        tier = st.segmented_control(
            "Tier today", list(TIERS), required=True, key=TIER, persist_state="session")
        week = st.selectbox("Week", list(weeks), key=WEEK, persist_state="session", width=250)
    for key, usual in ((MOTION, stages.NEW), (TIER, ALL), (WEEK, newest)):
        links.give(key, usual)
    return View(weeks[week], motion or stages.NEW, TIERS[tier or ALL])


def filters(view: View) -> str:
    """What is looked at, in words."""
    tier = next((name for name, tiers in TIERS.items() if tiers == view.tiers), "")
    return "; ".join([wording.MOTION_NAMES[view.motion], "all tiers" if tier == ALL else tier,
                      stage_listing.week_label(view.week)])  # fmt: skip


def told(known: Replayed, view: View) -> Told:
    """The view, read again only after data or decisions have changed."""
    return _told(*_kept_by(), known, view)


def cohorts(view: View, n_weeks: int) -> Cohorts | None:
    """The cohorts by quarter joined, kept in the same way."""
    return _cohorts(*_kept_by(), view, n_weeks)


def _kept_by() -> tuple[str, int, str]:
    shown = frame.current_store()
    with shown.cursor() as cursor:
        return str(shown.path), id(shown), stages.seen(cursor)


@st.cache_resource(show_spinner=False, max_entries=12)
def _told(path: str, opened: int, seen: str, known: Replayed, view: View) -> Told:
    with frame.open_once(path).cursor() as cursor:
        return stage_listing.tell(cursor, known, view)


@st.cache_resource(show_spinner=False, max_entries=12)
def _cohorts(path: str, opened: int, seen: str, view: View, n_weeks: int) -> Cohorts | None:
    with frame.open_once(path).cursor() as cursor:
        month = house.read(cursor).fiscal_month
        return stage_cohorts.read(cursor, view, n_weeks=n_weeks, fiscal_month=month)

