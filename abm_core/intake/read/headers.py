"""Comparing headers of files with names, labels and aliases of fields."""

from __future__ import annotations

import re
from functools import cache

from abm_core import schema

NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
UNIT_SUFFIX = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
PREFIXES = ("property_", "properties.")
# The objects that a header such as "Account: Type" or "Contact - Name" begins with.
OBJECTS = {
    "account": "accounts", "company": "accounts", "organization": "accounts",
    "contact": "contacts", "person": "contacts", "lead": "contacts",
    "opportunity": "opportunities", "deal": "opportunities", "campaign": "campaigns",
    "activity": "activities",
}

# How surely a header is a field: its own name, a name that systems use, such a name with a prefix
# or unit, nearly a name, or only by the look of the values. Below SURE somebody should look.
EXACT, ALIAS, NEAR, NEARLY, LOOKS = 1.0, 0.95, 0.9, 0.75, 0.6
SURE = 0.85
DERIVED_HEADERS = frozenset(
    NOT_ALPHANUMERIC.sub("", text.casefold())
    for derived in schema.DERIVED
    for text in (derived.name, derived.label)
)
REJECT_HEADERS = ("Reason", "Row")


def plain(text: str) -> str:
    """A header reduced to what is compared: letters and digits, in lower case.

    >>> plain(" Close_Date "), plain("E-Mail")
    ('closedate', 'email')
    """
    return NOT_ALPHANUMERIC.sub("", text.casefold())


def found_by(confidence: float) -> str:
    """How a field was found, in words.

    >>> found_by(ALIAS), found_by(NEARLY), found_by(LOOKS)
    ('by name', 'nearly the name', 'by the look of its values')
    """
    if confidence >= SURE:
        return "by name"
    return "nearly the name" if confidence >= NEARLY else "by the look of its values"


def object_of(header: str) -> str | None:
    """The entity that a header names before a colon, if it does.

    >>> object_of("Account: Type"), object_of("Type")
    ('accounts', None)
    """
    before, divider, _ = header.partition(": ")
    return OBJECTS.get(plain(before)) if divider else None


def variants(header: str) -> list[str]:
    """The header itself, and without a system's prefix, object name or unit."""
    found = [header]
    for prefix in PREFIXES:
        if header.casefold().startswith(prefix):
            found.append(header[len(prefix):])
    if ": " in header:
        found.append(header.split(": ", 1)[1])
    without_unit = UNIT_SUFFIX.sub("", header)
    if without_unit != header:
        found.append(without_unit)
    return found


@cache
def _known(entity: str) -> dict[str, tuple[tuple[str, float, int], ...]]:
    """For every plain spelling: the fields it can mean, how surely, and its place among them."""
    known: dict[str, dict[str, tuple[float, int]]] = {}
    for field in schema.entity(entity).import_fields:
        spellings = [(field.name, EXACT), (field.label, EXACT)]
        spellings += [(alias, ALIAS) for alias in field.aliases]
        for place, (spelling, confidence) in enumerate(spellings):
            known.setdefault(plain(spelling), {}).setdefault(field.name, (confidence, place))
    return {
        spelling: tuple((name, confidence, place) for name, (confidence, place) in names.items())
        for spelling, names in known.items()
    }


def meanings(entity: str, header: str) -> list[tuple[str, float, int]]:
    """The fields that a header can mean: name, confidence, place of the spelling."""
    known = _known(entity)
    direct = known.get(plain(header), ())
    if direct:
        return list(direct)
    if object_of(header) not in (None, entity):
        return []
    return [
        (name, min(confidence, NEAR), place)
        for variant in variants(header)[1:]
        for name, confidence, place in known.get(plain(variant), ())
    ]


def left_alone(entity: str, headers: tuple[str, ...]) -> set[str]:
    """Headers that are neither mapped nor kept: computed columns, and those of a reject file."""
    alone = {header for header in headers if plain(header) in DERIVED_HEADERS}
    if headers[-2:] == REJECT_HEADERS:
        alone.update(REJECT_HEADERS)
    if entity == schema.TARGET_LIST.name:
        alone.update(header for header in headers if meanings(schema.ACCOUNTS.name, header))
    return alone
