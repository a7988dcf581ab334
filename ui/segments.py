"""Settings, segments: saved filters over accounts, made and deleted here."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from duckdb import DuckDBPyConnection

from abm_core import formats, segments, upkeep
from ui import frame

ROUND, SAVED = "segments_round", "segments_saved"
MOST = 3  # conditions that the form offers; the command line takes any number


def section() -> None:
    """The saved segments, a form for another, and one to delete."""
    st.session_state.setdefault(ROUND, 0)
    if SAVED in st.session_state:
        st.toast(st.session_state.pop(SAVED), icon=":material/check:")
    with st.container(border=True, gap="small", key="segments_section"), frame.cursor() as cursor:
        upkeep.compute(cursor, now=frame.now())
        st.markdown("### Segments")
        st.caption(
            "Saved filters over accounts, such as a tier 2 cluster, a region, a product line: "
            f"Engagement and Coverage can be told by them. {segments.told(cursor)}"
        )
        kept = segments.listing(cursor)
        if kept:
            _table(kept, segments.sizes(cursor))
        with st.expander("New segment, or one of the same name anew", icon=":material/add:"):
            _form(cursor)
        if kept:
            _delete(cursor, [one.name for one in kept])


def _table(kept: list[segments.Segment], sizes: dict[str, int]) -> None:
    rows = pd.DataFrame({
        "Segment": [one.name for one in kept], "Accounts of which": [one.told for one in kept],
        "Accounts": [sizes.get(one.name, 0) for one in kept],
    })  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch", height="content")


def _form(cursor: DuckDBPyConnection) -> None:
    place = st.session_state[ROUND]
    name = st.text_input("Name", key=f"segments_name_{place}", max_chars=segments.LONGEST)
    known = segments.fields(cursor)
    conditions: dict[str, list[str]] = {}
    for number in range(MOST):
        left, right = st.columns([0.35, 0.65], gap="small")
        left_over = ["", *(one for one in known if one not in conditions)]
        field = left.selectbox(
            "and" if number else "Field", left_over,
            format_func=lambda one: segments.label(one) if one else "Choose a field",
            key=f"segments_field_{place}_{number}",
        )  # fmt: skip
        if not field:
            break
        conditions[field] = right.multiselect(
            "is any of", segments.values(cursor, field), key=f"segments_values_{place}_{field}",
            placeholder="Choose values",
        )  # fmt: skip
    if st.button("Save segment", key="segments_save", disabled=not name or not conditions):
        made = segments.save(
            cursor, name, conditions, author=frame.author(), saved_at=frame.now())  # fmt: skip
        upkeep.compute(cursor, now=frame.now())
        n = segments.sizes(cursor).get(made.name, 0)
        _again(f"Saved {made.name}: {formats.counted(n, 'account')}.")


def _delete(cursor: DuckDBPyConnection, names: list[str]) -> None:
    place = st.session_state[ROUND]
    left, right = st.columns([0.35, 0.65], gap="small", vertical_alignment="bottom")
    name = left.selectbox("Segment", names, key=f"segments_gone_{place}",
                          label_visibility="collapsed")  # fmt: skip
    if right.button("Delete segment", key="segments_delete", icon=":material/delete:"):
        segments.delete(cursor, name, author=frame.author(), deleted_at=frame.now())
        upkeep.compute(cursor, now=frame.now())
        _again(f"Deleted {name}.")


def _again(said: str) -> None:
    st.session_state[SAVED] = said
    st.session_state[ROUND] += 1
    st.rerun()
