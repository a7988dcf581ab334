"""The weekly review as a workbook that recomputes it: every sentence, every number, every row.

Sheet "Review" has the sentences of the page, whole, and below each its numbers: as said, and as a
formula over the rows on the other sheets.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter

from abm_core.output import cells, review_words
from abm_core.output.cells import Column, Formula
from abm_core.output.excel import ABOUT, BOOK_OPTIONS, NO_DATE, Sheet, Styles, add_list, write_about
from abm_core.output.review_evidence import Evidence, column, formula
from abm_core.review.document import Note, Review
from abm_core.review.published import Publication
from abm_core.review.said import Behind, Said

REVIEW = "Review"
HEADLINE, MEASURES = "Headline", "Measures"
TEXT, TEXT_WIDTH = 2, 100  # the column of sentences, which are long
A4 = 9  # as Excel counts papers
HEADERS = (
    ("Part", "Where it stands on the page."),
    ("Account", ""),
    ("Text", "The sentence; below it the numbers that it says."),
    ("As said", "The number as the sentence writes it."),
    ("Value", "The number as it was computed."),
    ("Recomputed", "A formula over the rows of the sheet beside it."),
    ("Rows", "Sheet of the rows behind the number."),
    ("Number", "By which its rows are found there, with the filter of column A."),
    ("Owner", ""),
    ("Next step", ""),
    ("Day", "When it happened, is due, or was written."),
    ("Status", "What became of an action; kind of a note."),
)


class Line(NamedTuple):
    """A row of the sheet Review: a sentence, or below it one of its numbers."""

    part: str
    account: str = ""
    text: str = ""
    shown: str = ""
    value: float | None = None
    again: Formula | None = None
    sheet: str = ""
    number: int | None = None
    owner: str = ""
    step: str = ""
    day: date | None = None
    status: str = ""


def workbook(
    review: Review, publication: Publication | None = None, *, later: Sequence[Note] = (),
    made_at: datetime | None = None,
) -> bytes:  # fmt: skip
    """The file; ``review`` has its people by name."""
    evidence = Evidence(review.currency)
    lines = _lines(review, later, evidence)
    sheets = [(REVIEW, _columns(lines)), *evidence.sheets()]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, BOOK_OPTIONS) as book:
        book.set_properties({"title": review_words.title(review), "created": made_at or NO_DATE})
        styles = Styles(book)
        for name, columns in sheets:
            add_list(book, name, columns, styles)
        book.get_worksheet_by_name(REVIEW).set_column(TEXT, TEXT, TEXT_WIDTH)
        for page in book.worksheets():  # printed, a sheet is as wide as the paper
            page.set_landscape()
            page.set_paper(A4)
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
        explained = [one for one in (*sheets[0][1], *(sheets[1][1][:1] if sheets[1:] else ()))
                     if one.field.doc]  # fmt: skip
        write_about(book.add_worksheet(ABOUT, Sheet), explained, _notes(review, publication),
                    review.currency, styles)  # fmt: skip
    return target.getvalue()


def _lines(review: Review, later: Sequence[Note], evidence: Evidence) -> list[Line]:
    made = _told(Line(HEADLINE), review.headline, evidence)
    for one in review.measures:
        with_newest = Said(one.said.text, (one.newest, *(
            behind for behind in one.said.behind if behind != one.newest)))  # fmt: skip
        made += _told(Line(MEASURES, account=""), with_newest, evidence)
    for group in review.changes:
        if group.changes:
            made += _told(Line(review_words.CHANGED), group.said, evidence)
        for change in group.changes:
            line = Line(review_words.CHANGED, account=change.account, day=change.on)
            both = Said(f"{change.said.text} {change.cause.text}".strip(),
                        (*change.said.behind, *change.cause.behind))  # fmt: skip
            made += _told(line, both, evidence)
    for heading, texts in ((review_words.WHY, review.why), (review_words.WATCH, review.watch)):
        for said in texts:
            made += _told(Line(heading), said, evidence)
    return [*made, *_acted(review, evidence), *_noted(review_words.DECIDED, review.notes),
            *_noted(review_words.ADDED, later)]  # fmt: skip


def _acted(review: Review, evidence: Evidence) -> list[Line]:
    made: list[Line] = []
    for action in review.actions:
        line = Line(review_words.TO_DO, account=action.account, owner=action.owner,
                    step=action.next_step, day=action.due_on)  # fmt: skip
        behind = (*action.reason.behind, *(
            [action.at_risk] if action.at_risk not in action.reason.behind else []))  # fmt: skip
        made += _told(line, Said(action.reason.text, behind), evidence)
    return made + [
        Line(review_words.BEFORE, account=one.account, text=one.outcome, owner=one.owner,
             step=one.next_step, day=one.due_on, status=one.status)
        for one in review.earlier
    ]  # fmt: skip


def _noted(heading: str, notes: Sequence[Note]) -> list[Line]:
    return [Line(heading, text=one.text, owner=one.author, day=one.written_on, status=one.kind)
            for one in notes]  # fmt: skip


def _told(line: Line, said: Said, evidence: Evidence) -> list[Line]:
    """A sentence, and a line for each number behind it."""
    return [line._replace(text=said.text), *(_number(line, one, evidence) for one in said.behind)]


def _number(line: Line, of: Behind, evidence: Evidence) -> Line:
    place = evidence.place(of)
    made = Line(line.part, line.account, f"   {of.label}", of.shown, of.value)
    if place is None:
        return made
    return made._replace(again=formula(of, place), sheet=place.sheet, number=place.number)


def _columns(lines: Sequence[Line]) -> list[Column]:
    kinds: dict[str, Any] = {"Value": "number", "Recomputed": "number", "Number": "integer",
                             "Day": "date"}  # fmt: skip
    patterns = {"Value": "#,##0.00", "Recomputed": "#,##0.00", "Number": cells.WHOLE}
    return [
        column(header, kinds.get(header, "text"), [line[at] for line in lines], doc,
               patterns.get(header, ""))
        for at, (header, doc) in enumerate(HEADERS)
    ]  # fmt: skip


def _notes(review: Review, publication: Publication | None) -> list[tuple[str, str]]:
    """What the sheet of definitions says before the columns."""
    return [
        ("Review", review_words.title(review)), ("Week", review_words.week(review.week)),
        ("Status", review_words.publication(publication)), ("Reading", review.reading),
        *(("Definition", one) for one in review.footer),
        ("Versions", review_words.versions(review.versions)),
        ("Rows", "Every number has its rows on a sheet of its own kind; where rows are missing, "
         "nothing is behind it: the number is zero."),
    ]  # fmt: skip
