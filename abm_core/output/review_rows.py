"""The rows behind one number as a table and as a file."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import xlsxwriter

from abm_core.output import cells, excel
from abm_core.output.review_evidence import KINDS, PATTERNS, column
from abm_core.review import behind_wording
from abm_core.review.said import Behind, Cell, Kind

ABOUT = "About"


def table(of: Behind) -> pd.DataFrame:
    """The rows with typed columns under their labels; accounts keep their IDs in the first."""
    return pd.DataFrame({
        one.name: pd.Series([_typed(row[at], one.kind) for row in of.rows.rows],
                            dtype="object" if one.kind in ("day", "week") else None)
        for at, one in enumerate(of.rows.columns)
    })  # fmt: skip


def _typed(value: Cell, kind: Kind) -> object:
    if kind in ("day", "week") and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def workbook(of: Behind, about: str) -> bytes:
    """The rows as an Excel file, with what they add up to; ``about`` says which review it is."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, excel.BOOK_OPTIONS) as book:
        book.set_properties({"title": of.label, "created": excel.NO_DATE})
        styles = excel.Styles(book)
        excel.add_list(book, of.label, _columns(of), styles)
        excel.add_list(book, ABOUT + " these rows", [
            column("Topic", "text", ["Number", "How it is made", "Review"]),
            column("Meaning", "text", [of.label, behind_wording.how(of), about]),
        ], styles)  # fmt: skip
    return target.getvalue()


def _columns(of: Behind) -> list[cells.Column]:
    return [
        column(f"{one.label} ({of.currency})" if one.kind == "money" and of.currency else one.label,
               KINDS[one.kind], [_typed(row[at], one.kind) for row in of.rows.rows],
               pattern=PATTERNS.get(one.kind, ""))
        for at, one in enumerate(of.rows.columns)
    ]  # fmt: skip
