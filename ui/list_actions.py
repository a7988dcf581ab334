"""Under every table: save it as a list, take it away as Excel, CSV or an update file of the CRM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.output import crm_files, list_files
from abm_core.output.crm_files import Update
from abm_core.output.list_files import Asked
from abm_core.review import exports, list_facts, lists, lists_wording
from abm_core.review.exports import Export
from abm_core.review.lists import Origin, SavedList
from abm_core.schema import Entity
from ui import downloads, frame, house_people, places

SAVED = "lists_saved"
NOT_FILTERS = ("w", "data", "embed", "list")
CRM_LABELS = {exports.SALESFORCE: "Salesforce", exports.HUBSPOT: "HubSpot"}
FIELD_LABELS = {"tier": "Tier", "score": "Account score", "stage": "Account stage",
                "target": "Target account", "owner": "Owner", "role": "Buying role"}  # fmt: skip


class Source(NamedTuple):
    """A table as it names itself: where it stands, its filters in words, and who is in it.

    ``screen`` is the name of the screen and ``page`` its file, from ``places``; ``entity`` is
    accounts, contacts or opportunities; ``ids`` are asked for when somebody wants them, which is
    seldom. ``key`` tells tables of one screen apart.
    """

    key: str
    name: str
    screen: str
    page: str
    entity: str
    n_rows: int
    ids: Callable[[], Sequence[str]]
    filters: str = ""
    list_id: int | None = None

    def asked(self) -> Asked:
        """The same as a file is made of it."""
        said = [("Screen", self.screen), *([("Filters", self.filters)] if self.filters else [])]
        return Asked(self.name, self.entity, list(self.ids()), said, self.list_id)


def link(page: str) -> str:
    """The screen on view with its filters, as a link that a list keeps."""
    asked = {name: st.query_params.get_all(name) for name in st.query_params
             if name not in NOT_FILTERS}  # fmt: skip
    return f"{PurePath(page).stem}?{urlencode(sorted(asked.items()), doseq=True)}"


def follow(of: SavedList) -> None:
    """The screen that a list was saved on, with its filters; nothing where that is not known."""
    stem, _, asked = of.link.partition("?")
    page = f"pages/{stem}.py"
    if page not in vars(places).values():
        return
    params = {name: values if len(values) > 1 else values[0]
              for name, values in parse_qs(asked).items()}  # fmt: skip
    if frame.choice() != frame.default_choice():
        params[frame.CHOICE] = frame.choice()
    st.page_link(page, label="The same filter today", icon=":material/filter_alt:",
                 query_params=params,
                 help="Save it there again to bring the list up to date.")  # fmt: skip


class Sheet(NamedTuple):
    """A table as its files hold it: columns named as in ``entities``, and what to say of it."""

    rows: pd.DataFrame
    entities: Sequence[Entity]
    notes: Sequence[tuple[str, str]] = ()
    currency: str = ""


def show(source: Source, sheet: Callable[[], Sheet] | None = None) -> None:
    """The row of buttons; files hold the table's own ``sheet``, or else what lists hold.

    The rows of ``sheet`` may be more than those on screen; they have the id of ``source.entity``.
    """
    _notice(source)
    with st.container(horizontal=True, gap="small", key=f"{source.key}_actions"):
        if st.button("Save as list", key=f"{source.key}_save", icon=":material/bookmark_add:",
                     disabled=not source.n_rows):  # fmt: skip
            _save(source)
        files(source, sheet)


def files(source: Source, sheet: Callable[[], Sheet] | None = None) -> None:
    """The files of a list: Excel, CSV, update file."""
    for label, kind in (("Excel", exports.EXCEL), ("CSV", exports.CSV)):
        _file_button(label, source, kind, sheet)
    if source.entity not in crm_files.KINDS:
        return
    menu = st.popover("CRM update file", icon=":material/sync_alt:", disabled=not source.n_rows,
                      on_change="rerun", key=f"{source.key}_update")  # fmt: skip
    if menu.open:
        with menu:
            _update(source.asked(), source.key)


def as_of() -> date:
    """The day that the data on screen speak of."""
    return frame.workshop().as_of


def _file_button(
    label: str, source: Source, kind: str, sheet: Callable[[], Sheet] | None
) -> None:
    shown, now, day = frame.current_store(), frame.now(), as_of()

    def made() -> Export:
        with shown.cursor() as cursor:
            if sheet is None:
                return list_files.make(cursor, source.asked(), kind, as_of=day, now=now)
            return list_files.of_table(cursor, source.asked(), kind, *sheet(), as_of=day, now=now)

    stem = list_files.file_stem(source.name)
    downloads.export_button(
        label, made, file=f"shortlist-{stem}.{list_files.SUFFIX[kind]}",
        mime=list_files.MIME[kind], key=f"{source.key}_{label.lower()}",
        disabled=not source.n_rows,
    )  # fmt: skip


def _update(asked: Asked, key: str) -> None:
    st.caption("Record IDs with the fields that the CRM does not say yet. Fields are left alone "
               "where a cell is blank.")  # fmt: skip
    crm: str = st.segmented_control(
        "For", list(CRM_LABELS), format_func=CRM_LABELS.__getitem__, default=exports.SALESFORCE,
        required=True, key=f"{key}_crm", label_visibility="collapsed",
    )  # fmt: skip
    headers = _headers(crm, asked.entity, key)
    day = as_of()
    try:
        with frame.cursor() as cursor:
            found = crm_files.make(cursor, crm, asked.entity, asked.ids, as_of=day,
                                   headers=headers)  # fmt: skip
    except AbmError as error:
        frame.show_problem(error)
        return
    for text in crm_files.told(found, asked.entity, CRM_LABELS[crm]):
        st.markdown(frame.plain(text))
    _update_button(asked, crm, found, key)


def _headers(crm: str, entity: str, key: str) -> dict[str, str]:
    """The field names of this CRM, which can be others than the usual ones."""
    with st.expander("Field names"):
        return {
            field: st.text_input(
                FIELD_LABELS[field], usual, key=f"crm_{crm}_{entity}_{field}_{key}",
                help="Blank leaves the field out.",
            ) or ""
            for field, usual in crm_files.fields(crm, entity).items()
        }  # fmt: skip


def _update_button(asked: Asked, crm: str, found: Update, key: str) -> None:
    file = f"shortlist-{list_files.file_stem(asked.name)}-{crm}-update.csv"
    downloads.export_button(
        f"Download {formats.counted(found.n_rows, 'row')}",
        lambda: Export(asked.name, file, crm, found.content, found.n_rows, found.columns,
                       asked.list_id),
        file=file, mime="text/csv", key=f"{key}_{crm}_file", type="primary",
        disabled=not found.n_rows,
    )  # fmt: skip


def _notice(source: Source) -> None:
    """What was saved last on this table, once, with a way to it."""
    if st.session_state.get(SAVED, ("", 0, ""))[0] != source.key:
        return
    _, list_id, sentence = st.session_state.pop(SAVED)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.success(frame.plain(sentence), icon=":material/check_circle:")
        open_link(list_id, "Open the list")


def open_link(list_id: int, label: str) -> None:
    """A link to a list that keeps to the data on screen."""
    asked = {"list": str(list_id)}
    if frame.choice() != frame.default_choice():
        asked[frame.CHOICE] = frame.choice()
    st.page_link(places.LISTS_PAGE, label=label, icon=":material/bookmarks:", query_params=asked)


@st.dialog("Save as list", icon=":material/bookmark_add:")
def _save(source: Source) -> None:
    where, ids = link(source.page), list(source.ids())
    with frame.cursor() as cursor:
        before = lists.with_link(cursor, source.entity, where)
        if before is not None:
            _against(before, ids, lists.members(cursor, before))
        if source.entity == lists.CONTACTS:
            left_out = list_facts.may_leave(cursor, ids, as_of=as_of())[1]
            st.caption(frame.plain(_stays(left_out)))
    name = st.text_input("Name", before.name if before else source.name, max_chars=lists.LONGEST,
                         key=f"{source.key}_name")  # fmt: skip
    note = st.text_input("Note", before.note if before else "", key=f"{source.key}_note",
                         placeholder="What it is for")  # fmt: skip
    house_people.saved_by(f"{source.key}_author")
    st.caption(f"{lists_wording.counted(len(ids), source.entity)}. A list of the same name "
               "gets a new version; older ones are kept.")  # fmt: skip
    if st.button("Save", key=f"{source.key}_keep", type="primary"):
        try:
            _keep(source, ids, name or "", note or "", where)
        except AbmError as error:
            frame.show_problem(error)
        else:
            st.rerun()


def _stays(found: list_facts.LeftOut) -> str:
    said = list_facts.left_out(found)
    return f"On the list, but in no file of it. {said}" if said else ""


def _against(before: SavedList, ids: list[str], was: list[str]) -> None:
    told = lists_wording.today(before, len(ids), lists.difference(was, ids))
    st.info(frame.plain(f"“{before.name}”: {told}"),
            icon=":material/history:")  # fmt: skip


def _keep(source: Source, ids: list[str], name: str, note: str, where: str) -> None:
    me = st.session_state[f"{source.key}_author"] or ""
    origin = Origin(source.screen, source.filters, where, as_of())
    with frame.cursor() as cursor:
        made = lists.save(cursor, name, source.entity, ids, origin, note=note,
                          author=me, now=frame.now())  # fmt: skip
    st.session_state[downloads.ME] = me
    said = f"Saved “{made.name}”: {lists_wording.counted(made.n_rows, made.entity)}."
    st.session_state[SAVED] = (source.key, made.list_id, said)
