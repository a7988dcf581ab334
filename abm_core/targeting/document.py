"""A profile as a readable document: YAML in files, JSON in the store."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from types import UnionType
from typing import Any

import yaml

from abm_core import settings
from abm_core.errors import AbmError, did_you_mean
from abm_core.targeting import readable
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.readable import line_of
from abm_core.targeting.rules import RULES, AnyOf, Bands, Categories, Ramp, Recency, Rule, YesNo

Document = dict[str, Any]
FORMAT = 1  # how files are written; a file that says nothing is read as this
PROFILE_KEYS = (
    "format", "profile", "cutoffs", "completeness_gates", "capacities", "criteria", "exclusions",
)  # fmt: skip
CRITERION_KEYS = ("name", "field", "part", "weight", "kind")
EXCLUSION_KEYS = ("field", "any_of", "reason")


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
    _check_format(document.get("format", FORMAT))
    _refuse_unknown(document, PROFILE_KEYS, "a profile")
    optional: dict[str, Any] = {
        ours: _triple(ours, document[theirs], kind)
        for ours, theirs, kind in (
            ("cutoffs", "cutoffs", int | float),
            ("gates", "completeness_gates", int | float),
            ("capacities", "capacities", int),
        )
        if theirs in document
    }
    name = document.get("profile")
    return Profile(
        name=settings.PROFILE.value if name is None else str(name),
        criteria=tuple(_criterion(entry) for entry in _listed(document, "criteria")),
        exclusions=tuple(_exclusion(entry) for entry in _listed(document, "exclusions")),
        **optional,
    )


def _check_format(number: object) -> None:
    if number != FORMAT:
        raise AbmError(
            f"The profile file is written in format {number}; this program reads {FORMAT}.",
            "Update this program, or remove the line 'format' if the rest is as here.",
        )


def _refuse_unknown(entry: Mapping[str, Any], known: Sequence[str], what: str) -> None:
    """A word that nobody reads is a mistake: what it was meant to say would be lost."""
    for key in entry:
        if key not in known:
            raise AbmError(
                f"'{key}' is nothing that {what} has{line_of(entry)}.",
                did_you_mean(str(key), known),
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
        found = Exclusion(str(entry["field"]), _texts(entry["any_of"]), str(entry["reason"]))
    except (KeyError, TypeError) as error:
        raise AbmError(
            f"An exclusion of the profile is incomplete{line_of(entry)}.",
            "Each needs 'field', 'any_of' (a list of values) and 'reason'.",
        ) from error
    _refuse_unknown(entry, EXCLUSION_KEYS, "an exclusion")
    return found


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
            weight=_number(entry["weight"]),
            part=part,
        )
    except AbmError as error:
        who = "" if f"'{name}'" in error.problem else f"Criterion '{name}': "
        where = "" if "(line " in error.problem else line_of(entry)  # one within knows it better
        raise AbmError(f"{who}{error.problem.rstrip('.')}{where}.", error.fix) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise AbmError(
            f"The criterion '{name}' of the profile cannot be read ({what}){line_of(entry)}.",
            "Each needs 'name', 'field', 'kind', 'weight' and what its kind asks for.",
        ) from error


def _number(value: Any) -> float:  # noqa: ANN401 - whatever stands in the file
    number = float(value)
    if isinstance(value, bool) or not math.isfinite(number):
        raise ValueError(f"{value} is no number")
    return number


def _whole(value: Any) -> int:  # noqa: ANN401 - whatever stands in the file
    number = _number(value)
    if number != int(number):
        raise ValueError(f"{value} is no whole number")
    return int(number)


def _bands(entry: Mapping[str, Any]) -> Rule:
    for band in entry["bands"]:
        if isinstance(band, Mapping):
            _refuse_unknown(band, ("from", "score"), "a band")
    return Bands(tuple((_number(band["from"]), _number(band["score"])) for band in entry["bands"]))


def _categories(entry: Mapping[str, Any]) -> Rule:
    scores = tuple((str(value), _number(score)) for value, score in entry["scores"].items())
    return Categories(scores, _number(entry.get("otherwise", 0.0)))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"inverted is {value}, not true or false")
    return value


BUILDERS: dict[str, Callable[[Mapping[str, Any]], Rule]] = {
    Bands.kind: _bands,
    Ramp.kind: lambda entry: Ramp(_number(entry["zero_at"]), _number(entry["full_at"])),
    Categories.kind: _categories,
    AnyOf.kind: lambda entry: AnyOf(_texts(entry["values"])),
    YesNo.kind: lambda entry: YesNo(_flag(entry.get("inverted", False))),
    Recency.kind: lambda entry: Recency(_whole(entry["days"])),
}
RULE_KEYS: dict[str, tuple[str, ...]] = {
    Bands.kind: ("bands",),
    Ramp.kind: ("zero_at", "full_at"),
    Categories.kind: ("scores", "otherwise"),
    AnyOf.kind: ("values",),
    YesNo.kind: ("inverted",),
    Recency.kind: ("days",),
}


def _rule(kind: str, entry: Mapping[str, Any]) -> Rule:
    if kind not in BUILDERS:
        known = [rule.kind for rule in RULES]
        raise AbmError(f"'{kind}' is no kind of criterion.", did_you_mean(kind, known))
    found = BUILDERS[kind](entry)
    _refuse_unknown(entry, (*CRITERION_KEYS, *RULE_KEYS[kind]), f"a criterion of kind {kind}")
    return found


def to_yaml(profile: Profile, title: str = "") -> str:
    """The profile as a YAML file that people can read and edit; ``title`` becomes a comment."""
    comment = f"# {' '.join(title.split())}\n" if title else ""
    plain = {"format": FORMAT, **to_document(profile)}
    return comment + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)


def to_json(profile: Profile) -> str:
    """The profile as a JSON file that people can read and edit."""
    plain = {"format": FORMAT, **to_document(profile)}
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def from_yaml(text: str) -> Profile:
    """The profile of a YAML or JSON file."""
    return from_document(readable.parse(text))
