"""What can be carried away: the report, a workbook that recomputes it, the frozen matched list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from abm_core import formats, schema
from abm_core.lift import design, doubts_wording, study
from abm_core.output import excel, lift_answer, lift_contents, lift_evidence, lift_report
from abm_core.output.lift_answer import Asked
from ui import frame
from ui.lift_choices import Choice
from ui.lift_view import Answer

EXPORTED = (schema.LIFT_ACCOUNTS, schema.ACCOUNTS)


def downloads(choice: Choice, as_of: date, found: Answer) -> None:
    """One button per file; each is made when it is asked for."""
    with st.popover("Export", icon=":material/download:"):
        _file(choice, "Report", "html", "text/html", lambda: _report(choice, as_of),
              "One page with pictures, to print or to send; it needs nothing else.")
        _file(choice, "Workbook", "xlsx", excel.MIME, lambda: _workbook(choice, as_of),
              "Every account, weight and outcome, with formulas that recompute the result.")
        _file(choice, "Matched list", "xlsx", excel.MIME, lambda: _matched(found, as_of),
              "Targets with their similar accounts, as frozen before any outcome was looked at.")


def _file(
    choice: Choice, label: str, ending: str, mime: str, made: Callable[[], bytes], tip: str
) -> None:
    name = label.lower().replace(" ", "-")
    st.download_button(
        label, data=made, mime=mime, file_name=f"shortlist-{choice.span}-{name}.{ending}",
        on_click="ignore", key=f"{choice.span}_{name}", help=tip, width="stretch",
    )  # fmt: skip


def _report(choice: Choice, as_of: date) -> bytes:
    with frame.cursor() as cursor:
        found = lift_answer.read(cursor, _asked(choice, as_of), now=frame.now())
        return lift_report.page(lift_contents.contents(found)).encode()


def _workbook(choice: Choice, as_of: date) -> bytes:
    with frame.cursor() as cursor:
        found = lift_answer.read(cursor, _asked(choice, as_of), now=frame.now())
        return lift_evidence.workbook(cursor, found)


def _asked(choice: Choice, as_of: date) -> Asked:
    """What the screen shows, as the files ask for it; its metric stands on top."""
    every = study.KEYS[choice.span]
    names = {one.programme_id: one.name for one in frame.programmes()}
    return Asked(
        choice.programme_id, names[choice.programme_id], choice.span, as_of,
        (choice.metric, *(one for one in every if one != choice.metric)), choice.by,
        choice.tiers, choice.weeks, choice.chosen, author=frame.author(),
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
