"""Bringing files in: read, map, preview, import. The preview is the import, not carried out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from abm_core import formats, schema
from abm_core.errors import AbmError
from abm_core.intake import load
from abm_core.intake.again import refresh
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.load import FileReport, Report
from abm_core.intake.read import archives, readers
from abm_core.intake.read.archives import Source
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import skips
from ui import downloads, frame, import_mapping, import_reading
from ui.import_reading import Read

FILE_TYPES = [suffix.removeprefix(".") for suffix in (*readers.READABLE, archives.ZIP)]
ROUND = "import_round"
REPORT = "import_report"

Items = list[tuple[Table, Mapping]]


def panel() -> None:
    """Drop files, check what they hold, see what would happen, import."""
    st.session_state.setdefault(ROUND, 0)
    _last_report()
    given = st.file_uploader(
        "Drop exports from your CRM, your marketing tools and your lists", FILE_TYPES,
        accept_multiple_files=True, key=f"files_{st.session_state[ROUND]}",
        help="CSV, Excel, Parquet, JSON or a ZIP of them, up to 200 MB each. Larger files: "
             "python -m abm_core import FILE",
    )  # fmt: skip
    if not given:
        return
    settled = [_file(file) for file in given]
    items = [item for of_file in settled for item in of_file]
    if items:
        _preview(items, complete=all(settled))


def _file(file: UploadedFile) -> Items:
    """The tables of one file, each with the mappings that the user settled on."""
    try:
        found = _read(file)
    except AbmError as error:
        with st.container(border=True, gap="small"):
            frame.show_problem(error)
            import_reading.panel(file.name, None, f"{file.file_id}_{file.name}")
        return []
    return [item for one in found for item in import_mapping.settle(one, file.file_id)]


def _read(file: UploadedFile) -> list[Read]:
    """Read once per upload; of a ZIP, what cannot be read is named."""
    key = f"read_{file.file_id}"
    if key not in st.session_state:
        with st.spinner(f"Reading {frame.plain(file.name)}…"):
            if file.name.lower().endswith(archives.ZIP):
                st.session_state[key] = _read_all(archives.in_zip(file.name, file.getvalue))
            else:
                source = Source(file.name, file.size, file.getvalue)
                options = import_reading.chosen(f"{file.file_id}_{file.name}")
                st.session_state[key] = [Read(source, table) for table in readers.read(
                    source.name, source.read(), options)]  # fmt: skip
    found: list[Read] = st.session_state[key]
    return found


def _read_all(sources: Sequence[Source]) -> list[Read]:
    found = []
    for source in sources:
        try:
            found += [Read(source, table) for table in readers.read(source.name, source.read())]
        except AbmError as error:
            frame.show_problem(error)
    return found


def _preview(items: Items, *, complete: bool) -> None:
    """What the import would do, file by file, and the button that does it."""
    st.markdown("### What this import would do")
    try:
        with st.spinner("Checking every row…"):
            report = load.import_tables(
                frame.own_store(), items, imported_at=frame.now(), dry_run=True)
    except AbmError as error:
        frame.show_problem(error)
        return
    for one in report.files:
        show_file(one, key="preview")
    if not complete:
        st.caption("Files with a problem are left out.")
    changed = sum(one.n_added + one.n_updated for one in report.files)
    label = f"Import {formats.counted(changed, 'change')}" if changed else "Nothing to import"
    if st.button(label, key="import", type="primary", icon=":material/download_done:",
                 disabled=not changed):  # fmt: skip
        _import(items)


def _import(items: Items) -> None:
    try:
        with st.status("Importing…") as status:
            report = refresh.import_remembering(
                frame.own_store(), items, imported_at=frame.now(), author=frame.author() or None,
                progress=lambda text: status.update(label=frame.plain(text)),
            )  # fmt: skip
            frame.keep_week()
    except AbmError as error:
        frame.show_problem(error)
        return
    st.session_state[REPORT] = report
    st.session_state[ROUND] += 1
    for key in [key for key in st.session_state if str(key).startswith("read_")]:
        del st.session_state[key]
    st.session_state[frame.NEXT_CHOICE] = frame.OWN
    st.rerun()


def _last_report() -> None:
    """What the import just made did, and where to go next."""
    report: Report | None = st.session_state.get(REPORT)
    if report is None:
        return
    with st.container(border=True, gap="small"):
        st.markdown("### :material/check_circle: Imported")
        for one in report.files:
            show_file(one, key="done")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(frame.ICP_PAGE, label="Score and tier them", icon=":material/tune:")
            if st.button("Dismiss", key="dismiss", type="tertiary"):
                del st.session_state[REPORT]
                st.rerun()


def show_file(one: FileReport, *, key: str) -> None:
    """Counts of one file, why rows were rejected, and the rejects to correct."""
    entity = schema.entity(one.entity)
    st.markdown(
        f"**{frame.plain(one.file)}** :gray[as {entity.label.lower()}]  \n"
        f"{formats.counted(one.n_rows, 'row')}: :green-badge[{formats.count(one.n_added)} added] "
        f":blue-badge[{formats.count(one.n_updated)} updated] "
        f":gray-badge[{formats.count(one.n_unchanged)} unchanged] "
        f"{':orange' if one.n_rejected else ':gray'}-badge[{formats.count(one.n_rejected)} "
        f"rejected] :gray-badge[{formats.count(one.n_skipped)} skipped]"
    )
    said = [f"Skipped: {skips.told(one.skipped)}"] if one.n_skipped else []
    if notes := said + one.notes:
        st.caption("  \n".join(frame.plain(text) for text in notes))
    if one.n_rejected:
        _rejects(one, key)


def _skipped(one: FileReport) -> str:
    """Rows left out by rule, with the reasons; nothing where there are none."""
    if not one.n_skipped:
        return ""
    whys = [f"{formats.count(n)} {why}" for why, n in one.skipped.items()]
    return f" :gray-badge[{formats.count(one.n_skipped)} skipped: {formats.listed(whys)}]"


def _rejects(one: FileReport, key: str) -> None:
    """Rows that cannot come in, by reason; the file to correct and import again."""
    reasons = pd.Series(one.reasons, name="Rows").rename_axis("Reason").reset_index()
    st.dataframe(
        reasons.sort_values("Rows", ascending=False), hide_index=True,
        key=f"reasons_{key}_{one.file}", alt=f"Why rows of {one.file} were rejected",
    )  # fmt: skip
    downloads.button(
        "Download rejected rows", lambda: load.rejects_csv(one), mime="text/csv",
        file=f"rejected-{frame.file_stem(one.file)}.csv", key=f"rejects_{key}_{one.file}",
        what=f"Rejected rows of {one.file}", n_rows=one.n_rejected,
        help="The rows as they were, with the reason. Correct them and import the file again.",
    )  # fmt: skip
