"""The user's own store as one file to keep, and the way back: a section of the Data screen."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from abm_core import backup, formats
from abm_core.backup import BackupReport
from ui import downloads, frame

RESTORED = "restored"
KIND = "duckdb"


def panel() -> None:
    """Download a backup that was read back; put one in the place of the store."""
    if RESTORED in st.session_state:
        st.success(frame.plain(st.session_state.pop(RESTORED)))
    with st.expander("Backup"):
        st.caption("Your own store as one file: all data, decisions and the log of every change.")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            downloads.button(
                "Download a backup", _file, key="backup", what="Backup",
                file=f"{frame.own_path().stem}-{frame.now():%Y-%m-%d}.{KIND}",
                mime="application/octet-stream", of=frame.own_store(),
                help="Written, read back and compared with the store before you get it.",
            )  # fmt: skip
        given = st.file_uploader("Restore a backup", [KIND], key="restore_file")
        if given is not None and st.button("Restore", key="restore", icon=":material/restore:"):
            _confirm(given)


def _file() -> bytes:
    """The backup, made when it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"backup.{KIND}"
        backup.back_up(frame.own_store(), copy)
        return copy.read_bytes()


@st.dialog("Restore a backup", icon=":material/restore:")
def _confirm(given: UploadedFile) -> None:
    """What would be replaced by what, and the button that does it."""
    with frame.page(), tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{frame.file_stem(given.name)}.{KIND}"
        copy.write_bytes(given.getvalue())
        found = backup.check(copy)
        with frame.own_store().cursor() as cursor:
            present = {name: held.n_rows for name, held in backup.contents(cursor).items()}
        st.markdown(
            f"Your store holds {_counted(present)}. It is replaced by "
            f"**{frame.plain(given.name)}**, which holds {_counted(found.tables)}. The present "
            "store is kept in a file beside it."
        )
        if st.button("Replace my store", key="restore_confirm", type="primary"):
            _restore(copy)
            st.rerun()


def _counted(tables: dict[str, int]) -> str:
    accounts = formats.counted(tables.get("accounts", 0), "account")
    deals = formats.counted(tables.get("opportunities", 0), "opportunity", "opportunities")
    return f"{accounts}, {deals} and {formats.counted(tables.get('imports', 0), 'imported file')}"


def _restore(copy: Path) -> None:
    """Close the store for every window, replace it, and let the next run open the new one."""
    frame.let_go(frame.own_path())
    done = backup.restore(copy, frame.own_path(), now=frame.now())
    st.session_state[RESTORED] = _said(done.restored, done.kept)


def _said(restored: BackupReport, kept: Path | None) -> str:
    beside = "" if kept is None else f" The store that was there is kept as {kept.name}."
    return f"Restored: {_counted(restored.tables)}.{beside}"
