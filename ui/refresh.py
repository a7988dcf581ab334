"""The Monday routine on the Data screen: one button, one paragraph, who is missing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.again import refresh, vanished
from abm_core.intake.again.refresh import RefreshReport
from ui import downloads, frame

FOLDER = "refresh_folder"
REPORT = "refresh_report"


def panel() -> None:
    """The folder, the button, and what the refresh just made told."""
    with frame.own_store().cursor() as cursor:
        remembered = refresh.folder_of(cursor) or ""
        missing = vanished.listed(cursor)
    with st.expander("Refresh from a folder", icon=":material/sync:",
                     expanded=bool(remembered) or REPORT in st.session_state):  # fmt: skip
        _form(remembered)
        report: RefreshReport | None = st.session_state.get(REPORT)
        if report is not None:
            _told(report)
        _missing(missing)


def _form(remembered: str) -> None:
    """A path on the machine that runs the workbench; a browser cannot hand over a folder."""
    folder = st.text_input(
        "Folder with your exports", value=remembered, key=FOLDER, placeholder="C:/exports/crm",
        help="On the machine that runs the workbench. Every file is read as the last time; "
        "nothing is ever removed.",
    )  # fmt: skip
    if st.button("Refresh from folder", key="refresh", icon=":material/sync:",
                 disabled=not folder):  # fmt: skip
        _run(folder)


def _run(folder: str) -> None:
    try:
        with st.status("Refreshing…") as status:
            report = refresh.refresh(
                frame.own_store(), Path(folder), imported_at=frame.now(),
                author=frame.author() or None, progress=lambda text: status.update(
                    label=frame.plain(text)),
            )  # fmt: skip
            frame.keep_week()
    except AbmError as error:
        frame.show_problem(error)
        return
    st.session_state[REPORT] = report
    st.session_state[frame.NEXT_CHOICE] = frame.OWN
    st.rerun()


def _told(report: RefreshReport) -> None:
    st.success(frame.plain(report.paragraph), icon=":material/check_circle:")
    for text in report.first_time:
        st.caption(frame.plain(text))
    for one in report.left_out:
        st.warning(f"**{frame.plain(one.file)}** {frame.plain(one.reason)}",
                   icon=":material/help:")  # fmt: skip


def _missing(missing: pd.DataFrame) -> None:
    """Records that a full export no longer holds or marks as deleted; they stay until decided."""
    if missing.empty:
        return
    labels = {name: schema.entity(name).singular for name in missing["entity"].unique()}
    shown = pd.DataFrame({
        "Record": missing["entity"].map(labels), "ID": missing["id"], "Name": missing["name"],
        "Last seen": missing["last_seen_at"], "Missing since": missing["flagged_at"],
    })  # fmt: skip
    st.markdown("**Missing from the last full export, or marked as deleted in it**")
    day = st.column_config.DatetimeColumn(format="D MMM YYYY")
    st.dataframe(
        shown, hide_index=True, key="vanished", placeholder="–",
        column_config={"Last seen": day, "Missing since": day},
        alt="Records that the last full export does not hold or marks as deleted, newest first",
    )  # fmt: skip
    downloads.button(
        "Download the list", lambda: vanished.as_csv(missing), file="missing-records.csv",
        mime="text/csv", key="vanished_csv", what="Missing records", n_rows=len(missing),
    )  # fmt: skip
