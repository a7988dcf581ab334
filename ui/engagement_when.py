"""When to act: who fits and is in the market now, and who waits for a follow-up."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats, house, schema
from abm_core.measure import signals, signals_grid, signals_wording, sla
from abm_core.output import engagement_charts
from abm_core.review import lists
from ui import figures, follow_ups, frame, list_actions, places
from ui.engagement_look import Look
from ui.list_actions import Sheet, Source

BANDS = {"High": "high", "Middle": "middle", "Low": "low"}
EXPORTED = ["account_id", "name", "tier", "score", "fit", "timing", "why_now"]


def show(look: Look) -> None:
    """Nine cells with the accounts behind one of them; the follow-up clock."""
    with st.container(border=True, gap="xsmall"):
        _grid(look)
    with st.container(border=True, gap="xsmall"):
        _follow_up(look)


def _grid(look: Look) -> None:
    with frame.cursor() as cursor:
        found = signals_grid.grid(cursor)
    st.markdown("### Fit and timing")
    if found.n_in_no_cell == found.n_accounts:
        st.info(signals_wording.NO_TIMING, icon=":material/hourglass_empty:")
        return
    st.markdown(signals_wording.grid(found))
    table = found.cells.pivot(index="fit_band", columns="timing_band", values="n_accounts")
    table = table.loc[list(BANDS.values()), list(BANDS.values())[::-1]]
    named = table.rename(index=str.capitalize, columns=str.capitalize)
    cells, choice = st.columns([0.62, 0.38], gap="medium")
    with cells:
        figures.show(engagement_charts.grid(named, frame.palette(), across="Timing", up="Fit"),
                     "fit_timing", signals_wording.grid(found))  # fmt: skip
    with choice:
        fit = st.segmented_control("Fit", list(BANDS), default="High", required=True,
                                   key="grid_fit")  # fmt: skip
        timing = st.segmented_control("Timing", list(BANDS), default="High", required=True,
                                      key="grid_timing")  # fmt: skip
        st.caption("The accounts of one cell are listed below.")
    _cell(look, BANDS[fit], BANDS[timing])


def _cell(look: Look, fit: str, timing: str) -> None:
    with frame.cursor() as cursor:
        rows = signals_grid.accounts(cursor, fit, timing)
        why = signals.why_now(cursor, as_of=look.as_of)
    rows = rows.merge(why[["account_id", "sentence"]], on="account_id", how="left")
    rows = rows.rename(columns={"sentence": "why_now"})
    st.dataframe(
        rows.assign(tier=rows["tier"].map(formats.saved_tier)), hide_index=True, width="stretch",
        placeholder=formats.NONE,
        column_order=["name", "tier", "score", "fit", "timing", "why_now"],
        column_config={
            "name": st.column_config.TextColumn("Account", width="medium"), "tier": "Tier",
            "score": st.column_config.NumberColumn("Score", format="%.0f"),
            "fit": st.column_config.NumberColumn("Fit", format="%.0f"),
            "timing": st.column_config.NumberColumn("Timing", format="%.0f"),
            "why_now": st.column_config.TextColumn("Why now", width="large"),
        },
    )  # fmt: skip
    cell = f"{fit} fit, {timing} timing"
    source = Source(
        "cell", cell.capitalize(), "Engagement", places.ENGAGEMENT_PAGE, lists.ACCOUNTS, len(rows),
        lambda: rows["account_id"].tolist(), cell,
    )  # fmt: skip
    list_actions.show(source, lambda: _sheet(rows, look, cell))


def _sheet(rows: pd.DataFrame, look: Look, cell: str) -> Sheet:
    return Sheet(rows[EXPORTED], (schema.ACCOUNTS, schema.ACCOUNT_SCORES),
                 [("Accounts", cell), ("As of", formats.day(look.as_of))])  # fmt: skip


def _follow_up(look: Look) -> None:
    with frame.cursor() as cursor:
        chosen = house.read(cursor)
        found = sla.recent(cursor, as_of=look.as_of)
    st.markdown("### Follow-up of qualified accounts")
    st.markdown(signals_wording.follow_ups(found, chosen.sla_hours))
    if not found:
        return
    follow_ups.table(found, chosen.time_zone)
    source = Source(
        "follow_up", "Qualified accounts to follow up", "Engagement", places.ENGAGEMENT_PAGE,
        lists.ACCOUNTS, len(found), lambda: [one.account_id for one in found],
    )  # fmt: skip
    list_actions.show(source)
