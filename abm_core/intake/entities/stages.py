"""Sales stages of a file into the store; opportunities that name them follow."""

from __future__ import annotations

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.entities.opportunities import FINAL, decide
from abm_core.intake.match.stages import SalesStage, forget_stages, known_stages
from abm_core.intake.rows import repeats
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, upsert

IN_STAGE = """
SELECT opportunity_id, account_id, stage, outcome, closed_on, expected_on
FROM opportunities
WHERE stage IS NOT NULL
ORDER BY opportunity_id
"""


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Write the definitions, then name and judge the opportunities that came before them."""
    ids = batch.column("stage_id")
    n_repeats = repeats.settle(batch, {row: ids[row] for row in batch.live},
                               lambda row: "same stage")  # fmt: skip
    repeats.note(batch, n_repeats)
    outcome = upsert(cursor, schema.STAGES, batch.frame.iloc[batch.live], log)
    forget_stages(log)
    _follow(cursor, batch, log)
    return outcome


def _follow(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> None:
    known = known_stages(cursor, log)
    stored = cursor.execute(IN_STAGE).fetchall()
    changed = [
        after
        for opportunity_id, account_id, text, *rest in stored
        if text in known
        and (after := _as_defined(known[text], opportunity_id, account_id, *rest)) is not None
    ]
    done = upsert(cursor, schema.OPPORTUNITIES, pd.DataFrame(changed, dtype=object), log,
                  final=FINAL)  # fmt: skip
    if n := len(done.updated):
        batch.notes.append(
            f"{n:,} {'opportunity' if n == 1 else 'opportunities'} of before took the name and "
            "outcome of the stage"
        )


def _as_defined(
    stage: SalesStage, opportunity_id: str, account_id: str | None, outcome: str | None,
    closed_on: object, expected_on: object,
) -> dict[str, object] | None:  # fmt: skip
    """A stored opportunity as its stage is defined; ``None`` where the definition says nothing."""
    decided = decide(stage.is_won, stage.is_closed, stage.name)
    if decided in (None, "unclear"):
        decided = outcome
    is_open = decided == "open"
    return {
        "opportunity_id": opportunity_id, "account_id": account_id, "stage": stage.name,
        "outcome": decided, "is_won": decided == "won", "is_closed": not is_open,
        "closed_on": None if is_open else closed_on or expected_on,
        "expected_on": expected_on or (closed_on if is_open else None),
    }  # fmt: skip
