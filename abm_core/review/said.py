"""A sentence, and the rows behind each of its numbers: the answer to "how do you know?".

A sentence may name people. They are written as marks, which are read with the names that are kept
beside the text: so that a frozen text stays as it is, and a person can be erased from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median
from typing import Literal, NamedTuple

from abm_core import formats
from abm_core.review import xmr

Unit = Literal["count", "money", "days", "points", "score", "share"]
How = Literal["count", "sum", "mean", "median", "last", "change", "share", "centre", "low", "high"]
Kind = Literal["text", "account", "day", "week", "count", "number", "money", "share", "person"]
Cell = str | int | float | bool | None

PERSON = re.compile("\x02([^\x02\x03]*)\x03")
ERASED = "a person who was erased"


class Column(NamedTuple):
    """One column of rows; days are written as ISO does, shares lie between 0 and 1."""

    name: str
    label: str
    kind: Kind = "text"


class Rows(NamedTuple):
    """The rows behind a number. A column ``account_id`` leads to the account."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> list[Cell]:
        """The values of one column, in the order of the rows."""
        place = [one.name for one in self.columns].index(name)
        return [row[place] for row in self.rows]


class Behind(NamedTuple):
    """One number of a sentence: what it is, and how it comes from its rows.

    ``column`` is what is added up; empty for a count of the rows. ``currency`` for money.
    """

    label: str
    value: float
    unit: Unit
    how: How
    rows: Rows
    column: str = ""
    currency: str = ""

    @property
    def shown(self) -> str:
        """The number as sentences write it."""
        return shown(self.value, self.unit, self.currency)


class Said(NamedTuple):
    """A sentence with what is behind its numbers, in the order in which they are said."""

    text: str
    behind: tuple[Behind, ...] = ()


def shown(value: float, unit: Unit, currency: str = "") -> str:
    """A number as sentences and cards write it.

    >>> shown(2_240_000, "money", "USD"), shown(0.314, "share"), shown(41.5, "days")
    ('$2.2M', '31 %', '42')
    """
    if unit == "money":
        return formats.money(value, currency)
    if unit == "share":
        return formats.percent(value)
    if unit in ("points", "score"):
        return formats.score(value)
    return formats.count(int(value + 0.5) if value >= 0 else value)


def recount(of: Behind) -> float:
    """The number made anew from its rows: what a sceptical reader does with a pocket calculator.

    Blank cells are left out. ``last`` and ``change`` take rows in the order of time; ``centre``,
    ``low`` and ``high`` are the normal range that those before the last row give.

    >>> weeks = Rows((Column("n", "Meetings", "count"),), ((3,), (5,)))
    >>> recount(Behind("Meetings", 8, "count", "sum", weeks, "n"))
    8.0
    """
    if of.how == "count":
        return float(len(of.rows.rows))
    values = [float(one) for one in of.rows.column(of.column)
              if isinstance(one, int | float)]  # fmt: skip
    return float(_WAYS[of.how](values))


def person(contact_id: str) -> str:
    """A person in a text, to be read by ``named``."""
    return f"\x02{contact_id}\x03"


def people(text: str) -> list[str]:
    """The contacts that a text names."""
    return PERSON.findall(text)


def named(text: str, names: Mapping[str, str]) -> str:
    """The text with the names of its people; of those who were erased it says as much.

    >>> named(f"{person('c1')} answered {person('c2')}.", {"c1": "Ida Holm"})
    'Ida Holm answered a person who was erased.'
    """
    return PERSON.sub(lambda found: names.get(found[1], ERASED), text)


def _range(part: int) -> Callable[[Sequence[float]], float]:
    """Centre, lower or upper end of the normal range that the values before the last give."""

    def made(values: Sequence[float]) -> float:
        found = xmr.normal_range(values[:-1])
        return found[part] if found else float("nan")

    return made


_WAYS: dict[How, Callable[[Sequence[float]], float]] = {
    "sum": sum,
    "mean": fmean,
    "share": fmean,  # of yes and no
    "median": median,
    "last": lambda values: values[-1],
    "change": lambda values: values[-1] - values[0],
    "centre": _range(0),
    "low": _range(1),
    "high": _range(2),
}
