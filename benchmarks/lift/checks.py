"""Bars, and whether what was measured meets them.

A bar is met when the measured value lies in it, or within two Monte-Carlo standard errors of it on
a rerun with a new seed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import NamedTuple

from benchmarks import machine
from benchmarks.lift.replications import Cell, Measured, Replicate, run

ANY = -math.inf, math.inf  # reported, without a bar
BESIDE = 19  # told beside the bars, which are numbered to 18
LABELS = {"refused": "gate closed", "hits": "how often", "ratio": "mean ratio to truth"}
POINTS = {"coverage", "false positives", "power", "hits", "refused"}


class Check(NamedTuple):
    """One line of the table: what of which cell is measured, and between what it must lie."""

    bar: int
    what: str
    cell: str
    measure: str
    low: float = -math.inf
    high: float = math.inf


class Study(NamedTuple):
    """A world to replicate, how often at most (``full``) and in a hurry, and what it must show."""

    name: str
    replicate: Replicate
    full: int
    reduced: int
    seed: int
    checks: list[Check]


class Row(NamedTuple):
    """A check with its result."""

    check: Check
    measured: Measured
    n: int
    n_refused: int
    verdict: str

    @property
    def write(self) -> Callable[[float], str]:
        """How its numbers are written."""
        return writer(self.check.measure)

    @property
    def told(self) -> str:
        """Measured, its Monte-Carlo standard error, and the bar where there is one."""
        value = f"{self.write(self.measured.value)} ± {self.write(self.measured.error)}"
        return f"{value} ({bar})" if (bar := _bar(self.check, self.write)) else value


def writer(measure: str) -> Callable[[float], str]:
    """How the numbers of a measure are written."""
    if measure == "largest":
        return lambda value: f"{value:.0e}"
    return points if measure in POINTS else decimal


def points(value: float) -> str:
    """A share in per cent."""
    return f"{100 * value:.1f} %"


def decimal(value: float) -> str:
    """A number on the log scale, or of points or days."""
    return f"{value:.3f}"


def _bar(check: Check, write: Callable[[float], str]) -> str:
    if (check.low, check.high) == ANY:
        return ""
    if check.low == -check.high:
        return f"bar ± {write(check.high)}"
    if math.isinf(check.low):
        return f"bar ≤ {write(check.high)}"
    if math.isinf(check.high):
        return f"bar ≥ {write(check.low)}"
    return f"bar {write(check.low)} to {write(check.high)}"


def lies_within(check: Check, measured: Measured, errors: float = 0.0) -> bool:
    """Whether a value lies in its bar, or within so many standard errors of it."""
    room = errors * measured.error
    return check.low - room <= measured.value <= check.high + room


def study(one: Study, n: int, bars: set[int]) -> list[Row]:
    """Replicate; where a check fails, once more with a new seed."""
    wanted = [check for check in one.checks if check.bar in bars]
    print(f"{one.name}: {n:,} replications", file=sys.stderr, flush=True)
    cells = run(one.replicate, n, one.seed)
    rows = [_row(check, cells[check.cell], "met") for check in wanted]
    if all(row.verdict != "NOT met" for row in rows):
        return rows
    print(f"{one.name}: once more with a new seed", file=sys.stderr, flush=True)
    again = run(one.replicate, n, one.seed + 1)
    return [row if row.verdict != "NOT met" else _rerun(row, again) for row in rows]


def _row(check: Check, cell: Cell, met: str) -> Row:
    measured = cell.measure(check.measure)
    verdict = met if lies_within(check, measured) else "NOT met"
    if (check.low, check.high) == ANY:
        verdict = ""
    return Row(check, measured, len(cell.tries), cell.n_refused, verdict)


def _rerun(row: Row, again: dict[str, Cell]) -> Row:
    """The second result; the first stands in the verdict."""
    second = _row(row.check, again[row.check.cell], "met")
    within = lies_within(row.check, second.measured, 2.0)
    first = f"{row.check.measure} was {row.write(row.measured.value)} at first"
    return second._replace(verdict=f"{'met on rerun' if within else 'NOT met'}: {first}")


def table(rows: list[Row]) -> str:
    """A line per cell with all that is measured of it, as Markdown."""
    measures = list(dict.fromkeys(row.check.measure for row in rows))
    lines = []
    for what in dict.fromkeys(row.check.what for row in rows):
        same = {row.check.measure: row for row in rows if row.check.what == what}
        told = [same[name].told if name in same else "" for name in measures]
        n, n_refused = (max(each) for each in zip(*((r.n, r.n_refused) for r in same.values()),
                                                  strict=True))  # fmt: skip
        lines.append([what, *told, f"{n:,}", f"{n_refused:,}", _verdict(list(same.values()))])
    header = [LABELS.get(name, name) for name in measures]
    return machine.table(["", *header, "replications", "refused", "bars"], lines)


def _verdict(rows: list[Row]) -> str:
    """What deviates, else that all bars are met; nothing where there is none."""
    verdicts = [row.verdict for row in rows if row.verdict]
    return "; ".join(v for v in verdicts if v != "met") or "".join(verdicts[:1])
