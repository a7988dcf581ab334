"""A profile as a readable document: YAML in files, JSON in the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import UnionType
from typing import Any

import yaml

from abm_core import settings
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
        ours: _triple(ours, document[theirs], kind)
        for ours, theirs, kind in (
            ("cutoffs", "cutoffs", int | float),
            ("gates", "completeness_gates", int | float),
            ("capacities", "capacities", int),
        )
        if theirs in document
    }
    return Profile(
        name=str(document.get("profile", settings.PROFILE.value)),
        criteria=tuple(_criterion(entry) for entry in _listed(document, "criteria")),
        exclusions=tuple(_exclusion(entry) for entry in _listed(document, "exclusions")),
        **optional,
    )


def _triple(name: str, value: object, kind: type | UnionType) -> tuple[float, ...]:
    if isinstance(value, Sequence) and len(value) == 3 and all(
        isinstance(number, kind) and not isinstance(number, bool) for number in value
    ):  # fmt: skip
        return tuple(value)
    numbers = "three whole numbers" if kind is int else "three numbers"
    raise AbmError(f"The profile's {name} are not {numbers}.", "Give one for tier 1, 2 and 3 each.")


def _listed(document: Mapping[str, Any], name: str) -> Sequence[Any]:
    """The entries of a list in a document; none where it is empty or missing."""
    entries = document.get(name) or []
    if not isinstance(entries, list):
        raise AbmError(f"The profile's {name} are not a list.", "Begin each entry with a dash.")
    return entries


def _texts(value: object) -> tuple[str, ...]:
    """A list of values as texts; a single value counts as a list of one."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _exclusion(entry: Mapping[str, Any]) -> Exclusion:
    try:
        return Exclusion(
            str(entry["field"]), _texts(entry["any_of"]), str(entry["reason"])
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


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"inverted is {value}, not true or false")
    return value


BUILDERS: dict[str, Callable[[Mapping[str, Any]], Rule]] = {
    Bands.kind: _bands,
    Ramp.kind: lambda entry: Ramp(float(entry["zero_at"]), float(entry["full_at"])),
    Categories.kind: _categories,
    AnyOf.kind: lambda entry: AnyOf(_texts(entry["values"])),
    YesNo.kind: lambda entry: YesNo(_flag(entry.get("inverted", False))),
    Recency.kind: lambda entry: Recency(int(entry["days"])),
}


def _rule(kind: str, entry: Mapping[str, Any]) -> Rule:
    if kind not in BUILDERS:
        known = [rule.kind for rule in RULES]
        raise AbmError(f"'{kind}' is no kind of criterion.", did_you_mean(kind, known))
    return BUILDERS[kind](entry)


class _Loader(yaml.SafeLoader):
    """YAML 1.2's truth: only true and false. To YAML 1.1, Norway's code NO is an answer."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def to_yaml(profile: Profile) -> str:
    """The profile as a YAML file that people can read and edit."""
    return yaml.safe_dump(to_document(profile), sort_keys=False, allow_unicode=True)


def from_yaml(text: str) -> Profile:
    """The profile of a YAML or JSON file."""
    try:
        document = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:
        raise AbmError("The profile file is not readable YAML.", f"Look here: {error}") from error
    return from_document(document)
