"""What can be carried away: the matched list as it was frozen."""

from __future__ import annotations

from datetime import date

import streamlit as st

from abm_core import formats, schema
from abm_core.lift import design, doubts_wording
from abm_core.output import excel
from ui import frame
from ui.lift_choices import Choice
from ui.lift_view import Answer

EXPORTED = (schema.LIFT_ACCOUNTS, schema.ACCOUNTS)


def downloads(choice: Choice, as_of: date, found: Answer) -> None:
    """One button per file; each is made when it is asked for."""
    st.download_button(
        "Matched list", data=lambda: _matched(found, as_of), mime=excel.MIME,
        file_name=f"shortlist-matched-{choice.span}.xlsx", on_click="ignore",
        icon=":material/download:", key=f"{choice.span}_matched",
        help="Targets with their similar accounts, as frozen before any outcome was looked at.",
    )  # fmt: skip


def _matched(found: Answer, as_of: date) -> bytes:
    with frame.cursor() as cursor:
        rows = design.matched_list(cursor, found.design.design_id)
    matched = found.design.matched
    return excel.workbook(
        rows, sheet="Matched list", entities=EXPORTED,
        notes=[
            ("Matched list", doubts_wording.frozen(
                matched.n_matched, found.design.cohorts.n_targets, len(matched.other))),
            ("As of", formats.day(as_of)), ("Seed", str(found.design.cohorts.seed)),
        ],
    )  # fmt: skip
