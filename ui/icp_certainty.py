"""How sure the tiers are: other weights, close calls, and what is missing to know."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats, settings
from abm_core.output import excel
from abm_core.targeting import certainty_wording, enrich, stability
from abm_core.targeting.model import Scored
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import downloads, frame

SEED = 1  # the same draft always gets the same answer
MOST_SHOWN, HEIGHT = 20, 250
NUMBER = st.column_config.NumberColumn(format="%.1f")
CHANGE = st.column_config.NumberColumn(format="%+.1f")
PERCENT = st.column_config.NumberColumn(format="%.0f %%")


def show(shown: Workshop, compared: Comparison) -> None:
    """Stability, close calls, values to find out."""
    scored = compared.draft
    left, right = st.columns(2, gap="small")
    with left.container(border=True, height="stretch", gap="xsmall"):
        _stability(shown, scored)
    with right.container(border=True, height="stretch", gap="xsmall"):
        _missing(shown, scored)
    _close(shown, scored)


def _stability(shown: Workshop, scored: Scored) -> None:
    st.markdown("### Under slightly other weights")
    keeps = shown.stability(scored.profile, seed=SEED)
    for one in stability.summary(scored, keeps):
        st.markdown(f"- {certainty_wording.stable(one)}")
    st.caption(certainty_wording.meaning())
    rows = stability.shakiest(scored, keeps, MOST_SHOWN)
    if not len(rows):
        return
    st.markdown("**The least certain**")
    table = pd.DataFrame({
        "Account": shown.accounts.at("name", rows),
        "Tier": [formats.tier(level) for level in scored.tier[rows]],
        "Score": scored.scores[rows],
        "Keeps its tier": stability.percent(keeps[rows]),
    })  # fmt: skip
    st.dataframe(table, hide_index=True, width="stretch", placeholder=formats.NONE, height=HEIGHT,
                 column_config={"Score": NUMBER, "Keeps its tier": PERCENT})  # fmt: skip


def _missing(shown: Workshop, scored: Scored) -> None:
    st.markdown("### Worth finding out")
    found = enrich.missing(scored)
    st.markdown(frame.plain(certainty_wording.to_find_out(found)))
    if not found:
        return
    table = pd.DataFrame({
        "Criterion": [one.criterion for one in found],
        "Lack it": [one.n_unknown for one in found],
        "Could rise": [one.n_could_rise for one in found],
        "Could fall": [one.n_could_fall for one in found],
    })  # fmt: skip
    st.dataframe(table, hide_index=True, width="stretch", height="content")
    downloads.button(
        "List to enrich", lambda: _file(shown, scored), file="shortlist-to-enrich.xlsx",
        mime=excel.MIME, key="enrich_file",
        help="One row per account and missing value that could change its tier, the best chance "
             "first.",
    )  # fmt: skip


def _file(shown: Workshop, scored: Scored) -> bytes:
    return excel.workbook(
        enrich.to_enrich(shown.accounts, scored), sheet="To enrich",
        notes=[("Draft", frame.plain(scored.profile.name)),
               ("As of", formats.day(shown.as_of))],
        currency=shown.accounts.currency,
    )  # fmt: skip


def _close(shown: Workshop, scored: Scored) -> None:
    """Accounts within a point of a cutoff, tier by tier."""
    st.markdown("### Close calls")
    near = {level: stability.close_to(scored, level) for level in (1, 2, 3)}
    options = [level for level, rows in near.items() if len(rows)]
    if not options:
        st.caption("No account lies within a point of a cutoff.")
        return
    level = st.segmented_control(
        "Cutoff of", options, default=options[0], required=True, key="close_level",
        format_func=lambda one: f"{formats.tier(one)} · {formats.count(len(near[one]))}",
    )  # fmt: skip
    rows = near[level][: settings.LIST_ROWS.value]
    st.caption(certainty_wording.close_calls(scored.profile.cutoffs[level - 1]))
    table = pd.DataFrame({
        "Account": shown.accounts.at("name", rows),
        "Draft tier": [formats.tier(one) for one in scored.tier[rows]],
        "Score": scored.scores[rows],
        "From the cutoff": stability.from_cutoff(scored, level)[rows],
    })  # fmt: skip
    st.dataframe(table, hide_index=True, width="stretch", height=HEIGHT, placeholder=formats.NONE,
                 column_config={"Score": NUMBER, "From the cutoff": CHANGE})  # fmt: skip
