"""Settings that decide what counts as a signal: chosen topics, time to follow up."""

from __future__ import annotations

import streamlit as st

from abm_core import settings
from abm_core.house import House
from abm_core.measure import surge_topics
from ui import frame


def block(kept: House, place: int) -> tuple[tuple[str, ...], float]:
    """The topics that matter, and the business hours to follow up in."""
    with frame.cursor() as cursor:
        seen = surge_topics.seen(cursor)
    with st.container(border=True, gap="small"):
        st.markdown("### Signals")
        topics = st.multiselect(
            "Third-party topics that matter", sorted({*seen, *kept.topics}),
            default=list(kept.topics), key=f"settings_topics_{place}",
            placeholder="All topics that were seen", help=settings.TOPICS.help,
        )  # fmt: skip
        hours = st.number_input(
            "Business hours to follow up a qualified account", min_value=0.5, step=0.5,
            value=kept.sla_hours, key=f"settings_sla_{place}", help=settings.SLA_HOURS.help,
        )  # fmt: skip
    return tuple(topics), hours
