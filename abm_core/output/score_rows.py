"""The accounts of a score sheet: a row each, criterion scores as numbers, the rest as formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from abm_core import settings
from abm_core.output import cells
from abm_core.output.excel import LOOKS_LIKE_FORMULA, Styles
from abm_core.output.palette import LIGHT
from abm_core.targeting import scoring
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.tiers import LEVELS, TierArray

WHAT_IF, ACCOUNTS = "What-if", "Accounts"
NO_TIER = "none"
FIXED = (
    "Account ID", "Account name", "Tier", "Account score", "Fit", "Timing", "Completeness",
    "Known weight", "Excluded because", "Override", "Saved tier", "Open pipeline",
)  # fmt: skip
ID, NAME, TIER, SCORE, FIT, TIMING, COMPLETE, KNOWN, EXCLUDED, OVERRIDE, SAVED, PIPELINE = range(
    len(FIXED)
)
WIDTHS = (20, 30, 8, 14, 9, 9, 14, 14, 20, 11, 12, 15)
# Above the header of "Accounts": weight of each criterion in the score, in fit and in timing.
WEIGHT_ROWS = (("Weight", ""), ("Weight in fit", "fit"), ("Weight in timing", "timing"))
HEADER_ROW = len(WEIGHT_ROWS)
FIRST_ROW = HEADER_ROW + 1
FIRST_CRITERION_ROW = 4  # of "What-if", counted from 0


class Book(NamedTuple):
    """What is laid into the workbook, in the order of its rows."""

    accounts: Accounts
    scored: Scored
    saved: TierArray
    overrides: Mapping[str, int]
    rows: NDArray[np.intp]

    @property
    def profile(self) -> Profile:
        """The profile whose weights and cutoffs the cells begin with."""
        return self.scored.profile

    @property
    def last_row(self) -> int:
        """The last row of the accounts, counted from 0."""
        return HEADER_ROW + max(len(self.rows), 1)

    @property
    def overridden(self) -> list[int | None]:
        """The override of each account, if it has one."""
        return [self.overrides.get(str(one)) for one in self.accounts.ids[self.rows]]

    @property
    def tier(self) -> list[int]:
        """The tier of each account, 0 for none, overrides last."""
        found = zip(self.scored.tier[self.rows], self.overridden, strict=True)
        return [int(tier) if override is None else override for tier, override in found]

    def column(self, position: int) -> str:
        """All cells of a column of the accounts, as a formula names them."""
        name = xl_col_to_name(position)
        return f"{ACCOUNTS}!${name}${FIRST_ROW + 1}:${name}${self.last_row + 1}"


def write_text(
    page: Any, row: int, column: int, text: object, styles: Styles, **look: object  # noqa: ANN401
) -> None:
    """A text that stays one, whatever it begins with."""
    said = cells.CONVERT["text"](text)
    if said is not None:
        if str(said).startswith(LOOKS_LIKE_FORMULA):
            look["quote_prefix"] = True
        page.write_string(row, column, str(said), styles.of(**look))


def input_look(styles: Styles, pattern: str) -> Any:  # noqa: ANN401
    """A cell that may be changed."""
    return styles.of(num_format=pattern, bg_color=LIGHT.ramp[-1], border=1,
                     border_color=LIGHT.hairline)  # fmt: skip


def write_accounts(page: Any, book: Book, styles: Styles) -> None:  # noqa: ANN401
    """The sheet "Accounts": weights across, a header, a row per account."""
    criteria = book.profile.criteria
    for position in range(len(FIXED) + len(criteria)):
        page.set_column(position, position, WIDTHS[position] if position < len(FIXED) else 16)
    _write_weight_rows(page, book, styles)
    headers = [*FIXED, *(criterion.name for criterion in criteria)]
    for column, header in enumerate(headers):
        page.write_string(HEADER_ROW, column, str(cells.CONVERT["text"](header) or ""),
                          styles.header())  # fmt: skip
    page.freeze_panes(FIRST_ROW, NAME + 1)
    page.autofilter(HEADER_ROW, 0, book.last_row, len(headers) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:B{book.last_row + 1}"})
    page.data_validation(FIRST_ROW, OVERRIDE, book.last_row, OVERRIDE, {
        "validate": "list", "source": [*map(str, LEVELS), NO_TIER]})
    formulas, values = _Formulas(len(criteria)), _Values(book)
    for place in range(len(book.rows)):
        _write_account(page, FIRST_ROW + place, place, formulas, values, styles)


def _write_weight_rows(page: Any, book: Book, styles: Styles) -> None:  # noqa: ANN401
    """The weights across, as the formulas multiply them; they follow the sheet "What-if"."""
    muted = styles.of(font_color=LIGHT.muted)
    for row, (label, part) in enumerate(WEIGHT_ROWS):
        page.write_string(row, PIPELINE, label, muted)
        for position, criterion in enumerate(book.profile.criteria):
            place = FIRST_CRITERION_ROW + position + 1
            chosen = f"'{WHAT_IF}'!$B${place}"
            formula = f"={chosen}" if not part else (
                f"=IF('{WHAT_IF}'!$D${place}=\"{part}\",{chosen},0)")  # fmt: skip
            counts = criterion.weight if part in ("", criterion.part) else 0.0
            page.write_formula(row, len(FIXED) + position, formula, muted, counts)


class _Formulas:
    """The formulas of one account, by row."""

    def __init__(self, n_criteria: int) -> None:
        first, last = len(FIXED), len(FIXED) + max(n_criteria, 1) - 1
        self._first, self._last = xl_col_to_name(first), xl_col_to_name(last)
        self._weights = [
            f"${self._first}${row + 1}:${self._last}${row + 1}" for row in range(len(WEIGHT_ROWS))
        ]

    def known(self, row: int, kind: int = 0) -> str:
        """The weight of the criteria that are known, without an equals sign."""
        return f"SUMPRODUCT({self._weights[kind]},--ISNUMBER({self._scores(row)}))"

    def _scores(self, row: int) -> str:
        return f"${self._first}{row + 1}:${self._last}{row + 1}"

    def score(self, row: int) -> str:
        """The account score; blank where nothing with weight is known."""
        known = xl_rowcol_to_cell(row, KNOWN)
        return f'=IF({known}>0,100*SUMPRODUCT({self._weights[0]},{self._scores(row)})/{known},"")'

    def part(self, row: int, kind: int) -> str:
        """Fit or timing: the same over its own criteria."""
        known = self.known(row, kind)
        reached = f"SUMPRODUCT({self._weights[kind]},{self._scores(row)})"
        return f'=IF({known}>0,100*{reached}/{known},"")'

    def completeness(self, row: int) -> str:
        """Share of the weight that is known."""
        every = f"SUM({self._weights[0]})"
        return f"=IF({every}>0,{xl_rowcol_to_cell(row, KNOWN)}/{every},0)"

    def tier(self, row: int) -> str:
        """Override, else exclusion, else the best tier whose cutoff and gate are reached."""
        score, complete, excluded, override = (
            xl_rowcol_to_cell(row, column) for column in (SCORE, COMPLETE, EXCLUDED, OVERRIDE)
        )
        digits = settings.SCORE_DECIMALS.value
        found = '""'
        for level in reversed(LEVELS):
            found = (
                f"IF(AND(ROUND({score}-Cutoff_{level},{digits})>=0,"
                f"ROUND({complete}-Gate_{level},{digits})>=0),{level},{found})"
            )
        ruled = f'IF({excluded}<>"","",IF({score}="","",{found}))'
        return f'=IF({override}<>"",IF({override}="{NO_TIER}","",VALUE({override})),{ruled})'


class _Values:
    """What the formulas give before anything is changed, and what is no formula."""

    def __init__(self, book: Book) -> None:
        rows, scored, profile = book.rows, book.scored, book.profile
        matrix = scored.frame.matrix.rows(rows)
        self.ids, self.names = book.accounts.ids[rows], book.accounts.at("name", rows)
        self.scores = scored.scores[rows]
        self.parts = [scoring.part_score(matrix, profile.criteria, part)
                      for part in ("fit", "timing")]  # fmt: skip
        self.known = matrix.known @ np.asarray(profile.weights)
        self.complete = scoring.completeness(matrix, profile.weights)
        self.reasons = scored.frame.reasons[rows]
        self.overrides = book.overridden
        self.tier = book.tier
        self.saved = book.saved[rows]
        self.pipeline = book.accounts.pipeline["open_pipeline"].to_numpy()[rows]
        self.criteria = np.where(matrix.known > 0, matrix.scored, np.nan)


def _write_account(
    page: Any, row: int, place: int, formulas: _Formulas, values: _Values, styles: Styles  # noqa: ANN401
) -> None:
    write_text(page, row, ID, values.ids[place], styles)
    write_text(page, row, NAME, values.names[place], styles)
    score = styles.number(cells.SCORE)
    for column, formula, look, value in (
        (TIER, formulas.tier(row), styles.of(align="center"), values.tier[place] or ""),
        (SCORE, formulas.score(row), score, _blank(values.scores[place])),
        (FIT, formulas.part(row, 1), score, _blank(values.parts[0][place])),
        (TIMING, formulas.part(row, 2), score, _blank(values.parts[1][place])),
        (COMPLETE, formulas.completeness(row), styles.number("0.0%"), values.complete[place]),
        (KNOWN, f"={formulas.known(row)}", styles.number(cells.GENERAL), values.known[place]),
    ):
        page.write_formula(row, column, formula, look, value)
    write_text(page, row, EXCLUDED, values.reasons[place], styles)
    _write_override(page, row, values.overrides[place], styles)
    if values.saved[place]:
        page.write_number(row, SAVED, int(values.saved[place]))
    for column, number in ((PIPELINE, values.pipeline[place]),
                           *enumerate(values.criteria[place], start=len(FIXED))):  # fmt: skip
        if not np.isnan(number):
            pattern = cells.MONEY if column == PIPELINE else cells.GENERAL
            page.write_number(row, column, float(number), styles.number(pattern))


def _write_override(page: Any, row: int, override: int | None, styles: Styles) -> None:  # noqa: ANN401
    look = input_look(styles, cells.GENERAL)
    if override is None:
        page.write_blank(row, OVERRIDE, None, look)
    elif override:
        page.write_number(row, OVERRIDE, override, look)
    else:
        page.write_string(row, OVERRIDE, NO_TIER, look)


def _blank(number: float) -> float | str:
    """A number as a formula gives it; an empty text where there is none."""
    return "" if np.isnan(number) else float(number)
