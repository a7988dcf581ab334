"""The ICP & tiers screen's charts, each with the slider or the list that belongs to it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from abm_core import formats, settings
from abm_core.output import charts
from abm_core.targeting import whatif, wording
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import draft, frame

TOP_MOVERS = 9


def shares(compared: Comparison) -> None:
    """Share of each criterion in the account score, draft over live."""
    profile, live = compared.draft.profile, compared.live.profile
    names = [criterion.name for criterion in profile.criteria]
    if not names:
        return
    aligned = None if live is None else [live.share_by_name.get(name, 0.0) for name in names]
    st.echarts_chart(
        charts.weight_shares(names, profile.shares, aligned, frame.palette()),
        height=22 * (1 if aligned is None else 2) + 4, key="shares",
        alt="Share of each criterion in the account score, draft and live",
    )  # fmt: skip


def distribution(shown: Workshop, compared: Comparison) -> None:
    """Scores by tier, and the cutoffs under them."""
    saved = compared.live.profile
    with st.container(border=True, gap="xsmall"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown("### Score distribution", width="content")
            st.button(
                "Fit to capacity", key="fit", icon=":material/compress:", type="tertiary",
                on_click=lambda: draft.replace_profile(whatif.fitted(compared.draft)),
                help="Set the cutoffs so that every tier fills, but fits what the team can work "
                     f"on: {_capacities(compared)}.",
            )  # fmt: skip
        line = " Line: live profile." if saved is not None else ""
        st.caption(f"Accounts per 2-point band of account score. Bars: draft tiers.{line}")
        st.echarts_chart(
            charts.histogram(
                whatif.stacked(compared.draft),
                None if saved is None else shown.live_spread(saved),
                compared.lines, compared.draft.profile.cutoffs, frame.palette(),
            ),
            height=210, key="histogram", alt=_in_words(compared),
        )  # fmt: skip
        step = settings.CUTOFF_STEP.value
        st.slider("Cutoffs of tier 2 and tier 1", 0.0, 100.0, step=step, key=draft.UPPER,
                  format="%g", persist_state="session")  # fmt: skip
        st.slider("Floor of tier 3", 0.0, 100.0, step=step, key=draft.FLOOR, format="%g",
                  persist_state="session",
                  help="Never above the cutoff of tier 2.")  # fmt: skip


def _capacities(compared: Comparison) -> str:
    return " / ".join(formats.count(line.capacity) for line in compared.lines)


def _in_words(compared: Comparison) -> str:
    held = ", ".join(
        f"tier {line.tier} {formats.counted(line.n_draft, 'account')}" for line in compared.lines
    )
    return f"Distribution of account scores. Draft: {held}."


def moves(shown: Workshop, compared: Comparison) -> None:
    """Who moves between tiers: how many each way, and the accounts that matter most."""
    if compared.live.programme is None:
        with st.container(border=True, gap="xsmall"):
            if draft.held().history.can_reset:
                st.markdown("### Nothing is live yet")
            else:
                st.markdown("### Where the first draft came from")
                st.markdown(wording.START)
            st.caption("Save & make live writes a dated target list. From then on this place shows "
                       "who would enter and leave it.")  # fmt: skip
        return
    left, right = st.columns([0.42, 0.58], gap="small")
    with left.container(border=True, height="stretch", gap="xsmall"):
        st.markdown("### Where accounts move")
        st.caption("Movers only: live tier on the left, draft tier on the right.")
        if len(compared.moved):
            st.echarts_chart(
                charts.movers(whatif.flows(compared), frame.palette()), height=250, key="movers",
                alt=f"{len(compared.moved)} accounts change tier: {compared.n_up} up, "
                    f"{compared.n_down} down",
            )  # fmt: skip
        else:
            st.caption("No account changes tier yet.")
    with right.container(border=True, height="stretch", gap="xsmall"):
        _largest(shown, compared)


def _largest(shown: Workshop, compared: Comparison) -> None:
    st.markdown("### Largest score changes among movers")
    if compared.live_scores is None:
        st.caption("The live list was imported without a profile, so there are no live scores.")
        return
    st.caption("Hollow: live score. Solid: draft score. Right: live and draft tier.")
    movers = whatif.largest(shown.accounts, compared, TOP_MOVERS)
    if not movers:
        st.caption("No account changes tier yet.")
        return
    st.echarts_chart(
        charts.dumbbells(movers, frame.palette()), height=26 * len(movers) + 30, key="dumbbells",
        alt="; ".join(f"{one.name} {one.live_score:.1f} to {one.score:.1f}" for one in movers),
    )  # fmt: skip


def why(shown: Workshop, compared: Comparison, row: int) -> None:
    """Why one account scores what it scores: in words, and as a bar per criterion."""
    name = shown.accounts.at("name", np.array([row]))[0]
    parts = wording.build_up(shown.accounts, compared.draft, row)
    with st.container(border=True, gap="xsmall"):
        words, bars = st.columns([0.45, 0.55], gap="medium")
        text = wording.why(shown.accounts, compared.draft, row, parts)
        words.markdown(f"### Why {frame.plain(name)} scores this\n\n{frame.plain(text)}")
        words.caption("Choose another account in the list to see why it scores what it scores.")
        bars.echarts_chart(
            charts.contribution_bar(parts, frame.palette()), height=22 * len(parts) + 6,
            key="contributions", alt="Points that each criterion adds to the account score",
        )  # fmt: skip
