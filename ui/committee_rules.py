"""Settings, buying committees: what words of the CRM mean, which roles a tier requires."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from abm_core import formats, schema, upkeep
from abm_core.committee import role_values, templates_saved
from abm_core.committee import screen_wording as wording
from abm_core.committee.role_values import Value
from abm_core.committee.templates import BLOCKER, Requirement, Templates, requirements_of
from ui import frame

ROUND, SAVED, TIER = "committee_rules_round", "committee_rules_saved", "committee_rules_tier"


def section() -> None:
    """Two tables to edit, each saved by itself."""
    st.session_state.setdefault(ROUND, 0)
    if SAVED in st.session_state:
        st.toast(st.session_state.pop(SAVED), icon=":material/check:")
    with frame.cursor() as cursor:
        words = role_values.values(cursor)
        versions = templates_saved.history(cursor)
        kept = templates_saved.current(cursor)
    with st.container(border=True, gap="small", key="committee_rules"):
        st.markdown("### Buying committees")
        _templates(kept, versions[0].version if versions else 0)
        _words(words)


def _templates(kept: Templates, version: int) -> None:
    """The required roles of a tier: how many contacts, and from which stage they matter."""
    st.caption(wording.TEMPLATES)
    tier = st.segmented_control("Tier", list(schema.TIERS), default=schema.TIERS[0],
                                format_func=formats.saved_tier, required=True, key=TIER,
                                label_visibility="collapsed")  # fmt: skip
    lines = kept.tiers.get(tier, ())
    options = [role for role in schema.BUYING_ROLES if role != BLOCKER]
    options += [line.name for line in lines if len(line.roles) > 1]
    edited = st.data_editor(
        pd.DataFrame({"role": [line.name for line in lines], "n": [line.n for line in lines],
                      "stage": [line.stage for line in lines]}),
        key=f"committee_rules_lines_{tier}_{version}_{st.session_state[ROUND]}",
        num_rows="dynamic", hide_index=True, width="stretch",
        column_config={
            "role": st.column_config.SelectboxColumn("Required role", options=options),
            "n": st.column_config.NumberColumn("Contacts", min_value=1, max_value=99, step=1,
                                               default=1),
            "stage": st.column_config.SelectboxColumn(
                "Matters from stage", options=list(schema.ACCOUNT_STAGES), default="engaged"),
        },
    )  # fmt: skip
    if kept.segments:
        st.caption(frame.plain(wording.segments_before([one.name for one in kept.segments])))
    if st.button("Save required roles", key="committee_rules_save"):
        _save(kept, tier, requirements_of(edited.to_dict("records")), version)


def _save(kept: Templates, tier: str, lines: tuple[Requirement, ...], version: int) -> None:
    changed = replace(kept, tiers={**kept.tiers, tier: lines})
    with frame.cursor() as cursor:
        templates_saved.save(cursor, changed, author=frame.author(), saved_at=frame.now(),
                             based_on=version)  # fmt: skip
        upkeep.compute(cursor, now=frame.now())
    _again(f"Saved what tier {tier} requires.")


def _words(words: list[Value]) -> None:
    """Every word that the CRM uses for a role, unknown ones first; mapped once."""
    if not words:
        return
    st.markdown("**Words of your CRM**")
    st.caption(wording.WORDS)
    means = [one.role or (wording.NO_ROLE if one.is_known else wording.NOT_MAPPED)
             for one in words]  # fmt: skip
    edited = st.data_editor(
        pd.DataFrame({"word": [one.value for one in words],
                      "n": [one.n_contacts for one in words], "means": means}),
        key=f"committee_rules_words_{st.session_state[ROUND]}", hide_index=True,
        width="stretch", disabled=["word", "n"],
        column_config={
            "word": "Word", "n": st.column_config.NumberColumn("Contacts"),
            "means": st.column_config.SelectboxColumn(
                "Means", options=[wording.NOT_MAPPED, wording.NO_ROLE, *schema.BUYING_ROLES]),
        },
    )  # fmt: skip
    said = {one.value: new for one, old, new in zip(words, means, edited["means"], strict=True)
            if new != old and new and new != wording.NOT_MAPPED}  # fmt: skip
    if st.button("Save words", key="committee_rules_map", disabled=not said):
        with frame.cursor() as cursor:
            for word, role in said.items():
                role_values.decide(cursor, word, "" if role == wording.NO_ROLE else role,
                                   author=frame.author(), mapped_at=frame.now())  # fmt: skip
            upkeep.compute(cursor, now=frame.now())
        _again(f"Mapped {formats.counted(len(said), 'word')}.")


def _again(said: str) -> None:
    st.session_state[SAVED] = said
    st.session_state[ROUND] += 1
    st.rerun()
