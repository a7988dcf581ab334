"""Whether accounts that barely pass a cutoff keep their tier when tiers are saved or proposed."""

from __future__ import annotations

import streamlit as st

from abm_core import settings
from abm_core.targeting import hysteresis
from abm_core.targeting.model import Scored
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame


def held(shown: Workshop, compared: Comparison, key: str) -> Scored:
    """The draft's tiers as they will be written; the what-if on screen shows them without."""
    if compared.live.programme is None:
        return compared.draft
    points = settings.HYSTERESIS.value
    if not st.checkbox(
        f"Hold accounts within {points:g} points of a cutoff", value=True, key=key,
        help="They keep their live tier, so that the list does not flap from week to week. The "
             "what-if above shows the draft without.",
    ):  # fmt: skip
        return compared.draft
    with frame.cursor() as cursor:
        known = hysteresis.considered(cursor, shown.accounts, compared.live)
    found = hysteresis.refresh(shown.accounts, compared.draft, compared.live, known)
    if said := hysteresis.sentence(found):
        st.caption(frame.plain(said))
    return found.scored
