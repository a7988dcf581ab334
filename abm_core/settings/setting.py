"""What a default is."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Setting(NamedTuple, Generic[T]):
    """A default: its value, what it means in a sentence, and who says so."""

    value: T
    help: str
    source: str
