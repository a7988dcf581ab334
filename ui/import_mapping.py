"""What a file holds and which of its columns fills what: proposed, seen, changed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from abm_core import formats, schema
from abm_core.errors import AbmError
from abm_core.intake.layout import layouts, mapping, shapes
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.read.readers import Table
from ui import frame, import_reading
from ui.import_reading import Read

FURTHER = "Further column"
LEFT_OUT = "Leave out"
EXAMPLES = 3
WIDE = 40
BY_NAME = "by name"
ANSWERS = {
    "dmy": "Day first (31.12.)", "mdy": "Month first (12/31)", "ymd": "Year first (24-12-31)",
    ".": "Point (1.5)", ",": "Comma (1,5)",
}  # fmt: skip


def settle(read: Read, file_id: str) -> list[tuple[Table, Mapping]]:
    """What the user settled on for one table: nothing, one kind of rows, or two in one file."""
    key = f"{file_id}_{read.table.file}"
    with st.container(border=True, gap="small"):
        try:
            table = import_reading.again(read, key)
        except AbmError as error:
            frame.show_problem(error)
            import_reading.panel(read.source.name, None, key)
            return []
        head, holds = st.columns([0.6, 0.4], vertical_alignment="center")
        rows, columns = len(table.cells), len(table.headers)
        head.markdown(f"### {frame.plain(table.file)}")
        head.caption(f"{formats.counted(rows, 'row')}, {formats.counted(columns, 'column')}")
        import_reading.panel(read.source.name, table, key)
        try:
            return [
                (table, _mapping(table, entity, key)) for entity in _entities(table, key, holds)
            ]
        except AbmError as error:
            frame.show_problem(error)
            return []


def _mapping(table: Table, entity: str, key: str) -> Mapping:
    """The columns of one kind of rows, as the user left them."""
    chosen = _answers(table, _columns(table, _proposal(table, entity), key), key)
    mapping.check(table, chosen)
    return chosen


def _entities(table: Table, key: str, place: DeltaGenerator) -> tuple[str, ...]:
    """What the rows are: proposed, changed by the user."""
    kinds: dict[str, tuple[str, ...]] = {e.name: (e.name,) for e in schema.IMPORTABLE}
    labels = {entity.name: entity.label for entity in schema.IMPORTABLE}
    split = mapping.split_of(table)
    if split:
        kinds[f"Accounts with {split.pair[1]}"] = split.pair
    kinds[LEFT_OUT] = ()
    try:
        proposed = tuple(one.mapping.entity for one in _proposals(table))
    except AbmError as error:
        proposed = ()
        if shapes.of(table).left_out:  # a file that belongs elsewhere is no problem
            st.caption(f"{frame.plain(error.problem)} {frame.plain(error.fix)}")
        else:
            frame.show_problem(error)
    start = list(kinds.values()).index(proposed)
    return kinds[place.selectbox(
        "Holds", list(kinds), index=start, key=f"entity_{key}",
        format_func=lambda kind: labels.get(kind, kind),
    )]  # fmt: skip


def _proposals(table: Table) -> list[mapping.Proposal]:
    """As such a file was read the last time, else as its headers suggest."""
    with frame.own_store().cursor() as cursor:
        return layouts.mappings_for(cursor, table)


def _proposal(table: Table, entity: str) -> mapping.Proposal:
    with frame.own_store().cursor() as cursor:
        return layouts.mapping_for(cursor, table, entity=entity)


def _columns(table: Table, proposal: mapping.Proposal, key: str) -> Mapping:
    """One row per column of the file: examples, the field it fills, and how that was found."""
    proposed = proposal.mapping
    entity = schema.entity(proposed.entity)
    labels = {known.name: known.label for known in entity.import_fields}
    names = {label: name for name, label in labels.items()}
    filled_by = {header: name for name, header in proposed.columns.items()}
    rest = FURTHER if entity.keeps_extra_columns else LEFT_OUT
    doubts = {one.header: f"please check: {one.how}" for one in proposal.doubts}
    shown = _filled_first(table, filled_by)
    rows = pd.DataFrame({
        "Column of the file": shown,
        "Fills": [labels.get(filled_by.get(header, ""), rest) for header in shown],
        "Found": [
            doubts.get(header, BY_NAME if header in filled_by else "") for header in shown
        ],
        "Examples": [_examples(table, header) for header in shown],
    })
    if doubts:
        n = formats.counted(len(doubts), "column")
        st.markdown(f":orange-badge[:material/help: Please check] {n} without a name that is "
                    "known; see below how each was found.")  # fmt: skip
    with st.expander(f"Which column fills what: {entity.label.lower()}",
                     expanded=len(filled_by) < 2 or bool(doubts)):  # fmt: skip
        edited = st.data_editor(
            rows, hide_index=True, key=f"columns_{key}_{proposed.entity}", num_rows="fixed",
            disabled=["Column of the file", "Found", "Examples"],
            column_config={"Fills": st.column_config.SelectboxColumn(
                options=[*labels.values(), rest], required=True)},
        )  # fmt: skip
    chosen = {
        header: names[label]
        for header, label in zip(edited["Column of the file"], edited["Fills"], strict=True)
        if label in names
    }
    return _remapped(table, proposed, chosen)


def _filled_first(table: Table, filled_by: dict[str, str]) -> list[str]:
    """Of a wide file first what fills a field, last the columns that are empty."""
    if len(table.headers) <= WIDE:
        return list(table.headers)
    return sorted(table.headers, key=lambda one: (one not in filled_by, one in table.empty))


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
    """Ask what the cells leave open: the unit of bare revenues, decimal sign, date order."""
    for question in mapping.questions(table, chosen):
        st.markdown(f":orange-badge[:material/help: Question] {frame.plain(question.text)}")
        open_ = question.must_be_answered
        answer = st.segmented_control(
            frame.plain(question.text), question.options,
            default=None if open_ else question.options[0],
            required=not open_, key=f"answer_{key}_{chosen.entity}_{question.field}",
            label_visibility="collapsed",
            format_func=lambda option: ANSWERS.get(option, option.capitalize()),
        )  # fmt: skip
        if question.field == "date_order":
            chosen = replace(chosen, date_order=answer)
        elif question.field == "decimal":
            chosen = replace(chosen, decimal=answer)
        elif answer and mapping.UNITS[answer] != 1:
            units = {**chosen.units, question.field: mapping.UNITS[answer]}
            chosen = replace(chosen, units=units)
    return chosen
