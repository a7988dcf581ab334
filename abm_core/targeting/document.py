"""A profile as a readable document: YAML in files, JSON in the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from abm_core.errors import AbmError, did_you_mean
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import RULES, AnyOf, Bands, Categories, Ramp, Recency, Rule, YesNo

Document = dict[str, Any]


def to_document(profile: Profile) -> Document:
    """The profile as plain dictionaries, lists, texts and numbers."""
    return {
        "profile": profile.name,
        "cutoffs": list(profile.cutoffs),
        "completeness_gates": list(profile.gates),
        "capacities": list(profile.capacities),
        "criteria": [_criterion_document(criterion) for criterion in profile.criteria],
        "exclusions": [
            {"field": e.field, "any_of": list(e.values), "reason": e.reason}
            for e in profile.exclusions
        ],
    }


def _criterion_document(criterion: Criterion) -> Document:
    return {
        "name": criterion.name,
        "field": criterion.field,
        "part": criterion.part,
        "weight": criterion.weight,
        "kind": criterion.rule.kind,
        **_rule_document(criterion.rule),
    }


def _rule_document(rule: Rule) -> Document:
    match rule:
        case Bands(steps):
            return {"bands": [{"from": low, "score": score} for low, score in steps]}
        case Ramp(zero_at, full_at):
            return {"zero_at": zero_at, "full_at": full_at}
        case Categories(scores, otherwise):
            return {"scores": dict(scores), "otherwise": otherwise}
        case AnyOf(values):
            return {"values": list(values)}
        case YesNo(inverted):
            return {"inverted": inverted}
        case Recency(days):
            return {"days": days}


def from_document(document: object) -> Profile:
    """The profile that a document describes; ``AbmError`` says what is wrong with it."""
    if not isinstance(document, Mapping) or "criteria" not in document:
        raise AbmError(
            "The file holds no profile.",
            "A profile needs at least 'profile' (its name) and 'criteria' (a list).",
        )
    optional: dict[str, Any] = {
        ours: tuple(document[theirs])
        for ours, theirs in (
            ("cutoffs", "cutoffs"), ("gates", "completeness_gates"), ("capacities", "capacities"))
        if theirs in document
    }
    for name, value in optional.items():
        _check_triple(name, value)
    return Profile(
        name=str(document.get("profile", "Profile")),
        criteria=tuple(_criterion(entry) for entry in document["criteria"] or ()),
        exclusions=tuple(_exclusion(entry) for entry in document.get("exclusions") or ()),
        **optional,
    )


def _check_triple(name: str, value: tuple[object, ...]) -> None:
    if len(value) != 3 or not all(isinstance(number, int | float) for number in value):
        raise AbmError(
            f"The profile's {name} are not three numbers.", "Give one for tier 1, 2 and 3 each."
        )


def _exclusion(entry: Mapping[str, Any]) -> Exclusion:
    try:
        return Exclusion(
            str(entry["field"]), tuple(map(str, entry["any_of"])), str(entry["reason"])
        )
    except (KeyError, TypeError) as error:
        raise AbmError(
            "An exclusion of the profile is incomplete.",
            "Each needs 'field', 'any_of' (a list of values) and 'reason'.",
        ) from error


def _criterion(entry: Mapping[str, Any]) -> Criterion:
    name = str(entry.get("name", entry.get("field", "?"))) if isinstance(entry, Mapping) else "?"
    try:
        part = entry.get("part", "fit")
        if part not in ("fit", "timing"):
            raise AbmError(f"'{name}' has the part '{part}'.", "Use fit or timing.")
        return Criterion(
            name=name,
            field=str(entry["field"]),
            rule=_rule(str(entry["kind"]), entry),
            weight=float(entry["weight"]),
            part=part,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AbmError(
            f"The criterion '{name}' of the profile cannot be read ({error}).",
            "Each needs 'name', 'field', 'kind', 'weight' and what its kind asks for.",
        ) from error


def _bands(entry: Mapping[str, Any]) -> Rule:
    return Bands(tuple((float(band["from"]), float(band["score"])) for band in entry["bands"]))


def _categories(entry: Mapping[str, Any]) -> Rule:
    scores = tuple((str(value), float(score)) for value, score in entry["scores"].items())
    return Categories(scores, float(entry.get("otherwise", 0.0)))


BUILDERS: dict[str, Callable[[Mapping[str, Any]], Rule]] = {
    Bands.kind: _bands,
    Ramp.kind: lambda entry: Ramp(float(entry["zero_at"]), float(entry["full_at"])),
    Categories.kind: _categories,
    AnyOf.kind: lambda entry: AnyOf(tuple(map(str, entry["values"]))),
    YesNo.kind: lambda entry: YesNo(bool(entry.get("inverted", False))),
    Recency.kind: lambda entry: Recency(int(entry["days"])),
}


def _rule(kind: str, entry: Mapping[str, Any]) -> Rule:
    if kind not in BUILDERS:
        known = [rule.kind for rule in RULES]
        raise AbmError(f"'{kind}' is no kind of criterion.", did_you_mean(kind, known))
    return BUILDERS[kind](entry)


def to_yaml(profile: Profile) -> str:
    """The profile as a YAML file that people can read and edit."""
    return yaml.safe_dump(to_document(profile), sort_keys=False, allow_unicode=True)


def from_yaml(text: str) -> Profile:
    """The profile of a YAML or JSON file."""
    try:
        return from_document(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise AbmError("The profile file is not readable YAML.", f"Look here: {error}") from error
