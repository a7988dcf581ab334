"""The kinds of criterion: how one account field becomes a number between 0 and 1.

Every rule has ``kind`` (its name in a profile file), ``reads`` (the types of field that it can
look at) and ``score``. Unknown stays unknown: ``score`` gives NaN where the value is missing.
Definitions: design notes, section 4, "Account score".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from abm_core.errors import AbmError

Scores = NDArray[np.float64]
FieldType = Literal["number", "text", "boolean", "date", "list"]


def _check_score(value: float, what: str) -> None:
    if not 0 <= value <= 1:
        raise AbmError(f"{what} scores {value:g}.", "A criterion scores between 0 and 1.")


def _fold(value: object) -> str:
    return str(value).strip().casefold()


@dataclass(frozen=True)
class Bands:
    """Numeric bands: the score of the last band whose lower end the value reaches.

    ``steps`` are (lower end, score), lower ends rising; below the first the score is 0.

    >>> Bands(((100, 0.5), (1000, 1.0))).score(pd.Series([50, 100, 5000]), date(2026, 1, 1))
    array([0. , 0.5, 1. ])
    """

    steps: tuple[tuple[float, float], ...]
    kind: ClassVar[str] = "bands"
    reads: ClassVar[tuple[FieldType, ...]] = ("number",)

    def __post_init__(self) -> None:
        ends = [low for low, _ in self.steps]
        if not ends or ends != sorted(set(ends)):
            raise AbmError("The bands do not rise.", "Give each band a higher lower end.")
        for low, score in self.steps:
            _check_score(score, f"The band from {low:g}")

    def score(self, values: pd.Series[float], as_of: date) -> Scores:
        """Score of each value; NaN where it is missing."""
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        table = np.array([0.0, *(score for _, score in self.steps)])
        found = table[np.searchsorted([low for low, _ in self.steps], numbers, side="right")]
        return np.where(np.isnan(numbers), np.nan, found)


@dataclass(frozen=True)
class Ramp:
    """A straight line: 0 at ``zero_at``, 1 at ``full_at``, flat outside; either may be larger.

    >>> Ramp(zero_at=0, full_at=200).score(pd.Series([50, 400]), date(2026, 1, 1))
    array([0.25, 1.  ])
    """

    zero_at: float
    full_at: float
    kind: ClassVar[str] = "ramp"
    reads: ClassVar[tuple[FieldType, ...]] = ("number",)

    def __post_init__(self) -> None:
        if self.zero_at == self.full_at:
            raise AbmError("The ramp has no length.", "Let it end at another value than it starts.")

    def score(self, values: pd.Series[float], as_of: date) -> Scores:
        """Score of each value; NaN where it is missing."""
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        scores: Scores = np.clip((numbers - self.zero_at) / (self.full_at - self.zero_at), 0.0, 1.0)
        return scores


@dataclass(frozen=True)
class Categories:
    """A category table: one score per value, spelt in any case; ``otherwise`` for all others.

    >>> Categories((("Health", 1.0),), otherwise=0.2).score(
    ...     pd.Series(["health", "Retail", None]), date(2026, 1, 1))
    array([1. , 0.2, nan])
    """

    scores: tuple[tuple[str, float], ...]
    otherwise: float = 0.0
    kind: ClassVar[str] = "category"
    reads: ClassVar[tuple[FieldType, ...]] = ("text",)

    def __post_init__(self) -> None:
        _check_score(self.otherwise, "Every other value")
        for value, score in self.scores:
            _check_score(score, f"The value '{value}'")

    def score(self, values: pd.Series[str], as_of: date) -> Scores:
        """Score of each value; NaN where it is missing."""
        table = {_fold(value): score for value, score in self.scores}
        return _by_distinct(values, lambda value: table.get(_fold(value), self.otherwise))


@dataclass(frozen=True)
class AnyOf:
    """Any-of list: 1 if the field holds at least one of ``values``, else 0.

    >>> AnyOf(("SAP",)).score(pd.Series([["sap", "CRM"], [], None]), date(2026, 1, 1))
    array([ 1.,  0., nan])
    """

    values: tuple[str, ...]
    kind: ClassVar[str] = "any_of"
    reads: ClassVar[tuple[FieldType, ...]] = ("list", "text")

    def score(self, values: pd.Series, as_of: date) -> Scores:
        """1 or 0 for each value; NaN where it is missing."""
        wanted = {_fold(value) for value in self.values}
        return np.array([_holds_any(value, wanted) for value in values], dtype=np.float64)


def _holds_any(value: object, wanted: set[str]) -> float:
    """Whether a cell (a list or one text) holds a wanted value; NaN for a missing cell."""
    if isinstance(value, str):
        return float(_fold(value) in wanted)
    if isinstance(value, Sequence | np.ndarray):
        return float(any(_fold(item) in wanted for item in value))
    return np.nan


@dataclass(frozen=True)
class YesNo:
    """Yes or no: 1 for the answer that counts (``yes`` unless ``inverted``), else 0."""

    inverted: bool = False
    kind: ClassVar[str] = "yes_no"
    reads: ClassVar[tuple[FieldType, ...]] = ("boolean",)

    def score(self, values: pd.Series[bool], as_of: date) -> Scores:
        """1 or 0 for each value; NaN where it is missing."""
        yes = np.asarray(values.astype("Float64").to_numpy(na_value=np.nan), dtype=np.float64)
        return np.where(np.isnan(yes), np.nan, yes != self.inverted)


@dataclass(frozen=True)
class Recency:
    """Recency: 1 on the as-of day, falling in a straight line to 0 after ``days``.

    A day after the as-of day counts as today.
    """

    days: int
    kind: ClassVar[str] = "recency"
    reads: ClassVar[tuple[FieldType, ...]] = ("date",)

    def __post_init__(self) -> None:
        if self.days < 1:
            raise AbmError("The recency criterion has no length.", "Give it at least one day.")

    def score(self, values: pd.Series[pd.Timestamp], as_of: date) -> Scores:
        """Score of each day; NaN where it is missing."""
        days = pd.to_datetime(values)
        age = (pd.Timestamp(as_of) - days).dt.days.to_numpy(dtype=np.float64, na_value=np.nan)
        scores: Scores = np.clip(1.0 - age / self.days, 0.0, 1.0)
        return scores


def _by_distinct(values: pd.Series[str], score: Callable[[str], float]) -> Scores:
    """Score every distinct value once; NaN where it is missing."""
    codes, distinct = pd.factorize(values)
    table = np.array([*(score(value) for value in distinct), np.nan])
    found: Scores = table[codes].astype(np.float64)
    return found


Rule = Bands | Ramp | Categories | AnyOf | YesNo | Recency
RULES: tuple[type[Rule], ...] = (Bands, Ramp, Categories, AnyOf, YesNo, Recency)


def kinds_for(field_type: FieldType) -> list[str]:
    """The kinds of criterion that can look at a field of that type."""
    return [rule.kind for rule in RULES if field_type in rule.reads]
