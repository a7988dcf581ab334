"""Some of those that would join a tier are held out at random when tiers are saved."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import streamlit as st
from duckdb import DuckDBPyConnection

from abm_core import formats, settings, store
from abm_core.lift import doubts_wording, draw_plan, holdout, looks_wording
from abm_core.targeting import target_list
from abm_core.targeting.model import Scored
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame


class Asked(NamedTuple):
    """Of which tier how many are to be held out, and who would join it."""

    tier: int
    share: float
    account_ids: list[str]


def offer(shown: Workshop, compared: Comparison, tiers: Scored) -> Asked | None:
    """A tick in the save dialog; ``None`` where nobody is to be held out."""
    joining = holdout.would_join(shown.accounts.ids, tiers.tier, compared.live.tier)
    if not joining:
        return None
    if not st.checkbox("Hold out some at random", key="save_random",
                       help=doubts_wording.HOLD_OUT):  # fmt: skip
        return None
    low, high = settings.HOLD_OUT_SHARE.value
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        tier = st.selectbox(
            "Of those that join", list(joining), key="save_random_tier",
            format_func=lambda one: f"{formats.tier(one)} · {formats.count(len(joining[one]))}",
        )  # fmt: skip
        share = st.slider("Share held out", low, high, low, 0.01, format="percent",
                          key="save_random_share", help=settings.HOLD_OUT_SHARE.help)  # fmt: skip
    with frame.cursor() as cursor:
        told = draw_plan.plan(cursor, joining[tier], share=share, as_of=shown.as_of)
    st.caption(frame.plain(" ".join(looks_wording.plan(told))))
    return Asked(tier, share, joining[tier])


def draw(
    cursor: DuckDBPyConnection, shown: Workshop, asked: Asked, *, programme: str, author: str,
    based_on: int | None, effective_on: date,
) -> str:  # fmt: skip
    """Draw and record, just before the save that leaves the drawn ones out; what was drawn.

    ``AbmError``, and no draw, where another window has saved meanwhile.
    """
    with store.transaction(cursor):
        home = target_list.at_home(cursor, programme, launched_on=effective_on)
        target_list.refuse_if_overtaken(
            target_list.live(cursor, shown.accounts, home, shown.as_of), based_on)
    made = holdout.draw(
        cursor, home.programme_id, asked.account_ids, tier=asked.tier, share=asked.share,
        seed=settings.LIFT_SEED.value, drawn_at=frame.now(), as_of=shown.as_of, author=author,
        based_on=based_on,
    )  # fmt: skip
    return doubts_wording.drawn(
        len(made.account_ids), made.n_drawn_from, made.tier, made.seed, made.held_until)
