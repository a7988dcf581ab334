"""A score sheet that goes on living in Excel: weights and cutoffs are cells, tiers are formulas.

Sheet "What-if" holds what may be changed and what comes of it per tier; sheet "Accounts" holds one
row per account with the score of every criterion (blank where the value is not known) and the
formulas of design notes, section 4. Without any change they give what the product gives.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from abm_core import formats, schema, settings
from abm_core.output import cells
from abm_core.output.excel import (
    ABOUT,
    BOOK_OPTIONS,
    NO_DATE,
    Sheet,
    Styles,
    write_about,
)
from abm_core.output.score_rows import (
    ACCOUNTS,
    FIRST_CRITERION_ROW,
    FIXED,
    PIPELINE,
    SAVED,
    TIER,
    WHAT_IF,
    Book,
    input_look,
    write_accounts,
    write_text,
)
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.tiers import LEVELS, TierArray

HOW_TO = (
    "Change the coloured cells: weights, cutoffs, gates, capacities here, overrides (1, 2, 3 or "
    "none) on the next sheet. Scores and tiers follow. Nothing that is changed here goes back into "
    "the product by itself."
)


def workbook(
    accounts: Accounts,
    scored: Scored,
    *,
    saved: TierArray,
    overrides: Mapping[str, int] | None = None,
    notes: Sequence[tuple[str, str]] = (),
    made_at: datetime | None = None,
) -> bytes:
    """The score sheet of a profile, best score first.

    ``saved`` are the live tiers in the order of the accounts; ``overrides`` tiers by account id, 0
    for none. Where there are more accounts than a workbook calculates with ease, those with the
    best scores and all with a saved tier come along, and a note says so.
    """
    rows = _rows(scored, saved)
    book = Book(accounts, scored, saved, overrides or {}, rows)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, BOOK_OPTIONS) as file:
        file.set_properties({"title": scored.profile.name, "created": made_at or NO_DATE})
        styles = Styles(file)
        _name_cells(file, book)
        _write_what_if(file.add_worksheet(WHAT_IF, Sheet), book, styles)
        write_accounts(file.add_worksheet(ACCOUNTS, Sheet), book, styles)
        about = file.add_worksheet(ABOUT, Sheet)
        write_about(about, [], [*_left_out(book), *notes, *_meanings(book)], accounts.currency,
                    styles)  # fmt: skip
    return target.getvalue()


def _rows(scored: Scored, saved: TierArray) -> NDArray[np.intp]:
    """The accounts to write, best score first."""
    key = np.nan_to_num(scored.scores, nan=-1.0)
    order = np.argsort(-key, kind="stable")
    most = settings.SCORE_SHEET_ROWS.value
    if len(order) <= most:
        return order
    kept = (saved[order] > 0) | (scored.tier[order] > 0)
    place = np.argsort(~kept, kind="stable")[:most]
    return order[np.sort(place)]


def _left_out(book: Book) -> list[tuple[str, str]]:
    n_all, n_here = len(book.accounts), len(book.rows)
    if n_here == n_all:
        return []
    return [("Accounts left out", (
        f"{formats.count(n_all - n_here)} of {formats.counted(n_all, 'account')} with the lowest "
        "scores are not in this workbook, nor in its counts."
    ))]  # fmt: skip


def _tier_row(book: Book, level: int) -> int:
    """The row of a tier on "What-if", counted from 0."""
    return FIRST_CRITERION_ROW + len(book.profile.criteria) + 3 + level


def _name_cells(file: xlsxwriter.Workbook, book: Book) -> None:
    """Cutoffs and gates by name, so that the formulas can be read."""
    for level in LEVELS:
        row = _tier_row(book, level) + 1
        file.define_name(f"Cutoff_{level}", f"='{WHAT_IF}'!$B${row}")
        file.define_name(f"Gate_{level}", f"='{WHAT_IF}'!$C${row}")


def _write_what_if(page: Any, book: Book, styles: Styles) -> None:  # noqa: ANN401
    for position, width in enumerate((34, 12, 18, 12, 12, 16, 12, 10, 10, 30)):
        page.set_column(position, position, width)
    write_text(page, 0, 0, book.profile.name, styles, bold=True, font_size=14)
    write_text(page, 1, 0, HOW_TO, styles)
    _write_weights(page, book, styles)
    _write_tiers(page, book, styles)


def _write_weights(page: Any, book: Book, styles: Styles) -> None:  # noqa: ANN401
    criteria = book.profile.criteria
    for column, header in enumerate(("Criterion", "Weight", "Share of all", "Part")):
        page.write_string(FIRST_CRITERION_ROW - 1, column, header, styles.header())
    first, last = FIRST_CRITERION_ROW + 1, FIRST_CRITERION_ROW + max(len(criteria), 1)
    low, high = settings.WEIGHT_LIMITS.value
    every = f"SUM($B${first}:$B${last})"
    for row, (criterion, share) in enumerate(
        zip(criteria, book.profile.shares, strict=True), start=FIRST_CRITERION_ROW
    ):
        write_text(page, row, 0, criterion.name, styles)
        page.write_number(row, 1, criterion.weight, input_look(styles, cells.GENERAL))
        page.write_formula(row, 2, f"=IF({every}>0,B{row + 1}/{every},0)",
                           styles.number(cells.SHARE), share)  # fmt: skip
        page.write_string(row, 3, criterion.part, input_look(styles, cells.GENERAL))
        page.data_validation(row, 1, row, 1, {
            "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high})
        page.data_validation(row, 3, row, 3, {"validate": "list", "source": ["fit", "timing"]})


TIER_HEADERS = ("Tier", "Cutoff", "Completeness gate", "Capacity", "Accounts", "Open pipeline",
                "Saved", "Enter", "Leave", "Note")  # fmt: skip


OVER = "over capacity by "


def _write_tiers(page: Any, book: Book, styles: Styles) -> None:  # noqa: ANN401
    header = _tier_row(book, 0)
    for column, text in enumerate(TIER_HEADERS):
        page.write_string(header, column, text, styles.header())
    tier, saved, pipeline = (book.column(one) for one in (TIER, SAVED, PIPELINE))
    whole = styles.number(cells.WHOLE)
    profile, now = book.profile, np.array(book.tier, dtype=np.int8)
    amounts = book.accounts.pipeline["open_pipeline"].to_numpy()[book.rows]
    for level in LEVELS:
        row = _tier_row(book, level)
        page.write_string(row, 0, formats.tier(level), styles.tier(level))
        page.write_number(row, 1, profile.cutoffs[level - 1], input_look(styles, cells.GENERAL))
        page.write_number(row, 2, profile.gates[level - 1], input_look(styles, cells.SHARE))
        page.write_number(row, 3, profile.capacities[level - 1], input_look(styles, cells.WHOLE))
        is_now, was = now == level, book.saved[book.rows] == level
        over = int(np.count_nonzero(is_now)) - profile.capacities[level - 1]
        for column, formula, value in (
            (4, f"=COUNTIF({tier},{level})", np.count_nonzero(is_now)),
            (5, f"=SUMIF({tier},{level},{pipeline})", np.nansum(amounts[is_now])),
            (6, f"=COUNTIF({saved},{level})", np.count_nonzero(was)),
            (7, f"=SUMPRODUCT(({tier}={level})*({saved}<>{level}))",
             np.count_nonzero(is_now & ~was)),
            (8, f"=SUMPRODUCT(({tier}<>{level})*({saved}={level}))",
             np.count_nonzero(was & ~is_now)),
        ):
            page.write_formula(row, column, formula, whole, float(value))
        page.write_formula(
            row, 9, f'=IF(E{row + 1}>D{row + 1},"{OVER}"&(E{row + 1}-D{row + 1}),"")', None,
            f"{OVER}{over}" if over > 0 else "",
        )  # fmt: skip


def _meanings(book: Book) -> list[tuple[str, str]]:
    """What the columns of the sheet mean."""
    docs = {field.label: field.doc for field in (*schema.DERIVED, *schema.ACCOUNTS.fields)}
    docs |= {
        "Tier": "Override, else none if excluded, else the best tier whose cutoff the score "
                "reaches and whose completeness gate it passes, both after rounding to six "
                "decimals.",
        "Known weight": "Sum of the weights whose criterion is known.",
        "Override": "1, 2, 3 or none, in the place of what the profile says.",
        "Saved tier": "Tier on the saved target list when this workbook was made.",
    }  # fmt: skip
    return [
        *((header, docs[header]) for header in FIXED if header in docs),
        *((criterion.name, "Score of the criterion, 0 to 1; blank where the value is not known.")
          for criterion in book.profile.criteria),
    ]  # fmt: skip
