"""The rules around the points: exclusions, gates, capacities; the profile as a file."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from abm_core.errors import AbmError
from abm_core.targeting import document
from abm_core.targeting.profile import Exclusion, Profile
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import downloads, draft, frame


def button(shown: Workshop, compared: Comparison) -> None:
    """Open the drawer with the rules."""
    if st.button("Profile", key="profile", icon=":material/rule_settings:"):
        _drawer(shown, compared.draft.profile)


@st.dialog("Profile", position="right", icon=":material/rule_settings:")
def _drawer(shown: Workshop, profile: Profile) -> None:
    rules, exclusions, file = st.tabs(["Tiers", "Exclusions", "File"])
    with rules:
        _tiers(profile)
    with exclusions:
        _exclusions(shown, profile)
    with file:
        _file(profile)


def _tiers(profile: Profile) -> None:
    """Name, capacity and completeness gate of each tier, and exact cutoffs."""
    with st.form("tier_rules", border=False):
        name = st.text_input("Name of the profile", profile.name, key="rule_name")
        cutoffs, gates, capacities = [], [], []
        for position in range(3):
            level = position + 1
            st.markdown(f"**Tier {level}**")
            one, two, three = st.columns(3)
            cutoffs.append(one.number_input(
                "Cutoff", 0.0, 100.0, float(profile.cutoffs[position]), 0.5,
                format="%.1f", key=f"rule_cut_{level}", help="Lowest account score admitted."))
            gates.append(two.number_input(
                "Known, at least (%)", 0, 100, round(100 * profile.gates[position]), 5,
                key=f"rule_gate_{level}", help="Share of the weight whose data must be known."))
            capacities.append(three.number_input(
                "Capacity", 0, None, profile.capacities[position], 5, key=f"rule_capacity_{level}",
                help="Accounts that the team can work on."))
        if st.form_submit_button("Apply", type="primary", key="apply_rules"):
            _apply(profile, name, cutoffs, gates, capacities)


def _apply(
    profile: Profile, name: str, cutoffs: list[float], gates: list[int], capacities: list[int]
) -> None:
    try:
        changed = replace(
            profile,
            name=name.strip() or profile.name,
            cutoffs=tuple(cutoffs),
            gates=tuple(gate / 100 for gate in gates),
            capacities=tuple(capacities),
        )
    except AbmError as error:
        frame.show_problem(error)
    else:
        draft.hand_over(changed)


def _exclusions(shown: Workshop, profile: Profile) -> None:
    """Rules apart from points: accounts that get no tier, each with a reason."""
    if not profile.exclusions:
        st.caption("No account is excluded.")
    for position, exclusion in enumerate(profile.exclusions):
        info = shown.accounts.fields.get(exclusion.field)
        label = info.label if info else exclusion.field
        text, remove = st.columns([0.75, 0.25], vertical_alignment="center")
        values = ", ".join(exclusion.values)
        text.markdown(f"**{frame.plain(exclusion.reason)}**  \n"
                      f":gray[{frame.plain(label)} is {frame.plain(values)}]")  # fmt: skip
        if remove.button("Remove", key=f"exclusion_{position}", type="tertiary"):
            kept = tuple(e for e in profile.exclusions if e is not exclusion)
            draft.hand_over(replace(profile, exclusions=kept))
    st.markdown("**Exclude accounts**")
    _new_exclusion(shown, profile)


def _new_exclusion(shown: Workshop, profile: Profile) -> None:
    fields = [i for i in shown.accounts.fields.values() if i.type in ("text", "list", "boolean")]
    if not fields:
        st.caption("The data have no column with words to exclude by.")
        return
    info = st.selectbox("Whose", fields, format_func=lambda i: i.label, key="exclude_field")
    values = st.multiselect(
        "Is one of", shown.accounts.values(info.ref), accept_new_options=True, key="exclude_values"
    )
    reason = st.text_input("Reason", key="exclude_reason", placeholder="Shown beside the account")
    if st.button("Exclude", key="exclude", disabled=not values):
        added = Exclusion(info.ref, tuple(values), reason.strip() or f"{info.label}: {values[0]}")
        draft.hand_over(replace(profile, exclusions=(*profile.exclusions, added)))


def _file(profile: Profile) -> None:
    """The profile as a file that people can read, keep and send."""
    st.caption("A text file with criteria, weights, exclusions and cutoffs.")
    downloads.button(
        "Download profile", lambda: document.to_yaml(profile).encode(), file="profile.yaml",
        mime="text/yaml", key="profile_down", what=f"Profile {profile.name}",
    )  # fmt: skip
    given = st.file_uploader("Use a profile file", ["yaml", "yml", "json"], key="profile_up")
    if given is not None and st.button("Use it as the draft", key="profile_use", type="primary"):
        try:
            read = document.from_yaml(given.getvalue().decode("utf-8", errors="replace"))
        except AbmError as error:
            frame.show_problem(error)
        else:
            draft.hand_over(read)
