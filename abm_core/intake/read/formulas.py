"""Cells of a CSV file that a spreadsheet would run: quoted on the way out, unquoted on the way in.

A CSV file cannot say that a cell is text. Rejected rows are opened in spreadsheets, so cells that
would run get an apostrophe in front, as people write it; when the file comes back, one apostrophe
goes. A plain number with a sign is left as it is. Only files of rejected rows are unquoted: those
whose last two headers are Reason and Row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from abm_core.intake.read.headers import REJECT_HEADERS

# Also the wide forms of = + - @, which spreadsheets in East Asian languages take for them.
RUNS = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"[+-]\d[\d.,]*%?")
MARK = "'"


def quoted(text: str) -> str:
    """The cell as a spreadsheet shows it without running it.

    >>> quoted("=1+1"), quoted("-5,000.00"), quoted("Acme"), quoted("'=1+1")
    ("'=1+1", '-5,000.00', 'Acme', "''=1+1")
    """
    return MARK + text if RUNS.match(text) and not NUMBER.fullmatch(text) else text


def unquoted(text: str) -> str:
    """The cell as it was before ``quoted``.

    >>> unquoted("'=1+1"), unquoted("'t Hooft"), unquoted("-5")
    ('=1+1', "'t Hooft", '-5')
    """
    return text[1:] if text.startswith(MARK) and RUNS.match(text) else text


def is_rejects(header: Sequence[str]) -> bool:
    """Whether a header is that of a file of rejected rows."""
    named = [cell.strip() for cell in header if cell.strip()]
    return tuple(named[-2:]) == REJECT_HEADERS
