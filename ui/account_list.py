"""The list of accounts on the ICP & tiers screen, and the file that carries it away."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from abm_core import formats, schema, settings
from abm_core.output import excel
from abm_core.output import lists as account_lists
from abm_core.review import lists
from abm_core.targeting import whatif
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame, icp_charts, links, list_actions, places
from ui.icp_panels import scored_live
from ui.list_actions import Sheet, Source

SHOW, SEARCH = "icp_list", "icp_search"
CHANGES, ALL, EXCLUDED = "Changes", "All", "Excluded"
LIST_NAMES = {CHANGES: "Accounts that change tier"}
BEST = 1
SEARCHED_AT_ONCE = 10_000  # what a longer list holds is searched for once, not at every step
TABLE_HEIGHT, ROW_HEIGHT = 388, 35
TIER_NAMES = {formats.tier(level): level for level in (BEST, 2, 3)}


def show(shown: Workshop, compared: Comparison) -> None:
    """The list wanted, its file, and why the account chosen scores what it scores."""
    choice = _toolbar(shown, compared)
    if choice == CHANGES and not len(compared.moved):
        st.caption("No account changes tier yet. These are the tier 1 accounts.")
        choice = formats.tier(BEST)
    rows = _search(shown, _members(compared, choice))
    if not len(rows):
        _nothing(choice)
        return
    listed = _in_order(compared, choice, rows, settings.LIST_ROWS.value)
    if len(rows) > len(listed):
        st.caption(
            f"The first {formats.count(len(listed))} of {formats.count(len(rows))}; the Excel "
            "file holds all of them."
        )
    picked = _table(shown, compared, listed)
    _actions(shown, compared, choice, rows)
    icp_charts.why(shown, compared, int(listed[min(picked, len(listed) - 1)]))


def _toolbar(shown: Workshop, compared: Comparison) -> str:
    """Which accounts to list; search; the Excel file of what is listed."""
    options = [CHANGES, *TIER_NAMES, EXCLUDED, ALL]
    if compared.live.programme is None:
        options.remove(CHANGES)
    usual = options[0] if options[0] == CHANGES or compared.lines[0].n_draft else ALL
    links.take(SHOW, options, usual)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        choice = st.segmented_control(
            "Show", options, required=True, key=SHOW, persist_state="session",
            label_visibility="collapsed", format_func=lambda name: _counted(compared, name),
        )  # fmt: skip
        links.give(SHOW, usual)
        st.text_input(
            "Search by name or domain", key=SEARCH, placeholder="Search by name or domain",
            label_visibility="collapsed", width=260, icon=":material/search:",
            bind="query-params",
        )  # fmt: skip
    return choice or ALL


def _counted(compared: Comparison, name: str) -> str:
    return f"{name} · {formats.count(_size(compared, name))}"


def _size(compared: Comparison, name: str) -> int:
    if name == CHANGES:
        return len(compared.moved)
    if name == EXCLUDED:
        return int(np.count_nonzero(compared.draft.frame.excluded))
    if name in TIER_NAMES:
        return compared.lines[TIER_NAMES[name] - 1].n_draft
    return len(compared.draft.tier)


def _members(compared: Comparison, choice: str) -> np.ndarray:
    """Row numbers of the accounts in the list."""
    draft = compared.draft
    if choice == CHANGES:
        return compared.moved
    if choice in TIER_NAMES:
        return np.flatnonzero(draft.tier == TIER_NAMES[choice])
    if choice == EXCLUDED:
        return np.flatnonzero(draft.frame.excluded)
    return np.arange(len(draft.tier))


def _in_order(compared: Comparison, choice: str, rows: np.ndarray, limit: int) -> np.ndarray:
    """The first accounts of the list, in its order."""
    if choice == CHANGES:
        return whatif.by_change(compared, limit, rows)
    return whatif.top(compared.draft.scores, rows, limit)


def _search(shown: Workshop, rows: np.ndarray) -> np.ndarray:
    text = (st.session_state.get(SEARCH) or "").strip()
    if len(rows) <= SEARCHED_AT_ONCE or not text:
        return whatif.named(shown.accounts, rows, text)
    return np.intersect1d(rows, shown.named(text), assume_unique=True)


def _nothing(choice: str) -> None:
    """Say which filter left nothing, and how to lift it."""
    if st.session_state.get(SEARCH):
        st.info(f"No account under “{choice}” holds “{frame.plain(st.session_state[SEARCH])}”.")
        st.button("Clear search", key="clear_search", on_click=_clear_search)
    else:
        st.info(f"No account is under “{choice}” in this draft.")


def _clear_search() -> None:
    st.session_state[SEARCH] = ""


def _table(shown: Workshop, compared: Comparison, rows: np.ndarray) -> int:
    """Draw the list; the position of the account chosen in it."""
    table = _drawn(shown, compared, rows)
    columns = _columns(table, compared)
    event = st.dataframe(
        table.select(columns), hide_index=True, key="accounts_table", placeholder=formats.NONE,
        height=min(TABLE_HEIGHT, ROW_HEIGHT * (len(rows) + 1) + 3),
        on_select="rerun", selection_mode="single-row-required",
        column_order=columns, column_config=_config(shown.accounts.currency),
        alt="Accounts with live and draft tier, scores and what moved them",
    )  # fmt: skip
    picked = event["selection"]["rows"]
    return picked[0] if picked else 0


def _drawn(shown: Workshop, compared: Comparison, rows: np.ndarray) -> pa.Table:
    """The list as a browser gets it: Arrow at once, since a frame of pandas costs twice as much."""
    columns = whatif.columns(shown.accounts, compared, scored_live(shown, compared.live), rows)
    for ref in ("sales_owner", "region"):
        if ref in shown.accounts.fields:
            columns[ref] = shown.accounts.at(ref, rows)
    for ref in ("live_tier", "draft_tier"):
        columns[ref] = [[formats.tier(level)] if level else [] for level in columns[ref]]
    table = {name: pa.array(values, from_pandas=True) for name, values in columns.items()}
    table["completeness"] = pc.multiply(table["completeness"], 100.0)
    return pa.table(table)


def _columns(table: pa.Table, compared: Comparison) -> list[str]:
    live = [] if compared.live.programme is None else ["live_tier"]
    scores = [] if compared.live_scores is None else ["live_score", "change"]
    wanted = ["name", *live, "draft_tier", "score", *scores, "driver", "completeness",
              "open_pipeline", "sales_owner", "region", "fit", "timing", "floor",
              "ceiling"]  # fmt: skip
    return [column for column in wanted if column in table.column_names]


def _config(currency: str) -> dict[str, object]:
    colors = frame.palette()
    badges = {
        "options": list(TIER_NAMES), "color": list(colors.tiers),
    }  # fmt: skip
    label = {field.name: field.label for field in (*schema.ACCOUNTS.fields, *schema.DERIVED)}
    help_ = {field.name: field.doc for field in schema.DERIVED}
    column = st.column_config
    unit = f" ({currency})" if currency else ""
    return {
        "name": column.TextColumn("Account", width=190),
        "live_tier": column.MultiselectColumn("Live", help=help_["live_tier"], width=70, **badges),
        "draft_tier": column.MultiselectColumn(
            "Draft", help=help_["draft_tier"], width=70, **badges),
        "score": column.ProgressColumn(
            "Score", help=help_["score"], format="%.1f", min_value=0, max_value=100, width=110),
        "live_score": column.NumberColumn("Live score", help=help_["live_score"], format="%.1f"),
        "change": column.NumberColumn("Change", help=help_["change"], format="%+.1f"),
        "driver": column.TextColumn("Driver", help=help_["driver"], width=150),
        "completeness": column.NumberColumn(
            "Known", help=help_["completeness"], format="%.0f %%", width=70),
        "open_pipeline": column.NumberColumn(
            label["open_pipeline"] + unit, help=help_["open_pipeline"], format="compact"),
        "sales_owner": column.TextColumn(label["sales_owner"]),
        "region": column.TextColumn(label["region"]),
        **{
            name: column.NumberColumn(label[name], help=help_[name], format="%.1f")
            for name in ("fit", "timing", "floor", "ceiling")
        },
    }  # fmt: skip


def _actions(shown: Workshop, compared: Comparison, choice: str, rows: np.ndarray) -> None:
    """Save or take along all accounts of the list, also those that are not drawn."""
    def ordered() -> np.ndarray:
        return _in_order(compared, choice, rows, len(rows))

    source = Source(
        "icp", LIST_NAMES.get(choice, f"{choice} accounts"), "ICP & tiers", places.ICP_PAGE,
        lists.ACCOUNTS, len(rows), lambda: shown.accounts.ids[ordered()].tolist(),
        _filters(choice),
    )  # fmt: skip
    list_actions.show(source, lambda: _sheet(shown, compared, choice, ordered()))


def _sheet(shown: Workshop, compared: Comparison, choice: str, rows: np.ndarray) -> Sheet:
    scored, live = compared.draft, compared.live
    table = whatif.table(shown.accounts, compared, scored_live(shown, live), rows)
    notes = account_lists.list_notes(
        scored, live, as_of=shown.as_of, made_on=frame.now().date(), n_rows=len(rows),
        filters=_filters(choice),
    )  # fmt: skip
    return Sheet(account_lists.list_frame(shown.accounts, rows, table, live, draft=scored),
                 excel.LIST_ENTITIES, notes, shown.accounts.currency)  # fmt: skip


def _filters(choice: str) -> str:
    """The filters of the list in words."""
    search = st.session_state.get(SEARCH)
    return f"{choice}, name or domain holds “{search}”" if search else choice

