"""Covariates as columns of numbers, with an indicator where a value is missing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import house, settings
from abm_core.lift import activity, earlier_deals
from abm_core.lift.cohorts import Cohorts
from abm_core.lift.earlier_deals import Earlier
from abm_core.lift.known import Book, Known

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
OTHER = "other"
UNKNOWN = "unknown"
SMALL = 0.01  # the share of amounts that are smaller than the unit in which they are told


class Laid(NamedTuple):
    """A column: the covariate that it belongs to, its name, and a number per row."""

    ref: str
    name: str
    values: Numbers
    is_continuous: bool = False

    def squared(self) -> Laid:
        """The column of its squares."""
        return Laid(self.ref, f"{self.name}, squared", self.values**2)


class Reader:
    """Values of the rows of a stack, as they were known before the launch of each row."""

    def __init__(self, cursor: DuckDBPyConnection, book: Book, cohorts: Cohorts) -> None:
        self._cursor, self._book, self._cohorts = cursor, book, cohorts
        self._stack = cohorts.stack
        self._known: dict[str, Known] = {}

    @property
    def is_target(self) -> Mask:
        """Which rows are targets."""
        return self._stack.is_target

    @property
    def unvouched(self) -> int:
        """Accounts of which only later values are known, be they the programme's doing or not."""
        late = np.zeros(len(self._stack), dtype=bool)
        for known in self._known.values():
            late |= ~known.was_known
        return len(np.unique(self._stack.account[late]))

    @cached_property
    def customer(self) -> Mask:
        """Which accounts were customers at launch."""
        found = np.zeros(len(self._stack), dtype=bool)
        for block, one in enumerate(self._cohorts.windows):
            rows = self._stack.block == block
            found[rows] = self._book.is_customer(one.launch)[self._stack.account[rows]]
        return found

    @property
    def selection_is_longer(self) -> bool:
        """Whether a save recorded that its selectors looked further back than usual."""
        return any(one.selection != one.recent for one in self._cohorts.windows)

    def engagement(self, window: str) -> Numbers:
        """Activities of theirs a week in a window before launch."""
        weeks = [getattr(one, window) for one in self._cohorts.windows]
        n_weeks = np.array([one.n_weeks for one in weeks])[self._stack.block]
        found = activity.touches(self._cursor, self._book, self._stack, weeks)
        return np.asarray(found / n_weeks)

    @cached_property
    def earlier(self) -> Earlier:
        """What the opportunities of before the gap say."""
        currency = house.reporting_currency(self._cursor)
        days = [one.known_before for one in self._cohorts.windows]
        return earlier_deals.read(self._cursor, self._book, self._stack, days, currency=currency)

    def contacts(self) -> Numbers:
        """People whom the data knew there before the gap; those without a day count as known.

        Where more people are known, more of what is done is seen.
        """
        days = [one.known_before for one in self._cohorts.windows]
        return activity.contacts_known(self._cursor, self._book, self._stack, days)

    def age(self) -> Numbers:
        """Days since the account was created; NaN where nobody knows."""
        launches = np.array([one.launch for one in self._cohorts.windows], dtype="datetime64[D]")
        created = self._book.created_on[self._stack.account]
        days = (launches[self._stack.block] - created).astype(np.float64)
        return np.where(np.isnat(created), np.nan, np.maximum(days, 0))

    def numbers(self, field: str) -> Numbers:
        """A field of numbers; NaN where it is not known."""
        values = pd.to_numeric(self._values(field), errors="coerce")
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))

    def days_since(self, field: str) -> Numbers:
        """Days from a date to launch; NaN where it is not known, or lies after launch."""
        launches = np.array([one.launch for one in self._cohorts.windows], dtype="datetime64[D]")
        dates = pd.to_datetime(self._values(field), errors="coerce").to_numpy("datetime64[D]")
        days = (launches[self._stack.block] - dates).astype(np.float64)
        return np.where(np.isnat(dates) | (days < 0), np.nan, days)

    def texts(self, field: str) -> NDArray[np.object_]:
        """A field of texts; ``None`` where it is not known."""
        values = self._values(field)
        return np.asarray(values.astype(object).where(values.notna(), None), dtype=object)

    def _values(self, field: str) -> pd.Series:
        if field not in self._known:
            self._known[field] = self._read(field)
        return self._known[field].values

    def _read(self, field: str) -> Known:
        parts, was_known = [], np.zeros(len(self._stack), dtype=bool)
        for block, one in enumerate(self._cohorts.windows):
            rows = np.flatnonzero(self._stack.block == block)
            known = self._book.column(field, one.launch)
            places = self._stack.account[rows]
            parts.append(pd.Series(known.values.to_numpy()[places], index=rows))
            was_known[rows] = known.was_known[places]
        return Known(pd.concat(parts).sort_index(), was_known)


def of_numbers(ref: str, label: str, values: Numbers, *, is_money: bool = False) -> list[Laid]:
    """The logarithm of a number; what is missing counts as the middle, with an indicator."""
    found = logs(values) if is_money else np.log1p(np.maximum(values, 0))
    return _filled(ref, label, found, is_continuous=True)


def logs(values: Numbers) -> Numbers:
    """The logarithm of 1 + each amount in units of a small one of them (what 1 % of those above 0
    fall short of), so that it is the same column in every currency; NaN stays.

    >>> logs(np.array([0.0, 100.0, 300.0])).round(2).tolist()
    [0.0, 0.68, 1.37]
    """
    above = values[values > 0]
    unit = float(np.quantile(above, SMALL)) if len(above) else 1.0
    return np.asarray(np.log1p(np.maximum(values, 0) / unit))


def of_levels(
    ref: str, label: str, values: NDArray[np.object_], is_target: Mask
) -> list[Laid]:
    """A column per level but the most frequent; rare ones together, missing ones apart.

    >>> found = of_levels("region", "Region", np.array(["N"] * 30 + ["S"] * 25 + [None] * 25),
    ...                   np.arange(80) % 2 == 0)
    >>> [part.name for part in found]
    ['Region: S', 'Region: unknown']
    """
    levels = grouped(values, is_target)
    names, counts = np.unique(levels.astype(str), return_counts=True)
    usual = names[counts.argmax()]
    return [
        Laid(ref, f"{label}: {name}", (levels == name).astype(np.float64))
        for name in names if name != usual
    ]


def grouped(values: NDArray[np.object_], is_target: Mask) -> NDArray[np.object_]:
    """Levels by name; those that few targets or few accounts have are one, "other"."""
    codes, names = pd.factorize(values, sort=True)
    least_targets, least = settings.LIFT_LEAST_LEVEL.value
    n = np.bincount(codes[codes >= 0], minlength=len(names))
    n_targets = np.bincount(codes[(codes >= 0) & is_target], minlength=len(names))
    rare = (n < least) | (n_targets < least_targets)
    shown = np.array([OTHER if few else str(name) for name, few in zip(names, rare, strict=True)]
                     + [UNKNOWN], dtype=object)
    return np.asarray(shown[codes])


def of_rule(ref: str, label: str, rule: dict[str, Any], reader: Reader) -> list[Laid]:
    """A field as a profile scores it, from 0 to 1: just what the selectors went by.

    What is missing counts as the middle, with an indicator. A rule of an unknown kind: by levels.
    """
    is_continuous = True
    match rule.get("kind"):
        case "bands":
            steps = [(float(band["from"]), float(band["score"])) for band in rule["bands"]]
            scores = np.array([0.0, *(score for _, score in steps)])
            values = reader.numbers(ref)
            place = np.searchsorted([low for low, _ in steps], values, side="right")
            found = np.where(np.isnan(values), np.nan, scores[place])
        case "ramp":
            low, high = float(rule["zero_at"]), float(rule["full_at"])
            found = np.clip((reader.numbers(ref) - low) / (high - low), 0, 1)
        case "category":
            found = _by_name(reader.texts(ref), rule["scores"], float(rule.get("otherwise", 0)))
        case "recency":
            days = reader.days_since(ref)
            found = np.where(np.isnan(days), 0.0, np.clip(1 - days / float(rule["days"]), 0, 1))
        case "any_of":
            found, is_continuous = _has_any(reader.texts(ref), rule.get("values", [])), False
        case "yes_no":
            found, is_continuous = _is_yes(reader.texts(ref)), False
        case _:
            return of_levels(ref, label, reader.texts(ref), reader.is_target)
    return _filled(ref, label, found, is_continuous=is_continuous)


def _filled(ref: str, label: str, values: Numbers, *, is_continuous: bool = False) -> list[Laid]:
    missing = np.isnan(values)
    middle = float(np.median(values[~missing])) if (~missing).any() else 0.0
    found = [Laid(ref, label, np.where(missing, middle, values), is_continuous)]
    if missing.any():
        found.append(Laid(ref, f"{label}: {UNKNOWN}", missing.astype(np.float64)))
    return found


def _by_name(values: NDArray[np.object_], scores: dict[str, float], otherwise: float) -> Numbers:
    folded = {str(name).strip().casefold(): float(score) for name, score in scores.items()}
    return np.array([
        np.nan if one is None else folded.get(str(one).strip().casefold(), otherwise)
        for one in values
    ], dtype=np.float64)  # fmt: skip


def _has_any(values: NDArray[np.object_], wanted: Sequence[str]) -> Numbers:
    """Whether a cell, a list or one value, holds one of the wanted values; NaN where unknown."""
    folded = {str(one).strip().casefold() for one in wanted}
    return np.array([
        np.nan if cell is None else float(any(
            str(one).strip().casefold() in folded
            for one in (cell if isinstance(cell, list | np.ndarray) else [cell])))
        for cell in values
    ], dtype=np.float64)  # fmt: skip


def _is_yes(values: NDArray[np.object_]) -> Numbers:
    yes, no = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}
    found = [str(one).strip().casefold() if one is not None else "" for one in values]
    return np.array([1.0 if one in yes else 0.0 if one in no else np.nan for one in found])
