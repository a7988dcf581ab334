"""What lets a reader check a lift: the fit, the balance, and what the standard error is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import smd
from abm_core.output.cells import Cell, Column, Formula
from abm_core.output.lift_rows import COMPARISON, TARGET, Evidence, Laid, Measured, fitted, made

Numbers = NDArray[np.float64]
PRECISE = "0.000000"


def fit(evidence: Evidence, fits: dict[str, Numbers], rows: Laid) -> list[Column]:
    """Per metric its coefficients and, below them, what the best fit leaves over: nothing."""
    headers = ("Intercept", *rows.covariates)
    lines: list[list[Cell]] = []
    for one in fitted(evidence):
        beta = fits[one.label]
        known = np.isfinite(beta).all()
        lines.append([one.label, *(float(b) if known else None for b in beta)])
        lines.append([f"{one.label}: left over", *(
            _left_over(one, at, rows) if known else None for at in range(len(headers))
        )])  # fmt: skip
    doc = ("Coefficients of the fit on weighted comparison accounts. Below them, what is left of "
           "Σ weight × (outcome − expected) × what is compared, against Σ weight × outcome: 0 "
           "where no other coefficients fit better.")  # fmt: skip
    first = made("Metric", "text", "", [row[0] for row in lines])
    return [first, *(
        made(header, "number", doc if at == 0 else "", [row[at + 1] for row in lines], "", PRECISE)
        for at, header in enumerate(headers)
    )]  # fmt: skip


def _left_over(one: Measured, at: int, rows: Laid) -> Formula:
    y, expected = map(rows.range_of, rows.outcomes[one.label])
    counts = f'({rows.range_of("Group")}="{COMPARISON}")*{rows.range_of("Weight")}'
    by = "" if at == 0 else f"*{rows.range_of(rows.covariates[at - 1])}"
    return Formula(
        f"=SUMPRODUCT({counts}*({y}-{expected}){by})/SUMPRODUCT({counts}*{y})", 0.0
    )


def balance(evidence: Evidence, rows: Laid) -> list[Column]:
    """Per covariate the averages of both groups, from the rows."""
    x, ours, w = evidence.x, evidence.is_target, evidence.weight
    others = np.where(ours, 0.0, w)
    means = x[ours].mean(axis=0), others @ x / others.sum(), x[~ours].mean(axis=0)
    spread = smd.spread(x, ours)
    group, weight = rows.range_of("Group"), rows.range_of("Weight")
    columns: list[list[Cell]] = [[] for _ in range(4)]
    for at, header in enumerate(rows.covariates):
        values = rows.range_of(header)
        row = at + 2
        columns[0].append(Formula(f'=AVERAGEIF({group},"{TARGET}",{values})', float(means[0][at])))
        columns[1].append(Formula(
            f'=SUMPRODUCT(({group}="{COMPARISON}")*{weight}*{values})'
            f'/SUMIF({group},"{COMPARISON}",{weight})', float(means[1][at])))
        columns[2].append(Formula(
            f'=AVERAGEIF({group},"{COMPARISON}",{values})', float(means[2][at])))
        columns[3].append(Formula(f"=(B{row}-C{row})/E{row}",
                                  float((means[0][at] - means[1][at]) / spread[at])))  # fmt: skip
    return [
        made("What is compared", "text", "", rows.covariates),
        made("Targets", "number", "Average of the targets.", columns[0], "", PRECISE),
        made("Comparison, weighted", "number", "Weighted average of the comparison accounts.",
              columns[1], "", PRECISE),
        made("Comparison, as they are", "number", "Plain average of the comparison accounts.",
              columns[2], "", PRECISE),
        made("Standard deviation", "number", "Of the targets; of the others where targets do "
              "not differ.", spread, "", PRECISE),
        made("Difference", "number", "Of the weighted averages, in standard deviations.",
              columns[3], "", PRECISE),
    ]  # fmt: skip


def influence(evidence: Evidence) -> list[Column]:
    """What each cluster adds to the logarithm of observed over expected."""
    columns = [made("Cluster", "integer", "", np.unique(evidence.cluster))]
    for one in evidence.measured:
        for part, values in (("as target", one.result.influence.target),
                             ("through the fit", one.result.influence.comparison)):
            columns.append(made(
                f"{one.label}, {part}", "number", "What a cluster adds to the logarithm of "
                "observed over expected. The standard error is made of the squares of these.",
                values, "", PRECISE,
            ))  # fmt: skip
    return columns
