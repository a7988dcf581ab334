"""Lists to act on: missing roles, contacts to verify, uploads for advertising."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats, settings
from abm_core.errors import AbmError
from abm_core.measure import coverage_wording as wording
from abm_core.output import audience_left_out, audiences, gap_lists
from abm_core.review import lists
from abm_core.schema import Entity
from ui import coverage_parts, downloads, frame, list_actions, places
from ui.coverage_view import Shown
from ui.list_actions import Sheet, Source

KIND, HASHED = "coverage_upload", "coverage_hashed"
KINDS = {
    "LinkedIn companies": audiences.LINKEDIN_COMPANIES,
    "LinkedIn contacts": audiences.LINKEDIN_CONTACTS, "Google Customer Match": audiences.GOOGLE,
}  # fmt: skip


def missing(shown: Shown) -> None:
    """Which role is missing at how many accounts, where, and who could fill it."""
    table = gap_lists.by_role_and_tier(shown.found, shown.gaps)
    rows = gap_lists.of_accounts(shown.gaps, shown.found)
    with st.container(border=True, gap="xsmall"):
        st.markdown("### What is missing, and who could fill it")
        for text in wording.gap_sentences(table, shown.found.currency):
            st.markdown(f"- {frame.plain(text)}")
        _gaps(rows, shown.found.currency)
        ids = rows["account_id"].drop_duplicates().tolist()
        list_actions.show(_source("gaps", gap_lists.GAPS.label, lists.ACCOUNTS, ids, shown),
                          lambda: _sheet(rows, gap_lists.GAPS, shown))  # fmt: skip
    _verify(shown)


def _gaps(rows: pd.DataFrame, currency: str) -> None:
    if rows.empty:
        return
    first = rows.head(settings.LIST_ROWS.value)
    if len(first) < len(rows):
        st.caption(f"The first {formats.count(len(first))} of {formats.count(len(rows))}; the "
                   "Excel file holds all of them.")  # fmt: skip
    column = st.column_config
    labels = {field.name: field.label for field in gap_lists.GAPS.fields}
    st.dataframe(
        first.assign(tier=first["tier"].map(formats.saved_tier)), hide_index=True, width="stretch",
        placeholder=formats.NONE, key="coverage_gaps", height=coverage_parts.height(len(first)),
        column_order=["name", "requirement", "level", "is_due", "candidates", "where", "titles",
                      "tier", "owner", "open_pipeline"],
        column_config={
            "name": column.TextColumn("Account", width="medium"),
            **{name: labels[name] for name in (
                "requirement", "level", "is_due", "where", "titles", "tier", "owner")},
            "candidates": column.TextColumn(labels["candidates"], width="medium"),
            "open_pipeline": column.NumberColumn(f"Open pipeline, {currency}", format="localized"),
        },
    )  # fmt: skip


def _verify(shown: Shown) -> None:
    with frame.cursor() as cursor:
        rows = gap_lists.to_verify(cursor, shown.found)
    ids = rows["contact_id"].drop_duplicates().tolist()
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"### Contacts to verify ({formats.count(len(rows))})")
        st.caption(gap_lists.VERIFY.doc)
        if rows.empty:
            return
        labels = {field.name: field.label for field in gap_lists.VERIFY.fields}
        st.dataframe(
            rows.head(settings.LIST_ROWS.value), hide_index=True, width="stretch",
            placeholder=formats.NONE, key="coverage_verify",
            height=coverage_parts.height(len(rows)),
            column_order=["contact", "title", "name", "roles", "why", "email", "right_on"],
            column_config={**labels, "name": "Account"},
        )  # fmt: skip
        list_actions.show(_source("verify", gap_lists.VERIFY.label, lists.CONTACTS, ids, shown),
                          lambda: _sheet(rows, gap_lists.VERIFY, shown))  # fmt: skip


def _source(key: str, name: str, entity: str, ids: list[str], shown: Shown) -> Source:
    return Source(key, name, "Coverage", places.COVERAGE_PAGE, entity, len(ids), lambda: ids,
                  formats.saved_tier(shown.tier) if shown.tier else "all tiers")  # fmt: skip


def _sheet(rows: pd.DataFrame, entity: Entity, shown: Shown) -> Sheet:
    notes = [(entity.label, entity.doc), ("Tier", shown.tier or "all"),
             ("As of", formats.day(shown.as_of))]  # fmt: skip
    return Sheet(rows, (entity,), notes, shown.found.currency)


def uploads(shown: Shown) -> None:
    """The accounts on the screen as an upload, made when one is chosen."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Uploads for advertising")
        st.caption(wording.UPLOADS)
        kind = KINDS.get(st.segmented_control(
            "Upload for", list(KINDS), key=KIND, label_visibility="collapsed") or "")  # fmt: skip
        if kind is None:
            return
        about_people = kind != audiences.LINKEDIN_COMPANIES
        hashed = about_people and st.toggle(
            "Hash addresses", key=HASHED, help="SHA-256, as the platforms ask for it.")
        _upload(shown, kind, hashed=hashed, about_people=about_people)


def _upload(shown: Shown, kind: str, *, hashed: bool, about_people: bool) -> None:
    ids = [one for found in shown.found.accounts["targets"] for one in found]
    with frame.cursor() as cursor:
        if about_people:
            left_out = audience_left_out.count(cursor, ids, as_of=shown.as_of)
            st.markdown(audience_left_out.sentence(left_out))
        try:
            made = audiences.make(cursor, kind, ids, as_of=shown.as_of, hashed=hashed)
        except AbmError as error:
            frame.show_problem(error)
            return
    for note in made.notes:
        st.caption(frame.plain(note))
    downloads.button(
        f"Download {formats.counted(made.n_rows, 'row')}", lambda: made.content, mime="text/csv",
        file=f"shortlist-{kind}.csv", key="coverage_upload_file", what=f"Upload: {kind}",
        n_rows=made.n_rows, columns=audiences.HEADERS[kind],
    )  # fmt: skip
