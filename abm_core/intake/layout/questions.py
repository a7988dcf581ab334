"""What the cells of a file leave open: units of revenue, decimal points, the order of dates."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from abm_core import schema
from abm_core.intake.layout.mapped import Mapping
from abm_core.intake.parse import dates, numbers
from abm_core.intake.parse.words import filled
from abm_core.intake.read.readers import Table

SMALL_REVENUE = 100_000
UNITS: dict[str, float] = {"as written": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
FIRST = {"dmy": "day", "mdy": "month", "ymd": "year"}


@dataclass(frozen=True)
class Question:
    """Something that the file leaves open; ``options`` are the answers, the first the default.

    A question about a money field is answered in ``Mapping.units`` (values of ``UNITS``), one
    about "date_order" or "decimal" in the ``Mapping`` itself; those have no default and must be
    answered.
    """

    field: str
    text: str
    options: tuple[str, ...]

    @property
    def must_be_answered(self) -> bool:
        """Whether nothing can be taken in before it is answered."""
        return self.field in ("date_order", "decimal")


def questions(table: Table, mapping: Mapping) -> tuple[Question, ...]:
    """What the cells of the mapped columns leave open: units of revenue, points, order of dates."""
    asked = [
        _unit_question(table, mapping), _decimal_question(table, mapping),
        _order_question(table, mapping),
    ]  # fmt: skip
    return tuple(question for question in asked if question is not None)


def _unit_question(table: Table, mapping: Mapping) -> Question | None:
    if mapping.entity != "accounts" or "annual_revenue" in mapping.units:
        return None
    middle = bare_median(table, mapping)
    if middle is None or middle >= SMALL_REVENUE:
        return None
    header = mapping.columns["annual_revenue"]
    return Question(
        "annual_revenue",
        f"Half of the amounts in '{header}' are below {middle:,.10g}, without currency or unit. "
        "Are they as written, or in thousands, millions or billions?",
        tuple(UNITS),
    )


def bare_median(table: Table, mapping: Mapping) -> float | None:
    """Middle of the revenues if none states a currency or unit; ``None`` otherwise."""
    header = mapping.columns.get("annual_revenue")
    if header is None or header not in table.headers:
        return None
    if header not in table.medians:
        table.medians[header] = _bare_median(table.cells[header].tolist())
    return table.medians[header]


def _bare_median(cells: list[str | None]) -> float | None:
    if not numbers.looks_bare(cells):
        return None
    parsed, _ = numbers.parse_numbers(cells)
    known = [value for value in parsed.values if value]
    return median(known) if known else None


def _decimal_question(table: Table, mapping: Mapping) -> Question | None:
    if mapping.decimal is not None:
        return None
    for known in schema.entity(mapping.entity).import_fields:
        header = mapping.columns.get(known.name)
        if known.kind != "money" or header not in table.headers:
            continue
        example = numbers.open_amount(table.cells[header].tolist())
        if example is not None:
            return Question(
                "decimal",
                f"No amount in '{header}' tells whether the point in '{example}' stands before "
                "decimals or between thousands. Which is the decimal sign?",
                (".", ","),
            )
    return None


def _order_question(table: Table, mapping: Mapping) -> Question | None:
    if mapping.date_order is not None:
        return None
    for known in schema.entity(mapping.entity).import_fields:
        header = mapping.columns.get(known.name)
        if known.kind not in ("date", "timestamp") or header not in table.headers:
            continue
        texts = [text.strip() for text in filled(table.cells[header].tolist())]
        if dates.style(texts) in ("undecided", "mixed"):
            orders = dates.open_orders(texts) or ("dmy", "mdy")
            firsts = " or ".join(f"the {FIRST[order]}" for order in orders)
            return Question(
                "date_order",
                f"Dates in '{header}', such as {dates.open_example(texts) or texts[0]}, can be "
                f"read with {firsts} first. Which comes first?",
                orders,
            )
    return None
