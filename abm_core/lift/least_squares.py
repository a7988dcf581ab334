"""A straight-line fit with standard errors that hold for few and unequal groups of accounts.

CR2 (Bell and McCaffrey) with Satterthwaite's degrees of freedom is the usual one; with every row
a group of its own it is HC2, which for two group means is the formula of Neyman and Welch.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import intervals
from abm_core.lift.intervals import Estimate

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Kind = Literal["classic", "CR1", "CR2", "CR3"]
NOTHING = 1e-10  # an eigenvalue below it: the group alone decides that direction


class Line(NamedTuple):
    """Coefficients, intercept first, and what is needed for their spread."""

    beta: Numbers
    x: Numbers
    bread: Numbers
    residual: Numbers


def fit(y: Numbers, x: Numbers) -> Line:
    """Least squares of ``y`` on ``x`` (no intercept); repeated columns change no fitted value."""
    design = np.column_stack([np.ones(len(y)), np.asarray(x, dtype=np.float64)])
    bread = np.linalg.pinv(design.T @ design, rcond=1e-14, hermitian=True)
    beta = np.linalg.lstsq(design, np.asarray(y, dtype=np.float64), rcond=None)[0]
    return Line(beta, design, bread, y - design @ beta)


def coefficient(
    line: Line, index: int, clusters: Codes | None = None, *, kind: Kind = "CR2"
) -> Estimate:
    """One coefficient with its interval.

    ``clusters`` numbers what goes together; by default each row stands alone. "classic" assumes
    equal spread and no groups, "CR1" corrects for the number of groups only (Stata's), "CR3" is
    close to leaving groups out in turn. All but "CR2" have the usual degrees of freedom.
    """
    n, n_columns = line.x.shape
    if kind == "classic":
        variance = float(line.residual @ line.residual) / (n - n_columns) * line.bread[index, index]
        return intervals.estimate(float(line.beta[index]), math.sqrt(variance), n - n_columns)
    _, code = np.unique(np.arange(n) if clusters is None else clusters, return_inverse=True)
    n_groups = int(code.max()) + 1
    direction = line.bread[index]
    columns = _columns(line, code, kind, direction)
    moved = np.bincount(code, columns * line.residual, minlength=n_groups)
    variance, df = float(moved @ moved), float(n_groups - 1)
    if kind == "CR1":
        variance *= n_groups / (n_groups - 1) * (n - 1) / (n - n_columns)
    if kind == "CR2":
        df = _satterthwaite(line, code, columns, n_groups)
    return intervals.estimate(float(line.beta[index]), math.sqrt(variance), df)


def _columns(line: Line, code: Codes, kind: Kind, direction: Numbers) -> Numbers:
    """A_g X_g M c, row by row: with the residuals, what each group moves the coefficient by."""
    plain = np.asarray(line.x @ direction)
    if kind == "CR1":
        return plain
    power = -0.5 if kind == "CR2" else -1.0
    size = np.bincount(code)[code]
    leverage = np.einsum("ij,jk,ik->i", line.x, line.bread, line.x)
    left = 1 - leverage
    found = np.where(left > NOTHING, plain * np.maximum(left, NOTHING) ** power, 0.0)
    order = np.argsort(code, kind="stable")
    order = order[size[order] > 1]
    ends = np.flatnonzero(np.diff(code[order])) + 1
    for rows in np.split(order, ends) if len(order) else []:
        own = line.x[rows]
        value, axes = np.linalg.eigh(np.eye(len(rows)) - own @ line.bread @ own.T)
        factor = np.where(value > NOTHING, np.maximum(value, NOTHING) ** power, 0.0)
        found[rows] = axes @ (factor * (axes.T @ plain[rows]))
    return found


def _satterthwaite(line: Line, code: Codes, columns: Numbers, n_groups: int) -> float:
    """(tr B)² / tr B² with B = diag|p_g|² − U'MU, U the groups' X'p."""
    squares = np.bincount(code, columns**2, minlength=n_groups)
    pulled = np.column_stack(
        [np.bincount(code, columns * column, minlength=n_groups) for column in line.x.T]
    )
    shared = np.einsum("gi,ij,gj->g", pulled, line.bread, pulled)
    inner = line.bread @ pulled.T @ pulled
    trace = float((squares - shared).sum())
    whole = float((squares**2 - 2 * squares * shared).sum() + np.trace(inner @ inner))
    return trace**2 / whole if whole > 0 else math.nan
