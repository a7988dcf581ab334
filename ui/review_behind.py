"""How do you know? The rows behind any number of the review, in a drawer beside it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.output import excel, review_rows
from abm_core.review import behind_wording
from abm_core.review.said import Behind, Column
from ui import downloads, frame

LABEL = "How do you know?"
TABLE_HEIGHT, SHORT_LIST = 520, 12


def button(found: Sequence[Behind], key: str, about: str) -> None:
    """The control beside sentences: opens the rows behind their numbers."""
    if found and st.button(LABEL, key=f"{key}_behind", type="tertiary",
                           help=f"The rows behind {_some(found)}."):  # fmt: skip
        drawer(tuple(found), about)


def _some(found: Sequence[Behind]) -> str:
    names = [frame.plain(one.shown) for one in found[:3]]
    return formats.listed([*names, "others"] if len(found) > len(names) else names)


@st.dialog(LABEL, width="large", position="right")
def drawer(found: tuple[Behind, ...], about: str) -> None:
    """One number at a time: how it is made, its rows, and a file of them."""
    chosen = found[0]
    if len(found) > 1:
        at = st.selectbox("Number", range(len(found)), key="review_number",
                          format_func=lambda one: behind_wording.name(found[one]))  # fmt: skip
        chosen = found[at]
    st.markdown(f"**{frame.plain(chosen.label)}**")
    st.markdown(frame.plain(behind_wording.how(chosen)))
    if not chosen.rows.rows:
        return
    rows = review_rows.table(chosen)
    if "account_id" in rows:
        rows["account_id"] = rows["account_id"].map(_address)
    st.dataframe(
        rows, hide_index=True, width="stretch", placeholder=formats.NONE, key="review_rows",
        height="content" if len(rows) <= SHORT_LIST else TABLE_HEIGHT,
        column_config={one.name: _config(one, chosen) for one in chosen.rows.columns},
        alt=frame.plain(chosen.label),
    )  # fmt: skip
    downloads.button(
        "Excel", lambda: review_rows.workbook(chosen, about), mime=excel.MIME,
        file=f"{frame.file_stem(chosen.label)}.xlsx", key="review_rows_file",
        what=f"Weekly review: {chosen.label}", n_rows=len(rows),
    )  # fmt: skip


def _address(account_id: object) -> str | None:
    """Where the page of an account is; the sample's stays in the sample."""
    if pd.isna(account_id):
        return None
    sample = {frame.CHOICE: frame.SAMPLE} if frame.choice() == frame.SAMPLE else {}
    return f"/account?{urlencode({'account': account_id, **sample})}"


def _config(of: Column, number: Behind) -> object:
    column = st.column_config
    if of.name == "account_id":
        return column.LinkColumn("Page", display_text="Open", width=60)
    if of.kind in ("day", "week"):
        return column.DateColumn(of.label, format="D MMM YYYY")
    if of.kind == "share":
        return column.NumberColumn(of.label, format="percent")
    if of.kind == "money":
        unit = f", {number.currency}" if number.currency else ""
        return column.NumberColumn(f"{of.label}{unit}", format="localized")
    if of.kind in ("count", "number"):
        return column.NumberColumn(of.label, format="localized")
    return column.TextColumn(of.label)
