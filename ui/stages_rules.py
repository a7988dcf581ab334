"""The rules of stages: what holds, how to change it, who changed it before."""

from __future__ import annotations

import streamlit as st

from abm_core import upkeep
from abm_core.measure import stage_rules
from abm_core.measure import stages_wording as wording
from abm_core.measure.stage_rules import RULES, RulesVersion, StageRules
from ui import frame, house_people

SAVED, AUTHOR, NOTE = "stage_rules_saved", "stage_rules_author", "stage_rules_note"
LABELS = {
    "aware_weeks": "Aware: weeks", "engaged_points": "Engaged: points",
    "engaged_people": "Engaged: people", "qualified_points": "Qualified: points",
    "qualified_people": "Qualified: people", "qualified_fit": "Qualified: fit",
    "expanded_weeks": "Expanded: weeks",
}  # fmt: skip


def editor(held: RulesVersion) -> None:
    """The rules in words, a form for other ones, and every version."""
    if SAVED in st.session_state:
        st.toast(st.session_state.pop(SAVED), icon=":material/check:")
    with st.expander("Rules of the stages", icon=":material/rule:", key="stage_rules"):
        left, right = st.columns([0.45, 0.55], gap="medium")
        with left:
            st.caption(frame.plain(wording.version_line(held)))
            for text in wording.rules_lines(held):
                st.markdown(f"- {frame.plain(text)}")
        with right, st.form("stage_rules_form", border=False):
            chosen = _fields(held)
            st.caption("New rules hold for all of the past at once; every version is kept.")
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                house_people.saved_by(AUTHOR)
                st.text_input("Why", key=NOTE, placeholder="What made you change them?")
                pressed = st.form_submit_button("Save rules", icon=":material/check_circle:")
        if pressed:
            _save(chosen)
        _history()


def _fields(held: RulesVersion) -> dict[str, int | float]:
    """A number per rule; keyed by the version, so that a saved one shows in other windows."""
    chosen: dict[str, int | float] = {}
    with st.grid(3, min_column_width=130, gap="small"):
        for name, label in LABELS.items():
            value = getattr(held.rules, name)
            chosen[name] = st.number_input(
                label, value=value, min_value=type(value)(0), help=RULES[name].help,
                format="%d" if isinstance(value, int) else "%g",
                key=f"stage_rule_{name}_{held.version}",
            )  # fmt: skip
    return chosen


def _save(chosen: dict[str, int | float]) -> None:
    with frame.cursor() as cursor:
        saved = stage_rules.save(
            cursor, StageRules(**chosen), author=st.session_state.get(AUTHOR) or "",
            note=st.session_state.get(NOTE) or "", saved_at=frame.now(),
        )  # fmt: skip
        upkeep.compute(cursor, now=frame.now())
    st.session_state[SAVED] = f"Version {saved.version} of the rules holds now, for the past too."
    st.rerun()


def _history() -> None:
    with frame.cursor() as cursor:
        known = stage_rules.versions(cursor)
    if len(known) > 1:
        st.markdown("**Versions**")
        for one in known:
            st.markdown(f"- {frame.plain(wording.version_line(one))}")
