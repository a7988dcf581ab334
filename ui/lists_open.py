"""One saved list: who is on it as they are today, files of it, its history."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from abm_core import formats, schema
from abm_core.review import exports, list_facts, lists, lists_wording
from abm_core.review.lists import SavedList
from ui import frame, list_actions, lists_edit, lists_overview, places
from ui.list_actions import Source

HEIGHT = 420
ORDER = {
    "accounts": ["name", "domain", "live_tier", "score", "account_stage", "engagement_points",
                 "open_pipeline", "sales_owner", "country"],
    "contacts": ["mark", "name", "title", "of_account", "committee_roles", "email", "phone",
                 "is_reachable", "is_engaged", "live_tier", "account_stage"],
    "opportunities": ["name", "of_account", "stage", "outcome", "amount", "currency",
                      "expected_on", "closed_on", "owner", "live_tier"],
}  # fmt: skip


def show(of: SavedList) -> None:
    """The list, its files and its history."""
    frame.bring_up_to_date()
    with frame.cursor() as cursor:
        ids = lists.members(cursor, of)
        rows = list_facts.read(cursor, of.entity, ids)
        marks = (list_facts.why_not(cursor, ids, as_of=list_actions.as_of())
                 if of.entity == lists.CONTACTS else {})  # fmt: skip
    st.markdown(f"## {frame.plain(of.name)}")
    st.caption(frame.plain(lists_wording.saved(of)))
    if of.note:
        st.markdown(frame.plain(of.note))
    lists_edit.notice()
    lists_edit.buttons(of)
    for text in lists_wording.limits(of, n_gone=of.n_rows - len(rows), n_marked=len(marks)):
        st.info(frame.plain(text), icon=":material/info:")
    _table(of, rows, marks)
    _files(of, ids)
    _history(of)


def _table(of: SavedList, rows: pd.DataFrame, marks: dict[str, str]) -> None:
    if rows.empty:
        st.info("Nobody of this list is in the data any more.", icon=":material/person_off:")
        return
    shown = rows.assign(live_tier=[_tier(one) for one in rows["live_tier"]])
    if of.entity == lists.CONTACTS:
        shown["mark"] = rows["contact_id"].map(marks)
    st.dataframe(
        shown, hide_index=True, width="stretch", key="lists_rows", placeholder=formats.NONE,
        height=HEIGHT if len(rows) > 11 else "content", column_order=ORDER[of.entity],
        column_config=_config(of.entity), alt=f"Who is on the list {of.name}",
    )  # fmt: skip


def _tier(value: Any) -> list[str]:  # noqa: ANN401
    return [formats.saved_tier(value)] if isinstance(value, str) else []


def _config(entity: str) -> dict[str, object]:
    column = st.column_config
    fields = {one.name: one for one in (*schema.entity(entity).fields, *schema.DERIVED)}
    number = {"score": "%.1f", "engagement_points": "%.0f", "open_pipeline": "compact",
              "amount": "compact"}  # fmt: skip
    return {
        **{name: column.Column(fields[name].label, help=fields[name].doc)
           for name in ORDER[entity] if name in fields},
        **{name: column.NumberColumn(fields[name].label, help=fields[name].doc, format=pattern)
           for name, pattern in number.items() if name in fields},
        "name": column.TextColumn(fields["name"].label, width="medium"),
        "live_tier": column.MultiselectColumn(
            "Tier", options=[formats.tier(int(one)) for one in schema.TIERS],
            color=list(frame.palette().tiers), width=70),
        "mark": column.TextColumn("In no file", help="Why the contact leaves in no file."),
    }  # fmt: skip


def _files(of: SavedList, ids: list[str]) -> None:
    source = Source("lists", of.name, lists_wording.saved(of), places.LISTS_PAGE, of.entity,
                   len(ids), lambda: ids, of.note, of.list_id)  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        list_actions.files(source)


def _history(of: SavedList) -> None:
    with frame.cursor() as cursor:
        kept = lists.versions(cursor, of.list_id)
        taken = exports.listing(cursor, list_id=of.list_id)
        said = [lists_wording.since(cursor, of, one, before)
                for one, before in zip(kept, [*kept[1:], None], strict=True)]  # fmt: skip
    n = formats.counted(len(kept), "version")
    with st.expander(f"History: {n}", icon=":material/history:", key="lists_history"):
        for text in said:
            st.markdown(f"- {frame.plain(text)}")
    if len(taken):
        n = formats.counted(len(taken), "file")
        with st.expander(f"What left: {n}", icon=":material/output:", key="lists_taken"):
            lists_overview.exports_table(taken, "list_exports")


