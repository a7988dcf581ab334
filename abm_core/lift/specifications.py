"""Every way in which a number was asked for, so that nobody shows the best of many as the only one.

A specification is the metric with all choices behind it; asked for twice it is one. The primary
metric is declared, with what had been read by then.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, settings, store
from abm_core.lift.design import Design

TRIED = """
SELECT choices::VARCHAR FROM lift_specifications
WHERE programme_id = $programme_id AND metric = $metric
ORDER BY specification_id::BIGINT
"""
LISTED = """
SELECT s.specification_id, s.metric, s.choices::VARCHAR AS choices, s.as_of, s.is_interim,
       s.data_revision, s.design_id, s.author, s.tried_at
FROM lift_specifications s
WHERE s.programme_id = $programme_id
ORDER BY s.specification_id::BIGINT
"""
PRIMARY = """
SELECT metric, n_read, coalesce(author, ''), declared_at FROM lift_primary
WHERE programme_id = $programme_id ORDER BY declared_at DESC LIMIT 1
"""
N_READ = "SELECT count(*) FROM lift_specifications WHERE programme_id = $programme_id"


class Specification(NamedTuple):
    """Number ``number`` of ``n_tried`` for its metric and part of the targets."""

    number: int
    n_tried: int
    is_interim: bool


class Primary(NamedTuple):
    """The metric that decides; ``n_read`` specifications had been read when it was declared.

    Without a declaration the usual metric stands in, and ``declared_at`` is ``None``.
    """

    metric: str
    n_read: int
    author: str
    declared_at: datetime | None


def note(
    cursor: DuckDBPyConnection, design: Design, metric: str, *, tried_at: datetime,
    author: str = "",
) -> Specification:
    """Log that a metric is asked for in this way, where it was not yet; what number it is."""
    known = {"programme_id": design.cohorts.programme_id, "metric": metric}
    mine = choices(design)
    tried = [json.loads(text) for (text,) in cursor.execute(TRIED, known).fetchall()]
    alike = [one for one in tried if one["part"] == mine["part"]]
    if mine not in alike:
        alike.append(mine)
        with store.transaction(cursor):
            store.insert(cursor, schema.LIFT_SPECIFICATIONS, [{
                **known,
                "specification_id": str(store.next_id(cursor, schema.LIFT_SPECIFICATIONS)),
                "design_id": design.design_id, "choices": json.dumps(mine, sort_keys=True),
                "as_of": design.cohorts.as_of, "data_revision": store.revision(cursor),
                "is_interim": design.is_interim, "author": author or None, "tried_at": tried_at,
            }])  # fmt: skip
    return Specification(alike.index(mine) + 1, len(alike), design.is_interim)


def choices(design: Design) -> dict[str, object]:
    """All that somebody could have chosen otherwise."""
    found = design.cohorts
    return {
        "span": found.span, "n_after": found.n_after, "seed": found.seed,
        "tiers": list(found.tiers or ()), "covariates": list(design.covariates.chosen),
        "part": design.part, "is_experiment": found.is_experiment,
    }  # fmt: skip


def listing(cursor: DuckDBPyConnection, programme_id: str) -> pd.DataFrame:
    """Every specification of a programme, in the order they were tried."""
    return cursor.execute(LISTED, {"programme_id": programme_id}).df()


def declare(
    cursor: DuckDBPyConnection, programme_id: str, metric: str, *, declared_at: datetime,
    author: str = "",
) -> Primary:
    """Say which one metric decides. Earlier declarations are kept."""
    known = {"programme_id": programme_id}
    with store.transaction(cursor):
        (n_read,), = cursor.execute(N_READ, known).fetchall()
        store.insert(cursor, schema.LIFT_PRIMARY, [{
            **known, "metric": metric, "n_read": n_read, "author": author or None,
            "declared_at": declared_at,
        }])  # fmt: skip
    return primary(cursor, programme_id)


def primary(cursor: DuckDBPyConnection, programme_id: str) -> Primary:
    """The metric that decides for a programme."""
    rows = cursor.execute(PRIMARY, {"programme_id": programme_id}).fetchall()
    return Primary(*rows[0]) if rows else Primary(settings.LIFT_PRIMARY.value, 0, "", None)
