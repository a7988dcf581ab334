"""Bringing files in: read, map, preview, import. The preview is the import, not carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from abm_core import formats, schema
from abm_core.errors import AbmError
from abm_core.intake import layouts, load, mapping, readers, refresh
from abm_core.intake.load import FileReport, Report
from abm_core.intake.mapping import Mapping
from abm_core.intake.readers import Table
from ui import frame

FILE_TYPES = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "xlsb"]
ROUND = "import_round"
REPORT = "import_report"
FURTHER = "Further column"
LEFT_OUT = "Leave out"
EXAMPLES = 3
ORDER_LABELS = {"dmy": "Day first (31.12.)", "mdy": "Month first (12/31)"}

Items = list[tuple[Table, Mapping]]


def panel() -> None:
    """Drop files, check what they hold, see what would happen, import."""
    st.session_state.setdefault(ROUND, 0)
    _last_report()
    given = st.file_uploader(
        "Drop exports of accounts, opportunities and target lists", FILE_TYPES,
        accept_multiple_files=True, key=f"files_{st.session_state[ROUND]}",
        help="CSV or Excel, up to 200 MB each. Larger files: python -m abm_core import FILE",
    )  # fmt: skip
    if not given:
        return
    items = [item for file in given for item in _file(file)]
    if items:
        _preview(items, complete=len(items) >= len(given))


def _file(file: UploadedFile) -> Items:
    """The tables of one file, each with the mapping that the user settled on."""
    try:
        tables = _read(file)
    except AbmError as error:
        frame.show_problem(error)
        return []
    return [item for table in tables if (item := _table(table, file.file_id)) is not None]


def _read(file: UploadedFile) -> list[Table]:
    """Read once per upload."""
    key = f"read_{file.file_id}"
    if key not in st.session_state:
        with st.spinner(f"Reading {frame.plain(file.name)}…"):
            st.session_state[key] = readers.read(file.name, file.getvalue())
    tables: list[Table] = st.session_state[key]
    return tables


def _table(table: Table, file_id: str) -> tuple[Table, Mapping] | None:
    """What a table holds and which column fills which field; None when it is left out."""
    key = f"{file_id}_{table.file}"
    with st.container(border=True, gap="small"):
        head, holds = st.columns([0.6, 0.4], vertical_alignment="center")
        rows, columns = len(table.cells), len(table.headers)
        head.markdown(f"### {frame.plain(table.file)}")
        head.caption(f"{formats.counted(rows, 'row')}, {formats.counted(columns, 'column')}")
        entity = _entity(table, key, holds)
        if entity is None:
            return None
        try:
            proposal = _proposal(table, entity)
            chosen = _answers(table, _columns(table, proposal.mapping, key), key)
            mapping.check(table, chosen)
        except AbmError as error:
            frame.show_problem(error)
            return None
    return table, chosen


def _entity(table: Table, key: str, place: st.delta_generator.DeltaGenerator) -> str | None:
    """What the rows are: proposed, changed by the user."""
    names = [entity.name for entity in schema.IMPORTABLE]
    try:
        proposed: str | None = _proposal(table).mapping.entity
    except AbmError as error:
        proposed = None
        frame.show_problem(error)
    options = [*names, LEFT_OUT]
    chosen = place.selectbox(
        "Holds", options, index=options.index(proposed or LEFT_OUT), key=f"entity_{key}",
        format_func=lambda name: name if name == LEFT_OUT else schema.entity(name).label,
    )  # fmt: skip
    return None if chosen == LEFT_OUT else chosen


def _proposal(table: Table, entity: str | None = None) -> mapping.Proposal:
    """As such a file was read the last time, else as its headers suggest."""
    with frame.own_store().cursor() as cursor:
        return layouts.mapping_for(cursor, table, entity=entity)


def _columns(table: Table, proposed: Mapping, key: str) -> Mapping:
    """One row per column of the file: examples, and the field it fills."""
    entity = schema.entity(proposed.entity)
    labels = {known.name: known.label for known in entity.import_fields}
    names = {label: name for name, label in labels.items()}
    filled_by = {header: name for name, header in proposed.columns.items()}
    rest = FURTHER if entity.keeps_extra_columns else LEFT_OUT
    rows = pd.DataFrame({
        "Column of the file": table.headers,
        "Fills": [labels.get(filled_by.get(header, ""), rest) for header in table.headers],
        "Examples": [_examples(table, header) for header in table.headers],
    })
    with st.expander("Which column fills what", expanded=len(filled_by) < 2):
        edited = st.data_editor(
            rows, hide_index=True, key=f"columns_{key}_{proposed.entity}", num_rows="fixed",
            disabled=["Column of the file", "Examples"],
            column_config={"Fills": st.column_config.SelectboxColumn(
                options=[*labels.values(), rest], required=True)},
        )  # fmt: skip
    chosen = {
        header: names[label]
        for header, label in zip(edited["Column of the file"], edited["Fills"], strict=True)
        if label in names
    }
    return _remapped(table, proposed, chosen)


def _examples(table: Table, header: str) -> str:
    values = table.cells[header].dropna().unique()[:EXAMPLES]
    return ", ".join(str(value) for value in values)


def _remapped(table: Table, proposed: Mapping, chosen: dict[str, str]) -> Mapping:
    """The proposal with the user's changes; one field takes one column."""
    by_field: dict[str, str] = {}
    for header, name in chosen.items():
        if name in by_field:
            label = schema.entity(proposed.entity).field(name).label
            raise AbmError(
                f"In {table.file}, '{by_field[name]}' and '{header}' both fill {label}.",
                "Let one of them be a further column, or leave it out.",
            )
        by_field[name] = header
    changes: dict[str, str | None] = {
        name: by_field.get(name) for name in {*by_field, *proposed.columns}
        if by_field.get(name) != proposed.columns.get(name)
    }  # fmt: skip
    return mapping.remap(proposed, changes) if changes else proposed


def _answers(table: Table, chosen: Mapping, key: str) -> Mapping:
    """Ask what the cells leave open: the unit of bare revenues, the order of day and month."""
    for question in mapping.questions(table, chosen):
        st.markdown(f":orange-badge[:material/help: Question] {frame.plain(question.text)}")
        order = question.field == "date_order"
        answer = st.segmented_control(
            frame.plain(question.text), question.options,
            default=None if order else question.options[0],
            required=not order, key=f"answer_{key}_{question.field}",
            label_visibility="collapsed",
            format_func=lambda option: ORDER_LABELS.get(option, option.capitalize()),
        )  # fmt: skip
        if order:
            chosen = replace(chosen, date_order=answer)
        elif answer and mapping.UNITS[answer] != 1:
            units = {**chosen.units, question.field: mapping.UNITS[answer]}
            chosen = replace(chosen, units=units)
    return chosen


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
        "rejected]"
    )
    for text in _notes(one):
        st.caption(frame.plain(text))
    if one.n_rejected:
        _rejects(one, key)


def _notes(one: FileReport) -> Sequence[str]:
    return one.notes


def _rejects(one: FileReport, key: str) -> None:
    """Rows that cannot come in, by reason; the file to correct and import again."""
    reasons = pd.Series(one.reasons, name="Rows").rename_axis("Reason").reset_index()
    st.dataframe(
        reasons.sort_values("Rows", ascending=False), hide_index=True,
        key=f"reasons_{key}_{one.file}", alt=f"Why rows of {one.file} were rejected",
    )  # fmt: skip
    st.download_button(
        "Download rejected rows", data=lambda: load.rejects_csv(one), on_click="ignore",
        file_name=f"rejected-{frame.file_stem(one.file)}.csv", mime="text/csv",
        key=f"rejects_{key}_{one.file}", icon=":material/download:",
        help="The rows as they were, with the reason. Correct them and import the file again.",
    )  # fmt: skip
