"""The draft that an ABM lead is trying: kept for the session, never in the store until saved.

The draft is a ``History`` of profiles; the points and cutoffs of the present one live in the
sliders, and every run notes where they stand. A link can carry a draft; it is read once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from abm_core.errors import AbmError
from abm_core.targeting import history, link_text
from abm_core.targeting.history import History
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.target_list import Live
from ui import frame

DRAFT = "icp_draft"
NEXT_DRAFT = "icp_next_draft"
LEFT = "icp_drafts_left"
NO_PROGRAMME = ""
UPPER, FLOOR = "icp_cutoffs", "icp_floor"
LINK, PROBLEM, SAID = "draft", "icp_link_problem", "icp_draft_said"


class Draft(NamedTuple):
    """The profiles tried, where they are at home, and the save that they were compared with.

    ``home`` is the store's file and the programme's id; ``based_on`` the saved version that the
    draft was loaded from, if it was.
    """

    history: History
    home: tuple[str, str]
    seen_save: int | None
    based_on: str | None = None


def weight_key(name: str) -> str:
    """Key of the slider that holds a criterion's points."""
    return f"w_{name}"


def begin(profile: Profile, home: tuple[str, str], live: Live) -> None:
    """Start from a profile, or from the one of a link; call before the sliders are drawn."""
    begun = history.begin(profile)
    sent = _from_link()
    st.session_state[DRAFT] = Draft(begun.push(sent) if sent else begun, home, live.save_id)
    put(sent or profile)


def _from_link() -> Profile | None:
    """The draft that the address carries; it is taken out, so that later edits stand."""
    text = st.query_params.pop(LINK, None)
    if text is None:
        return None
    try:
        return link_text.decode(text)
    except AbmError as error:
        st.session_state[PROBLEM] = error
        return None


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
        left[begun.home] = begun
        if home in left:
            state[DRAFT] = left.pop(home)
            put(state[DRAFT].history.present)
        else:
            begin(live.profile or start(), home, live)


def put(profile: Profile) -> None:
    """Set the sliders to a profile; call before they are drawn."""
    for criterion in profile.criteria:
        st.session_state[weight_key(criterion.name)] = round(criterion.weight)
    st.session_state[UPPER] = (profile.cutoffs[1], profile.cutoffs[0])
    st.session_state[FLOOR] = profile.cutoffs[2]


def replace_profile(profile: Profile) -> None:
    """Callback, or before the sliders: go on with another profile, as a step of its own."""
    draft = held()
    _stand(draft._replace(history=draft.history.push(profile)))


def undo() -> None:
    """Callback: one step back."""
    draft = held()
    _stand(draft._replace(history=draft.history.undo()))


def redo() -> None:
    """Callback: one undone step forward."""
    draft = held()
    _stand(draft._replace(history=draft.history.redo()))


def reset() -> None:
    """Callback: back to the start, as a step that can be undone."""
    draft = held()
    _stand(draft._replace(history=draft.history.reset()))


def held() -> Draft:
    """The draft of this window."""
    draft: Draft = st.session_state[DRAFT]
    return draft


def _stand(draft: Draft) -> None:
    st.session_state[DRAFT] = draft
    put(draft.history.present)


def note() -> None:
    """Remember where the sliders stand; those that one slider passed through are one step."""
    draft, now = held(), current()
    moved = _moved(draft.history.present, now)
    st.session_state[DRAFT] = draft._replace(history=draft.history.push(now, moved))


def _moved(before: Profile, now: Profile) -> str:
    """The one slider that was moved; "" where it was more than one."""
    weights = zip(before.criteria, now.criteria, strict=True)
    moved = [weight_key(old.name) for old, new in weights if old.weight != new.weight]
    if before.cutoffs[:2] != now.cutoffs[:2]:
        moved.append(UPPER)
    elif before.cutoffs[2] != now.cutoffs[2]:
        moved.append(FLOOR)
    return moved[0] if len(moved) == 1 else ""


def hand_over(profile: Profile, based_on: str | None = None) -> None:
    """From a dialog, where the sliders are drawn already: go on with another profile next run.

    ``based_on`` is the saved version that it is, if it is one.
    """
    st.session_state[NEXT_DRAFT] = profile, based_on
    st.rerun()


def accept() -> None:
    """Take in what a dialog handed over; call before the sliders are drawn."""
    if NEXT_DRAFT in st.session_state:
        profile, based_on = st.session_state.pop(NEXT_DRAFT)
        draft = held()
        _stand(draft._replace(history=draft.history.push(profile),
                              based_on=based_on or draft.based_on))  # fmt: skip


def keep_as(profile: Profile, saved_as: str) -> None:
    """The draft was saved under a name: from now on it is that version."""
    draft = held()
    st.session_state[DRAFT] = draft._replace(
        history=draft.history.push(profile), based_on=saved_as)  # fmt: skip


def saw(save_id: int | None) -> None:
    """The user has seen the draft against this save."""
    st.session_state[DRAFT] = held()._replace(seen_save=save_id)


def current() -> Profile:
    """The draft as the sliders stand; what a slider shows rounded counts as it is."""
    profile = held().history.present
    weights = {c.name: _points(c) for c in profile.criteria}
    second, first = st.session_state.get(UPPER, (profile.cutoffs[1], profile.cutoffs[0]))
    third = min(st.session_state.get(FLOOR, profile.cutoffs[2]), second)
    return replace(profile.with_weights(weights), cutoffs=(first, second, third))


def _points(criterion: Criterion) -> float:
    shown = st.session_state.get(weight_key(criterion.name))
    return criterion.weight if shown in (None, round(criterion.weight)) else float(shown)


def say() -> None:
    """Say once why the draft of a link could not be read, or what a new draft had to leave out."""
    if PROBLEM in st.session_state:
        frame.show_problem(st.session_state.pop(PROBLEM))
    if SAID in st.session_state:
        st.info(frame.plain(st.session_state.pop(SAID)), icon=":material/info:")
