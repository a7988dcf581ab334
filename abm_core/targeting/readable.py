"""YAML or JSON text as plain data that still knows its lines, so that an error can name one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from abm_core.errors import AbmError


class Lined(dict[Any, Any]):
    """A mapping of a file, and the line on which it begins (0 where that is not known)."""

    line: int = 0


def line_of(entry: object) -> str:
    """Where an entry begins, for an error: " (line 7)", or nothing where it came from no file."""
    return f" (line {entry.line})" if isinstance(entry, Lined) and entry.line else ""


class _Loader(yaml.SafeLoader):
    """YAML 1.2's truth: only true and false. To YAML 1.1, Norway's code NO is an answer."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Iterator[Lined]:
    found = Lined()
    found.line = node.start_mark.line + 1
    yield found
    _refuse_repeats([key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)],
                    found)  # fmt: skip
    found.update(loader.construct_mapping(node))


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _refuse_repeats(keys: list[str], entry: object) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise AbmError(
                f"'{key}' stands twice in one entry of the profile file{line_of(entry)}.",
                "Keep one of the two.",
            )


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_repeats([key for key, _ in pairs], None)
    return dict(pairs)


def parse(text: str) -> object:
    """What a YAML or JSON file holds; ``AbmError`` says where it cannot be read."""
    try:
        # Nearly all JSON is YAML, but not that which is indented with tabs.
        if text.lstrip().startswith("{") and "\t" in text:
            return json.loads(text, object_pairs_hook=_pairs)
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise AbmError("The profile file is not readable YAML.", f"Look here: {error}") from error
