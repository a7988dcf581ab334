"""The parts of the Coverage screen: figures, the map, the ladder, health, threads, own deals."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.measure import coverage, coverage_health, coverage_map, matter_wording
from abm_core.measure import coverage_wording as wording
from abm_core.output import coverage_charts, coverage_heat
from ui import coverage_people, coverage_view, figures, frame
from ui.coverage_view import Shown

PAGE = "coverage_page"
TABLE_HEIGHT = 388
BY: dict[str, coverage.By] = {
    "Role": "role", "Tier": "tier", "Sales owner": "owner", "Segment": "segment",
}  # fmt: skip
MOST_GROUPS = 10  # whose bars fit beside the other parts


def cards(shown: Shown) -> None:
    """Four figures."""
    found = coverage_map.figures(shown.found)
    with st.grid(4, min_column_width=150, gap="small"):
        for label, value, beneath, meaning in wording.cards(found, shown.found.currency):
            st.metric(label, value, frame.plain(beneath), border=True, height="stretch",
                      delta_color="off", delta_arrow="off", help=meaning)  # fmt: skip


def heat(shown: Shown) -> None:
    """Accounts by roles, a page at a time."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Required roles by account")
        line = st.container()
        number = _page(shown)
        found = coverage_map.page(shown.found, number)
        n_all = len(shown.found.accounts)
        line.caption(frame.plain(wording.map_line(found, number, coverage_map.ROWS, n_all)))
        if not wording.knows_roles(shown.found):
            st.info(wording.NO_ROLES, icon=":material/info:")
        key = f"coverage_heat_{shown.view}_{number}"
        st.echarts_chart(
            coverage_heat.heat(found, frame.palette()), height=coverage_heat.height(found),
            key=key, alt=frame.plain(wording.map_told(found)),
            on_select=lambda: coverage_people.remember(found, key),
        )  # fmt: skip


def _page(shown: Shown) -> int:
    n_pages = coverage_map.n_pages(shown.found)
    if n_pages < 2:
        return 1
    return int(st.number_input(
        f"Page, of {formats.count(n_pages)}", min_value=1, max_value=n_pages, width=160,
        key=f"{PAGE}_{shown.view}",
    ))  # fmt: skip


def ladder(shown: Shown) -> None:
    """How far required contacts have come, by role, tier, owner or segment."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### From known to engaged")
        by = BY[st.segmented_control("By", list(BY), default="Role", required=True,
                                     key="coverage_by", label_visibility="collapsed")]
        table = coverage.summary(shown.found, by)
        table["group"] = [wording.group_name(by, one) for one in table["group"]]
        st.caption(wording.LADDER)
        first = table.head(MOST_GROUPS)
        if len(first) < len(table):
            st.caption(wording.some_groups(len(first), len(table)))
        figures.show(
            coverage_charts.ladder(first, frame.palette()), f"coverage_ladder_{by}",
            wording.ladder_told(first),
        )
        with st.expander("As a table", icon=":material/table:"):
            _groups(table, by, shown.found.currency)


def _groups(table: pd.DataFrame, by: coverage.By, currency: str) -> None:
    column = st.column_config
    share = column.NumberColumn
    st.dataframe(
        table, hide_index=True, width="stretch", key=f"coverage_groups_{by}",
        height=height(len(table)), placeholder=formats.NONE,
        column_order=["group", "n_accounts", "n_accounts_missing", "share_current",
                      "share_engaged", "n_required", "pipeline_at_risk"],
        column_config={
            "group": column.TextColumn({one: name for name, one in BY.items()}[by]),
            "n_accounts": share("Accounts"), "n_accounts_missing": share("Missing a role"),
            "share_current": share("Covered", format="percent"),
            "share_engaged": share("Engaged", format="percent"),
            "n_required": share("Required contacts"),
            "pipeline_at_risk": share(f"Pipeline at risk, {currency}", format="localized"),
        },
    )  # fmt: skip


def health(shown: Shown) -> None:
    """Targets, reach, contacts per account, staleness, threads."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Against the targets")
        for text in wording.health_sentences(coverage_health.health(shown.found)):
            st.markdown(f"- {frame.plain(text)}")


def matter(shown: Shown) -> None:
    """Win rates of own deals by engaged contacts."""
    found = coverage_view.matter(shown.as_of)
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Does it matter here?")
        st.markdown(frame.plain(matter_wording.headline(found)))
        if not found.n_deals:
            return
        figures.show(
            coverage_charts.rates(found.groups, frame.palette()), "coverage_rates",
            matter_wording.rates_told(found),
        )  # fmt: skip
        with st.expander("By role, and what this cannot say", icon=":material/help:"):
            for one in found.roles:
                st.markdown(f"- {frame.plain(matter_wording.compared(one))}")
            for text in matter_wording.limits(found):
                st.caption(frame.plain(text))


def single(shown: Shown) -> None:
    """Accounts that hang on one contact."""
    found = coverage_map.single_threaded(shown.found)
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Hanging on one contact")
        st.markdown(wording.single_line(len(found), len(shown.found.accounts)))
        if found.empty:
            return
        st.dataframe(
            found.assign(tier=found["tier"].map(formats.saved_tier)), hide_index=True,
            width="stretch", placeholder=formats.NONE, key="coverage_single",
            height=height(len(found)),
            column_order=["name", "tier", "n_engaged", "n_threads_needed", "n_contacts",
                          "open_pipeline", "owner"],
            column_config={
                "name": st.column_config.TextColumn("Account", width="medium"), "tier": "Tier",
                "n_engaged": st.column_config.NumberColumn("Engaged contacts"),
                "n_threads_needed": st.column_config.NumberColumn(
                    "Needed", help="Engaged contacts that an account of its tier needs."),
                "n_contacts": st.column_config.NumberColumn("Contacts"),
                "open_pipeline": st.column_config.NumberColumn(
                    f"Open pipeline, {shown.found.currency}", format="localized"),
                "owner": "Sales owner",
            },
        )  # fmt: skip


def height(n_rows: int) -> int | str:
    """A table as high as its rows, up to a screen's part."""
    return TABLE_HEIGHT if n_rows > 10 else "content"
