"""What can be carried away: the report, a workbook that recomputes it, the frozen matched list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st
from duckdb import DuckDBPyConnection

from abm_core import formats, schema
from abm_core.lift import design, doubts_wording, specifications
from abm_core.lift.known import Book
from abm_core.lift.outcomes import Outcomes
from abm_core.output import excel, lift_answer, lift_contents, lift_evidence, lift_report
from abm_core.output.lift_answer import Asked
from ui import frame, lift_view
from ui.downloads import button
from ui.lift_choices import Choice
from ui.lift_view import Answer

EXPORTED = (schema.LIFT_ACCOUNTS, schema.ACCOUNTS)


def downloads(choice: Choice, as_of: date, found: Answer) -> None:
    """One button per file; each is made when it is asked for."""
    with st.popover("Export", icon=":material/download:"):
        _file(choice, "Report", "html", "text/html", lambda: _report(choice, as_of, found),
              "One page with pictures, to print or to send; it needs nothing else.")
        _file(choice, "Workbook", "xlsx", excel.MIME, lambda: _workbook(choice, as_of, found),
              "Every account, weight and outcome, with formulas that recompute the result.")
        _file(choice, "Matched list", "xlsx", excel.MIME, lambda: _matched(found, as_of),
              "Targets with their similar accounts, as frozen before any outcome was looked at.")


def _file(
    choice: Choice, label: str, ending: str, mime: str, made: Callable[[], bytes], tip: str
) -> None:
    name = label.lower().replace(" ", "-")
    button(
        label, made, mime=mime, file=f"shortlist-{choice.span}-{name}.{ending}",
        key=f"{choice.span}_{name}", what=f"{label}: {choice.span}", help=tip, width="stretch",
        icon=None,
    )  # fmt: skip


def _report(choice: Choice, as_of: date, found: Answer) -> bytes:
    with frame.cursor() as cursor:
        told = _told(cursor, choice, as_of, found)
        return lift_report.page(lift_contents.contents(told)).encode()


def _workbook(choice: Choice, as_of: date, found: Answer) -> bytes:
    with frame.cursor() as cursor:
        return lift_evidence.workbook(cursor, _told(cursor, choice, as_of, found))


def _told(
    cursor: DuckDBPyConnection, choice: Choice, as_of: date, found: Answer
) -> lift_answer.Answer:
    """What is on screen, as the files take it: nothing is estimated anew."""
    below = lift_view.below(choice, as_of, found)
    laid = replace(found.design, book=Book(cursor))  # the one it was made with is closed
    names = {one.programme_id: one.name for one in frame.programmes()}
    asked = Asked(
        choice.programme_id, names[choice.programme_id], choice.span, as_of,
        tuple(one.finding.metric for one in found.read), choice.by, choice.tiers, choice.weeks,
        choice.chosen, author=frame.author(), is_experiment=choice.is_experiment,
        segment=choice.segment,
    )  # fmt: skip
    return lift_answer.Answer(
        asked, laid, found.read, lift_view.parts(choice, as_of, found.design),
        specifications.primary(cursor, choice.programme_id), below.weekly,
        lift_view.customers(choice, as_of, found.design), below.left_out, below.naive,
        lift_view.fakes(choice, as_of, found),
        specifications.listing(cursor, choice.programme_id), Outcomes(cursor, laid), frame.now(),
        below.looks, below.smallest,
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
