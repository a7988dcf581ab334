"""What is settled about a file: which header fills which field, and how its cells are read."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from abm_core.intake.parse import moments, numbers


@dataclass(frozen=True)
class Mapping:
    """Which header fills which field of an entity, and how to read what cells leave open.

    ``units`` multiplies amounts; ``date_order`` is "dmy", "mdy" or "ymd", ``decimal`` the
    decimal sign where amounts leave it open. Treat it as immutable and
    change it with ``remap`` or ``dataclasses.replace``.
    """

    entity: str
    columns: Map[str, str] = field(hash=False)
    units: Map[str, float] = field(default_factory=dict, hash=False)
    date_order: moments.Order | None = None
    decimal: numbers.Convention | None = None
