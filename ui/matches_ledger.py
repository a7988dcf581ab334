"""The ledger of matches: every one with its rule, evidence and confidence, to search and take."""

from __future__ import annotations

import streamlit as st

from abm_core import formats, schema
from abm_core.intake.match import listing
from abm_core.output import excel, lists
from ui import downloads, frame


def panel(n_matches: int) -> None:
    """The matches, the least sure first; nothing where there is none."""
    if not n_matches:
        return
    with st.expander(f"Ledger of matches ({n_matches:,})", icon=":material/menu_book:",
                     key="match_ledger", on_change="rerun") as opened:  # fmt: skip
        if opened.open:
            _ledger()


def _ledger() -> None:
    wanted = st.text_input("Find by reference, account, rule or evidence", key="ledger_search")
    with frame.cursor() as cursor:
        found = listing.ledger(cursor, wanted)
    shown = found.head(listing.SHOWN)
    st.dataframe(
        shown, hide_index=True, key="matches_found", placeholder="–",
        alt="Matches that were not by an account's own ID, the least sure first",
        column_config={
            "Confidence": st.column_config.NumberColumn(format="percent"),
            "Import": st.column_config.NumberColumn(format="localized"),
        },
    )  # fmt: skip
    note = listing.counted(len(shown), len(found), "matches")
    st.caption(" ".join(filter(None, [note, "The least sure come first."])))
    downloads.button(
        "All matches as Excel", _workbook, file="matches.xlsx", mime=excel.MIME,
        key="ledger_excel", what="Matches",
    )  # fmt: skip


def _workbook() -> bytes:
    with frame.cursor() as cursor:
        rows = lists.entity_frame(cursor, schema.MATCHES)
    notes = [("Matches", schema.MATCHES.doc), ("Rows", formats.count(len(rows)))]
    return excel.workbook(rows, sheet=schema.MATCHES.label, notes=notes,
                          entities=(schema.MATCHES,), made_at=frame.now())  # fmt: skip
