"""What was imported when, undo of the last import, templates and the meaning of every column."""

from __future__ import annotations

from functools import partial

import streamlit as st

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake import ledger
from abm_core.intake.layout import templates
from ui import downloads, frame


def imports() -> None:
    """Every import, newest first, and the button that takes the last one back."""
    with frame.own_store().cursor() as cursor:
        taken = ledger.ledger(cursor)
    st.markdown("### Imports")
    if taken.empty:
        st.caption("Nothing has been imported into your store yet.")
        return
    labels = {known.name: known.label for known in schema.IMPORTS.fields}
    shown = ["imported_at", "file", "entity", "n_rows", "n_added", "n_updated", "n_unchanged",
             "n_rejected", "n_skipped", "skipped", "undone_at"]  # fmt: skip
    taken["entity"] = [schema.entity(name).label for name in taken["entity"]]
    number = st.column_config.NumberColumn(format="localized")
    time = st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm")
    st.dataframe(
        taken[shown].rename(columns=labels), hide_index=True, key="ledger",
        column_config={labels["imported_at"]: time, labels["undone_at"]: time}
        | {labels[name]: number for name in shown if name.startswith("n_")},
        placeholder="–", alt="Imports, newest first",
    )  # fmt: skip
    standing = taken.loc[taken["undone_at"].isna(), "file"]
    if len(standing) and st.button("Undo last import", key="undo", icon=":material/undo:"):
        _undo(str(standing.iloc[0]))
    if "undone" in st.session_state:
        st.success(frame.plain(st.session_state.pop("undone")))


@st.dialog("Undo last import", icon=":material/undo:")
def _undo(file: str) -> None:
    st.markdown(
        f"Everything that the import of **{frame.plain(file)}** (and the files that came with it) "
        "added is removed, and everything that it changed is as before."
    )
    if st.button("Undo it", key="undo_confirm", type="primary"):
        try:
            st.session_state["undone"] = ledger.undo_last(frame.own_store(), undone_at=frame.now())
        except AbmError as error:
            frame.show_problem(error)
        else:
            st.session_state.pop("import_report", None)
            st.rerun()


def formats_of_files() -> None:
    """Templates to download, and what every column means."""
    with st.expander("Templates and the meaning of every column"):
        with st.container(horizontal=True):
            for entity in schema.IMPORTABLE:
                downloads.button(
                    f"Template: {entity.label.lower()}",
                    partial(templates.template_csv, entity.name), file=f"{entity.name}.csv",
                    mime="text/csv", key=f"template_{entity.name}", n_rows=0,
                )  # fmt: skip
        st.dataframe(
            templates.data_dictionary().rename(columns=str.capitalize), hide_index=True,
            key="dictionary", placeholder="–",
            alt="Every column of every entity, with its meaning",
        )  # fmt: skip
