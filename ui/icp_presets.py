"""Where to start: four patterns of practice, and whether the data speak for account-based work."""

from __future__ import annotations

import streamlit as st

from abm_core import formats
from abm_core.targeting import capacity_wording, presets, suitability
from abm_core.targeting.presets import Adapted, Preset
from abm_core.targeting.workshop import Workshop
from ui import draft, frame

BADGES = {
    "speaks for it": ":green-badge[:material/check: For it]",
    "speaks against it": ":orange-badge[:material/close: Against it]",
    "cannot tell": ":gray-badge[Cannot tell]",
}


def show(shown: Workshop) -> None:
    """The patterns, each with what it looks at in these data; below them the four signs."""
    st.caption("A pattern takes the columns that your data have; its cutoffs fit its capacities. "
               "It becomes the draft; nothing is saved.")  # fmt: skip
    for preset in presets.PRESETS:
        _preset(shown, preset)
    _signs(shown)


def _preset(shown: Workshop, preset: Preset) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{preset.label}**  \n:gray[{preset.meaning}]")
        sizes = " / ".join(formats.count(n) for n in presets.capacities(preset,
                                                                       len(shown.accounts)))
        st.caption(f"Capacity of tier 1 / 2 / 3: {sizes}. Reaches in tier 1: {_roles(preset)}.")
        if st.button("Start from this", key=f"preset_{preset.key}"):
            with frame.cursor() as cursor:
                adapted = presets.adapt(preset, cursor, shown.accounts, as_of=shown.as_of)
            _begin(adapted)


def _roles(preset: Preset) -> str:
    return formats.listed([" or ".join(one) for one in preset.committee[1]])


def _begin(adapted: Adapted) -> None:
    if not adapted.profile.criteria:
        st.warning(f"Your data have none of its columns: {formats.listed(list(adapted.missing))}.")
        return
    left_out = (f"{adapted.preset.label}: not in your data and left out: "
                f"{formats.listed(list(adapted.missing))}.")  # fmt: skip
    said = [*([left_out] if adapted.missing else []), *map(capacity_wording.tie, adapted.ties)]
    if said:
        st.session_state[draft.SAID] = " ".join(said)
    draft.hand_over(adapted.profile)


def _signs(shown: Workshop) -> None:
    st.markdown("### Should you run account-based at all?")
    with frame.cursor() as cursor:
        signs = suitability.check(cursor, as_of=shown.as_of)
    st.markdown(frame.plain(suitability.headline(signs)))
    for sign in signs:
        st.markdown(f"**{sign.label}** {BADGES[sign.verdict]}  \n{frame.plain(sign.sentence)}",
                    help=f"Mark from {sign.source}.")  # fmt: skip
