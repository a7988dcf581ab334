"""The draft that an ABM lead is trying: kept for the session, never in the store until saved.

The structure of the draft is one ``Profile``; its points and cutoffs live in the sliders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from abm_core.targeting.profile import Profile
from abm_core.targeting.target_list import Live

DRAFT = "icp_draft"
NEXT_DRAFT = "icp_next_draft"
LEFT = "icp_drafts_left"
NO_PROGRAMME = ""
UPPER, FLOOR = "icp_cutoffs", "icp_floor"


class Draft(NamedTuple):
    """The structure of the draft, where it is at home, and the save that it was compared with.

    ``home`` is the store's file and the programme's id.
    """

    profile: Profile
    home: tuple[str, str]
    seen_save: int | None


def weight_key(name: str) -> str:
    """Key of the slider that holds a criterion's points."""
    return f"w_{name}"


def begin(profile: Profile, home: tuple[str, str], live: Live) -> None:
    """Start from a profile; call before the sliders are drawn."""
    st.session_state[DRAFT] = Draft(profile, home, live.save_id)
    put(profile)


def settle(home: tuple[str, str], live: Live, start: Callable[[], Profile]) -> None:
    """Begin where nothing is begun; elsewhere than before, take up the draft that was left there.

    A draft that was begun before its programme existed stays.
    """
    state = st.session_state
    begun: Draft | None = state.get(DRAFT)
    if begun is None:
        begin(live.profile or start(), home, live)
    elif begun.home != home and begun.home != (home[0], NO_PROGRAMME):
        left = state.setdefault(LEFT, {})
        left[begun.home] = begun._replace(profile=current())
        if home in left:
            state[DRAFT] = left.pop(home)
            put(state[DRAFT].profile)
        else:
            begin(live.profile or start(), home, live)


def put(profile: Profile) -> None:
    """Set the sliders to a profile; call before they are drawn."""
    for criterion in profile.criteria:
        st.session_state[weight_key(criterion.name)] = round(criterion.weight)
    st.session_state[UPPER] = (profile.cutoffs[1], profile.cutoffs[0])
    st.session_state[FLOOR] = profile.cutoffs[2]


def replace_profile(profile: Profile) -> None:
    """Callback, or before the sliders: go on with another profile."""
    draft: Draft = st.session_state[DRAFT]
    st.session_state[DRAFT] = draft._replace(profile=profile)
    put(profile)


def hand_over(profile: Profile) -> None:
    """From a dialog, where the sliders are drawn already: go on with another profile next run."""
    st.session_state[NEXT_DRAFT] = profile
    st.rerun()


def accept() -> None:
    """Take in what a dialog handed over; call before the sliders are drawn."""
    if NEXT_DRAFT in st.session_state:
        replace_profile(st.session_state.pop(NEXT_DRAFT))


def saw(save_id: int | None) -> None:
    """The user has seen the draft against this save."""
    draft: Draft = st.session_state[DRAFT]
    st.session_state[DRAFT] = draft._replace(seen_save=save_id)


def current() -> Profile:
    """The draft as the sliders stand."""
    draft: Draft = st.session_state[DRAFT]
    profile = draft.profile
    weights = {
        c.name: float(st.session_state.get(weight_key(c.name), c.weight)) for c in profile.criteria
    }
    second, first = st.session_state.get(UPPER, (profile.cutoffs[1], profile.cutoffs[0]))
    third = min(st.session_state.get(FLOOR, profile.cutoffs[2]), second)
    return replace(profile.with_weights(weights), cutoffs=(first, second, third))
