"""The ICP & tiers screen's title row, figures, warnings and weights."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from abm_core import formats, settings
from abm_core.quality.check import ICP
from abm_core.targeting import wording
from abm_core.targeting.model import Scored
from abm_core.targeting.target_list import Live, Programme
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import criteria, draft, frame, icp_rules, icp_save, icp_scenarios, quality

PROGRAMME = "programme"


def choose_programme(known: Sequence[Programme]) -> Programme | None:
    """The programme whose tiers are compared; asked only where there are several."""
    if len(known) < 2:
        return known[0] if known else None
    names = {programme.name: programme for programme in known}
    chosen = st.selectbox(
        "Programme", list(names), key=PROGRAMME, bind="query-params", persist_state="session"
    )
    return names.get(chosen, known[0])


def scored_live(shown: Workshop, live: Live) -> Scored | None:
    """The live profile on today's data; none when nothing was saved from a profile."""
    return shown.score_once(live.profile) if live.profile else None


def title_row(shown: Workshop, compared: Comparison) -> None:
    """Title on the left, what can be done on the right."""
    row = st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    row.title("ICP & tiers", width="content")
    with row.container(horizontal=True, horizontal_alignment="right", width="content"):
        steps = draft.held().history
        st.button("Undo", key="undo", type="tertiary", icon=":material/undo:",
                  on_click=draft.undo, disabled=not steps.can_undo)  # fmt: skip
        st.button("Redo", key="redo", type="tertiary", icon=":material/redo:",
                  on_click=draft.redo, disabled=not steps.can_redo)  # fmt: skip
        back = "Reset to live" if compared.live.profile is not None else "Reset"
        st.button(back, key="reset", type="tertiary", icon=":material/replay:",
                  on_click=draft.reset, disabled=not steps.can_reset)  # fmt: skip
        icp_scenarios.button(shown, compared)
        icp_rules.button(shown, compared)
        icp_save.button(shown, compared)


def figures(shown: Workshop, compared: Comparison) -> None:
    """Four figures: tier 1, its open pipeline, movers, capacity."""
    line, currency = compared.lines[0], shown.accounts.currency
    known = compared.live.programme is not None
    pipeline_change = wording.pipeline_change(line, currency)
    changes = pipeline_change[0] in "+-"
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric(
            "Tier 1 accounts", formats.count(line.n_draft),
            line.n_draft - line.n_live if known else None,
            delta_color="off", border=True, height="stretch",
            delta_description="vs live" if known else None,
        )
        st.metric(
            "Tier 1 open pipeline", frame.plain(formats.money(line.pipeline_draft, currency)),
            frame.plain(pipeline_change) if known else None, border=True, height="stretch",
            delta_color="normal" if changes else "off",
            delta_arrow="auto" if changes else "off",
            delta_description="vs live" if known else None,
        )
        label = "Accounts that change tier" if known else "Accounts in a tier"
        moves = (f"{formats.count(compared.n_up)} up, {formats.count(compared.n_down)} down"
                 if known else f"of {formats.count(len(shown.accounts))}")  # fmt: skip
        st.metric(
            label, formats.count(len(compared.moved)), moves, delta_color="off",
            delta_arrow="off", border=True, height="stretch",
        )
        share, _, rest = wording.capacity(compared).partition(", ")
        st.metric(
            "Tier 1 capacity used", share, rest, delta_color="off", delta_arrow="off",
            border=True, height="stretch",
        )  # fmt: skip


def warnings(shown: Workshop, compared: Comparison) -> DeltaGenerator:
    """One line each, with the cause, the size and the effect; the place for more of them."""
    place = st.container(gap="xxsmall")
    with place:
        texts = [
            f":orange-badge[:material/warning: Note] {frame.plain(warning.text)}"
            for warning in wording.warnings(shown.accounts, compared)
        ]
        if texts:
            st.markdown("  \n".join(texts))
    return place


def data_warning(shown: Workshop) -> None:
    """Findings of the quality checks that concern this screen."""
    quality.warning(ICP, shown.revision)


def weights(shown: Workshop, compared: Comparison) -> DeltaGenerator:
    """Importance points per criterion, with the share that they make; the place of their bar."""
    profile, live = compared.draft.profile, compared.live.profile
    live_shares = {} if live is None else live.share_by_name
    with st.container(border=True, gap="small"):
        st.markdown("### Weights")
        st.caption("Slide importance points; the shares always add up to 100 %.")
        bar = st.container()
        for criterion, share in zip(profile.criteria, profile.shares, strict=True):
            _weight(criterion.name, share, live_shares.get(criterion.name))
        _weight_actions(shown, compared)
    return bar


def _weight(name: str, share: float, live_share: float | None) -> None:
    """A criterion's share as text, and the slider that a screen reader knows by its name alone."""
    low, high = settings.WEIGHT_LIMITS.value
    was = "" if live_share is None or round(100 * live_share) == round(100 * share) else (
        f" :gray[live {formats.percent(live_share)}]")  # fmt: skip
    with st.container(key=f"share_{name}", gap="xxsmall"):
        st.markdown(f"{frame.plain(name)} **{formats.percent(share)}**{was}")
        st.slider(
            f"{frame.plain(name)}, points", low, high, key=draft.weight_key(name),
            format="%d pts", persist_state="session", label_visibility="collapsed",
        )  # fmt: skip


def _weight_actions(shown: Workshop, compared: Comparison) -> None:
    profile = compared.draft.profile
    total = round(sum(profile.weights))
    with st.container(horizontal=True, gap="small"):
        if st.button("Edit criteria", key="edit_criteria", icon=":material/edit:"):
            criteria.edit(shown, profile)
        st.button(
            f"Rebase to 100 (now {total})", key="rebase", icon=":material/balance:",
            type="tertiary", disabled=total in (0, 100),
            on_click=draft.replace_profile, args=(profile.rebased(),),
            help="Scale the points so that they add up to 100. Shares stay as they are, to the "
                 "nearest point.",
        )  # fmt: skip
