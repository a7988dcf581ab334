"""JSON files: one object per line, a list of objects, or a tree of Salesforce records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from abm_core.errors import AbmError

ROWS = ("records", "results", "data", "items", "value")
FLAT = "properties"
MARK = "@"


class Digits(str):
    """A number with the digits that the file has."""

    __slots__ = ()


@dataclass
class Records:
    """Flat rows with the place of each, and what the file says they are."""

    rows: list[dict[str, str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    kind: str = ""


def records(name: str, text: str) -> Records:
    """The objects of a file as flat rows of text.

    Row numbers are lines where every line is an object, else the place in the list.
    """
    found = Records()
    for number, value in _objects(name, text):
        attributes = value.get("attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        found.kind = found.kind or str(attributes.get("type") or "")
        row = _flatten({key: one for key, one in value.items() if key != "attributes"})
        if attributes.get("referenceId") and "Id" not in row:
            row = {"Id": str(attributes["referenceId"]), **row}
        found.rows.append(row)
        found.numbers.append(number)
    return found


def _objects(name: str, text: str) -> list[tuple[int, dict[str, Any]]]:
    """Number and content of every object; raises ``AbmError`` where something is none."""
    try:
        whole = _load(text)
    except ValueError:
        return [
            (number, _object(name, number, line))
            for number, line in enumerate(text.splitlines(), start=1)
            if line.strip()
        ]
    listed = _listed(whole)
    for number, value in enumerate(listed, start=1):
        if not isinstance(value, dict):
            raise AbmError(
                f"{name} is a list, but its element {number:,} is no record with named values.",
                "Export it as one record per line, or as .csv.",
            )
    return list(enumerate(listed, start=1))


def _load(text: str) -> Any:  # noqa: ANN401  (any JSON)
    return json.loads(text, parse_float=Digits, parse_int=Digits, parse_constant=lambda _: None)


def _listed(whole: Any) -> Sequence[Any]:  # noqa: ANN401
    if isinstance(whole, list):
        return whole
    if isinstance(whole, dict):
        for key in ROWS:
            if isinstance(whole.get(key), list):
                return list(whole[key])
    return [whole]


def _object(name: str, number: int, line: str) -> dict[str, Any]:
    try:
        value = _load(line)
    except ValueError as error:
        raise AbmError(
            f"{name} is not JSON: line {number:,} reads '{line.strip()[:40]}'.",
            "Export it again with one record per line, or as .csv.",
        ) from error
    if not isinstance(value, dict):
        raise AbmError(
            f"{name}: line {number:,} is no record with named values.",
            "Export it with one record per line, or as .csv.",
        )
    return value


def _flatten(value: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Objects inside objects by dotted names; the wrapper that HubSpot adds is taken off."""
    row: dict[str, str] = {}
    for key, one in value.items():
        if isinstance(one, dict):
            inner = {name: part for name, part in one.items() if name != "attributes"}
            row |= _flatten(inner, prefix if key == FLAT else f"{prefix}{key}.")
        else:
            text = _text(one)
            if text is not None:
                row[f"{prefix}{key}"] = text
    return row


def _text(value: Any) -> str | None:  # noqa: ANN401
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        if any(isinstance(one, (list, dict)) for one in value):
            return json.dumps(value, ensure_ascii=False)
        return "; ".join(text for text in map(_text, value) if text) or None
    text = str(value)
    is_reference = text.startswith(MARK) and text[1:].isalnum() and text[1:].isascii()
    return text[1:] if is_reference and "Ref" in text else text
