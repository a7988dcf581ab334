"""Which header fills which field: proposed from the headers, changed by the user."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from typing import NamedTuple

from abm_core import schema
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.layout import complete, fits, shapes, splits
from abm_core.intake.layout.mapped import Mapping
from abm_core.intake.layout.questions import UNITS, Question, questions
from abm_core.intake.parse import numbers
from abm_core.intake.read import headers
from abm_core.intake.read.readers import Table

__all__ = [
    "UNITS", "Doubt", "Mapping", "Proposal", "Question", "check", "is_bridge", "propose",
    "propose_all",
    "questions", "remap", "split_for", "split_of", "unmapped",
]  # fmt: skip
LEFT_OUT_FIX = "Choose what it holds yourself if that is wrong; else leave it out."
# A target list and signals are nothing without accounts; other rows without one are orphans.
NEED_ACCOUNT = frozenset({"target_list", "signals"})
PERSON = frozenset({"name", "first_name", "last_name", "email", "contact_id", "lead_id"})
BRIDGES = {
    "opportunities": fits.ACCOUNT_REFERENCE,
    "activities": frozenset(
        {"account_id", "contact_id", "lead_id", "opportunity_id", "campaign_id", "kind"}
    ),
}
SPLIT = ("accounts", "contacts", "opportunities")
# What Salesforce calls the rows of a JSON file.
NAMED = {
    "account": "accounts", "contact": "contacts", "opportunity": "opportunities",
    "campaign": "campaigns", "opportunitycontactrole": "opportunity_contacts",
    "opportunityhistory": "stage_history", "event": "activities", "task": "activities",
}


class Doubt(NamedTuple):
    """A field that a header fills without naming it: somebody should look."""

    field: str
    header: str
    how: str


@dataclass(frozen=True)
class Proposal:
    """The mapping that fits a file best, how sure it is, and what it leaves to decide."""

    mapping: Mapping
    confidence: Map[str, float]
    entity_scores: Map[str, float]
    unmapped: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The fields whose header is only nearly their name, or was judged by its values."""
        return tuple(
            Doubt(name, self.mapping.columns[name], headers.found_by(sure))
            for name, sure in self.confidence.items() if sure < headers.SURE
        )


def propose(table: Table, *, entity: str | None = None) -> Proposal:
    """The entity and mapping that the headers fit best; the account of a file with two entities.

    Raises ``AbmError`` when ``entity`` is not given and the headers fit none.
    """
    shape = shapes.of(table)
    matched = {kind.name: _match(table, kind.name) for kind in schema.IMPORTABLE}
    plain = [headers.plain(header) for header in table.headers]
    scores = {name: fits.score(name, set(found), plain) for name, found in matched.items()}
    said = shape.entity or NAMED.get(headers.plain(table.kind))
    split = _split(table, matched)
    chosen = entity or said or ("accounts" if split else max(scores, key=lambda one: scores[one]))
    if entity is None and said is None:
        if shape.left_out:
            raise AbmError(f"{table.file} is left out: {shape.left_out}.", LEFT_OUT_FIX)
        if scores[chosen] <= 0:
            scores = _scores_with_near(table, matched, plain)
            chosen = max(scores, key=lambda one: scores[one])
        if scores[chosen] <= 0:
            raise _nothing_fits(table, matched)
    found = _chosen_columns(table, chosen, matched[chosen], split)
    columns = {name: header for name, (header, _) in found.items()}
    mapping = Mapping(chosen, columns, _units(chosen, columns))
    return Proposal(
        mapping=mapping,
        confidence={name: confidence for name, (_, confidence) in found.items()},
        entity_scores=scores,
        unmapped=unmapped(table, mapping),
        questions=questions(table, mapping),
    )


def _chosen_columns(
    table: Table, entity: str, found: complete.Found, split: splits.Split | None
) -> dict[str, tuple[str, float]]:
    """What fills the fields of the entity that was chosen: by name, and what comes near."""
    if split is None or entity not in split.columns:
        return _completed(table, entity, found)
    sure = {name: confidence for name, (_, confidence) in found.items()}
    own = {
        name: (header, sure.get(name, headers.ALIAS))
        for name, header in split.columns[entity].items()
    }
    return _completed(table, entity, own, split.used | split.left[entity])


def _completed(
    table: Table, entity: str, found: complete.Found, used: Collection[str] = ()
) -> dict[str, tuple[str, float]]:
    """``moves`` of a shape say of some fields that nothing fills them."""
    shape = shapes.of(table)
    closed = shape.moves if shape.entity == entity else {}
    if shape.entity == entity and is_bridge(Mapping(entity, dict.fromkeys(found, ""))):
        return dict(found)
    return complete.completed(table, entity, found, closed=closed, used=used)


def propose_all(table: Table) -> list[Proposal]:
    """The proposals for a file: two where its rows hold an account and something of it."""
    first = propose(table)
    split = split_for(table, first.mapping.entity)
    if split is None:
        return [first]
    return [first, *(propose(table, entity=entity) for entity in split.pair[1:])]


def split_of(table: Table) -> splits.Split | None:
    """How the headers divide between two entities, if the file holds two."""
    return _split(table, {name: _match(table, name) for name in SPLIT})


def split_for(table: Table, entity: str) -> splits.Split | None:
    """The same, if the entity is one of the two."""
    split = split_of(table) if entity in SPLIT else None
    return split if split and entity in split.columns else None


def _split(table: Table, matched: Map[str, Map[str, tuple[str, float]]]) -> splits.Split | None:
    return splits.of(table, {
        entity: {name: header for name, (header, _) in matched[entity].items()} for entity in SPLIT
    })


def unmapped(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """Headers that fill no field and are kept as further columns, where the entity keeps any."""
    used = set(mapping.columns.values()) | headers.left_alone(mapping.entity, table.headers)
    split = split_for(table, mapping.entity)
    used |= split.left[mapping.entity] if split else set()
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
        if needed.required and needed.name not in mapping.columns and not is_bridge(mapping):
            raise _missing(table, needed)
    named = set(mapping.columns)
    if mapping.entity in NEED_ACCOUNT and not named & fits.ACCOUNT_REFERENCE:
        raise _missing(table, schema.entity(mapping.entity).field("account_name"))
    if mapping.entity == "contacts" and not named & PERSON:
        raise _missing(table, schema.CONTACTS.field("name"))


def is_bridge(mapping: Mapping) -> bool:
    """Whether a file only says which account or contact belongs to what is known already."""
    key = schema.entity(mapping.entity).key[0]
    named = set(mapping.columns)
    return mapping.entity in BRIDGES and key in named and named <= BRIDGES[mapping.entity] | {key}


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
        is_empty = header in table.empty
        for name, confidence, place in headers.meanings(entity, header):
            candidates.append((is_empty, -confidence, place, position, name, header))
    shape = shapes.of(table)
    moves = shape.moves if shape.entity == entity else {}
    found = {name: (header, headers.ALIAS) for name, header in moves.items() if header}
    used = {header for header in moves.values() if header}
    for _, confidence, _, _, name, header in sorted(candidates):
        if name not in found and name not in moves and header not in used:
            found[name] = (header, -confidence)
            used.add(header)
    return found


def _scores_with_near(
    table: Table, matched: Map[str, complete.Found], plain: Sequence[str]
) -> dict[str, float]:
    """How well the entities fit where headers come near; one field alone says nothing."""
    near = {name: set(_completed(table, name, found)) for name, found in matched.items()}
    return {
        name: fits.score(name, found, plain) if len(found) > 1 else 0.0
        for name, found in near.items()
    }


def _nothing_fits(table: Table, matched: Map[str, Map[str, tuple[str, float]]]) -> AbmError:
    if matched["target_list"].keys() & {"tier"}:
        return _missing(table, schema.TARGET_LIST.field("account_name"))
    if matched["accounts"].keys() - {"created_on", "sales_owner", "account_id"}:
        return _missing(table, schema.ACCOUNTS.field("name"))
    return AbmError(
        f"{table.file} holds neither accounts, contacts, opportunities, activities nor a target "
        f"list: its headers are {', '.join(table.headers[:8])}"
        f"{', …' if len(table.headers) > 8 else ''}.",
        "Accounts need 'Account name'; contacts a name or an e-mail; opportunities one of 'Stage', "
        "'Amount' and 'Closed on'; activities 'Occurred at'; a target list 'Tier' and 'Account "
        "ID', 'Account name' or 'Domain'.",
    )


def _units(entity: str, columns: Map[str, str]) -> dict[str, float]:
    kinds = {known.name: known.kind for known in schema.entity(entity).import_fields}
    stated = {
        name: numbers.unit_of_header(header)
        for name, header in columns.items()
        if kinds[name] in ("money", "number")
    }
    return {name: unit for name, unit in stated.items() if unit is not None}
