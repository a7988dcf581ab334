"""Hold some of the next tier out at random: the easiest path to an answer that nobody can doubt."""

from __future__ import annotations

from datetime import date

import streamlit as st

from abm_core import formats, settings
from abm_core.lift import doubts_wording, draw_plan, holdout, looks_wording
from abm_core.lift.holdout import HoldOut
from abm_core.targeting.target_list import Programme
from ui import frame, places

SAID = "hold_out_said"
TIERS = (1, 2, 3)


def offer(programme: Programme, as_of: date) -> None:
    """The button, in the corner of both screens of lift."""
    if SAID in st.session_state:
        st.toast(st.session_state.pop(SAID), icon=":material/casino:")
    if st.button("Hold out at random", icon=":material/casino:", key="lift_hold_out",
                 help=doubts_wording.HOLD_OUT):  # fmt: skip
        _dialog(programme, as_of)


def is_drawn(programme_id: str) -> bool:
    """Whether accounts of a programme were ever held out."""
    with frame.cursor() as cursor:
        return bool(holdout.listing(cursor, programme_id))


@st.dialog(doubts_wording.HOLD_OUT_TITLE, width="medium")
def _dialog(programme: Programme, as_of: date) -> None:
    st.markdown(doubts_wording.HOLD_OUT)
    with frame.cursor() as cursor:
        known = {tier: holdout.candidates(cursor, programme.programme_id, tier) for tier in TIERS}
        held = holdout.listing(cursor, programme.programme_id)
    for one in held:
        st.caption(frame.plain(_told(one)))
    able = [tier for tier in TIERS if len(known[tier]) >= holdout.LEAST]
    if not able:
        st.info(doubts_wording.NOTHING_PROPOSED, icon=":material/info:")
        st.page_link(places.ICP_PAGE, label="Propose the next tiers", icon=":material/tune:")
        return
    _draw(programme, as_of, able, known)


def _draw(
    programme: Programme, as_of: date, able: list[int], known: dict[int, list[str]]
) -> None:
    low, high = settings.HOLD_OUT_SHARE.value
    tier = st.segmented_control(
        "Tier that they would join", able, default=able[0], required=True, key="hold_out_tier",
        format_func=lambda one: f"{formats.tier(one)} · {formats.count(len(known[one]))}",
    )  # fmt: skip
    share = st.slider("Share held out", low, high, low, 0.01, format="percent",
                      key="hold_out_share", help=settings.HOLD_OUT_SHARE.help)  # fmt: skip
    with frame.cursor() as cursor:
        told = draw_plan.plan(cursor, known[tier or able[0]], share=share, as_of=as_of)
    st.markdown(frame.plain(" ".join(looks_wording.plan(told))))
    seed = st.number_input("Seed", 0, 999_999, settings.LIFT_SEED.value, key="hold_out_seed",
                           help="The same seed draws the same accounts.")  # fmt: skip
    author = st.text_input("Who decides", frame.author(), key="hold_out_author")
    if not st.button("Draw and record", type="primary", key="hold_out_draw"):
        return
    with frame.page(), frame.cursor() as cursor:
        made = holdout.draw(
            cursor, programme.programme_id, known[tier or able[0]], tier=tier or able[0],
            share=share, seed=int(seed), drawn_at=frame.now(), as_of=as_of, author=author,
            based_on=programme.newest_save,
        )  # fmt: skip
        st.session_state[SAID] = _told(made)
        st.rerun()


def _told(one: HoldOut) -> str:
    return doubts_wording.drawn(
        len(one.account_ids), one.n_drawn_from, one.tier, one.seed, one.held_until)
