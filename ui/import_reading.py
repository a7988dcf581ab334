"""How a file was read, in a sentence; and reading it otherwise where that is wrong."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

import streamlit as st

from abm_core.intake.read import how_read, readers
from abm_core.intake.read.archives import Source
from abm_core.intake.read.options import AS_FOUND, ENCODINGS, SEPARATORS, ReadOptions
from abm_core.intake.read.tables import Table
from ui import frame

FOUND = ""


class Read(NamedTuple):
    """A table as it was found, and the file that it can be read from again."""

    source: Source
    table: Table


def chosen(key: str) -> ReadOptions:
    """What the user said about the reading of a table."""
    state = st.session_state
    return ReadOptions(
        state.get(f"encoding_{key}") or None, state.get(f"separator_{key}") or None,
        state.get(f"header_row_{key}"),
    )


def again(read: Read, key: str) -> Table:
    """The table as the user wants it read; read anew only when that has changed."""
    options, place = chosen(key), f"read_again_{key}"
    if options == AS_FOUND:
        return read.table
    if place not in st.session_state or st.session_state[place][0] != options:
        found = readers.again(read.table, read.source.name, read.source.read(), options)
        st.session_state[place] = (options, found)
    table: Table = st.session_state[place][1]
    return table


def panel(name: str, table: Table | None, key: str) -> None:
    """The sentence, and what can be said otherwise; ``table`` is ``None`` for one not read."""
    suffix = PurePath(name).suffix.lower()
    is_text = suffix in readers.TEXT_FILES
    said = how_read.sentence(table) if table else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if said:
            st.caption(frame.plain(said), width="content")
        if is_text or suffix in readers.EXCEL_FILES:
            with st.popover("Read it otherwise", type="tertiary", key=f"otherwise_{key}"):
                _choices(table, key, is_text=is_text)


def _choices(table: Table | None, key: str, *, is_text: bool) -> None:
    if is_text:
        encoding = how_read.encoding(table.encoding) if table else ""
        separator = how_read.separator(table.separator) if table else ""
        st.selectbox(
            "Encoding", [FOUND, *ENCODINGS], key=f"encoding_{key}",
            format_func=lambda name: ENCODINGS.get(name) or _as_found(encoding),
            help="Choose another one where letters with accents look wrong.",
        )  # fmt: skip
        st.selectbox(
            "Separator", [FOUND, *SEPARATORS], key=f"separator_{key}",
            format_func=lambda mark: SEPARATORS.get(mark, "").capitalize() or _as_found(separator),
            help="What stands between the cells of a row.",
        )  # fmt: skip
    found = str(table.header_row) if table and table.header_row else "as found"
    st.number_input(
        "Header row", min_value=1, value=None, step=1, key=f"header_row_{key}", placeholder=found,
        help="The row that names the columns, as a spreadsheet counts. Rows above it are left "
             "out and counted.",
    )  # fmt: skip


def _as_found(name: str) -> str:
    return f"As found ({name})" if name else "As found"
