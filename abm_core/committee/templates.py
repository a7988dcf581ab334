"""Committee templates: which roles a tier or a segment requires, and whom each is looked for in.

A segment's template comes before that of a tier, in the order in which segments are listed.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from abm_core import committee_settings, schema
from abm_core.errors import AbmError, did_you_mean

BLOCKER = "blocker"
SEGMENT_FIELDS = (
    "industry", "country", "region", "territory", "account_type", "sales_owner",
)  # fmt: skip


class Persona(NamedTuple):
    """Whom a role is looked for in, and titles to ask for when nobody is known."""

    seniorities: tuple[str, ...]
    functions: tuple[str, ...]
    titles: tuple[str, ...]


class Requirement(NamedTuple):
    """A role that must be covered by ``n`` contacts; of several roles any will do.

    ``stage`` is the stage of the account from which it matters.
    """

    roles: tuple[str, ...]
    n: int = 1
    stage: str = "engaged"

    @property
    def name(self) -> str:
        """The role by name: "economic buyer or champion"."""
        return " or ".join(self.roles)


class Segment(NamedTuple):
    """Accounts whose field has one of the values, in one tier or (empty) in any."""

    name: str
    field: str
    values: tuple[str, ...]
    tier: str
    required: tuple[Requirement, ...]


def _default_required() -> dict[str, tuple[Requirement, ...]]:
    return {
        tier: tuple(Requirement(*line) for line in lines)
        for tier, lines in committee_settings.REQUIRED.value.items()
    }


def _default_personas() -> dict[str, Persona]:
    return {role: Persona(*one) for role, one in committee_settings.ROLE_PERSONAS.value.items()}


@dataclass(frozen=True)
class Templates:
    """All templates of the house; checked when they are made."""

    tiers: Mapping[str, tuple[Requirement, ...]] = field(default_factory=_default_required)
    segments: tuple[Segment, ...] = ()
    personas: Mapping[str, Persona] = field(default_factory=_default_personas)

    def __post_init__(self) -> None:
        for tier, required in self.tiers.items():
            _one_of(tier, schema.TIERS, "tier")
            _check_required(required)
        names = [segment.name.casefold() for segment in self.segments]
        if len(set(names)) < len(names):
            raise AbmError("Two segments have one name.", "Give each a name of its own.")
        for segment in self.segments:
            _check_segment(segment)
        for role, persona in self.personas.items():
            _check_persona(role, persona)


def _check_required(required: Sequence[Requirement]) -> None:
    for one in required:
        if not one.roles:
            raise AbmError("A line of the template names no role.", "Name one, or remove it.")
        for role in one.roles:
            _one_of(role, schema.BUYING_ROLES, "buying role")
        if BLOCKER in one.roles:
            raise AbmError("A blocker is never required.", "Remove it from the template.")
        if not 1 <= one.n <= 99:
            raise AbmError(
                f"{one.name} is required {one.n} times.", "Require between 1 and 99 contacts."
            )
        _one_of(one.stage, schema.ACCOUNT_STAGES, "stage")
    if len({frozenset(one.roles) for one in required}) < len(required):
        raise AbmError(
            "A template requires the same role in two lines.", "Raise the number in one line."
        )


def _check_segment(segment: Segment) -> None:
    _one_of(segment.field, SEGMENT_FIELDS, "field of a segment")
    if segment.tier:
        _one_of(segment.tier, schema.TIERS, "tier")
    if not segment.name.strip() or not segment.values:
        raise AbmError("A segment has no name or no values.", "Give it both.")
    if not segment.required:
        raise AbmError(
            f"The segment {segment.name} requires nothing.", "Name a role, or remove the segment."
        )
    _check_required(segment.required)


def _check_persona(role: str, persona: Persona) -> None:
    _one_of(role, schema.BUYING_ROLES, "buying role")
    for seniority in persona.seniorities:
        _one_of(seniority, schema.SENIORITIES, "seniority")
    for function in persona.functions:
        _one_of(function, schema.FUNCTIONS, "function")


def _one_of(word: str, known: Sequence[str], what: str) -> None:
    if word not in known:
        raise AbmError(f"There is no {what} '{word}'.", did_you_mean(word, known))


def to_document(templates: Templates) -> dict[str, Any]:
    """The templates as plain data: what is kept, shown and edited as a file."""
    return {
        "tiers": {
            tier: [_line(one) for one in required] for tier, required in templates.tiers.items()
        },
        "segments": [
            {**one._asdict(), "values": list(one.values),
             "required": [_line(line) for line in one.required]}
            for one in templates.segments
        ],
        "personas": {
            role: {name: list(value) for name, value in one._asdict().items()}
            for role, one in templates.personas.items()
        },
    }  # fmt: skip


def _line(one: Requirement) -> dict[str, Any]:
    return {"roles": list(one.roles), "n": one.n, "stage": one.stage}


def from_document(document: Mapping[str, Any]) -> Templates:
    """Templates from plain data; what it does not name has its default."""
    try:
        return _from_document(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AbmError(
            "The committee templates cannot be read.",
            "Write tiers, segments and personas as in the templates that the product shows.",
        ) from error


def _from_document(document: Mapping[str, Any]) -> Templates:
    tiers = _default_required() | {
        str(tier): _lines(lines) for tier, lines in document.get("tiers", {}).items()
    }
    segments = tuple(
        Segment(one["name"], one["field"], tuple(map(str, one["values"])),
                str(one.get("tier") or ""), _lines(one["required"]))
        for one in document.get("segments", ())
    )  # fmt: skip
    personas = _default_personas() | {
        role: Persona(*(tuple(one.get(name, ())) for name in Persona._fields))
        for role, one in document.get("personas", {}).items()
    }
    return Templates(tiers, segments, personas)


def requirements_of(rows: Sequence[Mapping[Hashable, Any]]) -> tuple[Requirement, ...]:
    """Required roles from rows of a table: ``role`` ("economic buyer or champion"), ``n``,
    ``stage``; rows without a role are left out, and what else is empty has its default.
    """
    return tuple(
        Requirement(
            tuple(str(row["role"]).split(" or ")),
            1 if row["n"] is None or row["n"] != row["n"] else int(row["n"]),
            str(row["stage"] or "engaged"),
        )
        for row in rows
        if row["role"] and row["role"] == row["role"]
    )


def _lines(lines: Sequence[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(tuple(one["roles"]), int(one.get("n", 1)), one.get("stage", "engaged"))
        for one in lines
    )
