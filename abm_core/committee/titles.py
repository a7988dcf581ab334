"""Who a person is, from the title: seniority and function, with the words that decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from abm_core.committee import fields_of_work
from abm_core.committee.fields_of_work import Field
from abm_core.committee.levels import C_LEVEL, OTHER
from abm_core.committee.roles import Role, roles
from abm_core.committee.title_text import plain, words
from abm_core.committee.vocabulary.chiefs import GENERAL, RUNS_ALL
from abm_core.schema.vocabularies import SENIORITIES

RULES = 3  # to be raised with every change of what a title is read as
BRACKET = re.compile(r"\([^()]*\)")
WORD = re.compile(r"\w+")
REMEMBERED = 50_000  # distinct titles
DEPARTMENT_OVER = 0.7  # a department says more than a title that is read less surely


class Persona(NamedTuple):
    """Seniority and function of a contact, why, and how sure each is (0 to 1).

    The evidence is the words of the title that decided; empty where none did.
    """

    seniority: str
    seniority_evidence: str
    seniority_confidence: float
    function: str
    function_evidence: str
    function_confidence: float


NOBODY = Persona(OTHER, "", 0.0, "other", "", 0.0)


@lru_cache(maxsize=REMEMBERED)
def read_title(title: str, department: str | None = None) -> Persona:
    """Seniority and function as a B2B contact list would give them.

    ``department`` decides the function where the title does not name one surely.

    >>> read_title("COO & SVP Operations")[:2]
    ('c-level', 'coo')
    >>> read_title("Assistant to the CFO").seniority
    'other'
    >>> read_title("Leiterin Einkauf").function
    'procurement'
    """
    persona = _whole(title)
    return _with_department(persona, department) if department else persona


def _whole(title: str) -> Persona:
    """A bracket mostly repeats ("Hazmat Tech (Hazardous Materials Technician)"): it may raise the
    level, and it names the field only where the rest does so less surely.
    """
    found = words(title)
    if not found:
        return NOBODY
    persona = _read(found)
    outside = words(BRACKET.sub(" ", title)) if "(" in title else []
    if outside and outside != found:
        main = _read(outside)
        if main.function_confidence >= persona.function_confidence:
            persona = persona._replace(
                function=main.function, function_evidence=main.function_evidence,
                function_confidence=main.function_confidence,
            )  # fmt: skip
    return _as_typed(persona, title)


def _read(found: list[str]) -> Persona:
    every = roles(found)
    present = [role for role in every if not role.is_former]
    fields = {id(role): fields_of_work.field_of(role.words, role.level) for role in every}
    if not present:
        return _former(every, [fields[id(role)] for role in every])
    role = min(present, key=lambda one: _rank(one, fields[id(one)]))
    others = [fields[id(one)] for one in present if one is not role]
    top = role.level is not None and role.level.name == C_LEVEL
    field = fields[id(role)] or (None if top else next(filter(None, others), None))
    field = field or fields_of_work.by_default(role.words, role.level)
    return _persona(role, field)


def _as_typed(persona: Persona, title: str) -> Persona:
    """Evidence with the accents that the title has."""
    if title.isascii():
        return persona
    typed = {plain(word): word.casefold() for word in WORD.findall(title)}
    level, field = (
        " ".join(typed.get(word, word) for word in said.split())
        for said in (persona.seniority_evidence, persona.function_evidence)
    )
    return persona._replace(seniority_evidence=level, function_evidence=field)


def _rank(role: Role, field: Field | None) -> tuple[int, int]:
    """Highest level first; among equals who runs everything, then a named field, then the order."""
    level = role.level
    if level is None:
        return len(SENIORITIES), 1
    runs_all = field is not None and field.name == GENERAL and level.evidence in RUNS_ALL
    chairs = level.evidence.startswith(("chair", "vice chair"))
    place = 0 if runs_all and not chairs else 1 + (field is None or chairs)
    return SENIORITIES.index(level.name), place


def _persona(role: Role, field: Field) -> Persona:
    level = role.level
    name, evidence, sure = (level.name, level.evidence, level.confidence) if level else (
        OTHER, "", 0.9
    )
    return Persona(name, evidence, round(sure, 2), field.name, field.evidence, field.confidence)


def _former(every: Sequence[Role], fields: Sequence[Field | None]) -> Persona:
    field = next(filter(None, fields), None) or fields_of_work.by_default(
        every[0].words, every[0].level
    )
    return Persona(OTHER, "former", 0.85, field.name, field.evidence, field.confidence)


def _with_department(persona: Persona, department: str) -> Persona:
    if persona.function_confidence >= DEPARTMENT_OVER:
        return persona
    field = fields_of_work.field_of(words(department), None)
    if field is None or field.confidence <= persona.function_confidence:
        return persona
    return persona._replace(
        function=field.name, function_evidence=department, function_confidence=field.confidence
    )
