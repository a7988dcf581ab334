"""Excel workbooks: every sheet as rows of text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

import python_calamine

from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.read import bombs
from abm_core.intake.read.tables import Column, Sheet

NOT_A_WORKBOOK = "If it is text, rename it to end in .csv; else save it again as .xlsx."
# A workbook with a password lies, encrypted, in a file of the kind that .xls files are.
COMPOUND = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")


class Workbook(NamedTuple):
    """The sheets of a workbook that hold rows, and why the others are not looked at."""

    sheets: list[Sheet]
    left_out: dict[str, str]


def read(name: str, content: bytes, wanted: Sequence[str] = ()) -> Workbook:
    """Every sheet, or those wanted, with empty rows kept so that row numbers are right."""
    bombs.refuse_in_workbook(name, content)
    if LOCKED in content and content.startswith(COMPOUND):
        raise _locked(name)
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            return _sheets(name, book, wanted)
    except python_calamine.PasswordError as error:
        raise _locked(name) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise AbmError(
            f"{name} is not an Excel workbook, though its name says so.", NOT_A_WORKBOOK
        ) from error


def _locked(name: str) -> AbmError:
    return AbmError(
        f"{name} is protected by a password.", "Save it without one and choose that file."
    )


def _sheets(name: str, book: Any, wanted: Sequence[str]) -> Workbook:  # noqa: ANN401
    found = Workbook([], {})
    for about in book.sheets_metadata:
        if wanted and about.name not in wanted:
            continue
        if not wanted and about.visible != python_calamine.SheetVisibleEnum.Visible:
            found.left_out[about.name] = "it is hidden"
        elif about.typ == python_calamine.SheetTypeEnum.WorkSheet:
            rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
            found.sheets.append(Sheet(about.name, rows, columns))
    missing = [one for one in wanted if one not in book.sheet_names]
    if missing:
        raise AbmError(
            f"{name} has no sheet '{missing[0]}'.", did_you_mean(missing[0], book.sheet_names)
        )
    return found


def columns(rows: Sequence[Sequence[Any]], width: int) -> list[Column]:
    """The columns of rows as text; all rows are equally long."""
    found = [_texts(column) for column in islice(zip(*rows, strict=True), width)]
    return found or [[None] * len(rows) for _ in range(width)]


def _texts(column: Sequence[Any]) -> Column:
    """A column as text. Most hold one kind of value beside blanks, and go quickly."""
    kinds = set(map(type, column)) - {str}
    if not kinds:
        return [text if text and not text.isspace() else None for text in column]
    if len(kinds) > 1:
        return [_text(value) for value in column]
    text_of = QUICK.get(kinds.pop(), as_text)
    return [
        text_of(value) if value.__class__ is not str else _text(value) for value in column
    ]


def _text(value: object) -> str | None:
    text = value if isinstance(value, str) else as_text(value)
    return text if text and not text.isspace() else None


def _number_text(value: float) -> str:
    """A number as it is typed; whole ones up to the last digit that a workbook keeps.

    >>> _number_text(12.0), _number_text(0.1), _number_text(123456789012345678.0)
    ('12', '0.1', '1.2345678901234568e+17')
    """
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


QUICK: dict[type, Callable[[Any], str]] = {
    float: _number_text,
    bool: {True: "true", False: "false"}.__getitem__,
    date: date.isoformat,
}


def as_text(value: object) -> str:
    """A cell as text: whole numbers without decimals, dates as ISO, yes and no as true and false.

    >>> as_text(12.0), as_text(True), as_text(0.5)
    ('12', 'true', '0.5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
