"""Which header fills which field: proposed from the headers, changed by the user."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from statistics import median

from abm_core import schema
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake import dates, headers, numbers
from abm_core.intake.readers import Table
from abm_core.intake.words import filled

# Fields that tell one kind of file from another; all others are found in many.
TELLING = {
    "accounts": frozenset(
        {"industry", "employees", "annual_revenue", "technologies", "parent_id", "parent_name",
         "account_type", "territory"}
    ),
    "opportunities": frozenset(
        {"stage", "closed_on", "amount", "expected_on", "outcome", "is_won", "is_closed"}
    ),
    "target_list": frozenset({"tier", "joined_on", "left_on", "programme", "approver"}),
}
SURE_DEAL = frozenset({"stage", "closed_on", "amount", "expected_on", "outcome", "is_won"})
DEAL_NAMES = frozenset({"opportunity_id", "name", "account_id", "account_name"})
SURE_TARGET_LIST = frozenset({"joined_on", "programme", "left_on"})
TELLING_WEIGHT = 3.0
TARGET_LIST_WEIGHT = 50.0
SMALL_REVENUE = 100_000
UNITS: dict[str, float] = {"as written": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}


@dataclass(frozen=True)
class Mapping:
    """Which header fills which field of an entity, and how to read what cells leave open.

    ``units`` multiplies amounts; ``date_order`` is "dmy" or "mdy". Treat it as immutable and
    change it with ``remap`` or ``dataclasses.replace``.
    """

    entity: str
    columns: Map[str, str] = field(hash=False)
    units: Map[str, float] = field(default_factory=dict, hash=False)
    date_order: dates.Order | None = None


@dataclass(frozen=True)
class Question:
    """Something that the file leaves open; ``options`` are the answers, the first the default.

    A question about a money field is answered in ``Mapping.units`` (values of ``UNITS``), one
    about "date_order" in ``Mapping.date_order``; the latter has no default and must be answered.
    """

    field: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """The mapping that fits a file best, how sure it is, and what it leaves to decide."""

    mapping: Mapping
    confidence: Map[str, float]
    entity_scores: Map[str, float]
    unmapped: tuple[str, ...]
    questions: tuple[Question, ...]


def propose(table: Table, *, entity: str | None = None) -> Proposal:
    """The entity and mapping that the headers fit best.

    Raises ``AbmError`` when ``entity`` is not given and the headers fit none.
    """
    matched = {kind.name: _match(table, kind.name) for kind in schema.IMPORTABLE}
    scores = {name: _score(name, set(found)) for name, found in matched.items()}
    chosen = entity or max(scores, key=lambda name: scores[name])
    if entity is None and scores[chosen] <= 0:
        raise _nothing_fits(table, matched)
    found = matched[chosen]
    columns = {name: header for name, (header, _) in found.items()}
    mapping = Mapping(chosen, columns, _units(chosen, columns))
    return Proposal(
        mapping=mapping,
        confidence={name: confidence for name, (_, confidence) in found.items()},
        entity_scores=scores,
        unmapped=unmapped(table, mapping),
        questions=questions(table, mapping),
    )


def unmapped(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """Headers that fill no field and are kept as further columns, where the entity keeps any."""
    used = set(mapping.columns.values()) | headers.left_alone(mapping.entity, table.headers)
    return tuple(header for header in table.headers if header not in used)


def remap(mapping: Mapping, changes: Map[str, str | None]) -> Mapping:
    """The mapping with some fields filled from other headers, or from none (``None``)."""
    names = [known.name for known in schema.entity(mapping.entity).import_fields]
    for name in changes:
        if name not in names:
            raise AbmError(f"There is no field '{name}'.", did_you_mean(name, names))
    taken = set(changes.values())
    columns = {
        name: header
        for name, header in mapping.columns.items()
        if name not in changes and header not in taken
    }
    columns |= {name: header for name, header in changes.items() if header is not None}
    units = {name: unit for name, unit in mapping.units.items() if name in columns}
    changed = _units(mapping.entity, {name: columns[name] for name in changes if name in columns})
    return replace(mapping, columns=columns, units=units | changed)


def check(table: Table, mapping: Mapping) -> None:
    """Raise ``AbmError`` when the mapping lacks a required field or names a header not there."""
    for header in mapping.columns.values():
        if header not in table.headers:
            raise AbmError(
                f"{table.file} has no column '{header}'.", did_you_mean(header, table.headers)
            )
    for needed in schema.entity(mapping.entity).import_fields:
        if needed.required and needed.name not in mapping.columns:
            raise _missing(table, needed)
    if mapping.entity != "accounts" and not _refers_to_account(mapping):
        raise _missing(table, schema.entity(mapping.entity).field("account_name"))


def _refers_to_account(mapping: Mapping) -> bool:
    """A target list is nothing without accounts; opportunities without one are orphans."""
    names = {"account_id", "account_name", "account_domain"}
    return mapping.entity == "opportunities" or bool(names & set(mapping.columns))


def _missing(table: Table, needed: schema.Field) -> AbmError:
    return AbmError(
        f"{table.file} has no column for '{needed.label}'.",
        did_you_mean(needed.label, table.headers)
        if len(table.headers) < 12
        else f"Choose the column that holds it, or add one with the header '{needed.label}'.",
    )


def _match(table: Table, entity: str) -> dict[str, tuple[str, float]]:
    """Every header to at most one field: filled columns first, then the surest spelling."""
    alone = headers.left_alone("", table.headers)
    candidates = []
    for position, header in enumerate(table.headers):
        if header in alone:
            continue
        is_empty = not table.cells[header].notna().any()
        for name, confidence, place in headers.meanings(entity, header):
            candidates.append((is_empty, -confidence, place, position, name, header))
    found: dict[str, tuple[str, float]] = {}
    used: set[str] = set()
    for _, confidence, _, _, name, header in sorted(candidates):
        if name not in found and header not in used:
            found[name] = (header, -confidence)
            used.add(header)
    return found


def _score(entity: str, found: set[str]) -> float:
    """How well a file fits: 0 when it lacks what the entity cannot do without."""
    needed = {known.name for known in schema.entity(entity).import_fields if known.required}
    telling = found & TELLING[entity]
    if not needed <= found:
        return 0.0
    if entity == "opportunities" and len(found & SURE_DEAL) + bool(found & DEAL_NAMES) < 2:
        return 0.0
    if entity == "target_list" and not found & {"account_id", "account_name", "account_domain"}:
        return 0.0
    bonus = TARGET_LIST_WEIGHT if entity == "target_list" and found & SURE_TARGET_LIST else 0.0
    return bonus + len(found) + (TELLING_WEIGHT - 1) * len(telling)


def _nothing_fits(table: Table, matched: Map[str, Map[str, tuple[str, float]]]) -> AbmError:
    if matched["target_list"].keys() & {"tier"}:
        return _missing(table, schema.TARGET_LIST.field("account_name"))
    if matched["accounts"].keys() - {"created_on", "sales_owner", "account_id"}:
        return _missing(table, schema.ACCOUNTS.field("name"))
    return AbmError(
        f"{table.file} holds neither accounts, opportunities nor a target list: its headers are "
        f"{', '.join(table.headers[:8])}{', …' if len(table.headers) > 8 else ''}.",
        "Accounts need 'Account name'; opportunities need one of 'Stage', 'Amount' and 'Closed "
        "on'; a target list needs 'Tier' and 'Account ID', 'Account name' or 'Domain'.",
    )


def _units(entity: str, columns: Map[str, str]) -> dict[str, float]:
    kinds = {known.name: known.kind for known in schema.entity(entity).import_fields}
    stated = {
        name: numbers.unit_of_header(header)
        for name, header in columns.items()
        if kinds[name] == "money"
    }
    return {name: unit for name, unit in stated.items() if unit is not None}


def questions(table: Table, mapping: Mapping) -> tuple[Question, ...]:
    """What the cells of the mapped columns leave open: units of revenue, order of dates."""
    asked = [_unit_question(table, mapping), _order_question(table, mapping)]
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
    cells = table.cells[header].tolist()
    if not numbers.looks_bare(cells):
        return None
    parsed, _ = numbers.parse_numbers(cells)
    known = [value for value in parsed.values if value]
    return median(known) if known else None


def _order_question(table: Table, mapping: Mapping) -> Question | None:
    if mapping.date_order is not None:
        return None
    for known in schema.entity(mapping.entity).import_fields:
        header = mapping.columns.get(known.name)
        if known.kind != "date" or header not in table.headers:
            continue
        texts = [text.strip() for text in filled(table.cells[header].tolist())]
        if dates.style(texts) in ("undecided", "mixed"):
            return Question(
                "date_order",
                f"Dates in '{header}', such as {dates.open_example(texts) or texts[0]}, can be "
                "read with the day or the month first. Which comes first?",
                ("dmy", "mdy"),
            )
    return None
