"""Excel workbooks: every sheet as rows of text."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from abm_core.errors import AbmError
from abm_core.intake.read.formulas import restored


def sheets(name: str, content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Name and rows of every sheet, with empty rows kept so that row numbers are right."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        return [(sheet, _rows(book.get_sheet_by_name(sheet))) for sheet in book.sheet_names]
    except python_calamine.PasswordError as error:
        raise AbmError(
            f"{name} is protected by a password.", "Save it without one and choose that file."
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise AbmError(
            f"{name} is not an Excel workbook, though its name says so.",
            "If it is text, rename it to end in .csv; else save it again as .xlsx.",
        ) from error


def _rows(sheet: Any) -> list[list[str]]:  # noqa: ANN401  (calamine has no types)
    return restored(
        [[as_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    )


def as_text(value: object) -> str:
    """A cell as text: whole numbers without decimals, dates as ISO, yes and no as true and false.

    >>> as_text(12.0), as_text(True), as_text(0.5)
    ('12', 'true', '0.5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
