"""The people of the house: who signs a save, and the table in which they are kept."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import house, schema
from abm_core.house import Person
from ui import frame

ME = "committee_me"  # who signs, as chosen last in this window
COLUMNS = {"name": "Name", "email": "E-mail", "team": "Team"}


def saved_by(key: str, label: str = "Saved by") -> None:
    """Who saves or signs: one of the people of the house, or any other name."""
    with frame.cursor() as cursor:
        names = [person.name for person in house.people(cursor)]
    me = st.session_state.get(ME) or frame.author()
    if not names:
        st.text_input(label, me, key=key)
        return
    options = names if me in names or not me else [me, *names]
    st.selectbox(
        label, options, index=options.index(me) if me in options else 0, key=key,
        accept_new_options=True, help="People are kept in Settings; any other name will do.",
    )  # fmt: skip


def table(kept: tuple[Person, ...], key: str) -> tuple[Person, ...]:
    """The people as a table to edit; what stands in it now.

    No column is required: the table would leave out rows that are half filled, without a word.
    """
    rows = pd.DataFrame(kept, columns=list(COLUMNS), dtype="str")
    edited = st.data_editor(
        rows, key=key, num_rows="dynamic", hide_index=True, placeholder="",
        column_config={
            "name": st.column_config.TextColumn(COLUMNS["name"]),
            "email": st.column_config.TextColumn(COLUMNS["email"]),
            "team": st.column_config.SelectboxColumn(
                COLUMNS["team"], options=list(schema.TEAMS), default=schema.TEAMS[0],
            ),
        },
    )  # fmt: skip
    return people_in(edited)


def people_in(rows: pd.DataFrame) -> tuple[Person, ...]:
    """The people in an edited table, by name; rows without a name and a mail are left out."""
    cells = rows.astype(object).where(rows.notna(), "")
    found = [
        Person(*(str(value).strip() for value in row))
        for row in cells[list(COLUMNS)].itertuples(index=False, name=None)
    ]
    return tuple(sorted(person for person in found if person.name or person.email))
