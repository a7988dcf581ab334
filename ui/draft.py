"""The draft that an ABM lead is trying: no decision until it is saved.

The draft is a ``History`` of profiles; the points and cutoffs of the present one live in the
sliders, and every run notes where they stand. A link can carry a draft; it is read once. What the
window left before it was loaded anew is taken up again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import streamlit as st

from abm_core.errors import AbmError
from abm_core.targeting import history, link_text, scenario_wording
from abm_core.targeting.history import History
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.target_list import Live
from abm_core.targeting.working_drafts import Kept
from ui import frame, window

DRAFT = "icp_draft"
NEXT_DRAFT = "icp_next_draft"
LEFT = "icp_drafts_left"
NO_PROGRAMME = ""
UPPER, FLOOR = "icp_cutoffs", "icp_floor"
LINK, PROBLEM, SAID = "draft", "icp_link_problem", "icp_draft_said"
LAID, RESTORED = "icp_draft_laid", "icp_draft_restored"


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
    """Start from a profile, from the draft of a link, or from what this window left unsaved.

    Call before the sliders are drawn.
    """
    begun = Draft(history.begin(profile), home, live.save_id)
    if sent := _from_link():
        window.keep(home, None)  # the link takes the place of what was left
        begun = begun._replace(history=begun.history.push(sent))
    elif left := _left_here(home) or _left_here((home[0], NO_PROGRAMME)):
        begun = _taken_up(begun, *left)
    _stand(begun)


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


def _left_here(home: tuple[str, str]) -> tuple[tuple[str, str], Kept] | None:
    try:
        left = window.find(home)
    except AbmError as error:
        st.session_state[PROBLEM] = error
        return None
    return (home, left) if left else None


def _taken_up(begun: Draft, home: tuple[str, str], left: Kept) -> Draft:
    """What the window left, with its steps where they are still known."""
    steps = left.history or begun.history.push(left.profile)
    if steps.can_reset:
        st.session_state[RESTORED] = left.kept_at
    return Draft(steps, home, left.seen_save, left.based_on)


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
    draft = draft._replace(history=draft.history.push(now, moved))
    st.session_state[DRAFT] = draft
    _leave(draft)


def _leave(draft: Draft) -> None:
    """Lay the draft down where a reload finds it, if it is another than was laid there."""
    state, name, left = st.session_state, window.name(), _kept(draft)
    laid: tuple[str, Kept] | None = state.get(LAID)
    if laid and laid[0] == name and laid[1].is_still(left):
        return
    moved_house = laid is not None and laid[0] != name
    for one in (draft, *(state.get(LEFT, {}).values() if moved_house else ())):
        if one.history.can_undo or one.history.can_redo:
            window.keep(one.home, _kept(one))
    state[LAID] = name, left


def _kept(draft: Draft) -> Kept:
    return Kept(draft.history.present, draft.based_on, draft.seen_save, frame.now(), draft.history)


def end() -> None:
    """Callback, or after a save: the draft is done with; the next run begins from the live tiers.

    Nothing of it is left for a reload.
    """
    state = st.session_state
    window.keep(state.pop(DRAFT).home, None)
    for key in (LAID, RESTORED):
        state.pop(key, None)


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
    """Say that a draft was restored; once, why a link's could not be read or what it left out."""
    state = st.session_state
    if PROBLEM in state:
        frame.show_problem(state.pop(PROBLEM))
    if SAID in state:
        st.info(frame.plain(state.pop(SAID)), icon=":material/info:")
    if RESTORED in state:
        _restored(state[RESTORED])


def _restored(kept_at: datetime) -> None:
    text = scenario_wording.restored(kept_at, now=frame.now(), time_zone=st.context.timezone)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":blue-badge[:material/history: Restored] {frame.plain(text)}")
        st.button("Discard", key="draft_discard", on_click=end, icon=":material/delete:",
                  help="Begin again from the live tiers.")  # fmt: skip
        st.button("Keep it", key="draft_go_on", type="tertiary",
                  on_click=lambda: st.session_state.pop(RESTORED, None))  # fmt: skip
