"""Named tuples as JSON and back, by their own declarations; days as ISO writes them.

Text for text: what was written is read as it was, and written again it is the same to the byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dumps(value: Any) -> str:  # noqa: ANN401 - any named tuple
    """The value as JSON, always in the same order and spacing."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def loads(text: str, kind: type[T]) -> T:
    """What was written, as the named tuple that it was."""
    found: T = _made(json.loads(text), kind)
    return found


def texts(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - of the same type
    """The same value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        made = [texts(one, change) for one in value]
        return type(value)(*made) if hasattr(value, "_fields") else tuple(made)
    return value


def all_texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any named tuple
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from all_texts(one)


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _made(value: Any, kind: Any) -> Any:  # noqa: ANN401
    if value is None:
        return None
    if kind is date:
        return date.fromisoformat(value)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        kinds = [inner[0]] * len(value) if inner[1:] == (...,) else inner
        return tuple(_made(one, of) for one, of in zip(value, kinds, strict=True))
    if isinstance(kind, type) and issubclass(kind, tuple):
        return kind(*(_made(value[name], of) for name, of in _fields(kind).items()))
    return value


@cache
def _fields(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind._fields}  # type: ignore[attr-defined]
