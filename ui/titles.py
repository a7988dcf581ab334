"""Who the contacts are, by their titles: on Data, with a place to correct what was misread."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from abm_core import formats, schema, upkeep
from abm_core.committee import corrections, persona_wording, personas
from abm_core.committee.corrections import Correction
from abm_core.errors import AbmError
from ui import frame, house_people, quality

SHOWN = 50
AS_READ = "as read"
DONE = "titles_done"
HELP = (
    "Seniority and function are read from job titles. They weigh engagement and find who is "
    "missing from a buying committee; what you correct here stays through every import."
)


class Found(NamedTuple):
    """What the panel shows."""

    headline: str
    matrix: pd.DataFrame
    least_sure: pd.DataFrame
    corrections: list[Correction]


@st.cache_resource(show_spinner="Reading titles…", max_entries=4)
def _read(path: str, opened: int, versions: tuple[int, int]) -> Found:
    with frame.open_once(path).cursor() as cursor:
        personas.refresh(cursor)
        rows = list(personas.counts(cursor).itertuples(index=False, name=None))
        return Found(
            persona_wording.headline(rows, personas.unread(cursor)), personas.matrix(cursor),
            personas.least_sure(cursor, SHOWN), corrections.listing(cursor),
        )  # fmt: skip


def panel() -> None:
    """Contacts by seniority and function, doubtful titles, corrections; nothing without any."""
    found = _read(*quality.key())
    if found.matrix.empty and not found.corrections:
        return
    with st.container(border=True, gap="small"):
        st.markdown("### Titles", help=HELP)
        st.markdown(f"**{frame.plain(found.headline)}**")
        if DONE in st.session_state:
            st.success(frame.plain(st.session_state.pop(DONE)), icon=":material/check_circle:")
        with st.expander("Contacts by function and seniority", icon=":material/groups:"):
            _matrix(found.matrix)
        with st.expander("Titles read least surely", icon=":material/help:"):
            words = _least_sure(found.least_sure)
        _corrections(found.corrections)
        with st.container(horizontal=True, gap="small"):
            if st.button("Correct a contact", key="titles_contact", icon=":material/person_edit:"):
                _contact()
            if st.button("Add a rule", key="titles_rule", icon=":material/rule:"):
                _rule(words)


def _matrix(table: pd.DataFrame) -> None:
    numbers = {name: st.column_config.NumberColumn(persona_wording.label(name), format="localized")
               for name in (*schema.SENIORITIES, "total")}  # fmt: skip
    st.dataframe(
        table.assign(function=table["function"].map(persona_wording.label)),
        hide_index=True, height="content", key="titles_matrix",
        column_config={"function": st.column_config.TextColumn("Function"), **numbers},
    )  # fmt: skip


def _least_sure(table: pd.DataFrame) -> str:
    """The titles, and the one that was chosen as a start for a rule."""
    st.caption("Choose a line, then “Add a rule”, to say what all such titles mean.")
    said = table.assign(
        confidence=table["confidence"].map(persona_wording.confidence),
        seniority=table["seniority"].map(persona_wording.label),
        function=table["function"].map(persona_wording.label),
    )
    chosen = st.dataframe(
        said, hide_index=True, key="titles_least_sure", on_select="rerun",
        selection_mode="single-row",
        column_order=["title", "n_contacts", "seniority", "function", "confidence", "evidence"],
        column_config={
            "title": st.column_config.TextColumn("Title", width="medium"),
            "n_contacts": st.column_config.NumberColumn("Contacts", format="localized"),
            "seniority": st.column_config.TextColumn("Seniority"),
            "function": st.column_config.TextColumn("Function"),
            "confidence": st.column_config.TextColumn("How sure"),
            "evidence": st.column_config.TextColumn("Because of", help="Words that decided."),
        },
    )  # fmt: skip
    rows = chosen.selection.rows
    return str(table["title"].iloc[rows[0]]) if rows else ""


def _corrections(found: list[Correction]) -> None:
    if not found:
        return
    standing = [one for one in found if one.removed_at is None]
    label = f"{formats.counted(len(standing), 'correction')} and rules that hold"
    with st.expander(label, icon=":material/edit_note:"):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"{frame.plain(persona_wording.described(one))}  \n"
                            f":gray[{frame.plain(persona_wording.reach(one))}]")  # fmt: skip
                if one.removed_at is None and st.button(
                    "Take back", key=f"titles_back_{one.kind}_{one.number}", type="tertiary"
                ):
                    _take_back(one)


def _take_back(one: Correction) -> None:
    with frame.cursor() as cursor:
        corrections.take_back(cursor, one.kind, one.number, author=frame.author(), at=frame.now())
        upkeep.compute(cursor, now=frame.now())
    _after(f"Taken back: {one.subject}.")


@st.dialog("Correct a contact", icon=":material/person_edit:")
def _contact() -> None:
    who = st.text_input("Contact", key="titles_who", placeholder="ID, e-mail or full name")
    said = _said("contact")
    if st.button("Correct this contact", key="titles_keep_contact", type="primary"):
        try:
            with frame.cursor() as cursor:
                contact_id = corrections.find_contact(cursor, who.strip())
                corrections.correct(cursor, contact_id, **said, at=frame.now())
                upkeep.compute(cursor, now=frame.now())
        except AbmError as error:
            frame.show_problem(error)
        else:
            _after(f"Corrected: {who.strip()}.")


@st.dialog("Add a rule for titles", icon=":material/rule:")
def _rule(words: str) -> None:
    given = st.text_input("Titles containing", words, key="titles_words",
                          help="Whole words, in any case. The newest rule counts.")  # fmt: skip
    said = _said("rule")
    if st.button("Add this rule", key="titles_keep_rule", type="primary"):
        try:
            with frame.cursor() as cursor:
                corrections.add_rule(cursor, given, **said, at=frame.now())
                upkeep.compute(cursor, now=frame.now())
        except AbmError as error:
            frame.show_problem(error)
        else:
            _after(f"Added a rule for titles with “{given.strip()}”.")


def _said(kind: str) -> dict[str, str | None]:
    """What both dialogs ask for."""
    left, right = st.columns(2, gap="small")
    seniority = left.selectbox("Seniority", [AS_READ, *schema.SENIORITIES],
                               format_func=persona_wording.label,
                               key=f"titles_seniority_{kind}")  # fmt: skip
    function = right.selectbox("Function", [AS_READ, *schema.FUNCTIONS],
                               format_func=persona_wording.label,
                               key=f"titles_function_{kind}")  # fmt: skip
    note = st.text_input("Note", key=f"titles_note_{kind}", placeholder="How you know")
    house_people.saved_by(f"titles_author_{kind}", "Said by")
    return {
        "seniority": None if seniority == AS_READ else seniority,
        "function": None if function == AS_READ else function,
        "note": note, "author": st.session_state[f"titles_author_{kind}"] or "",
    }  # fmt: skip


def _after(sentence: str) -> None:
    """Show what was done once the page has drawn what holds now."""
    st.session_state[DONE] = sentence
    st.rerun()
