"""Commands about segments: segment list, save, delete."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import formats, segments, upkeep
from abm_core.cli.answer import Answer, lent
from abm_core.errors import AbmError
from abm_core.segments import Segment


def list_segments(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Every saved segment with its size, in the order in which they are tried."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        return _answer(cursor, [segments.told(cursor)])


def save(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Keep a filter under a name."""
    with lent(arguments) as cursor:
        made = segments.save(cursor, arguments.name, conditions(arguments.where),
                             author=arguments.author, saved_at=now)  # fmt: skip
        upkeep.compute(cursor, now=now)
        n = segments.sizes(cursor).get(made.name, 0)
        return _answer(cursor, [f"Saved {made.name}: {formats.counted(n, 'account')}."])


def delete(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Forget a segment."""
    with lent(arguments) as cursor:
        gone = segments.delete(cursor, arguments.name, author=arguments.author, deleted_at=now)
        upkeep.compute(cursor, now=now)
        return _answer(cursor, [f"Deleted {gone.name} ({gone.told})."])


def conditions(said: Sequence[str]) -> dict[str, list[str]]:
    """Conditions as they are typed; values of one field add up.

    >>> conditions(["industry=Banking", "industry=Insurance", "tier=2"])
    {'industry': ['Banking', 'Insurance'], 'tier': ['2']}
    """
    found: dict[str, list[str]] = {}
    for text in said:
        field, is_there, value = text.partition("=")
        if not is_there:
            raise AbmError(f"'{text}' is no condition.", "Write FIELD=VALUE, as industry=Banking.")
        found.setdefault(field.strip(), []).append(value)
    return found


def _answer(cursor: DuckDBPyConnection, lines: list[str]) -> Answer:
    sizes = segments.sizes(cursor)
    kept = segments.listing(cursor)
    return Answer(
        [*lines, *(f"  {one.name}: {one.told}. "
                   f"{formats.counted(sizes.get(one.name, 0), 'account')}." for one in kept)],
        {"segments": [_data(one, sizes) for one in kept], "told": segments.told(cursor)},
    )  # fmt: skip


def _data(one: Segment, sizes: dict[str, int]) -> dict[str, Any]:
    return {"segment": one.name, "n_accounts": sizes.get(one.name, 0),
            "conditions": {field: list(values) for field, values in one.conditions}}  # fmt: skip


ACTIONS = {"list": list_segments, "save": save, "delete": delete}


def segment(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on segments."""
    return ACTIONS[arguments.action](arguments, now)
