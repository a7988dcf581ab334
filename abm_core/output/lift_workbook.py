"""The evidence behind a lift as a workbook that recomputes it: every account, weight and outcome.

Sheet "Result" sets our numbers beside formulas over the other sheets. "Accounts" has a row per
account and launch; what was expected of it is a formula of its covariates and the coefficients on
"Fit", where a row of checks says that no other coefficients fit better. "Balance" recomputes
whether like was compared with like, "Influence" holds what the standard error is made of.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from abm_core import settings
from abm_core.lift import intervals
from abm_core.lift.expected import OverExpected
from abm_core.output import cells, lift_checks
from abm_core.output.cells import Cell, Column, Formula
from abm_core.output.excel import ABOUT, BOOK_OPTIONS, NO_DATE, Sheet, Styles, add_list, write_about
from abm_core.output.lift_checks import PRECISE
from abm_core.output.lift_rows import (
    ACCOUNTS,
    FIT,
    INFLUENCE,
    TARGET,
    Evidence,
    Laid,
    Measured,
    coefficients,
    fitted,
    laid,
    made,
    number,
    of_frame,
)

RESULT, BALANCE = "Result", "Balance"


def workbook(evidence: Evidence, *, made_at: datetime | None = None) -> bytes:
    """The file."""
    fits = {one.label: coefficients(evidence, one) for one in fitted(evidence)}
    rows = laid(evidence, fits)
    sheets = [
        (RESULT, _result(evidence, rows)), (ACCOUNTS, rows.columns),
        (FIT, lift_checks.fit(evidence, fits, rows)),
        (BALANCE, lift_checks.balance(evidence, rows)),
        (INFLUENCE, lift_checks.influence(evidence)),
        *((name, of_frame(frame)) for name, frame in evidence.further),
    ]  # fmt: skip
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, BOOK_OPTIONS) as book:
        book.set_properties({"title": evidence.title, "created": made_at or NO_DATE})
        styles = Styles(book)
        for name, columns in sheets:
            add_list(book, name, columns, styles)
        write_about(
            book.add_worksheet(ABOUT, Sheet), _explained(sheets), evidence.notes,
            evidence.currency, styles,
        )  # fmt: skip
    return target.getvalue()


def _explained(sheets: Sequence[tuple[str, list[Column]]]) -> list[Column]:
    """The columns that need a word, each once, with the sheet that they stand on."""
    found: dict[tuple[str, str], Column] = {}
    for sheet, columns in sheets:
        for column in columns:
            if column.field.doc:
                found.setdefault((column.field.doc, column.field.unit),
                                 column._replace(header=f"{sheet}: {column.header}"))  # fmt: skip
    return list(found.values())


RESULT_COLUMNS = (
    ("Metric", "text", "", ""),
    ("Observed", "number", "Sum over the targets.", cells.GENERAL),
    ("Expected", "number", "Sum over the targets of what the fit suggests.", cells.GENERAL),
    ("Observed / expected", "number", "Our number.", PRECISE),
    ("Recomputed observed", "number", "From the rows of Accounts.", cells.GENERAL),
    ("Recomputed expected", "number", "From the rows of Accounts.", cells.GENERAL),
    ("Recomputed ratio", "number", "Recomputed observed over recomputed expected.", PRECISE),
    ("Standard error", "number", "Of the logarithm of the ratio; our number.", PRECISE),
    ("Recomputed standard error", "number", "From the rows of Influence.", PRECISE),
    ("Degrees of freedom", "number", "Fewer than targets where few of them weigh most.", "0.0"),
    ("Lift low", "number", "Lower end of the plausible range; our number.", "0.0%"),
    ("Lift", "number", "The ratio less 1; our number.", "0.0%"),
    ("Lift high", "number", "Upper end of the plausible range; our number.", "0.0%"),
    ("Recomputed low", "number", "From the recomputed ratio and standard error.", "0.0%"),
    ("Recomputed lift", "number", "From the recomputed ratio.", "0.0%"),
    ("Recomputed high", "number", "From the recomputed ratio and standard error.", "0.0%"),
    ("In words", "text", "", ""),
)


def _result(evidence: Evidence, rows: Laid) -> list[Column]:
    lines = [_result_row(evidence, one, at, rows) for at, one in enumerate(evidence.measured)]
    return [
        made(header, kind, doc, [line[at] for line in lines], "", pattern)
        for at, (header, kind, doc, pattern) in enumerate(RESULT_COLUMNS)
    ]


def _result_row(evidence: Evidence, one: Measured, at: int, rows: Laid) -> list[Cell]:
    found, row = one.result, at + 2
    if one.is_refused or not math.isfinite(found.log_ratio):
        ours = [number(found.observed), number(found.expected), None]
        again = ours[:2] if math.isnan(found.log_ratio) else _recomputed(evidence, one, rows)
        return [one.label, *ours, *again, *[None] * (len(RESULT_COLUMNS) - 7), one.words]
    lift, ratio = found.lift, math.exp(found.log_ratio)
    reach = _t(found.df, row)
    return [
        one.label, found.observed, found.expected, ratio,
        *_recomputed(evidence, one, rows), Formula(f"=E{row}/F{row}", ratio),
        found.se, _standard_error(evidence, at, found), number(found.df),
        lift.low, lift.value, lift.high,
        Formula(f"=EXP(LN(G{row})-{reach}*I{row})-1", lift.low),
        Formula(f"=G{row}-1", lift.value),
        Formula(f"=EXP(LN(G{row})+{reach}*I{row})-1", lift.high), one.words,
    ]  # fmt: skip


def _recomputed(evidence: Evidence, one: Measured, rows: Laid) -> list[Cell]:
    """Observed and expected as sums over the targets, or as quotients of two other metrics."""
    found = one.result
    if one.quotient:
        labels = [other.label for other in evidence.measured]
        above, below = (labels.index(label) + 2 for label in one.quotient)
        return [Formula(f"=E{above}/E{below}", found.observed),
                Formula(f"=F{above}/F{below}", found.expected)]  # fmt: skip
    group, headers = rows.range_of("Group"), rows.outcomes[one.label]
    return [
        Formula(f'=SUMIF({group},"{TARGET}",{rows.range_of(name)})', known)
        for name, known in zip(headers, (found.observed, found.expected), strict=True)
    ]


def _standard_error(evidence: Evidence, at: int, found: OverExpected) -> Formula:
    """√Σ(ψ_target · √((n−1)/n) + ψ_fit)² over the clusters."""
    n = found.influence.n_targets
    last = len(np.unique(evidence.cluster)) + 1
    ours, theirs = (
        f"{INFLUENCE}!${letter}$2:${letter}${last}"
        for letter in (xl_col_to_name(1 + 2 * at), xl_col_to_name(2 + 2 * at))
    )
    return Formula(f"=SQRT(SUMPRODUCT(({ours}*SQRT(({n}-1)/{n})+{theirs})^2))", found.se)


def _t(df: float, row: int) -> str:
    """Student's t for the house's confidence; TINV would cut the degrees of freedom to whole."""
    beyond = round(1 - settings.CONFIDENCE.value, 10)
    if not math.isfinite(df):
        return f"{intervals.t_quantile(1 - beyond / 2, df)!r}"
    return f"SQRT(J{row}*(1/BETAINV({beyond},J{row}/2,0.5)-1))"
