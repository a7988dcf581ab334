"""Sales stages as the CRM defines them: what a stage's id is called, and whether it is won or lost.

HubSpot writes the id of a stage into its deals and keeps the words in a table of their own; a
Salesforce org may call its won stage "Signed". Where that table was imported, it decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import duckdb

from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log

CACHE = "stages"
STAGES = "SELECT stage_id, name, is_closed, is_won FROM stages ORDER BY stage_id"


class SalesStage(NamedTuple):
    """A stage by its name; the flags are ``None`` where the CRM does not say."""

    name: str
    is_closed: bool | None
    is_won: bool | None


def known_stages(cursor: duckdb.DuckDBPyConnection, log: Log) -> dict[str, SalesStage]:
    """Every defined stage by its id, and by its name where all stages of that name agree."""
    if CACHE not in log.known:
        rows = cursor.execute(STAGES).fetchall()
        by_id = {stage_id: SalesStage(*rest) for stage_id, *rest in rows}
        named: dict[str, set[SalesStage]] = {}
        for one in by_id.values():
            named.setdefault(one.name, set()).add(one)
        by_name = {name: min(same) for name, same in named.items() if len(same) == 1}
        log.known[CACHE] = by_name | by_id
    found: dict[str, SalesStage] = log.known[CACHE]
    return found


def forget_stages(log: Log) -> None:
    """Say that definitions have changed."""
    log.known.pop(CACHE, None)


class Judged(NamedTuple):
    """Per row: the name of its stage, and whether it is won and closed."""

    names: list[str | None]
    is_won: list[bool | None]
    is_closed: list[bool | None]


def judge(batch: Batch, known: Mapping[str, SalesStage]) -> Judged:
    """What every row says of itself; else, where it says neither flag, how its stage is defined."""
    judged = Judged(list(batch.column("stage")), batch.column("is_won"), batch.column("is_closed"))
    for row, text in enumerate(judged.names):
        stage = known.get(text) if text else None
        if stage is None:
            continue
        judged.names[row] = stage.name
        if judged.is_won[row] is None and judged.is_closed[row] is None:
            judged.is_won[row], judged.is_closed[row] = stage.is_won, stage.is_closed
    return judged


def write_names(batch: Batch, names: Sequence[str | None]) -> None:
    """Write stages by their names, and say of how many rows that holds."""
    said = batch.column("stage")
    n = sum(name != text for name, text in zip(names, said, strict=True))
    if n:
        batch.set_column("stage", names)
        rows = "1 row gives" if n == 1 else f"{n:,} rows give"
        batch.notes.append(f"Stage: {rows} the id of a stage; shown by its name")
