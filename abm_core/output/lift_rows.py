"""The rows behind a lift as a sheet: every account and launch, its weight, covariates, outcomes.

What was expected of a row is a formula of its covariates and of the coefficients on "Fit".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from xlsxwriter.utility import xl_col_to_name

from abm_core import schema
from abm_core.lift import poisson
from abm_core.lift.expected import OverExpected
from abm_core.output import cells
from abm_core.output.cells import Cell, Column, Formula

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
ACCOUNTS, FIT, INFLUENCE = "Accounts", "Fit", "Influence"
TARGET, COMPARISON = "target", "comparison"
MOST_FORMULA_ROWS = 20_000  # above it, what was expected of comparison accounts comes as values
FIXED = 7  # columns before the covariates


class Measured(NamedTuple):
    """One metric: its outcome per row, and what we made of it.

    ``quotient`` names the labels of two other metrics of the workbook where this one is the first
    divided by the second; its own ``y`` is unused then. ``is_refused``: what happened is told, but
    no lift and no range, because a gate is closed.
    """

    label: str
    unit: str
    y: Numbers
    result: OverExpected
    words: str
    quotient: tuple[str, str] | None = None
    is_refused: bool = False


class Evidence(NamedTuple):
    """All rows behind a lift, one per account and launch.

    ``x`` holds the covariates and launches that the fit rests on, in the order of ``names``;
    ``cluster`` numbers what goes together, as the interval was told. ``further`` are more lists
    (a sheet name and a frame whose columns are headers); ``notes`` topics with their sentence.
    """

    title: str
    account_id: NDArray[np.object_]
    name: NDArray[np.object_]
    launch: Sequence[object]
    is_target: Mask
    tier: NDArray[np.int8]
    cluster: NDArray[np.intp]
    weight: Numbers
    names: tuple[str, ...]
    x: Numbers
    measured: tuple[Measured, ...]
    further: tuple[tuple[str, pd.DataFrame], ...]
    notes: tuple[tuple[str, str], ...]
    currency: str = ""


class Laid(NamedTuple):
    """The sheet of the rows, and where on it things lie.

    ``covariates`` are the headers of the covariates, in their order; ``outcomes`` the headers of
    each fitted metric and of what was expected, by its label.
    """

    columns: list[Column]
    covariates: list[str]
    outcomes: dict[str, tuple[str, str]]

    def range_of(self, header: str) -> str:
        """A column as a range with its sheet."""
        place = next(at for at, one in enumerate(self.columns) if one.header == header)
        letter = xl_col_to_name(place)
        return f"{ACCOUNTS}!${letter}$2:${letter}${len(self.columns[0].cells) + 1}"


def fitted(evidence: Evidence) -> list[Measured]:
    """Metrics that have a fit of their own; the others are quotients of two of them."""
    return [one for one in evidence.measured if one.quotient is None]


def coefficients(evidence: Evidence, one: Measured) -> Numbers:
    """The log-linear fit behind a metric: the intercept, then one per covariate."""
    others = ~evidence.is_target & (evidence.weight > 0)
    return poisson.fit(one.y[others], evidence.x[others], evidence.weight[others]).beta


def laid(evidence: Evidence, fits: dict[str, Numbers]) -> Laid:
    """The sheet "Accounts"."""
    values = [made(name, "number", "What the accounts were made comparable on.", column)
              for name, column in zip(evidence.names, evidence.x.T, strict=True)]  # fmt: skip
    for number, one in enumerate(fitted(evidence)):
        values += [
            made(one.label, "number", "Outcome in the weeks after launch.", one.y, one.unit),
            made(f"{one.label}, expected", "number", "What the fit on comparison accounts suggests "
                 f"for the row: EXP(intercept + what is compared × coefficients), see {FIT}.",
                 _expectations(evidence, fits[one.label], number), one.unit),
        ]  # fmt: skip
    columns = _told_apart([*_fixed(evidence), *values])
    headers = [column.header for column in columns]
    n = FIXED + len(evidence.names)
    outcomes = {one.label: (headers[n + 2 * at], headers[n + 2 * at + 1])
                for at, one in enumerate(fitted(evidence))}  # fmt: skip
    return Laid(columns, headers[FIXED:n], outcomes)


def _fixed(evidence: Evidence) -> list[Column]:
    account_id, name = (schema.ACCOUNTS.field(one) for one in ("account_id", "name"))
    return [
        made(account_id.label, "id", account_id.doc, evidence.account_id),
        made(name.label, "text", name.doc, evidence.name),
        made("Launch", "date", "Monday from which the target was on the list; comparison "
             "accounts get that of the targets they stand for.", evidence.launch),
        made("Group", "text", "Target or comparison account.",
             np.where(evidence.is_target, TARGET, COMPARISON)),
        made("Tier", "integer", "In which the target joined.",
             [int(tier) or None for tier in evidence.tier]),
        made("Cluster", "integer", "Rows of one account or family have the same number.",
             evidence.cluster),
        made("Weight", "number", "What the row counts as: 1 for a target; those of comparison "
             "accounts add up to the number of targets.", evidence.weight),
    ]  # fmt: skip


def _told_apart(columns: list[Column]) -> list[Column]:
    """No header twice."""
    taken: set[str] = set()
    found = []
    for column in columns:
        header, n = column.header, 2
        while header in taken:
            header, n = f"{column.header} ({n})", n + 1
        taken.add(header)
        found.append(column._replace(header=header))
    return found


def _expectations(evidence: Evidence, beta: Numbers, number: int) -> list[Cell]:
    """Formulas of the row and the coefficients; nothing where there is no fit."""
    if not np.isfinite(beta).all():
        return [None] * len(evidence.x)
    value = np.exp(poisson.design(evidence.x) @ beta)
    n, row_of_fit = len(evidence.names), 2 + 2 * number
    first, last = xl_col_to_name(FIXED), xl_col_to_name(FIXED + n - 1)
    left, right = xl_col_to_name(2), xl_col_to_name(1 + n)
    slopes = f"{FIT}!${left}${row_of_fit}:${right}${row_of_fit}"
    lives = evidence.is_target | (len(evidence.x) <= MOST_FORMULA_ROWS)
    return [
        Formula(f"=EXP({FIT}!$B${row_of_fit}+SUMPRODUCT(${first}{row}:${last}{row},{slopes}))",
                float(known)) if is_formula else float(known)
        for row, (known, is_formula) in enumerate(zip(value, lives, strict=True), start=2)
    ]  # fmt: skip


def of_frame(frame: pd.DataFrame) -> list[Column]:
    """A frame as columns; its column names are the headers."""
    kinds = {"M": "date", "b": "boolean", "i": "integer", "u": "integer", "f": "number"}
    return [
        made(str(name), kinds.get(frame[name].dtype.kind, "json"), "", frame[name].tolist())
        for name in frame.columns
    ]


def made(
    header: str, kind: Any, doc: str, values: Any, unit: str = "", pattern: str | None = None  # noqa: ANN401
) -> Column:
    """A column of our own; a missing value is a blank cell."""
    field = schema.Field(header, kind, header, doc, unit=unit)
    convert = cells.CONVERT[field.kind]
    made: list[Cell] = [
        value if isinstance(value, Formula) else None if _is_missing(value) else convert(value)
        for value in values
    ]
    default = cells.TEXT if kind == "id" else cells.WHOLE if kind == "integer" else cells.GENERAL
    return Column(field, header, made, default if pattern is None else pattern)


def _is_missing(value: object) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or value is pd.NaT or value is pd.NA


def number(value: float) -> Cell:
    """A number, or a blank cell where there is none."""
    return float(value) if math.isfinite(value) else None
