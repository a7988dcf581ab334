"""All saved lists, and what left the workbench."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats, schema
from abm_core.review import exports, lists, lists_wording
from abm_core.review.lists import SavedList
from ui import downloads, frame, lists_look

ARCHIVED, TABLE = "lists_archived", "lists_table"
DAY = "D MMM YYYY"


def show() -> None:
    """One sentence, four figures, the lists, the exports."""
    with frame.cursor() as cursor:
        found = lists.listing(cursor, archived=True)
        figures = lists.figures(cursor, frame.now())
        taken = exports.listing(cursor)
    in_use = [one for one in found if one.archived_at is None]
    st.markdown(f"## {frame.plain(lists_wording.headline(in_use, frame.now()))}")
    with st.grid(4, min_column_width=150, gap="small"):
        for label, value, told in lists_wording.cards(figures):
            st.metric(label, value, border=True, height="stretch", help=told)
    _lists(found, in_use)
    _exports(taken)


def _lists(found: list[SavedList], in_use: list[SavedList]) -> None:
    if not found:
        st.info(lists_wording.EMPTY, icon=":material/bookmark_add:")
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Saved lists")
        everything = len(found) > len(in_use) and st.toggle("Archived too", key=ARCHIVED)
        shown = found if everything else in_use
        if not shown:
            st.caption("Every list is archived.")
            return
        rows = lists.as_frame(shown)
        event = st.dataframe(
            rows, hide_index=True, width="stretch", key=TABLE, placeholder=formats.NONE,
            on_select="rerun", selection_mode="single-row", alt="Saved lists, the newest first",
            column_order=["name", "entity", "n_rows", "owner", "note", "screen", "saved_by",
                          "saved_at", *(["archived_at"] if everything else [])],
            column_config=_config(),
        )  # fmt: skip
        st.caption("Click at the left of a row to open the list.")
    if picked := event["selection"]["rows"]:
        lists_look.open_list(str(shown[picked[0]].list_id))
        st.rerun()


def _config() -> dict[str, object]:
    column = st.column_config
    return {
        "name": column.TextColumn("List", width="medium"), "entity": "Holds",
        "n_rows": column.NumberColumn("Rows", format="localized"), "owner": "Owner",
        "note": column.TextColumn("Note", width="medium"), "screen": "From",
        "saved_by": "Saved by", "saved_at": column.DatetimeColumn("Saved on", format=DAY),
        "archived_at": column.DatetimeColumn("Archived on", format=DAY),
    }  # fmt: skip


def _exports(taken: pd.DataFrame) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown("### What left")
        if taken.empty:
            st.caption(lists_wording.NO_EXPORT)
            return
        exports_table(taken, "exports_table")
        downloads.button(
            "Log of exports", lambda: downloads.workbook(taken, schema.EXPORTS),
            file="exports.xlsx", mime=downloads.EXCEL, key="exports_file",
            n_rows=len(taken), columns=list(taken.columns),
        )  # fmt: skip


def exports_table(taken: pd.DataFrame, key: str) -> None:
    """Who took which file when."""
    column = st.column_config
    st.dataframe(
        taken.assign(format=taken["format"].map(exports.NAMES)), hide_index=True,
        width="stretch", key=key, placeholder=formats.NONE, alt="Files taken, the newest first",
        column_order=["exported_at", "author", "what", "format", "n_rows", "file", "columns",
                      "sha256"],
        column_config={
            "exported_at": column.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm"),
            "author": "Who", "what": column.TextColumn("What", width="medium"),
            "format": "Format", "n_rows": column.NumberColumn("Rows", format="localized"),
            "file": "File", "columns": column.ListColumn("Columns", width="medium"),
            "sha256": column.TextColumn("SHA-256", width="small"),
        },
    )  # fmt: skip
