"""By whose clock a time is read that names no zone."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo

import duckdb

from abm_core import house, schema
from abm_core.intake.parse.zones import named

SAYS_UTC = re.compile(r"\b(?:utc|gmt)\b", re.I)


def of_house(cursor: duckdb.DuckDBPyConnection) -> tzinfo:
    """The time zone of the house; UTC while nobody chose one."""
    return named(house.read(cursor).time_zone) or UTC


def of_column(known: schema.Field, header: str, home: tzinfo) -> tzinfo:
    """The clock of one column: UTC where the header says so or is our own, else the house's.

    Files that we write hold times in UTC under our own headers.
    """
    is_ours = header in (known.label, known.name)
    return UTC if is_ours or SAYS_UTC.search(header.replace("_", " ")) else home
